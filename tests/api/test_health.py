"""Health checks: the server alive, and ready where its database is."""

import asyncio
import threading
from io import StringIO
from typing import Any

import httpx
import psycopg
import pytest
import sqlalchemy as sa

from api.health import Readiness
from schema import db
from schema.engine.database import protocol
from schema.engine.database.postgres import Postgres
from schema.migrations import runner
from tests.api.serving import application, serving, wait_until
from tests.conftest import fresh
from tests.databases import Databases, PostgresDatabases


def test_a_server_with_its_database_is_alive_and_ready(client: httpx.Client) -> None:
    for path in ("/livez", "/readyz"):
        response = client.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_a_server_without_its_tables_is_alive_but_not_ready_and_says_what_to_do(bare_url: str) -> None:
    with serving(application(bare_url)) as client:
        assert client.get("/livez").status_code == 200
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "checks": {"database": "the database is not up to date; run `liane migrate`"},
    }


def test_a_server_without_its_database_is_not_ready_and_reveals_no_details(databases: Databases, log: StringIO) -> None:
    url = databases.create(databases.seeded)
    with serving(application(url)) as client:
        assert client.get("/readyz").status_code == 200
        databases.drop(url)
        ready, live = client.get("/readyz"), client.get("/livez")
        answer = client.post("/graphql", json={"query": "{ latestIssue { number } }"}).json()
    assert (ready.status_code, ready.json()["status"], list(ready.json()["checks"])) == (
        503,
        "unavailable",
        ["database"],
    )
    assert live.status_code == 200
    if url.startswith("postgresql"):  # who has an SQLite file open reads on when it is gone
        assert log.getvalue().count("the database is away: InvalidCatalogNameError") == 1
        assert answer["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert str(sa.make_url(url).database) not in str(answer)


def test_a_server_is_ready_while_somebody_writes(seeded_url: str) -> None:
    engine = db.connect(seeded_url)
    with serving(application(seeded_url)) as client, db.write_transaction(engine):
        assert client.get("/readyz").status_code == 200
    engine.dispose()


def test_a_server_whose_readers_are_all_busy_refuses_requests_and_is_ready_all_the_same(
    postgres_databases: PostgresDatabases, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    """Otherwise load would take one server after the other out of rotation."""
    monkeypatch.setattr(protocol, "WAIT_SECONDS", 0.05)
    query = {"query": "{ works { totalCount } }"}
    waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with (
        fresh(postgres_databases, postgres_databases.seeded) as url,
        serving(application(url, database_readers=1)) as client,
        psycopg.connect(url, autocommit=True) as watcher,
        psycopg.connect(url) as blocker,
    ):
        blocker.execute("LOCK TABLE works IN ACCESS EXCLUSIVE MODE")
        slow = threading.Thread(target=client.post, args=["/graphql"], kwargs={"json": query})
        slow.start()
        wait_until(lambda: bool(watcher.execute(waiting).fetchall()))
        refused = client.post("/graphql", json=query)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert refused.json()["errors"][0]["extensions"] == {"code": "OVERLOADED"}
        assert client.get("/readyz").status_code == 200
        blocker.rollback()
        slow.join()
        assert client.post("/graphql", json=query).status_code == 200
    assert "Traceback" not in log.getvalue()


async def test_a_server_is_ready_whose_readers_have_the_last_connections(seeded_url: str) -> None:
    readers = db.connect_read_only(seeded_url)
    readiness = Readiness(Postgres("postgresql://nobody@127.0.0.1:9/nothing"), readers, seeded_url)
    assert await readiness.problem() is None
    await readers.close()


async def test_whoever_asks_at_once_whether_a_server_is_ready_shares_one_answer(
    seeded_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = db.connect_read_only(seeded_url, 1)
    asked = 0
    pending_in = runner.pending_in

    async def counting(*arguments: Any) -> list[str]:
        nonlocal asked
        asked += 1
        return await pending_in(*arguments)

    monkeypatch.setattr(runner, "pending_in", counting)
    readiness = Readiness(own, own, seeded_url)
    assert await asyncio.gather(*(readiness.problem() for _ in range(50))) == [None] * 50
    assert asked == 1
    await own.close()
