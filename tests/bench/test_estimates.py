"""What the cost of an operation estimates of an answer's bytes, held against content of the usual kind."""

from pathlib import Path

import pytest

from bench.content import Size
from bench.databases import sqlite
from schema.engine.cost import evaluate_cost
from schema.visibility import PUBLIC
from tests.reader import reading

TEXTS = " ".join(f"a{number}: html b{number}: text c{number}: markdown" for number in range(10))
FULL_PAGES = [
    f"{{ recommendations(first: 100) {{ nodes {{ section {{ body {{ {TEXTS} }} }} }} }} }}",
    f"{{ works(first: 100) {{ nodes {{ {'k' * 2_000}: slug }} }} }}",
    "{ works(first: 100) { edges { cursor node { id slug title url embedUrl kind } } } }",
    "{ works(first: 100) { nodes { credits { role person { name slug url: id } } } } }",
    "{ issues(first: 100) { nodes { title standfirst url publishedAt wordCount cover { url alt } } } }",
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the benchmark's content."""
    folder: Path = tmp_path_factory.mktemp("content")
    return sqlite(folder, Size(220, 210, 60))


@pytest.mark.parametrize("text", FULL_PAGES, ids=["bodies", "a long name", "edges", "lists", "issues"])
async def test_the_estimate_is_near_what_full_pages_have(url: str, text: str) -> None:
    async with reading(url) as reader:
        engine = reader.schema.engine
        prepared = engine.prepare(text, None, None)
        statement = engine.statement(prepared, PUBLIC)
        estimate = evaluate_cost(statement.cost, statement.read_arguments(prepared.variables)).bytes
        octets = len(await reader.body(text))
    assert octets / 2 < estimate < 4 * octets
