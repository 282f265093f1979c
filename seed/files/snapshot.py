"""An issue in the form in which its snapshots are compared: what a file says, what is stored, what was imported last.

An edition speaks of ids, which outlive renames and restores. It holds short values as they are and a digest of each
long one, so that the last import can be remembered with the issue (``issues.imported``) and travel in an export.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

Value = str | int | None


class SnapshotModel(BaseModel):
    """A part of an edition."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class SectionSnapshot(SnapshotModel):
    """A section: its own values, the ids of whom it names, and by the id of each work what it says of it."""

    id: str | None = None
    fields: dict[str, Value] = {}
    names: dict[str, list[str]] = {}
    works: dict[str, dict[str, Value]] = {}

    def says_as_much_as(self, other: "SectionSnapshot") -> bool:
        """Tell whether heading and text are the other's, whatever they were linked to."""
        return all(self.fields.get(name) == other.fields.get(name) for name in ("heading", "body_markdown"))

    def equals(self, other: "SectionSnapshot") -> bool:
        """Tell whether all but the id is the other's."""
        same = (self.fields, self.names, self.works) == (other.fields, other.names, other.works)
        return same and list(self.works) == list(other.works)


class Snapshot(SnapshotModel):
    """An issue: its own values, its authors, its sections in order."""

    fields: dict[str, Value] = {}
    authors: list[str] = []
    parts: list[SectionSnapshot] = []

    def follows(self, last: "Snapshot") -> bool:
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
