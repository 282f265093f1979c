"""A cache of POST requests by their bytes: equal bytes are parsed and prepared once.

It saves 13 of the 171 microseconds that a small request would take (bench/PROFILE.md).
"""

from collections.abc import Callable
from typing import NamedTuple

from cachetools import LRUCache

from api.graphql.request import GraphQLRequest, parse_body
from schema.engine.engine import PreparedOperation

MAX_REQUESTS = 500
MAX_REQUEST_BYTES = 4_000
"""Longer requests are not cached: parsed, a request can take twenty times its bytes."""


class PreparedRequest(NamedTuple):
    """A parsed request, and the operation that it asks for."""

    request: GraphQLRequest
    prepared: PreparedOperation


class RequestCache:
    """The last ``MAX_REQUESTS`` requests, each of at most ``MAX_REQUEST_BYTES``.

    What a request means must depend on its bytes alone. It does not where it has extensions: they may name a persisted
    query, which is registered or evicted between two requests. Such requests are not cached.

    Args:
        prepare: returns the operation that a request asks for.
    """

    def __init__(self, prepare: Callable[[GraphQLRequest], PreparedOperation]) -> None:
        self._prepare = prepare
        self._requests: LRUCache[tuple[str, bytes], PreparedRequest] = LRUCache(MAX_REQUESTS)

    def __len__(self) -> int:
        """Return the number of cached requests."""
        return len(self._requests)

    def parse(self, content_type: str, body: bytes) -> PreparedRequest:
        """Parse and prepare a request.

        Raises:
            HTTPException: it is not a well-formed request.
            RequestErrors: its operation cannot be executed.
        """
        try:
            return self._requests[content_type, body]
        except KeyError:
            request = parse_body(content_type, body)
            parsed = PreparedRequest(request, self._prepare(request))
            if len(content_type) + len(body) <= MAX_REQUEST_BYTES and not request.extensions:
                self._requests[content_type, body] = parsed
            return parsed
