"""Search finds what is meant, in an order that is the same on both databases, and nothing that is hidden."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from sqlmodel import Session

from schema import writes
from schema.db import connect, write_transaction
from schema.graphql import build_schema
from schema.text import slugify
from schema.visibility import DRAFT, PUBLIC, PUBLISHED, View
from tests.conftest import fresh
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.reader import NOW, Reader, reading
from tests.schema.content import JUNE, issue, pick, published, work

GOLDEN = yaml.safe_load((Path(__file__).parent / "golden.yaml").read_text())
SCHEMA = build_schema()
SEARCH = """
query Search($text: String!, $types: [SearchType!], $first: Int = 50, $after: String) {
  search(query: $text, types: $types, first: $first, after: $after) {
    totalCount correction counts { type count } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { id }
    edges { cursor match score node {
      __typename id
      ... on Issue { slug } ... on Work { slug } ... on Person { slug } ... on Organization { slug }
      ... on Column { slug }
    } }
  }
}
"""
LATER = NOW + timedelta(days=1)


def fill(url: str) -> None:
    """Add the works of the golden file to the sample content."""
    engine = connect(url)
    with write_transaction(engine) as session:
        seen = [save(session, values) for values in GOLDEN["works"]]
        published(
            session, "golden", at=JUNE, title="Exemples", sections=[{"recommendations": [pick(each) for each in seen]}]
        )
        hidden = [save(session, values) for values in GOLDEN["hidden"]]
        issue(session, "hidden", title="Cachée", sections=[{"recommendations": [pick(each) for each in hidden]}])
    engine.dispose()


def save(session: Session, values: Mapping[str, Any]) -> str:
    names = values.get("people", ())
    people = [writes.save_person(session, {"slug": slugify(name), "name": name}).id for name in names]
    given = {name: value for name, value in values.items() if name != "people"}
    return work(session, **given, credits=[{"person_id": each, "role": "DIRECTOR"} for each in people])


@pytest.fixture(scope="module")
def golden_urls(sqlite_databases: SqliteDatabases, postgres_databases: PostgresDatabases) -> dict[str, str]:
    """The golden content on both databases."""
    pairs = {"sqlite": sqlite_databases, "postgresql": postgres_databases}
    return {name: each.template(fill, each.seeded) for name, each in pairs.items()}


@pytest.fixture(params=["sqlite", "postgresql"])
async def reader(request: pytest.FixtureRequest, golden_urls: dict[str, str]) -> AsyncIterator[Reader]:
    """A reader of the golden content."""
    async with reading(golden_urls[request.param], SCHEMA) as reader:
        yield reader


async def search(reader: Reader, query: str, view: View = PUBLISHED, **variables: Any) -> Any:
    """Search by one statement, and hold the parts of the answer against each other."""
    before = reader.database.statements
    found = (await reader.ask(SEARCH, view, text=query, **variables))["search"]
    assert reader.database.statements == before + 1
    assert [edge["node"]["id"] for edge in found["edges"]] == [node["id"] for node in found["nodes"]]
    assert sum(each["count"] for each in found["counts"]) == found["totalCount"]
    ends = [edge["cursor"] for edge in (found["edges"][:1] + found["edges"][-1:])] or [None, None]
    assert [found["pageInfo"]["startCursor"], found["pageInfo"]["endCursor"]] == [ends[0], ends[-1]]
    return found


def slugs(found: Any) -> list[str]:
    return [edge["node"].get("slug", "section") for edge in found["edges"]]


async def test_golden_queries_find_what_is_meant(reader: Reader) -> None:
    for golden in GOLDEN["queries"]:
        found = await search(reader, golden["query"])
        names = slugs(found)
        first = golden.get("first", [])
        order = sorted if golden.get("any_order") else list
        assert order(names[: len(first)]) == order(first), (golden, names)
        assert not set(golden.get("absent", ())) & set(names), (golden, names)
        assert found["totalCount"] == len(names)
        if golden.get("none"):
            assert names == [], golden
        if "match" in golden:
            assert found["edges"][0]["match"] == golden["match"], golden
        if "correction" in golden:
            assert found["correction"] == golden["correction"]


async def test_whatever_is_typed_is_answered(reader: Reader) -> None:
    for query in (*GOLDEN["anything"], "x" * 5_000, "é " * 500, '"' * 401, "é" * 400):
        await search(reader, query)


async def test_both_databases_answer_the_same_bytes(golden_urls: dict[str, str]) -> None:
    answers = []
    for url in golden_urls.values():
        async with reading(url, SCHEMA) as reader:
            queries = [
                *(golden["query"] for golden in GOLDEN["queries"]),
                *GOLDEN["anything"],
                "film",
                "documentaire",
                "a",
            ]
            answers.append(
                [await reader.body(SEARCH, view, text=query) for query in queries for view in (PUBLISHED, DRAFT)]
            )
    assert answers[0] == answers[1]


async def test_pages_have_every_hit_once_in_one_order(reader: Reader) -> None:
    for query in ("film", "documentaire", "varda", "apple", "shoa", "samuorai"):
        whole = await search(reader, query)
        walked: list[Any] = []
        after, more = None, True
        while more:
            page = await search(reader, query, first=2, after=after)
            assert page["totalCount"] == whole["totalCount"]
            assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
            walked += page["edges"]
            after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert walked == whole["edges"]
        assert len(walked) == whole["totalCount"]


async def test_types_are_those_that_are_asked_for(reader: Reader) -> None:
    everything = await search(reader, "film")
    only = await search(reader, "film", types=["SECTION"])
    assert only["counts"] == [each for each in everything["counts"] if each["type"] == "SECTION"]
    assert (await search(reader, "film", types=[]))["edges"] == []


async def test_a_bad_number_or_cursor_is_refused(reader: Reader) -> None:
    for variables in ({"first": 0}, {"first": 101}, {"after": "x"}, {"after": b"7:1:1".hex()}, {"after": "31"}):
        assert b'"errors"' in await reader.body(SEARCH, text="film", **variables)
    for key in ("-9223372036854775807", "9223372036854775807"):
        await search(reader, "film", after=f"4:0:{key}".encode().hex())


async def test_who_sees_drafts_finds_them(reader: Reader) -> None:
    assert slugs(await search(reader, "quartz")) == []
    assert slugs(await search(reader, "quartz", DRAFT)) == ["quartz", "section"]
    assert slugs(await search(reader, "quarts", DRAFT)) == ["quartz", "section"]


async def test_lists_are_filtered_by_words(reader: Reader) -> None:
    query = """query Filtered($text: String!) {
      works(filter: {text: $text}) { totalCount nodes { slug } } people(filter: {text: $text}) { nodes { slug } }
      organizations(filter: {text: $text}) { nodes { slug } } issues(filter: {text: $text}) { nodes { slug } }
    }"""
    varda = await reader.ask(query, text="VARDA")
    assert {each["slug"] for each in varda["works"]["nodes"]} == {"cleo", "glaneurs"}
    assert [each["slug"] for each in varda["people"]["nodes"]] == ["agnes-varda"]
    assert [each["slug"] for each in (await reader.ask(query, text="apple"))["organizations"]["nodes"]] == ["apple"]
    greve = await reader.ask(query, text="hollywood")
    assert [each["slug"] for each in greve["issues"]["nodes"]] == ["hollywood-en-greve-contre-ses-doubles"]
    for text in ("quartz", "", '"', "cuivre quartz"):
        assert not any(each["nodes"] for each in (await reader.ask(query, text=text)).values())


async def test_what_is_scheduled_is_found_from_its_second_on_and_what_is_taken_back_no_more(
    databases: Databases,
) -> None:
    with fresh(databases, databases.migrated) as url:
        engine = connect(url)
        with write_transaction(engine) as session:
            due = work(session, "due", title="Comète")
            published(session, "due", at=LATER, title="À venir", sections=[
                {"body_markdown": "Une comète.", "recommendations": [pick(due, reason="Belle comète.")]}])  # fmt: skip
        async with reading(url, SCHEMA) as reader:
            for view, number in (
                (PUBLISHED, 0),
                (View(PUBLIC, LATER - timedelta(seconds=1)), 0),
                (View(PUBLIC, LATER), 2),
            ):
                for query in ("comète", "comete", "comte"):
                    found = await search(reader, query, view)
                    assert found["totalCount"] == number
                    assert found["correction"] == ("comete" if number and query == "comte" else None)
            with write_transaction(engine) as session:
                writes.unpublish_issue(session, "due")
            assert (await search(reader, "comete", View(PUBLIC, LATER)))["totalCount"] == 0
        engine.dispose()


async def test_a_document_that_says_too_much_shows_nothing_all_the_same(databases: Databases) -> None:
    with fresh(databases, databases.migrated) as url:
        engine = connect(url)
        with write_transaction(engine) as session:
            hidden = work(session, "hidden", title="Comète")
            seen = work(session, "seen", title="Comète")
            published(session, at=JUNE, sections=[{"recommendations": [pick(seen)]}])
            for table in ("search_documents", "search_labels"):
                column = "key" if table == "search_documents" else "document"
                session.execute(sa.text(f"UPDATE {table} SET {column} = {column} - (CAST(8000000000 AS BIGINT) << 30) "
                                        f"WHERE {column} > (CAST(8000000000 AS BIGINT) << 30)"))  # fmt: skip
        async with reading(url, SCHEMA) as reader:
            found = await reader.ask('{ suggest(prefix: "com") { node { id } } }')
            assert [each["node"]["id"] for each in found["suggest"]] == [seen]
            assert hidden not in str(found)
        engine.dispose()
