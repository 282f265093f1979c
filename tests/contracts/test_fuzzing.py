"""Whatever is sent to any path, or over a WebSocket, no answer is a failure of ours and nothing is logged as one.

``LIANE_FUZZ_REQUESTS`` says how many requests go to each database, and a tenth of it how many frames (`make fuzz` sends
50,000 and 5,000); ``LIANE_FUZZ_SEED`` which ones.
"""

import gzip
import http.client
import json
import logging
import os
import socket
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from schema.graphql import build_schema
from schema.vocabulary import Scope
from tests.api.keys import make_key
from tests.api.serving import application, serving
from tests.clients.answers import TROUBLE, problem
from tests.contracts.fuzzing import Fuzzer, Request
from tests.patience import PATIENCE

pytestmark = pytest.mark.long

REQUESTS = int(os.environ.get("LIANE_FUZZ_REQUESTS", "300"))
SEED = int(os.environ.get("LIANE_FUZZ_SEED", "13"))
OEMBED_FORMAT = 501
"""What oEmbed wants where a format is asked for that is not given."""
MOST_FRAMES = 20
"""How many frames a connection gets, if it is not closed before."""
CLOSE_CODES = {4400, 4401, 4403, 4409, 4429}
INVALID = b"Invalid HTTP request received."
"""What uvicorn says of what is no HTTP."""


@pytest.fixture
def server(seeded_url: str, fuzzer: Fuzzer) -> Iterator[httpx.Client]:
    """A client of a server with the sample content, and the fuzzer's key."""
    assert fuzzer is not None
    with serving(application(seeded_url, mcp=True)) as client:
        yield client


@pytest.fixture
def fuzzer(seeded_url: str) -> Fuzzer:
    """What makes the requests."""
    return Fuzzer(build_schema().core, SEED, make_key(seeded_url, *Scope))


class Wire:
    """A connection that is opened again whenever the server has closed it."""

    def __init__(self, url: httpx.URL) -> None:
        self._address = (url.host, url.port or 80)
        self._socket: socket.socket | None = None

    def send(self, request: Request) -> tuple[int, str, bytes]:
        """Return the status of the response, its media type and its body: of an endless stream the first results.

        What is compressed with anything but gzip counts as empty.
        """
        connection = self._socket = self._socket or socket.create_connection(self._address, PATIENCE)
        connection.sendall(request.wire())
        response = http.client.HTTPResponse(connection, method=request.method)
        response.begin()
        media_type = response.headers.get_content_type()
        streams = media_type in {"text/event-stream", "multipart/mixed"}
        body = b""
        while chunk := response.read1():
            body += chunk
            if streams and b"issuePublished" in request.body + request.target.encode():
                break
        if streams or response.will_close or request.method == "CONNECT":
            self.close()
        if encoding := response.headers.get("content-encoding"):
            body = gzip.decompress(body) if encoding == "gzip" and body else b""
        return response.status, media_type, body

    def close(self) -> None:
        """Close the connection."""
        if self._socket:
            self._socket.close()
        self._socket = None


def failure(request: Request, status: int, media_type: str, body: bytes) -> str | None:
    """Return what is wrong with a response, if anything."""
    failed = status >= 500 and status != OEMBED_FORMAT
    if request.method == "HEAD" or status in {204, 304} or not body:
        return f"the status is {status}" if failed else None
    if status == 400 and body == INVALID:
        return None
    if media_type == "text/event-stream":
        body = body.partition(b"data: ")[2].partition(b"\n")[0] or b"{}"
    elif media_type == "multipart/mixed":
        body = body.partition(b'{"payload":')[2].partition(b"}\r\n")[0] or b"{}"
    if (media_type.endswith("json") and request.target.startswith("/graphql")) or media_type in {
        "text/event-stream",
        "multipart/mixed",
    }:
        return problem(status, body)
    if failed or TROUBLE.search(body.decode(errors="replace")):
        return f"the status is {status}: {body[:200]!r}"
    return None


def failures(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged as a failure of ours."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info]


def test_no_request_makes_the_server_fail(
    server: httpx.Client, fuzzer: Fuzzer, caplog: pytest.LogCaptureFixture
) -> None:
    wire = Wire(server.base_url)
    statuses: dict[int, int] = {}
    for number in range(REQUESTS):
        request = fuzzer.request()
        try:
            status, media_type, body = wire.send(request)
        except (OSError, http.client.HTTPException) as error:
            pytest.fail(f"request {number} got no response: {error!r}\n{request}")
        statuses[status] = statuses.get(status, 0) + 1
        described = failure(request, status, media_type, body)
        assert described is None, f"request {number}: {described}\n{request}\n{body[:2_000]!r}"
        assert failures(caplog) == [], f"request {number}: {request}"
        caplog.clear()
    wire.close()
    assert {200, 400, 401, 403, 404, 405, 415} <= statuses.keys()
    assert statuses[200] > REQUESTS / 5  # it is not refused at the door


def test_no_frame_makes_the_server_fail(server: httpx.Client, fuzzer: Fuzzer, caplog: pytest.LogCaptureFixture) -> None:
    address = str(server.base_url.copy_with(scheme="ws", path="/graphql"))
    protocols = [Subprotocol("graphql-transport-ws")]
    frames, results = 0, 0
    while frames < REQUESTS / 10 or not results:  # some of them have to be answered
        sent: list[str] = []
        with connect(address, subprotocols=protocols, proxy=None) as socket_:
            try:
                socket_.send(fuzzer.connection_init())
                while len(sent) < MOST_FRAMES:
                    sent.append(frame := fuzzer.frame())
                    socket_.send(frame.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
                    socket_.send('{"type": "ping"}')
                    while (message := json.loads(socket_.recv(PATIENCE)))["type"] != "pong":
                        results += message["type"] == "next"
                        assert "INTERNAL" not in json.dumps(message.get("payload")), frame
            except ConnectionClosed as closed:
                end = closed.rcvd
                assert end is not None, sent
                assert (end.code in CLOSE_CODES, bool(end.reason)) == (True, True), (end, sent)
        frames += len(sent)
        assert failures(caplog) == [], sent
        caplog.clear()
