"""Revisions: each save keeps what the row and its lists then are, in the same transaction, under the row's version."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.db import ACTOR
from schema.documents import pack, unpack
from schema.rows import Model, Row, Values
from schema.tables import Revision
from schema.vocabulary import RevisionAction
from schema.writes.documents import read_document
from schema.writes.log import Visibility, open_log
from schema.writes.rows import insert_into

RUN = timedelta(minutes=10)
"""How long what one editor saves, and no reader sees, is listed as one revision."""
REVIEWED_AFTER = timedelta(days=1)
"""When it is first looked whether the revision before is still needed; until then it is a base of merges."""
TOLD_AS = "revision_action"
"""The key in a session's ``info`` of what revisions are said to have come about by."""
EDITED = frozenset({RevisionAction.CREATED, RevisionAction.UPDATED})
REVISIONS = table_of(Revision)
MEMBERS = ("version", "continues", "at", "actor", "action", "document")


class Stored(NamedTuple):
    """A row as it is before a write, empty where there is none, and the revision of its version."""

    model: Model
    id: str
    row: Row
    revision: Row

    @property
    def document(self) -> Row:
        """What the row and its lists are."""
        return unpack(self.revision["document"]) if self.revision else {}


@contextmanager
def told_as(session: Session, action: RevisionAction) -> Iterator[None]:
    """Say of the revisions of saves inside the block how they came about."""
    session.info[TOLD_AS] = action
    try:
        yield
    finally:
        del session.info[TOLD_AS]


def fetch_stored(session: Session, model: Model, row_id: str) -> Stored:
    """Return a row and the revision of its version, which is made where there is none yet."""
    found = session.execute(_select_stored(model), {"row_id": row_id, "type": model.__name__}).mappings().first()
    if found is None:
        return Stored(model, row_id, {}, {})
    row = {column.name: found[column.name] for column in table_of(model).c}
    revision = {name: found[f"revision_{name}"] for name in (*MEMBERS, "begun_at")}
    if revision["version"] is None:
        keep_revision(session, Stored(model, row_id, {}, {}), read_document(session, model, row_id))
        return fetch_stored(session, model, row_id)
    return Stored(model, row_id, row, revision)


@cache
def _select_stored(model: Model) -> "sa.Select[Any]":
    table, last, first = table_of(model), REVISIONS.alias("last"), REVISIONS.alias("first")
    members = [last.c[name].label(f"revision_{name}") for name in MEMBERS]
    of_row = sa.and_(last.c.type == sa.bindparam("type"), last.c.target_id == table.c.id)
    begun = (first.c.type == last.c.type, first.c.target_id == last.c.target_id, first.c.version == last.c.continues)
    return (
        sa.select(table, *members, sa.func.coalesce(first.c.at, last.c.at).label("revision_begun_at"))
        .outerjoin(last, sa.and_(of_row, last.c.version == table.c.version))
        .outerjoin(first, sa.and_(*begun))
        .where(table.c.id == sa.bindparam("row_id"))
    )


def keep_revision(
    session: Session,
    before: Stored,
    document: Values,
    action: RevisionAction | None = None,
    *,
    visibility: Visibility = Visibility.VISIBLE,
) -> None:
    """Keep what a row has become.

    Args:
        session: the open transaction.
        before: what it was.
        document: what it and its lists are now.
        action: how it came about; None tells it by what was there before. What ``told_as`` says comes first.
        visibility: whether readers saw it before or see it now.
    """
    action = action or (RevisionAction.UPDATED if before.row else RevisionAction.CREATED)
    action = session.info.get(TOLD_AS, action)
    at, actor = open_log(session).at, session.info.get(ACTOR)
    last, is_seen = before.revision, visibility is Visibility.VISIBLE
    goes_on = not is_seen and last and action in EDITED and last["action"] in EDITED and last["actor"] == actor
    began = last["continues"] or last["version"] if goes_on and at - last["begun_at"] < RUN else None
    values = {
        "type": before.model.__name__,
        "target_id": before.id,
        "continues": began,
        "at": at,
        "actor": actor,
        "action": action,
        "document": pack(document),
        "review_at": at + REVIEWED_AFTER if last else None,
    }
    if before.row:
        session.execute(insert_into(Revision), values | {"version": before.row["version"] + 1})
    else:
        session.execute(_insert_first(before.model), values | {"row_id": before.id})


@cache
def _insert_first(model: Model) -> sa.Insert:
    """Insert the revision of a new row, which counts on where it was there before."""
    table = table_of(model)
    version = sa.select(table.c.version).where(table.c.id == sa.bindparam("row_id")).scalar_subquery()
    return sa.insert(REVISIONS).values(version=version)


def keep_as_stored(session: Session, before: Stored) -> None:
    """Keep what a row has become, whose lists were written past its own write function."""
    keep_revision(session, before, read_document(session, before.model, before.id))


def keep_deletion(session: Session, before: Stored) -> None:
    """Keep what a row was that is deleted."""
    keep_revision(session, before, before.document, RevisionAction.DELETED)
