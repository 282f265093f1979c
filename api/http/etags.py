"""Conditional requests for what people read: who has it already is told so, without doing the work again.

See RFC 9110, section 13.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import NamedTuple

import orjson
from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.cache import Lifetimes, Moment, control, is_held
from api.website.stored_operations import OperationFailed, StoredOperations

log = logging.getLogger("liane.conditional")
ADDRESSES = 10_000
LONGEST = 500
"""How many addresses are remembered, and how long one may be."""
HOUR = {"Cache-Control": "public, max-age=3600", "Vary": "Accept-Encoding"}
Handler = Callable[[Request], Awaitable[Response]]


class Representation(Response):
    """What is found at an address: a page, a card, a feed.

    Args:
        body: its bytes.
        media_type: their type.
        moment: when what it says was read.
        headers: what else belongs to it.
        steady: whether it stays the same while the content and the day do.
    """

    def __init__(
        self, body: bytes, media_type: str, moment: Moment, headers: Mapping[str, str], *, steady: bool = True
    ) -> None:
        super().__init__(body, 200, headers, media_type)
        self.moment = moment
        self.steady = steady

    def tag(self) -> str:
        """Give the strong tag: of the bytes, and of the headers that say how they may be used (RFC 9110, 8.8.1)."""
        digest = sha256(orjson.dumps(sorted(self.headers.items())))
        digest.update(self.body)
        return f'"{digest.hexdigest()[:32]}"'


class Given(NamedTuple):
    """The tag of what was last given at an address, and the moment it was read at."""

    tag: str
    moment: Moment


class Conditional:
    """Tags what is given, and remembers the tags for as long as the content stands.

    A tag is that of the bytes: it outlives changes elsewhere, restarts and other processes. That it is still the right
    one costs a small statement, where this process gave it since the content last changed; else it is made again.

    Args:
        operations: tell whether the content still stands.
        lifetimes: how long caches may keep what is given.
    """

    def __init__(self, operations: StoredOperations, lifetimes: Lifetimes) -> None:
        self.operations = operations
        self.lifetimes = lifetimes
        self._given: LRUCache[tuple[str, bytes], Given] = LRUCache(ADDRESSES)

    def route(self, route: Route) -> Route:
        """Give a route whose representations are tagged."""
        return Route(route.path, self.answering(route.endpoint))

    def answering(self, handler: Handler) -> Handler:
        """Tag what a handler gives, and spare its work where the visitor has it already."""

        async def answer(request: Request) -> Response:
            held = request.headers.get("if-none-match", "")
            address = (request.scope["path"], request.scope["query_string"])
            given = self._given.get(address)
            if given and is_held(given.tag, held) and (present := await self._unchanged_since(given.moment)):
                return self._not_modified(given.tag, present)
            response = await handler(request)
            if not isinstance(response, Representation):
                return response
            tag, moment = response.tag(), response.moment
            if response.steady and sum(map(len, address)) <= LONGEST:
                self._given[address] = Given(tag, moment)
            if held.strip() == "*" or is_held(tag, held):
                return self._not_modified(tag, moment)
            response.headers.update(self._headers(tag, moment))
            return response

        return answer

    async def _unchanged_since(self, moment: Moment) -> Moment | None:
        try:
            return await self.operations.unchanged_since(moment)
        except OperationFailed:
            log.exception("the content version could not be read")
            return None  # the handler says in its own form that nothing can be read

    def _not_modified(self, tag: str, moment: Moment) -> Response:
        # A 304 says what the 200 would (RFC 9110, 15.4.5), to which compression adds its part.
        return Response(None, 304, {**self._headers(tag, moment), "Vary": "Accept-Encoding"})

    def _headers(self, tag: str, moment: Moment) -> dict[str, str]:
        return {"ETag": tag, "Cache-Control": control(moment, self.lifetimes)}


def of_this_release(request: Request, body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """Give what only another release changes: it may be kept for an hour, and who has it then is told so."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    if is_held(tag, request.headers.get("if-none-match", "")):
        return Response(None, 304, {**HOUR, "ETag": tag})
    return Response(body, 200, {**HOUR, "ETag": tag, "X-Content-Type-Options": "nosniff", **headers}, media_type)
