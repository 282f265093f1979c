"""What commands on users read and print."""

import sys
from collections.abc import Iterator
from secrets import token_urlsafe

import sqlalchemy as sa
import typer
from sqlmodel import Session

from api.identity.passwords import check_password
from schema.bases import table_of
from schema.errors import LianeError
from schema.identity_tables import SignInSession, User
from schema.instants import instant_text
from schema.rows import Row
from schema.vocabulary import UserRole
from schema.writes.users import find_user

NOTHING = "-"
GENERATED_BYTES = 18


class UnknownRole(LianeError):
    """A role that there is not."""


class UnknownUser(LianeError):
    """An e-mail address that is no user's."""


class NoPassword(LianeError):
    """A password that was not given, or not the same twice."""


def parse_role(name: str) -> UserRole:
    """Return a role by its name, in capitals or not.

    Raises:
        UnknownRole: there is none of this name.
    """
    if name.upper() not in UserRole.__members__:
        raise UnknownRole(f"{name!r} is no role: {', '.join(UserRole)}")
    return UserRole[name.upper()]


def named(session: Session, email: str) -> Row:
    """Return the user with an e-mail address.

    Raises:
        UnknownUser: there is none.
    """
    user = find_user(session, email)
    if user is None:
        raise UnknownUser(f"there is no user with the e-mail address {email!r}: see `liane users list`")
    return user


def read_password(*names: str, generate: bool) -> str:
    """Return a new password: made here, asked for twice on a terminal, else the first line of the input.

    Args:
        names: what it may not be.
        generate: whether it is made here.

    Raises:
        NoPassword: there is none.
        PasswordRefused: nobody should have this one.
    """
    if generate:
        return token_urlsafe(GENERATED_BYTES)
    if sys.stdin.isatty():
        password = typer.prompt("Password", hide_input=True, err=True)
        if typer.prompt("The same again", hide_input=True, err=True) != password:
            raise NoPassword("the two passwords differ")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise NoPassword("there is no terminal: give the password as the first line of the input, or --generate")
    check_password(password, *names)
    return str(password)


def lines(session: Session) -> Iterator[str]:
    """Yield a line for each user, by name: the columns are separated by tabs."""
    users, sessions = table_of(User), table_of(SignInSession)
    seen = sa.select(sa.func.max(sessions.c.seen_at)).where(sessions.c.user_id == users.c.id).scalar_subquery()
    for row in session.execute(sa.select(users, seen.label("seen_at")).order_by(users.c.name, users.c.email)):
        state = "DISABLED" if row.disabled_at else "ACTIVE" if row.password else "INVITED"
        seen_at = instant_text(row.seen_at) if row.seen_at else NOTHING
        yield f"{row.email}\t{row.name}\t{row.role}\t{state}\t{seen_at}"
