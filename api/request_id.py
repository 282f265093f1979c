"""``X-Request-Id``: taken from a proxy or made here, on every response and in every line of the log."""

import logging
import re
import secrets
from contextvars import ContextVar

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "x-request-id"
ACCEPTED = re.compile(rb"[A-Za-z0-9._-]{1,64}")
current: ContextVar[str] = ContextVar("request_id", default="-")
log = logging.getLogger("liane.http")


class RequestId:
    """ASGI middleware that gives every request an id."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application to wrap."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the id for the time of the request and send it back; what fails inside is logged and answered with it."""
        if scope["type"] not in {"http", "websocket"}:
            return await self.app(scope, receive, send)
        sent = dict(scope["headers"]).get(HEADER.encode(), b"")
        request_id = sent.decode() if ACCEPTED.fullmatch(sent) else secrets.token_hex(8)
        begun = False

        async def send_with_id(message: Message) -> None:
            nonlocal begun
            if message["type"] in {"http.response.start", "websocket.accept"}:
                begun = True
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        token = current.set(request_id)
        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            if begun or scope["type"] != "http":
                raise
            # Starlette answers this outside of all middleware: without the id, and so would the log be.
            log.exception("a request failed")
            await PlainTextResponse("Internal Server Error", 500)(scope, receive, send_with_id)
        finally:
            current.reset(token)


class RequestIdFilter(logging.Filter):
    """Puts the request's id on log records as ``request_id``."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        record.request_id = current.get()
        return True
