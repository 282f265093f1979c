"""What meets a filter, in plain Python over dictionaries."""

from collections.abc import Callable
from typing import Any

from schema.text import tag_slug
from tests.schema.engine.twin_offers import OFFER, offers_asked_for
from tests.schema.engine.twin_orders import ISSUES, NAMED, NEWEST, RECOMMENDATIONS, WORKS
from tests.schema.engine.twin_rows import (
    Paged,
    Row,
    View,
    any_of,
    filtered,
    issue_status,
    one,
    tags,
)


def issues_of(view: View, rows: list[Row], filter: Row | None = None) -> Paged:  # noqa: A002
    """List some issues."""

    def lists(wanted: Row) -> list[Row]:
        return [row for row in rows if is_wanted_issue(view, row, wanted)]

    return filtered(lists, filter, ISSUES)


def is_wanted_issue(view: View, row: Row, wanted: Row) -> bool:
    """Whether an issue meets a filter."""
    sections = {section["id"] for section in view.where("sections", issue_id=row["id"])}
    columns = {section["column_id"] for section in view.where("sections", issue_id=row["id"])}
    named = (
        ("person", "section_people", "person_id", "Person"),
        ("organization", "section_organizations", "organization_id", "Organization"),
    )
    return (
        (wanted.get("slug") is None or row["id"] in view.targets("Issue", wanted["slug"]))
        and any_of(row, wanted, "number")
        and is_in_language(row, wanted)
        and (wanted.get("published") is None or is_within(row["published_on"], wanted["published"]))
        and (wanted.get("status") is None or issue_status(view, row) in wanted["status"])
        and (wanted.get("column") is None or bool(columns & view.targets("Column", wanted["column"])))
        and names_any(view, "issue_authors", "issue_id", {row["id"]}, "person_id", "Person", wanted.get("author"))
        and all(
            names_any(view, link, "section_id", sections, key, type_, wanted.get(name))
            for name, link, key, type_ in named
        )
        and has_said(view, {"issue_id": row["id"]}, wanted, "work", "kind", "role")
        and nests(is_wanted_issue, view, row, wanted)
    )


def is_in_language(issue: Row, wanted: Row) -> bool:
    """Whether an issue is in one of the languages that a filter asks for."""
    return wanted.get("language") is None or issue["language"].lower() in {tag.lower() for tag in wanted["language"]}


def names_any(view: View, link: str, owner: str, ids: set[str], key: str, type_: str, slugs: list[str] | None) -> bool:  # noqa: PLR0913, PLR0917
    """Whether a table of links ties one of some rows to what has one of the slugs."""
    wanted = view.targets(type_, slugs or ())
    return slugs is None or any(row[owner] in ids and row[key] in wanted for row in view.tables[link])


def has_said(view: View, owner: Row, wanted: Row, *names: str) -> bool:
    """Whether one visible recommendation meets all that is asked of recommendations."""
    asked = {name: wanted[name] for name in names if wanted.get(name) is not None}

    def meets(row: Row) -> bool:
        section, issue = (
            one(view, table, row[key]) for table, key in (("sections", "section_id"), ("issues", "issue_id"))
        )
        return (
            any_of(row, asked, "role")
            and any_of(one(view, "works", row["work_id"]), asked, "kind")
            and ("work" not in asked or row["work_id"] in view.targets("Work", asked["work"]))
            and ("column" not in asked or section["column_id"] in view.targets("Column", asked["column"]))
            and ("recommended" not in asked or is_within(issue["published_on"], asked["recommended"]))
        )

    return not asked or any(meets(row) for row in view.where("recommendations", **owner))


def is_between(value: Any, bounds: Row | None) -> bool:
    """Whether a value is within a range."""
    first, last = (bounds or {}).get("from"), (bounds or {}).get("to")
    known = value is not None and (first is None or value >= first) and (last is None or value <= last)
    return bounds is None or known


def is_behind(view: View, work: str, wanted: Row) -> bool:
    """Whether one of the organisations that a filter asks for is behind a work."""
    slugs = wanted.get("organization")
    return names_any(view, "work_organizations", "work_id", {work}, "organization_id", "Organization", slugs)


def is_within(day: str | None, days: Row) -> bool:
    """Whether a day is within a range."""
    first, last = (days.get(key) for key in ("from", "to"))
    return day is not None and (not first or day >= str(first)) and (not last or day <= str(last))


def works_of(view: View, rows: list[Row], filter: Row | None = None) -> Paged:  # noqa: A002
    """List some works."""

    def lists(wanted: Row) -> list[Row]:
        return [row for row in rows if is_wanted_work(view, row, wanted)]

    return filtered(lists, filter, WORKS)


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
        and is_between(row["year"], wanted.get("years"))
        and is_between(row["release_date"], wanted.get("released"))
        and is_behind(view, row["id"], wanted)
        and (wanted.get("partOf") is None or row["part_of_id"] in view.targets("Work", wanted["partOf"]))
        and has_said(view, {"work_id": row["id"]}, {**wanted, "kind": None}, "column", "role", "recommended")
        and has_offer(view, row["id"], wanted)
        and has_credit(view, row["id"], wanted)
        and (wanted.get("externalId") is None or row["id"] in named_elsewhere(view, wanted["externalId"]))
        and nests(is_wanted_work, view, row, wanted)
    )


