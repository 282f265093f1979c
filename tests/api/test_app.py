"""The application over HTTP, for programs, browsers and monitoring."""

from contextlib import nullcontext
from functools import partial
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from api.app import sdl
from schema import db
from tests.api.serving import application, layer, serving
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[2]
NUMBER = "{ latestIssue { number } }"
ANSWER = {"data": {"latestIssue": {"number": 1}}}


def post(client: httpx.Client, query: str, **variables: Any) -> Any:
    """Send a query as programs do; a GraphQL response is 200, whatever it says."""
    response = client.post("/graphql", json={"query": query, "variables": variables})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    return response.json()


# GraphQL


def test_a_query_may_come_by_post_or_get(client: httpx.Client) -> None:
    assert post(client, NUMBER) == ANSWER
    assert client.get("/graphql", params={"query": NUMBER}).json() == ANSWER


def test_variables_may_come_by_post_or_get(client: httpx.Client) -> None:
    query = "query($slug: String!) { column(slug: $slug) { name } }"
    expected = {"data": {"column": {"name": "Un format à la loupe"}}}
    assert post(client, query, slug="un-format-a-la-loupe") == expected
    parameters = {"query": query, "variables": '{"slug": "un-format-a-la-loupe"}'}
    assert client.get("/graphql", params=parameters).json() == expected


def test_urls_in_a_response_begin_with_the_base_url_of_the_settings(client: httpx.Client) -> None:
    data = post(client, '{ work(slug: "ripple") { url embedUrl } }')["data"]
    assert data["work"] == {
        "url": "https://liane.example/works/ripple",
        "embedUrl": "https://liane.example/embed/works/ripple",
    }


@pytest.mark.parametrize("field", ["issue", "column", "work", "person", "organization"])
def test_an_unknown_slug_is_null(client: httpx.Client, field: str) -> None:
    assert post(client, f'{{ {field}(slug: "nobody-knows") {{ id }} }}') == {"data": {field: None}}


def test_an_empty_cursor_is_the_start_as_clients_send_it_for_the_first_page(client: httpx.Client) -> None:
    page = "{ nodes { slug } pageInfo { endCursor hasPreviousPage hasNextPage } }"
    whole = post(client, f"{{ works(first: 3) {page} }}")
    assert post(client, f'{{ works(first: 3, after: "", before: "") {page} }}') == whole
    paged = f"query($after: String) {{ works(first: 3, after: $after) {page} }}"
    assert post(client, paged, after="") == whole
    second = post(client, paged, after=whole["data"]["works"]["pageInfo"]["endCursor"])["data"]["works"]
    assert second["pageInfo"]["hasPreviousPage"] is True
    assert post(client, paged, after="") == whole


PLAIN = [
    ('{ node(id: "nope") { id } }', "INVALID_ID", {"node": None}),
    ('{ nodes(ids: ["💥"]) { id } }', "INVALID_ID", {"nodes": [None]}),
    ('{ issues(after: "zz") { totalCount } }', "INVALID_CURSOR", None),
    ("{ issues(first: 0) { totalCount } }", "BAD_USER_INPUT", None),
    ("{ issue { title } }", "BAD_USER_INPUT", {"issue": None}),
    ('{ work(slug: "a\\u0000b") { title } }', "BAD_USER_INPUT", {"work": None}),
    ("{ issues(", "GRAPHQL_PARSE_FAILED", ...),
    ("{ issues { title } }", "GRAPHQL_VALIDATION_FAILED", ...),
    ("query($n: Int!) { issues(first: $n) { totalCount } }", "BAD_USER_INPUT", ...),
    ("query A { publication { name } } query B { publication { id } }", "BAD_USER_INPUT", ...),
]


