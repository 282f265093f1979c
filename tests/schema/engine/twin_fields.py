"""What each field of each type is, in plain Python over dictionaries: written anew, without the engine's specs."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from pydantic.alias_generators import to_camel

from schema.bases import table_of
from schema.kinds import KINDS
from schema.text import fold, tag_slug

Row = dict[str, Any]
Field = Callable[..., Any]

KIND_TABLES = {kind.name: (kind.type.__name__, table_of(kind.row)) for kind in KINDS.values()}
NODE_TABLES = {
    "publication": "Publication",
    "issues": "Issue",
    "columns": "Column",
    "sections": "Section",
    "recommendations": "Recommendation",
    "people": "Person",
    "organizations": "Organization",
}
STEPS = (48, 96, 160, 240, 320, 480, 640, 800, 960, 1280, 1600, 1920, 2560)
ENDINGS = {None: "", "AVIF": ".avif", "WEBP": ".webp", "JPEG": ".jpg"}
ID_PREFIXES = {"pub", "iss", "col", "sec", "rec", "wrk", "per", "org"}


def typed(stored: Mapping[str, list[Row]]) -> dict[str, list[Row]]:
    """Mark every row with its GraphQL type, and give works the columns of their kind."""
    tables = {name: [{**row, "__typename": NODE_TABLES.get(name)} for row in rows] for name, rows in stored.items()}
    tables["works"] = []
    for work in stored["works"]:
        name, table = KIND_TABLES[work["kind"]]
        own: Row = next((row for row in stored[table.name] if row["id"] == work["id"]), {})
        tables["works"].append({**own, **work, "__typename": name})
    return tables


@dataclass
class View:
    """The rows that one viewer may see at an instant."""

    tables: Mapping[str, list[Row]]
    public: bool
    now: datetime
    base_url: str

    @cached_property
    def visible(self) -> dict[str, list[Row]]:
        """The visible rows of each table."""
        return {name: [row for row in rows if self.is_visible(row)] for name, rows in self.tables.items()}

    @cached_property
    def by_id(self) -> dict[str, dict[str, Row]]:
        """The visible rows by their id."""
        return {name: {row["id"]: row for row in rows if "id" in row} for name, rows in self.visible.items()}

    def is_visible(self, row: Row) -> bool:
        """Whether the viewer may see a row."""
        if not self.public or "visible_from" not in row:
            return True
        return row["visible_from"] is not None and row["visible_from"] <= self.now

    def get(self, table: str, id_: str | None) -> Row | None:
        """Return a row by its id."""
        return self.by_id[table].get(id_) if id_ is not None else None

    def where(self, table: str, by: str = "position", **owner: Any) -> list[Row]:
        """List the rows with these values."""
        rows = [row for row in self.visible[table] if all(row[name] == value for name, value in owner.items())]
        return sorted(rows, key=lambda row: row[by])

    def linked(self, link: str, table: str, key: str, **owner: Any) -> list[Row]:
        """List the rows that a link table leads to, in its order."""
        rows = (self.get(table, row[key]) for row in self.where(link, **owner))
        return [row for row in rows if row is not None]

    def with_slugs(self, type_: str, table: str, slugs: Iterable[str]) -> list[Row]:
        """List the rows that have, or had, one of the slugs."""
        ids = self.targets(type_, slugs)
        return [row for row in self.visible[table] if row["id"] in ids]

    def targets(self, type_: str, slugs: Iterable[str]) -> set[str]:
        """Return the ids that slugs are reserved for."""
        wanted = {fold(slug) for slug in slugs}
        return {row["target_id"] for row in self.tables["slugs"] if row["type"] == type_ and row["slug"] in wanted}

    def with_slug(self, type_: str, table: str, slug: str) -> Row | None:
        """Return the row that has, or had, a slug."""
        return next(iter(self.with_slugs(type_, table, [slug])), None)


@dataclass(frozen=True)
class Paged:
    """The list behind a connection: its rows and, by name, the key and direction of its orders.

    ``ignoring`` has, by the filter's field, the rows that there are without it, where it is given. ``roles`` are those
    of an edge.
    """

    rows: list[Row]
    orders: Mapping[str, tuple[str, bool]]
    ignoring: Mapping[str, list[Row]] = field(default_factory=dict)
    roles: Callable[[Row], list[str] | None] = lambda row: None


@dataclass(frozen=True)
class Whole:
    """What facets are counted over: a whole list, whatever its page."""

    paged: Paged

    def rows(self, name: str) -> list[Row]:
        """List the rows without what the filter says of this field."""
        return self.paged.ignoring.get(name, self.paged.rows)


NEWEST = {"NEWEST_FIRST": ("sort_key", True)}
NAMED = {"NAME_ASC": ("name_key", False)}
ISSUES = {"PUBLISHED_AT_DESC": ("sort_key", True), "PUBLISHED_AT_ASC": ("sort_key", False)}
WORKS = {
    "TITLE_ASC": ("title_key", False),
    "RELEASE_DATE_DESC": ("release_key", True),
    "RELEASE_DATE_ASC": ("release_key", False),
}


def snake(name: str) -> str:
    """Return the column of a field: ``wordCount`` -> ``word_count``."""
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)


def columns(type_: str, names: str) -> dict[tuple[str, str], Field]:
    """Return fields that are the columns of their names."""
    return {(type_, name): column(snake(name)) for name in names.split()}


def own_fields(type_: str, table: sa.Table) -> Iterator[tuple[tuple[str, str], Field]]:
    """Yield the fields that only one kind of work has: its columns, and the rows these refer to."""
    for own in table.c:
        if own.name == "id":
            continue
        if target := next((key.column.table.name for key in own.foreign_keys), None):
            yield (type_, to_camel(own.name.removesuffix("_id"))), referred(target, own.name)
        else:
            yield (type_, to_camel(own.name)), column(own.name)


def referred(table: str, name: str) -> Field:
    """Return a field that is the row of a table that a column refers to."""
    return lambda view, row: view.get(table, row[name])


def column(name: str) -> Field:
    """Return a field that is a column."""
    return lambda view, row: row[name]


def embedded(row: Row, prefix: str, null_unless: str | None = None) -> Row | None:
    """Return the columns with a prefix, under their names without it; None where ``null_unless`` is NULL."""
    values = {name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)}
    return values if null_unless is None or values[null_unless] is not None else None


def issue_status(view: View, row: Row) -> str:
    """Return the status of an issue."""
    if row["status"] == "PUBLISHED" and row["published_at"] > view.now:
        return "SCHEDULED"
    return str(row["status"])


def neighbour(view: View, issue: Row, *, newer: bool) -> Row | None:
    """Return the issue next to another."""
    line = sorted(view.visible["issues"], key=lambda row: (row["sort_key"], row["id"]))
    place = line.index(issue) + (1 if newer else -1)
    return line[place] if 0 <= place < len(line) else None


def issue_recommendations(view: View, issue: Row, roles: list[str] | None = None) -> list[Row]:
    """List an issue's recommendations in reading order."""
    rows = [row for row in view.where("recommendations", issue_id=issue["id"]) if roles is None or row["role"] in roles]
    return sorted(sorted(rows, key=lambda row: row["id"]), key=lambda row: row["sort_key"], reverse=True)


