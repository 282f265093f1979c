"""Compressed responses (zstd, brotli or gzip), each encoding with an entity tag of its own."""

import re
from functools import lru_cache

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware, add_compress_type, remove_compress_type

from api.http.media_types import MAX_HEADER_BYTES, parse_accept
from api.http.request_id import RESPONSE_HEADERS

MIN_BYTES = 1_000
ENCODINGS = (b"br", b"gzip", b"zstd")
"""In the order of preference among those that a client accepts alike: some name zstd, and cannot read it (Node 20)."""
VARY = (b"vary", b"accept-encoding")
ENCODING_SUFFIX = re.compile(rb'-(?:zstd|br|gzip)"')

for media_type in ("application/graphql-response+json", "application/problem+json", "application/feed+json"):
    add_compress_type(media_type)
for media_type in ("text/event-stream", "multipart/mixed"):  # each event goes out at once
    remove_compress_type(media_type)


class Compression:
    """ASGI middleware that compresses whole bodies.

    A strong entity tag stands for bytes, so a compressed response has another one (RFC 9110, 8.8.3.3): ``"a1b2"``
    becomes ``"a1b2-gzip"`` in the response, and is ``"a1b2"`` again where ``If-None-Match`` comes in.

    Args:
        app: the application to wrap.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._compress = CompressMiddleware(app, minimum_size=MIN_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its response back, compressed if that is worth it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        encoding = preferred_encoding(headers.get(b"accept-encoding", b"")[:MAX_HEADER_BYTES])
        if encoding is None:
            scope[RESPONSE_HEADERS].append(VARY)
            await self.app(scope, receive, send)
            return
        if_none_match = headers.get(b"if-none-match", b"")
        others = [pair for pair in scope["headers"] if pair[0] not in {b"if-none-match", b"accept-encoding"}]
        if if_none_match:
            others.append((b"if-none-match", ENCODING_SUFFIX.sub(b'"', if_none_match)))
        scope = {**scope, "headers": [*others, (b"accept-encoding", encoding)]}

        async def send_with_suffix(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": with_encoding_suffix(message, if_none_match)}
            await send(message)

        await self._compress(scope, receive, send_with_suffix)


@lru_cache(256)
def preferred_encoding(accept_encoding: bytes) -> bytes | None:
    """Return the encoding that a client prefers, or None if it prefers none (RFC 9110, 12.5.3)."""
    qualities = {coding.name: coding.quality for coding in parse_accept(accept_encoding.decode("latin-1"))}
    others = qualities.get("*", 0.0)
    best = max(ENCODINGS, key=lambda encoding: qualities.get(encoding.decode(), others))
    quality = qualities.get(best.decode(), others)
    return best if quality > 0 and quality >= qualities.get("identity", 0.0) else None


def with_encoding_suffix(message: Message, if_none_match: bytes) -> list[tuple[bytes, bytes]]:
    """Return the headers of a response, its entity tag with the suffix of its encoding.

    The tag of a 304 is the one that the client sent.
    """
    headers: list[tuple[bytes, bytes]] = message["headers"]
    tags = [value for name, value in headers if name == b"etag"]
    if not tags:
        return headers
    variants = [tags[0][:-1] + b"-" + encoding + b'"' for encoding in ENCODINGS]
    if message["status"] == 304:  # noqa: PLR2004 - Not Modified
        tag = next((variant for variant in variants if variant in if_none_match), tags[0])
    else:
        encoding = dict(headers).get(b"content-encoding", b"")
        tag = variants[ENCODINGS.index(encoding)] if encoding in ENCODINGS else tags[0]
    return [(name, tag if name == b"etag" else value) for name, value in headers]
