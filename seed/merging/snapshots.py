"""Takes the snapshot of an issue from the database."""

from typing import Any

from sqlmodel import Session

from schema import tables
from schema.rows import Model, Row, fetch_row, fetch_rows
from seed.files.snapshot import NAMED_IN_SECTIONS, Snapshot, snapshot_of_columns

SECTION_LISTS: dict[str, Model] = {
    "people": tables.SectionPerson,
    "organizations": tables.SectionOrganization,
    "sources": tables.Source,
    "key_figures": tables.KeyFigure,
    "recommendations": tables.Recommendation,
}
SYSTEM_COLUMNS = frozenset({"id", "section_id", "position", "created_at", "updated_at"})


def snapshot_of_stored(session: Session, issue_id: str) -> Snapshot:
    """Return the snapshot of an issue as the database holds it."""
    issue = fetch_row(session, tables.Issue, issue_id) or {}
    sections = fetch_rows(session, tables.Section, "issue_id", [issue_id])
    ids = [row["id"] for row in sections]
    lists: dict[str, dict[str, list[Any]]] = {section_id: {} for section_id in ids}
    for name, model in SECTION_LISTS.items():
        for row in fetch_rows(session, model, "section_id", ids):
            lists[row["section_id"]].setdefault(name, []).append(_list_item(name, row))
    authors = fetch_rows(session, tables.IssueAuthor, "issue_id", [issue_id])
    issue["authors"] = [row["person_id"] for row in authors]
    slugs = fetch_rows(session, tables.Slug, "target_id", [issue_id])
    issue["former_slugs"] = [row["slug"] for row in slugs if not row["current"]]
    issue["sections"] = [row | lists[row["id"]] for row in sections]
    return snapshot_of_columns(issue)


def _list_item(name: str, row: Row) -> Any:
    if name in NAMED_IN_SECTIONS:
        return row[NAMED_IN_SECTIONS[name]]
    return row if name == "recommendations" else {key: row[key] for key in row if key not in SYSTEM_COLUMNS}