def column_sections(view: View, column: Row) -> Paged:
    """List what appeared in a column."""
    return Paged(view.where("sections", column_id=column["id"]), NEWEST)


def work_parts(view: View, work: Row) -> list[Row]:
    """List a work's parts."""
    parts = view.where("works", by="id", part_of_id=work["id"])
    return sorted(parts, key=lambda row: (row["release_key"], row["title_key"], row["id"]))


def through(view: View, table: str, orders: Mapping[str, tuple[str, bool]], **links: Mapping[str, Any]) -> Paged:
    """List the rows of a table that links of some tables, with these values, tie to something."""
    key = {"sections": "section_id", "issues": "issue_id", "people": "person_id"}[table]
    ids = {row[key] for link, owner in links.items() for row in view.where(link, **owner)}
    return Paged([row for row in view.visible[table] if row["id"] in ids], orders)


def works_through(view: View, link: str, **owner: Any) -> Paged:
    """List the works that a table of links ties to something."""
    ids = {row["work_id"] for row in view.where(link, **owner)}
    return Paged([row for row in view.visible["works"] if row["id"] in ids], WORKS)


def credited_works(view: View, person: Row) -> Paged:
    """List the works of a person."""
    credited = view.where("credits", person_id=person["id"])

    def roles(work: Row) -> list[str]:
        return [row["role"] for row in credited if row["work_id"] == work["id"]]

    return replace(works_through(view, "credits", person_id=person["id"]), roles=roles)


