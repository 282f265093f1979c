"""How SQLite runs statements: small ones inline, large ones on threads, and none on a file that cannot be read."""

import asyncio
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from schema import db
from schema.db import sqlite  # type: ignore[attr-defined]
from schema.engine.database import protocol
from schema.engine.database.protocol import DatabaseAway, DatabaseBusy
from schema.engine.database.sqlite import Sqlite
from tests.patience import PATIENCE

SMALL = "SELECT 'small'"
LARGE = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 50000) SELECT CAST(max(x) AS TEXT) FROM n"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def open_database(tmp_path: Path, readers: int = 4) -> Sqlite:
    return Sqlite(tmp_path / "liane.db", lambda path: sqlite.connect(str(path), check_same_thread=False), readers)


async def test_a_small_statement_is_run_inline_however_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(tmp_path)
    monkeypatch.setattr(database, "_run", lambda *_: pytest.fail("a thread was asked"))
    for _ in range(5_000):  # together they are more instructions than a large one
        assert await database.fetch(SMALL, [], 30) == (b"small",)
    await database.close()


async def test_a_large_statement_goes_to_a_thread_and_is_not_tried_inline_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(tmp_path)
    assert await database.fetch(LARGE, [], 30) == (b"50000",)
    monkeypatch.setattr(database, "_run_inline", lambda *_: pytest.fail("it was tried again"))
    assert await database.fetch(LARGE, [], 30) == (b"50000",)
    await database.close()


async def test_little_is_remembered_of_a_long_statement(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    await database.fetch(f"{LARGE} -- {'x' * 1_000_000}", [], 30)
    assert 0 < sum(map(sys.getsizeof, database._large)) < 100
    await database.close()


async def test_a_mistake_is_no_large_statement(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    with pytest.raises(sqlite.OperationalError, match="no such table"):
        await database.fetch("SELECT 1 FROM nowhere", [], 30)
    await database.close()


async def test_large_statements_share_as_many_threads_as_there_are_readers(tmp_path: Path) -> None:
    database = open_database(tmp_path, readers=2)
    await asyncio.gather(*(database.fetch(LARGE, [], 30) for _ in range(9)))
    assert len(database._opened) <= 2 + 1  # and the one that runs small statements
    await database.close()


async def test_the_statement_of_a_cancelled_request_ends(tmp_path: Path) -> None:
    started = threading.Event()
    connections: list[Any] = []

    def connect(path: Path) -> Any:
        connection = sqlite.connect(str(path), check_same_thread=False)
        connection.set_progress_handler(started.set, 1000)
        connections.append(connection)
        return connection

    database = Sqlite(tmp_path / "liane.db", connect)
    request = asyncio.create_task(database.fetch(ENDLESS, [], PATIENCE))
    try:
        assert await asyncio.to_thread(started.wait, PATIENCE)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        assert list(await database.fetch("SELECT 'still there'", [], PATIENCE)) == [b"still there"]
        # An endless statement would keep its thread.
        shutdown = asyncio.create_task(asyncio.to_thread(database._threads.shutdown))
        await asyncio.wait_for(asyncio.shield(shutdown), PATIENCE)
    finally:
        for connection in connections:
            connection.interrupt()
    await database.close()


async def test_a_large_statement_waits_for_a_thread_for_a_short_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "WAIT_SECONDS", 0.05)
    database = open_database(tmp_path, readers=1)
    endless = asyncio.create_task(database.fetch(ENDLESS, [], PATIENCE))
    await asyncio.sleep(0)
    with pytest.raises(DatabaseBusy):
        await database.fetch(LARGE, [], PATIENCE)
    assert await database.fetch(SMALL, [], PATIENCE) == (b"small",), "small ones need none"
    endless.cancel()
    with pytest.raises(asyncio.CancelledError):
        await endless
    monkeypatch.setattr(protocol, "WAIT_SECONDS", PATIENCE)
    assert await database.fetch(LARGE, [], PATIENCE) == (b"50000",)
    await database.close()


def stored(path: Path) -> None:
    """Write a database with a table."""
    connection = sqlite.connect(str(path))
    connection.execute("CREATE TABLE stored (x)")
    connection.close()


STORED = "SELECT CAST(count(*) AS TEXT) FROM stored"


@pytest.mark.parametrize("before", [None, b"This is no database. " * 500], ids=["missing", "another file"])
async def test_a_file_that_cannot_be_read_is_away_until_it_can(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, before: bytes | None
) -> None:
    path = tmp_path / "liane.db"
    if before:
        path.write_bytes(before)
    database = db.connect_read_only(f"sqlite:///{path}")
    for statement in (STORED, LARGE, STORED):
        with pytest.raises(DatabaseAway):
            await database.fetch(f"{statement} UNION ALL {STORED}", [], PATIENCE)
    path.unlink(missing_ok=True)
    stored(path)
    assert await database.fetch(STORED, [], PATIENCE) == (b"0",)
    away, back = caplog.messages
    assert away.startswith("the database is away: ")
    assert back.startswith("the database is back after ")
    assert "liane.db" not in away
    await database.close()


async def test_a_large_statement_finds_a_file_again_too(tmp_path: Path) -> None:
    path = tmp_path / "liane.db"
    stored(path)
    large = f"{LARGE} UNION ALL {STORED}"
    database = db.connect_read_only(f"sqlite:///{path}", readers=1)
    assert await database.fetch(large, [], PATIENCE) == (b"50000",)
    content = path.read_bytes()
    path.write_bytes(b"This is no database. " * 500)
    with pytest.raises(DatabaseAway):
        await database.fetch(large, [], PATIENCE)
    path.unlink()  # who has it open sees it still
    path.write_bytes(content)
    assert await database.fetch(large, [], PATIENCE) == (b"50000",)
    await database.close()


async def test_a_lock_holds_up_one_statement_and_not_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(protocol, "WAIT_SECONDS", 0.2)
    path = tmp_path / "liane.db"
    stored(path)
    database = db.connect_read_only(f"sqlite:///{path}")
    locking = sqlite.connect(str(path), isolation_level=None)
    locking.execute("BEGIN EXCLUSIVE")
    request = asyncio.ensure_future(database.fetch(STORED, [], PATIENCE))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not request.done(), "others are answered meanwhile"
    with pytest.raises(DatabaseAway, match="locked"):
        await request
    locking.execute("COMMIT")
    assert await database.fetch(STORED, [], PATIENCE) == (b"0",)
    assert len(caplog.records) == 2
    locking.close()
    await database.close()
