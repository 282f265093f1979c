"""GraphQL over WebSocket: graphql-transport-ws, close code by close code.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp
from strawberry.types.execution import ExecutionResult
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from api.graphql import websocket
from schema import db, writes
from schema.engine.execution import EngineSchema, single_result
from schema.engine.limits import Limits
from tests.api.serving import Clock, application, serving, subscribers, wait_until
from tests.patience import PATIENCE
from tests.schema.content import JULY

PROTOCOL = "graphql-transport-ws"
INIT = {"type": "connection_init"}
SUBSCRIPTION = "subscription { issuePublished { slug } }"

DEPTH = Limits().depth


class JsonSocket:
    """A WebSocket with messages in JSON."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    def send(self, message: Any) -> None:
        """Send a message."""
        self.socket.send(json.dumps(message))

    def receive(self) -> Any:
        """Wait for a message, which is text."""
        text = self.socket.recv(PATIENCE)
        assert isinstance(text, str)
        return json.loads(text)

    def subscribe(self, id_: str, query: str, **payload: Any) -> None:
        """Subscribe."""
        self.send({"type": "subscribe", "id": id_, "payload": {"query": query, **payload}})

    def close_reason(self) -> tuple[int, str]:
        """Wait until the server closes the connection, and return its code and reason."""
        try:
            while True:
                self.socket.recv(PATIENCE)
        except ConnectionClosed as closed:
            return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (0, "no close frame")


@pytest.fixture
def app(seeded_url: str, clock: Clock) -> ASGIApp:
    """The application on the sample content."""
    return application(seeded_url, clock=clock)


@pytest.fixture
def own_client(app: ASGIApp) -> Iterator[httpx.Client]:
    """A client of it."""
    with serving(app) as client:
        yield client


@contextmanager
def connected(client: httpx.Client, protocol: str = PROTOCOL, **options: Any) -> Iterator[JsonSocket]:
    """Open a socket."""
    address = str(client.base_url.join("/graphql")).replace("http", "ws", 1)
    with connect(address, subprotocols=[Subprotocol(protocol)], **options) as socket:
        yield JsonSocket(socket)


@contextmanager
def acknowledged(client: httpx.Client) -> Iterator[JsonSocket]:
    """Open a socket and have it acknowledged."""
    with connected(client) as socket:
        socket.send(INIT)
        assert socket.receive() == {"type": "connection_ack"}
        yield socket


@pytest.fixture
def socket(client: httpx.Client) -> Iterator[JsonSocket]:
    """A connection that is acknowledged."""
    with acknowledged(client) as socket:
        yield socket


@pytest.fixture
def own_socket(own_client: httpx.Client) -> Iterator[JsonSocket]:
    """A connection to a server of the test's own."""
    with acknowledged(own_client) as socket:
        yield socket


@pytest.fixture
def publish(seeded_url: str) -> Iterator[Callable[[str], None]]:
    """Publish a new issue, as another process does."""
    engine = db.connect(seeded_url)

    def publishing(slug: str, at: datetime = JULY) -> None:
        with db.write_transaction(engine) as session:
            values = {"slug": slug, "title": "Nouveau", "status": "PUBLISHED", "published_at": at}
            writes.save_issue(session, values)

    yield publishing
    engine.dispose()


# Operations


def test_a_query_is_answered_and_complete(socket: JsonSocket) -> None:
    socket.subscribe(
        "1", "query($slug: String) { issue(slug: $slug) { id } publication { language } }", variables={"slug": "x"}
    )
    answer = {"data": {"issue": None, "publication": {"language": "fr"}}}
    assert socket.receive() == {"id": "1", "type": "next", "payload": answer}
    assert socket.receive() == {"id": "1", "type": "complete"}


def test_one_connection_holds_several_operations(socket: JsonSocket) -> None:
    socket.subscribe("1", SUBSCRIPTION)
    socket.subscribe("2", "query A { __typename } query B { b: __typename }", operationName="B")
    assert socket.receive()["payload"] == {"data": {"b": "Query"}}
    assert socket.receive() == {"id": "2", "type": "complete"}


def test_a_subscription_sends_each_issue(app: ASGIApp, own_socket: JsonSocket, publish: Callable[[str], None]) -> None:
    own_socket.subscribe("1", SUBSCRIPTION)
    wait_until(lambda: subscribers(app) == 1)
    for slug in ("one", "two"):
        publish(slug)
        assert own_socket.receive() == {
            "id": "1",
            "type": "next",
            "payload": {"data": {"issuePublished": {"slug": slug}}},
        }


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { issuePublished { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ latestIssue { " + "previous { " * DEPTH + "slug" + " }" * (DEPTH + 1) + " }", "QUERY_LIMIT"),
    ],
)
def test_an_operation_that_is_refused_gets_one_error_message_and_frees_its_id(
    socket: JsonSocket, query: str, code: str
) -> None:
    for _ in range(2):
        socket.subscribe("1", query)
        message = socket.receive()
        assert (message["id"], message["type"]) == ("1", "error")
        assert [error["extensions"]["code"] for error in message["payload"]] == [code]


def test_a_query_sees_the_issues_of_its_own_time_and_not_of_the_connections(
    own_socket: JsonSocket, clock: Clock, publish: Callable[..., None]
) -> None:
    publish("later", clock.now + timedelta(hours=1))
    query = '{ issue(slug: "later") { slug } }'
    own_socket.subscribe("1", query)
    assert own_socket.receive()["payload"] == {"data": {"issue": None}}
    own_socket.receive()
    clock.now += timedelta(hours=1)
    own_socket.subscribe("2", query)
    assert own_socket.receive()["payload"] == {"data": {"issue": {"slug": "later"}}}


