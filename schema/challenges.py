"""Challenges: signed texts that a passkey answers, once, within some minutes, and for one purpose."""

from datetime import datetime, timedelta
from secrets import token_urlsafe

from itsdangerous import BadSignature
from sqlmodel import Session

from schema.signing import serializer
from schema.writes.passkeys import use_challenge

PURPOSE = "passkey"
LIFETIME = timedelta(minutes=5)
MAX_LENGTH = 500
"""No challenge is longer."""


def make_challenge(session: Session, subject: str, now: datetime) -> str:
    """Return a challenge for a subject: the id of who makes a passkey, or nothing for whoever signs in."""
    end = int((now + LIFETIME).timestamp())
    return str(serializer(session, PURPOSE).dumps([subject, token_urlsafe(16), end]))


def accept_challenge(session: Session, challenge: str, subject: str, now: datetime) -> bool:
    """Whether a challenge is ours, for this subject, has not ended, and was never accepted before."""
    if len(challenge) > MAX_LENGTH:
        return False
    try:
        made_for, _, end = serializer(session, PURPOSE).loads(challenge)
    except BadSignature:
        return False
    if made_for != subject or end <= now.timestamp():
        return False
    return use_challenge(session, challenge.encode(), datetime.fromtimestamp(end, now.tzinfo), now)
