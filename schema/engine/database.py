"""The read side of the databases: run one statement, give its only row of JSON texts, as bytes."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Protocol

import asyncpg
import sqlalchemy as sa
from cachetools import LRUCache
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.dialects.sqlite import pysqlite

READERS = 4
# What each connection keeps prepared on the server: the plan of a large operation takes about a megabyte there.
PREPARED = 200
# Thousands of instructions of SQLite's virtual machine; ten take about 0.5 ms.
AT_ONCE = 10
REMEMBERED = 1_000
CLOSING = 2.0
"""Seconds for saying goodbye to PostgreSQL; then a connection is dropped."""


class Database(Protocol):
    """Where statements are run."""

    dialect: sa.Dialect

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement that gives exactly one row of UTF-8 texts; a cancelled task cancels its statement.

        Raises:
            TimeoutError: it takes longer than ``seconds``, and is ended; or nothing was free to run it in that time.
        """
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...


class Postgres:
    """PostgreSQL through asyncpg: a few read-only connections, one statement each.

    They are kept here rather than in asyncpg's pool, which takes 50 us for each request, a fifth of a small one: a read
    leaves nothing behind that would have to be reset, and a connection waits itself for the end of a cancelled one.
    """

    def __init__(self, dsn: str) -> None:
        """Take a ``postgresql://`` URL; connections are opened when they are needed."""
        self.dialect: sa.Dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]
        self._dsn = dsn
        # The last is taken first, so that a quiet server uses one. None is a connection that is not open.
        self._free: list[asyncpg.Connection | None] = [None] * READERS
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement that gives exactly one row."""
        connection = self._free.pop() if self._free else await self._turn(seconds)
        try:
            if connection is None or connection.is_closed():
                connection = None
                connection = await _open(self._dsn, seconds)
            row = await connection.fetchrow(sql, *values, timeout=seconds)
        except BaseException:
            self._give_back(connection, 0)  # to be taken last: it may have to end what was cancelled
            raise
        self._give_back(connection, READERS)
        return row  # type: ignore[no-any-return]

    async def _turn(self, seconds: float) -> asyncpg.Connection | None:
        """Wait for a connection that somebody gives back."""
        turn: asyncio.Future[asyncpg.Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(seconds):
                return await turn
        except BaseException:
            if turn.done() and not turn.cancelled():  # the connection came as the waiting ended
                self._give_back(turn.result(), READERS)
            raise

    def _give_back(self, connection: asyncpg.Connection | None, place: int) -> None:
        """Give a connection to who waits the longest, else lay it among the free ones."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # else who waited has gone
                turn.set_result(connection)
                return
        self._free.insert(place, connection)

    async def close(self) -> None:
        """Close the connections."""
        while self._free:
            if connection := self._free.pop():
                with suppress(TimeoutError, OSError, asyncpg.PostgresError):
                    await connection.close(timeout=CLOSING)


async def _open(dsn: str, seconds: float) -> asyncpg.Connection:
    settings = {"default_transaction_read_only": "on", "timezone": "UTC", "datestyle": "ISO"}
    # A JIT compilation costs more than any of these statements takes: measured 24 ms against 4.5.
    settings["jit"] = "off"
    # Content fits in memory. The default, four times a sequential page, makes of short lists bitmap scans.
    settings["random_page_cost"] = "1.1"
    # Plans are kept for all values: page sizes are in the text, and what is looked up has an index.
    # Left to itself, PostgreSQL plans some pages anew each time, which takes as long as reading them.
    settings["plan_cache_mode"] = "force_generic_plan"
    connection = await asyncpg.connect(dsn, timeout=seconds, server_settings=settings, statement_cache_size=PREPARED)
    # JSON text is taken as it is sent: it is copied into the answer, so nobody needs it decoded.
    await connection.set_type_codec("text", schema="pg_catalog", encoder=str.encode, decoder=bytes, format="binary")
    return connection


class Sqlite:
    """SQLite in this process: small statements at once, others on a few threads, each with a connection of its own.

    Handing a statement to a thread and its row back takes longer than a small one runs. So each is tried at once with a
    bounded number of instructions; the texts of those that need more are remembered, and go to the threads.
    """

    def __init__(self, connect: Callable[[], Any]) -> None:
        """Take the function that opens a read-only DB-API connection (usable from any thread)."""
        self.dialect: sa.Dialect = pysqlite.dialect(paramstyle="qmark")
        self._connect = connect
        self._here: Any = None
        self._thousands = 0
        self._large: LRUCache[str, bool] = LRUCache(REMEMBERED)
        self._local = threading.local()
        self._opened: list[Any] = []
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite")

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement that gives exactly one row."""
        if sql not in self._large:
            row = self._at_once(sql, values)
            if row is not None:
                return row
            self._large[sql] = True
        running: list[Any] = []
        future = asyncio.get_running_loop().run_in_executor(self._threads, self._run, sql, values, running)
        try:
            async with asyncio.timeout(seconds):
                return await future
        except (asyncio.CancelledError, TimeoutError):
            for connection in running:
                connection.interrupt()
            raise

    def _at_once(self, sql: str, values: Sequence[Any]) -> Sequence[bytes] | None:
        """Run a statement while everything else waits; None when it takes more than a moment."""
        if self._here is None:
            self._here = self._open()
            self._here.set_progress_handler(self._another_thousand, 1_000)
        self._thousands = 0
        try:
            return self._here.execute(sql, values).fetchone()  # type: ignore[no-any-return]
        except self._here.OperationalError as error:
            if str(error) != "interrupted":
                raise
            return None

    def _another_thousand(self) -> bool:
        """Count instructions; true ends the statement."""
        self._thousands += 1
        return self._thousands > AT_ONCE

    async def close(self) -> None:
        """End the threads and close their connections."""
        self._threads.shutdown()
        for connection in self._opened:
            connection.close()

    def _run(self, sql: str, values: Sequence[Any], running: list[Any]) -> Sequence[bytes]:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._open()
        running.append(connection)
        try:
            return connection.execute(sql, values).fetchone()  # type: ignore[no-any-return]
        finally:
            running.clear()

    def _open(self) -> Any:
        connection = self._connect()
        connection.text_factory = bytes
        self._opened.append(connection)
        return connection
