"""Streams: the results of an operation one after the other, in a single HTTP response.

* ``text/event-stream``: GraphQL over Server-Sent Events in distinct connections mode, for any operation,
  https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md. An operation that is refused has its errors as the
  only result.
* ``multipart/mixed; subscriptionSpec=1.0``: Apollo's,
  https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Send
from strawberry.types.execution import ExecutionResult, PreExecutionError

from api.graphql.response import NO_STORE
from api.http import media_types
from api.http.disconnect import cancel_on_disconnect
from api.http.media_types import EVENT_STREAM, MULTIPART
from schema.engine.subscriptions import SourceInterrupted

Results = AsyncGenerator[ExecutionResult, None]
is_cut: ContextVar[bool] = ContextVar("is_cut", default=False)
"""Whether the response of this task was cut on purpose."""
logging.getLogger("uvicorn.error").addFilter(lambda _: not is_cut.get())  # it would log each as an error of ours
PART = b"\r\nContent-Type: application/json\r\n\r\n"


@dataclass(frozen=True)
class StreamFormat:
    """The bytes of a stream around the JSON of each result.

    ``opening`` is sent at once, so that the client knows that its request was accepted; ``heartbeat`` whenever nothing
    was sent for ``interval`` seconds, so that no proxy closes the connection as idle. ``event_id`` stands before what
    follows the event of an id, with ``%s`` for it: a client that comes again names the last that it got.
    """

    media_type: str
    opening: bytes
    before: bytes
    after: bytes
    heartbeat: bytes
    closing: bytes
    interval: float
    event_id: bytes = b""

    def named(self, event_id: str | None) -> bytes:
        """Return what names an event, if this format names events and the event has an id."""
        return self.event_id % event_id.encode() if self.event_id and event_id else b""


SERVER_SENT_EVENTS = StreamFormat(  # lines end with LF alone: some clients split at it
    media_type=f"{EVENT_STREAM}; charset=utf-8",
    opening=b":\n\n",
    before=b"event: next\ndata: ",
    after=b"\n\n",
    heartbeat=b":\n\n",
    closing=b"event: complete\ndata: \n\n",
    interval=12,
    event_id=b"id: %s\n",
)
APOLLO_MULTIPART = StreamFormat(  # a part ends with the next boundary: sent at once, it lets clients read the part
    media_type=f'{MULTIPART}; boundary="graphql"; subscriptionSpec=1.0',
    opening=b"--graphql",
    before=PART + b'{"payload":',
    after=b"}\r\n--graphql",
    heartbeat=PART + b"{}\r\n--graphql",
    closing=b"--\r\n",
    interval=5,
)


@lru_cache(256)
def negotiate_stream(accept: str) -> StreamFormat | None:
    """Return the format of the stream that a client prefers, or None if it prefers a single response.

    Some clients accept streams for any operation (urql does): they list them after the types that they prefer.
    """
    offers = (media_types.JSON, media_types.GRAPHQL, EVENT_STREAM, MULTIPART)
    preferred = media_types.best_match(accept, *offers)
    if preferred == EVENT_STREAM and media_types.accepts_by_name(accept, EVENT_STREAM):
        return SERVER_SENT_EVENTS
    for media_range in accept.lower().split(",") if preferred == MULTIPART else ():
        name, *parameters = (piece.strip() for piece in media_range.split(";"))
        if name == MULTIPART and any(each.replace('"', "") == "subscriptionspec=1.0" for each in parameters):
            return APOLLO_MULTIPART
    return None


class Stream:
    """A response that goes on until its results end or its client disconnects.

    Args:
        stream_format: how results are written.
        results: what is written.
        receive: where the client's disconnect arrives.
        event_id: the id of the event that the results begin after, where the client does not know it.
    """

    is_private = True

    def __init__(
        self, stream_format: StreamFormat, results: Results, receive: Receive, event_id: str | None = None
    ) -> None:
        self._format = stream_format
        self._results = results
        self._receive = receive
        self._event_id = event_id

    async def send(self, send: Send) -> None:
        """Send all of it; when the client disconnects, its subscription ends.

        Where the source is interrupted, so is the response, in the middle of its body: clients take it for a failure
        of the network, and try again.
        """
        headers = [
            (b"content-type", self._format.media_type.encode()),
            (b"cache-control", f"{NO_STORE}, no-transform".encode()),
            (b"x-accel-buffering", b"no"),  # nginx passes on each chunk as it comes
            (b"x-content-type-options", b"nosniff"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        with suppress(ClientDisconnect):
            await cancel_on_disconnect(self._receive, self._send_all(send))

    async def _send_all(self, send: Send) -> None:
        try:
            async with aclosing(chunks(self._format, self._results, self._event_id)) as body:
                async for chunk in body:
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
        except SourceInterrupted:
            is_cut.set(True)  # no closing, and no end of the body: the server closes the connection
            return
        await send({"type": "http.response.body", "body": self._format.closing})


async def chunks(
    stream_format: StreamFormat, results: Results, event_id: str | None = None
) -> AsyncGenerator[bytes, None]:
    """Yield the chunks of a stream: its results, and a heartbeat where none comes for a while."""
    yield stream_format.named(event_id) + stream_format.opening
    async with aclosing(results):
        coming: asyncio.Future[Any] = asyncio.ensure_future(anext(results, None))
        try:
            while True:
                await asyncio.wait({coming}, timeout=stream_format.interval)
                if not coming.done():
                    yield stream_format.heartbeat
                elif (result := coming.result()) is None:
                    return
                else:
                    name = stream_format.named(getattr(result, "event_id", None))
                    yield name + stream_format.before + json_line(result) + stream_format.after
                    coming = asyncio.ensure_future(anext(results, None))
        finally:
            coming.cancel()
            with suppress(asyncio.CancelledError):
                await coming


def json_line(result: ExecutionResult) -> bytes:
    """Return the JSON of a result in one line (in JSON, a line break can only stand between tokens).

    The errors of an operation that was not executed have no ``data`` beside them.
    """
    body: dict[str, Any] = {"errors": [error.formatted for error in result.errors]} if result.errors else {}
    if not isinstance(result, PreExecutionError):
        body["data"] = result.data
    return orjson.dumps(body).replace(b"\n", b" ")
