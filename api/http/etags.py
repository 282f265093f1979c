"""Entity tags and conditional requests: ``If-None-Match`` is answered with 304 where the tag still matches.

See RFC 9110, sections 8.8.3 and 13.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from hashlib import sha256
from typing import NamedTuple

import orjson
from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.cache_control import ContentState, Lifetimes, cache_control, current_version, end_of_quarter, may_be_kept

MAX_URLS = 10_000
"""For how many URLs the tag of the last response is remembered."""
MAX_URL_BYTES = 500
"""Longer URLs are not remembered."""
ONE_HOUR = {"Cache-Control": "public, max-age=3600", "Vary": "Accept-Encoding"}
VARY = "Authorization, Liane-View"
"""The headers that decide who asks and what they see, see ``api.identity``."""
Handler = Callable[[Request], Awaitable[Response]]
Revalidate = Callable[[ContentState, str | None], Awaitable[ContentState | None]]


def entity_tag(version: str, parts: Iterable[object]) -> str:
    """Return a strong tag made of the content version and of all else that decides the bytes of a response."""
    return f'"{sha256(orjson.dumps([version, *parts], option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]}"'


def etag_matches(tag: str, if_none_match: str) -> bool:
    """Whether a tag is among those of an ``If-None-Match`` header, by weak comparison; ``*`` is any."""
    return if_none_match.strip() == "*" or tag in (
        candidate.strip().removeprefix("W/") for candidate in if_none_match.split(",")
    )


class Representation(Response):
    """A representation of content (a page, a card, a feed): a response that ``ETags`` tags.

    Args:
        body: its bytes.
        media_type: their type.
        content_state: the state of the content that it shows.
        headers: its other headers.
    """

    def __init__(
        self,
        body: bytes,
        media_type: str,
        content_state: ContentState,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(body, 200, headers, media_type)
        self.content_state = content_state

    def tag(self) -> str:
        """Return the strong tag of the bytes and of the headers that say how to use them (RFC 9110, 8.8.1)."""
        digest = sha256(orjson.dumps(sorted(self.headers.items())))
        digest.update(self.body)
        return f'"{digest.hexdigest()[:32]}"'


class LastResponse(NamedTuple):
    """The tag of the last response from a URL, and the state of the content that it showed."""

    tag: str
    content_state: ContentState
    vary: str
    """What else than the encoding it depends on."""


class ETags:
    """Tags representations, and remembers the tags for as long as the content stays the same.

    A tag is made from the bytes, so it survives changes elsewhere, restarts and other processes. Where this process
    remembers a tag, a small statement revalidates it; otherwise the representation is made again.

    Args:
        revalidate: returns the current state of the content if all representations of an earlier one are still right,
            else None; it is told the current version where that is known.
        lifetimes: how long caches may keep representations.
    """

    def __init__(self, revalidate: Revalidate, lifetimes: Lifetimes) -> None:
        self._revalidate = revalidate
        self._lifetimes = lifetimes
        self._last_responses: LRUCache[tuple[str, bytes], LastResponse] = LRUCache(MAX_URLS)

    def tag_route(self, route: Route) -> Route:
        """Return a route whose representations are tagged."""
        return Route(route.path, self._tagged(route.endpoint))

    def _tagged(self, handler: Handler) -> Handler:
        """Return a handler that tags representations, and does not make one again that the client has already."""

        async def respond(request: Request) -> Response:
            if_none_match = request.headers.get("if-none-match", "")
            url = (request.scope["path"], request.scope["query_string"])
            last = self._last_responses.get(url)
            if last and etag_matches(last.tag, if_none_match):
                current = await self._revalidate(last.content_state, current_version(request.scope))
                if current:
                    keep_for_a_quarter(request, current)
                    return self._not_modified(last.tag, current, last.vary)
            response = await handler(request)
            if not isinstance(response, Representation):
                return response
            tag, content_state = response.tag(), response.content_state
            vary = ", ".join(filter(None, [response.headers.get("vary"), VARY]))
            keep_for_a_quarter(request, content_state)
            if sum(map(len, url)) <= MAX_URL_BYTES:
                self._last_responses[url] = LastResponse(tag, content_state, vary)
            if etag_matches(tag, if_none_match):
                return self._not_modified(tag, content_state, vary)
            response.headers.update({**self._headers(tag, content_state), "Vary": vary})
            return response

        return respond

    def _not_modified(self, tag: str, content_state: ContentState, vary: str) -> Response:
        # A 304 has the headers that the 200 would have (RFC 9110, 15.4.5); the compression adds its Vary only to the
        # latter.
        headers = {**self._headers(tag, content_state), "Vary": f"{vary}, Accept-Encoding"}
        return Response(None, 304, headers)

    def _headers(self, tag: str, content_state: ContentState) -> dict[str, str]:
        return {"ETag": tag, "Cache-Control": cache_control(content_state.read_at, self._lifetimes)}


def keep_for_a_quarter(request: Request, content_state: ContentState) -> None:
    """Say that a representation may be kept in memory, until the day may be another where the publication is."""
    may_be_kept(request.scope, content_state.version, end_of_quarter(content_state.read_at))


def release_asset(request: Request, body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """Return an asset that changes only between releases: max-age one hour, 304 on a matching ETag."""
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    if etag_matches(tag, request.headers.get("if-none-match", "")):
        return Response(None, 304, {**ONE_HOUR, "ETag": tag})
    return Response(body, 200, {**ONE_HOUR, "ETag": tag, "X-Content-Type-Options": "nosniff", **headers}, media_type)
