"""Edits that say which version they are made on: merged with what was saved since, or a conflict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schema.actors import read_actor_name
from schema.documents import as_json, unpack
from schema.history.differences import Difference, differences
from schema.history.documents import document_at, names_of, revision_at
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
NEWEST = "The newest `version` that you know; where there is a newer one, that is a `Conflict`, and nothing is done."
"""What an expected version means to what cannot be merged with what was saved since."""


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
            add_conflict(edit, problems, stored.revision, [])
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
            add_conflict(edit, problems, stored.revision, merged.conflicts)
        return merged.values


def base_of(edit: Edit, model: Model, row: Row, expected: Any) -> Base | None:
    """Return what an edit is made on; None where that is what is stored, or where it does not say."""
    if expected is None or expected.value in {None, row["version"]}:
        return None
    return Base(model, row["id"], document_at(edit.session, model, row["id"], expected.value))


def refuse_newer(
    edit: Edit, model: Model, row_id: str, expected: Any, problems: Problems, name: str = "expectedVersion"
) -> None:
    """Add the conflict of what cannot be merged, where somebody has saved a newer version than is expected.

    What the operation itself has saved before is none.
    """
    found = edit.found_versions[row_id]
    if expected is None or expected.value in {None, found}:
        return
    fetch_stored(edit.session, model, row_id)  # keeps what is stored, where nothing has yet
    last = revision_at(edit.session, model, row_id, found) or {}
    old, new = document_at(edit.session, model, row_id, expected.value), unpack(last["document"])
    changed = differences(old, new, names_of(edit.session, model, old, new)) if old else []
    add_conflict(edit, problems, last, changed, name)


def add_conflict(
    edit: Edit, problems: Problems, last: Row, changed: Sequence[Difference], name: str = "expectedVersion"
) -> None:
    """Add the conflict with the last revision of something."""
    by = read_actor_name(edit.session, last["actor"])
    with problems.at(name):
        problems.add_conflict(last["version"], last["at"], by, list(changed))
