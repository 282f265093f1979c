"""Responses from memory are those that would be made anew, for as long as they would be, and nobody else's."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest
from starlette.types import ASGIApp

from api.response_cache.cache import ResponseCache
from schema import db, writes
from tests.api.pages import CARDS, ISSUE
from tests.api.serving import NOON, Clock, application, layer, publish, serving, wait_until
from tests.databases import PostgresDatabases

QUERY = "{ issues(first: 3) { nodes { title sections { heading body { html } } } } }"
POST: dict[str, Any] = {"method": "POST", "url": "/graphql", "json": {"query": QUERY}}
GET: dict[str, Any] = {"method": "GET", "url": "/graphql", "params": {"query": QUERY}}
FRONT: dict[str, Any] = {"method": "GET", "url": "/"}
PAGE: dict[str, Any] = {"method": "GET", "url": ISSUE}
DOORS = [POST, GET, *({"method": "GET", "url": url} for url in ("/", ISSUE, CARDS[0], "/feeds/issues.atom", "/issues"))]
BYTES = 10_000_000
OF_EACH = ("date", "x-request-id")
SOON = NOON + timedelta(seconds=5)


@pytest.fixture
def app(seeded_url: str, clock: Clock) -> ASGIApp:
    """An application with the sample content, on either database."""
    return application(seeded_url, clock=clock, response_cache_bytes=BYTES)


@pytest.fixture
def client(app: ASGIApp) -> Iterator[httpx.Client]:
    """A client of a server that notices changes."""
    with serving(app) as client:
        wait_until(lambda: kept(app, client, POST))
        yield client


def kept(app: ASGIApp, client: httpx.Client, request: dict[str, Any]) -> bool:
    """Send a request, and return whether anything is kept then: on PostgreSQL nothing is before it can be heard."""
    client.request(**request)
    return len(layer(app, ResponseCache)) > 0


def without(response: httpx.Response, *names: str) -> dict[str, str]:
    """Return the headers of a response but for those that belong to one request."""
    return {name: value for name, value in response.headers.items() if name not in {*OF_EACH, *names}}


def test_a_write_that_readers_never_see_leaves_what_is_kept(
    client: httpx.Client, statements: list[str], seeded_url: str
) -> None:
    before = [client.request(**each) for each in DOORS]
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        writes.save_issue(session, {"slug": "draft", "title": "Draft"})
    engine.dispose()
    statements.clear()
    assert [client.request(**each).content for each in DOORS] == [each.content for each in before]
    assert not [each for each in statements if "title" in each]


@pytest.mark.parametrize("request_", DOORS, ids=lambda each: f"{each['method']} {each['url']}")
def test_a_response_from_memory_is_as_it_was_and_takes_no_statement(
    client: httpx.Client, statements: list[str], seeded_url: str, request_: dict[str, Any]
) -> None:
    first = client.request(**request_)
    statements.clear()
    second = client.request(**request_, headers={"X-Request-Id": "mine"})
    assert not statements
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert without(second) == without(first)
    assert second.headers["x-request-id"] == "mine" != first.headers["x-request-id"]
    publish(seeded_url, "newest", NOON)
    wait_until(lambda: client.request(**request_).is_success and bool(statements))


@pytest.mark.parametrize("request_", [GET, PAGE], ids=["GraphQL", "page"])
def test_what_a_client_has_already_is_told_from_memory_too(
    client: httpx.Client, statements: list[str], request_: dict[str, Any]
) -> None:
    tag = client.request(**request_).headers["etag"]
    first = client.request(**request_, headers={"If-None-Match": tag})
    statements.clear()
    second = client.request(**request_, headers={"If-None-Match": tag})
    assert not statements
    assert (first.status_code, second.status_code, second.content) == (304, 304, b"")
    assert without(second) == without(first)
    assert client.request(**request_, headers={"If-None-Match": '"other"'}).status_code == 200


DIFFERENT: list[dict[str, str]] = [
    {"Accept": "application/graphql-response+json"},
    {"Accept-Encoding": "gzip"},
    {"Accept-Encoding": "zstd"},
    {"Accept-Encoding": "identity"},
]


@pytest.mark.parametrize("request_", [POST, GET], ids=["POST", "GET"])
def test_what_may_be_another_response_is_kept_apart(client: httpx.Client, request_: dict[str, Any]) -> None:
    def seen(headers: dict[str, str]) -> list[str | None]:
        response = client.request(**request_, headers=headers)
        return [response.headers.get(name) for name in ("content-type", "content-encoding", "etag")]

    all_seen = [seen(headers) for headers in DIFFERENT]
    assert len({tuple(each) for each in all_seen}) == len(DIFFERENT)
    assert [seen(headers) for headers in DIFFERENT] == all_seen


PERSONAL: list[dict[str, Any]] = [
    {**POST, "headers": {"Authorization": "Bearer nobody"}},
    {**POST, "headers": {"Liane-View": "draft"}},
    {**POST, "headers": {"Liane-Cost": "1"}},
    {**GET, "headers": {"Liane-Cost": "1"}},
    {**POST, "json": {"query": "{ viewer { __typename } latestIssue { title } }"}},
    {**POST, "json": {"query": "{ nothing }"}},
    {**GET, "method": "HEAD"},
    {**GET, "headers": {"Accept": "text/event-stream"}},
    {**POST, "headers": [("Accept", "application/json"), ("Accept", "*/*")]},
    {"method": "GET", "url": "/nothing"},
    {"method": "GET", "url": "/livez"},
    {"method": "GET", "url": "/docs"},
]


def test_nothing_is_kept_of_what_is_personal_wrong_or_without_content(app: ASGIApp, client: httpx.Client) -> None:
    before = len(layer(app, ResponseCache))
    for request in PERSONAL:
        for _ in range(2):
            client.request(**request)
    assert len(layer(app, ResponseCache)) == before


def test_what_is_due_is_there_from_its_second_on(client: httpx.Client, clock: Clock, seeded_url: str) -> None:
    publish(seeded_url, "scheduled-issue", SOON)
    clock.now = SOON - timedelta(microseconds=1)
    for request in (POST, GET, FRONT):
        for _ in range(2):
            assert "scheduled-issue" not in client.request(**request).text
    clock.now = SOON
    for request in (POST, GET, FRONT):
        assert "scheduled-issue" in client.request(**request).text


def test_a_page_is_made_again_when_its_day_may_be_over(
    client: httpx.Client, clock: Clock, statements: list[str]
) -> None:
    client.request(**PAGE)
    clock.now = NOON + timedelta(minutes=15) - timedelta(seconds=1)
    statements.clear()
    client.request(**PAGE)
    assert not statements
    clock.now = NOON + timedelta(minutes=15)
    client.request(**PAGE)
    assert statements


def test_an_answer_that_depends_on_the_day_ends_with_it(
    client: httpx.Client, clock: Clock, statements: list[str]
) -> None:
    """At noon in UTC a day begins in Kiritimati's country, which is a quarter like any other."""
    query = "{ works(first: 3) { nodes { availability { %s } } } }"
    daily, lasting = ({**GET, "params": {"query": query % field}} for field in ("asOf", "country"))
    clock.now = NOON - timedelta(seconds=1)
    tags = {field: client.request(**request).headers["etag"] for field, request in (("asOf", daily), ("", lasting))}
    conditional = {**daily, "headers": {"If-None-Match": tags["asOf"]}}
    assert client.request(**conditional).status_code == 304
    statements.clear()
    assert client.request(**daily).headers["etag"] == tags["asOf"]
    assert not statements
    clock.now = NOON
    assert client.request(**lasting).headers["etag"] == tags[""]
    assert not statements
    assert client.request(**conditional).status_code == 200
    assert client.request(**daily).headers["etag"] != tags["asOf"]


