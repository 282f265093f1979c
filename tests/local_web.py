"""A web of one server on this machine, for whatever asks servers on the web (``seed.public_web``)."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from seed import link_checking, public_web

ASKED: list[tuple[str, str]] = []


class Site(BaseHTTPRequestHandler):
    """A site whose answers follow from the path: the status of HEAD, and that of GET."""

    def do_HEAD(self) -> None:
        """Answer by the first number."""
        self.answer(0)

    def do_GET(self) -> None:
        """Answer by the second number."""
        self.answer(1)

    def answer(self, place: int) -> None:
        """Answer by a number of the path."""
        ASKED.append((self.command, self.path))
        parts = self.path.partition("?")[0].strip("/").split("/")
        locations = {"inside": "http://10.0.0.7/", "loop": "/loop", "moved": "/200"}
        if parts[0] in locations:
            self.send_response(302)
            self.send_header("Location", locations[parts[0]])
        elif parts[0] == "silent":
            self.server.stopping.wait()  # type: ignore[attr-defined]
            return
        else:
            self.send_response(int(parts[min(place, len(parts) - 1)]))
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def local_web(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    """A web of one server, on this machine, which counts as public; yield what it is asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.stopping = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    ASKED.clear()
    real = socket.socket

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        if host == "gone.example":
            raise socket.gaierror
        return [(0, 0, 0, "", (host if host == "10.0.0.7" else "127.0.0.1", 0))]

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        stream = real()
        stream.settimeout(timeout)
        stream.connect((address[0], server.server_port))
        return stream

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(public_web, "is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr(link_checking, "PAUSE_SECONDS", 0)
    yield ASKED
    server.stopping.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()
