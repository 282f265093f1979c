"""GraphQL over HTTP as the draft has it: methods, media types, status codes, limits, origins.

`make clients` runs the audit of the ``graphql-http`` package besides.
"""

import asyncio
import gzip
import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from http.client import HTTPConnection
from io import StringIO
from typing import Any

import httpx
import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from api.graphql.endpoint import GraphQLEndpoint
from api.graphql.request import read_body
from api.http.media_types import GRAPHQL, JSON
from schema.engine.errors import RequestErrors
from tests.api.serving import application, serving
from tests.databases import SqliteDatabases
from tests.patience import PATIENCE

NUMBER = "{ latestIssue { number } }"
ANSWER = {"data": {"latestIssue": {"number": 1}}}
BODY_LIMIT, URL_LIMIT = 2_000, 500
CONTENT = {"Content-Type": JSON}
ELSEWHERE = {"Origin": "https://elsewhere.example"}
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization, content-type, x-request-id",
}
OTHERS = [("https://a.example.evil.example", False), ("http://a.example", False), ("null", False)]


@pytest.fixture(scope="module")
def url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A database with the sample content, which no test changes."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    yield url
    sqlite_databases.drop(url)


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx.Client]:
    """A client of a server with low limits."""
    with serving(application(url, max_body_bytes=BODY_LIMIT, max_url_bytes=URL_LIMIT)) as client:
        yield client


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    """Return the status, code and message of a refusal; it is a GraphQL response, and not to be stored."""
    assert set(response.json()) == {"errors"}
    assert response.headers["cache-control"] == "no-store"
    (error,) = response.json()["errors"]
    return response.status_code, error["extensions"]["code"], error["message"]


# Methods


def test_head_has_the_headers_of_get(client: httpx.Client) -> None:
    got, headed = (client.request(method, "/graphql", params={"query": NUMBER}) for method in ("GET", "HEAD"))
    assert headed.content == b""
    differing = {*got.headers.items()} ^ {*headed.headers.items()}
    assert {name for name, _ in differing} <= {"x-request-id", "date"}


def test_options_lists_the_methods(client: httpx.Client) -> None:
    response = client.options("/graphql")
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_another_method_is_refused_with_the_list_of_methods(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/graphql")
    assert refusal(response)[:2] == (405, "BAD_USER_INPUT")
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("parameters", [{}, {"operationName": "B"}])
def test_a_mutation_is_not_run_by_a_url(client: httpx.Client, parameters: dict[str, str]) -> None:
    query = "query A { __typename } mutation B { __typename }" if parameters else "mutation { __typename }"
    response = client.get("/graphql", params={"query": query, **parameters})
    assert refusal(response)[0] == 405
    assert response.headers["allow"] == "POST"


# Words


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query Q($slug: String!) { column(slug: $slug) { name } }", {"slug": None}),
        ("{ column(slug: null) { name } }", {}),
    ],
)
def test_errors_call_values_what_graphql_calls_them(
    client: httpx.Client, query: str, variables: dict[str, None]
) -> None:
    answer = client.post("/graphql", json={"query": query, "variables": variables})
    _, _, message = refusal(answer)
    assert message.endswith("not to be null.")


# Media types


@pytest.mark.parametrize("media_type", [JSON, GRAPHQL])
def test_the_response_has_the_media_type_that_was_asked_for(client: httpx.Client, media_type: str) -> None:
    response = client.post("/graphql", json={"query": NUMBER}, headers={"Accept": media_type})
    assert (response.status_code, response.json()) == (200, ANSWER)
    assert response.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_client_that_accepts_no_type_of_ours_gets_406(client: httpx.Client, method: str) -> None:
    options: dict[str, Any] = {"params": {"query": NUMBER}} if method == "GET" else {"json": {"query": NUMBER}}
    response = client.request(method, "/graphql", headers={"Accept": "image/png"}, **options)
    assert refusal(response)[0] == 406


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ nobody }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($n: Int!) { issues(first: $n) { totalCount } }", "BAD_USER_INPUT"),
        ("query A { __typename } query B { __typename }", "BAD_USER_INPUT"),
    ],
)
def test_an_operation_that_was_not_executed_is_400_or_200_in_the_old_type(
    client: httpx.Client, query: str, code: str
) -> None:
    for media_type, status in ((GRAPHQL, 400), (JSON, 200)):
        response = client.post("/graphql", json={"query": query}, headers={"Accept": media_type})
        assert refusal(response)[:2] == (status, code)


