"""The read side of a database: run one statement, return its only row of JSON texts, as bytes."""

from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa

READERS = 4
"""How many statements run at once, unless the settings say otherwise."""


class Database(Protocol):
    """Where statements are run."""

    dialect: sa.Dialect

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement that returns exactly one row of UTF-8 texts; a cancelled task cancels its statement.

        Raises:
            TimeoutError: it takes longer than ``seconds``, and is ended; or no reader was free within that time.
        """
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
