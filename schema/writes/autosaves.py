"""What people wrote and have not saved, and who has something open. It is no content: no version is made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from schema.bases import table_of
from schema.identity_tables import Autosave, User

OPEN = timedelta(minutes=1)
"""How long after they were seen there somebody is thought to have something open."""
FORGOTTEN = timedelta(days=90)
"""How long words wait that nobody comes back to."""
AUTOSAVES, USERS = table_of(Autosave), table_of(User)
Sent = Sequence[tuple[str, str]]
"""The names and texts of a form, in document order."""


@dataclass(frozen=True)
class Unsaved:
    """What somebody wrote and has not saved."""

    form: Sent
    at: datetime


def keep_form(session: Session, user_id: str, target_id: str, form: Sent, at: datetime) -> None:
    """Keep what somebody wrote, in place of what they wrote before.

    Args:
        session: the open transaction.
        user_id: who wrote it.
        target_id: what it changes.
        form: what the form says, with the version that it was made of.
        at: the present.
    """
    _write(session, user_id, target_id, {"form": form, "at": at, "seen_at": at})


def touch(session: Session, user_id: str, target_id: str, at: datetime) -> None:
    """Say that somebody has something open."""
    _write(session, user_id, target_id, {"seen_at": at})


def forget_form(session: Session, user_id: str, target_id: str) -> None:
    """Forget what somebody wrote: they have saved it, or want it no more."""
    session.execute(sa.delete(AUTOSAVES).where(AUTOSAVES.c.user_id == user_id, AUTOSAVES.c.target_id == target_id))


def find_form(session: Session, user_id: str, target_id: str) -> Unsaved | None:
    """Return what somebody wrote and has not saved."""
    own = (AUTOSAVES.c.user_id == user_id, AUTOSAVES.c.target_id == target_id, AUTOSAVES.c.at.is_not(None))
    row = session.execute(sa.select(AUTOSAVES).where(*own)).first()
    return Unsaved([(name, text) for name, text in row.form], row.at) if row else None


def find_others(session: Session, user_id: str, target_id: str, at: datetime) -> Sequence[str]:
    """Return the names of the others who have something open."""
    others = (AUTOSAVES.c.target_id == target_id, AUTOSAVES.c.user_id != user_id, AUTOSAVES.c.seen_at > at - OPEN)
    found = sa.select(USERS.c.name).join_from(USERS, AUTOSAVES).where(*others).order_by(USERS.c.name)
    return session.execute(found).scalars().all()


def _write(session: Session, user_id: str, target_id: str, values: dict[str, Any]) -> None:
    at = values["seen_at"]
    is_idle = AUTOSAVES.c.at.is_(None) & (AUTOSAVES.c.seen_at <= at - OPEN)
    session.execute(sa.delete(AUTOSAVES).where(is_idle | (AUTOSAVES.c.seen_at <= at - FORGOTTEN)))
    insert: Any = (postgresql if session.connection().dialect.name == "postgresql" else sqlite).insert(AUTOSAVES)
    session.execute(
        insert.values(user_id=user_id, target_id=target_id, **values).on_conflict_do_update(
            index_elements=[AUTOSAVES.c.user_id, AUTOSAVES.c.target_id], set_=values
        )
    )
