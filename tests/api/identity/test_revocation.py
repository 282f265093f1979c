"""A key that is revoked ends what goes on with it, at every door."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from schema.keys import new_key
from schema.vocabulary import Scope
from tests.api.keys import DRAFTS, bearer, make_key, revoke
from tests.api.serving import application, serving, subscribers, wait_until
from tests.patience import PATIENCE

SUBSCRIPTION = {"query": "subscription { issuePublished { slug } }"}
STREAMS = ["text/event-stream", 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0']


@pytest.fixture
def app(seeded_url: str) -> ASGIApp:
    """The application on the sample content."""
    return application(seeded_url)


@pytest.fixture
def key(seeded_url: str) -> str:
    """A key that reads drafts."""
    return make_key(seeded_url, *DRAFTS)


@pytest.fixture
def client(app: ASGIApp, key: str) -> Iterator[httpx.Client]:
    """A client of a server that knows the key."""
    assert key
    with serving(app) as client:
        yield client


@contextmanager
def opened(client: httpx.Client, payload: Any = None, **headers: str) -> Iterator[ClientConnection]:
    """Open a WebSocket and say who one is."""
    address = str(client.base_url.join("/graphql")).replace("http", "ws", 1)
    with connect(
        address, subprotocols=[Subprotocol("graphql-transport-ws")], additional_headers=headers, proxy=None
    ) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        yield socket


def closed(socket: ClientConnection) -> tuple[int, str]:
    """Wait until the server closes a connection, and return its code and reason."""
    try:
        while True:
            socket.recv(PATIENCE)
    except ConnectionClosed as ended:
        return (ended.rcvd.code, ended.rcvd.reason) if ended.rcvd else (0, "no close frame")


def asked(socket: ClientConnection, query: str) -> Any:
    """Ask something over an acknowledged connection."""
    assert json.loads(socket.recv(PATIENCE)) == {"type": "connection_ack"}
    socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": query}}))
    return json.loads(socket.recv(PATIENCE))["payload"]["data"]


@pytest.mark.parametrize("accept", STREAMS)
def test_a_stream_is_cut_and_whoever_tries_again_is_told_why(
    accept: str, client: httpx.Client, app: ASGIApp, seeded_url: str, key: str
) -> None:
    headers = {**bearer(key), "Accept": accept}
    with client.stream("POST", "/graphql", json=SUBSCRIPTION, headers=headers) as response:
        assert response.status_code == 200
        chunks = response.iter_raw()
        next(chunks)
        revoke(seeded_url, key)
        with pytest.raises(httpx.RemoteProtocolError):
            list(chunks)
    assert client.post("/graphql", json=SUBSCRIPTION, headers=headers).status_code == 401
    wait_until(lambda: subscribers(app) == 0)


def test_a_websocket_is_closed_and_its_subscriptions_end(
    client: httpx.Client, app: ASGIApp, seeded_url: str, key: str
) -> None:
    with opened(client, {"Authorization": f"Bearer {key}", "Liane-View": "draft"}) as socket:
        asked_of = asked(socket, "{ viewer { name scopes } }")
        assert asked_of == {"viewer": {"name": "Front", "scopes": ["READ_DRAFTS"]}}
        socket.send(json.dumps({"type": "subscribe", "id": "2", "payload": SUBSCRIPTION}))
        wait_until(lambda: subscribers(app) == 1)
        revoke(seeded_url, key)
        assert closed(socket) == (4401, "The key is valid no longer.")
    wait_until(lambda: subscribers(app) == 0)


def test_whoever_opens_a_websocket_says_it_in_headers_or_in_its_first_message(client: httpx.Client, key: str) -> None:
    for payload, headers in [
        ({"authorization": f"bearer {key}"}, {}),
        (None, {"Authorization": f"Bearer {key}"}),
        ({"Authorization": f"Bearer {key}"}, {"Authorization": "Bearer x"}),
        ({"Authorization": None, "token": 5}, {"Authorization": f"Bearer {key}"}),
    ]:
        with opened(client, payload, **headers) as socket:
            assert asked(socket, "{ viewer { name } }") == {"viewer": {"name": "Front"}}
    with opened(client, {"Authorization": None}) as socket:
        assert asked(socket, "{ viewer { name } }") == {"viewer": {"name": None}}


def test_a_websocket_is_refused_by_the_rules_of_http(client: httpx.Client, key: str) -> None:
    unknown = f"Bearer {new_key()}"
    codes = [
        ({"Authorization": unknown}, 4401),
        ({"Authorization": ""}, 4401),
        ({"Authorization": 5}, 4401),
        ({"Authorization": [f"Bearer {key}"]}, 4401),
        ({"Liane-View": "draft"}, 4403),
        ({"Authorization": f"Bearer {key}", "Liane-View": "é\ud800"}, 4400),
    ]
    for payload, code in codes:
        with opened(client, payload) as socket:
            got, reason = closed(socket)
            assert (got, bool(reason)) == (code, True)
            assert key not in reason


def test_of_many_who_race_a_revocation_none_is_answered_a_second_after_it(
    client: httpx.Client, seeded_url: str, key: str
) -> None:
    assert seconds_answered(client.base_url, key, lambda: revoke(seeded_url, key)) < 1


def seconds_answered(address: httpx.URL, key: str, end: Callable[[], None], threads: int = 20) -> float:
    """Have many ask as fast as they can until they are refused; return for how long they were not after a key's end.

    Args:
        address: that of the server.
        key: the key.
        end: revokes it.
        threads: how many ask.
    """
    last_sent: list[float] = []
    started = threading.Barrier(threads + 1)

    def race() -> None:
        with httpx.Client(base_url=address, timeout=PATIENCE, trust_env=False) as own:
            body, sent = {"query": "{ viewer { name } }"}, 0.0
            assert own.post("/graphql", json=body, headers=bearer(key)).status_code == 200
            started.wait(PATIENCE)
            while True:
                before = monotonic()
                if own.post("/graphql", json=body, headers=bearer(key)).status_code == 401:
                    break
                sent = before
            last_sent.append(sent)

    runners = [threading.Thread(target=race) for _ in range(threads)]
    for runner in runners:
        runner.start()
    started.wait(PATIENCE)
    end()
    ended = monotonic()
    for runner in runners:
        runner.join(PATIENCE)
    assert len(last_sent) == threads
    return max(last_sent) - ended


def test_every_worker_hears_of_it(seeded_url: str, key: str) -> None:
    other = make_key(seeded_url, Scope.SYNC)
    with serving(application(seeded_url)) as one, serving(application(seeded_url)) as two:

        def statuses(text: str) -> list[int]:
            return [client.get("/issues", headers=bearer(text)).status_code for client in (one, two)]

        assert statuses(key) == statuses(other) == [200, 200]
        revoke(seeded_url, key)
        wait_until(lambda: statuses(key) == [401, 401])
        assert statuses(other) == [200, 200]
