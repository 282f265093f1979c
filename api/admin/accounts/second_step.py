"""The second step of signing in: who knew the password has some minutes to give a code.

Between the two nothing is stored: a signed text says who it was.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from itsdangerous import BadSignature
from sqlmodel import Session

from api.identity.one_time_codes import digest_of_recovery_code, matching_step
from schema.identity_tables import User
from schema.rows import Row, fetch_row
from schema.signing import serializer
from schema.writes.authenticators import find_authenticator, use_recovery_code, use_step

PURPOSE = "second step"
LIFETIME = timedelta(minutes=10)
MAX_LENGTH = 4_000
"""No token is longer: it holds the page that one is led to."""


def begin_second_step(session: Session, user: Row, to: str, now: datetime) -> str:
    """Return the token of who knew their password, and is led to a page in the end."""
    end = int((now + LIFETIME).timestamp())
    return str(serializer(session, PURPOSE).dumps([user["id"], _state(user), to, end]))


def continue_second_step(session: Session, token: str, now: datetime) -> tuple[Row, str] | None:
    """Return whose token it is, and the page; None where it is none, has ended, or the password is another by now."""
    if len(token) > MAX_LENGTH:
        return None
    try:
        user_id, state, to, end = serializer(session, PURPOSE).loads(token)
    except BadSignature:
        return None
    user = fetch_row(session, User, user_id)
    if user is None or user["disabled_at"] or end <= now.timestamp() or state != _state(user):
        return None
    return user, to


def use_code(session: Session, user_id: str, code: str, now: datetime) -> bool:
    """Use a code of a user's app, or a recovery code; return whether it was right, and not used before."""
    authenticator = find_authenticator(session, user_id)
    if authenticator is None:
        return False
    step = matching_step(authenticator["secret"], code, now)
    if step is not None:
        return use_step(session, user_id, step)
    return use_recovery_code(session, user_id, digest_of_recovery_code(code))


def _state(user: Row) -> str:
    return sha256(str(user["password"]).encode()).hexdigest()[:16]
