"""Edits that say which version they are made on: merged with what was saved since, or a conflict."""

from dataclasses import dataclass
from typing import Any

from schema.documents import as_json
from schema.history.differences import differences
from schema.history.documents import document_at, names_of
from schema.history.merge import merge_edit
from schema.mutation.edit import Edit
from schema.mutation.given_columns import optional
from schema.mutation.problems import Problems
from schema.rows import Model, Row
from schema.writes.documents import given_document
from schema.writes.errors import WriteRefused
from schema.writes.revisions import fetch_stored

TEXT = (
    "The `version` that the edit is made on. What others changed since stays; where it is the very same thing, that "
    "is a `Conflict`. Left out, the edit is written over whatever is there."
)
EXPECTED_VERSION = (optional(int), TEXT)


@dataclass(frozen=True)
class Base:
    """What an edit is made on, where something was saved since: the document, unless it is not kept any more."""

    model: Model
    id: str
    document: Row | None

    def merge(self, edit: Edit, given: Row, problems: Problems) -> Row:
        """Return what of an edit is to be saved; what was changed elsewhere in the same place is a problem."""
        stored = fetch_stored(edit.session, self.model, self.id)
        if self.document is None:
            self._add(problems, stored.row, stored.revision, [])
            return given
        if problems.found:
            return given
        try:
            wanted = as_json(given_document(self.model, given, stored.row.get("kind")))
        except WriteRefused as refused:
            problems.add_refused(refused)
            return given
        names = names_of(edit.session, self.model, self.document, stored.document)
        merged = merge_edit(self.document, stored.document, wanted, names)
        if merged.conflicts:
            self._add(problems, stored.row, stored.revision, merged.conflicts)
        return merged.values

    def refuse(self, edit: Edit, problems: Problems) -> None:
        """Add the conflict of what replaces the whole."""
        stored = fetch_stored(edit.session, self.model, self.id)
        names = names_of(edit.session, self.model, self.document or {}, stored.document)
        changed = differences(self.document, stored.document, names) if self.document else []
        self._add(problems, stored.row, stored.revision, changed)

    @staticmethod
    def _add(problems: Problems, row: Row, last: Row, changed: list[Any]) -> None:
        with problems.at("expectedVersion"):
            problems.add_conflict(row["version"], last, changed)


def base_of(edit: Edit, model: Model, row: Row, expected: Any) -> Base | None:
    """Return what an edit is made on; None where that is what is stored, or where it does not say."""
    if expected is None or expected.value in {None, row["version"]}:
        return None
    return Base(model, row["id"], document_at(edit.session, model, row["id"], expected.value))
