"""Answers that come one after the other in a single HTTP response.

* ``text/event-stream``: GraphQL over Server-Sent Events in distinct connections mode, for any operation,
  https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md. What refuses an operation is its only answer.
* ``multipart/mixed; subscriptionSpec=1.0``: Apollo's,
  https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from starlette.types import Receive, Send
from strawberry.types.execution import ExecutionResult

from api.graphql.response import NO_STORE
from api.http import media_types
from api.http.disconnect import ClientGone, cancel_on_disconnect

Answers = AsyncGenerator[ExecutionResult, None]
MULTIPART = "multipart/mixed"


@dataclass(frozen=True)
class Form:
    """How answers are written one after the other; ``before`` and ``after`` stand around the JSON of each.

    ``opening`` is sent at once, so that the client knows that it is heard; ``beat`` whenever nothing was said for
    ``interval`` seconds, so that nobody between takes the connection for dead.
    """

    media_type: str
    opening: bytes
    before: bytes
    after: bytes
    beat: bytes
    closing: bytes
    interval: float


PART = b"\r\nContent-Type: application/json\r\n\r\n"
EVENTS = Form(  # lines end with LF alone: a reader may split at it
    media_type=f"{media_types.EVENTS}; charset=utf-8",
    opening=b":\n\n",
    before=b"event: next\ndata: ",
    after=b"\n\n",
    beat=b":\n\n",
    closing=b"event: complete\ndata: \n\n",
    interval=12,
)
PARTS = Form(  # each part is closed by the next one's boundary, which is sent with it: so it can be read at once
    media_type=f'{MULTIPART}; boundary="graphql"; subscriptionSpec=1.0',
    opening=b"--graphql",
    before=PART + b'{"payload":',
    after=b"}\r\n--graphql",
    beat=PART + b"{}\r\n--graphql",
    closing=b"--\r\n",
    interval=5,
)


@lru_cache(256)
def wanted(accept: str) -> Form | None:
    """Tell in which form a client wants answers one after the other; None when it wants, or prefers, a single one.

    Some clients take streams whatever they ask (urql does): they name them after the types that they prefer.
    """
    preferred = media_types.best(accept, media_types.JSON, media_types.GRAPHQL, media_types.EVENTS, MULTIPART)
    if preferred == media_types.EVENTS and media_types.names(accept, media_types.EVENTS):
        return EVENTS
    for part in accept.lower().split(",") if preferred == MULTIPART else ():
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if name == MULTIPART and any(each.replace('"', "") == "subscriptionspec=1.0" for each in parameters):
            return PARTS
    return None


class Stream:
    """A response that goes on until its answers end or its client goes away."""

    def __init__(self, form: Form, answers: Answers, receive: Receive) -> None:
        """Take the form, the answers, and where the client is heard to leave."""
        self._form = form
        self._answers = answers
        self._receive = receive

    async def send(self, send: Send) -> None:
        """Send all of it; when the client goes away its subscription ends."""
        headers = [
            (b"content-type", self._form.media_type.encode()),
            (b"cache-control", f"{NO_STORE}, no-transform".encode()),
            (b"x-accel-buffering", b"no"),  # nginx hands on what comes, as it comes
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        with suppress(ClientGone):
            await cancel_on_disconnect(self._receive, self._send_all(send))

    async def _send_all(self, send: Send) -> None:
        async with aclosing(chunks(self._form, self._answers)) as found:
            async for chunk in found:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": self._form.closing})


async def chunks(form: Form, answers: Answers) -> AsyncGenerator[bytes, None]:
    """Write answers in a form, with beats where none comes for a while."""
    yield form.opening
    async with aclosing(answers):
        coming: asyncio.Future[Any] = asyncio.ensure_future(anext(answers, None))
        try:
            while True:
                await asyncio.wait({coming}, timeout=form.interval)
                if not coming.done():
                    yield form.beat
                elif (answer := coming.result()) is None:
                    return
                else:
                    yield form.before + encoded(answer) + form.after
                    coming = asyncio.ensure_future(anext(answers, None))
        finally:
            coming.cancel()
            with suppress(asyncio.CancelledError):
                await coming


def encoded(answer: ExecutionResult) -> bytes:
    """Give an answer's JSON in one line (a line's end within JSON text can only stand between its tokens)."""
    body: dict[str, Any] = {"data": answer.data}
    if answer.errors:
        body = {"errors": [error.formatted for error in answer.errors], **body}
    return orjson.dumps(body).replace(b"\n", b" ")