def named_elsewhere(view: View, names: list[Row]) -> list[str]:
    """List the ids of the works that have any of some names in other catalogues."""
    wanted = [
        (str(name["source"]).lower(), name["id"].lower())
        if name.get("source") is not None
        else (name.get("scheme"), name.get("value"))
        for name in names
    ]
    return [row["work_id"] for row in view.tables["external_ids"] if (row["scheme"], row["value"]) in wanted]


def nests(is_wanted: Callable[[View, Row, Row], bool], view: View, row: Row, wanted: Row) -> bool:
    """Whether a row meets the filters inside a filter."""
    if wanted.get("anyOf") is not None and not any(is_wanted(view, row, each) for each in wanted["anyOf"]):
        return False
    return wanted.get("not") is None or not is_wanted(view, row, wanted["not"])


def has_offer(view: View, work: str, wanted: Row) -> bool:
    """Whether one offer of a work meets all that is asked of offers."""
    asked = any(wanted.get(name) is not None for name in OFFER)
    return not asked or bool(offers_asked_for(view, work, wanted))


def has_credit(view: View, work: str, wanted: Row) -> bool:
    """Whether one credit of a work meets all that is asked of credits."""
    people, roles = wanted.get("person"), wanted.get("creditRole")
    ids = view.targets("Person", people or ())
    return (people is None and roles is None) or any(
        (people is None or row["person_id"] in ids) and (roles is None or row["role"] in roles)
        for row in view.where("credits", work_id=work)
    )


def linked_works(view: View, link: str, key: str, ids: set[str]) -> set[str]:
    """Return the ids of the works that a table of links ties to any of these."""
    return {row["work_id"] for row in view.tables[link] if row[key] in ids}


def recommendations_of(view: View, rows: list[Row], filter: Row | None = None) -> Paged:  # noqa: A002
    """List some recommendations."""

    def lists(wanted: Row) -> list[Row]:
        return [row for row in rows if is_wanted_recommendation(view, row, wanted)]

    return filtered(lists, filter, RECOMMENDATIONS)


def is_wanted_recommendation(view: View, row: Row, wanted: Row) -> bool:
    """Whether a recommendation meets a filter."""

    def fits() -> bool:
        section, issue = one(view, "sections", row["section_id"]), one(view, "issues", row["issue_id"])
        work, by = one(view, "works", row["work_id"]), wanted.get("recommendedBy")
        return (
            any_of(row, wanted, "role")
            and any_of(work, wanted, "kind")
            and (wanted.get("column") is None or section["column_id"] in view.targets("Column", wanted["column"]))
            and (wanted.get("issue") is None or row["issue_id"] in view.targets("Issue", wanted["issue"]))
            and (wanted.get("work") is None or row["work_id"] in view.targets("Work", wanted["work"]))
            and is_behind(view, row["work_id"], wanted)
            and is_between(work["year"], wanted.get("years"))
            and is_wanted_work(view, work, {"tag": wanted.get("tag")})
            and is_in_language(issue, wanted)
            and (wanted.get("published") is None or is_within(issue["published_on"], wanted["published"]))
            and (by is None or row["recommended_by_id"] in view.targets("Person", by))
            and has_offer(view, row["work_id"], wanted)
            and has_credit(view, row["work_id"], wanted)
        )

    return fits() and nests(is_wanted_recommendation, view, row, wanted)


def people_of(view: View, rows: list[Row], filter: Row | None = None) -> Paged:  # noqa: A002
    """List some people."""

    def fits(row: Row, wanted: Row) -> bool:
        roles = {
            credit["role"]
            for credit in view.where("credits", person_id=row["id"])
            if view.get("works", credit["work_id"])
        }
        return (
            (wanted.get("slug") is None or row["id"] in view.targets("Person", wanted["slug"]))
            and (wanted.get("role") is None or bool(roles & set(wanted["role"])))
            and names_any(
                view,
                "affiliations",
                "person_id",
                {row["id"]},
                "organization_id",
                "Organization",
                wanted.get("organization"),
            )
            and appeared(view, "section_people", "person_id", row["id"], wanted)
        )

    return filtered(lambda wanted: [row for row in rows if fits(row, wanted)], filter, NAMED)


def appeared(view: View, link: str, key: str, id_: str, wanted: Row) -> bool:
    """Whether a visible section of the columns that a filter asks for names something."""
    sections = [view.get("sections", row["section_id"]) for row in view.tables[link] if row[key] == id_]
    columns = {section["column_id"] for section in sections if section}
    return wanted.get("column") is None or bool(columns & view.targets("Column", wanted["column"]))


def sections_of(view: View, rows: list[Row], filter: Row | None = None) -> Paged:  # noqa: A002
    """List some sections."""

    def fits(row: Row, wanted: Row) -> bool:
        issue = one(view, "issues", row["issue_id"])
        return (
            (wanted.get("column") is None or row["column_id"] in view.targets("Column", wanted["column"]))
            and (wanted.get("published") is None or is_within(issue["published_on"], wanted["published"]))
            and has_said(view, {"section_id": row["id"]}, wanted, "work", "kind", "role")
        )

    return filtered(lambda wanted: [row for row in rows if fits(row, wanted)], filter, NEWEST)
