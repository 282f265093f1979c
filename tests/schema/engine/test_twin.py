"""The engine answers as graphql-core with plain resolvers does, byte for byte, whatever the request.

``LIANE_TWIN_EXAMPLES`` says how many operations are tried on each world of each database (`make twin` for many), and
``LIANE_TWIN_SEED`` which ones: a failure prints its seed and the smallest operation that was found to fail.
"""

import os
import random

import pytest
from graphql import is_object_type
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

from tests.databases import PostgresDatabases, SqliteDatabases
from tests.schema.engine.comparison import Difference, Pair
from tests.schema.engine.conftest import Worlds
from tests.schema.engine.operations import RequestSet, requests
from tests.schema.engine.pools import Pools
from tests.schema.engine.twin import CONNECTION, GraphQLRequest, content_schema, field_of, readable_types
from tests.schema.engine.twin_orders import WORKS
from tests.schema.engine.twin_rows import Row

EXAMPLES = int(os.environ.get("LIANE_TWIN_EXAMPLES", "60"))
SEED = int(os.environ.get("LIANE_TWIN_SEED") or random.SystemRandom().randrange(2**32))
PHASES = (Phase.generate, Phase.shrink)


def try_operations(pair: Pair, pools: Pools, examples: int, first: int, phases: tuple[Phase, ...] = PHASES) -> None:
    """Compare many generated operations.

    Raises:
        Difference: of the smallest operation that was found, with the seed.
    """

    @seed(first)
    @settings(
        max_examples=examples,
        phases=phases,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    @given(requests(pair.twin.schema, pools))
    def compare(request_set: RequestSet) -> None:
        pair.compare(request_set)

    try:
        compare()
    except AssertionError as difference:
        raise Difference(f"LIANE_TWIN_SEED={first} finds it again:\n{difference}") from None


@pytest.mark.parametrize("world", [1, 2, 3], indirect=True)
def test_generated_operations_are_answered_as_the_twin_answers(world: tuple[str, Pools], pair: Pair) -> None:
    try_operations(pair, world[1], EXAMPLES, SEED)


ORDERED = """
query ($order: WorkOrder, $filter: WorkFilter, $first: Int, $after: String, $last: Int, $before: String) {
  works(orderBy: $order, filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { slug } }
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
  }
}
"""


def compare_orders(pair: Pair, pools: Pools) -> None:
    """Compare pages of works in every order, from both ends and beyond a row, for both viewers.

    Raises:
        Difference: of the first that is found.
    """
    for order in WORKS:
        place = pools.place("WorkConnection", order, pools.rows["works"][5])
        pages: list[Row] = [{}, {"first": 3}, {"last": 3}, {"first": 4, "after": place}, {"last": 4, "before": place}]
        for asked in ({}, {"availableIn": ["FR"]}, {"role": ["PICK"]}):
            for page in pages:
                values = {"order": order, "filter": asked, **page}
                pair.compare(RequestSet([GraphQLRequest(ORDERED, values)]))


@pytest.mark.parametrize("world", [1, 2, 3], indirect=True)
def test_every_order_is_that_of_the_twin(world: tuple[str, Pools], pair: Pair) -> None:
    compare_orders(pair, world[1])


def test_the_twin_knows_every_field_of_every_type() -> None:
    for type_ in readable_types(content_schema()):
        if is_object_type(type_):
            for field in type_.fields:
                assert callable(field_of(type_, field)), (type_.name, field)
            if type_.name.endswith("Connection"):
                assert set(type_.fields) - {"facets"} == CONNECTION


def test_both_databases_hold_the_same_world(
    worlds: Worlds, sqlite_databases: SqliteDatabases, postgres_databases: PostgresDatabases
) -> None:
    stored = [worlds.get(databases, 1)[1].rows for databases in (sqlite_databases, postgres_databases)]
    for name in stored[0].keys() - {"changes", "database_identity", "revisions"}:  # these tell times
        one, other = ([without_stamps(row) for row in rows[name]] for rows in stored)
        assert sorted(one, key=repr) == sorted(other, key=repr), name


def without_stamps(row: Row) -> Row:
    """Return a row without the times at which it was written."""
    return {name: value for name, value in row.items() if name not in {"created_at", "updated_at"}}
