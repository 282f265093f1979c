"""Restores a version: its document is saved as any other, under the same ids, and becomes the newest version."""

from collections.abc import Callable

from sqlmodel import Session

from schema import tables, writes
from schema.documents import LISTS, given_columns
from schema.history.documents import Reference, names_of, references
from schema.rows import Model, Row
from schema.vocabulary import RevisionAction

SAVES: dict[Model, Callable[[Session, Row], writes.Saved]] = {
    tables.Publication: writes.save_publication,
    tables.Column: writes.save_column,
    tables.Organization: writes.save_organization,
    tables.Person: writes.save_person,
    tables.Work: writes.save_work,
    tables.Issue: writes.save_issue,
}


def missing_references(session: Session, model: Model, document: Row) -> list[Reference]:
    """Return what a document refers to and that is not there any more."""
    there = names_of(session, model, document)
    return [reference for reference in references(model, document) if reference.id not in there]


def restore(session: Session, model: Model, row_id: str, document: Row) -> writes.Saved:
    """Save an earlier document again; columns that there are no more are left out.

    Raises:
        WriteRefused: what it says cannot be stored any more.
    """
    unknown = document.keys() - {*given_columns(model), *LISTS[model], "sections", "details"}
    known = {name: value for name, value in document.items() if name not in unknown}
    with writes.told_as(session, RevisionAction.RESTORED):
        return SAVES[model](session, {**known, "id": row_id})
