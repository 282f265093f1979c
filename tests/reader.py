"""Questions to a database as the endpoint asks them, without HTTP between."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import orjson

from schema import db
from schema.context import ENVIRONMENT, Caller, Identity, IssueFeed, RequestContext
from schema.engine.database.protocol import Database
from schema.engine.engine import Engine
from schema.engine.execution import EngineSchema
from schema.engine.limits import Limits
from schema.graphql import build_schema
from schema.version import content_version
from schema.visibility import PUBLISHED, View

NOW = datetime(2023, 9, 1, 6, tzinfo=UTC)

BEYOND_THE_DEFAULTS = Limits(**{each.name: 10**30 for each in fields(Limits)})
"""What the engine is able to do is more than what one operation may ask it for."""


class Counted:
    """A database that counts its statements and remembers the last one, with its values."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.dialect = database.dialect
        self.overload = database.overload
        self.statements = 0
        self.last: tuple[str, list[Any]] = ("", [])

    @property
    def waiting(self) -> int:
        """How many statements wait."""
        return self._database.waiting

    def shed(self, begun: int = 0) -> None:
        """Refuse a statement before it is made."""
        self._database.shed(begun)

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement, count and remember it."""
        self.statements += 1
        self.last = (sql, list(values))
        return await self._database.fetch(sql, values, seconds)

    async def close(self) -> None:
        """Close the connections."""
        await self._database.close()


@contextmanager
def asking(engine: Engine, database: Database) -> Iterator[None]:
    """Let an engine ask another database of the same sort for a while, with the plans that it has."""
    before, engine.database = engine.database, database
    try:
        yield
    finally:
        engine.database = before


class Reader:
    """A schema on a database, at one fixed time."""

    def __init__(self, schema: EngineSchema, database: Counted) -> None:
        self.schema = schema
        self.database = database
        self.identity = Identity()

    def context(self, view: View, issue_feed: IssueFeed | None = None) -> RequestContext:
        """Return the context of a request."""
        return RequestContext(Caller(self.identity, view), NOW, "https://liane.example", issue_feed=issue_feed)

    async def body(self, query: str, /, view: View = PUBLISHED, **variables: Any) -> bytes:
        """Return the answer's JSON, errors included."""
        result = await self.schema.execute(query, variables, context_value=self.context(view))
        errors = {"errors": [error.formatted for error in result.errors]} if result.errors else {}
        return orjson.dumps({**errors, "data": result.data})

    async def ask(self, query: str, /, view: View = PUBLISHED, **variables: Any) -> Any:
        """Return the data of an answer that must have no errors."""
        answer = orjson.loads(await self.body(query, view, **variables))
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


@asynccontextmanager
async def reading(
    url: str,
    schema: EngineSchema | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> AsyncIterator[Reader]:
    """Open a reader, on a schema and with limits of one's own if need be."""
    schema = schema or build_schema()
    database = Counted(db.connect_read_only(url))
    schema.attach(Engine(schema.core, database, ENVIRONMENT, content_version, limits=limits))
    try:
        yield Reader(schema, database)
    finally:
        await database.close()
