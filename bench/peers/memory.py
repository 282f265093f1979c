"""What uvicorn alone can do: each question's answer from memory, behind bare ASGI; the ceiling of every Python server.

The answers are made by the hand-written statements at start-up.
"""

import os

import asyncpg
import orjson

from bench.peers.handwritten import STATEMENTS, Receive, Scope, Send, body_of, send_json


class FromMemory:
    """Answers the three questions by the name of their operation, each always alike."""

    def __init__(self, url: str) -> None:
        """Keep the URL of the database, which is read on the first request of each question."""
        self.url = url
        self.answers: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        question = orjson.loads(await body_of(receive))
        name = question["operationName"]
        if name not in self.answers:
            connection = await asyncpg.connect(self.url)
            self.answers[name] = (await connection.fetchval(STATEMENTS[name], *question["variables"].values())).encode()
            await connection.close()
        await send_json(send, self.answers[name])


def create_app() -> FromMemory:
    """Make the app on the database of ``DATABASE_URL``."""
    return FromMemory(os.environ["DATABASE_URL"])  # noqa: TID251 - it is told like the other peers
