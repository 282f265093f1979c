"""The content version as of now, known without a statement for as long as nothing can have changed it."""

import asyncio
from collections.abc import Callable, Hashable
from datetime import datetime
from time import monotonic

import orjson

from schema.context import ANONYMOUS, RequestContext
from schema.engine.database.protocol import Database
from schema.engine.engine import Engine

READ_SECONDS = 0.5
"""How long reading it may take; meanwhile requests wait."""
KNOWN_SECONDS = 0.5
"""After so long it is read again, should a signal have been lost on its way."""


class CurrentVersion:
    """The content version of a database.

    Args:
        engine: knows the statement that reads it.
        database: where that runs, on a connection that no request waits for.
        signal: returns what is another with every change of the database, or None where changes cannot be noticed.
        clock: returns the current instant.
    """

    def __init__(
        self,
        engine: Engine,
        database: Database,
        signal: Callable[[], Hashable | None],
        clock: Callable[[], datetime],
    ) -> None:
        self._engine = engine
        self._database = database
        self._signal = signal
        self._clock = clock
        self._reading = asyncio.Lock()
        self._version: str | None = None
        self._seen: Hashable | None = None
        self._until: datetime | None = None
        self._known_until = 0.0

    def known(self) -> str | None:
        """Return it if it is known, else None."""
        signal = self._signal()
        if signal is None or signal != self._seen or monotonic() >= self._known_until:
            return None
        return None if self._until and self._clock() >= self._until else self._version

    @property
    def is_deaf(self) -> bool:
        """Whether changes cannot be noticed."""
        return self._signal() is None

    def doubt(self) -> None:
        """Have it read again: an answer has come with another."""
        self._seen = None

    async def read(self) -> str | None:
        """Read it, once for all who ask at a time; None where it cannot be told at the moment."""
        async with self._reading:
            if version := self.known():
                return version
            signal, began = self._signal(), monotonic()
            if signal is None:
                return None
            context = RequestContext(ANONYMOUS, self._clock(), "")
            statement = self._engine.version_statement(context.read_scope)
            try:
                values = statement.bind([], context.environment)
                (text,) = await self._database.fetch(str(statement.sql), values, READ_SECONDS)
            except Exception:  # noqa: BLE001 - whatever it is, the requests find out
                return None
            self._keep(text, signal, began)
            return self._version

    def _keep(self, text: bytes, signal: Hashable, began: float) -> None:
        self._version = text.decode()
        until = orjson.loads(text)["until"]
        self._until = datetime.fromisoformat(until) if until else None
        self._seen, self._known_until = signal, began + KNOWN_SECONDS
