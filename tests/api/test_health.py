"""Health checks: the server alive, and ready where its database is."""

from io import StringIO

import httpx
import sqlalchemy as sa

from schema import db
from tests.api.serving import application, serving
from tests.databases import Databases


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
        assert log.getvalue()
        assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
        assert str(sa.make_url(url).database) not in str(answer)


def test_a_server_is_ready_while_somebody_writes(seeded_url: str) -> None:
    engine = db.connect(seeded_url)
    with serving(application(seeded_url)) as client, db.write_transaction(engine):
        assert client.get("/readyz").status_code == 200
    engine.dispose()
