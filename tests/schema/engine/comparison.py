"""The engine and its twin side by side: the same requests to both, and every difference is a failure."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import orjson
import sqlalchemy as sa
from graphql import GraphQLError
from sqlmodel import SQLModel

from schema import db
from schema.context import ENVIRONMENT, Caller, RequestContext
from schema.engine.database.protocol import Database
from schema.engine.engine import Engine
from schema.engine.execution import EngineSchema
from schema.graphql import build_schema
from schema.visibility import DRAFT, PUBLISHED, View
from tests.reader import BEYOND_THE_DEFAULTS, Counted
from tests.schema.engine import worlds
from tests.schema.engine.operations import RequestSet
from tests.schema.engine.pools import Pools
from tests.schema.engine.twin import ExpectedResult, GraphQLRequest, Twin
from tests.schema.engine.twin_rows import Row

BASE_URL = "https://liane.example"
VIEWERS = (PUBLISHED, DRAFT)


class Difference(AssertionError):
    """The engine does not answer as its twin does."""


def serving(database: Database) -> EngineSchema:
    """Return the schema with an engine on a database."""
    schema = build_schema()
    schema.engine = Engine(schema._schema, database, ENVIRONMENT, limits=BEYOND_THE_DEFAULTS)
    return schema


async def execute(schema: EngineSchema, request: GraphQLRequest, view: View) -> Any:
    """Send a request to the engine as the HTTP endpoint does."""
    context = RequestContext(Caller(view=view), worlds.NOW, BASE_URL)
    variables = dict(request.variables)
    return await schema.execute(request.text, variables, context_value=context, operation_name=request.operation)


def stored_rows(url: str) -> dict[str, list[Row]]:
    """Read a whole database."""
    engine = db.connect(url)
    with engine.connect() as connection:
        tables = SQLModel.metadata.tables.items()
        rows = {name: [dict(row) for row in connection.execute(sa.select(table)).mappings()] for name, table in tables}
    engine.dispose()
    return rows


def filled(url: str, seed: int) -> Pools:
    """Fill a database with a world, let some of it disappear, and return what was there before."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        worlds.fill(session, seed)
    pools = Pools(stored_rows(url))
    with db.write_transaction(engine) as session:
        worlds.make_things_disappear(session)
    engine.dispose()
    return pools


@dataclass
class Pair:
    """An engine on a database, and its twin over the same rows."""

    url: str
    runner: asyncio.Runner
    counting: Counted = field(init=False)
    schema: EngineSchema = field(init=False)
    twin: Twin = field(init=False)

    def __post_init__(self) -> None:
        """Read the rows for the twin."""
        self.counting = Counted(db.connect_read_only(self.url))
        self.schema = serving(self.counting)
        self.twin = Twin(stored_rows(self.url))

    def close(self) -> None:
        """Close the engine's database."""
        self.runner.run(self.counting.close())

    def compare(self, request_set: RequestSet) -> None:
        """Send each request as the public and as an editor, some of them twice.

        Raises:
            Difference: with both answers.
        """
        document = self.schema.engine.document(request_set.requests[0].text)
        assert document.ast is not None, f"the generated operation is not valid: {document.errors}"
        assert not document.errors, f"the generated operation is not valid: {document.errors}"
        first, *others = request_set.requests
        for view, request in ((PUBLISHED, first), (DRAFT, first), *((PUBLISHED, other) for other in others)):
            expected = self.twin.answer(request, document.ast, view is PUBLISHED, worlds.NOW, BASE_URL)
            before = self.counting.statements
            result = self.runner.run(execute(self.schema, request, view))
            problem = difference(result, expected, self.counting.statements - before)
            if problem:
                raise Difference(f"{request.text}\nsent by {view} with {request.variables!r}\n{problem}")


def difference(result: Any, expected: ExpectedResult, statements: int) -> str | None:
    """Describe how a result differs from what was expected; None if it does not."""
    data = orjson.dumps(result.data).decode()
    errors = [
        (error.extensions.get("code"), tuple(error.path) if error.path else None) for error in result.errors or []
    ]
    if data != expected.data:
        return f"the data differs; errors {describe(result.errors)}\nengine {data}\ntwin   {expected.data}"
    if len(errors) != len(set(errors)) and expected.problems.keys() != {None}:
        return f"an error is told twice: {errors}"
    allowed = {problem for problems in expected.problems.values() for problem in problems}
    if surplus := [error for error in errors if error not in allowed]:
        return f"errors nobody expected: {surplus} of {describe(result.errors)}"
    if missing := [place for place in expected.certain if not {*expected.problems[place]} & {*errors}]:
        return f"no error says why {missing} is null; errors {errors}"
    if statements not in expected.statements:
        return f"{statements} statements instead of {expected.statements}"
    return None


def describe(errors: list[GraphQLError] | None) -> list[str]:
    """Describe errors in short."""
    return [f"{error.message} {error.path} {error.extensions}" for error in errors or []]
