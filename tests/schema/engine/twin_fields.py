"""What each field of each type is, in plain Python over dictionaries: written anew, without the engine's specs."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from pydantic.alias_generators import to_camel

from schema.vocabulary import Access, CreditRole, OrganizationKind, RecommendationRole, WorkKind
from tests.schema.engine.twin_filters import (
    appeared,
    issues_of,
    linked_works,
    named_elsewhere,
    people_of,
    recommendations_of,
    sections_of,
    works_of,
)
from tests.schema.engine.twin_offers import is_verified_since, status_on, today_in
from tests.schema.engine.twin_orders import NAMED, pick_count
from tests.schema.engine.twin_rows import (
    KIND_TABLES,
    NODE_TABLES,
    Field,
    Paged,
    Row,
    View,
    any_of,
    filtered,
    issue_status,
    one,
    tags,
)

STEPS = (48, 96, 160, 240, 320, 480, 640, 800, 960, 1280, 1600, 1920, 2560)


ENDINGS = {None: "", "AVIF": ".avif", "WEBP": ".webp", "JPEG": ".jpg"}


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


def neighbour(view: View, issue: Row, *, newer: bool) -> Row | None:
    """Return the issue next to another."""
    line = sorted(view.visible["issues"], key=lambda row: (row["sort_key"], row["id"]))
    place = line.index(issue) + (1 if newer else -1)
    return line[place] if 0 <= place < len(line) else None


def issue_recommendations(view: View, issue: Row, roles: list[str] | None = None) -> list[Row]:
    """List an issue's recommendations in reading order."""
    rows = [row for row in view.where("recommendations", issue_id=issue["id"]) if roles is None or row["role"] in roles]
    return sorted(sorted(rows, key=lambda row: row["id"]), key=lambda row: row["sort_key"], reverse=True)


def column_sections(view: View, column: Row, **asked: Any) -> Paged:
    """List what appeared in a column."""
    return sections_of(view, view.where("sections", column_id=column["id"]), **asked)


def work_parts(view: View, work: Row) -> list[Row]:
    """List a work's parts."""
    parts = view.where("works", by="id", part_of_id=work["id"])
    return sorted(parts, key=lambda row: (row["release_key"], row["title_key"], row["id"]))


def through(table: str, **links: str) -> Field:
    """Return a field that lists the rows of a table that links tie to its owner, in their column for that."""
    key = {"works": "work_id", "sections": "section_id", "issues": "issue_id", "people": "person_id"}[table]

    def listed(view: View, owner: Row, **asked: Any) -> Paged:
        lists: Callable[..., Paged] = {
            "works": works_of,
            "sections": sections_of,
            "issues": issues_of,
            "people": people_of,
        }[table]
        ids = {row[key] for link, name in links.items() for row in view.where(link, **{name: owner["id"]})}
        return lists(view, [row for row in view.visible[table] if row["id"] in ids], **asked)

    return listed


def credited_works(view: View, person: Row, **asked: Any) -> Paged:
    """List the works of a person."""
    credited = view.where("credits", person_id=person["id"])

    def roles(work: Row) -> list[str]:
        return [row["role"] for row in credited if row["work_id"] == work["id"]]

    made: Paged = through("works", credits="person_id")(view, person, **asked)
    return replace(made, roles=roles)


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
    owners = named_elsewhere(view, [externalId])
    return view.get("works", owners[0]) if owners else None


def latest_issue(view: View, _: Any) -> Row | None:
    """Find the issue with the greatest date."""
    dated = [row for row in view.visible["issues"] if row["published_at"] is not None]
    return max(dated, key=lambda row: (row["sort_key"], row["id"]), default=None)


def issues(view: View, _: Any, **asked: Any) -> Paged:
    """List all issues."""
    return issues_of(view, view.visible["issues"], **asked)


def works(view: View, _: Any, **asked: Any) -> Paged:
    """List all works."""
    return works_of(view, view.visible["works"], **asked)


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
    today = view.now.date()
    days = min(view.tables["publication"][0]["availability_fresh_days"], (today - date.min).days)
    return "FRESH" if is_verified_since(offer, today - timedelta(days=days)) else "STALE"


def recommendations(view: View, _: Any, **asked: Any) -> Paged:
    """List all recommendations."""
    return recommendations_of(view, view.visible["recommendations"], **asked)


def organization_recommendations(view: View, body: Row, **asked: Any) -> Paged:
    """List the recommendations of what an organisation is behind."""
    made = linked_works(view, "work_organizations", "organization_id", {body["id"]})
    return recommendations_of(view, [row for row in view.visible["recommendations"] if row["work_id"] in made], **asked)


def people(view: View, _: Any, **asked: Any) -> Paged:
    """List all people."""
    return people_of(view, view.visible["people"], **asked)


def organizations(view: View, _: Any, filter: Row | None = None) -> Paged:  # noqa: A002
    """List organisations."""

    def fits(row: Row, wanted: Row) -> bool:
        return (
            (wanted.get("slug") is None or row["id"] in view.targets("Organization", wanted["slug"]))
            and any_of(row, wanted, "kind")
            and appeared(view, "section_organizations", "organization_id", row["id"], wanted)
        )

    every = view.visible["organizations"]
    return filtered(lambda wanted: [row for row in every if fits(row, wanted)], filter, NAMED)


