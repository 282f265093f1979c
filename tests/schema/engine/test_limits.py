"""The limits of one operation: its size before it is validated, its cost before anything is read, its time."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from graphql import get_introspection_query, parse

from schema.engine.compiler import field_count
from schema.engine.compiler.context import CompilerContext
from schema.engine.compiler.field_count import FieldCounter
from schema.engine.cost import evaluate_cost
from schema.engine.engine import NO_VARIABLES
from schema.engine.errors import RequestErrors
from schema.engine.limits import Limits, size_errors
from schema.kinds import KINDS as KINDS_OF_WORK
from schema.visibility import PUBLIC, PUBLISHED
from tests.conftest import fresh
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.reader import Reader, reading

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def exceeded(text: str, **limits: int) -> list[str]:
    """Return the messages for a document that exceeds some limits."""
    errors = size_errors(parse(text), Limits(**limits))
    assert {error.extensions["code"] for error in errors if error.extensions} <= {"QUERY_LIMIT"}
    return [error.message for error in errors]


SIZES = [
    ("depth", 2, "{ a { b } }"),
    ("depth", 3, "{ a { ...F } } fragment F on T { ... on T { ...G } } fragment G on T { b { c } }"),
    ("fields", 4, "{ a { ...F } b { ...F } } fragment F on T { c }"),
    ("fields", 3, "query A { a { b } } query B { a { b c } }"),
    ("root_fields", 3, "{ a b { x y } ...F } fragment F on Query { c { z } }"),
    ("aliases", 4, "{ x: a { ...F } y: b { ...F } } fragment F on T { z: c }"),
    ("directives", 2, "query @skip(if: true) { a @skip(if: true) }"),
    ("directives", 4, "{ ...F @a ... @b { ...F } } fragment F on T @c { a }"),
    ("directives", 2, "query ($v: Int @a) { a @b }"),
    ("introspections", 2, "{ __schema { a } ...F } fragment F on Query { x: __schema { a } }"),
    ("introspections", 2, "{ __type(name: 1) { a } ...F } fragment F on Query { x: __type(name: 2) { a } }"),
]


@pytest.mark.parametrize(("limit", "number", "text"), SIZES)
def test_a_size_may_reach_its_limit_and_not_exceed_it(limit: str, number: int, text: str) -> None:
    assert exceeded(text, **{limit: number}) == []
    (message,) = exceeded(text, **{limit: number - 1})
    assert f" {number - 1} " in message


def test_each_limit_that_is_exceeded_is_one_error() -> None:
    text = "query A { x: a { y: b } } query B { x: a { y: b } }"
    assert len(exceeded(text, depth=1, aliases=1)) == 2


def test_a_document_that_would_unfold_into_more_fields_than_there_are_atoms_is_refused_at_once() -> None:
    levels = " ".join(f"fragment F{n} on T {{ a {{ ...F{n + 1} }} b {{ ...F{n + 1} }} }}" for n in range(150))
    (message,) = exceeded(f"{{ ...F0 }} {levels} fragment F150 on T {{ c }}", depth=1000, root_fields=1000)
    assert "more than 800 fields" in message


def test_fragments_that_spread_each_other_are_left_to_validation() -> None:
    assert exceeded("{ ...F } fragment F on T { a ...G } fragment G on T { b ...F } query B { ...Nobody }") == []


@pytest.fixture
async def reader(sqlite_databases: SqliteDatabases) -> AsyncIterator[Reader]:
    """A reader of the sample content."""
    with fresh(sqlite_databases, sqlite_databases.seeded) as url:
        async with reading(url) as reader:
            yield reader


def limit(reader: Reader, **limits: Any) -> None:
    """Set some limits."""
    reader.schema.engine.limits = replace(Limits(), **limits)
    reader.schema.engine.documents.clear()


async def refused(reader: Reader, text: str, **variables: Any) -> list[dict[str, Any]]:
    """Return the errors of an operation that has no data, and for which nothing was read."""
    before = reader.database.statements
    result = await reader.schema.execute(text, variables, context_value=reader.context(PUBLISHED))
    assert result.data is None
    assert reader.database.statements == before
    return [dict(error.formatted) for error in result.errors or ()]


async def test_tokens_are_counted_without_comments(reader: Reader) -> None:
    text = "{ latestIssue { title } } # six"
    limit(reader, tokens=6)
    await reader.ask(text)
    limit(reader, tokens=5)
    (error,) = await refused(reader, text)
    assert error["extensions"] == {"code": "QUERY_LIMIT"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{ a " * 900, id="braces"),
        pytest.param("{ a(b: " + "[" * 900, id="lists"),
        pytest.param("{ latestIssue { " + "... on Issue { " * 60 + "title" + " }" * 60 + " } }", id="inline fragments"),
        pytest.param(
            "{ ...F0 } "
            + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(250))
            + " fragment F250 on Query { __typename }",
            id="fragments",
        ),
    ],
)
async def test_what_nests_too_deeply_to_be_read_is_refused_or_answered(reader: Reader, text: str) -> None:
    body = await reader.body(text)
    assert b'"QUERY_LIMIT"' in body or b'"errors"' not in body


async def test_no_more_validation_errors_are_told_than_the_limit(reader: Reader) -> None:
    limit(reader, errors=3)
    assert [each["extensions"]["code"] for each in await refused(reader, "{ a b c }")] == [
        "GRAPHQL_VALIDATION_FAILED"
    ] * 3
    errors = await refused(reader, "{ a b c d }")
    assert [each["extensions"]["code"] for each in errors] == ["GRAPHQL_VALIDATION_FAILED"] * 3 + ["QUERY_LIMIT"]


async def test_no_more_wrong_variables_are_told_than_the_limit(reader: Reader) -> None:
    limit(reader, errors=3)
    text = "query($slugs: [String!]) { issues(filter: {slug: $slugs}) { totalCount } }"
    assert len(await refused(reader, text, slugs=[None] * 50)) <= 4


async def test_a_document_may_be_as_long_as_its_limit_and_no_longer(reader: Reader) -> None:
    text = "{ latestIssue { title } } # padded"
    limit(reader, characters=len(text))
    await reader.ask(text)
    (error,) = await refused(reader, f"{text}.")
    assert error["extensions"] == {"code": "QUERY_LIMIT"}
    assert f" {len(text)} characters" in error["message"]


FILTERED = "query($filter: WorkFilter) { works(filter: $filter) { totalCount } }"


async def test_the_values_in_variables_may_reach_their_limit_and_not_exceed_it(reader: Reader) -> None:
    limit(reader, values=5)
    await reader.ask(FILTERED, filter={"slug": ["a", "b", "c"]})
    (error,) = await refused(reader, FILTERED, filter={"slug": ["a", "b", "c", "d"]})
    assert error["extensions"] == {"code": "QUERY_LIMIT"}
    assert " 5 values" in error["message"]


async def test_the_text_in_variables_may_reach_its_limit_and_not_exceed_it(reader: Reader) -> None:
    limit(reader, characters=len(FILTERED))
    rest = len(FILTERED) - len("filter" + "slug") - 10
    await reader.ask(FILTERED, filter={"slug": ["a" * 10, "b" * rest]})
    (error,) = await refused(reader, FILTERED, filter={"slug": ["a" * 10, "b" * (rest + 1)]})
    assert error["extensions"] == {"code": "QUERY_LIMIT"}


@pytest.mark.parametrize("variables", [{"x": "a" * 100_001}, {"x" * 100_001: 1}, {"x": [0] * 1_001}])
async def test_variables_that_no_operation_asks_for_have_the_same_limits(
    reader: Reader, variables: dict[str, Any]
) -> None:
    (error,) = await refused(reader, "{ latestIssue { title } }", **variables)
    assert error["extensions"] == {"code": "QUERY_LIMIT"}


async def test_variables_that_are_too_large_are_not_coerced(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.engine.engine.get_variable_values", lambda *_, **__: pytest.fail("it was coerced"))
    await refused(reader, FILTERED, filter={"slug": ["a"] * 340_000})


async def test_a_refused_document_is_not_validated(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.engine.documents.validate", lambda *_, **__: pytest.fail("it was validated"))
    limit(reader, aliases=0)
    await refused(reader, "{ a: latestIssue { title } }")


async def test_the_introspection_of_graphiql_passes(reader: Reader) -> None:
    flags = ("specified_by_url", "directive_is_repeatable", "schema_description", "input_value_deprecation")
    data = await reader.ask(get_introspection_query(**dict.fromkeys(flags, True)))
    assert data["__schema"]["queryType"]["name"] == "Query"


async def test_introspection_that_goes_round_in_circles_is_refused(reader: Reader) -> None:
    circle = "fields { type { " * 4 + "name" + " } }" * 4
    await refused(reader, f"{{ __schema {{ types {{ {circle} }} }} }}")


# Objects

SKIPPED = "query($no: Boolean!) { latestIssue { title sections @skip(if: $no) { heading } } }"
SAME = "query($n: Int) { works(first: $n) { nodes { recommendations(first: $n) { nodes { role } } } } }"
DEEPER = """
    query($n: Int, $m: Int) { works(first: $n) { nodes { recommendations(first: $m) { nodes { issue { title } } } } } }
