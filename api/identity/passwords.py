"""Passwords: hashed with Argon2id, on a thread, and at most two at once: each takes 64 MiB and a fifth of a second."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from secrets import token_urlsafe
from typing import TYPE_CHECKING, TypeVar
from unicodedata import normalize

from api.http.problems import RETRY_AFTER
from api.identity.refusal import Refusal
from schema.engine.errors import OVERLOADED
from schema.errors import LianeError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

T = TypeVar("T")
AT_ONCE = 2
MOST_WAITING = 50
SHORTEST, LONGEST = 12, 1_000
BUSY = "Too many people are signing in at the moment; try again in a few seconds."


class PasswordRefused(LianeError):
    """A password that nobody should have; the message does not hold it.

    Args:
        reason: ``length`` or ``easy``.
        message: the reason in words.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def check_password(password: str, *names: str) -> None:
    """Check that a password may be chosen.

    Args:
        password: the password.
        names: what it may not be, such as the address that it goes with.

    Raises:
        PasswordRefused: it may not.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefused("length", f"a password has {SHORTEST} to {LONGEST} characters")
    if len(set(password)) < SHORTEST // 3 or password.casefold() in {name.casefold() for name in names}:
        raise PasswordRefused("easy", "this password is easily guessed: take another one")


def hash_password(password: str) -> str:
    """Return the hash of a password, with its salt and parameters."""
    return _hasher().hash(_prepared(password))


def verify_password(stored: str | None, password: str) -> bool:
    """Whether a hash is that of a password; where there is none, that takes as long to say."""
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - see _hasher

    decoy = _decoy()
    try:
        _hasher().verify(stored or decoy, _prepared(password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than hashes are made with now."""
    return _hasher().check_needs_rehash(stored)


class PasswordThreads:
    """Hashes and verifies passwords beside the server."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="password")
        self._waiting = 0

    async def hash(self, password: str) -> str:
        """Return the hash of a password.

        Raises:
            Refusal: too many wait.
        """
        return await self._run(hash_password, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether a hash is that of a password; where there is none, that takes as long to say.

        Raises:
            Refusal: too many wait.
        """
        return await self._run(verify_password, stored, password)

    async def _run(self, function: Callable[..., T], *arguments: str | None) -> T:
        if self._waiting >= MOST_WAITING:
            raise Refusal(503, OVERLOADED, BUSY, RETRY_AFTER)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, function, *arguments)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown()


def _prepared(password: str) -> str:
    """Return a password as it is hashed: keyboards write the same letter in several ways."""
    return normalize("NFC", password)


@cache
def _hasher() -> "PasswordHasher":
    # Loaded for the first who signs in: readers' servers do without.
    from argon2 import PasswordHasher  # noqa: PLC0415

    return PasswordHasher()


@cache
def _decoy() -> str:
    """Return the hash of a password that nobody knows."""
    return hash_password(token_urlsafe())
