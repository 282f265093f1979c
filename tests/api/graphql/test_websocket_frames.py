"""Whatever a client sends over a WebSocket gets an answer or a close code with a reason, and never a traceback."""

import json
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.api.serving import application, serving
from tests.databases import SqliteDatabases
from tests.patience import PATIENCE

LONG = "x" * 10_000
LAST = '{"type": "subscribe", "id": "last", "payload": {"query": "{ latestIssue { number } }"}}'
"""An operation that is answered after whatever was refused before it."""
SLUG = "query($s: String) { issue(slug: $s) { id } }"
PING = '{"type": "ping"}'
PIECES = [
    "",
    "{",
    "}",
    "[",
    "]",
    '"',
    "\\",
    ":",
    ",",
    "null",
    "0",
    "-",
    "1e999",
    "\\ud800",
    "\x00",
    "é",
    "type",
    "id",
    "payload",
]


def subscribe(payload: str, id_: str = '"1"') -> str:
    """Return the text of a message that subscribes; its parts need not be JSON."""
    return f'{{"type": "subscribe", "id": {id_}, "payload": {payload}}}'


FRAMES: list[tuple[str, str | bytes, str | int]] = [
    ("a lone surrogate in a text", subscribe(r'{"query": "{ \ud800 }"}'), 4400),
    ("a lone surrogate in an id", subscribe('{"query": "{ a }"}', r'"\udfff"'), 4400),
    ("a lone surrogate in a type", r'{"type": "\ud800"}', 4400),
    ("one in a string of GraphQL", subscribe(r'{"query": "{ a(b: \"\\ud800\") }"}'), "error"),
    ("5,000 digits", subscribe(f'{{"query": "{{ a }}", "variables": {{"n": {"9" * 5_000}}}}}'), 4400),
    ("5,000 digits as an id", subscribe('{"query": "{ a }"}', "9" * 5_000), 4400),
    ("20,000 lists", f'{{"type": "ping", "payload": {"[" * 20_000}{"]" * 20_000}}}', 4400),
    ("20,000 open lists", "[" * 20_000, 4400),
    (
        "900 lists as a variable",
        subscribe(f'{{"query": "{SLUG}", "variables": {{"s": {"[" * 900}{"]" * 900}}}}}'),
        "error",
    ),
    ("NaN", subscribe('{"query": "{ a }", "variables": {"n": NaN}}'), 4400),
    ("Infinity", '{"type": "ping", "payload": {"n": Infinity}}', 4400),
    ("a long type", json.dumps({"type": LONG}), 4400),
    ("a long type of two bytes a letter", json.dumps({"type": "é" * 10_000}, ensure_ascii=False), 4400),
    ("an id of 128 letters", subscribe('{"query": "{ nothing }"}', f'"{"é" * 128}"'), "error"),
    ("an id of 129 letters", subscribe('{"query": "{ nothing }"}', f'"{"x" * 129}"'), 4400),
    ("an empty id", subscribe('{"query": "{ nothing }"}', '""'), 4400),
    ("a number as an id", subscribe('{"query": "{ a }"}', "1"), 4400),
    ("no payload", '{"type": "subscribe", "id": "1"}', 4400),
    ("a payload that is null", subscribe("null"), 4400),
    ("a ping whose payload is null", '{"type": "ping", "payload": null}', "pong"),
    ("a pong whose payload is null", '{"type": "pong", "payload": null}', "nothing"),
    (
        "variables that are null",
        subscribe('{"query": "{ __typename }", "variables": null, "extensions": null}'),
        "next",
    ),
    ("an end of what never began", '{"type": "complete", "id": "2"}', "nothing"),
    ("an end with a long id", f'{{"type": "complete", "id": "{LONG}"}}', 4400),
    ("a message of the server's", '{"type": "connection_ack"}', 4400),
    ("a byte order mark", '\ufeff{"type": "ping"}', "pong"),
    ("bytes", b"\x00", 4400),
    ("nothing", "", 4400),
    ("NUL in a text", subscribe(r'{"query": "{ a\u0000 }"}'), "error"),
    ("a document id that is a list", subscribe('{"documentId": []}'), 4400),
    ("extensions that are a list", subscribe('{"query": "{ a }", "extensions": []}'), 4400),
    ("a persisted query that is a list", subscribe('{"extensions": {"persistedQuery": []}}'), "error"),
]
"""Frames by what is special about them, each with the message's type or the close code that it gets."""


