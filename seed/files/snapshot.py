"""The snapshot of an issue, the form in which a file, the database and the last import are compared.

A snapshot names things by their ids, which outlive renames and restores. It holds short values as they are and a digest
of each long one, so that the last import can be stored with the issue (``issues.imported``) and travel in an export.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Value = str | int | None


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

    def dump(self) -> dict[str, Any]:
        """Return the snapshot as JSON values, to be stored."""
        return self.model_dump(by_alias=True, exclude_defaults=True)