"""
MERGED = """
    { latestIssue { ...A ...B } }
    fragment A on Issue { sections { heading } }
    fragment B on Issue { sections { position } }
"""
KINDS = "{ works(first: 4) { nodes { tags ... on Film { credits { role } } ... on Book { links { url } } } } }"
COUNTED = "fragment C on Work { recommendations { totalCount } }"
COSTS: list[tuple[int, str, dict[str, Any]]] = [
    (1, "{ latestIssue { title cover { url } } }", {}),
    (1, "{ publication { name logo { url } } }", {}),
    (20, "{ issues { nodes { title } } }", {}),
    (7 + 100, "{ issues(last: 7) { nodes { title } pageInfo { hasNextPage } totalCount } }", {}),
    (100, "{ issues { totalCount pageInfo { hasNextPage } } }", {}),
    (100 + 5, "{ works { facets { kind(first: 5) { kind count } } } }", {}),
    (1_000 + 5, "{ works { facets { tag(first: 5) { tag count } } } }", {}),
    (1_000 + 5, "{ recommendations { facets { kind(first: 5) { kind count } } } }", {}),
    (1_000 + 5, "{ works(first: 5, orderBy: MOST_RECOMMENDED) { nodes { slug } } }", {}),
    (3 + 3 * 100, "{ works(first: 3) { nodes { recommendations { totalCount } } } }", {}),
    (3 + 50, "{ works(first: 3, filter: {kind: [FILM], year: null}) { nodes { slug } } }", {}),
    (
        3 + 2 * (50 + 50) + 100,
        "{ works(first: 3, filter: {kind: [FILM], year: []}) { nodes { slug } totalCount } }",
        {},
    ),
    (2 * (1 + 100), "query($ids: [ID!]!) { nodes(ids: $ids) { ...C } } " + COUNTED, {"ids": ["wrk_a", "wrk_b"]}),
    (7 + 7, "{ issues(first: 7) { nodes { title } edges { node { slug } } } }", {}),
    (1 + 10 + 10 * 10, "{ latestIssue { sections { recommendations { role } } } }", {}),
    (1 + 10, MERGED, {}),
    (1 + 1, "{ a: latestIssue { slug } b: latestIssue { title } }", {}),
    (1, SKIPPED, {"no": True}),
    (1 + 10, SKIPPED, {"no": False}),
    (3 + 3 * 3, SAME, {"n": 3}),
    (20 + 20 * 20, SAME, {}),
    (3 + 3 * 4 + 3 * 4, DEEPER, {"n": 3, "m": 4}),
    (2, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["iss_a", "wrk_b"]}),
    (1 + 10, 'query { nodes(ids: ["iss_a"]) { ... on Issue { sections { heading } } } }', {}),
    (1, "query($id: ID!) { node(id: $id) { id } }", {"id": "iss_a"}),
    (4 + 4 * 3 + 4 * 5 + 4 * 5, KINDS, {}),
    (3 + 3 * (100 + 2), "{ organizations(first: 3) { nodes { works(first: 2) { nodes { slug } } } } }", {}),
    (3 + 3 * (100 + 100), "{ organizations(first: 3) { nodes { works(first: 2) { totalCount } } } }", {}),
    (3 + 3 * (10 + 2), "{ people(first: 3) { nodes { works(first: 2) { nodes { slug } } } } }", {}),
    (1_000, "{ viewer { name } __schema { types { name } } }", {}),
    (2_000, '{ __schema { queryType { name } } __type(name: "Film") { name } }', {}),
]


@pytest.mark.parametrize(("objects", "text", "variables"), COSTS)
async def test_the_objects_that_an_operation_can_read_may_reach_the_limit_and_not_exceed_it(
    reader: Reader, objects: int, text: str, variables: dict[str, Any]
) -> None:
    limit(reader, objects=objects)
    await reader.ask(text, **variables)
    if objects:
        limit(reader, objects=objects - 1)
        (error,) = await refused(reader, text, **variables)
        assert error["extensions"] == {"code": "COST_LIMIT", "cost": objects, "limit": objects - 1}
        assert f" {objects} objects" in error["message"]


def for_all_and_for_each(levels: int) -> str:
    """Select the same field for all works and for works of each kind, inside each other."""
    selection = "slug"
    for _ in range(levels):
        selection = f"partOf {{ {selection} }} " + " ".join(
            f"... on {kind.type.__name__} {{ partOf {{ title }} }}" for kind in KINDS_OF_WORK.values()
        )
    return f"{{ works(first: 1) {{ nodes {{ {selection} }} }} }}"


@pytest.mark.parametrize("levels", [3, 4, 6])
async def test_selections_that_unfold_into_a_power_of_the_kinds_are_refused_before_any_is_compiled(
    reader: Reader, levels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schema.engine.engine.plan_query", lambda *_: pytest.fail("it was compiled"))
    collected: list[object] = []
    collect = FieldCounter._collect

    def remember(*arguments: Any) -> Any:
        collected.append(arguments)
        return collect(*arguments)

    monkeypatch.setattr(FieldCounter, "_collect", remember)
    (error,) = await refused(reader, for_all_and_for_each(levels))
    assert error["extensions"] == {"code": "QUERY_LIMIT"}
    assert " 10000 fields" in error["message"]
    assert len(collected) < 300 * levels


async def test_a_selection_for_all_and_for_each_kind_is_answered(reader: Reader) -> None:
    await reader.ask(for_all_and_for_each(2))


async def test_as_many_fields_of_works_as_a_document_may_have_are_answered(reader: Reader) -> None:
    fields = "slug title year kind " * 190  # merged, but counted
    await reader.ask(f"{{ works {{ nodes {{ {fields} }} }} }}")
    aliased = " ".join(f"a{number}: slug" for number in range(100))
    nested = f"{{ {aliased} partOf {{ {aliased} partOf {{ {aliased} }} }} }}"
    limit(reader, aliases=300)
    await reader.ask(f"{{ works(first: 5) {{ nodes {nested} }} }}")


IN_OTHER_ORDERS = """
    { works { nodes {
        ... on Film { ...Whole ...Name } ... on Book { ...Name ...Whole } ... on Album { ...Whole ...Name }
    } } }
    fragment Whole on Work { partOf { title } }
    fragment Name on Work { slug }
