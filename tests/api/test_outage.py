"""A database that goes away and comes back, as every door tells of it: a PostgreSQL server is stopped and started."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Route
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from api.graphql import issue_feed
from api.graphql.preparation import STREAMING
from api.http.admin_path import is_admin_path
from api.website import icons
from schema.engine.database import protocol
from tests.api.admin.people import signed_in
from tests.api.graphql.test_preparation import MULTIPART, SENDERS, SSE
from tests.api.mcp.agents import answer, code
from tests.api.pages import ISSUE, NAMES, PICK, WORK
from tests.api.serving import NOW, application, layer, publish, serving, wait_until
from tests.conftest import give_up
from tests.databases import PostgresDatabases
from tests.patience import PATIENCE
from tests.postgres import NoPostgres, PrivateServer

pytestmark = pytest.mark.long

QUERY = "{ latestIssue { number } }"
SUBSCRIPTION = {"query": "subscription { issuePublished { slug } }"}
BROWSER = {"Accept": "text/html"}
GRAPHQL = {"Accept": "application/graphql-response+json"}
NO_STORE = "no-store"
PROBLEM = "application/problem+json"
HTML = "text/html; charset=utf-8"

GRAPHQL_REQUESTS: dict[str, dict[str, Any]] = {
    "POST": {"method": "POST", "json": {"query": QUERY}},
    "POST, graphql-response": {"method": "POST", "json": {"query": QUERY}, "headers": GRAPHQL},
    "GET": {"method": "GET", "params": {"query": QUERY}},
    "events": {"method": "POST", "json": {"query": QUERY}, "headers": SSE},
    "parts": {"method": "POST", "json": {"query": QUERY}, "headers": MULTIPART},
}
COLUMN, PERSON, ORGANIZATION = NAMES
PLACES = {
    "/": "/",
    "/issues/{slug}": ISSUE,
    "/works/{slug}": WORK,
    "/recommendations/{id}": PICK,
    "/issues": "/issues",
    "/works": "/works?kind=film",
    "/search": "/search?q=film",
    "/search/suggestions": "/search/suggestions?q=fi",
    "/columns/{slug}": COLUMN,
    "/people/{slug}": PERSON,
    "/organizations/{slug}": ORGANIZATION,
    "/about": "/about",
    "/subscribe": "/subscribe",
    "/feeds/issues": "/feeds/issues",
    "/feeds/columns/{slug}": f"/feeds{COLUMN}",
    "/embed/issues/{slug}": f"/embed{ISSUE}",
    "/embed/works/{slug}": f"/embed{WORK}",
    "/embed/recommendations/{id}": f"/embed{PICK}",
    "/sitemap.xml": "/sitemap.xml",
    "/oembed": f"/oembed?url=https://liane.example{ISSUE}",
    "/feeds/issues.{form}": "/feeds/issues.atom",
    "/feeds/columns/{slug}.{form}": f"/feeds{COLUMN}.rss",
    "/manifest.webmanifest": "/manifest.webmanifest",
    "/llms.txt": "/llms.txt",
    **{path: path for path in map("/share/{}.png".format, ("front", "issues", "works", "about", "subscribe"))},
    "/share/issues/{name}.png": f"/share{ISSUE}.png",
    "/share/works/{name}.png": f"/share{WORK}.png",
    "/share/recommendations/{name}.png": f"/share{PICK}.png",
    "/share/columns/{name}.png": f"/share{COLUMN}.png",
    "/share/people/{name}.png": f"/share{PERSON}.png",
    "/share/organizations/{name}.png": f"/share{ORGANIZATION}.png",
}
"""An address for each route that reads content."""
WITHOUT_CONTENT = {
    "/livez",
    "/readyz",
    "/schema.graphql",
    "/robots.txt",
    *icons.FILES,
    "/pictures/{path:path}",
    # These take a key or a link of their own, and have no entity tag.
    "/pictures",
    "/metrics",
    "/mcp",
    "/previews/{token}",
    "/embed.js",
    "/docs",
    "/docs/{path:path}",
    "/explorer",
    "/static",
}
PAGES = {path for path in PLACES.values() if not path.startswith(("/share", "/oembed", "/search/")) and "." not in path}


@pytest.fixture
def postgres() -> Iterator[PrivateServer]:
    """A PostgreSQL server that the test may stop."""
    try:
        server = PrivateServer()
    except NoPostgres as reason:
        give_up(reason)
    yield server
    server.stop()


@contextmanager
def subscribed(client: httpx.Client, **request: Any) -> Iterator[Iterator[str]]:
    """Subscribe over HTTP, and yield the slugs that are told."""
    with client.stream(url="/graphql", headers=SSE, **request) as response:
        assert response.status_code == 200
        yield (json.loads(line[6:])["data"]["issuePublished"]["slug"] for line in response.iter_lines() if "{" in line)


@contextmanager
def subscribed_by_socket(client: httpx.Client) -> Iterator[ClientConnection]:
    """Subscribe over a WebSocket, and yield it."""
    address = str(client.base_url.copy_with(scheme="ws", path="/graphql"))
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
        socket.send('{"type": "connection_init"}')
        socket.recv(PATIENCE)
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": SUBSCRIPTION}))
        yield socket


def facts(response: httpx.Response) -> tuple[Any, ...]:
    """Return what tells clients and caches of an outage."""
    headers = response.headers
    return response.status_code, headers.get("retry-after"), headers["cache-control"], headers["content-type"]


def accepting(path: str) -> dict[str, str]:
    """Return the headers of who asks for an address: a browser for pages, a program for feeds and the like."""
    return BROWSER if path in PAGES else {}


def test_an_outage_is_told_at_every_door_and_over_when_the_database_is_back(
    postgres: PrivateServer, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue_feed, "TICK_SECONDS", 0.05)
    url = PostgresDatabases(postgres.url).seeded
    app = application(url, mcp=True)
    with serving(app) as client, subscribed(client, method="POST", json=SUBSCRIPTION) as events:
        routes = {route.path for route in layer(app, FastAPI).router.routes if isinstance(route, Route)}
        routes = {path for path in routes if not is_admin_path(path)}  # the next test
        assert routes - WITHOUT_CONTENT == set(PLACES), "a new route belongs into one of the two"
        tags = {path: client.get(path, headers=accepting(path)).headers["etag"] for path in PLACES.values()}
        latest = client.post("/graphql", json={"query": "{ latestIssue { id } }"}).json()["data"]["latestIssue"]["id"]
        latest_event_id = f"{latest}.1"
        with subscribed_by_socket(client) as socket:
            postgres.pause()

            for name, request in GRAPHQL_REQUESTS.items():
                response = client.request(url="/graphql", **request)
                media_type = "application/graphql-response+json" if "response" in name else "application/json"
                assert facts(response) == (503, "5", NO_STORE, f"{media_type}; charset=utf-8"), name
                assert response.json()["errors"][0]["extensions"] == {"code": "UNAVAILABLE"}
            for name, (_, send) in SENDERS.items():
                outcome = send(client, {"query": QUERY})
                assert (outcome.codes, outcome.data) == (["UNAVAILABLE"], ...), name

            assert code(client, "list_issues") == "UNAVAILABLE"

            for path in PLACES.values():
                for headers in (accepting(path), {**accepting(path), "If-None-Match": tags[path]}):
                    response = client.get(path, headers=headers)
                    assert facts(response) == (503, "5", NO_STORE, HTML if path in PAGES else PROBLEM), path
                if path not in PAGES:
                    assert client.get(path).json()["code"] == "UNAVAILABLE"
            resumed = client.post("/graphql", json=SUBSCRIPTION, headers={**SSE, "Last-Event-ID": latest_event_id})
            assert facts(resumed) == (503, "5", NO_STORE, "application/json; charset=utf-8")
            assert facts(client.get("/nobody/knows", headers=BROWSER)) == (503, "5", NO_STORE, HTML)
            assert client.get("/nobody/knows").status_code == 404
            assert client.get("/readyz").json()["checks"] == {"database": "the database does not answer"}
            assert client.get("/livez").status_code == 200

            with subscribed(client, method="GET", params=SUBSCRIPTION) as begun_while_away:
                assert log.getvalue().count("\n") == 1
                postgres.resume()
                wait_until(lambda: client.get("/", headers=BROWSER).status_code == 200)
                publish(url, "after-the-outage", NOW)
                assert next(events) == next(begun_while_away) == "after-the-outage"
            assert json.loads(socket.recv(PATIENCE))["payload"]["data"] == {
                "issuePublished": {"slug": "after-the-outage"}
            }

        assert answer(client, "list_issues")["issues"]
        for name, request in GRAPHQL_REQUESTS.items():
            assert client.request(url="/graphql", **request).status_code == 200, name
        for path in PLACES.values():
            assert client.get(path, headers=accepting(path)).status_code == 200, path
        assert client.get("/readyz").status_code == 200
    away, back = log.getvalue().splitlines()
    assert "the database is away: " in away
    assert "the database is back after " in back


def test_a_server_that_starts_before_its_database_does_not_keep_subscribers_waiting(
    log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "WAIT_SECONDS", 0.05)
    with serving(application("postgresql://nobody:secret@127.0.0.1:9/nothing")) as client:
        for transport, send in SENDERS.values():
            if transport in STREAMING:
                assert send(client, SUBSCRIPTION).codes == ["UNAVAILABLE"]
    assert log.getvalue().count("\n") == 1
    assert "secret" not in log.getvalue()


def test_an_outage_is_told_to_who_is_signed_in_and_to_who_is_not(postgres: PrivateServer) -> None:
    url = PostgresDatabases(postgres.url).seeded
    headers = signed_in(url)
    with serving(application(url)) as client:
        assert client.get("/admin", headers={**headers, **BROWSER}).status_code == 200
        postgres.pause()
        form = {"name": "Words"}
        for path, sent in (("/admin", None), ("/admin/settings", form), ("/admin/issues/iss_1/preview", form)):
            method = "POST" if sent else "GET"
            for accept, media_type in ((BROWSER, HTML), ({}, PROBLEM)):
                response = client.request(method, path, data=sent, headers={**headers, **accept})
                assert facts(response) == (503, "5", NO_STORE, media_type), path
        postgres.resume()
        wait_until(lambda: client.get("/admin", headers={**headers, **BROWSER}).status_code == 200)
