"""PostgreSQL that ends connections, has none left, is away or out of reach: which reads fail, how soon and how."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import asyncpg
import psycopg
import pytest
import sqlalchemy as sa
from psycopg import sql

from schema.engine.database import pool, postgres
from schema.engine.database.postgres import Postgres
from schema.engine.database.protocol import READERS, DatabaseAway
from tests.patience import PATIENCE
from tests.schema.engine.database.postgres_statements import PID, SLEEP, until
from tests.schema.engine.database.tcp_proxy import proxied

NOWHERE = "postgresql://nobody:secret@127.0.0.1:9/nothing"
ASLEEP = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event = 'PgSleep'"
ROUNDS = 20
READS = 20
# Those that are just being opened have not been lent to anybody, and a server that ends them too is away.
END_ALL = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> 'administrator'
AND backend_start < clock_timestamp() - interval '100 ms'
"""


@pytest.fixture
def administrator(postgres_url: str) -> Iterator[psycopg.Connection]:
    """A connection that ends others."""
    with psycopg.connect(postgres_url, autocommit=True, application_name="administrator") as connection:
        yield connection


@pytest.fixture
def limited_url(postgres_url: str, administrator: psycopg.Connection) -> Iterator[str]:
    """The URL for a user who may have one connection."""
    name = f"liane_test_{uuid4().hex}"
    role = sql.Identifier(name)
    administrator.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret' CONNECTION LIMIT 1").format(role))
    yield sa.make_url(postgres_url).set(username=name, password="secret").render_as_string(hide_password=False)
    administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", [name])
    administrator.execute(sql.SQL("DROP ROLE {}").format(role))


