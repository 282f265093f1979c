"""Slow, long and silent connections, on real sockets: each has an end, and keeps nobody out."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from math import inf

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from api.http import open_connections
from api.http.open_connections import ConnectionLimits, OpenConnections, counted_address
from tests.api.serving import serving, wait_until
from tests.patience import PATIENCE

SHORT = 0.15
LIMITS = ConnectionLimits(head_seconds=SHORT, body_seconds=SHORT, write_seconds=SHORT)
"""As in operation, but for times, which are short."""
PATIENT = replace(LIMITS, head_seconds=PATIENCE, body_seconds=PATIENCE)
patient = pytest.mark.parametrize("limits", [PATIENT])
"""For what has to arrive in time: on a busy machine a tenth of a second passes between two lines of a test."""
LARGE = bytes(16_000_000)
GET = b"GET / HTTP/1.1\r\nHost: liane\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: liane\r\nContent-Length: 10\r\n\r\n"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the length of a body when it is there; ``/large`` has a large answer."""
    if scope["type"] == "lifespan":
        for message in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{message}.complete"})
        return
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass
        return
    length, more = 0, True
    while more:
        piece = await receive()
        length += len(piece.get("body", b""))
        more = piece.get("more_body", False)
    body = LARGE if scope["path"] == "/large" else str(length).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


class Client:
    """A client that says what it likes."""

    def __init__(self, client: httpx.Client) -> None:
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        self.socket.settimeout(PATIENCE)
        self.socket.connect((client.base_url.host, client.base_url.port))

    def say(self, *pieces: bytes) -> None:
        """Send some bytes."""
        for piece in pieces:
            self.socket.sendall(piece)

    def answer(self) -> bytes:
        """Return what comes until the server closes the connection."""
        received = b""
        with suppress(ConnectionResetError):
            while piece := self.socket.recv(65_536):
                received += piece
        return received

    def answer_of(self, length: int) -> bytes:
        """Return what comes, until it has at least a length."""
        received = b""
        while len(received) < length and (piece := self.socket.recv(1_000_000)):
            received += piece
        return received

    def answers(self) -> bool:
        """Whether a request is answered."""
        with suppress(OSError):
            self.say(GET)
            return self.socket.recv(65_536).startswith(b"HTTP/1.1 200 ")
        return False

    def status(self) -> int:
        """Return the status of the next answer, with the connection open."""
        self.say(GET)
        return int(self.socket.recv(65_536).split()[1])


@contextmanager
def clients(http: httpx.Client, number: int) -> Iterator[list[Client]]:
    """Connect some clients."""
    opened = [Client(http) for _ in range(number)]
    try:
        yield opened
    finally:
        for client in opened:
            client.socket.close()


@pytest.fixture
def limits() -> ConnectionLimits:
    """The limits of the server."""
    return LIMITS


class Watched(OpenConnections):
    """Connections, and how often it was looked whether an answer is read: at once, or when a test lets it."""

    checks = 0
    allowed = inf

    def _check(self, transport: asyncio.Transport, unsent_before: int) -> None:
        if self.checks < self.allowed:
            super()._check(transport, unsent_before)
            self.checks += 1
        else:
            asyncio.get_running_loop().call_later(0.001, self._check, transport, unsent_before)


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> list[Watched]:
    """What each server that starts knows of its connections."""
    servers: list[Watched] = []

    def remember(limits: ConnectionLimits) -> Watched:
        servers.append(Watched(limits))
        return servers[-1]

    monkeypatch.setattr("api.http.protocols.OpenConnections", remember)
    return servers


@pytest.fixture
def http(limits: ConnectionLimits, servers: list[Watched]) -> Iterator[httpx.Client]:
    """A server with limits."""
    with serving(app, limits) as http:
        yield http
    assert not len(servers[0])


@pytest.fixture
def client(http: httpx.Client) -> Iterator[Client]:
    """A connection to it."""
    with clients(http, 1) as (client,):
        yield client


@pytest.fixture
def answered(http: httpx.Client) -> Iterator[Client]:
    """A connection whose first request was answered: another one while the machine is slower than the limit."""
    while True:
        with clients(http, 1) as (client,):
            if client.answers():
                yield client
                return


# Time


def test_a_connection_that_says_nothing_is_closed_without_a_word(client: Client) -> None:
    assert client.answer() == b""


