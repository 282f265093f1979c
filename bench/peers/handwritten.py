"""The yardstick: each question as one SQL statement written by hand that returns the JSON text, behind bare ASGI.

No GraphQL, no validation, no visibility: what is left is HTTP, the driver and the database. Rows that belong together
are joined, texts are concatenated, and only what may hold a character that JSON escapes is quoted by the database. The
driver is set up as Liane sets up its own.

``uvicorn --factory bench.peers.handwritten:create_app``, with ``DATABASE_URL`` set.
"""

import os
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import orjson

POOL = 4

WORK = """'{"slug":"' || w.slug || '","kind":"' || w.kind || '","title":' || to_json(w.title)::text
  || ',"year":' || coalesce(w.year::text, 'null') || ',"summary":' || coalesce(to_json(w.summary)::text, 'null')
  || ',"credits":[' || coalesce((
    SELECT string_agg('{"position":' || c.position || ',"role":"' || c.role || '","person":{"slug":"' || p.slug
      || '","name":' || to_json(p.name)::text || '}}', ',' ORDER BY c.position)
    FROM credits c JOIN people p ON p.id = c.person_id WHERE c.work_id = w.id), '')
  || '],"availability":[' || coalesce((
    SELECT string_agg('{"access":"' || a.access || '","country":' || coalesce('"' || a.country || '"', 'null')
      || ',"platform":' || coalesce('{"slug":"' || o.slug || '","name":' || to_json(o.name)::text || '}', 'null')
      || '}', ',' ORDER BY a.position)
    FROM availability a LEFT JOIN organizations o ON o.id = a.platform_id WHERE a.work_id = w.id), '') || ']}'"""
RECOMMENDATIONS = f"""coalesce((
    SELECT string_agg('{{"position":' || r.position || ',"role":"' || r.role || '","reason":'
      || coalesce(to_json(r.reason)::text, 'null') || ',"work":' || {WORK} || '}}', ',' ORDER BY r.position)
    FROM recommendations r JOIN works w ON w.id = r.work_id WHERE r.section_id = s.id), '')"""  # noqa: S608
BODY = """'"body":{"html":' || to_json(s.body_html)::text || ',"text":' || to_json(s.body_text)::text
  || ',"markdown":' || to_json(s.body_markdown)::text || '},' || """


def issue(body: str = "") -> str:
    """Write the expression of an issue's JSON, with its sections' texts or without."""
    return f"""'{{"slug":"' || i.slug || '","number":' || coalesce(i.number::text, 'null')
  || ',"title":' || to_json(i.title)::text || ',"standfirst":' || coalesce(to_json(i.standfirst)::text, 'null')
  || ',"readingMinutes":' || i.reading_minutes || ',"sections":[' || coalesce((
    SELECT string_agg('{{"heading":' || coalesce(to_json(s.heading)::text, 'null')
      || ',"position":' || s.position || ',' || {body} '"recommendations":[' || {RECOMMENDATIONS} || ']}}',
      ',' ORDER BY s.position)
    FROM sections s WHERE s.issue_id = i.id), '') || ']}}'"""  # noqa: S608


STATEMENTS = {
    "Q1": f"""SELECT '{{"data":{{"issues":{{"nodes":[' || string_agg({issue()}, ',' ORDER BY i.sort_key DESC, i.id DESC)
  || ']}}}}}}'
FROM (SELECT * FROM issues ORDER BY sort_key DESC, id DESC LIMIT 10) i""",  # noqa: S608
    "Q2": f"""SELECT '{{"data":{{"issue":' || {issue(BODY)} || '}}}}' FROM issues i WHERE i.slug = $1""",  # noqa: S608
    "Q3": """SELECT '{"data":{"works":{"nodes":[' || string_agg('{"slug":"' || slug || '","kind":"' || kind
  || '","title":' || to_json(title)::text || ',"originalTitle":' || coalesce(to_json(original_title)::text, 'null')
  || ',"releaseDate":' || coalesce('"' || release_date || '"', 'null') || ',"year":' || coalesce(year::text, 'null')
  || ',"summary":' || coalesce(to_json(summary)::text, 'null') || '}', ',' ORDER BY title_key, id) || ']}}}'
FROM (SELECT * FROM works ORDER BY title_key, id LIMIT 50) w""",
}

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class HandWritten:
    """Answers the three questions by the name of their operation."""

    def __init__(self, url: str) -> None:
        """Keep the URL of the database; connections are opened when they are needed."""
        self.url = url
        self.pool: asyncpg.Pool | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; opens the pool when the server starts."""
        if scope["type"] == "lifespan":
            await self.live(receive, send)
            return
        assert self.pool is not None  # noqa: S101 - opened at start-up
        question = orjson.loads(await body_of(receive))
        values = question["variables"].values()
        await send_json(send, await self.pool.fetchval(STATEMENTS[question["operationName"]], *values))

    async def live(self, receive: Receive, send: Send) -> None:
        """Hold the pool open while the server runs."""
        await receive()
        async with asyncpg.create_pool(
            self.url,
            min_size=POOL,
            max_size=POOL,
            init=_texts_as_bytes,
            reset=_nothing_to_reset,
        ) as self.pool:
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


async def _texts_as_bytes(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("text", schema="pg_catalog", encoder=str.encode, decoder=bytes, format="binary")


async def _nothing_to_reset(_: asyncpg.Connection) -> None:
    """Spare the round trip that a pool makes by default."""


async def body_of(receive: Receive) -> bytes:
    """Read a request's body."""
    pieces, more = [], True
    while more:
        message = await receive()
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(pieces)


async def send_json(send: Send, content: bytes) -> None:
    """Send a response."""
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def create_app() -> HandWritten:
    """Make the app on the database of ``DATABASE_URL``."""
    return HandWritten(os.environ["DATABASE_URL"])  # noqa: TID251 - it is told like the other peers
