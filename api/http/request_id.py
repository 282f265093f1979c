"""``X-Request-Id``: taken from a proxy or made here, on every response and in every line of the log."""

import logging
import re
from collections.abc import Mapping
from contextvars import ContextVar
from random import getrandbits
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.repeated_headers import join_repeated

HEADER = b"x-request-id"
ACCEPTED = re.compile(rb"[A-Za-z0-9._-]{1,64}")
RESPONSE_HEADERS = "liane.response_headers"
"""The key in a request's scope where the middleware inside adds headers to the response, as a list of pairs.

``RequestId`` sends them along with its own: a wrapper of ``send`` in each middleware would cost every request 10
microseconds (bench/PROFILE.md).
"""
current_request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestId:
    """ASGI middleware that gives every request an id. It has to be the outermost one, see ``RESPONSE_HEADERS``.

    Args:
        app: the application to wrap.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the id for the time of the request, and send it back; where the request fails, its failure is logged so.

        What is inside reads headers by name, so here those that stand on several lines are joined.
        """
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if len(headers) < len(scope["headers"]):
            scope["headers"] = join_repeated(scope["headers"])
        request_id = choose_request_id(headers)
        scope[RESPONSE_HEADERS] = response_headers = [(HEADER, request_id)]

        async def send_with_headers(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                message = {**message, "headers": [*message.get("headers", ()), *response_headers]}
            await send(message)

        token = current_request_id.set(request_id.decode())
        await self.app(scope, receive, send_with_headers)
        current_request_id.reset(token)  # not after a failure, which the server logs further out


def choose_request_id(headers: Mapping[bytes, bytes]) -> bytes:
    """Return the id that a request brings, or a new one."""
    sent_id = headers.get(HEADER)
    if sent_id and ACCEPTED.fullmatch(sent_id):
        return sent_id
    return b"%016x" % getrandbits(64)  # a name, not a secret


class RequestIdFilter(logging.Filter):
    """Puts the request's id on log records as ``request_id``."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        record.request_id = current_request_id.get()
        return True


LOG_FORMAT = "%(levelname)s [%(request_id)s] %(name)s: %(message)s"
UVICORN_LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": RequestIdFilter}},
    "formatters": {"liane": {"format": LOG_FORMAT}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "filters": ["request_id"], "formatter": "liane"}},
    "loggers": {"uvicorn": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}
"""The logging of uvicorn: its lines look like ours, those of WebSockets with the id of their request."""


def log_with_request_ids() -> None:
    """Log warnings and errors with the id of the request they belong to."""
    logger = logging.getLogger("liane")
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.addFilter(RequestIdFilter())
        handler.setFormatter(logging.Formatter(LOG_FORMAT))
        logger.addHandler(handler)
