"""Compressed responses, for who asks for them: zstd, brotli or gzip, each with entity tags of its own."""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type, remove_compress_type

from api.http.request_id import ADDED

LEAST_BYTES = 1_000
ENCODINGS = (b"zstd", b"br", b"gzip")
VARY = (b"vary", b"accept-encoding")
MARKED = re.compile(rb'-(?:zstd|br|gzip)"')

for media_type in ("application/graphql-response+json", "application/problem+json", "application/feed+json"):
    add_compress_type(media_type)
for media_type in ("text/event-stream", "multipart/mixed"):  # each event goes out at once
    remove_compress_type(media_type)


class Compression:
    """ASGI middleware that compresses whole bodies.

    A strong entity tag stands for bytes, so that of a compressed response is another one (RFC 9110, 8.8.3.3):
    ``"a1b2"`` becomes ``"a1b2-gzip"`` on its way out, and is ``"a1b2"`` again where ``If-None-Match`` comes in.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Take the application to wrap."""
        self.app = app
        self._compress = CompressMiddleware(app, minimum_size=LEAST_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response back, compressed if that is worth it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if b"accept-encoding" not in headers:
            scope[ADDED].append(VARY)
            await self.app(scope, receive, send)
            return
        held = headers.get(b"if-none-match", b"")
        if held:
            unmarked = (b"if-none-match", MARKED.sub(b'"', held))
            scope = {**scope, "headers": [*(each for each in scope["headers"] if each[0] != unmarked[0]), unmarked]}

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": marked(message, held)}
            await send(message)

        await self._compress(scope, receive, send_marked)


def marked(message: Message, held: bytes) -> list[tuple[bytes, bytes]]:
    """Give a response's headers with its tag marked by its encoding, or in a 304 as the client holds it."""
    headers: list[tuple[bytes, bytes]] = message["headers"]
    tags = [value for name, value in headers if name == b"etag"]
    if not tags:
        return headers
    variants = [tags[0][:-1] + b"-" + encoding + b'"' for encoding in ENCODINGS]
    if message["status"] == 304:  # noqa: PLR2004 - Not Modified
        tag = next((each for each in variants if each in held), tags[0])
    else:
        encoding = dict(headers).get(b"content-encoding", b"")
        tag = variants[ENCODINGS.index(encoding)] if encoding in ENCODINGS else tags[0]
    return [(name, tag if name == b"etag" else value) for name, value in headers]
