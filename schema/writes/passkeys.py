"""Passkeys: public keys by which people sign in without a password."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from schema.bases import table_of
from schema.identity_tables import Passkey, UsedChallenge, User
from schema.rows import Row
from schema.writes.errors import Invalid
from schema.writes.rows import insert_into

LONGEST_NAME = 100
MOST = 20
PASSKEYS, USED, USERS = table_of(Passkey), table_of(UsedChallenge), table_of(User)


def add_passkey(session: Session, row: Row) -> None:
    """Store a passkey.

    Raises:
        Invalid: it is stored already, or the user has too many.
    """
    if len(list_passkeys(session, row["user_id"])) >= MOST:
        raise Invalid(f"passkeys: there are {MOST} already")
    named = {**row, "name": row["name"].strip()[:LONGEST_NAME] or "Passkey", "used_at": None}
    try:
        session.execute(insert_into(Passkey), named)
    except IntegrityError:
        raise Invalid("passkeys: this one is stored already") from None


def list_passkeys(session: Session, user_id: str) -> Sequence[Row]:
    """Return the passkeys of a user, the first made first."""
    own = sa.select(PASSKEYS).where(PASSKEYS.c.user_id == user_id).order_by(PASSKEYS.c.created_at, PASSKEYS.c.id)
    return [dict(row) for row in session.execute(own).mappings()]


def find_passkey(session: Session, passkey_id: str) -> Row | None:
    """Return a passkey of a user who may sign in; None where there is none."""
    of_active = (PASSKEYS.c.id == passkey_id, USERS.c.disabled_at.is_(None))
    found = session.execute(sa.select(PASSKEYS).join_from(PASSKEYS, USERS).where(*of_active)).mappings().first()
    return dict(found) if found else None


def use_passkey(session: Session, passkey_id: str, sign_count: int, at: datetime) -> None:
    """Write that a passkey was used."""
    used = sa.update(PASSKEYS).where(PASSKEYS.c.id == passkey_id)
    session.execute(used.values(sign_count=sign_count, used_at=at))


def remove_passkey(session: Session, passkey_id: str, user_id: str) -> None:
    """Remove a passkey of a user."""
    session.execute(sa.delete(PASSKEYS).where(PASSKEYS.c.id == passkey_id, PASSKEYS.c.user_id == user_id))


def use_challenge(session: Session, challenge: bytes, expires_at: datetime, at: datetime) -> bool:
    """Use a challenge up; return whether nobody had answered it before."""
    session.execute(sa.delete(USED).where(USED.c.expires_at <= at))
    insert: Any = (postgresql if session.connection().dialect.name == "postgresql" else sqlite).insert(USED)
    used = insert.values(digest=sha256(challenge).hexdigest(), expires_at=expires_at).on_conflict_do_nothing()
    return session.execute(used.returning(USED.c.digest)).first() is not None