@pytest.mark.parametrize(("query", "code", "data"), PLAIN)
def test_a_mistake_of_the_client_is_an_error_with_a_code_in_plain_words(
    client: httpx.Client, query: str, code: str, data: Any
) -> None:
    answer = post(client, query)
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": code}
    assert answer.get("data", ...) == data  # what was not executed has none
    assert not any(word in error["message"] for word in ("Traceback", "Exception", "ValueError", "NoneType", "0x"))


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b'{"query": ', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"query": 1}', "application/json", 400),
        (b'{"query": "{ a }", "variables": [1]}', "application/json", 400),
        (b"[]", "application/json", 400),
        (b"hello", "text/plain", 415),
    ],
)
def test_a_malformed_body_is_refused_with_a_graphql_error(
    client: httpx.Client, body: bytes, content_type: str, status: int
) -> None:
    response = client.post("/graphql", content=body, headers={"Content-Type": content_type})
    assert response.status_code == status
    (error,) = response.json()["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["message"]


def test_another_method_is_refused(client: httpx.Client) -> None:
    response = client.put("/graphql", json={"query": NUMBER})
    assert response.status_code == 405
    assert response.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_websocket_messages_are_text_frames_as_browsers_expect(client: httpx.Client) -> None:
    address = str(client.base_url.copy_with(scheme="ws", path="/graphql"))
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
        socket.send('{"type": "connection_init"}')
        assert socket.recv(timeout=PATIENCE) == '{"type":"connection_ack"}'


@pytest.mark.parametrize("protocol", ["graphql-ws", "soap", None])
def test_any_other_subprotocol_is_closed_with_its_code(client: httpx.Client, protocol: str | None) -> None:
    address = str(client.base_url.copy_with(scheme="ws", path="/graphql"))
    offered = [Subprotocol(protocol)] if protocol else None
    with connect(address, subprotocols=offered, proxy=None) as socket, pytest.raises(ConnectionClosed) as closed:
        socket.recv(timeout=PATIENCE)
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4406


ORIGINS = [("*", True), ("https://a.example", True), ("https://b.example", False)]


@pytest.mark.parametrize(("origins", "welcome"), ORIGINS)
def test_a_page_of_another_origin_may_open_a_websocket_where_cors_allows_it(
    seeded_url: str, origins: str, welcome: bool
) -> None:
    outcome = nullcontext() if welcome else pytest.raises(InvalidStatus, match="403")
    with serving(application(seeded_url, cors_origins=origins)) as client, outcome:
        address = str(client.base_url.copy_with(scheme="ws", path="/graphql"))
        protocols, origin = [Subprotocol("graphql-transport-ws")], Origin("https://a.example")
        with connect(address, subprotocols=protocols, origin=origin, proxy=None) as socket:
            assert socket.subprotocol == "graphql-transport-ws"


# The schema


def test_the_schema_is_served_as_text(client: httpx.Client) -> None:
    response = client.get("/schema.graphql")
    assert response.headers["content-type"].startswith("text/plain")
    assert response.text == sdl()


# Failures


def test_a_failure_of_the_database_is_masked_and_logged_under_the_requests_id(seeded_url: str, log: StringIO) -> None:
    with serving(application(seeded_url)) as client:
        engine = db.connect(seeded_url)
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TABLE key_figures")
        engine.dispose()
        query = "{ latestIssue { sections { keyFigures { value } } } }"
        response = client.post("/graphql", json={"query": query}, headers={"X-Request-Id": "the-unlucky-one"})
        assert post(client, NUMBER) == ANSWER
    assert response.status_code == 200
    (error,) = response.json()["errors"]
    assert "data" not in response.json()
    assert error["extensions"] == {"code": "INTERNAL", "requestId": "the-unlucky-one"}
    assert not any(word in error["message"] for word in ("key_figures", "table", "SQL"))
    assert response.headers["x-request-id"] == "the-unlucky-one"
    assert "[the-unlucky-one]" in log.getvalue()
    assert "key_figures" in log.getvalue()


# Request ids


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/livez"),
        ("GET", "/readyz"),
        ("GET", "/schema.graphql"),
        ("GET", "/nobody/knows"),
        ("POST", "/livez"),
        ("GET", "/graphql"),
        ("POST", "/graphql"),
        ("PUT", "/graphql"),
    ],
)
def test_every_response_has_a_request_id(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path, headers={"X-Request-Id": "from-a.proxy_1"})
    assert response.headers["x-request-id"] == "from-a.proxy_1"
    made = client.request(method, path).headers["x-request-id"]
    assert made
    assert made != client.request(method, path).headers["x-request-id"]


def test_a_failure_of_the_server_has_one_too_in_the_response_and_in_the_log(seeded_url: str, log: StringIO) -> None:
    app = application(seeded_url)

    @layer(app, FastAPI).get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("nobody's business")

    with serving(app) as client:
        response = client.get("/broken", headers={"X-Request-Id": "the-broken-one"})
    assert response.status_code == 500
    assert response.headers["x-request-id"] == "the-broken-one"
    assert "business" not in response.text
    assert "[the-broken-one]" in log.getvalue()
    assert "ZeroDivisionError" in log.getvalue()


def test_what_a_server_is_built_of_is_exempt_from_garbage_collection_once_it_starts(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    recorder = {name: partial(called.append, name) for name in ("freeze", "enable")}
    monkeypatch.setattr("api.app.gc", SimpleNamespace(**recorder))
    app = application(database_url)
    assert called == []
    with serving(app):
        assert called == ["freeze", "enable"]
