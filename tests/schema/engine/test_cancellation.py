"""A client that goes away cancels its statement, so that nobody waits for what nobody reads."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from schema import db
from schema.context import ANONYMOUS
from schema.db import sqlite  # type: ignore[attr-defined]
from schema.engine.database.postgres import Postgres
from schema.engine.database.protocol import READERS
from schema.engine.database.sqlite import Sqlite
from tests.conftest import fresh
from tests.databases import PostgresDatabases
from tests.schema.engine.comparison import execute, serving
from tests.schema.engine.twin import Asked

PATIENCE = 10
PID = "SELECT pg_backend_pid()::text"
SLEEP = "SELECT pg_sleep(60)::text"
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

        database = db.connect_read_only(postgres_url)
        request = asyncio.create_task(execute(serving(database), Asked("{ works { totalCount } }", {}), ANONYMOUS))
        await until(waiting)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        await until(lambda: not waiting())
        assert list(await database.fetch("SELECT 'still there'", [], PATIENCE)) == [b"still there"]
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
    request = asyncio.create_task(database.fetch(ENDLESS, [], PATIENCE))
    try:
        assert await asyncio.to_thread(started.wait, PATIENCE)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        assert list(await database.fetch("SELECT 'still there'", [], PATIENCE)) == [b"still there"]
        # An endless statement would keep its thread.
        ended = asyncio.create_task(asyncio.to_thread(database._threads.shutdown))
        await asyncio.wait_for(asyncio.shield(ended), PATIENCE)
    finally:
        for connection in connections:
            connection.interrupt()
    await database.close()


async def test_postgresql_opens_few_connections_for_many_requests_that_come_at_once(postgres_url: str) -> None:
    database = Postgres(postgres_url)
    answers = await asyncio.gather(*(database.fetch(PID, [], PATIENCE) for _ in range(20)))
    assert 1 < len({pid for (pid,) in answers}) <= READERS
    await database.close()


async def test_postgresql_replaces_a_connection_that_was_lost(postgres_url: str) -> None:
    database = Postgres(postgres_url)
    (pid,) = await database.fetch(PID, [], PATIENCE)
    with psycopg.connect(postgres_url, autocommit=True) as administrator:
        administrator.execute("SELECT pg_terminate_backend(%s)", [int(pid)])
    await until(lambda: all(each is None or each.is_closed() for each in database._free))
    (other,) = await database.fetch(PID, [], PATIENCE)
    assert other != pid
    await database.close()


async def ended(work: "asyncio.Future[Any]") -> None:
    """Cancel, and wait for the end."""
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work


async def test_postgresql_ends_a_statement_whose_time_is_up_and_takes_another_connection_for_the_next(
    postgres_url: str,
) -> None:
    database = Postgres(postgres_url)
    (first,) = await database.fetch(PID, [], PATIENCE)
    with pytest.raises(TimeoutError):
        await database.fetch(SLEEP, [], 0.05)
    (second,) = await database.fetch(PID, [], PATIENCE)
    assert second != first
    await database.close()


async def test_who_waits_for_a_connection_waits_no_longer_than_a_statement_may_take(postgres_url: str) -> None:
    database = Postgres(postgres_url)
    busy = [asyncio.ensure_future(database.fetch(SLEEP, [], PATIENCE)) for _ in range(READERS)]
    await asyncio.sleep(0)
    with pytest.raises(TimeoutError):
        await database.fetch(PID, [], 0.05)
    for each in busy:
        await ended(each)
    await database.close()


async def test_connections_outlast_those_who_leave_while_they_wait(postgres_url: str) -> None:
    """Whoever leaves before the turn, with the turn or after it: the others get theirs, and no connection is lost."""
    database = Postgres(postgres_url)
    for ticks in range(12):
        crowd = [asyncio.ensure_future(database.fetch(PID, [], PATIENCE)) for _ in range(3 * READERS)]
        for _ in range(ticks):
            await asyncio.sleep(0)
        for each in crowd[::2]:
            each.cancel()
        answers = await asyncio.gather(*crowd, return_exceptions=True)
        assert not [answer for answer in answers[1::2] if isinstance(answer, BaseException)]
        assert len(database._free) == READERS
    await database.close()


async def test_a_database_that_is_not_there_keeps_nobody_waiting_for_a_connection() -> None:
    database = Postgres("postgresql://nobody@127.0.0.1:9/nothing")
    crowd = (database.fetch(PID, [], PATIENCE) for _ in range(3 * READERS))
    answers = await asyncio.gather(*crowd, return_exceptions=True)
    assert all(isinstance(answer, OSError) for answer in answers)
    await database.close()
