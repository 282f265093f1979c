"""What is asked as content grows reads through indexes: as many rows of a large database as of a small one."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from bench.content import Size, issue_slug
from bench.growth import BOUNDED, FOLDER, PAGE, SOME_IDS, WALK
from bench.load import load
from schema import db
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.reader import reading

pytestmark = pytest.mark.long

SMALL, LARGE = Size(220, 210, 60), Size(1_100, 2_010, 600)
BIG = {"issues", "sections", "recommendations", "works", "people", "credits", "slugs"}
# Of any one table and whatever its size; the longest list that is asked for here shows sixty rows.
MOST_ROWS = 150
STEP = 10
Statement = tuple[str, list[Any]]


@pytest.fixture(scope="module")
def sqlite_urls(sqlite_databases: SqliteDatabases) -> Iterator[list[str]]:
    yield from filled(sqlite_databases)


@pytest.fixture(scope="module")
def postgres_urls(postgres_databases: PostgresDatabases) -> Iterator[list[str]]:
    yield from filled(postgres_databases)


def filled(databases: Databases) -> Iterator[list[str]]:
    urls = [databases.create(databases.migrated) for _ in (SMALL, LARGE)]
    for url, size in zip(urls, (SMALL, LARGE), strict=True):
        load(url, size)
    yield urls
    for url in urls:
        databases.drop(url)


async def statement_of(name: str, url: str, issues: int) -> Statement:
    """Return the statement that Liane runs for a question of the growth benchmark, with its values."""
    async with reading(url) as reader:
        variables = await variables_of(reader, name, issues)
        await reader.ask((FOLDER / f"{name}.graphql").read_text(), **variables)
        return reader.database.last


async def variables_of(reader: Any, name: str, issues: int) -> dict[str, Any]:
    if name == "deep":
        cursor, left = None, issues - PAGE
        while left:
            step = min(left, 100)
            page = (await reader.ask(WALK, first=step, after=cursor))["issues"]
            cursor, left = page["pageInfo"]["endCursor"], left - step
        return {"after": cursor}
    if name == "nodes":
        issue = (await reader.ask(SOME_IDS))["issues"]["nodes"][0]
        recommendation = issue["sections"][0]["recommendations"][0]
        return {"ids": [each["id"] for each in (issue, issue["sections"][0], recommendation, recommendation["work"])]}
    return {"slug": {"slug": issue_slug(issues // 2)}, "work": {"slug": "oeuvre-3"}}.get(name, {})


def scans(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in plan:
        yield plan
    for inner in plan.get("Plans", ()):
        yield from scans(inner)


@pytest.mark.parametrize("name", BOUNDED)
async def test_postgresql_reads_few_rows_and_no_big_table_from_end_to_end(name: str, postgres_urls: list[str]) -> None:
    sql, values = await statement_of(name, postgres_urls[1], LARGE.issues)
    for place in range(len(values), 0, -1):
        sql = sql.replace(f"${place}::", f"%({place})s::")
    named = {str(place): value for place, value in enumerate(values, 1)}
    with psycopg.connect(postgres_urls[1]) as connection:
        rows = connection.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", named).fetchone()
    assert rows
    read = list(scans(rows[0][0]["Plan"]))
    for scan in (each for each in read if each["Relation Name"] in BIG):
        touched = scan["Actual Loops"] * (scan["Actual Rows"] + scan.get("Rows Removed by Filter", 0))
        assert scan["Node Type"] != "Seq Scan", scan["Relation Name"]
        assert touched <= MOST_ROWS, (scan["Relation Name"], touched)


def steps_of(url: str, statement: Statement) -> int:
    """Return the cost of a statement on SQLite, in tens of virtual machine instructions."""
    engine = db.connect(url)
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.set_progress_handler(step, STEP)
        raw.execute(*statement).fetchone()
        raw.set_progress_handler(None, 0)
    engine.dispose()
    return steps


@pytest.mark.parametrize("name", BOUNDED)
async def test_sqlite_does_as_much_work_in_a_large_database_as_in_a_small_one(
    name: str, sqlite_urls: list[str]
) -> None:
    small, large = [
        steps_of(url, await statement_of(name, url, size.issues))
        for url, size in zip(sqlite_urls, (SMALL, LARGE), strict=True)
    ]
    assert large <= 1.3 * small, (small, large)


def test_every_question_is_bounded_or_a_count() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {*BOUNDED, "counts"}


async def test_sqlite_reads_the_rows_of_a_parent_once_for_a_facet_over_their_links(sqlite_urls: list[str]) -> None:
    facet = '{ organization(slug: "societe-1") { works { facets { column { count } } } } }'
    steps = []
    for url in sqlite_urls:
        async with reading(url) as reader:
            await reader.ask(facet)
            steps.append(steps_of(url, reader.database.last))
    assert steps[1] <= 1.3 * LARGE.works / SMALL.works * steps[0], steps