def makers(view: View, work: Row) -> list[Row]:
    """List those by whom a work is."""
    credited = view.where("credits", work_id=work["id"])
    for making in ({"CREATOR", "AUTHOR"}, {"DIRECTOR"}, {"PERFORMER", "HOST"}):
        ids = dict.fromkeys(row["person_id"] for row in credited if row["role"] in making)
        if ids:
            return [person for id_ in ids if (person := view.get("people", id_))]
    return view.linked("work_organizations", "organizations", "organization_id", work_id=work["id"])


def node(view: View, _: Any, id: str) -> Row | None:  # noqa: A002
    """Find anything by its id."""
    return next((row for table in (*NODE_TABLES, "works") if (row := view.get(table, id))), None)


def find_issue(view: View, _: Any, slug: str | None = None, number: int | None = None) -> Row | None:
    """Find an issue."""
    if slug is not None:
        return view.with_slug("Issue", "issues", slug)
    return next((row for row in view.visible["issues"] if row["number"] == number), None)


def find_work(view: View, _: Any, slug: str | None = None, externalId: Row | None = None) -> Row | None:  # noqa: N803
    """Find a work."""
    if externalId is None:
        return view.with_slug("Work", "works", str(slug))
    wanted = (externalId.get("scheme"), externalId.get("value"))
    if externalId.get("source") is not None:
        wanted = (externalId["source"].lower(), externalId["id"].lower())
    owners = [row["work_id"] for row in view.tables["external_ids"] if (row["scheme"], row["value"]) == wanted]
    return view.get("works", owners[0]) if owners else None


def latest_issue(view: View, _: Any) -> Row | None:
    """Find the issue with the greatest date."""
    dated = [row for row in view.visible["issues"] if row["published_at"] is not None]
    return max(dated, key=lambda row: (row["sort_key"], row["id"]), default=None)


def any_of(row: Row, wanted: Mapping[str, Any], *names: str) -> bool:
    """Whether a row's columns have any of the values that a filter has for them."""
    return all(wanted.get(name) is None or row[name] in wanted[name] for name in names)


def issues(view: View, _: Any, filter: Row | None = None) -> Paged:  # noqa: A002
    """List issues."""
    wanted = filter or {}
    rows = view.visible["issues"] if wanted.get("slug") is None else view.with_slugs("Issue", "issues", wanted["slug"])
    if wanted.get("language") is not None:
        languages = {tag.lower() for tag in wanted["language"]}
        rows = [row for row in rows if row["language"].lower() in languages]
    if (days := wanted.get("published")) is not None:
        rows = [row for row in rows if is_within(row["published_on"], days)]
    if wanted.get("status") is not None:
        rows = [row for row in rows if issue_status(view, row) in wanted["status"]]
    rows = [row for row in rows if any_of(row, wanted, "number")]
    return Paged(rows, ISSUES, ignoring(issues, view, wanted, "published"))


def is_within(day: str | None, days: Row) -> bool:
    """Whether a day is within a range."""
    first, last = (days.get(key) for key in ("from", "to"))
    return day is not None and (not first or day >= str(first)) and (not last or day <= str(last))