def test_lifetimes_go_on_ending_on_the_clock(client: httpx.Client, clock: Clock) -> None:
    assert "s-maxage=60," in client.request(**GET).headers["cache-control"]
    clock.now = NOON + timedelta(seconds=18)
    assert "s-maxage=42," in client.request(**GET).headers["cache-control"]


def test_origins_are_told_apart_where_not_all_may_read(seeded_url: str) -> None:
    origins = "https://a.example https://b.example"
    with serving(application(seeded_url, cors_origins=origins, response_cache_bytes=BYTES)) as client:
        for _ in range(3):
            for origin in ("https://a.example", "https://b.example", "https://c.example"):
                response = client.request(**GET, headers={"Origin": origin})
                allowed = None if origin == "https://c.example" else origin
                assert response.headers.get("access-control-allow-origin") == allowed


def test_memory_is_bounded(seeded_url: str) -> None:
    app = application(seeded_url, response_cache_bytes=40_000)
    with serving(app) as client:
        wait_until(lambda: kept(app, client, {**POST, "json": {"query": "{ latestIssue { title } }"}}))
        for number in range(40):
            client.post("/graphql", json={"query": f"{{ latestIssue {{ t{number}: title }} }}"})
        assert 10 < len(layer(app, ResponseCache)) < 30
        before = len(layer(app, ResponseCache))
        client.request(**POST)  # larger than its part
        assert len(layer(app, ResponseCache)) == before


