"""SQLite in this process."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa
from cachetools import LRUCache
from sqlalchemy.dialects.sqlite import pysqlite

from schema.engine.database.protocol import READERS

INLINE_THOUSANDS = 10
"""How many thousand instructions of SQLite's virtual machine a statement may take inline: about 0.5 ms."""
LARGE_STATEMENTS = 1_000
"""How many statements that take more are remembered."""


class Sqlite:
    """Small statements run inline, others on a few threads, each with a connection of its own.

    Handing a statement to a thread and its row back takes longer than a small one runs. So each is tried inline with a
    bounded number of instructions; the texts of those that need more are remembered, and go to the threads.
    """

    def __init__(self, connect: Callable[[], Any], readers: int = READERS) -> None:
        """Take a function that opens a read-only DB-API connection, usable from any thread, and how many threads."""
        self.dialect: sa.Dialect = pysqlite.dialect(paramstyle="qmark")
        self._connect = connect
        self._inline_connection: Any = None
        self._thousands = 0
        self._large: LRUCache[str, bool] = LRUCache(LARGE_STATEMENTS)
        self._local = threading.local()
        self._opened: list[Any] = []
        self._threads = ThreadPoolExecutor(readers, thread_name_prefix="sqlite")

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement that returns exactly one row."""
        if sql not in self._large:
            row = self._run_inline(sql, values)
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

    def _run_inline(self, sql: str, values: Sequence[Any]) -> Sequence[bytes] | None:
        """Run a statement while everything else waits; return None if it takes too many instructions."""
        if self._inline_connection is None:
            self._inline_connection = self._open()
            self._inline_connection.set_progress_handler(self._count_thousand, 1_000)
        self._thousands = 0
        try:
            return self._inline_connection.execute(sql, values).fetchone()  # type: ignore[no-any-return]
        except self._inline_connection.OperationalError as error:
            if str(error) != "interrupted":
                raise
            return None

    def _count_thousand(self) -> bool:
        """Count a thousand instructions; return true to end the statement."""
        self._thousands += 1
        return self._thousands > INLINE_THOUSANDS

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
