"""What uvicorn alone can do: each answer from memory by the bytes of its request, with as many headers as Liane's.

The answers are made by the hand-written statements when they are first asked for.
"""

import os
from urllib.parse import parse_qs

import asyncpg
import orjson

from bench.peers.handwritten import STATEMENTS, Receive, Scope, Send, body_of

HEADERS = [
    (b"content-type", b"application/json; charset=utf-8"),
    (b"x-content-type-options", b"nosniff"),
    (b"etag", b'"0123456789abcdef0123456789abcdef"'),
    (b"vary", b"Accept, Accept-Encoding, Authorization, Liane-Cost, Liane-View"),
    (b"cache-control", b"public, max-age=0, s-maxage=60, stale-while-revalidate=60"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"),
    (b"x-request-id", b"0123456789abcdef"),
]
NOT_PUBLIC = [line for line in HEADERS if line[0] not in {b"etag", b"vary", b"cache-control"}]


class FromMemory:
    """Answers the three questions, each always alike."""

    def __init__(self, url: str) -> None:
        """Keep the URL of the database, which is read on the first request of each question."""
        self.url = url
        self.answers: dict[tuple[bytes, bytes], tuple[bytes, list[tuple[bytes, bytes]]]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        key = scope["query_string"], await body_of(receive) if scope["method"] == "POST" else b""
        if key not in self.answers:
            self.answers[key] = await self.answer(*key)
        content, headers = self.answers[key]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def answer(self, query_string: bytes, body: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
        """Make an answer, and its headers."""
        asked = {name: values[0] for name, values in parse_qs(query_string.decode()).items()}
        question = orjson.loads(body) if body else {**asked, "variables": orjson.loads(asked["variables"])}
        connection = await asyncpg.connect(self.url)
        statement = STATEMENTS[question["operationName"]]
        content = (await connection.fetchval(statement, *question["variables"].values())).encode()
        await connection.close()
        headers = NOT_PUBLIC if body else HEADERS
        return content, [*headers, (b"content-length", str(len(content)).encode())]


def create_app() -> FromMemory:
    """Make the app on the database of ``DATABASE_URL``."""
    return FromMemory(os.environ["DATABASE_URL"])  # noqa: TID251 - it is told like the other peers
