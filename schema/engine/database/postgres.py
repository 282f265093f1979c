"""PostgreSQL through asyncpg."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect

from schema.engine.database.protocol import READERS

PREPARED_STATEMENTS = 200
"""How many statements each connection keeps prepared: the plan of a large one takes about a megabyte on the server."""
CLOSE_SECONDS = 2.0
"""How long a connection may take to close properly before it is aborted."""


class Postgres:
    """A few read-only connections, one statement each.

    They are kept here rather than in asyncpg's pool, which takes 50 us for each request, a fifth of a small one. A
    read leaves nothing behind to reset, and asyncpg delays a connection's next statement until a cancelled one has
    ended.
    """

    def __init__(self, dsn: str, readers: int = READERS) -> None:
        """Take a ``postgresql://`` URL and the number of connections; each is opened when it is needed."""
        self.dialect: sa.Dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]
        self._dsn = dsn
        self._readers = readers
        # The last is taken first, so that a quiet server uses one. None is a connection that is not open.
        self._free: list[asyncpg.Connection | None] = [None] * readers
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()
        self._closing: set[asyncio.Task[None]] = set()

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement that returns exactly one row."""
        connection = self._free.pop() if self._free else await self._wait_for_connection(seconds)
        try:
            if connection is None or connection.is_closed():
                connection = None
                connection = await _open(self._dsn, seconds)
            row = await connection.fetchrow(sql, *values, timeout=seconds)
        except TimeoutError:
            # If the network swallows what is sent, the next request would wait for this connection in vain.
            self._close_later(connection)
            self._give_back(None, 0)
            raise
        except BaseException:
            self._give_back(connection, 0)  # to be taken last: it may have to wait for the end of what was cancelled
            raise
        self._give_back(connection, self._readers)
        return row  # type: ignore[no-any-return]

    async def _wait_for_connection(self, seconds: float) -> asyncpg.Connection | None:
        """Wait for a connection that another request gives back."""
        turn: asyncio.Future[asyncpg.Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(seconds):
                return await turn
        except BaseException:
            if turn.done() and not turn.cancelled():  # the connection came as the waiting ended
                self._give_back(turn.result(), self._readers)
            raise

    def _give_back(self, connection: asyncpg.Connection | None, place: int) -> None:
        """Hand a connection to the request that has waited longest, or put it among the free ones."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # else its request was cancelled
                turn.set_result(connection)
                return
        self._free.insert(place, connection)

    def _close_later(self, connection: asyncpg.Connection | None) -> None:
        """Close a connection in the background, once the server has ended its statement."""
        if connection is not None:
            closing = asyncio.create_task(_close(connection))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """Close the connections."""
        while self._free:
            if connection := self._free.pop():
                await _close(connection)
        await asyncio.gather(*self._closing)


async def _open(dsn: str, seconds: float) -> asyncpg.Connection:
    settings = {"default_transaction_read_only": "on", "timezone": "UTC", "datestyle": "ISO"}
    # JIT compilation takes longer than any of these statements: measured 24 ms against 4.5.
    settings["jit"] = "off"
    # Content fits in memory. With the default, four times the cost of a sequential page, short lists are bitmap scans.
    settings["random_page_cost"] = "1.1"
    # One plan serves all values: page sizes are in the text, and whatever is looked up has an index. Left to itself,
    # PostgreSQL plans some pages anew each time, which takes as long as reading them.
    settings["plan_cache_mode"] = "force_generic_plan"
    connection = await asyncpg.connect(
        dsn, timeout=seconds, server_settings=settings, statement_cache_size=PREPARED_STATEMENTS
    )
    # JSON text stays bytes: it is copied into the response as it is.
    await connection.set_type_codec("text", schema="pg_catalog", encoder=str.encode, decoder=bytes, format="binary")
    return connection


async def _close(connection: asyncpg.Connection) -> None:
    """Close a connection properly, or abort it where that takes too long."""
    with suppress(TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        await connection.close(timeout=CLOSE_SECONDS)
