"""SQLite in this process."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa
from cachetools import LRUCache
from sqlalchemy.dialects.sqlite import pysqlite

from schema.engine.database import protocol
from schema.engine.database.outage import Outage
from schema.engine.database.pool import Pool
from schema.engine.database.protocol import READERS, DatabaseAway

INLINE_THOUSANDS = 10
"""How many thousand instructions of SQLite's virtual machine a statement may take inline: about 0.5 ms."""
LARGE_STATEMENTS = 1_000
"""How many statements that take more are remembered."""
LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
CANNOT_READ = LOCKED | {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,  # a temporary file has no room
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,  # the files beside the database cannot be made
}
"""What keeps a statement from reading the file through no fault of its own, by primary result code."""


class Reader:
    """A connection that one thread at a time uses."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.closed = False

    def is_closed(self) -> bool:
        """Whether it has been closed."""
        return self.closed


class Sqlite:
    """Small statements run inline, others on a few threads, each with a connection of its own.

    Handing a statement to a thread and its row back takes longer than a small one runs. So each is tried inline with a
    bounded number of instructions; the texts of those that need more are remembered, and go to the threads.
    """

    def __init__(self, connect: Callable[[], Any], readers: int = READERS, outage: Outage | None = None) -> None:
        """Take a function that opens a read-only connection.

        Args:
            connect: opens a DB-API connection that is usable from any thread.
            readers: how many threads there are.
            outage: tells of outages.
        """
        self.dialect: sa.Dialect = pysqlite.dialect(paramstyle="qmark")
        self._connect = connect
        self._outage = outage or Outage()
        self._inline_connection: Any = None
        self._thousands = 0
        self._large: LRUCache[str, bool] = LRUCache(LARGE_STATEMENTS)
        self._opened: list[Any] = []
        self._pool: Pool[Reader] = Pool(self._open_reader, readers, self._outage)
        self._threads = ThreadPoolExecutor(readers, thread_name_prefix="sqlite")

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement that returns exactly one row."""
        try:
            row = None if sql in self._large else self._run_inline(sql, values)
            if row is None:
                row = await self._run_on_thread(sql, values, seconds)
        except Exception as error:
            if _result_code(error) not in CANNOT_READ:
                raise
            away = DatabaseAway.because_of(error)
            self._outage.begin(away)
            raise away from error
        if self._outage.reason:
            self._outage.end()
        return row

    def _run_inline(self, sql: str, values: Sequence[Any]) -> Sequence[bytes] | None:
        """Run a statement while everything else waits; return None if it takes too long, or a lock is in its way."""
        try:
            if self._inline_connection is None:
                self._inline_connection = self._open(0)
                self._inline_connection.set_progress_handler(self._count_thousand, 1_000)
            self._thousands = 0
            return self._inline_connection.execute(sql, values).fetchone()  # type: ignore[no-any-return]
        except Exception as error:
            code = _result_code(error)
            if code == sqlite3.SQLITE_INTERRUPT:
                self._large[sql] = True
                return None
            if code in LOCKED:
                return None
            if code in CANNOT_READ and self._inline_connection:
                self._close(self._inline_connection)
                self._inline_connection = None
            raise

    def _count_thousand(self) -> bool:
        """Count a thousand instructions; return true to end the statement."""
        self._thousands += 1
        return self._thousands > INLINE_THOUSANDS

    async def _run_on_thread(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        reader = await self._pool.take()
        loop = asyncio.get_running_loop()
        running = self._threads.submit(self._run, reader, sql, values)
        # Whoever asked may leave sooner; the reader is free when its thread is.
        running.add_done_callback(lambda _: loop.call_soon_threadsafe(self._give_back, reader))
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.wrap_future(running)
        except (asyncio.CancelledError, TimeoutError):
            if not reader.closed:
                reader.connection.interrupt()
            raise

    def _run(self, reader: Reader, sql: str, values: Sequence[Any]) -> Sequence[bytes]:
        try:
            return reader.connection.execute(sql, values).fetchone()  # type: ignore[no-any-return]
        except Exception as error:
            if _result_code(error) in CANNOT_READ:
                reader.closed = True
                self._close(reader.connection)
            raise

    def _give_back(self, reader: Reader) -> None:
        if reader.closed:
            self._pool.discard()
        else:
            self._pool.give_back(reader)

    async def _open_reader(self) -> Reader:
        try:
            return Reader(self._open(protocol.WAIT_SECONDS))
        except Exception as error:
            if _result_code(error) not in CANNOT_READ:
                raise
            raise DatabaseAway.because_of(error) from error

    def _open(self, seconds: float) -> Any:
        """Open a connection that waits for locks for a number of seconds."""
        connection = self._connect()
        connection.text_factory = bytes
        connection.execute(f"PRAGMA busy_timeout={round(1000 * seconds)}").close()
        self._opened.append(connection)
        return connection

    def _close(self, connection: Any) -> None:
        self._opened.remove(connection)
        connection.close()

    async def close(self) -> None:
        """End the threads and close their connections."""
        self._threads.shutdown()
        for connection in self._opened:
            connection.close()


def _result_code(error: Exception) -> int:
    """Return the primary result code of an error of SQLite, 0 for any other."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
