"""The snapshot of an issue, the form in which a file, the database and the last import are compared.

A snapshot names things by their ids, which outlive renames and restores. It holds short values as they are and a digest
of each long one, so that the last import can be stored with the issue (``issues.imported``) and travel in an export, as
does the snapshot of the issue as it was exported.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from schema.instants import instant_text

Value = str | int | None
DIGEST_LENGTH = 16
SHORT = 8
# The columns that a file can set: of an issue, of a section and of a recommendation.
ISSUE_FIELDS = (
    *("slug", "number", "title", "standfirst", "language", "status", "published_at", "published_at_basis", "identity"),
    *("cover_url", "cover_alt", "cover_width", "cover_height", "cover_credit", "cover_focal_x", "cover_focal_y"),
    "former_slugs",
)
SECTION_FIELDS = ("heading", "column_id", "body_markdown", "sources", "key_figures")
RECOMMENDATION_FIELDS = ("role", "reason", "recommended_by_id")
NAMED_IN_SECTIONS = {"people": "person_id", "organizations": "organization_id"}
LONG_VALUES = frozenset({"standfirst", "body_markdown", "sources", "key_figures", "reason", "former_slugs"})
"""The fields of which a snapshot holds a digest."""


class SnapshotModel(BaseModel):
    """Base of the models of a snapshot."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class SectionSnapshot(SnapshotModel):
    """A section: its own values, the ids of the people and organisations it names, its recommendations by work id."""

    id: str | None = None
    fields: dict[str, Value] = {}
    named: dict[str, list[str]] = Field(default={}, alias="names")
    works: dict[str, dict[str, Value]] = {}

    def has_same_text(self, other: "SectionSnapshot") -> bool:
        """Whether heading and text are the same, whatever they are linked to."""
        return all(self.fields.get(name) == other.fields.get(name) for name in ("heading", "body_markdown"))

    def has_same_content(self, other: "SectionSnapshot") -> bool:
        """Whether all but the id is the same."""
        same = (self.fields, self.named, self.works) == (other.fields, other.named, other.works)
        return same and list(self.works) == list(other.works)


class Snapshot(SnapshotModel):
    """An issue: its own values, its authors, its sections in order."""

    fields: dict[str, Value] = {}
    authors: list[str] = []
    sections: list[SectionSnapshot] = Field(default=[], alias="parts")

    def adds_nothing_to(self, last: "Snapshot") -> bool:
        """Whether an import of this snapshot would repeat the ``last`` one."""
        return (
            self.fields.items() <= last.fields.items()
            and self.authors in ([], last.authors)
            and len(self.sections) == len(last.sections)
            and all(
                section.has_same_content(other) for section, other in zip(self.sections, last.sections, strict=True)
            )
        )

    def sealed(self) -> "Snapshot":
        """Return the same with a digest of every value, so that who replaces words in a file leaves it as it is."""
        return Snapshot(
            fields=_sealed(self.fields),
            authors=self.authors,
            sections=[
                SectionSnapshot(
                    id=section.id,
                    fields=_sealed(section.fields),
                    named=section.named,
                    works={work: _sealed(fields) for work, fields in section.works.items()},
                )
                for section in self.sections
            ],
        )

    def dump(self) -> dict[str, Any]:
        """Return the snapshot as JSON values, to be stored."""
        return self.model_dump(by_alias=True, exclude_defaults=True)


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


def _sealed(fields: Mapping[str, Value]) -> dict[str, Value]:
    return {name: digest(value)[:SHORT] for name, value in fields.items()}


def digest(value: Any) -> str:
    """Return a short digest of a text or of JSON values."""
    data = value.encode() if isinstance(value, str) else orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(data).hexdigest()[:DIGEST_LENGTH]


def _values(columns: Mapping[str, Any], names: Iterable[str]) -> dict[str, Value]:
    present = {name: columns[name] for name in names if columns.get(name) not in (None, [], "")}
    return {name: digest(value) if name in LONG_VALUES else _plain_value(value) for name, value in present.items()}


def _plain_value(value: Any) -> Value:
    if isinstance(value, datetime):
        return instant_text(value)
    return value if isinstance(value, int) else str(value)
