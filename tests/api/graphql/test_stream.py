"""Many results in one response: Server-Sent Events in distinct connections mode, and Apollo's multipart."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from api.graphql.stream import APOLLO_MULTIPART, SERVER_SENT_EVENTS, StreamFormat, negotiate_stream
from schema import db, writes
from schema.engine.limits import Limits
from tests.api.serving import application, serving, subscribers, wait_until
from tests.schema.content import JULY

SSE = {"Accept": "text/event-stream"}
APOLLO = {"Accept": 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json'}
DEPTH = Limits().depth
SUBSCRIPTION = {"query": "subscription { issuePublished { slug } }"}


@pytest.fixture
def app(seeded_url: str) -> ASGIApp:
    """The application on the sample content."""
    return application(seeded_url)


@pytest.fixture
def own_client(app: ASGIApp) -> Iterator[httpx.Client]:
    """A client of it."""
    with serving(app) as client:
        yield client


@pytest.fixture
def publish(seeded_url: str) -> Iterator[Callable[[str], None]]:
    """Publish a new issue, as another process does."""
    engine = db.connect(seeded_url)

    def publishing(slug: str) -> None:
        with db.write_transaction(engine) as session:
            writes.save_issue(session, {"slug": slug, "title": "« é »\n", "status": "PUBLISHED", "published_at": JULY})

    yield publishing
    engine.dispose()


@contextmanager
def subscribed(client: httpx.Client, headers: dict[str, str]) -> Iterator[Iterator[bytes]]:
    """Subscribe, and yield the chunks that come once the subscription has begun."""
    with client.stream("POST", "/graphql", json=SUBSCRIPTION, headers=headers) as response:
        assert response.status_code == 200
        chunks = response.iter_raw()
        next(chunks)
        yield chunks


def read_until(chunks: Iterator[bytes], end: bytes) -> bytes:
    """Read until some bytes have come."""
    read = b""
    while end not in read:
        read += next(chunks)
    return read


def events(body: bytes) -> list[tuple[str, Any]]:
    """Parse a stream of events as its specification says; the data of each is JSON, or empty."""
    assert b"\r" not in body
    parsed = []
    for block in body.decode().split("\n\n"):
        fields = dict(line.partition(": ")[::2] for line in block.split("\n") if line and not line.startswith(":"))
        if "event" in fields:
            parsed.append((fields["event"], json.loads(fields["data"]) if fields["data"] else None))
    return parsed


def event_ids(body: bytes) -> list[str]:
    """Return the ids that a stream of events names, in their order."""
    return [line.removeprefix("id: ") for line in body.decode().split("\n") if line.startswith("id: ")]


# Server-Sent Events


def test_a_query_has_one_result_and_then_completes(client: httpx.Client) -> None:
    response = client.post("/graphql", json={"query": "{ publication { language } }"}, headers=SSE)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["cache-control"] == "no-store, no-transform"
    assert events(response.content) == [
        ("next", {"data": {"publication": {"language": "fr"}}}),
        ("complete", None),
    ]


def test_a_query_may_come_by_get_as_a_stream(client: httpx.Client) -> None:
    response = client.get("/graphql", params={"query": "{ __typename }"}, headers=SSE)
    assert events(response.content) == [("next", {"data": {"__typename": "Query"}}), ("complete", None)]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "subscription { issuePublished { nothing } }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "{ latestIssue { " + "previous { " * DEPTH + "slug" + " }" * (DEPTH + 1) + " }"}, "QUERY_LIMIT"),
        ({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}, "PERSISTED_QUERY_NOT_FOUND"),
    ],
)
def test_an_operation_that_is_refused_has_its_errors_as_the_only_result(
    client: httpx.Client, body: dict[str, Any], code: str
) -> None:
    response = client.post("/graphql", json=body, headers=SSE)
    assert response.status_code == 200
    (kind, answer), end = events(response.content)
    assert (kind, end) == ("next", ("complete", None))
    assert [error["extensions"]["code"] for error in answer["errors"]] == [code]
    assert "data" not in answer


def test_a_malformed_request_is_refused_as_ever(client: httpx.Client) -> None:
    assert client.post("/graphql", content=b"{", headers={**SSE, "Content-Type": "application/json"}).status_code == 400
    assert client.post("/graphql", content=b"query=x", headers=SSE).status_code == 415


def test_a_subscription_sends_each_issue_in_one_line_that_ends_with_lf(
    own_client: httpx.Client, publish: Callable[[str], None]
) -> None:
    with subscribed(own_client, SSE) as chunks:
        publish("one")
        event_id, event = read_until(chunks, b"\n\n").split(b"\n", 1)
        assert event == b'event: next\ndata: {"data":{"issuePublished":{"slug":"one"}}}\n\n'
        assert event_id.startswith(b"id: iss_")
        publish("two")
        assert events(read_until(chunks, b"\n\n")) == [("next", {"data": {"issuePublished": {"slug": "two"}}})]


def test_a_subscription_may_come_by_get_as_browsers_event_source_sends_it(
    own_client: httpx.Client, publish: Callable[[str], None]
) -> None:
    with own_client.stream("GET", "/graphql", params=SUBSCRIPTION, headers=SSE) as response:
        chunks = response.iter_raw()
        next(chunks)
        publish("one")
        assert events(read_until(chunks, b"\n\n")) == [("next", {"data": {"issuePublished": {"slug": "one"}}})]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_comes_again_with_the_id_of_an_event_is_told_of_what_has_appeared_since(
    own_client: httpx.Client, publish: Callable[[str], None], method: str
) -> None:
    request: Any = {"params": SUBSCRIPTION} if method == "GET" else {"json": SUBSCRIPTION}
    with own_client.stream(method, "/graphql", headers=SSE, **request) as response:
        (before,) = event_ids(next(response.iter_raw()))  # for who is cut off before any event
    publish("one")
    publish("two")

    def told_after(event_id: str, new: str) -> tuple[list[str], list[str]]:
        """Come again, and return the slugs and the ids of what comes up to a new issue."""
        with own_client.stream(method, "/graphql", headers={**SSE, "Last-Event-ID": event_id}, **request) as response:
            chunks = response.iter_raw()
            opening = next(chunks)
            publish(new)
            body = opening + read_until(chunks, f'"{new}"}}}}}}\n\n'.encode())
        return [answer["data"]["issuePublished"]["slug"] for _, answer in events(body)], event_ids(body)

    slugs, ids = told_after(before, "three")
    assert slugs == ["one", "two", "three"]
    slugs, ids_again = told_after(ids[0], "four")
    assert slugs == ["two", "three", "four"]
    assert ids_again[:-1] == ids[1:]


def test_what_is_no_event_has_no_id(client: httpx.Client) -> None:
    for query in ("{ publication { language } }", "subscription { nothing }"):
        assert event_ids(client.post("/graphql", json={"query": query}, headers=SSE).content) == []
    with client.stream("POST", "/graphql", json=SUBSCRIPTION, headers=APOLLO) as response:
        assert next(response.iter_raw()) == b"--graphql"


def test_a_quiet_stream_is_kept_alive_with_comments(own_client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient = StreamFormat(**{**vars(SERVER_SENT_EVENTS), "interval": 0.01})
    monkeypatch.setattr("api.graphql.endpoint.negotiate_stream", lambda _: impatient)
    with subscribed(own_client, SSE) as chunks:
        assert read_until(chunks, b":\n\n:\n\n")
        assert events(read_until(chunks, b":\n\n")) == []


# Multipart


def test_apollos_multipart_wraps_each_result_in_a_part(
    own_client: httpx.Client, publish: Callable[[str], None]
) -> None:
    with own_client.stream("POST", "/graphql", json=SUBSCRIPTION, headers=APOLLO) as response:
        assert response.headers["content-type"] == 'multipart/mixed; boundary="graphql"; subscriptionSpec=1.0'
        chunks = response.iter_raw()
        assert read_until(chunks, b"--graphql") == b"--graphql"
        publish("one")
        assert read_until(chunks, b"--graphql") == (
            b"\r\nContent-Type: application/json\r\n\r\n"
            b'{"payload":{"data":{"issuePublished":{"slug":"one"}}}}\r\n--graphql'
        )


def test_its_heartbeat_is_an_empty_object(own_client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    impatient = StreamFormat(**{**vars(APOLLO_MULTIPART), "interval": 0.01})
    monkeypatch.setattr("api.graphql.endpoint.negotiate_stream", lambda _: impatient)
    with subscribed(own_client, APOLLO) as chunks:
        assert read_until(chunks, b"--graphql") == b"\r\nContent-Type: application/json\r\n\r\n{}\r\n--graphql"


def test_its_last_part_is_followed_by_the_closing_boundary(client: httpx.Client) -> None:
    response = client.post("/graphql", json={"query": "subscription { nothing }"}, headers=APOLLO)
    parts = response.content.split(b"--graphql")
    assert (parts[0], parts[-1]) == (b"", b"--\r\n")
    (part,) = parts[1:-1]
    headers, _, body = part.partition(b"\r\n\r\n")
    assert headers == b"\r\nContent-Type: application/json"
    assert json.loads(body)["payload"]["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("text/event-stream", SERVER_SENT_EVENTS),
        ("text/event-stream, multipart/mixed", SERVER_SENT_EVENTS),
        ("text/event-stream, */*", SERVER_SENT_EVENTS),
        ("application/json;q=0.5, text/event-stream", SERVER_SENT_EVENTS),
        ("application/json, text/event-stream;q=0.5", None),
        ("application/graphql-response+json, application/json, text/event-stream, multipart/mixed", None),
        ("text/*", None),
        (APOLLO["Accept"], APOLLO_MULTIPART),
        ('multipart/mixed; subscriptionSpec="1.0", application/json', APOLLO_MULTIPART),
        ("multipart/mixed;deferSpec=20220824, application/json", None),
        ("multipart/mixed", None),
        ("application/json", None),
        ("*/*", None),
        ("", None),
    ],
)
def test_a_client_that_names_a_stream_and_prefers_nothing_else_gets_one(accept: str, form: StreamFormat | None) -> None:
    assert negotiate_stream(accept) is form


# Leaving


@pytest.mark.parametrize("headers", [SSE, APOLLO], ids=["events", "multipart"])
def test_when_the_client_leaves_its_subscription_ends(app: ASGIApp, headers: dict[str, str]) -> None:
    with serving(app) as client:
        with subscribed(client, headers):
            assert subscribers(app) == 1
        wait_until(lambda: subscribers(app) == 0)
