"""The read side of the databases: run one statement, give its only row of JSON texts, as bytes."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import asyncpg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.dialects.sqlite import pysqlite

READERS = 4
# What each connection keeps prepared on the server: the plan of a large operation takes about a megabyte there.
PREPARED = 200


class Database(Protocol):
    """Where statements are run."""

    dialect: sa.Dialect

    async def fetch(self, sql: str, values: Sequence[Any]) -> Sequence[bytes]:
        """Run a statement that gives exactly one row of UTF-8 texts; a cancelled task cancels its statement."""
        ...

    async def close(self) -> None:
        """Give the connections back."""
        ...


class Postgres:
    """PostgreSQL through asyncpg: read-only connections, one statement each."""

    def __init__(self, dsn: str) -> None:
        """Take a ``postgresql://`` URL; connections are opened when they are needed."""
        self.dialect: sa.Dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]
        self._dsn = dsn
        self._pool: asyncpg.Pool | None = None
        self._opening = asyncio.Lock()

    async def fetch(self, sql: str, values: Sequence[Any]) -> Sequence[bytes]:
        """Run a statement that gives exactly one row."""
        pool = self._pool or await self._open()
        return await pool.fetchrow(sql, *values)  # type: ignore[no-any-return]

    async def close(self) -> None:
        """Close the pool."""
        if self._pool is not None:
            await self._pool.close()

    async def _open(self) -> asyncpg.Pool:
        async with self._opening:
            if self._pool is None:
                settings = {"default_transaction_read_only": "on", "timezone": "UTC", "datestyle": "ISO"}
                # A JIT compilation costs more than any of these statements takes: measured 24 ms against 4.5.
                settings["jit"] = "off"
                # Content fits in memory. The default, four times a sequential page, makes of short lists bitmap scans.
                settings["random_page_cost"] = "1.1"
                # Plans are kept for all values: page sizes are in the text, and what is looked up has an index.
                # Left to itself, PostgreSQL plans some pages anew each time, which takes as long as reading them.
                settings["plan_cache_mode"] = "force_generic_plan"
                self._pool = await asyncpg.create_pool(
                    self._dsn,
                    min_size=1,
                    max_size=READERS,
                    server_settings=settings,
                    statement_cache_size=PREPARED,
                    init=_texts_as_bytes,
                    reset=_nothing_to_reset,
                )
            return self._pool


async def _texts_as_bytes(connection: asyncpg.Connection) -> None:
    """Take JSON text as it is sent: it is copied into the answer, so nobody needs it decoded."""
    await connection.set_type_codec("text", schema="pg_catalog", encoder=str.encode, decoder=bytes, format="binary")


async def _nothing_to_reset(_: asyncpg.Connection) -> None:
    """Spare the round trip that a pool makes by default: a SELECT leaves nothing behind."""


class Sqlite:
    """SQLite on a few threads, each with a connection of its own."""

    def __init__(self, connect: Callable[[], Any]) -> None:
        """Take the function that opens a read-only DB-API connection (usable from any thread)."""
        self.dialect: sa.Dialect = pysqlite.dialect(paramstyle="qmark")
        self._connect = connect
        self._local = threading.local()
        self._opened: list[Any] = []
        self._threads = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite")

    async def fetch(self, sql: str, values: Sequence[Any]) -> Sequence[bytes]:
        """Run a statement that gives exactly one row."""
        running: list[Any] = []
        future = asyncio.get_running_loop().run_in_executor(self._threads, self._run, sql, values, running)
        try:
            return await future
        except asyncio.CancelledError:
            for connection in running:
                connection.interrupt()
            raise

    async def close(self) -> None:
        """End the threads and close their connections."""
        self._threads.shutdown()
        for connection in self._opened:
            connection.close()

    def _run(self, sql: str, values: Sequence[Any], running: list[Any]) -> Sequence[bytes]:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
            connection.text_factory = bytes
            self._opened.append(connection)
        running.append(connection)
        try:
            return connection.execute(sql, values).fetchone()  # type: ignore[no-any-return]
        finally:
            running.clear()