"""


async def test_kinds_that_select_the_same_in_the_same_order_share_it(reader: Reader) -> None:
    await reader.ask(IN_OTHER_ORDERS)
    assert reader.database.last[0].count("part_of_id AND") == 2
    await reader.ask(IN_OTHER_ORDERS.replace("slug }", "slug __typename }"))
    assert reader.database.last[0].count("part_of_id AND") == 10 - 7


QUERIES = sorted((Path(__file__).parents[3] / "docs" / "queries").glob("*.graphql"))
UNFOLDING = [
    for_all_and_for_each(2),
    IN_OTHER_ORDERS,
    '{ nodes(ids: ["iss_a", "wrk_b"]) { id ... on Issue { title } ... on Film { title } } }',
    "{ works { edges { cursor node { credits { person { name } } } } pageInfo { endCursor } totalCount } }",
]


@pytest.mark.parametrize("text", [*(query.read_text() for query in QUERIES), *UNFOLDING])
async def test_as_many_fields_are_counted_as_are_compiled(
    reader: Reader, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters: list[field_count.FieldCounter] = []
    compiled: list[int] = []
    collect = CompilerContext.collect_fields

    def remember(*arguments: Any) -> field_count.FieldCounter:
        counters.append(FieldCounter(*arguments))
        return counters[-1]

    def counting_collect(*arguments: Any) -> Any:
        fields = collect(*arguments)
        compiled.append(len(fields))
        return fields

    monkeypatch.setattr(field_count, "FieldCounter", remember)
    monkeypatch.setattr(CompilerContext, "collect_fields", counting_collect)
    engine = reader.schema.engine
    engine.plan(engine.prepare(text, None, None), PUBLIC)
    assert counters[-1].total == sum(compiled)


async def test_a_variable_decides_what_a_kept_plan_costs(reader: Reader) -> None:
    limit(reader, objects=5)
    text = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    ids = [f"wrk_{number}" for number in range(6)]
    await reader.ask(text, ids=ids[:5])
    (error,) = await refused(reader, text, ids=ids)
    assert error["extensions"]["cost"] == 6
    await reader.ask(text, ids=ids[:5])
    assert len(reader.schema.engine.statements) == 1


async def test_what_is_refused_for_its_cost_is_not_planned_twice(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(reader, objects=0)
    await refused(reader, "{ latestIssue { title } }")
    monkeypatch.setattr(reader.schema.engine, "plan", lambda *_: pytest.fail("it was planned again"))
    await refused(reader, "{ latestIssue { title } }")


async def test_postgresql_looks_up_the_works_of_an_organization_from_its_own_links(
    postgres_databases: PostgresDatabases,
) -> None:
    async with reading(postgres_databases.migrated) as reader:
        await reader.ask("{ organizations { nodes { works(first: 1) { nodes { slug } } } } }")
    statement = " ".join(reader.database.last[0].split())
    # With IN, it went through all works by title for each organisation, unless it found one soon.
    assert "id = ANY (ARRAY(SELECT work_organizations.work_id" in statement


# Bytes

PLAIN = 30 + 4
"""The bytes of a plain value and what is around its key."""
NODES = len("nodes") + 4
SIZES_IN_BYTES: list[tuple[int, str]] = [
    (PLAIN + len("title"), "{ latestIssue { title } }"),
    (PLAIN + len("t"), "{ latestIssue { t: title } }"),
    (PLAIN + 5_000, f"{{ latestIssue {{ {'t' * 5_000}: title }} }}"),
    (NODES + 7 * (PLAIN + len("slug")), "{ issues(first: 7) { nodes { slug } } }"),
    (
        len("body") + 4 + 3 * (3_000 + 4 + 1),
        '{ node(id: "sec_a") { ... on Section { body { a: html b: html c: html } } } }',
    ),
    (len("tags") + 4 + 3 * 30, '{ work(slug: "a") { tags } }'),
    (len("cover") + 4 + PLAIN + len("alt"), "{ latestIssue { cover { alt } } }"),
    (len("k") + 4 + 14, '{ work(slug: "a") { k: __typename } }'),
]


@pytest.mark.parametrize(("size", "text"), SIZES_IN_BYTES)
async def test_the_bytes_that_an_answer_can_have_are_estimated(reader: Reader, size: int, text: str) -> None:
    engine = reader.schema.engine
    statement = engine.statement(engine.prepare(text, None, None), PUBLIC)
    assert evaluate_cost(statement.cost, statement.read_arguments(NO_VARIABLES)).bytes == size


async def test_the_estimate_may_be_four_times_the_bytes_of_an_answer_and_no_more(reader: Reader) -> None:
    text = "{ latestIssue { title } }"
    limit(reader, answer_bytes=(PLAIN + 5 + 3) // 4)
    result = await reader.schema.execute(text, None, context_value=reader.context(PUBLISHED))
    assert result.errors is not None
    assert result.errors[0].extensions == {"code": "QUERY_LIMIT"}  # it was read, and has more
    limit(reader, answer_bytes=(PLAIN + 5 + 3) // 4 - 1)
    (error,) = await refused(reader, text)
    assert error["extensions"] == {"code": "COST_LIMIT", "bytes": 39, "limit": 36}


ALIASED = " ".join(f"a{number}: html" for number in range(100))


async def test_a_text_under_many_names_is_refused_before_it_is_read(reader: Reader) -> None:
    (error,) = await refused(reader, f"{{ issues(first: 100) {{ nodes {{ sections {{ body {{ {ALIASED} }} }} }} }} }}")
    assert error["extensions"]["code"] == "COST_LIMIT"


async def test_so_is_one_long_name_of_many_values(reader: Reader) -> None:
    works = "{ issues(first: 100) { nodes { recommendations { work { %s: slug } } } } }"
    (error,) = await refused(reader, works % ("a" * 90_000))
    assert error["extensions"]["code"] == "COST_LIMIT"


async def test_the_bytes_of_an_answer_may_reach_their_limit_and_not_exceed_it(database_url: str) -> None:
    async with reading(database_url) as reader:
        text = "{ works(first: 1) { nodes { __typename } } }"  # there are none
        limit(reader, answer_bytes=len('{"nodes":[]}'))
        await reader.ask(text)
        limit(reader, answer_bytes=len('{"nodes":[]}') - 1)
        result = await reader.schema.execute(text, None, context_value=reader.context(PUBLISHED))
        assert result.errors is not None
        assert (result.data, result.errors[0].extensions) == (None, {"code": "QUERY_LIMIT"})


# Time


async def test_a_statement_is_ended_when_its_time_is_up(database_url: str) -> None:
    async with reading(database_url) as reader:
        limit(reader, seconds=0.05)
        with pytest.raises(RequestErrors) as caught:
            await reader.schema.engine._fetch(ENDLESS, [])
        (error,) = caught.value.errors
        assert error.extensions == {"code": "TIMEOUT"}
        assert "0.05 seconds" in error.message
        limit(reader)
        await reader.ask("{ works { totalCount } }")


async def test_the_answer_has_an_error_when_its_time_was_up(postgres_databases: PostgresDatabases) -> None:
    with fresh(postgres_databases, postgres_databases.migrated) as url:
        async with reading(url) as reader:
            limit(reader, seconds=0.05)
            with psycopg.connect(url) as blocker:
                blocker.execute("LOCK TABLE works IN ACCESS EXCLUSIVE MODE")
                result = await reader.schema.execute(
                    "{ works { totalCount } }", None, context_value=reader.context(PUBLISHED)
                )
            assert result.errors is not None
            (error,) = result.errors
            assert (result.data, error.extensions) == (None, {"code": "TIMEOUT"})
