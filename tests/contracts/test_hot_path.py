"""What a planned request costs, counted rather than timed: the same number on every machine, quiet or busy."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import orjson
import pytest

from schema import db
from schema.engine.database.protocol import Database
from tests.api.serving import application
from tests.databases import SqliteDatabases

# Calls of Python functions from the outermost ASGI application to the last byte, with the database left out.
MOST_CALLS = 87
QUESTIONS = Path(__file__).parents[2] / "bench" / "operations"


class Stub:
    """A database that answers at once, and counts."""

    waiting = 0

    def __init__(self, database: Database) -> None:
        self.overload = database.overload
        self.dialect = database.dialect
        self.statements = 0

    def shed(self, begun: int = 0) -> None:
        """Nobody waits."""

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        self.statements += 1
        return [b'{"nodes":[]}']

    def data_version(self) -> None:
        """Changes cannot be noticed."""

    async def close(self) -> None:
        """Nothing is open."""


async def calls_of(app: Any, body: bytes) -> int:
    """Return the number of Python calls that one POST takes; its answer is checked."""
    messages: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[dict[str, Any]] = []
    calls = 0

    async def receive() -> dict[str, Any]:
        if not messages:
            await asyncio.Event().wait()  # the client waits for its answer
        return messages.pop()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    def count(_frame: FrameType, event: str, _: object) -> None:
        nonlocal calls
        calls += event == "call"

    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "headers": headers,
    }
    sys.setprofile(count)
    try:
        await app(scope, receive, send)
    finally:
        sys.setprofile(None)
    assert orjson.loads(b"".join(message.get("body", b"") for message in sent)).keys() == {"data"}
    return calls


async def test_a_planned_request_is_one_statement_and_a_bounded_number_of_calls(
    monkeypatch: pytest.MonkeyPatch, sqlite_databases: SqliteDatabases
) -> None:
    url = sqlite_databases.migrated
    stub = Stub(db.connect_read_only(url))
    monkeypatch.setattr(db, "connect_read_only", lambda *_: stub)
    app = application(url)
    for name in ("Q1", "Q3"):
        body = orjson.dumps({"query": (QUESTIONS / f"{name}.graphql").read_text()})
        await calls_of(app, body)  # plans
        before = stub.statements
        calls = [await calls_of(app, body) for _ in range(5)]
        assert stub.statements - before == 5
        assert min(calls) <= MOST_CALLS, (
            f"a planned request takes {min(calls)} calls of Python functions, more than {MOST_CALLS}: something was "
            "added to every request. Where that is meant, write the new number into MOST_CALLS"
        )
