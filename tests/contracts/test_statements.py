"""Every documented or stored operation tells how many statements it takes, and takes no more on a larger database."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from api.website.operation_files import FOLDER, load_operations
from schema import db, writes
from schema.bases import table_of
from schema.tables import Column, Organization, Person, Work
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.reader import reading

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
OPERATIONS = sorted([*(ROOT / "docs" / "queries").rglob("*.graphql"), *FOLDER.glob("*.graphql")])
STORED = load_operations()
HEADER = re.compile(r"(?:# .+\n)+# Statements: (\d+)\n(?!#)")
WRITTEN = re.compile(rb'"updatedAt":"[^"]+"')  # each database was filled at its own time
MORE = 50
# What an operation with required variables is asked for, by the first word of its file's name.
ASKED: dict[str, dict[str, Any]] = {
    "column": {"slug": "un-format-a-la-loupe"},
    "issue": {"slug": "hollywood-en-greve-contre-ses-doubles"},
    "issues": {"columnSlug": "un-format-a-la-loupe", "authorSlug": "fran-drescher", "counted": True},
    "work": {"slug": "the-deepest-breath", "country": "FR", "chosen": True},
    "recommendation": {"id": "rec_2u24incswz57rap2"},
    "person": {"slug": "fran-drescher"},
    "organization": {"slug": "netflix"},
    "works": {
        "tag": "documentaire",
        "columnSlug": "un-format-a-la-loupe",
        "platformSlug": "netflix",
        "counted": True,
        "tagged": True,
    },
    "search": {"text": "apnée"},
    "suggestions": {"prefix": "ap"},
}


def stated(operation: Path) -> int:
    """Return the number of statements that an operation's header states."""
    header = HEADER.match(operation.read_text())
    assert header, f"{operation.name} begins with what it is for, and then `# Statements: N`"
    return int(header[1])


def grown(databases: Databases) -> str:
    """Make a database with the sample content and 50 older issues; give its URL."""
    url = databases.create(databases.seeded)
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        models = (Column, Work, Person, Organization)
        ids = [session.execute(sa.select(table_of(each).c.id).order_by("id")).scalars().all() for each in models]
        for number in range(MORE):
            writes.save_issue(session, older_issue(number, *ids))
    engine.dispose()
    return url


def older_issue(number: int, columns: Any, works: Any, people: Any, organizations: Any) -> dict[str, Any]:
    """Return an issue of one section that names two of everything."""
    chosen = [works[(number + each) % len(works)] for each in range(2)]
    section = {
        "heading": f"Section {number}",
        "column_id": columns[number % len(columns)],
        "body_markdown": "Un *mot*.",
        "people": people[:2],
        "organizations": organizations[:2],
        "sources": [{"title": "Une source", "publication_id": organizations[0]}],
        "key_figures": [{"label": "Un nombre", "value": str(number), "unit": "fois"}],
        "recommendations": [{"work_id": chosen[0], "role": "PICK"}, {"work_id": chosen[1], "role": "REFERENCE"}],
    }
    return {
        "slug": f"numero-{number}",
        "number": number + 1000,
        "title": f"Numéro {number}",
        "status": "PUBLISHED",
        "published_at": datetime(2023, 1, 1, 6, tzinfo=UTC) - timedelta(days=7 * number),
        "authors": people[:2],
        "sections": [section],
    }


def blanks(value: Any, path: str = "data") -> list[str]:
    """List what of an answer's roots says nothing: null, an empty list, a page without items."""
    if isinstance(value, dict):
        inner = value if path == "data" else {key: value[key] for key in ("nodes", "edges") if key in value}
        return [blank for key, item in inner.items() for blank in blanks(item, f"{path}.{key}")]
    return [] if value else [path]


async def answer_all(url: str) -> dict[str, tuple[int, bytes]]:
    """Return by file name each operation's number of statements and its answer."""
    answers = {}
    async with reading(url) as reader:
        for operation in OPERATIONS:
            before = reader.database.statements
            stored = operation.parent == FOLDER
            text = STORED[operation.stem] if stored else operation.read_text()
            body = await reader.body(text, **(ASKED.get(operation.stem.split("_")[0], {}) if stored else {}))
            answers[operation.name] = (reader.database.statements - before, body)
    return answers


@pytest.fixture(params=["the sample content", "50 issues more"])
def sized_url(request: pytest.FixtureRequest, databases: Databases) -> str:
    """The URL of a small and of a larger database."""
    return databases.create(databases.seeded) if request.param == "the sample content" else grown(databases)


async def test_an_operation_takes_the_statements_it_tells_at_any_size_and_has_an_answer(
    sized_url: str, databases: Databases
) -> None:
    answers = await answer_all(sized_url)
    databases.drop(sized_url)
    assert {name: count for name, (count, _) in answers.items()} == {each.name: stated(each) for each in OPERATIONS}
    for name, (_, body) in answers.items():
        answer = orjson.loads(body)
        assert "errors" not in answer, (name, answer)
        assert blanks(answer["data"]) == [], name


async def test_both_databases_answer_every_operation_with_the_same_bytes(
    sqlite_databases: SqliteDatabases, postgres_databases: PostgresDatabases
) -> None:
    urls: dict[Databases, str] = {each: grown(each) for each in (sqlite_databases, postgres_databases)}
    answers = [await answer_all(url) for url in urls.values()]
    for databases, url in urls.items():
        databases.drop(url)
    for name, (_, body) in answers[0].items():
        here, there = (WRITTEN.sub(b"", each) for each in (body, answers[1][name][1]))
        assert here == there, name


def test_an_answer_that_says_nothing_is_noticed() -> None:
    answer: dict[str, Any] = {
        "a": None,
        "b": {"nodes": []},
        "c": {"edges": [{"cursor": "x"}]},
        "d": [],
        "e": {"title": None},
    }
    assert blanks(answer) == ["data.a", "data.b.nodes", "data.d"]


def test_there_are_documented_and_stored_operations() -> None:
    assert {each.parent.name for each in OPERATIONS} == {"frontends", "queries", "operations"}
