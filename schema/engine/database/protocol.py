"""The read side of a database: run one statement, return its only row of JSON texts, as bytes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import sqlalchemy as sa

if TYPE_CHECKING:
    from schema.engine.database.overload import Overload

READERS = 4
"""How many statements run at once, unless the settings say otherwise."""
WAIT_SECONDS = 2.0
"""How long a statement may wait until one of them is free: whoever comes later than the server can keep up with is told
so while the client still waits, rather than when it has given up."""
MOST_WAITING = 100
"""How many may wait at once: a tenth of a second's work of a small server, and not what nobody waits for any more."""


class DatabaseAway(Exception):
    """The database cannot be read at the moment, through no fault of the statement; the text says why.

    Each database decides in one place which of its errors these are. It logs the beginning and the end of an outage.
    """

    @classmethod
    def because_of(cls, error: BaseException) -> "DatabaseAway":
        """Return the exception for an error of a driver, in one line: drivers put no password into theirs."""
        return cls(f"{type(error).__name__}: {error}".partition("\n")[0])


class DatabaseBusy(Exception):
    """All readers are busy, and none has become free in time, or too many wait for one."""


class Database(Protocol):
    """Where statements are run."""

    dialect: sa.Dialect
    overload: "Overload"

    @property
    def waiting(self) -> int:
        """How many statements wait."""
        ...

    def shed(self, begun: int = 0) -> None:
        """Refuse a statement before it is made.

        Args:
            begun: how many requests are being answered, where that is known: some have not come as far as to wait.

        Raises:
            DatabaseBusy: so many wait that it would be refused.
        """
        ...

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement that returns exactly one row of UTF-8 texts; a cancelled task cancels its statement.

        Raises:
            TimeoutError: it takes longer than ``seconds``, and is ended.
            DatabaseAway: the database cannot be read at the moment.
            DatabaseBusy: too many wait, or no reader was free within ``WAIT_SECONDS``.
        """
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
