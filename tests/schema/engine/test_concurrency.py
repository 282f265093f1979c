"""Many different operations at once in one process, on both databases: each gets its own answer."""

import asyncio
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from schema import db
from schema.engine.database import protocol
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.patience import PATIENCE
from tests.schema.engine.comparison import VIEWERS, describe, execute, serving
from tests.schema.engine.conftest import Worlds
from tests.schema.engine.operations import RequestSet, requests
from tests.schema.engine.pools import Pools
from tests.schema.engine.twin import GraphQLRequest, content_schema

pytestmark = pytest.mark.long

OPERATIONS = 60


def written(schema: Any, pools: Pools) -> list[GraphQLRequest]:
    """Write different operations."""
    distinct: dict[str, GraphQLRequest] = {}

    @seed(1)
    @settings(
        max_examples=OPERATIONS,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(requests(schema, pools))
    def collect(request_set: RequestSet) -> None:
        for request in request_set.requests:
            distinct[repr((request.text, request.variables))] = request

    collect()
    return list(distinct.values())


async def test_answers_of_concurrent_operations_are_those_of_sequential_ones(
    worlds: Worlds,
    sqlite_databases: SqliteDatabases,
    postgres_databases: PostgresDatabases,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(protocol, "WAIT_SECONDS", PATIENCE)
    monkeypatch.setattr(protocol, "MOST_WAITING", 1_000)
    urls = [worlds.get(databases, 1) for databases in (sqlite_databases, postgres_databases)]
    served = [serving(db.connect_read_only(url)) for url, _ in urls]
    operations = written(content_schema(), urls[0][1])
    jobs = [(schema, request, viewer) for request in operations for viewer in VIEWERS for schema in served]
    assert len(jobs) >= 200

    async def body(schema: Any, request: GraphQLRequest, viewer: Any) -> tuple[bytes, list[str]]:
        result = await execute(schema, request, viewer)
        return orjson.dumps(result.data), sorted(describe(result.errors))

    in_turn = [await body(*job) for job in jobs]
    for schema in served:
        schema.engine.statements.clear()
        schema.engine.documents.clear()
    at_once = await asyncio.gather(*(body(*job) for job in jobs))
    assert len({answer for answer, _ in in_turn}) > OPERATIONS / 2
    assert list(at_once) == in_turn
    for schema in served:
        await schema.engine.database.close()
