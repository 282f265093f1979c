"""uvicorn's protocols with bounds: of a request's head, of the time that it takes, of connections and unread answers.

Of these uvicorn has none with httptools: a client may send its head for hours and without end, and leave its answer
unread. Its ``limit_concurrency`` refuses requests (those for its health too) and leaves idle connections open.
"""

import asyncio
from collections.abc import Mapping
from enum import Enum, auto
from functools import partial
from http import HTTPStatus
from typing import Any, Protocol

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from api.http.open_connections import ConnectionLimits, OpenConnections
from api.http.problems import problem

TOO_MANY = "There are too many connections."
TOO_LONG = "The head of the request has more than {} bytes."
TOO_SLOW = "The request took too long to arrive."
REFUSED_SECONDS = 2
"""How long a client that is refused has to read why: a connection closed at once is reset when it sends more."""
COPIED_BYTES = 65_536
"""Up to this length a body goes out together with its head: copying it takes less than a second system call."""
RESPONSE_CACHE = "response_cache"
"""The name in the state of the lifespan by which a connection finds what is kept in memory."""
Headers = Mapping[bytes, bytes]


class ResponseCache(Protocol):
    """Responses that are kept in memory."""

    def keyed_headers(self, scope: Scope) -> Headers | None:
        """Return the headers of a request whose response may be kept; None for any other."""
        ...

    def find(self, scope: Scope, headers: Headers, body: bytes) -> tuple[int, bytes, bytes] | None:
        """Return a request's response (status, header lines, body) if it is kept, without waiting for anything."""
        ...


class Part(Enum):
    """The part of a request that has begun to arrive."""

    NONE = auto()
    HEAD = auto()
    BODY = auto()


