"""What is asked about the schema alone is answered from memory the next time."""

from collections.abc import AsyncIterator

import pytest
from graphql import get_introspection_query
from graphql.execution import execute as graphql_execute

from schema.engine import execution, introspection
from tests.conftest import fresh
from tests.databases import SqliteDatabases
from tests.reader import Reader, reading

WHOLE = get_introspection_query()
TYPE = "query($name: String!) { __type(name: $name) { name fields { name } } t: __typename }"


@pytest.fixture
async def reader(sqlite_databases: SqliteDatabases) -> AsyncIterator[Reader]:
    """A reader of the sample content."""
    with fresh(sqlite_databases, sqlite_databases.seeded) as url:
        async with reading(url) as reader:
            yield reader


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What graphql-core executes."""
    executed: list[object] = []
    execute = graphql_execute

    def remember(*arguments: object, **options: object) -> object:
        executed.append(arguments)
        return execute(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(execution, "execute", remember)
    return executed


async def test_the_whole_schema_is_worked_out_once(reader: Reader, executed: list[object]) -> None:
    first = await reader.body(WHOLE)
    assert b'"data":{"__schema":{' in first
    assert await reader.body(WHOLE) == first
    assert len(executed) == 1


async def test_each_variable_has_its_own_answer(reader: Reader, executed: list[object]) -> None:
    for name in ("Film", "Book", "Film", "Book"):
        data = await reader.ask(TYPE, name=name)
        assert (data["__type"]["name"], data["t"]) == (name, "Query")
    assert len(executed) == 2


@pytest.mark.parametrize("beside", ["latestIssue { title }", "viewer { name }"])
async def test_what_asks_for_more_is_worked_out_each_time(reader: Reader, executed: list[object], beside: str) -> None:
    for _ in range(2):
        await reader.ask(f"{{ __schema {{ queryType {{ name }} }} {beside} }}")
    assert len(executed) == 2


async def test_no_more_is_kept_than_may_be(
    reader: Reader, executed: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(introspection, "INTROSPECTION_BYTES", 2_000)
    reader.schema._introspections = introspection.IntrospectionCache()
    short, other = ("{ __schema { queryType { name } } } #" + "x" * 1_000, "{ __schema { queryType { name } } } #" * 30)
    for text in (short, short, other, short, WHOLE, WHOLE):
        await reader.body(text)
    assert len(executed) == 5
