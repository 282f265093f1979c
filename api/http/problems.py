"""Errors outside of GraphQL, as problem details: https://www.rfc-editor.org/rfc/rfc9457."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

import orjson
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.request_id import current

log = logging.getLogger("liane.http")
MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str | None = None, headers: Mapping[str, str] | None = None) -> Response:
    """Give the response for a status.

    Args:
        status: the HTTP status.
        detail: a sentence for whoever asked, where the status does not say it all.
        headers: those that the status asks for, such as ``Allow``.
    """
    title = HTTPStatus(status).phrase
    details: dict[str, object] = {"type": "about:blank", "title": title, "status": status}
    if detail and detail != title:
        details["detail"] = detail
    body = orjson.dumps({**details, "requestId": current.get()})
    return Response(body, status, {"cache-control": "no-store", **(headers or {})}, MEDIA_TYPE)


class Failures:
    """ASGI middleware for what nobody expected: it is logged in full, and answered with 500 and not a word of it."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application to wrap."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; what fails after the response began is the server's to handle."""
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except Exception:
            if begun or scope["type"] != "http":
                raise
            log.exception("a request failed")
            await problem(HTTPStatus.INTERNAL_SERVER_ERROR)(scope, receive, send)


def answer_with_problems(app: FastAPI) -> None:
    """Have an application's refusals (404, 405, wrong parameters ...) answered as problem details."""

    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> Response:
        return problem(error.status_code, error.detail, error.headers)
