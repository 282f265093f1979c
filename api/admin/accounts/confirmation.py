"""The password of who is signed in, asked for again: a browser left open is not its owner."""

from datetime import datetime
from functools import partial

from api.admin.session import Guard
from api.identity.passwords import PasswordThreads
from schema.writes.attempts import count_attempt, forget_attempts
from schema.writes.sessions import SignedIn
from schema.writes.users import find_user


class NotConfirmed(Exception):
    """It was not the password, or it has to wait: the name of the string that says so, and for how many seconds."""

    def __init__(self, problem: str, wait: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.wait = wait


class Confirmation:
    """Asks for the password again; who tries too often waits, as at the sign-in.

    Args:
        guard: the sessions, and the clock.
        passwords: what verifies passwords.
    """

    def __init__(self, guard: Guard, passwords: PasswordThreads) -> None:
        self._guard = guard
        self._passwords = passwords

    async def require(self, user: SignedIn, password: str) -> None:
        """Check a password.

        Raises:
            NotConfirmed: it is not the user's.
        """
        now, database = self._guard.clock(), self._guard.database
        if until := await database.run(partial(count_attempt, email=user.email, at=now)):
            raise NotConfirmed("sign_in.later", seconds_until(until, now))
        row = await database.run(partial(find_user, email=user.email))
        if not await self._passwords.verify(row["password"] if row else None, password):
            raise NotConfirmed("current_password.wrong")
        await database.run(partial(forget_attempts, email=user.email))


def seconds_until(instant: datetime, now: datetime) -> int:
    """Return how many seconds it takes until an instant, one at least."""
    return max(1, round((instant - now).total_seconds()))
