"""The revisions of a row as they are stored, what the ids in documents are called, and what they refer to."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema import tables
from schema.bases import table_of
from schema.documents import LISTS, PARTS, given_columns, unpack
from schema.kinds import KINDS
from schema.rows import Model, Row, Values

REVISIONS = table_of(tables.Revision)
NAMES: dict[Model, str] = {
    tables.Work: "title",
    tables.Person: "name",
    tables.Organization: "name",
    tables.Column: "name",
}
"""The columns that say what the rows of a table are called."""


class Reference(NamedTuple):
    """What a document refers to, and where in it."""

    model: Model
    id: str
    path: tuple[str | int, ...]


def document_at(session: Session, model: Model, row_id: str, version: int) -> Row | None:
    """Return the document of a version; None where it is not kept."""
    revision = revision_at(session, model, row_id, version)
    return unpack(revision["document"]) if revision else None


def newest_document(session: Session, model: Model, row_id: str) -> Row:
    """Return the document of the newest version that is kept; empty where none is."""
    of_row = sa.select(REVISIONS.c.document).where(REVISIONS.c.type == model.__name__, REVISIONS.c.target_id == row_id)
    found = session.execute(of_row.order_by(REVISIONS.c.version.desc()).limit(1)).scalar()
    return unpack(found) if found else {}


def revision_at(session: Session, model: Model, row_id: str, version: int) -> Row | None:
    """Return the revision of a version; None where it is not kept."""
    of_version = (REVISIONS.c.type == model.__name__, REVISIONS.c.target_id == row_id, REVISIONS.c.version == version)
    found = session.execute(sa.select(REVISIONS).where(*of_version)).mappings().first()
    return dict(found) if found else None


def references(model: Model, document: Values) -> list[Reference]:
    """Return what a document refers to."""
    return list(_references(model, document, ()))


def _references(model: Model, values: Values, path: tuple[str | int, ...]) -> Iterator[Reference]:
    for name in given_columns(model):
        for key in table_of(model).c[name].foreign_keys if values.get(name) else ():
            yield Reference(_model_named(key), values[name], (*path, name))
    if model is tables.Work and values.get("details"):
        yield from _references(KINDS[values["kind"]].row, values["details"], (*path, "details"))
    for name, listed in LISTS.get(model, {}).items():
        column = table_of(listed.model).c[listed.item] if listed.item else None
        for place, item in enumerate(values.get(name, ())):
            if column is None:
                yield from _references(listed.model, item, (*path, name, place))
            elif name != "tags":
                (key,) = column.foreign_keys
                yield Reference(_model_named(key), item, (*path, name, place))
    for name, part in PARTS.items():
        for place, item in enumerate(values.get(name, ())):
            yield from _references(part, item, (*path, name, place))


def _model_named(key: sa.ForeignKey) -> Model:
    return next(model for model in NAMES if table_of(model) is key.column.table)


def select_names(found: Iterable[Reference]) -> dict[Model, "sa.Select[Any]"]:
    """Return for each table the statement that selects ids and names of what is referred to."""
    ids: dict[Model, set[str]] = {}
    for reference in found:
        ids.setdefault(reference.model, set()).add(reference.id)
    return {
        model: sa.select(table_of(model).c.id, table_of(model).c[NAMES[model]].label("name")).where(
            table_of(model).c.id.in_(sorted(of_model))
        )
        for model, of_model in ids.items()
    }


def names_of(session: Session, model: Model, *documents: Values) -> Mapping[str, str]:
    """Return what the ids in some documents are called, of what is still there."""
    found = [reference for document in documents for reference in references(model, document)]
    return {row.id: row.name for select in select_names(found).values() for row in session.execute(select)}