def ignoring(lists: Field, view: View, wanted: Row, *names: str) -> dict[str, list[Row]]:
    """Return the rows of a list as they are without a field of its filter, for those of its fields that are given."""
    given = [name for name in names if wanted.get(name) is not None]
    return {name: lists(view, None, {**wanted, name: None}).rows for name in given}


def works(view: View, _: Any, filter: Row | None = None) -> Paged:  # noqa: A002
    """List works."""
    wanted = filter or {}
    rows = [row for row in view.visible["works"] if is_wanted_work(view, row, wanted)]
    return Paged(rows, WORKS, ignoring(works, view, wanted, "kind", "tag"))


def is_wanted_work(view: View, row: Row, wanted: Row) -> bool:
    """Whether a work meets a filter."""
    if wanted.get("slug") is not None and row["id"] not in view.targets("Work", wanted["slug"]):
        return False
    if wanted.get("tag") is not None:
        spelt = {tag_slug(name) for name in wanted["tag"]}
        if not {tag_slug(name) for name in tags(view, row)} & spelt:
            return False
    return (
        any_of(row, wanted, "kind", "year")
        and has_offer(view, row["id"], wanted)
        and has_credit(view, row["id"], wanted)
        and nests(is_wanted_work, view, row, wanted)
    )


def nests(is_wanted: Callable[[View, Row, Row], bool], view: View, row: Row, wanted: Row) -> bool:
    """Whether a row meets the filters inside a filter."""
    if wanted.get("anyOf") is not None and not any(is_wanted(view, row, each) for each in wanted["anyOf"]):
        return False
    return wanted.get("not") is None or not is_wanted(view, row, wanted["not"])


OFFER = ("availableIn", "access", "platform", "asOf", "verifiedSince")
BEHIND = {"PF"}
"""Where it is still the day before, when worlds are asked."""


def today_in(view: View, country: str | None) -> date:
    """Return today in a country."""
    return view.now.date() - timedelta(days=country in BEHIND)


def status_on(offer: Row, day: date) -> str:
    """Return where an offer's window stands on a day."""
    if offer["from_date"] and day < offer["from_date"]:
        return "UPCOMING"
    return "ENDED" if offer["until_date"] and day > offer["until_date"] else "OPEN"


def has_offer(view: View, work: str, wanted: Row) -> bool:
    """Whether one offer of a work meets all that is asked of offers."""
    asked = {name: wanted[name] for name in OFFER if wanted.get(name) is not None}
    platforms = view.targets("Organization", asked.get("platform", ()))

    def meets(offer: Row) -> bool:
        return (
            ("availableIn" not in asked or offer["country"] in asked["availableIn"])
            and ("access" not in asked or offer["access"] in asked["access"])
            and ("platform" not in asked or offer["platform_id"] in platforms)
            and ("verifiedSince" not in asked or is_verified_since(offer, asked["verifiedSince"]))
            and status_on(offer, asked.get("asOf") or today_in(view, offer["country"])) == "OPEN"
        )

    return not asked or any(meets(offer) for offer in view.where("availability", work_id=work))


def is_verified_since(offer: Row, day: date) -> bool:
    """Whether someone made sure of an offer on a day or later."""
    return offer["verified_at"] is not None and offer["verified_at"].date() >= day


def has_credit(view: View, work: str, wanted: Row) -> bool:
    """Whether one credit of a work meets all that is asked of credits."""
    people, roles = wanted.get("person"), wanted.get("creditRole")
    ids = view.targets("Person", people or ())
    return (people is None and roles is None) or any(
        (people is None or row["person_id"] in ids) and (roles is None or row["role"] in roles)
        for row in view.where("credits", work_id=work)
    )


