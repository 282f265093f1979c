"""Sessions: the browsers in which people are signed in. What a cookie holds is stored as a digest.

They end 12 hours after they were last used, and 30 days after they began. Each request reads its own, so that one that
was ended is refused at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.identity_tables import SignInSession, User
from schema.rows import Row
from schema.vocabulary import UserRole
from schema.writes.rows import insert_into

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=1)
"""How much of use is not written."""
LONGEST_AGENT = 300
SESSIONS, USERS = table_of(SignInSession), table_of(User)


@dataclass(frozen=True)
class SignedIn:
    """Who is signed in, and in which session."""

    user: str
    name: str
    email: str
    role: UserRole
    session: str = field(repr=False)
    seen_at: datetime


def digest_of_token(token: str) -> str:
    """Return what is stored of what a cookie holds: nobody finds 256 bits of chance by trying."""
    return sha256(token.encode()).hexdigest()


def open_session(session: Session, user_id: str, token: str, agent: str, at: datetime) -> None:
    """Begin a session, and forget those that have ended by themselves.

    Args:
        session: the open transaction.
        user_id: who has signed in.
        token: what the cookie holds.
        agent: what the browser calls itself.
        at: the present.
    """
    session.execute(sa.delete(SESSIONS).where(sa.not_(sa.and_(*_current(at)))))
    row = {
        "digest": digest_of_token(token),
        "user_id": user_id,
        "agent": agent[:LONGEST_AGENT],
        "created_at": at,
        "seen_at": at,
        "expires_at": at + LONGEST,
    }
    session.execute(insert_into(SignInSession), row)


def find_session(session: Session, token: str, at: datetime) -> SignedIn | None:
    """Return who is signed in with what a cookie holds; None where nobody is."""
    columns = (USERS.c.id, USERS.c.name, USERS.c.email, USERS.c.role, SESSIONS.c.digest, SESSIONS.c.seen_at)
    own = (SESSIONS.c.digest == digest_of_token(token), USERS.c.disabled_at.is_(None), *_current(at))
    row = session.execute(sa.select(*columns).join_from(SESSIONS, USERS).where(*own)).first()
    return SignedIn(row.id, row.name, row.email, UserRole[row.role], row.digest, row.seen_at) if row else None


def keep_session(session: Session, digest: str, at: datetime) -> None:
    """Write that a session was used."""
    session.execute(sa.update(SESSIONS).where(SESSIONS.c.digest == digest).values(seen_at=at))


def list_sessions(session: Session, user_id: str, at: datetime) -> Sequence[Row]:
    """Return the sessions of a user, the last used first."""
    own = sa.select(SESSIONS).where(SESSIONS.c.user_id == user_id, *_current(at))
    return [dict(row) for row in session.execute(own.order_by(SESSIONS.c.seen_at.desc())).mappings()]


def end_session(session: Session, digest: str, user_id: str | None = None) -> None:
    """End a session, of a user where one is named."""
    own = [SESSIONS.c.digest == digest, *([SESSIONS.c.user_id == user_id] if user_id else [])]
    session.execute(sa.delete(SESSIONS).where(*own))


def _current(at: datetime) -> tuple[Any, ...]:
    """Return the conditions of sessions that have not ended by themselves."""
    return SESSIONS.c.expires_at > at, SESSIONS.c.seen_at > at - IDLE