def test_an_operation_that_was_executed_is_200_even_when_all_of_it_failed(client: httpx.Client) -> None:
    query = '{ issues(after: "zz") { totalCount } }'
    response = client.post("/graphql", json={"query": query}, headers={"Accept": GRAPHQL})
    assert (response.status_code, response.json()["data"]) == (200, None)


# Requests that are none


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{}", "'query' is missing"),
        (b'{"query": null}', "'query' is missing"),
        (b'{"qeury": "{ __typename }"}', "'query' is missing"),
        (b"[]", "Batches"),
        (b'[{"query": "{ __typename }"}]', "Batches"),
        (b'"query"', "must be an object"),
        (b"{", "not JSON"),
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b'{"query": "\\ud800"}', "not JSON"),
        (b'{"query": 1}', "'query' must be a string"),
        (b'{"query": "{ __typename }", "operationName": 1}', "'operationName' must be a string"),
        (b'{"query": "{ __typename }", "variables": []}', "'variables' must be an object"),
        (b'{"query": "{ __typename }", "variables": "{}"}', "'variables' must be an object"),
        (b'{"query": "{ __typename }", "extensions": 0}', "'extensions' must be an object"),
    ],
)
def test_the_error_says_what_is_wrong_with_a_malformed_body(client: httpx.Client, body: bytes, expected: str) -> None:
    for accept in (JSON, GRAPHQL):
        headers = {"Content-Type": JSON, "Accept": accept}
        status, code, message = refusal(client.post("/graphql", content=body, headers=headers))
        assert (status, code) == (400, "BAD_USER_INPUT")
        assert expected in message


def test_json_that_is_nested_too_deeply_is_refused(client: httpx.Client) -> None:
    body = b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 1_500
    response = client.post("/graphql", content=body, headers={"Content-Type": JSON})
    assert refusal(response)[0] == 400


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("", "'query' is missing"),
        ("query=", "Syntax Error"),
        ("query={__typename}&variables=[]", "'variables' must be an object"),
        ("query={__typename}&variables={", "'variables' is not JSON"),
        ("query={__typename}&query={__typename}", "'query' twice"),
        ("query=%ff", "UTF-8"),
    ],
)
def test_the_error_says_what_is_wrong_with_a_malformed_url(
    client: httpx.Client, parameters: str, expected: str
) -> None:
    response = client.get(f"/graphql?{parameters}", headers={"Accept": GRAPHQL})
    status, _, message = refusal(response)
    assert status == 400
    assert expected in message


def test_empty_parameters_of_a_url_count_as_left_out(client: httpx.Client) -> None:
    response = client.get("/graphql", params={"query": NUMBER, "operationName": "", "variables": "", "extensions": ""})
    assert response.json() == ANSWER


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "application/graphql", ""],
)
def test_a_request_that_a_form_can_send_without_a_preflight_is_refused(client: httpx.Client, content_type: str) -> None:
    body = json.dumps({"query": NUMBER})
    response = client.post("/graphql", content=body, headers={"Content-Type": content_type})
    status, _, message = refusal(response)
    assert (status, response.headers["accept"]) == (415, JSON)
    assert ("POST /pictures" in message) == content_type.startswith("multipart/form-data")


# Limits


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_the_limit_is_413(client: httpx.Client, chunked: bool) -> None:
    def sized(length: int) -> Any:
        body = json.dumps({"query": NUMBER}).ljust(length).encode()
        return iter([body[:9], body[9:]]) if chunked else body

    fits, over = (
        client.post("/graphql", content=sized(length), headers={"Content-Type": JSON})
        for length in (BODY_LIMIT, BODY_LIMIT + 1)
    )
    assert fits.json() == ANSWER
    assert refusal(over)[0] == 413


