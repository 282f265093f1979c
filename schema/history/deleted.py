"""What was deleted and can be brought back, the last first."""

from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.actors import actor_name
from schema.bases import table_of
from schema.documents import unpack
from schema.history.documents import REVISIONS
from schema.rows import Model
from schema.tables import Slug
from schema.vocabulary import RevisionAction

SLUGS = table_of(Slug)


class Deleted(NamedTuple):
    """Something that was deleted: its id and name, the version that it had then, when that was, and who did it."""

    id: str
    version: int
    at: datetime
    by: str | None
    name: str


def find_deleted(session: Session, model: Model, limit: int) -> list[Deleted]:
    """Return the rows of a table that were deleted last; those that were merged into others are none."""
    row, newer = table_of(model), REVISIONS.alias()
    is_there = sa.exists().where(row.c.id == SLUGS.c.target_id)
    # A row's slugs stay reserved for it, so that few rows are looked at, and not all that ever was saved.
    reserved = sa.select(SLUGS.c.target_id).where(SLUGS.c.type == model.__name__, ~SLUGS.c.current, ~is_there)
    of_row = (newer.c.type == REVISIONS.c.type, newer.c.target_id == REVISIONS.c.target_id)
    is_last = ~sa.exists().where(*of_row, newer.c.version > REVISIONS.c.version)
    wanted: sa.Select[Any] = sa.select(REVISIONS, actor_name(REVISIONS.c.actor).label("by")).where(
        REVISIONS.c.type == model.__name__,
        REVISIONS.c.target_id.in_(reserved),
        REVISIONS.c.action == RevisionAction.DELETED,
        is_last,
    )
    order = REVISIONS.c.at.desc(), REVISIONS.c.target_id
    return [
        Deleted(found.target_id, found.version, found.at, found.by, name_of(unpack(found.document)))
        for found in session.execute(wanted.order_by(*order).limit(limit))
    ]


def name_of(document: dict[str, Any]) -> str:
    """Return what something is called in a document of it."""
    return str(document.get("title") or document["name"])
