"""Working copies: drafts of published issues, which take their places under the same ids."""

from collections.abc import Callable
from datetime import datetime

import sqlalchemy as sa
import strawberry
from sqlmodel import Session

from schema import tables, writes
from schema.bases import table_of
from schema.history.documents import document_at
from schema.ids import PREFIXES, new_id
from schema.mutation.conflicts import base_of
from schema.mutation.edit import Edit
from schema.mutation.problems import Problems
from schema.rows import Row, fetch_row
from schema.vocabulary import StoredStatus
from schema.writes.documents import read_document
from schema.writes.matching import NEW
from schema.writes.new_ids import free_id

OWN = frozenset({"id", "slug", "number", "status", "published_at", "published_at_basis", "identity"}) | {
    "replaces_id",
    "replaces_version",
    "replaces_at",
    "replaces_problem",
}
"""What belongs to one issue alone."""
SECTION, RECOMMENDATION = PREFIXES["sections"], PREFIXES["recommendations"]


def without_own(document: Row, id_of: Callable[[str, str], str | None]) -> Row:
    """Return an issue's document without what belongs to it alone, its parts under other ids.

    Args:
        document: the document.
        id_of: returns what an id of a part, whose prefix comes first, becomes; None makes it a new one.
    """
    row = {name: value for name, value in document.items() if name not in OWN}
    row["sections"] = [_under(id_of, SECTION, section) for section in document["sections"]]
    for section in row["sections"]:
        section["recommendations"] = [_under(id_of, RECOMMENDATION, each) for each in section["recommendations"]]
    return row


def _under(id_of: Callable[[str, str], str | None], prefix: str, part: Row) -> Row:
    row_id = id_of(prefix, part["id"])
    rest = {name: value for name, value in part.items() if name != "id"}
    return {**rest, "id": row_id} if row_id else {**rest, NEW: True}


def working_copy(session: Session, original: Row, document: Row, slug: str) -> Row:
    """Return the row and lists of a working copy, as they are saved."""
    copy_id = free_id(session, tables.Issue, slug)
    row = without_own(document, lambda prefix, row_id: copied_id(prefix, copy_id, row_id))
    return {**row, "id": copy_id, "replaces_id": original["id"], "replaces_version": original["version"]}


def copied_id(prefix: str, copy_id: str, row_id: str) -> str:
    """Return the id in a working copy of what has an id in its original: so nothing has to be stored of it."""
    return new_id(prefix, copy_id, row_id)


def refuse_working_copy(edit: Edit, original: Row, problems: Problems) -> None:
    """Add why an issue cannot have a working copy, where it cannot."""
    issues = table_of(tables.Issue)
    copies = sa.select(issues.c.id).where(issues.c.replaces_id == original["id"])
    with problems.at("replaces"):
        if original["status"] != StoredStatus.PUBLISHED:
            problems.add("Only a published issue has a working copy: a draft is edited itself.")
        if edit.session.execute(copies).scalar():
            problems.add("There is a working copy of it already.")


def original_of(edit: Edit, row: Row) -> Row | None:
    """Return the issue whose place a working copy takes; None where it is none, or its original is gone."""
    return fetch_row(edit.session, tables.Issue, row["replaces_id"]) if row["replaces_id"] else None


def take_place(edit: Edit, copy: Row, original: Row, problems: Problems) -> None:
    """Merge a working copy into its original, under the original's ids, and delete it.

    What was changed in both is a conflict, and nothing is changed.
    """
    values = _merged(edit, copy, original, problems)

    def write() -> writes.Saved:
        writes.delete_issue(edit.session, copy["slug"])
        return writes.save_issue(edit.session, {**values, "id": original["id"]})

    edit.attempt(problems, write)


def schedule(edit: Edit, copy: Row, original: Row, at: datetime, problems: Problems) -> None:
    """Let a working copy take its place later, unless it could not even now."""
    _merged(edit, copy, original, problems)
    changes = {"id": copy["id"], "replaces_at": at, "replaces_problem": None}
    edit.attempt(problems, lambda: writes.save_issue(edit.session, changes))


def _merged(edit: Edit, copy: Row, original: Row, problems: Problems) -> Row:
    """Return what the original becomes by its working copy; what was changed in both is a problem."""
    known = {
        copied_id(prefix, copy["id"], row_id): row_id
        for prefix, row_id in _ids_of_versions(edit, original, copy["replaces_version"])
    }
    document = read_document(edit.session, tables.Issue, copy["id"])
    given = without_own(document, lambda _, row_id: known.get(row_id))
    if copy["number"] is not None:
        given["number"] = copy["number"]
    base = base_of(edit, tables.Issue, original, strawberry.Some(copy["replaces_version"]))
    return base.merge(edit, given, problems) if base else given


def _ids_of_versions(edit: Edit, original: Row, version: int) -> list[tuple[str, str]]:
    """Return the prefixes and ids of the parts of an issue, as it is and as it was at a version."""
    found = [read_document(edit.session, tables.Issue, original["id"])]
    found += [document for document in [document_at(edit.session, tables.Issue, original["id"], version)] if document]
    sections = [section for document in found for section in document["sections"]]
    recommendations = [each for section in sections for each in section["recommendations"]]
    return [(SECTION, each["id"]) for each in sections] + [(RECOMMENDATION, each["id"]) for each in recommendations]
