"""Answers requests that were answered before from memory, before anything else looks at them.

Responses are kept under all of the request that they may depend on, and belong to one content version: they are served
while it is the current one, and dropped when another is. Which may be kept says whoever makes them, see
``api.http.cache_control.may_be_kept``.

While too many wait for the database, who asks for more is refused from memory as well: what a refusal costs is taken
from those that are answered.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus

from cachetools import FIFOCache, LRUCache
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.admin_path import ADMIN
from api.http.cache_control import KEEPING, Keeping, cache_control
from api.http.embed_counts import EMBED
from api.http.protocols import RESPONSE_CACHE, Headers
from api.http.request_counts import RequestCounts
from api.http.request_id import HEADER, choose_request_id
from api.response_cache.current_version import CurrentVersion
from api.response_cache.kept_response import CACHE_CONTROL, Header, KeptResponse
from api.settings import Settings
from schema.engine.database.protocol import DatabaseBusy

KEY_HEADERS = (b"host", b"accept", b"accept-encoding", b"content-type", b"if-none-match")
"""What a response may depend on; on ``Origin`` only where origins are told apart."""
PERSONAL = frozenset({b"authorization", b"liane-cost", b"liane-view"})
PASSED_ON = PERSONAL | {b"content-encoding", b"expect", b"last-event-id", b"range", b"transfer-encoding", b"upgrade"}
"""A request with one of these headers is neither answered from memory nor kept there."""
MAX_BYTES, MAX_DIGITS = 16_000, 9
"""Requests with a longer body or address are passed on."""
MAX_PASSED = 1_000
"""How many requests whose responses may not be kept are remembered: those do not wait for each other."""
MAX_REFUSALS = 100
"""How many refusals are kept, by the heads of requests."""
MAX_WAITS = 2
"""How many equal requests one waits for: while content changes all the time, their responses are outdated at once."""
LARGEST_PART = 8
"""No response takes more than this part of the memory."""
NO_BODY = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
Key = tuple[object, ...]
PATH = 1
"""The place of the path in a key."""


class Flight:
    """A request that is being answered, and that equal ones wait for."""

    def __init__(self) -> None:
        self.landed = asyncio.Event()
        self.may_be_kept = True


class ResponseCache:
    """ASGI middleware that keeps responses. It has to be the outermost one: what it keeps is what is sent.

    The server's protocol asks it too, before there is a task (``api.http.protocols``).

    Args:
        app: the application to wrap.
        version: the current content version.
        settings: how much memory responses may take, how long other caches may keep them, and which origins read them.
        clock: returns the current instant.
        requests: counts those that are answered from memory too.
        shed: raises ``DatabaseBusy`` while too many wait; takes how many requests are being answered.
    """

    def __init__(
        self,
        app: ASGIApp,
        version: CurrentVersion,
        settings: Settings,
        clock: Callable[[], datetime],
        requests: RequestCounts,
        shed: Callable[[int], None],
    ) -> None:
        self.app = app
        self._shed = shed
        self._requests = requests
        self.hits = self.misses = 0
        self._current = version
        self._lifetimes = settings.lifetimes
        self._clock = clock
        origins = settings.cors_origins.split()
        self._origins = None if "*" in origins else {origin.encode() for origin in origins}
        self._key_headers = KEY_HEADERS if self._origins is None else (*KEY_HEADERS, b"origin")
        self._known_headers = {b"", *self._key_headers, *PERSONAL}
        # The first in goes first: all go at the next change anyway, and to note each use would take a tenth of a hit.
        self._responses: FIFOCache[Key, KeptResponse] = FIFOCache(
            settings.response_cache_bytes, lambda kept: kept.weight
        )
        self._kept_of: str | None = None
        self._refusals: LRUCache[Key, KeptResponse] = LRUCache(MAX_REFUSALS)
        self._coming = 0
        self._flights: dict[Key, Flight] = {}
        self._passed: LRUCache[int, bool] = LRUCache(MAX_PASSED)
        self._lifetimes_at = (0, b"")

    def __len__(self) -> int:
        """Return the number of responses that are kept."""
        return len(self._responses)

    @property
    def used_bytes(self) -> int:
        """How much memory they take."""
        return int(self._responses.currsize)

    @property
    def is_paused(self) -> bool:
        """Whether changes cannot be noticed, so that nothing is served from memory."""
        return self._current.is_deaf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass a request on and keep its response."""
        if scope["type"] == "lifespan":
            scope.setdefault("state", {})[RESPONSE_CACHE] = self
        headers = self.keyed_headers(scope) if scope["type"] == "http" else None
        if headers is None:
            await self.app(scope, receive, send)
            return
        body = b""
        if scope["method"] == "POST":
            messages = await read_ahead(receive)
            body = b"".join([message.get("body", b"") for message in messages])
            receive = replay(messages, receive)
        await self._answer(self._key(scope, headers, body), headers, scope, receive, send)

    def keyed_headers(self, scope: Scope) -> Headers | None:
        """Return the headers of a request by name, or None where it is to be passed on."""
        headers = dict(scope["headers"])
        if len(headers) < len(scope["headers"]) or not PASSED_ON.isdisjoint(headers):
            return None
        if self._origins is not None and headers.get(b"origin") not in {None, *self._origins}:
            return None  # it may be that of a key, which comes and goes
        length = headers.get(b"content-length")
        if scope["method"] == "POST":
            is_short = length is not None and len(length) < MAX_DIGITS and length.isdigit() and int(length) <= MAX_BYTES
        else:
            is_short = scope["method"] == "GET" and length is None
        is_short = is_short and len(scope["path"]) + len(scope["query_string"]) <= MAX_BYTES
        return headers if is_short and not scope["path"].startswith(ADMIN) else None

    def find(self, scope: Scope, headers: Headers, body: bytes) -> tuple[int, bytes, bytes] | None:
        """Return a request's response (status, header lines, body) if it is kept, without waiting for anything.

        While too many wait that is a refusal, where one with the same head was refused.
        """
        kept = self._find(self._key(scope, headers, body)) or self._refusal(scope, headers)
        if kept is None:
            self._comes()
            return None
        self._count_embed(scope, kept, headers)
        head = b"%b%b: %b\r\n" % (kept.head, HEADER, choose_request_id(headers))
        return kept.status, b"%bcache-control: %b\r\n" % (head, self._public()) if kept.is_public else head, kept.body

    def _find(self, key: Key) -> KeptResponse | None:
        try:
            kept = self._responses[key]
        except KeyError:
            return None
        if self._current.known() != self._kept_of or (kept.ends and self._clock() >= kept.ends):
            return None
        self.hits += 1
        kept.count.value += 1
        return kept

    def _refusal(self, scope: Scope, headers: Headers) -> KeptResponse | None:
        """Return how a request with this head was refused, if it would be now."""
        refusal = self._refusals.get(self._key(scope, headers, b"")) if self._refusals else None
        if refusal is None:
            return None
        try:
            self._shed(self._coming + len(self._flights))
        except DatabaseBusy:
            refusal.count.value += 1
            return refusal
        return None

    def _comes(self) -> None:
        """Count a request that will be passed on, until its task begins.

        Many arrive before the task of the first begins, and would be let in as if nobody came before them.
        """
        if not self._coming:
            asyncio.get_running_loop().call_soon(self._have_come)
        self._coming += 1

    def _have_come(self) -> None:
        self._coming = 0

    def _count_embed(self, scope: Scope, kept: KeptResponse, headers: Headers) -> None:
        """Count who shows a card that is answered from memory."""
        if scope["path"].startswith(EMBED):
            self._requests.embeds.count(scope["path"], kept.status, headers)

    async def _answer(self, key: Key, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, once for all that are equal and come meanwhile."""
        for _ in range(1 + MAX_WAITS):
            current = None if hash(key) in self._passed else self._current.known() or await self._current.read()
            if current is None:
                break
            if kept := self._find(key):
                self._count_embed(scope, kept, headers)
                lines = [*kept.headers, (HEADER, choose_request_id(headers))]
                await kept.send(send, [*lines, (CACHE_CONTROL, self._public())] if kept.is_public else lines)
                return
            flight = self._flights.get(key)
            if flight is None:
                self.misses += 1
                await self._lead(key, current, headers, scope, receive, send)
                return
            await flight.landed.wait()
            if not flight.may_be_kept:
                break
        self.misses += 1
        await self.app(scope, receive, send)

    async def _lead(self, key: Key, version: str, headers: Headers, scope: Scope, receive: Receive, send: Send) -> None:
        """Have a request answered, and keep its response before it is sent: its client may be slow."""
        flight = self._flights[key] = Flight()
        scope[KEEPING] = keeping = Keeping(version)
        start: Message | None = None

        async def keep(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                if keeping.version is not None or keeping.is_refusal:
                    start = message
                    return
                self._have_passed(key, flight, message["status"])
            if start and keeping.is_refusal:
                if refusal := self._made(key, keeping, start, message):
                    self._refusals[self._key(scope, headers, b"")] = refusal
                self._have_passed(key, flight, start["status"])
                await send(start)
                start = None
            elif start:
                current = self._current.known() or await self._current.read()
                if current is None or keeping.version != current:
                    self._current.doubt()
                elif kept := self._made(key, keeping, start, message):
                    self._keep(key, kept, current)
                else:
                    self._have_passed(key, flight, start["status"])
                self._land(key, flight)
                await send(start)
                start = None
            await send(message)

        try:
            await self.app(scope, receive, keep)
        finally:
            self._land(key, flight)

    def _have_passed(self, key: Key, flight: Flight, status: int) -> None:
        """Have each request like this be answered by itself; where it failed, only those that wait."""
        flight.may_be_kept = False
        if status == HTTPStatus.OK:
            self._passed[hash(key)] = True
        self._land(key, flight)

    def _land(self, key: Key, flight: Flight) -> None:
        """Have those that wait go on."""
        if self._flights.get(key) is flight:
            del self._flights[key]
        flight.landed.set()

    def _made(self, key: Key, keeping: Keeping, start: Message, message: Message) -> KeptResponse | None:
        """Return a response to keep; None where it is large, comes in parts, or depends on what is not in its key."""
        headers: list[Header] = [line for line in start["headers"] if line[0].lower() != b"transfer-encoding"]
        names = {name.lower() for name, _ in headers}
        vary = b",".join([value.lower() for name, value in headers if name.lower() == b"vary"]).split(b",")
        if b"set-cookie" in names or not {name.strip() for name in vary} <= self._known_headers:
            return None
        body = message.get("body", b"")
        if b"content-length" not in names and start["status"] not in NO_BODY:
            headers.append((b"content-length", b"%d" % len(body)))
        key_bytes = sum(len(part) for part in key if isinstance(part, (bytes, str)))
        count = self._requests.of(str(key[PATH]), start["status"])
        kept = KeptResponse(start["status"], headers, body, keeping.ends, key_bytes, count)
        is_small = kept.weight <= self._responses.maxsize // LARGEST_PART
        return kept if is_small and not message.get("more_body") else None

    def _keep(self, key: Key, kept: KeptResponse, version: str) -> None:
        """Keep a response of a version, and none of any other."""
        if version != self._kept_of:
            self._responses.clear()
            self._kept_of = version
        self._responses[key] = kept

    def _key(self, scope: Scope, headers: Headers, body: bytes) -> Key:
        """Return all of a request that its response may depend on."""
        return (scope["method"], scope["path"], scope["query_string"], body, *map(headers.get, self._key_headers))

    def _public(self) -> bytes:
        """Return the ``Cache-Control`` of public responses, which is another each second."""
        now = self._clock()
        second = int(now.timestamp())
        if self._lifetimes_at[0] != second:
            self._lifetimes_at = second, cache_control(now, self._lifetimes).encode()
        return self._lifetimes_at[1]


async def read_ahead(receive: Receive) -> list[Message]:
    """Read a body to its end, or until its client leaves."""
    messages: list[Message] = []
    while not messages or messages[-1].get("more_body"):
        messages.append(await receive())
    return messages


def replay(messages: list[Message], receive: Receive) -> Receive:
    """Return a ``receive`` that begins with messages that came already."""
    remaining = iter(messages)

    async def receive_again() -> Message:
        return next(remaining, None) or await receive()

    return receive_again
