"""Content transactions are heard on PostgreSQL, and none is missed unnoticed."""

import asyncio
from typing import Any

import asyncpg
import psycopg
import pytest
import sqlalchemy as sa

from schema import db, notifications
from schema.notifications import Notifications
from tests.databases import PostgresDatabases
from tests.patience import PATIENCE


async def listening(url: str, monkeypatch: pytest.MonkeyPatch) -> tuple[asyncio.Task[None], asyncio.Queue[None]]:
    """Listen, and return the task and a queue with an item for each notification."""
    monkeypatch.setattr(notifications, "RECONNECT_SECONDS", 0.01)
    queue: asyncio.Queue[None] = asyncio.Queue()
    task = asyncio.create_task(Notifications(url).listen(lambda: queue.put_nowait(None)))
    await asyncio.wait_for(queue.get(), PATIENCE)  # connected
    return task, queue


async def test_postgresql_notifies_at_a_commit_and_not_at_a_rollback(
    postgres_databases: PostgresDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres_databases.create(postgres_databases.migrated)
    engine = db.connect(url)
    task, queue = await listening(url, monkeypatch)
    with pytest.raises(ZeroDivisionError), db.write_transaction(engine):
        raise ZeroDivisionError
    with db.write_transaction(engine) as session:
        session.execute(sa.select(1))
        assert queue.empty()
    await asyncio.wait_for(queue.get(), PATIENCE)
    assert queue.empty()
    await ended(task)
    engine.dispose()
    postgres_databases.drop(url)


async def test_a_lost_connection_is_opened_again_and_missed_changes_are_read(
    postgres_databases: PostgresDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres_databases.create(postgres_databases.migrated)
    task, queue = await listening(url, monkeypatch)
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        await asyncio.wait_for(queue.get(), PATIENCE)
        other.execute(f"NOTIFY {db.CHANNEL}")
        await asyncio.wait_for(queue.get(), PATIENCE)
    await ended(task)
    postgres_databases.drop(url)


async def ended(task: "asyncio.Task[None]") -> None:
    """End a task."""
    task.cancel()
    await asyncio.wait({task})


async def test_the_listener_goes_on_whatever_ends_its_connection(
    postgres_databases: PostgresDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, failures = asyncpg.connect, [OSError(), asyncpg.InternalClientError(), asyncpg.InterfaceError("lost")]

    async def unreliable(dsn: str) -> Any:
        if failures:
            raise failures.pop()
        return await connect(dsn)

    monkeypatch.setattr(asyncpg, "connect", unreliable)
    url = postgres_databases.create(postgres_databases.migrated)
    task, _ = await listening(url, monkeypatch)
    assert not failures
    await ended(task)
    postgres_databases.drop(url)