async def test_no_read_fails_when_all_connections_are_ended_again_and_again(
    postgres_url: str, administrator: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    database = Postgres(postgres_url)
    answered = ended = 0
    finished = asyncio.Event()

    async def read() -> None:
        nonlocal answered
        while not finished.is_set():
            await database.fetch(PID, [], PATIENCE)
            answered += 1

    readers = [asyncio.create_task(read()) for _ in range(3 * READERS)]
    for _ in range(ROUNDS):
        goal = answered + READS
        await until(lambda goal=goal: answered >= goal or any(reader.done() for reader in readers))
        ended += len((await asyncio.to_thread(administrator.execute, END_ALL)).fetchall())
    finished.set()
    await asyncio.gather(*readers)
    await database.close()
    assert ended >= READERS
    assert not caplog.records


async def test_idle_connections_that_were_ended_are_replaced(
    postgres_url: str, administrator: psycopg.Connection
) -> None:
    database = Postgres(postgres_url)
    before = await asyncio.gather(*(database.fetch(PID, [], PATIENCE) for _ in range(READERS)))
    administrator.execute(
        "SELECT pg_terminate_backend(pid::int) FROM unnest(%s::text[]) pid", [[pid.decode() for (pid,) in before]]
    )
    after = await asyncio.gather(*(database.fetch(PID, [], PATIENCE) for _ in range(READERS)))
    assert not set(before) & set(after)
    await database.close()


async def test_a_connection_of_which_only_the_last_words_have_arrived_counts_as_lost(
    postgres_url: str, administrator: psycopg.Connection
) -> None:
    async with proxied(postgres_url) as (proxy, url):
        database = Postgres(url)
        (first,) = await database.fetch(PID, [], PATIENCE)
        proxy.hold()
        administrator.execute("SELECT pg_terminate_backend(%s)", [int(first)])
        await until(lambda: proxy.ended)
        assert not database._pool.idle[0].is_closed()
        proxy.recover()
        (second,) = await database.fetch(PID, [], PATIENCE)
        assert second != first
        await database.close()


async def test_a_connection_that_is_ended_before_it_is_open_is_tried_again(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with proxied(postgres_url) as (proxy, url):
        database = Postgres(url)
        proxy.end_next(postgres.OPEN_TRIES - 1)
        assert await database.fetch(PID, [], PATIENCE)
        assert not caplog.records
        assert proxy.connections == postgres.OPEN_TRIES
        await database.close()


async def test_a_statement_that_an_operator_ends_is_not_run_again(
    postgres_url: str, administrator: psycopg.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    database = Postgres(postgres_url, readers=1)
    (pid,) = await database.fetch(PID, [], PATIENCE)
    request = asyncio.ensure_future(database.fetch(SLEEP, [], PATIENCE))
    await until(lambda: administrator.execute(ASLEEP, [int(pid)]).fetchall())
    administrator.execute("SELECT pg_cancel_backend(%s)", [int(pid)])
    with pytest.raises(DatabaseAway, match="QueryCanceledError"):
        await request
    assert await database.fetch(PID, [], PATIENCE), "the connection is still there"
    away, back = caplog.messages
    assert (away.partition(":")[0], back[:21]) == ("the database is away", "the database is back ")
    await database.close()


async def test_a_mistake_is_no_outage(postgres_url: str, caplog: pytest.LogCaptureFixture) -> None:
    database = Postgres(postgres_url)
    for statement, values in (("SELECT nothing", []), ("SELECT $1::int::text", ["no number"])):
        with pytest.raises((sa.exc.ProgrammingError, asyncpg.PostgresError, asyncpg.DataError)):
            await database.fetch(statement, values, PATIENCE)
    assert not caplog.records
    await database.close()


async def test_a_connection_that_is_open_is_waited_for_where_no_other_is_to_be_had(
    limited_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pool, "NO_OTHER_SECONDS", PATIENCE)
    async with proxied(limited_url) as (proxy, url):
        database = Postgres(url)
        for _ in range(3):
            rows = await asyncio.gather(*(database.fetch(PID, [], PATIENCE) for _ in range(3 * READERS)))
            assert len({pid for (pid,) in rows}) == 1
        assert proxy.connections <= READERS, "it is not asked for another again and again"
        await database.close()
    assert not caplog.records


async def test_a_database_without_a_connection_for_us_is_away(
    limited_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with psycopg.connect(limited_url):
        database = Postgres(limited_url)
        errors = await asyncio.gather(
            *(database.fetch(PID, [], PATIENCE) for _ in range(3 * READERS)), return_exceptions=True
        )
    assert all(isinstance(error, DatabaseAway) for error in errors)
    assert len(caplog.records) == 1
    assert "too many connections" in caplog.text
    assert "secret" not in caplog.text
    await database.close()


async def test_nobody_waits_for_a_database_that_is_not_there_and_the_log_tells_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    database = Postgres(NOWHERE)
    for _ in range(3):
        crowd = (database.fetch(PID, [], PATIENCE) for _ in range(3 * READERS))
        errors = await asyncio.gather(*crowd, return_exceptions=True)
        assert all(isinstance(error, DatabaseAway) for error in errors)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "Connect call failed" in caplog.text or "refused" in caplog.text
    assert "secret" not in caplog.text
    await database.close()


async def test_one_request_at_a_time_finds_out_whether_an_unreachable_database_is_back(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(postgres, "OPEN_SECONDS", 0.2)
    async with proxied(postgres_url) as (proxy, url):
        database = Postgres(url)
        proxy.swallow()
        with pytest.raises(DatabaseAway):
            await database.fetch(PID, [], PATIENCE)
        attempts = proxy.connections
        monkeypatch.setattr(postgres, "OPEN_SECONDS", 1.0)  # for what comes at once to come before it has passed
        finds_out = asyncio.ensure_future(database.fetch(PID, [], PATIENCE))
        await asyncio.sleep(0)
        crowd = [asyncio.ensure_future(database.fetch(PID, [], PATIENCE)) for _ in range(3 * READERS)]
        errors = await asyncio.gather(*crowd, return_exceptions=True)
        assert all(isinstance(error, DatabaseAway) for error in errors)
        assert not finds_out.done(), "all others are told at once"
        with pytest.raises(DatabaseAway):
            await finds_out
        assert proxy.connections == attempts + 1
        proxy.recover()
        monkeypatch.setattr(postgres, "OPEN_SECONDS", PATIENCE)
        assert await database.fetch(PID, [], PATIENCE)
        await database.close()
    away, back = caplog.records
    assert away.getMessage() == "the database is away: no connection within 0.2 seconds"
    assert back.getMessage().startswith("the database is back after ")


async def test_whoever_waits_is_told_when_the_database_goes_away(
    postgres_url: str, administrator: psycopg.Connection
) -> None:
    """One reads, others wait for its connection, and then neither that nor another is to be had."""
    async with proxied(postgres_url) as (proxy, url):
        database = Postgres(url, readers=1)
        (pid,) = await database.fetch(PID, [], PATIENCE)
        busy = asyncio.ensure_future(database.fetch(SLEEP, [], PATIENCE))
        await until(lambda: administrator.execute(ASLEEP, [int(pid)]).fetchall())
        waiting = [asyncio.ensure_future(database.fetch(PID, [], PATIENCE)) for _ in range(READERS)]
        await asyncio.sleep(0)
        await proxy.refuse()
        errors = await asyncio.gather(busy, *waiting, return_exceptions=True)
        assert all(isinstance(error, DatabaseAway) for error in errors)
        await database.close()
