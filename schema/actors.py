"""The names of those who write, whom the change log and revisions name by the letters of a key or the id of a user."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.db import ACTOR
from schema.identity_tables import User
from schema.tables import Key


def actor_name(actor: Any) -> "sa.ColumnElement[Any]":
    """Return the name of an actor as SQL: what the key or the user is called today, else what they are named by."""
    keys, users = table_of(Key).alias(), table_of(User).alias()
    of_key = sa.select(keys.c.name).where(keys.c.prefix == actor).scalar_subquery()
    of_user = sa.select(users.c.name).where(users.c.id == actor).scalar_subquery()
    return sa.func.coalesce(of_key, of_user, actor)


def read_actor_name(session: Session, actor: str | None) -> str | None:
    """Return the name of an actor; None for who has the machine itself."""
    named: str | None = session.execute(sa.select(actor_name(sa.literal(actor, sa.String())))).scalar()
    return named


@contextmanager
def in_name_of(session: Session, actor: str | None) -> Iterator[None]:
    """Have what is written inside the block told as by somebody who asked for it before."""
    writer = session.info.get(ACTOR)
    session.info[ACTOR] = actor
    try:
        yield
    finally:
        session.info[ACTOR] = writer
