"""Going away is not the end: a server that stops cuts its streams, so that every client tries again by itself."""

import json
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.api.processes import Served, served
from tests.patience import PATIENCE

pytestmark = pytest.mark.long

SUBSCRIPTION = {"query": "subscription { issuePublished { slug } }"}
SSE = {"Accept": "text/event-stream"}
MULTIPART = {"Accept": 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'}


@pytest.fixture
def server(seeded_url: str) -> Iterator[Served]:
    """A server with the sample content."""
    with served(seeded_url) as server:
        yield server


@contextmanager
def subscribed(server: Served, headers: dict[str, str]) -> Iterator[Iterator[bytes]]:
    """Subscribe over HTTP, and yield the chunks that follow the first."""
    url = f"http://{server.address}/graphql"
    with httpx.stream("POST", url, json=SUBSCRIPTION, headers=headers, timeout=PATIENCE, trust_env=False) as response:
        chunks = response.iter_raw()
        next(chunks)
        yield chunks


def test_a_restart_cuts_every_stream_and_completes_none(server: Served) -> None:
    address = f"ws://{server.address}/graphql"
    protocols = [Subprotocol("graphql-transport-ws")]
    with (
        connect(address, subprotocols=protocols, proxy=None, additional_headers={"X-Request-Id": "one"}) as socket,
        connect(address, subprotocols=protocols, proxy=None) as idle,
        subscribed(server, SSE) as events,
        subscribed(server, MULTIPART) as parts,
    ):
        socket.send('{"type": "connection_init"}')
        assert json.loads(socket.recv(PATIENCE))["type"] == "connection_ack"
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": SUBSCRIPTION}))
        socket.send('{"type": "ping"}')
        assert json.loads(socket.recv(PATIENCE)) == {"type": "pong"}
        log = server.stop()
        for each in (socket, idle):
            with pytest.raises(ConnectionClosed) as closed:
                each.recv(PATIENCE)
            assert closed.value.rcvd
            assert closed.value.rcvd.code in {1001, 1012}
        for chunks in (events, parts):
            with pytest.raises(httpx.RemoteProtocolError, match="incomplete"):
                list(chunks)
    assert re.search(r'^INFO \[one\] uvicorn\.error: .*"WebSocket /graphql" \[accepted\]$', log, re.MULTILINE)
    assert "Traceback" not in log
    assert "ERROR" not in log
    assert server.process.returncode in {0, -signal.SIGTERM}
