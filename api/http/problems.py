"""Errors outside of GraphQL, as problem details: https://www.rfc-editor.org/rfc/rfc9457."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

import orjson
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.request_id import current_request_id

log = logging.getLogger("liane.http")
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = {"retry-after": "5"}
"""The header of 503: a database is restarted in seconds, and who asks while it is away costs next to nothing."""


def problem(
    status: int,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
    code: str | None = None,
    *,
    type_: str = "about:blank",
    members: Mapping[str, object] | None = None,
) -> Response:
    """Return the response for a status.

    Args:
        status: the HTTP status.
        detail: a sentence for the client, where the status does not say it all.
        headers: headers that the status asks for, such as ``Allow``.
        code: the code that a GraphQL error would have, for programs.
        type_: the address of its type, where it has one of its own.
        members: what documents of this type say besides.
    """
    title = HTTPStatus(status).phrase
    details: dict[str, object] = {"type": type_, "title": title, "status": status}
    if detail and detail != title:
        details["detail"] = detail
    if code:
        details["code"] = code
    body = orjson.dumps({**details, **(members or {}), "requestId": current_request_id.get()})
    return Response(body, status, {"cache-control": "no-store", **(headers or {})}, MEDIA_TYPE)


class ServerErrors:
    """ASGI middleware for unexpected exceptions: each is logged in full, and the client gets a bare 500.

    Args:
        app: the application to wrap.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; an exception after the response has begun is left to the server."""
        begun = False

        async def watched_send(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched_send)
        except Exception:
            if begun or scope["type"] != "http":
                raise
            log.exception("a request failed")
            await problem(HTTPStatus.INTERNAL_SERVER_ERROR)(scope, receive, send)


def add_problem_handler(app: FastAPI) -> None:
    """Have an application answer HTTP errors (404, 405, invalid parameters...) with problem details."""

    @app.exception_handler(HTTPException)
    async def respond(_: Request, error: HTTPException) -> Response:
        return problem(error.status_code, error.detail, error.headers)
