"""``X-Request-Id``: taken from a proxy or made here, on every response and in every line of the log."""

import logging
import re
from contextvars import ContextVar
from random import getrandbits

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = b"x-request-id"
ACCEPTED = re.compile(rb"[A-Za-z0-9._-]{1,64}")
current: ContextVar[str] = ContextVar("request_id", default="-")


ADDED = "liane.added_headers"
"""Where, in a request's scope, layers put what they want its response to say: one wrapper of ``send`` serves all."""


class RequestId:
    """ASGI middleware that gives every request an id."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application to wrap."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the id for the time of the request and send it back."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        sent = dict(scope["headers"]).get(HEADER, b"")
        request_id = sent if ACCEPTED.fullmatch(sent) else b"%016x" % getrandbits(64)  # a name, not a secret

        scope[ADDED] = added = [(HEADER, request_id)]

        async def send_with_headers(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        token = current.set(request_id.decode())
        try:
            await self.app(scope, receive, send_with_headers)
        finally:
            current.reset(token)


class RequestIdFilter(logging.Filter):
    """Puts the request's id on log records as ``request_id``."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        record.request_id = current.get()
        return True
