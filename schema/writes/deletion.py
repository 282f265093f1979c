"""Deleting what issues refer to: works, people, organisations and columns, when nothing refers to them any more."""

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from schema.bases import table_of
from schema.rows import Model
from schema.vocabulary import ChangeAction
from schema.writes import slugs
from schema.writes.errors import Invalid
from schema.writes.log import Saved, log, visibility_of
from schema.writes.propagation import recompute
from schema.writes.public import write
from schema.writes.reach import reachable
from schema.writes.revisions import fetch_stored, keep_deletion


class StillUsed(Invalid):
    """Something that cannot be deleted, because other content refers to it."""


@write
def delete_named(session: Session, model: Model, slug: str) -> Saved:
    """Delete a work, a person, an organisation or a column; its slugs stay reserved for its return.

    Args:
        session: the open transaction.
        model: its table.
        slug: its slug, current or former.

    Raises:
        NotFound: there is none with the slug.
        StillUsed: other content refers to it; the message says what.
    """
    row_id, table = slugs.find_id(session, model, slug), table_of(model)
    stored = fetch_stored(session, model, row_id)
    visibility = visibility_of(session, stored.row["visible_from"])
    if uses := _uses(session, table, row_id):
        raise StillUsed(f"the {model.__name__.lower()} {slug} is still in use: {', '.join(uses)}")
    leads_to = reachable(session, {table.name: {row_id}})
    session.execute(sa.delete(table).where(table.c.id == row_id))
    slugs.reserve_slugs(session, model, row_id)
    keep_deletion(session, stored)
    recompute(session, leads_to)
    log(session, model, ChangeAction.DELETED, row_id, visibility=visibility)
    return Saved(row_id, ChangeAction.DELETED)


def _uses(session: Session, target: sa.Table, row_id: str) -> list[str]:
    """Return how many rows of which tables refer to a row without being a part of it."""
    counts: dict[str, int] = {}
    for table in SQLModel.metadata.sorted_tables:
        columns = [
            column
            for column in table.c
            if any(key.column is target.c.id and key.ondelete != "CASCADE" for key in column.foreign_keys)
        ]
        for column in columns:
            count = session.execute(sa.select(sa.func.count()).select_from(table).where(column == row_id)).scalar_one()
            counts[table.name] = counts.get(table.name, 0) + count
    return [f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count]
