"""The statement of a client that disconnects is stopped."""

import socket

import psycopg

from tests.api.serving import application, serving, wait_until
from tests.databases import PostgresDatabases

QUERY = {"query": "{ latestIssue { title } }"}
REQUEST = b"GET /graphql?query={latestIssue{title}} HTTP/1.1\r\nHost: localhost\r\n\r\n"


def test_postgresql_stops_the_statement_of_a_client_that_disconnected(postgres_databases: PostgresDatabases) -> None:
    url = postgres_databases.create(postgres_databases.seeded)
    try:
        with (
            serving(application(url, max_seconds=600)) as client,  # no limit of time stops it first
            psycopg.connect(url) as blocker,
            psycopg.connect(url, autocommit=True) as watcher,
        ):
            blocker.execute("LOCK TABLE issues IN ACCESS EXCLUSIVE MODE")
            with socket.create_connection((client.base_url.host, client.base_url.port)) as leaver:
                leaver.sendall(REQUEST)
                wait_until(lambda: waiting(watcher) == 1)
            wait_until(lambda: waiting(watcher) == 0)
            blocker.rollback()
            assert client.post("/graphql", json=QUERY).status_code == 200
    finally:
        postgres_databases.drop(url)


def waiting(watcher: "psycopg.Connection[tuple[int]]") -> int:
    """Count the request's statements that wait for a lock; the server's own reading of the log waits as well."""
    counting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    row = watcher.execute(f"{counting} AND query LIKE '%\"title\"%'").fetchone()
    assert row is not None
    return row[0]
