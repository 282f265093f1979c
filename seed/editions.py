"""An issue in the form in which its editions are compared: what a file says, what is stored, what was imported last.

An edition speaks of ids, which outlive renames and restores. It holds short values as they are and a digest of each
long one, so that the last import can be remembered with the issue (``issues.imported``) and travel in an export.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
from sqlmodel import Session

from schema import tables
from schema.bases import table_of
from schema.columns import instant_text
from schema.text import fold
from schema.writes.rows import Model, Row, fetch, match

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

Mark = str | int | None


class Compared(BaseModel):
    """A part of an edition."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Part(Compared):
    """A section: its own values, the ids of whom it names, and by the id of each work what it says of it."""

    id: str | None = None
    fields: dict[str, Mark] = {}
    names: dict[str, list[str]] = {}
    works: dict[str, dict[str, Mark]] = {}

    def says_as_much_as(self, other: "Part") -> bool:
        """Tell whether heading and text are the other's, whatever they were linked to."""
        return all(self.fields.get(name) == other.fields.get(name) for name in ("heading", "body_markdown"))

    def equals(self, other: "Part") -> bool:
        """Tell whether all but the id is the other's."""
        same = (self.fields, self.names, self.works) == (other.fields, other.names, other.works)
        return same and list(self.works) == list(other.works)


class Edition(Compared):
    """An issue: its own values, its authors, its sections in order."""

    fields: dict[str, Mark] = {}
    authors: list[str] = []
    parts: list[Part] = []

    def follows(self, last: "Edition") -> bool:
        """Tell whether an import of this edition would say only what the last one did."""
        return (
            self.fields.items() <= last.fields.items()
            and self.authors in ([], last.authors)
            and len(self.parts) == len(last.parts)
            and all(part.equals(other) for part, other in zip(self.parts, last.parts, strict=True))
        )

    def dump(self) -> dict[str, Any]:
        """Give the edition as JSON, to be remembered."""
        return self.model_dump(by_alias=True, exclude_defaults=True)


def of_columns(columns: Mapping[str, Any]) -> Edition:
    """Give the edition of an issue's column values with its lists, as ``seed.mapping`` makes them.

    What is null, or an empty list of rows, is not stated.
    """
    return Edition(
        fields=_marks(columns, ISSUE_FIELDS),
        authors=columns.get("authors") or [],
        parts=[
            Part(
                id=section.get("id"),
                fields=_marks(section, (*SECTION_FIELDS, *SECTION_ROWS)),
                names={name: list(dict.fromkeys(section[name])) for name in SECTION_NAMES if section.get(name)},
                works={each["work_id"]: _marks(each, WORK_FIELDS) for each in section.get("recommendations") or ()},
            )
            for section in columns.get("sections") or ()
        ],
    )


def of_stored(session: Session, issue_id: str) -> Edition:
    """Give the edition that the database holds."""
    issue = fetch(session, tables.Issue, issue_id) or {}
    sections = _rows(session, tables.Section, "issue_id", [issue_id])
    ids = [row["id"] for row in sections]
    lists: dict[str, dict[str, list[Any]]] = {row_id: {} for row_id in ids}
    for name, model in SECTION_LISTS.items():
        for row in _rows(session, model, "section_id", ids):
            lists[row["section_id"]].setdefault(name, []).append(_listed(name, row))
    authors = _rows(session, tables.IssueAuthor, "issue_id", [issue_id])
    held = {"authors": [row["person_id"] for row in authors], "sections": [row | lists[row["id"]] for row in sections]}
    return of_columns(issue | held)


def pair(existing: Sequence[Part], given: Sequence[Part], *, by_place: bool = True) -> list[tuple[Part, Part | None]]:
    """Find for each section the one it continues: by id, else column, else heading.

    Where none of these tells, and ``by_place`` allows it, by the text, else the position.
    """
    passes = [lambda row: row["id"], lambda row: row["column"], lambda row: row["heading"]]
    if by_place:
        passes += [lambda row: row["body"], lambda row: row["position"]]
    found = match(_traits(existing), _traits(given), passes)
    return [(part, row["part"] if row else None) for part, row in zip(given, found, strict=True)]


def _traits(parts: Iterable[Part]) -> list[Row]:
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


def _rows(session: Session, model: Model, owner: str, ids: Sequence[str]) -> list[Row]:
    table = table_of(model)
    query = sa.select(table).where(table.c[owner].in_(ids)).order_by(table.c.position)
    return [dict(row) for row in session.execute(query).mappings()]


def _marks(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Mark]:
    stated = {name: values[name] for name in names if values.get(name) not in (None, [], "")}
    return {name: _digest(value) if name in LONG else _short(value) for name, value in stated.items()}


def _short(value: Any) -> Mark:
    if isinstance(value, datetime):
        return instant_text(value)
    return value if isinstance(value, int) else str(value)


def _digest(value: Any) -> str:
    data = value.encode() if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).hexdigest()[:DIGEST_LENGTH]
