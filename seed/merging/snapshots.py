"""How an issue becomes an edition, from what a file says and from what is stored, and which sections continue which."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlmodel import Session

from schema import tables
from schema.instants import instant_text
from schema.rows import Model, Row, fetch_row, fetch_rows
from schema.text import fold
from schema.writes.matching import match_rows
from seed.files.snapshot import SectionSnapshot, Snapshot, Value

DIGEST_LENGTH = 16
# What an importer states of an issue, of a section and of a recommendation, by its column or list.
ISSUE_FIELDS = (
    *("slug", "number", "title", "standfirst", "language", "status", "published_at", "identity"),
    *("cover_url", "cover_alt", "cover_width", "cover_height", "cover_credit"),
)
SECTION_FIELDS = ("heading", "column_id", "body_markdown")
SECTION_NAMES = {"people": "person_id", "organizations": "organization_id"}
SECTION_TABLES: dict[str, Model] = {"people": tables.SectionPerson, "organizations": tables.SectionOrganization}
SECTION_ROWS: dict[str, Model] = {"sources": tables.Source, "key_figures": tables.KeyFigure}
WORK_FIELDS = ("role", "reason", "recommended_by_id")
SECTION_LISTS: dict[str, Model] = {**SECTION_TABLES, **SECTION_ROWS, "recommendations": tables.Recommendation}
LONG = frozenset({"body_markdown", "sources", "key_figures"})
OWN = frozenset({"id", "section_id", "position", "created_at", "updated_at"})


def snapshot_of_columns(columns: Mapping[str, Any]) -> Snapshot:
    """Give the edition of an issue's column values with its lists, as ``seed.files.mapping`` makes them.

    What is null, or an empty list of rows, is not stated.
    """
    return Snapshot(
        fields=_marks(columns, ISSUE_FIELDS),
        authors=columns.get("authors") or [],
        parts=[
            SectionSnapshot(
                id=section.get("id"),
                fields=_marks(section, (*SECTION_FIELDS, *SECTION_ROWS)),
                names={name: list(dict.fromkeys(section[name])) for name in SECTION_NAMES if section.get(name)},
                works={each["work_id"]: _marks(each, WORK_FIELDS) for each in section.get("recommendations") or ()},
            )
            for section in columns.get("sections") or ()
        ],
    )


def snapshot_of_database(session: Session, issue_id: str) -> Snapshot:
    """Give the edition that the database holds."""
    issue = fetch_row(session, tables.Issue, issue_id) or {}
    sections = fetch_rows(session, tables.Section, "issue_id", [issue_id])
    ids = [row["id"] for row in sections]
    lists: dict[str, dict[str, list[Any]]] = {row_id: {} for row_id in ids}
    for name, model in SECTION_LISTS.items():
        for row in fetch_rows(session, model, "section_id", ids):
            lists[row["section_id"]].setdefault(name, []).append(_listed(name, row))
    authors = fetch_rows(session, tables.IssueAuthor, "issue_id", [issue_id])
    held = {"authors": [row["person_id"] for row in authors], "sections": [row | lists[row["id"]] for row in sections]}
    return snapshot_of_columns(issue | held)


def pair(
    existing: Sequence[SectionSnapshot], given: Sequence[SectionSnapshot], *, by_place: bool = True
) -> list[tuple[SectionSnapshot, SectionSnapshot | None]]:
    """Find for each section the one it continues: by id, else column, else heading.

    Where none of these tells, and ``by_place`` allows it, by the text, else the position.
    """
    passes = [lambda row: row["id"], lambda row: row["column"], lambda row: row["heading"]]
    if by_place:
        passes += [lambda row: row["body"], lambda row: row["position"]]
    found = match_rows(_traits(existing), _traits(given), passes)
    return [(part, row["part"] if row else None) for part, row in zip(given, found, strict=True)]


def _traits(parts: Iterable[SectionSnapshot]) -> list[Row]:
    return [
        {
            "part": part,
            "id": part.id,
            "column": part.fields.get("column_id"),
            "heading": fold(str(part.fields.get("heading") or "")) or None,
            "body": part.fields.get("body_markdown"),
            "position": position,
        }
        for position, part in enumerate(parts)
    ]


def _listed(name: str, row: Row) -> Any:
    if name in SECTION_NAMES:
        return row[SECTION_NAMES[name]]
    return row if name == "recommendations" else {key: value for key, value in row.items() if key not in OWN}


def _marks(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Value]:
    stated = {name: values[name] for name in names if values.get(name) not in (None, [], "")}
    return {name: _digest(value) if name in LONG else _short(value) for name, value in stated.items()}


def _short(value: Any) -> Value:
    if isinstance(value, datetime):
        return instant_text(value)
    return value if isinstance(value, int) else str(value)


def _digest(value: Any) -> str:
    data = value.encode() if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).hexdigest()[:DIGEST_LENGTH]
