"""How PostgreSQL runs statements: on a few connections, which outlast cancelled requests and time limits."""

import asyncio
from typing import Any

import psycopg
import pytest

from schema import db
from schema.engine.database import postgres, protocol
from schema.engine.database.postgres import Postgres
from schema.engine.database.protocol import READERS, DatabaseBusy
from schema.visibility import PUBLISHED
from tests.patience import PATIENCE
from tests.schema.engine.comparison import execute, serving
from tests.schema.engine.database.postgres_statements import PID, SLEEP, until
from tests.schema.engine.database.tcp_proxy import proxied
from tests.schema.engine.twin import GraphQLRequest


async def test_the_statement_of_a_cancelled_request_ends(postgres_url: str) -> None:
    with (
        psycopg.connect(postgres_url) as blocker,
        psycopg.connect(postgres_url, autocommit=True) as watcher,
    ):
        blocker.execute("LOCK TABLE works IN ACCESS EXCLUSIVE MODE")

        def waiting() -> int:
            running = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            return len(watcher.execute(running).fetchall())

        database = db.connect_read_only(postgres_url)
        request = asyncio.create_task(
            execute(serving(database), GraphQLRequest("{ works { totalCount } }", {}), PUBLISHED)
        )
        await until(waiting)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        await until(lambda: not waiting())
        assert list(await database.fetch("SELECT 'still there'", [], PATIENCE)) == [b"still there"]
        await database.close()


async def test_many_requests_that_come_at_once_share_as_many_connections_as_there_are_readers(
    postgres_url: str,
) -> None:
    database = db.connect_read_only(postgres_url, readers=2)
    rows = await asyncio.gather(*(database.fetch(PID, [], PATIENCE) for _ in range(20)))
    assert len({pid for (pid,) in rows}) == 2
    await database.close()


async def cancelled(request: "asyncio.Future[Any]") -> None:
    """Cancel a request, and wait for its end."""
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request


async def test_a_statement_whose_time_is_up_ends_and_its_connection_is_closed(postgres_url: str) -> None:
    database = Postgres(postgres_url, readers=1)
    (first,) = await database.fetch(PID, [], PATIENCE)
    with pytest.raises(TimeoutError):
        await database.fetch(SLEEP, [], 0.05)
    (second,) = await database.fetch(PID, [], PATIENCE)
    assert second != first
    with psycopg.connect(postgres_url, autocommit=True) as watcher:
        backend = "SELECT 1 FROM pg_stat_activity WHERE pid = %s"
        await until(lambda: not watcher.execute(backend, [int(first)]).fetchall())
    await database.close()


async def test_a_network_that_swallowed_a_statement_costs_one_time_limit(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a connection that has timed out already: neither the next request nor the end of the server."""
    monkeypatch.setattr(postgres, "CLOSE_SECONDS", 0.05)
    async with proxied(postgres_url) as (proxy, url):
        database = Postgres(url)
        before = await asyncio.gather(*(database.fetch(PID, [], PATIENCE) for _ in range(READERS)))
        proxy.swallow()
        with pytest.raises(TimeoutError):
            await database.fetch(PID, [], 0.05)
        proxy.recover()
        after = await asyncio.gather(*(database.fetch(PID, [], PATIENCE) for _ in range(READERS)))
        assert not {pid for (pid,) in after} & {pid for (pid,) in before}
        await database.close()


async def test_a_request_waits_for_a_connection_for_a_short_time_and_in_a_short_line(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(protocol, "WAIT_SECONDS", 1.0)  # for what comes at once to come before it has passed
    monkeypatch.setattr(protocol, "MOST_WAITING", 3)
    database = Postgres(postgres_url)
    busy = [asyncio.ensure_future(database.fetch(SLEEP, [], PATIENCE)) for _ in range(READERS)]
    await asyncio.sleep(0)
    waiting = [asyncio.ensure_future(database.fetch(PID, [], PATIENCE)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(DatabaseBusy):
        await database.fetch(PID, [], PATIENCE)
    assert not any(request.done() for request in waiting), "whoever comes too late is told at once"
    assert all(isinstance(each, DatabaseBusy) for each in await asyncio.gather(*waiting, return_exceptions=True))
    assert caplog.messages == ["all 4 connections to the database are busy: requests are refused"], "told once a minute"
    for request in busy:
        await cancelled(request)
    await database.close()


async def test_connections_outlast_requests_that_are_cancelled_while_they_wait(postgres_url: str) -> None:
    """Cancelled before, with or after their turn: the other requests get theirs, and no connection is lost."""
    database = Postgres(postgres_url)
    for ticks in range(12):
        crowd = [asyncio.ensure_future(database.fetch(PID, [], PATIENCE)) for _ in range(3 * READERS)]
        for _ in range(ticks):
            await asyncio.sleep(0)
        for request in crowd[::2]:
            request.cancel()
        rows = await asyncio.gather(*crowd, return_exceptions=True)
        assert not [row for row in rows[1::2] if isinstance(row, BaseException)]
        assert len(database._pool.idle) + database._pool._vacant == READERS
    await database.close()