async def test_a_body_over_the_limit_is_read_to_a_limit_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.graphql.request.DRAIN_BYTES", 100)
    received = 0

    async def receive() -> Message:
        nonlocal received
        received += 20
        return {"type": "http.request", "body": b"x" * 20, "more_body": True}

    for headers, length in (({b"content-length": b"1000"}, 120), ({}, 140), ({b"expect": b"100-continue"}, 20)):
        received = 0
        with pytest.raises(HTTPException) as refused:
            await read_body(receive, headers, 10)
        assert (refused.value.status_code, received) == (413, length)


async def test_a_client_that_stalls_in_a_body_over_the_limit_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.graphql.request.DRAIN_SECONDS", 0.01)

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    with pytest.raises(HTTPException) as refused:
        await read_body(receive, {b"content-length": b"11"}, 10)
    assert refused.value.status_code == 413


async def test_bodies_that_have_come_in_part_hold_so_much_memory_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.graphql.request.MOST_ARRIVING_BYTES", 50)
    rest = asyncio.Event()

    def sending(*pieces: bytes) -> Receive:
        messages = iter(pieces)

        async def receive() -> Message:
            piece = next(messages, None)
            if piece is None:
                await rest.wait()
            return {"type": "http.request", "body": piece or b"", "more_body": piece is not None}

        return receive

    slow = [asyncio.create_task(read_body(sending(b"x" * 20), {}, 100)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(RequestErrors, match="try again"):
        await read_body(sending(b"x" * 10, b"y" * 10), {}, 100)
    rest.set()
    assert await asyncio.gather(*slow) == [b"x" * 20] * 2
    assert await read_body(sending(b"x" * 50), {}, 100) == b"x" * 50, "what is over is counted no longer"


def test_a_client_that_sends_all_of_its_body_first_sees_413(client: httpx.Client) -> None:
    """Were the connection closed with bytes unread, the client would get a reset in place of the response."""
    connection = HTTPConnection(client.base_url.netloc.decode(), timeout=PATIENCE)
    connection.request("POST", "/graphql", body=b"x" * 8_000_000, headers=CONTENT)
    assert connection.getresponse().status == 413
    connection.close()


def test_an_encoded_body_is_refused_in_words(client: httpx.Client) -> None:
    body = gzip.compress(json.dumps({"query": NUMBER}).encode())
    response = client.post("/graphql", content=body, headers={**CONTENT, "Content-Encoding": "gzip"})
    assert refusal(response) == (415, "BAD_USER_INPUT", "Send the body without Content-Encoding.")
    assert response.headers["accept-encoding"] == "identity"


def test_a_byte_order_mark_before_a_body_is_skipped(client: httpx.Client) -> None:
    body = BOM_UTF8 + json.dumps({"query": NUMBER}).encode()
    assert client.post("/graphql", content=body, headers=CONTENT).json() == ANSWER


def test_a_url_over_the_limit_is_414(client: httpx.Client) -> None:
    path = f"/graphql?query={NUMBER.replace(' ', '+')}"
    fits, over = (client.get(path + "+" * (length - len(path))) for length in (URL_LIMIT, URL_LIMIT + 1))
    assert fits.json() == ANSWER
    assert refusal(over)[0] == 414


def test_the_limits_of_uvicorn_are_wider_than_ours(url: str) -> None:
    with serving(application(url)) as client:
        long_url = client.get("/graphql", params={"query": NUMBER, "x": "y" * 16_000})
        long_body = client.post("/graphql", content=json.dumps({"query": NUMBER}).ljust(1_048_576), headers=CONTENT)
    assert long_url.json() == long_body.json() == ANSWER


# What fails on our side


def test_an_unexpected_error_is_masked_and_logged(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("nobody's business")

    monkeypatch.setattr(GraphQLEndpoint, "_context", broken)
    headers = {"Accept": GRAPHQL, "X-Request-Id": "unlucky"}
    response = client.post("/graphql", json={"query": NUMBER}, headers=headers)
    assert refusal(response)[:2] == (500, "INTERNAL")
    assert response.json()["errors"][0]["extensions"]["requestId"] == "unlucky"
    assert "business" not in response.text
    assert "[unlucky]" in log.getvalue()
    assert "nobody's business" in log.getvalue()


# Introspection


def test_introspection_and_suggestions_are_turned_off_together(url: str, client: httpx.Client) -> None:
    introspection = ["{ __schema { __typename } }", '{ __type(name: "Issue") { __typename } }']
    mistaken = [
        ({"query": "{ latestIsue { number } }"}, "latestIssue"),
        ({"query": "{ issues(fist: 1) { totalCount } }"}, "first"),
        (
            {
                "query": "query($k: [WorkKind!]) { works(filter: {kind: $k}) { totalCount } }",
                "variables": {"k": ["FLM"]},
            },
            "FILM",
        ),
    ]
    with serving(application(url, introspection=False)) as closed:
        for query in introspection:
            assert "errors" not in client.post("/graphql", json={"query": query}).json()
            assert refusal(closed.post("/graphql", json={"query": query}))[1] == "GRAPHQL_VALIDATION_FAILED"
        for request, suggested in mistaken:
            assert "Did you mean" in client.post("/graphql", json=request).text
            message = refusal(closed.post("/graphql", json=request))[2]
            assert "Did you mean" not in message
            assert suggested not in message
        assert closed.post("/graphql", json={"query": "{ __typename }"}).json() == {"data": {"__typename": "Query"}}


# Origins


def test_pages_of_any_origin_may_ask_by_default_and_get_the_same_response(client: httpx.Client) -> None:
    told = "ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"
    for headers in (ELSEWHERE, {}):
        response = client.get("/graphql", params={"query": NUMBER}, headers=headers)
        assert response.headers["access-control-allow-origin"] == "*"
        assert response.headers["access-control-expose-headers"] == told
        assert "Origin" not in response.headers["vary"]
    preflight = client.options("/graphql", headers={**ELSEWHERE, **PREFLIGHT})
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in preflight.headers


def test_where_origins_are_listed_others_may_not_read_and_responses_vary(url: str) -> None:
    with serving(application(url, cors_origins="https://a.example https://b.example")) as client:
        for origin, allowed in (("https://a.example", True), ("https://b.example", True), *OTHERS):
            preflight = client.options("/graphql", headers={"Origin": origin, **PREFLIGHT})
            answer = client.get("/graphql", params={"query": NUMBER}, headers={"Origin": origin})
            assert (preflight.status_code == 200) is allowed
            for response in (preflight, answer):
                assert response.headers.get("access-control-allow-origin") == (origin if allowed else None)
                assert "Origin" in response.headers["vary"]
        assert "Origin" in client.get("/graphql", params={"query": NUMBER}).headers["vary"]


# Pages


BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"query": NUMBER},
        {"query": "query N($n: Int) { issue(number: $n) { slug } }", "variables": '{"n": 1}', "operationName": "N"},
        {"query": "mutation { __typename }"},
        {"query": "subscription { issuePublished { slug } }"},
        {"query": "{ nonsense"},
    ],
)
def test_a_browser_gets_the_explorer_and_nothing_that_its_url_holds_is_run(
    client: httpx.Client, statements: list[str], parameters: dict[str, str]
) -> None:
    response = client.get("/graphql", params=parameters, headers=BROWSER)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Accept" in response.headers["vary"].split(", ")
    assert statements == []


@pytest.mark.parametrize("accept", ["*/*", JSON, f"{JSON}, text/html", f"text/html;q=0.5, {GRAPHQL}", None])
def test_whoever_prefers_json_gets_the_answer_from_the_same_url(client: httpx.Client, accept: str | None) -> None:
    headers = {"Accept": accept} if accept else {}
    response = client.get("/graphql", params={"query": NUMBER}, headers=headers)
    assert response.json() == ANSWER
    assert "Accept" in response.headers["vary"].split(", ")


def test_a_document_that_is_named_and_not_sent_is_answered_to_a_browser_too(client: httpx.Client) -> None:
    extensions = json.dumps({"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}})
    response = client.get("/graphql", params={"extensions": extensions}, headers=BROWSER)
    assert refusal(response)[1] == "PERSISTED_QUERY_NOT_FOUND"
