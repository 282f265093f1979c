"""Writes of the people who sign in. They are no content: the change log does not tell of them.

Passwords come here as hashes, made before the transaction: that takes a good part of a second.
"""

import re
from datetime import datetime
from secrets import token_hex
from unicodedata import normalize

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from schema.bases import now, table_of
from schema.identity_tables import Authenticator, SignInSession, User
from schema.ids import new_id
from schema.rows import Row, Values, fetch_rows
from schema.vocabulary import UserRole
from schema.writes.errors import Invalid
from schema.writes.rows import insert_into
from schema.writes.validation import validate

EMAIL = re.compile(r"[^\s\x00-\x1f@<>,;\"\\]{1,64}@[^\s\x00-\x1f@<>,;\"\\]{1,189}")
LONGEST_NAME = 100
USERS = table_of(User)


class EmailTaken(Invalid):
    """The e-mail address is another user's."""

    def __init__(self, email: str) -> None:
        super().__init__(f"users: there is a user with the e-mail address {email}")


class LastAdmin(Invalid):
    """There would be no administrator any more."""

    def __init__(self) -> None:
        super().__init__("users: this is the last administrator; make another one first")


def fold_email(email: str) -> str:
    """Return an e-mail address as it is stored and looked for."""
    return normalize("NFC", email.strip()).lower()


def create_user(session: Session, email: str, name: str, role: UserRole, password: str | None = None) -> str:
    """Make a user, and return their id.

    Args:
        session: the open transaction.
        email: what they sign in with.
        name: what history calls them.
        role: what they may do.
        password: the hash of their password; None until they have chosen one.

    Raises:
        Invalid: the address is none or another user's, or the name is none.
    """
    email, name = fold_email(email), name.strip()
    if not EMAIL.fullmatch(email):
        raise Invalid("users: the e-mail address is none")
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"users: the name has 1 to {LONGEST_NAME} letters")
    row = {"id": new_id("usr", token_hex(16)), "email": email, "name": name, "role": role, "password": password}
    try:
        session.execute(insert_into(User), {**validate(User, row), "created_at": now()})
    except IntegrityError:
        raise EmailTaken(email) from None
    return str(row["id"])


def find_user(session: Session, email: str) -> Row | None:
    """Return the user who signs in with an e-mail address; None where there is none."""
    folded = fold_email(email)
    found = fetch_rows(session, User, "email", [folded]) if EMAIL.fullmatch(folded) else []
    return next(iter(found), None)


def list_users(session: Session) -> list[Row]:
    """Return the users by name, with what else there is of them.

    ``state`` is ``ACTIVE``, ``INVITED`` or ``DISABLED``, ``seen_at`` when they were last seen, as far as sessions tell,
    and ``has_authenticator`` whether they sign in with codes too.
    """
    sessions, authenticators = table_of(SignInSession), table_of(Authenticator)
    seen = sa.select(sa.func.max(sessions.c.seen_at)).where(sessions.c.user_id == USERS.c.id).scalar_subquery()
    has_one = sa.exists().where(authenticators.c.user_id == USERS.c.id).label("has_authenticator")
    listed = sa.select(USERS, seen.label("seen_at"), has_one).order_by(USERS.c.name, USERS.c.email)
    found = session.execute(listed).mappings()
    return [{**user, "state": _state(dict(user))} for user in found]


def _state(user: Values) -> str:
    if user["disabled_at"]:
        return "DISABLED"
    return "ACTIVE" if user["password"] else "INVITED"


def set_password(session: Session, user_id: str, password: str, keep: str = "") -> None:
    """Store the hash of a new password, and end the user's sessions but for the one with a digest."""
    session.execute(sa.update(USERS).where(USERS.c.id == user_id).values(password=password))
    end_sessions(session, user_id, keep)


def replace_hash(session: Session, user_id: str, old: str, new: str) -> None:
    """Store another hash of the same password, unless that was changed meanwhile."""
    same = (USERS.c.id == user_id, USERS.c.password == old)
    session.execute(sa.update(USERS).where(*same).values(password=new))


def set_role(session: Session, user_id: str, role: UserRole) -> None:
    """Change what a user may do, from their next request on.

    Raises:
        LastAdmin: they are the last one.
    """
    stays = sa.true() if role is UserRole.ADMIN else _is_not_last_admin()
    changed = sa.update(USERS).where(USERS.c.id == user_id, stays).values(role=role.value)
    _require_one(session, changed)


def disable_user(session: Session, user_id: str, at: datetime) -> None:
    """Let a user sign in no more, and end their sessions.

    Raises:
        LastAdmin: they are the last one.
    """
    disabled_at = USERS.c.disabled_at
    first = sa.func.coalesce(disabled_at, sa.literal(at, disabled_at.type))
    _require_one(session, sa.update(USERS).where(USERS.c.id == user_id, _is_not_last_admin()).values(disabled_at=first))
    end_sessions(session, user_id)


def enable_user(session: Session, user_id: str) -> None:
    """Let a user sign in again."""
    session.execute(sa.update(USERS).where(USERS.c.id == user_id).values(disabled_at=None))


def end_sessions(session: Session, user_id: str, keep: str = "") -> None:
    """End the sessions of a user but for the one with a digest."""
    sessions = table_of(SignInSession)
    session.execute(sa.delete(sessions).where(sessions.c.user_id == user_id, sessions.c.digest != keep))


def _is_not_last_admin() -> "sa.ColumnElement[bool]":
    """Return the condition that there is an administrator beside the user that is changed, or that they are none."""
    other = USERS.alias()
    others = sa.exists().where(other.c.role == UserRole.ADMIN, other.c.disabled_at.is_(None), other.c.id != USERS.c.id)
    return sa.or_(USERS.c.role != UserRole.ADMIN, USERS.c.disabled_at.isnot(None), others)


def _require_one(session: Session, changed: "sa.Update") -> None:
    if session.execute(changed.returning(USERS.c.id)).first() is None:
        raise LastAdmin
