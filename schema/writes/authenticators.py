"""Second factors: the app of a user that shows codes, and recovery codes for when it is lost. Each code counts once."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.identity_tables import Authenticator, RecoveryCode
from schema.rows import Row
from schema.writes.rows import insert_into

AUTHENTICATORS, CODES = table_of(Authenticator), table_of(RecoveryCode)


def find_authenticator(session: Session, user_id: str) -> Row | None:
    """Return the authenticator of a user, with the number of recovery codes that are left; None where there is none."""
    left = sa.select(sa.func.count()).where(CODES.c.user_id == AUTHENTICATORS.c.user_id).scalar_subquery()
    own = sa.select(AUTHENTICATORS, left.label("codes_left")).where(AUTHENTICATORS.c.user_id == user_id)
    found = session.execute(own).mappings().first()
    return dict(found) if found else None


def set_authenticator(session: Session, user_id: str, secret: str, step: int, at: datetime) -> None:
    """Store the authenticator of a user, in place of another; ``step`` is that of the code which proved it."""
    session.execute(sa.delete(AUTHENTICATORS).where(AUTHENTICATORS.c.user_id == user_id))
    row = {"user_id": user_id, "secret": secret, "last_step": step, "created_at": at}
    session.execute(insert_into(Authenticator), row)


def set_recovery_codes(session: Session, user_id: str, digests: Iterable[str]) -> None:
    """Store the digests of a user's recovery codes, in place of all others."""
    session.execute(sa.delete(CODES).where(CODES.c.user_id == user_id))
    session.execute(insert_into(RecoveryCode), [{"digest": digest, "user_id": user_id} for digest in digests])


def remove_authenticator(session: Session, user_id: str) -> None:
    """Let a user sign in with their password alone."""
    session.execute(sa.delete(AUTHENTICATORS).where(AUTHENTICATORS.c.user_id == user_id))
    session.execute(sa.delete(CODES).where(CODES.c.user_id == user_id))


def use_step(session: Session, user_id: str, step: int) -> bool:
    """Use the code of a step of time; return whether neither it nor a later one was used before."""
    later = (AUTHENTICATORS.c.user_id == user_id, AUTHENTICATORS.c.last_step < step)
    used = sa.update(AUTHENTICATORS).where(*later).values(last_step=step).returning(AUTHENTICATORS.c.user_id)
    return session.execute(used).first() is not None


def use_recovery_code(session: Session, user_id: str, digest: str) -> bool:
    """Use a recovery code up; return whether it was there."""
    own = sa.delete(CODES).where(CODES.c.user_id == user_id, CODES.c.digest == digest).returning(CODES.c.digest)
    return session.execute(own).first() is not None
