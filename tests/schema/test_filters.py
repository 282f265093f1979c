"""Filters: what belongs to one row is one row, what nests is bounded, and what is hidden is looked at by none."""

from typing import Any

import pytest
import sqlalchemy as sa

from schema import db, writes
from schema.visibility import DRAFT, PUBLISHED, View
from tests.reader import NOW, Reader, reading

WORKS = """
query ($filter: WorkFilter) { works(filter: $filter, orderBy: TITLE_DESC) { nodes { slug pickCount } totalCount } }
"""


@pytest.fixture
def content(engine: sa.Engine) -> None:
    """Two films by one person, and two issues of two columns: a published one, and a draft."""
    with db.write_transaction(engine) as session:
        person = writes.save_person(session, {"slug": "ana", "name": "Ana"}).id
        columns = [writes.save_column(session, {"slug": name, "name": name}).id for name in ("films", "books")]
        works = [
            writes.save_work(
                session,
                {
                    "slug": slug,
                    "kind": "FILM",
                    "title": slug,
                    "year": year,
                    "credits": [{"person_id": person, "role": role}],
                },
            ).id
            for slug, year, role in (("alpha", 2001, "DIRECTOR"), ("beta", None, "ACTOR"))
        ]
        for number, (status, column, role) in enumerate(
            (("PUBLISHED", columns[0], "PICK"), ("PUBLISHED", columns[1], "SUBJECT"), ("DRAFT", columns[1], "PICK")), 1
        ):
            said = [{"work_id": work, "role": role} for work in works]
            section = {"heading": "h", "column_id": column, "people": [person], "recommendations": said}
            issue = {
                "slug": f"issue-{number}",
                "title": "t",
                "status": status,
                "published_at": NOW,
                "sections": [section],
            }
            writes.save_issue(session, issue)


async def found(reader: Reader, view: View = PUBLISHED, /, **asked: Any) -> list[str]:
    """Return the slugs of the works that a filter finds."""
    works = (await reader.ask(WORKS, view, filter=asked))["works"]
    assert works["totalCount"] == len(works["nodes"])
    return [each["slug"] for each in works["nodes"]]


@pytest.mark.usefixtures("content")
async def test_one_recommendation_meets_all_that_is_asked_of_it(database_url: str) -> None:
    async with reading(database_url) as reader:
        assert await found(reader, column=["films"], role=["PICK"]) == ["beta", "alpha"]
        assert await found(reader, column=["books"], role=["PICK"]) == []
        assert await found(reader, DRAFT, column=["books"], role=["PICK"]) == ["beta", "alpha"]
        assert await found(reader, role=["PICK"], recommended={"from": "2023-09-01", "to": "2023-09-01"}) != []
        assert await found(reader, role=["PICK"], recommended={"from": "2023-09-02"}) == []
        assert await found(reader, person=["ana"], creditRole=["DIRECTOR"]) == ["alpha"]
        picks = (await reader.ask(WORKS))["works"]["nodes"]
        assert {each["pickCount"] for each in picks} == {1}
        assert {each["pickCount"] for each in (await reader.ask(WORKS, DRAFT))["works"]["nodes"]} == {2}


@pytest.mark.usefixtures("content")
async def test_what_is_not_known_does_not_meet_what_is_negated(database_url: str) -> None:
    async with reading(database_url) as reader:
        assert await found(reader, years={"from": 2001}) == ["alpha"]
        assert await found(reader, **{"not": {"years": {"from": 2001}}}) == ["beta"]
        assert await found(reader, anyOf=[]) == []
        assert await found(reader, anyOf=[{}]) == ["beta", "alpha"]
        assert await found(reader, **{"not": {}}) == []
        assert await found(reader, anyOf=[{"slug": ["alpha"]}, {"not": {"years": {"to": 3000}}}]) == ["beta", "alpha"]
        assert reader.database.statements == 6


@pytest.mark.usefixtures("content")
async def test_lists_inside_others_take_the_same_filters(database_url: str) -> None:
    query = """
    query ($column: [String!]) {
      person(slug: "ana") {
        works(filter: { creditRole: [ACTOR] }) { nodes { slug } }
        sections(filter: { column: $column }) { nodes { issue { slug } } }
      }
      column(slug: "books") { sections(filter: { role: [SUBJECT] }) { nodes { issue { slug } } } }
      people(filter: { column: $column, role: [ACTOR] }) { nodes { slug } }
      issues(filter: { column: $column, work: ["alpha"], role: [PICK] }) { nodes { slug } }
    }
    """
    async with reading(database_url) as reader:
        data = await reader.ask(query, column=["films"])
        assert reader.database.statements == 1
    assert data["person"] == {
        "works": {"nodes": [{"slug": "beta"}]},
        "sections": {"nodes": [{"issue": {"slug": "issue-1"}}]},
    }
    assert data["column"] == {"sections": {"nodes": [{"issue": {"slug": "issue-2"}}]}}
    assert data["people"] == {"nodes": [{"slug": "ana"}]}
    assert data["issues"] == {"nodes": [{"slug": "issue-1"}]}


def nested(depth: int) -> dict[str, Any]:
    """Return a filter with others inside, so deep."""
    return {"not": nested(depth - 1)} if depth else {"kind": ["FILM"]}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (nested(4), "nest at most 3 deep"),
        ({"anyOf": [{}] * 21}, "at most 20 filters in all"),
        ({"anyOf": [{"anyOf": [{}] * 5}] * 4}, "at most 20 filters in all"),
        ({"slug": ["x"] * 101}, "at most 100"),
        ({"anyOf": [{"tag": ["x"] * 101}]}, "at most 100"),
    ],
)
async def test_filters_are_bounded(asked: dict[str, Any], message: str, database_url: str) -> None:
    async with reading(database_url) as reader:
        body = (await reader.body(WORKS, filter=asked)).decode()
        assert message in body
        assert reader.database.statements == 0


async def test_a_filter_may_be_as_large_as_is_said(database_url: str) -> None:
    async with reading(database_url) as reader:
        asked: list[dict[str, Any]] = [nested(3), {"anyOf": [{}] * 20}, {"slug": ["x"] * 100}]
        for each in asked:
            assert await found(reader, **each) == []
