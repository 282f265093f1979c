"""A GraphQL response as it goes over HTTP: https://graphql.github.io/graphql-over-http/draft/#sec-Response."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import orjson
from graphql import GraphQLError
from starlette.types import Send

from api.http.media_types import GRAPHQL
from schema.engine.errors import INTERNAL

STATUSES = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "RATE_LIMITED": 429,
    INTERNAL: 500,
    "OVERLOADED": 503,
    "TIMEOUT": 504,
}
"""The status of a response without ``data``, by the code of its first error, where it is not 400."""
NO_STORE = "no-store"


class Response(NamedTuple):
    """A whole response."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes

    async def send(self, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


def response(status: int, media_type: str, body: bytes, headers: Mapping[str, str]) -> Response:
    """Put a response together; only what ``headers`` says may be stored is."""
    lines = [
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"content-length", b"%d" % len(body)),
        (b"x-content-type-options", b"nosniff"),
    ]
    for name, value in headers.items():
        lines.append((name.lower().encode(), value.encode("latin-1")))
    return Response(status, lines, body)


def answered(
    data: Mapping[str, Any] | None, errors: Iterable[GraphQLError], media_type: str, headers: Mapping[str, str]
) -> Response:
    """Give the response to an operation that was executed; errors come first, where a person looks."""
    shown = [error.formatted for error in errors]
    body = orjson.dumps({"errors": shown, "data": data} if shown else {"data": data})
    return response(200, media_type, body, headers)


def refused(errors: Iterable[GraphQLError], media_type: str) -> Response:
    """Give the response to a well-formed request whose operation was not executed.

    It has no ``data``. ``application/json`` says 200 all the same, so that a client knows it for an answer of GraphQL.
    """
    shown = [error.formatted for error in errors]
    code = str(shown[0].get("extensions", {}).get("code", ""))
    status = STATUSES.get(code, 400) if media_type == GRAPHQL else 200
    return response(status, media_type, orjson.dumps({"errors": shown}), {"cache-control": NO_STORE})


def malformed(status: int, error: Mapping[str, Any], media_type: str, headers: Mapping[str, str]) -> Response:
    """Give the response to what is no well-formed request, in GraphQL's form all the same."""
    return response(status, media_type, orjson.dumps({"errors": [error]}), {"cache-control": NO_STORE, **headers})