class BoundedProtocol(asyncio.Protocol):
    """What both protocols have in common: their connection is counted, and how its answers are read is watched."""

    transport: asyncio.Transport
    open_connections: OpenConnections

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection no longer."""
        super().connection_lost(exc)
        self.open_connections.remove(self.transport)

    def pause_writing(self) -> None:
        """Begin to watch: more was written than is sent at once."""
        super().pause_writing()
        self.open_connections.is_written(self.transport)

    def resume_writing(self) -> None:
        """Stop watching."""
        super().resume_writing()
        self.open_connections.written(self.transport)


class BoundedWebSocket(BoundedProtocol, WebSocketsSansIOProtocol):
    """uvicorn's WebSocket; its pings end a connection that does not answer them."""

    def __init__(self, open_connections: OpenConnections, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.open_connections = open_connections


class BoundedHttp(BoundedProtocol, HttpToolsProtocol):
    """uvicorn's HTTP/1.1.

    A head that is too long gets 431, one or a body that does not arrive in time 408, a connection too many 503; then
    the connection is closed. One that says nothing is closed without a word, as clients may have opened it ahead.
    """

    scope: Any
    cycle: Any
    """Both are None before the first request, whatever uvicorn declares."""

    def __init__(self, open_connections: OpenConnections, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.open_connections = open_connections
        self._cache: ResponseCache | None = self.app_state.get(RESPONSE_CACHE)
        self._is_beginning = False
        self._held: tuple[Any, Any, Headers] | None = None
        self._received = 0
        self._is_unwanted = self._is_refused = False
        self._timer: asyncio.TimerHandle | None = None
        self._timed = Part.NONE

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection, and wait for its first request."""
        super().connection_made(transport)
        if self.open_connections.add(transport, self.client[0] if self.client else None):
            self._watch_reading()
        else:
            self._is_unwanted = True
            self._close_soon()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        super().connection_lost(exc)
        self._stop_timer()

    def data_received(self, data: bytes) -> None:
        """Read a part of a request; most come in one piece, and need no timer."""
        if self._is_refused:
            return
        if self._is_unwanted:
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE, TOO_MANY, {"retry-after": "10"})
            return
        self._received += len(data)
        super().data_received(data)
        if self._part is Part.NONE:
            self._received = 0
            if self._is_answering() or self.timeout_keep_alive_task:
                self._stop_timer()
                return
        self._watch_reading()

    def on_headers_complete(self) -> None:
        """Begin to answer, unless the head is too long: what is raised becomes ``send_400_response``."""
        if self._received > self.open_connections.limits.head_bytes and self._head_is_too_long():
            raise ValueError(TOO_LONG)
        self.open_connections.waiting.pop(self.transport, None)
        self._is_beginning = True
        super().on_headers_complete()
        self._is_beginning = False

    def on_message_complete(self) -> None:
        """Answer a request that was held, from memory if it is there."""
        super().on_message_complete()
        if self._held:
            (cycle, app, headers), self._held = self._held, None
            if not self._answer_from_memory(cycle, headers):
                super()._start_asgi_task(cycle, app)

    def _start_asgi_task(self, cycle: Any, app: Any) -> None:
        """Have a request answered; hold one that may be in memory until it is whole, for a task is most of its cost.

        Those that have waited for an earlier one of their connection get a task: each would begin the next.
        """
        headers = self._cache.keyed_headers(cycle.scope) if self._cache and self._is_beginning else None
        if headers is None:
            super()._start_asgi_task(cycle, app)
        else:
            self._held = cycle, app, headers

    def _answer_from_memory(self, cycle: Any, headers: Headers) -> bool:
        """Send the response to a request as one that is kept; return whether there is one."""
        if self._cache is None or self.flow.write_paused or self.transport.is_closing():
            return False
        found = self._cache.find(cycle.scope, headers, bytes(cycle.body))
        if found is None:
            return False
        status, head, body = found
        for line in self.server_state.default_headers:
            head += b"%b: %b\r\n" % line
        end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        if len(body) <= COPIED_BYTES:
            self.transport.write(b"".join((STATUS_LINE[status], head, end, body)))
        else:
            self.transport.write(STATUS_LINE[status] + head + end)
            self.transport.write(body)
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()
        return True

    def on_response_complete(self) -> None:
        """Wait for the next request; where there is none, for the client to read the answer."""
        super().on_response_complete()
        if self.transport.is_closing():
            self.open_connections.is_written(self.transport)
        elif not self._is_answering():
            self.open_connections.waiting[self.transport] = None

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection, also where the last answer was not read to its end."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            super().timeout_keep_alive_handler()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request, or has too long a head."""
        if self._part is Part.HEAD and self._received > self.open_connections.limits.head_bytes:
            self._refuse_head()
        else:
            super().send_400_response(msg)

    @property
    def _part(self) -> Part:
        """What is arriving: a new scope has no method until its head is whole."""
        if self.scope and "method" not in self.scope:
            return Part.HEAD
        return Part.BODY if self.cycle and self.cycle.more_body else Part.NONE

    def _head_is_too_long(self) -> bool:
        """Whether the head is; what was received of the request may hold its body too."""
        length = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        return length > self.open_connections.limits.head_bytes

    def _is_answering(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete

    def _watch_reading(self) -> None:
        """Give the part of a request that is to arrive next its time, from when it is first waited for."""
        part, limits = self._part, self.open_connections.limits
        if self._is_refused:
            return
        if self.transport.is_closing() or self.transport.get_protocol() is not self:
            self._stop_timer()
        elif part is Part.HEAD and self._received > limits.head_bytes:
            self._refuse_head()
        elif part is Part.NONE and self._is_answering():
            self._stop_timer()
        else:
            part = Part.BODY if part is Part.BODY else Part.HEAD
            if self._timer is None or self._timed is not part:
                self._stop_timer()
                seconds = limits.body_seconds if part is Part.BODY else limits.head_seconds
                self._timer, self._timed = self.loop.call_later(seconds, self._time_is_up), part

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _time_is_up(self) -> None:
        self._timer = None
        if self.flow.read_paused:  # it waits for us
            self._watch_reading()
        elif self._part is Part.NONE or (self._is_answering() and self.cycle.response_started):
            self.transport.close()
        else:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, TOO_SLOW)

    def _close_soon(self) -> None:
        """Give the client time to read that it is refused; one that is unwanted is told when it asks for something."""
        self._stop_timer()
        self._timer = self.loop.call_later(REFUSED_SECONDS, self.transport.abort)
        self.open_connections.refuses(self.transport)

    def _refuse_head(self) -> None:
        detail = TOO_LONG.format(self.open_connections.limits.head_bytes)
        self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, detail)

    def _refuse(self, status: int, detail: str, headers: dict[str, str] | None = None) -> None:
        """Answer in place of the application, and read nothing more."""
        response = problem(status, detail, {"connection": "close", **(headers or {})})
        lines = [name + b": " + value + b"\r\n" for name, value in response.raw_headers]
        self.transport.write(b"".join([STATUS_LINE[status], *lines, b"\r\n", bytes(response.body)]))
        self.transport.write_eof()
        self._is_refused = True
        self._close_soon()
        if self._is_answering():
            self.cycle.disconnected = True
            self.cycle.message_event.set()


def bounded_protocols(limits: ConnectionLimits) -> dict[str, Any]:
    """Return uvicorn's options ``http`` and ``ws``: protocols with limits that count their connections together."""
    open_connections = OpenConnections(limits)
    return {"http": partial(BoundedHttp, open_connections), "ws": partial(BoundedWebSocket, open_connections)}
