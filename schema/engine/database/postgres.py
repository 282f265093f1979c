"""PostgreSQL through asyncpg."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect

from schema.engine.database import protocol
from schema.engine.database.outage import Outage
from schema.engine.database.pool import Pool
from schema.engine.database.protocol import READERS, DatabaseAway

PREPARED_STATEMENTS = 200
"""How many statements each connection keeps prepared: the plan of a large one takes about a megabyte on the server."""
OPEN_SECONDS = 2.0
"""How long a connection may take to open."""
OPEN_TRIES = 3
"""How often opening one is tried while there is a server, and it ends each before it is open."""
CLOSE_SECONDS = 2.0
"""How long a connection may take to close properly before it is aborted."""
ENDED = (ConnectionResetError, asyncpg.PostgresConnectionError, asyncpg.InternalClientError)
"""A connection was lost, or is about to be: until then asyncpg does not know what to do with the server's last word."""
CANNOT_OPEN = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""Whatever keeps a connection from being opened: nobody listens, the server starts or stops or has no connection left,
the password or the database is not there (any more)."""
CANNOT_READ = (
    OSError,
    asyncpg.PostgresConnectionError,  # class 08: the connection was lost
    asyncpg.InsufficientResourcesError,  # 53: memory, disk space
    asyncpg.OperatorInterventionError,  # 57: the server or the statement was ended, the database was dropped
    asyncpg.PostgresSystemError,  # 58: the disk fails
)
"""What ends a statement through no fault of its own, by classes of SQLSTATE; so does any error of a lost connection."""


class Postgres:
    """A few read-only connections, one statement each.

    They are kept here rather than in asyncpg's pool, which takes 50 us for each request, a fifth of a small one. A
    read leaves nothing behind to reset, and asyncpg delays a connection's next statement until a cancelled one has
    ended.
    """

    def __init__(self, dsn: str, readers: int = READERS, outage: Outage | None = None) -> None:
        """Take a ``postgresql://`` URL, the number of connections, and what tells of outages."""
        self.dialect: sa.Dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]
        self._dsn = dsn
        self._outage = outage or Outage()
        self._pool: Pool[asyncpg.Connection] = Pool(self._connect, readers, self._outage)
        self.overload = self._pool.overload
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """How many statements wait."""
        return self._pool.waiting

    def shed(self, begun: int = 0) -> None:
        """Refuse a statement before it is made, as where so many requests have begun as may wait."""
        if self._pool.is_full or begun > protocol.MOST_WAITING:
            raise self.overload.refuse()

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement that returns exactly one row; once more, on a new connection, where its own was lost."""
        connection = await self._pool.take()
        try:
            row = await connection.fetchrow(sql, *values, timeout=seconds)
        except BaseException as error:  # noqa: BLE001 - it is raised again, unless the connection was lost
            if not _is_lost(connection, error):
                raise self._leave(connection, error)  # noqa: B904 - the same, or made of it
            connection = await self._pool.open()
            try:
                row = await connection.fetchrow(sql, *values, timeout=seconds)
            except BaseException as second:  # noqa: BLE001
                raise self._leave(connection, second)  # noqa: B904
        self._pool.give_back(connection)
        if self._outage.reason:
            self._outage.end()
        return row  # type: ignore[no-any-return]

    def _leave(self, connection: asyncpg.Connection, error: BaseException) -> BaseException:
        """Leave a connection whose statement failed, and return the exception to raise."""
        if isinstance(error, TimeoutError):
            # If the network swallows what is sent, others would wait in vain for this connection, and on idle ones.
            self._pool.discard()
            for each in (connection, *self._pool.empty()):
                self._close_later(each)
            return error
        if connection.is_closed():
            self._pool.discard()
        else:
            self._pool.give_back(connection, last=True)  # it may have to wait for the end of what was cancelled
        if not isinstance(error, CANNOT_READ) and not _is_lost(connection, error):
            return error
        away = DatabaseAway.because_of(error)
        self._outage.begin(away)
        return away

    async def _connect(self) -> asyncpg.Connection:
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                for _ in range(OPEN_TRIES - 1):
                    with suppress(*ENDED):
                        return await _open(self._dsn)
                return await _open(self._dsn)
        except TimeoutError:
            raise DatabaseAway(f"no connection within {OPEN_SECONDS:g} seconds") from None
        except CANNOT_OPEN as error:
            raise DatabaseAway.because_of(error) from error

    def _close_later(self, connection: asyncpg.Connection) -> None:
        """Close a connection in the background, once the server has ended its statement."""
        closing = asyncio.create_task(_close(connection))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """Close the connections."""
        for connection in self._pool.empty():
            await _close(connection)
        await asyncio.gather(*self._closing)


def _is_lost(connection: asyncpg.Connection, error: BaseException) -> bool:
    """Whether a connection ended before its statement did."""
    return connection.is_closed() and isinstance(error, Exception) and not isinstance(error, TimeoutError)


async def _open(dsn: str) -> asyncpg.Connection:
    settings = {"default_transaction_read_only": "on", "timezone": "UTC", "datestyle": "ISO"}
    # JIT compilation takes longer than any of these statements: measured 24 ms against 4.5.
    settings["jit"] = "off"
    # Content fits in memory. With the default, four times the cost of a sequential page, short lists are bitmap scans.
    settings["random_page_cost"] = "1.1"
    # One plan serves all values: page sizes are in the text, and whatever is looked up has an index. Left to itself,
    # PostgreSQL plans some pages anew each time, which takes as long as reading them.
    settings["plan_cache_mode"] = "force_generic_plan"
    connection = await asyncpg.connect(dsn, server_settings=settings, statement_cache_size=PREPARED_STATEMENTS)
    try:
        # JSON text stays bytes: it is copied into the response as it is.
        await connection.set_type_codec("text", schema="pg_catalog", encoder=str.encode, decoder=bytes, format="binary")
    except BaseException:
        connection.terminate()
        raise
    return connection


async def _close(connection: asyncpg.Connection) -> None:
    """Close a connection properly, or abort it where that takes too long."""
    with suppress(*CANNOT_OPEN):
        await connection.close(timeout=CLOSE_SECONDS)