@pytest.mark.parametrize("piece", [b"GET / HTTP/1.1\r\nHost: liane\r\n", b"GET / HTTP/1.1\r\nHo", b"G"])
def test_a_head_that_does_not_arrive_in_time_gets_408(client: Client, piece: bytes) -> None:
    client.say(piece)
    answer = client.answer()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


def trickle(client: Client, data: bytes) -> bytes:
    """Send a piece of data again and again until the server answers, and return the answer."""
    client.socket.settimeout(SHORT / 10)
    while True:
        with suppress(TimeoutError):
            if piece := client.socket.recv(65_536):
                return piece
        client.say(data)


@pytest.mark.parametrize(("begin", "drop"), [(b"GET / HTTP/1.1\r\n", b"a: b\r\n"), (POST[:-4] + b"0000\r\n\r\n", b"x")])
def test_a_request_that_trickles_gets_408_however_steadily(client: Client, begin: bytes, drop: bytes) -> None:
    client.say(begin)
    assert trickle(client, drop).startswith(b"HTTP/1.1 408 ")


def test_empty_lines_between_requests_keep_no_connection_open(answered: Client) -> None:
    answered.say(b"\r\n")
    assert answered.answer() == b""


def test_a_second_request_has_its_time_as_the_first(answered: Client) -> None:
    answered.say(b"GET / HTTP/1.1\r\n")
    assert answered.answer().startswith(b"HTTP/1.1 408 ")


@patient
def test_a_body_in_pieces_is_read(client: Client) -> None:
    client.say(POST, b"12345", b"67890")
    assert client.socket.recv(65_536).endswith(b"\r\n\r\n10")


# Heads


@patient
@pytest.mark.parametrize("upgrade", [b"", b"Connection: Upgrade\r\nUpgrade: websocket\r\n"], ids=["http", "websocket"])
@pytest.mark.parametrize("end", [b"\r\n\r\n", b""], ids=["whole", "without an end"])
def test_a_head_of_40_kb_gets_431(client: Client, upgrade: bytes, end: bytes) -> None:
    client.say(b"GET / HTTP/1.1\r\nHost: liane\r\n" + upgrade + b"long: " + b"x" * 40_000 + end)
    answer = client.answer()
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"32768 bytes" in answer


@patient
def test_a_head_of_30_kb_passes_and_so_does_a_body_that_comes_with_one(client: Client) -> None:
    client.say(GET[:-2] + b"long: " + b"x" * 30_000 + b"\r\n\r\n")
    assert client.socket.recv(65_536).startswith(b"HTTP/1.1 200 ")
    client.say(POST.replace(b"10", b"50000") + b"x" * 50_000)
    assert client.socket.recv(65_536).endswith(b"\r\n\r\n50000")


@patient
def test_each_head_of_a_connection_is_measured_by_itself(client: Client) -> None:
    for _ in range(2):
        client.say(GET[:-2] + b"long: " + b"x" * 15_000)
        client.say(b"x" * 15_000 + b"\r\n\r\n")
        assert client.socket.recv(65_536).startswith(b"HTTP/1.1 200 ")


# Numbers


class TestFull:
    """A server with as many connections as it may have."""

    @pytest.fixture
    def limits(self) -> ConnectionLimits:
        return replace(PATIENT, connections=3)

    def test_the_connection_that_has_waited_longest_makes_room(self, http: httpx.Client) -> None:
        with clients(http, 2) as (first, second):
            assert (first.status(), second.status(), first.status()) == (200, 200, 200)
            with clients(http, 2) as (third, fourth):
                assert (third.status(), fourth.status()) == (200, 200)
                assert second.answer() == b""
                assert first.status() == 200

    def test_where_all_are_busy_a_new_one_gets_503(self, http: httpx.Client) -> None:
        with clients(http, 3) as busy:
            for client in busy:
                client.say(POST)
            with clients(http, 1) as (late,):
                late.say(GET)
                assert late.socket.recv(1, socket.MSG_PEEK)
                late.say(GET, GET)  # it may not have read that it is refused
                answer = late.answer()
                assert answer.startswith(b"HTTP/1.1 503 ")
                assert b"retry-after: 10\r\n" in answer
            busy[0].say(b"1234567890")
            assert busy[0].socket.recv(65_536).endswith(b"\r\n\r\n10")
            with clients(http, 1) as (next_one,):
                assert next_one.status() == 200

    def test_a_websocket_counts_and_is_not_closed_for_others(self, http: httpx.Client) -> None:
        address = str(http.base_url.copy_with(scheme="ws"))
        with connect(address, proxy=None), connect(address, proxy=None), connect(address, proxy=None):
            with clients(http, 1) as (late,):
                assert late.status() == 503
            with pytest.raises(InvalidStatus), connect(address, proxy=None):
                pass
        with clients(http, 1) as (next_one,):
            wait_until(lambda: next_one.status() == 200)