@pytest.fixture(scope="module")
def client(sqlite_databases: SqliteDatabases) -> Iterator[httpx.Client]:
    """A client of a server with the sample content."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    with serving(application(url)) as client:
        yield client
    sqlite_databases.drop(url)


@contextmanager
def acknowledged(client: httpx.Client, init: str = '{"type": "connection_init"}') -> Iterator[ClientConnection]:
    """Open a WebSocket and have it acknowledged."""
    address = str(client.base_url.copy_with(scheme="ws", path="/graphql"))
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
        socket.send(init)
        assert json.loads(socket.recv(PATIENCE)) == {"type": "connection_ack"}
        yield socket


def reaction(socket: ClientConnection, frame: str | bytes) -> str | int:
    """Return the type of the first message that a frame gets, or the close code; "nothing" where it gets none.

    A ping and an operation go after it, and are answered also where the frame is taken in silence.
    """
    try:
        for text in (frame, PING, LAST):
            socket.send(text)
        types: list[str] = []
        while types.count("pong") == 0 or "last" not in types:
            message = json.loads(socket.recv(PATIENCE))
            types.append("last" if message.get("id") == "last" else message["type"])
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd and closed.rcvd.reason else "closed without a reason"
    types.remove("pong")
    return next((each for each in types if each != "last"), "nothing")


def problems(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged as a failure."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING or record.exc_info]


@pytest.mark.parametrize(
    ("frame", "expected"), [pytest.param(frame, expected, id=name) for name, frame, expected in FRAMES]
)
def test_a_frame_gets_an_answer_or_a_close_code_with_a_reason(
    client: httpx.Client, caplog: pytest.LogCaptureFixture, frame: str | bytes, expected: str | int
) -> None:
    with acknowledged(client) as socket:
        assert reaction(socket, frame) == expected
    assert problems(caplog) == []


def test_a_payload_of_connection_init_that_is_null_is_none(client: httpx.Client) -> None:
    with acknowledged(client, '{"type": "connection_init", "payload": null}') as socket:
        assert reaction(socket, PING) == "pong"


def test_a_text_that_is_not_utf_8_closes(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with acknowledged(client) as socket:
        socket.send(b'{"type": "\xff"}', text=True)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(PATIENCE)
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1007
    assert problems(caplog) == []


def random_frame(source: random.Random) -> str | bytes:
    """Return one of the frames with some of its characters changed, or bytes of any kind."""
    if source.random() < 0.1:
        return source.randbytes(source.randrange(200))
    frame = source.choice([frame for _, frame, _ in FRAMES if isinstance(frame, str) and len(frame) < 500])
    letters = list(frame)
    for _ in range(source.randrange(4)):
        position = source.randrange(len(letters) + 1)
        letters[position : position + source.randrange(3)] = source.choice(PIECES)
    return "".join(letters)


def test_a_thousand_random_frames_give_no_traceback(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    source = random.Random(13)  # noqa: S311 - the same frames at every run
    sent = 0
    while sent < 1_000:
        with acknowledged(client) as socket:
            try:
                for _ in range(20):
                    socket.send(random_frame(source))
                    sent += 1
                    socket.send(PING)
                    while json.loads(socket.recv(PATIENCE))["type"] != "pong":
                        pass
            except ConnectionClosed as closed:
                assert closed.rcvd is None or closed.rcvd.code in {4400, 4401, 4409, 4429}  # noqa: PT017
    assert problems(caplog) == []
