"""Search finds what its slow twin finds, in the same order, whatever is asked."""

import random
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from schema.db import connect, write_transaction
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.reader import NOW, Reader, reading
from tests.schema.content import JULY, JUNE, pick, published, work
from tests.schema.search.test_search import GOLDEN, SCHEMA, search
from tests.schema.search.test_search import fill as fill_golden
from tests.schema.search.twin import SearchTwin, told

SOME, MANY, PAGED = 60, 1_000, 50
TEXT = (
    "lumière phare ville lente image images raconte racontait voix écran écrans public récit récits musicien "
    "musiciens chant chants château châteaux naïf naïve cœur été œuvre free diving freediving TikTok Llama2 2001 "
    "l'été d'Œdipe Spider-Man SAG-AFTRA the of le la un running runs stories story"
)
WORDS = TEXT.split()
# NUL and halves of surrogate pairs are refused, as in all arguments.
TYPED = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
SPECIAL = st.sampled_from("aeéstl \"«»-'*^:{}()&|!·0\ud7ff🌞")
SIGNS = ("", "", "", " ", "-", "'", "’", ",", " *", " (", "^", ":", " AND ", " OR ", " NOT ", "&", "!", "·", "\\")


def fill(url: str) -> None:
    """Add to the golden content what has a few words in all places, much of it from the same second."""
    fill_golden(url)
    engine = connect(url)
    chosen = random.Random(7)  # noqa: S311 - the same content in every run, no secret

    def some(words: int) -> str:
        return " ".join(chosen.choices(WORDS, k=words))

    with write_transaction(engine) as session:
        works = [
            work(session, f"made-{number}", title=some(chosen.randint(1, 3)), summary=some(6)) for number in range(60)
        ]
        for number in range(25):
            picked = chosen.sample(works, 4)
            sections = [
                {
                    "heading": f"{number} {place} {some(2)}",
                    "body_markdown": f"{some(30)}.\n\n{some(20)}",
                    "recommendations": [pick(each, reason=some(5)) for each in picked[2 * place : 2 * place + 2]],
                }
                for place in range(2)
            ]
            at = JUNE if number % 3 else JULY
            published(session, f"made-{number}", at=at, title=some(3), standfirst=some(8), sections=sections)
    engine.dispose()


@pytest.fixture(scope="module")
def twin_urls(sqlite_databases: SqliteDatabases, postgres_databases: PostgresDatabases) -> dict[str, str]:
    """The content on both databases."""
    pairs = {"sqlite": sqlite_databases, "postgresql": postgres_databases}
    return {name: each.template(fill, each.seeded) for name, each in pairs.items()}


@pytest.fixture(params=["sqlite", "postgresql"])
async def reader(request: pytest.FixtureRequest, twin_urls: dict[str, str]) -> AsyncIterator[Reader]:
    """A reader of the content."""
    async with reading(twin_urls[request.param], SCHEMA) as reader:
        yield reader


@pytest.fixture
def twin(twin_urls: dict[str, str]) -> Iterator[SearchTwin]:
    """The twin, of the rows as SQLite has them: both databases have to answer as it does."""
    engine = connect(twin_urls["sqlite"])
    with Session(engine) as session:
        yield SearchTwin(session)
    engine.dispose()


def queries(number: int, twin: SearchTwin) -> list[str]:
    """Make up queries of words and names that are there, with slips, other endings, quotation marks and signs."""
    chosen = random.Random(number)  # noqa: S311 - as above
    names = sorted({label for each in twin.documents for label, _ in each.document.labels})
    words = [*WORDS, *{word for name in names for word in name.split()}, *(each["query"] for each in GOLDEN["queries"])]

    def word() -> str:
        picked: str = chosen.choice(words)
        place = chosen.randrange(len(picked) + 1)
        slips = (
            picked,
            picked,
            picked + "s",
            picked[:place] + picked[place + 1 :],
            picked[:place] + "x" + picked[place:],
        )
        return chosen.choice((*slips, picked.upper(), picked[:-1]))

    def query() -> str:
        match chosen.randrange(6):
            case 0:
                return str(chosen.choice(names))
            case 1:
                return f'"{" ".join(chosen.choices(WORDS, k=2))}" {word()}'
            case 2:
                text = chosen.choice(names)
                place = chosen.randrange(len(text))
                return text[:place] + text[place + 1 :]
            case _:
                return "".join(word() + chosen.choice(SIGNS) + " " for _ in range(chosen.randint(1, 3)))

    return [query() for _ in range(number)]


async def compare(reader: Reader, twin: SearchTwin, query: str) -> int:
    """Ask both; return how many are found."""
    expected = twin.search(query, NOW)
    answer = await search(reader, query, first=100)
    hits, counts, correction = told(answer)
    assert hits == [hit.told() for hit in expected.hits[:100]], query
    assert counts == expected.counts, query
    assert correction == expected.correction, query
    return len(expected.hits)


async def test_search_answers_as_its_twin_does(reader: Reader, twin: SearchTwin) -> None:
    found = [await compare(reader, twin, query) for query in queries(SOME, twin)]
    assert sum(map(bool, found)) > SOME / 4


@pytest.mark.long
async def test_search_answers_as_its_twin_does_a_thousand_times(reader: Reader, twin: SearchTwin) -> None:
    found = [await compare(reader, twin, query) for query in queries(MANY, twin)]
    assert sum(map(bool, found)) > MANY / 4


@pytest.mark.long
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=st.text(TYPED, max_size=60) | st.text(SPECIAL, max_size=40))
async def test_whatever_is_typed_is_answered_as_the_twin_does(reader: Reader, twin: SearchTwin, query: str) -> None:
    await compare(reader, twin, query)


@pytest.mark.long
async def test_all_pages_of_a_search_have_every_hit_once(reader: Reader, twin: SearchTwin) -> None:
    for query in queries(PAGED, twin):
        walked: list[Any] = []
        after, more, count = None, True, 0
        while more:
            page = await search(reader, query, first=7, after=after)
            walked += page["edges"]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
            count = page["totalCount"]
        assert [edge["node"]["id"] for edge in walked] == [hit.id for hit in twin.search(query, NOW).hits], query
        assert len(walked) == count