class TestOneAddress:
    """A server that counts the connections of an address."""

    @pytest.fixture
    def limits(self) -> ConnectionLimits:
        return replace(PATIENT, connections_per_address=2)

    def test_more_than_its_number_get_503(self, http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(open_connections, "counted_address", str)
        with clients(http, 2) as (first, second):
            assert (first.status(), second.status()) == (200, 200)
            with clients(http, 1) as (late,):
                assert late.status() == 503
            assert first.status() == 200

    def test_a_proxy_of_our_own_network_is_not_held_to_it(self, http: httpx.Client) -> None:
        with clients(http, 5) as proxied:
            assert [client.status() for client in proxied] == [200] * 5


ADDRESSES = [
    ("203.0.114.7", "203.0.114.7"),
    ("::ffff:203.0.114.7", "203.0.114.7"),
    ("2a01:4f8:1:2:aaaa::1", "2a01:4f8:1:2::"),
    ("2a01:4f8:1:2:bbbb::2", "2a01:4f8:1:2::"),
    ("127.0.0.1", None),
    ("10.1.2.3", None),
    ("172.17.0.1", None),
    ("100.64.0.1", None),
    ("::1", None),
    ("fe80::1%eth0", None),
    ("fd00::1", None),
]


@pytest.mark.parametrize(("host", "counted"), ADDRESSES)
def test_clients_are_counted_by_their_public_address_or_their_network(host: str, counted: str | None) -> None:
    assert counted_address(host) == counted


# Answers that are not read


def ask(client: Client, servers: list[Watched], *headers: bytes) -> None:
    """Ask for a large answer, and wait until as much of it is sent as goes without reading it."""
    before = servers[0].unread
    client.say(b"\r\n".join([b"GET /large HTTP/1.1", b"Host: liane", *headers, b"\r\n"]))
    wait_until(lambda: servers[0].unread > before)


@pytest.mark.parametrize("headers", [[], [b"Connection: close"]], ids=["to be kept", "to be closed"])
def test_the_connection_of_an_answer_that_is_not_read_is_ended(
    client: Client, servers: list[Watched], headers: list[bytes]
) -> None:
    ask(client, servers, *headers)
    wait_until(lambda: not len(servers[0]))
    assert servers[0].unread == 0
    assert len(client.answer()) < len(LARGE)


@patient
def test_that_of_one_that_is_read_slowly_is_not(client: Client, servers: list[Watched]) -> None:
    servers[0].allowed = 0
    ask(client, servers)
    received = 0
    for checks in (1, 2):
        received += len(client.answer_of(4_000_000))
        servers[0].allowed = checks
        wait_until(lambda: servers[0].checks == checks)  # noqa: B023 - called at once
        assert servers[0].unread
    client.answer_of(len(LARGE) - received)
    wait_until(lambda: servers[0].unread == 0)
    assert client.status() == 200


class TestUnread:
    """A server whose clients may leave two answers unread together."""

    @pytest.fixture
    def limits(self) -> ConnectionLimits:
        return replace(ConnectionLimits(), unsent_bytes=2 * len(LARGE))

    def test_thirty_clients_that_do_not_read_hold_no_more(self, http: httpx.Client, servers: list[Watched]) -> None:
        with clients(http, 30) as silent:
            for client in silent:
                client.say(b"GET /large HTTP/1.1\r\nHost: liane\r\n\r\n")
                assert client.socket.recv(1, socket.MSG_PEEK)
                assert servers[0].unread <= 2 * len(LARGE)
            assert len(servers[0]) < 10
            assert len(silent[-1].answer_of(len(LARGE))) >= len(LARGE)