def facet(label: str, *names: str, by: Callable[[View], list[tuple[Any, Any]]]) -> Field:
    """Return a facet: each value of ``by`` with its place, counted by a filter that asks for it in ``names[0]``.

    What the filter says of all ``names`` is left out. A value that is an object is asked for by its place.
    """

    def count(view: View, paged: Paged) -> list[Row]:
        counted = []
        for value, place in by(view):
            asked = {**dict.fromkeys(names), names[0]: [place if isinstance(value, dict) else value]}
            counted.append((len(paged.rows_for(**asked)), place, value))
        ordered = sorted((each for each in counted if each[0]), key=lambda each: (-each[0], each[1]))
        return [{label: value, "count": number} for number, _, value in ordered]

    return count


def objects(table: str) -> Callable[[View], list[tuple[Any, Any]]]:
    """Return what gives all objects of a table, with their slugs."""
    return lambda view: [(row, row["slug"]) for row in view.visible[table]]


def values(enum: Iterable[str]) -> Callable[[View], list[tuple[Any, Any]]]:
    """Return what gives all values of an enum."""
    return lambda view: [(str(value), str(value)) for value in enum]


def tag_places(view: View) -> list[tuple[str, str]]:
    """List all tags with their slugs."""
    return [(row["name"], row["slug"]) for row in view.tables["tags"]]


def release_years(_: View, paged: Paged) -> list[Row]:
    """Count works by year, the newest first."""
    counts = Counter(row["year"] for row in paged.rows_for(year=None, years=None) if row["year"] is not None)
    return [{"year": year, "count": counts[year]} for year in sorted(counts, reverse=True)]


def years(issue_of: Callable[[View, Row], Row]) -> Field:
    """Return what counts rows by the year of their issue, the newest first."""

    def count(view: View, paged: Paged) -> list[Row]:
        days = [issue_of(view, row)["published_on"] for row in paged.rows_for(published=None)]
        counts = Counter(int(day[:4]) for day in days if day is not None)
        return [{"year": year, "count": counts[year]} for year in sorted(counts, reverse=True)]

    return count


def issue_around(view: View, row: Row) -> Row:
    """Return the issue that something stands in."""
    return one(view, "issues", row["issue_id"])


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
    **columns("Publication", "name tagline language timeZone url availabilityFreshDays accentColor version"),
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
    ("Work", "pickCount"): pick_count,
    ("Work", "url"): address("/works/"),
    ("Work", "embedUrl"): address("/embed/works/"),
    **{key: field for type_, table in KIND_TABLES.values() for key, field in own_fields(type_, table)},
    ("WorkFacets", "kind"): facet("kind", "kind", by=values(WorkKind)),
    ("WorkFacets", "year"): release_years,
    ("WorkFacets", "tag"): facet("tag", "tag", by=tag_places),
    ("WorkFacets", "column"): facet("column", "column", by=objects("columns")),
    ("WorkFacets", "platform"): facet("organization", "platform", by=objects("organizations")),
    ("WorkFacets", "access"): facet("access", "access", by=values(Access)),
    ("WorkFacets", "person"): facet("person", "person", by=objects("people")),
    ("WorkFacets", "organization"): facet("organization", "organization", by=objects("organizations")),
    ("IssueFacets", "column"): facet("column", "column", by=objects("columns")),
    ("IssueFacets", "author"): facet("person", "author", by=objects("people")),
    ("IssueFacets", "kind"): facet("kind", "kind", by=values(WorkKind)),
    ("IssueFacets", "role"): facet("role", "role", by=values(RecommendationRole)),
    ("SectionFacets", "year"): years(issue_around),
    ("SectionFacets", "column"): facet("column", "column", by=objects("columns")),
    ("SectionFacets", "kind"): facet("kind", "kind", by=values(WorkKind)),
    ("SectionFacets", "role"): facet("role", "role", by=values(RecommendationRole)),
    ("PersonFacets", "role"): facet("role", "role", by=values(CreditRole)),
    ("PersonFacets", "organization"): facet("organization", "organization", by=objects("organizations")),
    ("OrganizationFacets", "kind"): facet("kind", "kind", by=values(OrganizationKind)),
    ("RecommendationFacets", "year"): years(issue_around),
    ("RecommendationFacets", "role"): facet("role", "role", by=values(RecommendationRole)),
    ("RecommendationFacets", "kind"): facet("kind", "kind", by=values(WorkKind)),
    ("RecommendationFacets", "column"): facet("column", "column", by=objects("columns")),
    ("RecommendationFacets", "platform"): facet("organization", "platform", by=objects("organizations")),
    ("IssueFacets", "year"): years(lambda view, row: row),
    **columns("KindCount", "kind count"),
    **columns("TagCount", "tag count"),
    **columns("YearCount", "year count"),
    **columns("AccessCount", "access count"),
    **columns("RoleCount", "role count"),
    **columns("ColumnCount", "column count"),
    **columns("OrganizationCount", "organization count"),
    **columns("PersonCount", "person count"),
    **columns("CreditRoleCount", "role count"),
    **columns("OrganizationKindCount", "kind count"),
    **columns("Credit", "role position"),
    ("Credit", "person"): lambda view, row: view.get("people", row["person_id"]),
    **columns("Person", "slug name aliases summary version"),
    ("Person", "affiliations"): lambda view, row: view.where("affiliations", person_id=row["id"]),
    ("Person", "works"): credited_works,
    ("Person", "sections"): through("sections", section_people="person_id"),
    ("Person", "issues"): through("issues", issue_authors="person_id"),
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
    ("Organization", "works"): through("works", work_organizations="organization_id"),
    ("Organization", "availableWorks"): through("works", availability="platform_id"),
    ("Organization", "people"): through("people", affiliations="organization_id"),
    ("Organization", "sections"): through(
        "sections", section_organizations="organization_id", sources="publication_id"
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
