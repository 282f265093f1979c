"""The field that brings back an earlier version, or what was deleted."""

from collections.abc import Mapping
from typing import Any

import strawberry

from schema import tables
from schema.history.documents import document_at, newest_document
from schema.history.restore import missing_references, restore
from schema.mutation.conflicts import NEWEST, refuse_newer
from schema.mutation.edit import Edit, reaches_readers
from schema.mutation.editables import EDITABLES
from schema.mutation.problems import Problems, name_of
from schema.rows import Model, Row
from schema.vocabulary import Scope, StoredStatus

APPEARS = ("status", "published_at", "published_at_basis", "replaces_at", "replaces_problem")


@strawberry.input(description="A version that is to be the newest again.")
class RestoreContentInput:
    """What ``restoreContent`` takes."""

    id: strawberry.ID = strawberry.field(
        description="The id of an issue, work, person, organisation or column, deleted or not, or of the publication."
    )
    version: int = strawberry.field(description="The version, as `revisions` tells it.")
    expected_version: strawberry.Maybe[int | None] = strawberry.field(description=NEWEST)


def restore_content(edit: Edit, value: RestoreContentInput, problems: Problems) -> Mapping[str, Any]:
    """Save an earlier version again, under the same ids; whether and when readers see it stays as it is."""
    model = model_of_id(value.id)
    document = document_at(edit.session, model, value.id, value.version) if model else None
    if model is None or document is None:
        with problems.at("version"):
            problems.add_missing("There is no such version with this id, or it is not kept any more.", value.id)
        return {"node": None}
    row = edit.find(model, value.id)
    document |= how_it_appears(row or newest_document(edit.session, model, value.id), document)
    require(edit, model, row or {}, document)
    if row:
        refuse_newer(edit, model, value.id, value.expected_version, problems)
    with problems.at("version"):
        for missing in missing_references(edit.session, model, document):
            with problems.at(*map(name_of, missing.path)):
                problems.add_missing(f"The {missing.model.__name__.lower()} was deleted.", missing.id)
    edit.attempt(problems, lambda: restore(edit.session, model, value.id, document))
    return {"node": None if edit.is_gone(model, value.id) else edit.shown(model, value.id)}


def how_it_appears(stands: Row, document: Row) -> Row:
    """Return what says whether and when readers see something: of what is there, not of its earlier version."""
    return {name: stands.get(name) for name in APPEARS if name in document}


def model_of_id(row_id: str) -> Model | None:
    """Return the table of what is restored, by the beginning of its id."""
    prefix = row_id.partition("_")[0]
    editable = EDITABLES.get(prefix)
    return editable.model if editable else tables.Publication if prefix == "pub" else None


def require(edit: Edit, model: Model, row: Row, document: Row) -> None:
    """Refuse who may not change this, or show readers what is restored.

    Raises:
        GraphQLError: they may not.
    """
    shows = document.get("status") == StoredStatus.PUBLISHED or reaches_readers(document)
    is_public = shows or reaches_readers(row)
    scope = Scope.ADMIN if model is tables.Publication else Scope.PUBLISH if is_public else Scope.WRITE_CONTENT
    edit.require(scope)
