"""Takes the snapshot of an issue, from column values and from the database."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlmodel import Session

from schema import tables
from schema.instants import instant_text
from schema.rows import Model, Row, fetch_row, fetch_rows
from seed.files.snapshot import SectionSnapshot, Snapshot, Value

DIGEST_LENGTH = 16
# The columns and lists that an importer can set: of an issue, of a section and of a recommendation.
ISSUE_FIELDS = (
    *("slug", "number", "title", "standfirst", "language", "status", "published_at", "identity"),
    *("cover_url", "cover_alt", "cover_width", "cover_height", "cover_credit"),
)
SECTION_FIELDS = ("heading", "column_id", "body_markdown", "sources", "key_figures")
RECOMMENDATION_FIELDS = ("role", "reason", "recommended_by_id")
NAMED_IN_SECTIONS = {"people": "person_id", "organizations": "organization_id"}
SECTION_LISTS: dict[str, Model] = {
    "people": tables.SectionPerson,
    "organizations": tables.SectionOrganization,
    "sources": tables.Source,
    "key_figures": tables.KeyFigure,
    "recommendations": tables.Recommendation,
}
LONG_VALUES = frozenset({"body_markdown", "sources", "key_figures"})
"""The fields of which a snapshot holds a digest."""
SYSTEM_COLUMNS = frozenset({"id", "section_id", "position", "created_at", "updated_at"})


def snapshot_of_columns(columns: Mapping[str, Any]) -> Snapshot:
    """Return the snapshot of an issue's column values and lists, as ``seed.files.mapping`` makes them.

    Null values and empty lists of rows are left out.
    """
    return Snapshot(
        fields=_values(columns, ISSUE_FIELDS),
        authors=columns.get("authors") or [],
        sections=[
            SectionSnapshot(
                id=section.get("id"),
                fields=_values(section, SECTION_FIELDS),
                named={name: list(dict.fromkeys(section[name])) for name in NAMED_IN_SECTIONS if section.get(name)},
                works={
                    recommendation["work_id"]: _values(recommendation, RECOMMENDATION_FIELDS)
                    for recommendation in section.get("recommendations") or ()
                },
            )
            for section in columns.get("sections") or ()
        ],
    )


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
    issue["sections"] = [row | lists[row["id"]] for row in sections]
    return snapshot_of_columns(issue)


def _list_item(name: str, row: Row) -> Any:
    if name in NAMED_IN_SECTIONS:
        return row[NAMED_IN_SECTIONS[name]]
    return row if name == "recommendations" else {key: row[key] for key in row if key not in SYSTEM_COLUMNS}


def _values(columns: Mapping[str, Any], names: Iterable[str]) -> dict[str, Value]:
    present = {name: columns[name] for name in names if columns.get(name) not in (None, [], "")}
    return {name: _digest(value) if name in LONG_VALUES else _plain_value(value) for name, value in present.items()}


def _plain_value(value: Any) -> Value:
    if isinstance(value, datetime):
        return instant_text(value)
    return value if isinstance(value, int) else str(value)


def _digest(value: Any) -> str:
    data = value.encode() if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).hexdigest()[:DIGEST_LENGTH]