def availability(view: View, work: Row, **asked: Any) -> list[Row]:
    """List a work's offers as a day finds them."""
    country = asked.get("country")
    platforms = view.targets("Organization", asked.get("platform") or ())
    offers = []
    for offer in view.where("availability", work_id=work["id"]):
        day = asked.get("asOf") or today_in(view, country or offer["country"])
        known = {**offer, "day": day, "status": status_on(offer, day)}
        if (
            (country is None or offer["country"] in {country, None})
            and (asked.get("platform") is None or offer["platform_id"] in platforms)
            and any_of(known, asked, "access", "status")
        ):
            offers.append(known)
    return sorted(offers, key=lambda offer: country is not None and offer["country"] is None)


def freshness(view: View, offer: Row) -> str:
    """Return how long ago someone made sure of an offer."""
    if offer["verified_at"] is None:
        return "UNVERIFIED"
    return "FRESH" if is_verified_since(offer, view.now.date() - timedelta(days=30)) else "STALE"


def tags(view: View, work: Row) -> list[str]:
    """List a work's tags."""
    return [row["name"] for row in view.linked("work_tags", "tags", "tag_id", work_id=work["id"])]


def linked_works(view: View, link: str, key: str, ids: set[str]) -> set[str]:
    """Return the ids of the works that a table of links ties to any of these."""
    return {row["work_id"] for row in view.tables[link] if row[key] in ids}


def recommendations_of(view: View, rows: list[Row], filter: Row | None = None) -> Paged:  # noqa: A002
    """List some recommendations."""
    return Paged([row for row in rows if is_wanted_recommendation(view, row, filter or {})], NEWEST)


def is_wanted_recommendation(view: View, row: Row, wanted: Row) -> bool:
    """Whether a recommendation meets a filter."""

    def fits() -> bool:
        section = next(section for section in view.tables["sections"] if section["id"] == row["section_id"])
        work = next(work for work in view.tables["works"] if work["id"] == row["work_id"])
        return (
            any_of(row, wanted, "role")
            and any_of(work, wanted, "kind")
            and (wanted.get("column") is None or section["column_id"] in view.targets("Column", wanted["column"]))
            and (wanted.get("issue") is None or row["issue_id"] in view.targets("Issue", wanted["issue"]))
            and (wanted.get("work") is None or row["work_id"] in view.targets("Work", wanted["work"]))
            and (
                wanted.get("organization") is None
                or row["work_id"]
                in linked_works(
                    view, "work_organizations", "organization_id", view.targets("Organization", wanted["organization"])
                )
            )
            and has_offer(view, row["work_id"], wanted)
            and has_credit(view, row["work_id"], wanted)
        )

    return fits() and nests(is_wanted_recommendation, view, row, wanted)


def recommendations(view: View, _: Any, **asked: Any) -> Paged:
    """List all recommendations."""
    return recommendations_of(view, view.visible["recommendations"], **asked)


def organization_recommendations(view: View, body: Row, **asked: Any) -> Paged:
    """List the recommendations of what an organisation is behind."""
    made = linked_works(view, "work_organizations", "organization_id", {body["id"]})
    return recommendations_of(view, [row for row in view.visible["recommendations"] if row["work_id"] in made], **asked)


def people(view: View, _: Any, filter: Row | None = None) -> Paged:  # noqa: A002
    """List people."""
    slugs = (filter or {}).get("slug")
    return Paged(view.visible["people"] if slugs is None else view.with_slugs("Person", "people", slugs), NAMED)


def organizations(view: View, _: Any, filter: Row | None = None) -> Paged:  # noqa: A002
    """List organisations."""
    wanted = filter or {}
    rows = view.visible["organizations"]
    if wanted.get("slug") is not None:
        rows = view.with_slugs("Organization", "organizations", wanted["slug"])
    return Paged([row for row in rows if any_of(row, wanted, "kind")], NAMED)


