"""Pictures are fetched from public addresses alone, within bounds, and what is wrong is told in words."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from schema.pictures import MOST_BYTES
from seed import public_web
from seed.pictures import fetching
from seed.pictures.fetching import NotFetched, fetch_picture
from seed.public_web import is_public
from tests.pictures import jpeg

PICTURE = jpeg(600, 400)
INSIDE = "http://10.0.0.7/secret"


class Pictures(BaseHTTPRequestHandler):
    """A server of pictures, and of what is none."""

    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        """Answer by the path."""
        self.asked.append((self.headers["Host"], self.path))
        match self.path.strip("/").split("/"):
            case ["picture" | "é.jpg" | "%C3%A9.jpg"]:
                self.answer(200, PICTURE)
            case ["page"]:
                self.answer(200, b"<html>")
            case ["large"]:
                self.answer(200, bytes(MOST_BYTES + 1))
            case ["inside"]:
                self.answer(302, b"", INSIDE)
            case ["once"]:
                self.answer(301, b"", "/picture")
            case ["for", "ever"]:
                self.answer(302, b"", "/for/ever")
            case ["slow"]:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not self.server.stopping.wait(0.001):  # type: ignore[attr-defined]
                    try:
                        self.wfile.write(b"X")
                    except OSError:
                        return
            case _:
                self.answer(404, b"")

    def answer(self, status: int, body: bytes, location: str = "") -> None:
        """Send an answer."""
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """A web of one server, on this machine, which counts as public; yield what it is asked."""
    handler = type("Handler", (Pictures,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.stopping = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    resolved = {"pictures.example": ["127.0.0.1"], "mixed.example": ["127.0.0.1", "10.0.0.7"], "10.0.0.7": ["10.0.0.7"]}

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", (address, 0)) for address in resolved[host]]

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        stream = socket.socket()
        stream.settimeout(timeout)
        stream.connect((address[0], server.server_port))
        return stream

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(public_web, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(socket, "create_connection", connect)
    yield handler.asked  # type: ignore[attr-defined]
    server.stopping.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("path", ["picture", "once", "é.jpg"])
def test_a_picture_is_fetched_where_its_name_leads(web: list[tuple[str, str]], path: str) -> None:
    assert fetch_picture(f"http://pictures.example/{path}").data == PICTURE
    assert {host for host, _ in web} == {"pictures.example"}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://10.0.0.7/a.png", "its address is not public"),
        ("http://mixed.example/picture", "its address is not public"),
        ("http://pictures.example/inside", "its address is not public"),
        ("http://pictures.example:22/picture", "its address is none of the web"),
        ("http://me:secret@pictures.example/picture", "its address is none of the web"),
        ("file:///etc/passwd", "its address is none of the web"),
        ("http://pictures.example/for/ever", "it is redirected too often"),
        ("http://pictures.example/nothing", "its server says 404"),
        ("http://pictures.example/page", "it is no picture that can be read"),
        ("http://pictures.example/large", "it is too large"),
        ("http://pictures.example/a b", "its server says 404"),
        ("http://pictures.example:x/", "its server does not answer as it should"),
    ],
)
def test_what_may_not_or_cannot_be_fetched_is_told(web: list[tuple[str, str]], url: str, why: str) -> None:
    with pytest.raises(NotFetched, match=why):
        fetch_picture(url)
    assert all(host == "pictures.example" for host, _ in web)


@pytest.mark.usefixtures("web")
def test_a_server_that_never_ends_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.3)
    with pytest.raises(NotFetched, match=r"it takes too long|does not answer as it should"):
        fetch_picture("http://pictures.example/slow")


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "127.0.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "192.168.1.1", "172.16.0.1"),  # noqa: S104
        *("224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0", "fc00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::"),
    ],
)
def test_addresses_that_are_not_of_the_internet_are_not_public(address: str) -> None:
    assert not is_public(address)
    assert is_public("8.8.8.8")
    assert is_public("2606:4700::1111")
