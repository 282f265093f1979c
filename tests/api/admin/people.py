"""People who sign in, for tests of the back office."""

from datetime import datetime
from functools import cache
from secrets import token_urlsafe
from typing import Any
from unittest.mock import patch

import httpx
from argon2 import PasswordHasher

from api.identity import passwords
from schema import db
from schema.vocabulary import UserRole
from schema.writes.sessions import open_session
from schema.writes.users import create_user
from tests.api.serving import NOW

ORIGIN = "https://liane.example"
COOKIE = "__Host-session"
EMAIL, PASSWORD = "ada@liane.example", "correct horse battery"
OWN_PAGE = {"Origin": ORIGIN}
"""What a browser says that sends a form of ours."""
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""What hashes in no time; the real parameters are tested once."""


@cache
def cheap_hash(password: str) -> str:
    """Return the hash of a password that is made in no time."""
    return CHEAP.hash(password)


def cheap_passwords() -> Any:
    """Return the patch that has passwords hashed in no time."""
    return patch.object(passwords, "_hasher", lambda: CHEAP)


def make_user(
    url: str,
    role: UserRole = UserRole.EDITOR,
    email: str = EMAIL,
    name: str = "Ada",
    password: str | None = PASSWORD,
) -> str:
    """Make a user in a database, and return their id."""
    engine = db.connect(url)
    with db.side_transaction(engine) as session:
        user = create_user(session, email, name, role, password and cheap_hash(password))
    engine.dispose()
    return user


def make_session(url: str, user: str, at: datetime = NOW) -> str:
    """Begin a session of a user, and return what its cookie holds."""
    token = token_urlsafe(32)
    engine = db.connect(url)
    with db.side_transaction(engine) as session:
        open_session(session, user, token, "A browser", at)
    engine.dispose()
    return token


def signed_in(url: str, role: UserRole = UserRole.EDITOR, at: datetime = NOW, **user: Any) -> dict[str, str]:
    """Make a user who is signed in, and return the headers of their requests, from pages of ours."""
    token = make_session(url, make_user(url, role, **user), at)
    return {**OWN_PAGE, "Cookie": f"{COOKIE}={token}"}


def try_to_sign_in(client: httpx.Client, password: str = PASSWORD, email: str = EMAIL, **fields: str) -> httpx.Response:
    """Send the form of the sign-in page."""
    data = {"email": email, "password": password, **fields}
    return client.post("/admin/sign-in", data=data, headers=OWN_PAGE)


def cookie_of(response: httpx.Response) -> str:
    """Return what the session's cookie holds that a response sets."""
    name, _, rest = response.headers["set-cookie"].partition("=")
    assert name == COOKIE
    return rest.partition(";")[0]