def facet(name: str, values: Callable[[View, Row], Iterable[Any]], label: str) -> Field:
    """Return a facet that comes by frequency, then by the slug of a value."""

    def count(view: View, whole: Whole) -> list[Row]:
        counts = Counter(value for row in whole.rows(name) for value in values(view, row))
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0][1]))
        return [{label: value, "count": number} for (value, _), number in ordered]

    return count


def years(_: View, whole: Whole) -> list[Row]:
    """Count issues by year, the newest first."""
    days = [row["published_on"] for row in whole.rows("published")]
    counts = Counter(int(day[:4]) for day in days if day is not None)
    return [{"year": year, "count": counts[year]} for year in sorted(counts, reverse=True)]


def tag_places(view: View, work: Row) -> list[tuple[str, str]]:
    """List a work's tags with their slugs."""
    return [(row["name"], row["slug"]) for row in view.linked("work_tags", "tags", "tag_id", work_id=work["id"])]


def address(path: str, key: str = "slug") -> Field:
    """Return a field that is an address under the base URL."""
    return lambda view, row: f"{view.base_url}{path}{row[key]}"


def kept(view: View, image: Row) -> Row:
    """Return what is known of a picture that is kept here, else nothing."""
    return next((row for row in view.tables["pictures"] if f"/pictures/{row['id']}" == image["url"]), {})