def test_nothing_is_kept_where_the_memory_is_none(seeded_url: str, statements: list[str]) -> None:
    with serving(application(seeded_url, response_cache_bytes=0)) as client:
        for _ in range(3):
            client.request(**POST)
    assert len(statements) == 3


def test_nothing_comes_from_memory_while_changes_cannot_be_heard(
    postgres_databases: PostgresDatabases, statements: list[str]
) -> None:
    url = postgres_databases.create(postgres_databases.seeded)
    app = application(url, response_cache_bytes=BYTES)
    with serving(app) as client:
        wait_until(lambda: kept(app, client, POST))
        with psycopg.connect(url, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        wait_until(lambda: taking_statements(client, statements))
        assert all(taking_statements(client, statements) for _ in range(3))
    postgres_databases.drop(url)


def taking_statements(client: httpx.Client, statements: list[str]) -> bool:
    """Send a request, and return whether it took a statement."""
    statements.clear()
    client.request(**POST)
    return bool(statements)


def test_another_database_with_as_many_changes_is_noticed(client: httpx.Client, seeded_url: str) -> None:
    """Restoring a backup gives it another identity, and notifies nobody; on PostgreSQL it is read twice a second."""
    before = client.request(**GET).headers["etag"]
    engine = db.connect(seeded_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE database_identity SET identity = 'another'")
    engine.dispose()
    wait_until(lambda: client.request(**GET).headers["etag"] != before)


# On a connection


def read_all(connection: socket.socket) -> bytes:
    """Return what comes until the connection is closed."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def head(path: str, *lines: str) -> bytes:
    """Return the head of a GET."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: liane.example", *lines, "", ""]).encode()


def test_responses_come_in_the_order_of_requests_from_memory_or_not(client: httpx.Client) -> None:
    paths = ["/feeds/issues.atom", "/livez", "/feeds/issues.atom", "/nothing", ISSUE, "/feeds/issues.atom", ISSUE]
    with socket.create_connection((client.base_url.host, client.base_url.port)) as connection:
        connection.sendall(head(paths[0]) + head(ISSUE))
        requests = [head(path) for path in paths] + [head("/livez", "Connection: close")]
        connection.sendall(b"".join(requests))
        answers = read_all(connection).split(b"HTTP/1.1 ")[1:]
    kinds = [line for each in answers for line in each.split(b"\r\n") if line.startswith(b"content-type")]
    atom, html, json = b"content-type: application/atom+xml", b"content-type: text/html", b"content-type: application/"
    expected = [atom, html, atom, json, atom, json, html, atom, html, json]
    assert [kind.startswith(start) for kind, start in zip(kinds, expected, strict=True)] == [True] * 10


def test_a_request_in_pieces_and_one_of_http_1_0_are_answered_from_memory(
    client: httpx.Client, statements: list[str]
) -> None:
    body = b'{"query": "{ latestIssue { title } }"}'
    lines = ["POST /graphql HTTP/1.0", "Host: liane.example", "Content-Type: application/json"]
    request = "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body
    answers = []
    for _ in range(2):
        statements.clear()
        with socket.create_connection((client.base_url.host, client.base_url.port)) as connection:
            for start in range(0, len(request), 40):
                connection.sendall(request[start : start + 40])
            answers.append(read_all(connection))
    assert not statements
    assert answers[0].partition(b"\r\n\r\n")[2] == answers[1].partition(b"\r\n\r\n")[2] != b""
    assert b"connection: close" in answers[1]


def test_what_waits_on_a_connection_for_an_earlier_answer_is_answered_however_much_it_is(client: httpx.Client) -> None:
    """Each response from memory begins the next one: not one inside the other."""
    client.request(method="GET", url="/feeds/issues.json")
    with socket.create_connection((client.base_url.host, client.base_url.port)) as connection:
        many = head("/livez") + head("/feeds/issues.json") * 1_500 + head("/livez", "Connection: close")
        connection.sendall(many)
        answers = read_all(connection)
    assert answers.count(b"HTTP/1.1 200 OK") == 1_502
