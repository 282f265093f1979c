"""SQLite in this process."""

import asyncio
import sqlite3
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from cachetools import LRUCache
from sqlalchemy.dialects.sqlite import pysqlite

from schema.engine.database import protocol
from schema.engine.database.outage import Outage
from schema.engine.database.overload import Overload
from schema.engine.database.pool import Pool
from schema.engine.database.protocol import READERS, DatabaseAway
from schema.engine.database.turns import Turns
from schema.engine.database.wal_index import WalIndex
from schema.engine.database.watched_file import WatchedFile

INLINE_THOUSANDS = 10
"""How many thousand instructions of SQLite's virtual machine a statement may take inline: about 0.5 ms."""
LARGE_STATEMENTS = 1_000
"""How many statements that take more are remembered, by their hashes: clients decide how long their texts are."""
LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
FULL_TEXT = " MATCH "
"""Full-text search works inside single instructions, whose number ends none: such statements go to the threads."""
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
APPLIED = "SELECT max(version_num) FROM alembic_version"


class Reader:
    """A connection that one thread at a time uses."""

    def __init__(self, connection: Any, opening: int) -> None:
        self.connection = connection
        self.opening = opening
        self.closed = False

    def is_closed(self) -> bool:
        """Whether it has been closed."""
        return self.closed


class Sqlite:
    """Small statements run inline, others on a few threads, each with a connection of its own.

    Handing a statement to a thread and its row back takes longer than a small one runs. So each is tried inline with a
    bounded number of instructions; those that need more are remembered, and go to the threads.
    """

    def __init__(
        self,
        path: Path,
        connect: Callable[[Path], Any],
        readers: int = READERS,
        outage: Outage | None = None,
        refusal: Callable[[str | None], str | None] = lambda _: None,
    ) -> None:
        """Take a file, and a function that opens a read-only connection.

        Args:
            path: the file, which is opened again when there is another.
            connect: opens a DB-API connection that is usable from any thread.
            readers: how many threads there are.
            outage: tells of outages.
            refusal: returns why this program cannot read a database with a last migration, or None if it can.
        """
        self.dialect: sa.Dialect = pysqlite.dialect(paramstyle="qmark")
        self._file = WatchedFile(path)
        self._connect = connect
        self._refusal = refusal
        self._openings = 0
        self._outage = outage or Outage()
        self._inline_connection: Any = None
        self._wal_index: WalIndex | None = None
        self._indexed: Any = None
        self._thousands = 0
        self._large: LRUCache[int, bool] = LRUCache(LARGE_STATEMENTS)
        self._opened: list[Any] = []
        self.overload = overload = Overload(readers)
        self._turns = Turns(overload)
        self._pool: Pool[Reader] = Pool(self._open_reader, readers, self._outage, overload)
        self._threads = ThreadPoolExecutor(readers, thread_name_prefix="sqlite")

    @property
    def waiting(self) -> int:
        """How many statements wait."""
        return self._turns.waiting + self._pool.waiting

    def shed(self, begun: int = 0) -> None:
        """Refuse a statement before it is made, as where so many requests have begun as may wait."""
        if self._turns.is_full or self._pool.is_full or begun > protocol.MOST_WAITING:
            raise self.overload.refuse()

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement that returns exactly one row."""
        if self._file.is_due() and self._file.look():
            self._open_again()
        try:
            row = None
            if hash(sql) not in self._large and FULL_TEXT not in sql:
                await self._turns.take()
                row = self._run_inline(sql, values)
            if row is None:
                row = await self._run_on_thread(sql, values, seconds)
        except Exception as error:
            away = self._reason(error)
            if away is None:
                raise
            self._outage.begin(away)
            raise away from error
        if self._outage.reason:
            self._outage.end()
        return row

    def data_version(self) -> Hashable | None:
        """Return what is another as soon as any connection has changed the file; None where it cannot be read."""
        try:
            if self._file.is_due() and self._file.look():
                self._open_again()
            if self._inline_connection is None or self._indexed is not self._inline_connection:
                self._open_wal_index()
            header = self._wal_index.header() if self._wal_index else None
            return self._openings, header or self._pragma("data_version")
        except Exception:  # noqa: BLE001 - whatever it is, statements tell
            return None

    def _open_wal_index(self) -> None:
        if self._inline_connection is None:
            self._open_inline()
        self._pragma("schema_version")  # whoever reads first makes the index
        is_wal = self._pragma("journal_mode") == b"wal"
        self._wal_index = WalIndex(self._file.path) if is_wal else None
        self._indexed = self._inline_connection

    def _pragma(self, name: str) -> Any:
        self._thousands = 0
        return self._inline_connection.execute(f"PRAGMA {name}").fetchone()[0]

    def _reason(self, error: Exception) -> DatabaseAway | None:
        """Return why the database cannot be read, or None where an error has another cause."""
        if isinstance(error, DatabaseAway):
            return error
        if _result_code(error) in CANNOT_READ:
            return DatabaseAway.because_of(error)
        # A file that was put in the place of another may be of another version.
        refusal = self._refusal(self._applied()) if str(error).startswith("no such ") else None
        return DatabaseAway(refusal) if refusal else None

    def _applied(self) -> str | None:
        """Return the last migration that the database has, or None if it has none."""
        if self._inline_connection is None:
            self._open_inline()
        try:
            (applied,) = self._inline_connection.execute(APPLIED).fetchone()
        except Exception as error:
            if _result_code(error) != sqlite3.SQLITE_ERROR:
                raise
            return None  # there is no such table
        return applied.decode() if applied else None

    def _run_inline(self, sql: str, values: Sequence[Any]) -> Sequence[bytes] | None:
        """Run a statement while everything else waits; return None if it takes too long, or a lock is in its way."""
        try:
            if self._inline_connection is None:
                self._open_inline()
            self._thousands = 0
            return self._inline_connection.execute(sql, values).fetchone()  # type: ignore[no-any-return]
        except Exception as error:
            code = _result_code(error)
            if code == sqlite3.SQLITE_INTERRUPT:
                self._large[hash(sql)] = True
                return None
            if code in LOCKED:
                return None
            if code in CANNOT_READ and self._inline_connection:
                self._close(self._inline_connection)
                self._inline_connection = None
            raise

    def _open_inline(self) -> None:
        self._inline_connection = self._open(0)
        self._inline_connection.set_progress_handler(self._count_thousand, 1_000)

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
        if not reader.closed and reader.opening != self._openings:
            reader.closed = True
            self._close(reader.connection)
        if reader.closed:
            self._pool.discard()
        else:
            self._pool.give_back(reader)

    async def _open_reader(self) -> Reader:
        try:
            return Reader(self._open(protocol.WAIT_SECONDS), self._openings)
        except Exception as error:
            if _result_code(error) not in CANNOT_READ:
                raise
            raise DatabaseAway.because_of(error) from error

    def _open(self, seconds: float) -> Any:
        """Open a connection that waits for locks for a number of seconds."""
        if refusal := self._file.refusal():
            raise DatabaseAway(refusal)
        connection = self._connect(self._file.path)
        connection.text_factory = bytes
        connection.execute(f"PRAGMA busy_timeout={round(1000 * seconds)}").close()
        self._opened.append(connection)
        return connection

    def _open_again(self) -> None:
        """Have statements open the file anew, those that run now excepted."""
        self._openings += 1
        for reader in self._pool.empty():
            self._close(reader.connection)
        if self._inline_connection is not None:
            self._close(self._inline_connection)
            self._inline_connection = None

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
