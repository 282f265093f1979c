"""A GraphQL response as it goes over HTTP: https://graphql.github.io/graphql-over-http/draft/#sec-Response."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from graphql import GraphQLError
from starlette.exceptions import HTTPException
from starlette.types import Send

from api.budgets.budgets import OverBudget
from api.budgets.responses import over_budget_problem
from api.http.media_types import GRAPHQL
from api.http.problems import RETRY_AFTER
from api.http.request_id import current_request_id
from api.identity.refusal import Refusal
from schema.engine.errors import BAD_USER_INPUT, INTERNAL, TEMPORARY, RequestErrors, internal_error

log = logging.getLogger("liane.http")
STATUSES = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    INTERNAL: 500,
    "TIMEOUT": 504,
}
"""The status of a response without ``data``, by the code of its first error, where it is not 400."""
NO_STORE = "no-store"
PRIVATE = (b"cache-control", NO_STORE.encode())


class Response(NamedTuple):
    """A whole response.

    ``version`` is that of the content, where it depends on nothing besides and on the request; until it ``ends``.
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    version: str | None = None
    ends: datetime | None = None

    @property
    def is_private(self) -> bool:
        """Whether it is for the one who asked alone."""
        return PRIVATE in self.headers

    async def send(self, send: Send) -> None:
        """Send it."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": self.body})


def json_response(
    status: int, media_type: str, body: bytes, headers: Mapping[str, str], version: str | None = None
) -> Response:
    """Return a response with a JSON body."""
    lines = [
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"content-length", b"%d" % len(body)),
        (b"x-content-type-options", b"nosniff"),
    ]
    for name, value in headers.items():
        lines.append((name.lower().encode(), value.encode("latin-1")))
    return Response(status, lines, body, version)


def execution_response(
    data: Mapping[str, Any] | None,
    errors: Iterable[GraphQLError],
    media_type: str,
    headers: Mapping[str, str],
    extensions: Mapping[str, Any] | None = None,
    version: str | None = None,
) -> Response:
    """Return the response to an operation that was executed; errors come first, where a person looks."""
    formatted = [error.formatted for error in errors]
    answer: dict[str, Any] = {"errors": formatted, "data": data} if formatted else {"data": data}
    if extensions:
        answer["extensions"] = extensions
    return json_response(200, media_type, orjson.dumps(answer), headers, version)


def error_response(error: Exception, media_type: str) -> Response:
    """Return the response to a request that failed; an unexpected error is logged, and masked for the client."""
    if isinstance(error, HTTPException):
        return malformed_request_response(error, media_type)
    if isinstance(error, OverBudget) and error.is_temporary:
        return over_budget_response(error)
    if isinstance(error, RequestErrors):
        return request_error_response(error.errors, media_type)
    log.error("a request failed", exc_info=error)
    return request_error_response([internal_error(current_request_id.get())], media_type)


def request_error_response(errors: Iterable[GraphQLError], media_type: str) -> Response:
    """Return the response to a well-formed request whose operation was not executed.

    It has no ``data``. ``application/json`` gets 200 all the same, so that a client recognises a GraphQL response; but
    for what may be answered later, which clients, proxies and monitors have to tell from an answer.
    """
    formatted = [error.formatted for error in errors]
    code = str(formatted[0].get("extensions", {}).get("code", ""))
    body, headers = orjson.dumps({"errors": formatted}), {"cache-control": NO_STORE}
    if code in TEMPORARY:
        return json_response(503, media_type, body, {**headers, **RETRY_AFTER})
    return json_response(STATUSES.get(code, 400) if media_type == GRAPHQL else 200, media_type, body, headers)


def over_budget_response(error: OverBudget) -> Response:
    """Return the response to an operation that its client has no points for: a problem document, whatever it accepts.

    Its ``errors`` are for programs that look for them in whatever JSON they get.
    """
    response = over_budget_problem(error, {"errors": [each.formatted for each in error.errors]})
    return Response(response.status_code, response.raw_headers, bytes(response.body))


def malformed_request_response(error: HTTPException, media_type: str) -> Response:
    """Return the response to a request that is not well-formed, or refused, as a GraphQL error all the same."""
    code = error.code if isinstance(error, Refusal) else BAD_USER_INPUT
    body = orjson.dumps({"errors": [{"message": error.detail, "extensions": {"code": code}}]})
    return json_response(error.status_code, media_type, body, {"cache-control": NO_STORE, **(error.headers or {})})


def not_modified(headers: Mapping[str, str]) -> Response:
    """Return the response 304, to a client whose entity tag matches."""
    return Response(304, [(name.encode(), value.encode("latin-1")) for name, value in headers.items()], b"")
