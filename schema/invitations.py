"""Invitations: addresses at which a user chooses a password, once, within a week; who sends one need not know any."""

from datetime import datetime, timedelta
from hashlib import sha256

from itsdangerous import BadSignature
from sqlmodel import Session

from schema.identity_tables import User
from schema.rows import Row, fetch_row
from schema.signing import serializer

PURPOSE = "invitation"
LIFETIME = timedelta(days=7)
MAX_LENGTH = 300
"""No token is longer."""


def make_invitation(session: Session, user: Row, now: datetime) -> str:
    """Return the token of an invitation: it works until the user has chosen a password, or another one."""
    end = int((now + LIFETIME).timestamp())
    return str(serializer(session, PURPOSE).dumps([user["id"], end, _state(user)]))


def open_invitation(session: Session, token: str, now: datetime) -> Row | None:
    """Return the user whose invitation a token is; None where it is none, or was used, or has ended."""
    if len(token) > MAX_LENGTH:
        return None
    try:
        user_id, end, state = serializer(session, PURPOSE).loads(token)
    except BadSignature:
        return None
    user = fetch_row(session, User, user_id)
    if user is None or user["disabled_at"] or end <= now.timestamp() or state != _state(user):
        return None
    return user


def _state(user: Row) -> str:
    """Return a text that is another once the password is."""
    return sha256(f"{user['email']} {user['password']}".encode()).hexdigest()[:16]
