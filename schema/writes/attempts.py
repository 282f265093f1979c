"""Attempts to sign in with an e-mail address: after some that fail each has to wait longer than the one before.

They are counted for addresses that are nobody's too, and in the same way: what happens tells nothing of who is a user.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from schema.bases import table_of
from schema.identity_tables import SignInAttempts
from schema.writes.users import fold_email

FREE = 5
"""So many may fail before there is a wait."""
WAITS = tuple(timedelta(seconds=seconds) for seconds in (30, 60, 120, 240, 480, 900))
"""How long the next attempt waits after that many failures, after one more, and so on; the last holds on."""
FORGOTTEN = timedelta(days=1)
"""After so long without an attempt there were none."""
ATTEMPTS = table_of(SignInAttempts)


def count_attempt(session: Session, email: str, at: datetime) -> datetime | None:
    """Count an attempt as one that fails, before it is looked at: nobody has more by making them at once.

    Returns:
        None where it may go on; else it is not counted, and this is when the next one may.
    """
    session.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.at <= at - FORGOTTEN))
    digest, failures = _digest(email), ATTEMPTS.c.failures + 1
    insert: Any = (postgresql if session.connection().dialect.name == "postgresql" else sqlite).insert(ATTEMPTS)
    counted = (
        insert.values(digest=digest, failures=1, at=at)
        .on_conflict_do_update(
            index_elements=[ATTEMPTS.c.digest],
            set_={"failures": failures, "at": at, "locked_until": _locked_until(failures, at)},
            where=ATTEMPTS.c.locked_until.is_(None) | (ATTEMPTS.c.locked_until <= at),
        )
        .returning(ATTEMPTS.c.failures)
    )
    if session.execute(counted).first():
        return None
    locked = sa.select(ATTEMPTS.c.locked_until).where(ATTEMPTS.c.digest == digest)
    return session.execute(locked).scalar_one()  # type: ignore[no-any-return]


def forget_attempts(session: Session, email: str) -> None:
    """Forget the attempts with an e-mail address: one has succeeded."""
    session.execute(sa.delete(ATTEMPTS).where(ATTEMPTS.c.digest == _digest(email)))


def _locked_until(failures: Any, at: datetime) -> Any:
    """Return until when the next attempt waits, as SQL."""
    type_ = ATTEMPTS.c.locked_until.type
    waits = [(failures >= FREE + place, sa.literal(at + wait, type_)) for place, wait in enumerate(WAITS)]
    return sa.case(*reversed(waits), else_=sa.null())


def _digest(email: str) -> str:
    return sha256(fold_email(email).encode()).hexdigest()