def test_after_a_complete_message_of_the_client_nothing_more_is_sent(
    app: ASGIApp, own_socket: JsonSocket, publish: Callable[[str], None]
) -> None:
    own_socket.subscribe("1", SUBSCRIPTION)
    wait_until(lambda: subscribers(app) == 1)
    own_socket.send({"type": "complete", "id": "1"})
    wait_until(lambda: subscribers(app) == 0)
    publish("one")
    own_socket.send({"type": "ping"})
    assert own_socket.receive() == {"type": "pong"}


def test_when_the_client_leaves_its_subscriptions_end(app: ASGIApp, own_client: httpx.Client) -> None:
    with connected(own_client) as socket:
        socket.send(INIT)
        socket.receive()
        for number in range(3):
            socket.subscribe(str(number), SUBSCRIPTION)
        wait_until(lambda: subscribers(app) == 3)
    wait_until(lambda: subscribers(app) == 0)


def test_the_number_of_operations_of_a_connection_is_limited(
    socket: JsonSocket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "MAX_OPERATIONS", 1)
    socket.subscribe("1", SUBSCRIPTION)
    socket.subscribe("2", SUBSCRIPTION)
    message = socket.receive()
    assert (message["id"], message["type"]) == ("2", "error")
    assert [error["extensions"]["code"] for error in message["payload"]] == ["OVERLOADED"]


def test_only_a_few_answers_of_a_connection_are_held_at_once(
    socket: JsonSocket, monkeypatch: pytest.MonkeyPatch
) -> None:
    running: list[str] = []
    may_end = asyncio.Event()

    async def results(*_: object) -> AsyncGenerator[ExecutionResult, None]:
        running.append("")
        await may_end.wait()
        return single_result(ExecutionResult({}, None))

    monkeypatch.setattr(EngineSchema, "results", results)
    for number in range(10):
        socket.subscribe(str(number), "{ publication { name } }")
    wait_until(lambda: len(running) >= websocket.MAX_ANSWERS)
    socket.send({"type": "ping"})
    assert socket.receive() == {"type": "pong"}
    assert len(running) == websocket.MAX_ANSWERS
    monkeypatch.undo()
    socket.subscribe("last", SUBSCRIPTION)  # which waits for no turn
    socket.send({"type": "ping"})
    assert socket.receive() == {"type": "pong"}
    for number in range(4):
        socket.send({"type": "complete", "id": str(number)})
    received = [socket.receive() for _ in range(6 * 2)]
    assert [message["type"] for message in received].count("complete") == 6


# Closing


def test_another_subprotocol_is_not_acceptable(client: httpx.Client) -> None:
    with connected(client, "graphql-ws") as socket:
        assert socket.close_reason() == (4406, "Subprotocol not acceptable")


def test_an_operation_before_the_acknowledgement_is_unauthorized(client: httpx.Client) -> None:
    with connected(client) as socket:
        socket.subscribe("1", SUBSCRIPTION)
        assert socket.close_reason() == (4401, "Unauthorized")


def test_a_connection_without_connection_init_is_closed(seeded_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "CONNECTION_INIT_TIMEOUT", timedelta(seconds=0.01))
    with serving(application(seeded_url)) as client, connected(client) as socket:
        assert socket.close_reason() == (4408, "Connection initialisation timeout")


def test_a_second_connection_init_closes(socket: JsonSocket) -> None:
    socket.send(INIT)
    assert socket.close_reason() == (4429, "Too many initialisation requests")


def test_an_id_that_is_in_use_closes(app: ASGIApp, own_socket: JsonSocket) -> None:
    own_socket.subscribe("1", SUBSCRIPTION)
    wait_until(lambda: subscribers(app) == 1)
    own_socket.subscribe("1", SUBSCRIPTION)
    assert own_socket.close_reason() == (4409, "Subscriber for 1 already exists")


@pytest.mark.parametrize(
    "message",
    [
        "{",
        b"{}",
        "[]",
        "null",
        "{}",
        '{"type": 1}',
        '{"type": "start"}',
        '{"type": "complete"}',
        '{"type": "subscribe", "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": "", "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": ["1"], "payload": {"query": "{ __typename }"}}',
        '{"type": "subscribe", "id": "1"}',
        '{"type": "subscribe", "id": "1", "payload": {}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": 1}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "variables": "a"}}',
        '{"type": "subscribe", "id": "1", "payload": {"query": "{ a }", "operationName": 1}}',
    ],
)
def test_a_malformed_message_closes(socket: JsonSocket, message: str | bytes) -> None:
    socket.socket.send(message)
    code, reason = socket.close_reason()
    assert code == 4400
    assert reason


def test_a_payload_of_connection_init_is_an_object(client: httpx.Client) -> None:
    with connected(client) as socket:
        socket.send({**INIT, "payload": "secret"})
        assert socket.close_reason()[0] == 4400


def test_a_page_of_another_origin_may_not_open_one_unless_the_setting_allows_it(seeded_url: str) -> None:
    with serving(application(seeded_url, cors_origins="https://friend.example")) as client:
        with pytest.raises(InvalidStatus), connected(client, origin="https://foe.example"):
            pass
        with connected(client, origin="https://friend.example") as socket:
            socket.send(INIT)
            assert socket.receive() == {"type": "connection_ack"}
