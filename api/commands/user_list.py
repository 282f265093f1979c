"""What commands on users read and print."""

import sys
from collections.abc import Iterator
from secrets import token_urlsafe

import typer
from sqlmodel import Session

from api.identity.passwords import check_password
from schema.errors import LianeError
from schema.instants import instant_text
from schema.rows import Row
from schema.vocabulary import UserRole
from schema.writes.users import find_user, list_users

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
    for user in list_users(session):
        seen_at = instant_text(user["seen_at"]) if user["seen_at"] else NOTHING
        yield "\t".join((user["email"], user["name"], user["role"], user["state"], seen_at))