def image_url(view: View, image: Row, width: int | None = None, height: int | None = None, **asked: Any) -> str:
    """Return the address of a picture, in a size where it is kept here."""
    if not image["url"].startswith("/pictures/"):
        return str(image["url"])
    address = f"{view.base_url}{image['url']}"
    served = next((step for step in STEPS if step >= (width or height or 1)), STEPS[-1])
    if width and height:
        tens = max(1, (height * served // width + 5) // 10)
        focus = f"-{image['focal_x']}-{image['focal_y']}" if image["focal_x"] else ""
        address += f"/{served}x{min(tens * 10, 5120)}{focus}"
    elif width or height:
        address += f"/{'' if width else 'x'}{served}"
    return address + ENDINGS[asked.get("format")]


def image_srcset(view: View, image: Row, **asked: Any) -> str | None:
    """Return the addresses of a picture that is kept here, in all its widths."""
    if not image["url"].startswith("/pictures/") or image["width"] is None:
        return None
    address, end = f"{view.base_url}{image['url']}", ENDINGS[asked.get("format")]
    below = [f"{address}/{step}{end} {step}w" for step in STEPS[2:-1] if step < image["width"]]
    return ", ".join([*below, f"{address}{end} {min(image['width'], 2560)}w"])


FIELDS: dict[tuple[str, str], Field] = {
    ("Node", "id"): lambda view, row: row["id"],
    ("Query", "node"): node,
    ("Query", "nodes"): lambda view, _, ids: [node(view, None, id_) for id_ in ids],
    ("Query", "publication"): lambda view, _: view.get("publication", "pub_1"),
    ("Query", "viewer"): lambda view, _: {},
    ("Query", "issue"): find_issue,
    ("Query", "latestIssue"): latest_issue,
    ("Query", "issues"): issues,
    ("Query", "column"): lambda view, _, slug: view.with_slug("Column", "columns", slug),
    ("Query", "columns"): lambda view, _: view.where("columns", by="name_key"),
    ("Query", "work"): find_work,
    ("Query", "works"): works,
    ("Query", "recommendations"): recommendations,
    ("Query", "person"): lambda view, _, slug: view.with_slug("Person", "people", slug),
    ("Query", "people"): people,
    ("Query", "organization"): lambda view, _, slug: view.with_slug("Organization", "organizations", slug),
    ("Query", "organizations"): organizations,
    ("Viewer", "name"): lambda view, row: None,
    ("Viewer", "scopes"): lambda view, row: [],
    ("Viewer", "expiresAt"): lambda view, row: None,
    ("Viewer", "budget"): lambda view, row: None,
    **{("Budget", name): lambda view, row: None for name in ("pointsPerMinute", "remaining", "resetsAt")},
    **columns("Publication", "name tagline language timeZone url version"),
    ("Publication", "website"): column("url"),
    ("Publication", "logo"): lambda view, row: embedded(row, "logo_", "url"),
    ("Publication", "about"): lambda view, row: embedded(row, "about_", "markdown"),
    ("Publication", "subscribing"): lambda view, row: embedded(row, "subscribing_", "markdown"),
    **columns("Issue", "slug number title standfirst language publishedAt publishedAtBasis updatedAt version"),
    **columns("Issue", "replacesAt replacesProblem"),
    **columns("Issue", "wordCount readingMinutes"),
    ("Issue", "status"): issue_status,
    ("Issue", "authors"): lambda view, row: view.linked("issue_authors", "people", "person_id", issue_id=row["id"]),
    ("Issue", "replaces"): lambda view, row: next(iter(view.where("issues", id=row["replaces_id"])), None),
    ("Issue", "cover"): lambda view, row: embedded(row, "cover_", "url"),
    ("Issue", "sections"): lambda view, row: view.where("sections", issue_id=row["id"]),
    ("Issue", "recommendations"): issue_recommendations,
    ("Issue", "previous"): lambda view, row: neighbour(view, row, newer=False),
    ("Issue", "next"): lambda view, row: neighbour(view, row, newer=True),
    ("Issue", "url"): address("/issues/"),
    ("Issue", "embedUrl"): address("/embed/issues/"),
    **columns("Column", "slug name description version"),
    ("Column", "sections"): column_sections,
    ("Column", "url"): address("/columns/"),
    **columns("Section", "heading position wordCount"),
    ("Section", "column"): lambda view, row: view.get("columns", row["column_id"]),
    ("Section", "issue"): lambda view, row: view.get("issues", row["issue_id"]),
    ("Section", "body"): lambda view, row: embedded(row, "body_"),
    ("Section", "recommendations"): lambda view, row: view.where("recommendations", section_id=row["id"]),
    ("Section", "people"): lambda view, row: view.linked("section_people", "people", "person_id", section_id=row["id"]),
    ("Section", "organizations"): lambda view, row: view.linked(
        "section_organizations", "organizations", "organization_id", section_id=row["id"]
    ),
    ("Section", "sources"): lambda view, row: view.where("sources", section_id=row["id"]),
    ("Section", "keyFigures"): lambda view, row: view.where("key_figures", section_id=row["id"]),
    **columns("Recommendation", "role reason position"),
    ("Recommendation", "section"): lambda view, row: view.get("sections", row["section_id"]),
    ("Recommendation", "issue"): lambda view, row: view.get("issues", row["issue_id"]),
    ("Recommendation", "work"): lambda view, row: view.get("works", row["work_id"]),
    ("Recommendation", "recommendedBy"): lambda view, row: view.get("people", row["recommended_by_id"]),
    ("Recommendation", "url"): address("/recommendations/", "id"),
    ("Recommendation", "embedUrl"): address("/embed/recommendations/", "id"),
    **columns("Work", "slug kind title originalTitle aliases releaseDate releaseDateBasis year summary version"),
    ("Work", "tags"): tags,
    ("Work", "image"): lambda view, row: embedded(row, "image_", "url"),
    ("Work", "credits"): lambda view, row: view.where("credits", work_id=row["id"]),
    ("Work", "organizations"): lambda view, row: view.linked(
        "work_organizations", "organizations", "organization_id", work_id=row["id"]
    ),
    ("Work", "availability"): availability,
    ("Availability", "asOf"): column("day"),
    ("Availability", "status"): column("status"),
    ("Availability", "freshness"): freshness,
    ("Work", "externalIds"): lambda view, row: view.where("external_ids", work_id=row["id"]),
    ("Work", "links"): lambda view, row: view.where("links", work_id=row["id"]),
    ("Work", "partOf"): lambda view, row: view.get("works", row["part_of_id"]),
    ("Work", "parts"): work_parts,
    ("Work", "recommendations"): lambda view, row, **asked: recommendations_of(
        view, view.where("recommendations", work_id=row["id"]), **asked
    ),
    ("Work", "makers"): makers,
    ("Work", "url"): address("/works/"),
    ("Work", "embedUrl"): address("/embed/works/"),
    **{key: field for type_, table in KIND_TABLES.values() for key, field in own_fields(type_, table)},
    ("WorkFacets", "kind"): facet("kind", lambda view, row: [(row["kind"], row["kind"])], "kind"),
    ("WorkFacets", "tag"): facet("tag", tag_places, "tag"),
    ("IssueFacets", "year"): years,
    **columns("KindCount", "kind count"),
    **columns("TagCount", "tag count"),
    **columns("YearCount", "year count"),
    **columns("Credit", "role position"),
    ("Credit", "person"): lambda view, row: view.get("people", row["person_id"]),
    **columns("Person", "slug name aliases summary version"),
    ("Person", "affiliations"): lambda view, row: view.where("affiliations", person_id=row["id"]),
    ("Person", "works"): credited_works,
    ("Person", "sections"): lambda view, row: through(
        view, "sections", NEWEST, section_people={"person_id": row["id"]}
    ),
    ("Person", "issues"): lambda view, row: through(view, "issues", ISSUES, issue_authors={"person_id": row["id"]}),
    ("Person", "recommendations"): lambda view, row, **asked: recommendations_of(
        view, view.where("recommendations", recommended_by_id=row["id"]), **asked
    ),
    ("Person", "url"): address("/people/"),
    **columns("Affiliation", "title"),
    ("Affiliation", "organization"): lambda view, row: view.get("organizations", row["organization_id"]),
    **columns("Organization", "slug name kind aliases summary version"),
    ("Organization", "website"): column("url"),
    ("Organization", "organizationKind"): column("kind"),
    ("Organization", "recommendations"): organization_recommendations,
    ("Organization", "works"): lambda view, row: works_through(view, "work_organizations", organization_id=row["id"]),
    ("Organization", "availableWorks"): lambda view, row: works_through(view, "availability", platform_id=row["id"]),
    ("Organization", "people"): lambda view, row: through(
        view, "people", NAMED, affiliations={"organization_id": row["id"]}
    ),
    ("Organization", "sections"): lambda view, row: through(
        view,
        "sections",
        NEWEST,
        section_organizations={"organization_id": row["id"]},
        sources={"publication_id": row["id"]},
    ),
    ("Organization", "url"): address("/organizations/"),
    ("Availability", "platform"): lambda view, row: view.get("organizations", row["platform_id"]),
    ("Availability", "from"): lambda view, row: row["from_date"],
    ("Availability", "until"): lambda view, row: row["until_date"],
    **columns("Availability", "country access fromBasis untilBasis url verifiedAt"),
    ("Availability", "price"): lambda view, row: embedded(row, "price_", "amount"),
    ("Source", "publication"): lambda view, row: view.get("organizations", row["publication_id"]),
    **columns("Source", "url title"),
    **columns("Image", "alt width height credit"),
    ("Image", "url"): image_url,
    ("Image", "srcset"): image_srcset,
    ("Image", "focalX"): lambda view, row: row["focal_x"] and float(row["focal_x"]),
    ("Image", "focalY"): lambda view, row: row["focal_y"] and float(row["focal_y"]),
    ("Image", "placeholder"): lambda view, row: kept(view, row).get("placeholder"),
    ("Image", "dominantColor"): lambda view, row: kept(view, row).get("dominant_color"),
    **columns("Price", "amount currency period approximate"),
    **columns("Body", "text markdown"),
    ("Body", "html"): lambda view, row: row["html"].replace('src="/pictures/', f'src="{view.base_url}/pictures/'),
    **columns("Link", "rel url title"),
    **columns("ExternalId", "scheme value"),
    **columns("KeyFigure", "label value upperValue unit precision"),
}
"""By type (or interface) and field."""
