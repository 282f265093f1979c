"""A client that goes away cancels its statement, so that nobody waits for what nobody reads."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from schema import db
from schema.db import sqlite  # type: ignore[attr-defined]
from schema.engine.database import READERS, Postgres, Sqlite
from schema.viewer import ANONYMOUS
from tests.conftest import fresh
from tests.databases import PostgresDatabases
from tests.schema.engine.comparison import execute, serving
from tests.schema.engine.twin import Asked

PATIENCE = 10
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def postgres_url(postgres_databases: PostgresDatabases) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database."""
    with fresh(postgres_databases, postgres_databases.migrated) as url:
        yield url


async def until(condition: Any) -> None:
    """Wait for what a database is about to do.

    Raises:
        TimeoutError: it did not.
    """
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(condition):  # noqa: ASYNC110 - the database tells nobody when it changes
            await asyncio.sleep(0.01)


async def test_postgresql_ends_the_statement_of_a_cancelled_request(postgres_url: str) -> None:
    with (
        psycopg.connect(postgres_url) as blocker,
        psycopg.connect(postgres_url, autocommit=True) as watcher,
    ):
        blocker.execute("LOCK TABLE works IN ACCESS EXCLUSIVE MODE")

        def waiting() -> int:
            running = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            return len(watcher.execute(running).fetchall())

        database = db.reader(postgres_url)
        request = asyncio.create_task(execute(serving(database), Asked("{ works { totalCount } }", {}), ANONYMOUS))
        await until(waiting)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        await until(lambda: not waiting())
        assert list(await database.fetch("SELECT 'still there'", [])) == [b"still there"]
        await database.close()


async def test_sqlite_ends_the_statement_of_a_cancelled_request(tmp_path: Path) -> None:
    started = threading.Event()
    connections: list[Any] = []

    def connect() -> Any:
        connection = sqlite.connect(str(tmp_path / "liane.db"), check_same_thread=False)
        connection.set_progress_handler(started.set, 1000)
        connections.append(connection)
        return connection

    database = Sqlite(connect)
    request = asyncio.create_task(database.fetch(ENDLESS, []))
    try:
        assert await asyncio.to_thread(started.wait, PATIENCE)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        assert list(await database.fetch("SELECT 'still there'", [])) == [b"still there"]
        # An endless statement would keep its thread.
        ended = asyncio.create_task(asyncio.to_thread(database._threads.shutdown))
        await asyncio.wait_for(asyncio.shield(ended), PATIENCE)
    finally:
        for connection in connections:
            connection.interrupt()
    await database.close()


async def test_postgresql_opens_few_connections_for_many_requests_that_come_at_once(postgres_url: str) -> None:
    database = Postgres(postgres_url)
    answers = await asyncio.gather(*(database.fetch("SELECT pg_backend_pid()::text", []) for _ in range(20)))
    assert 1 < len({pid for (pid,) in answers}) <= READERS
    await database.close()


async def test_postgresql_replaces_a_connection_that_was_lost(postgres_url: str) -> None:
    database = Postgres(postgres_url)
    (pid,) = await database.fetch("SELECT pg_backend_pid()::text", [])
    with psycopg.connect(postgres_url, autocommit=True) as administrator:
        administrator.execute("SELECT pg_terminate_backend(%s)", [int(pid)])
    await until(database._idle[0].is_closed)
    (other,) = await database.fetch("SELECT pg_backend_pid()::text", [])
    assert other != pid
    await database.close()
