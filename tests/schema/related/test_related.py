"""Related works are those that a slow twin finds, with its reasons, and nothing that is hidden has a part in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest
from sqlmodel import Session

from schema.db import connect, read_transaction, write_transaction
from schema.graphql import build_schema
from schema.visibility import DRAFT, PUBLISHED, View
from tests.reader import NOW, Reader, reading
from tests.schema.content import JUNE, column, issue, organization, person, pick, published, work
from tests.schema.content import all_rows as rows_of
from tests.schema.related.twin import Twin

SCHEMA = build_schema()
QUERY = """
query Related($id: ID!, $first: Int = 20, $kind: [WorkKind!], $reasons: [RelationReason!]) {
  node(id: $id) { ... on Work { related(first: $first, kind: $kind, reasons: $reasons) {
    score node { id kind }
    reasons {
      reason points
      ... on SharedPerson { person { id } role otherRole }
      ... on SharedWhole { whole { id } }
      ... on NamedTogether { count sections { id } }
      ... on SharedTags { tags }
      ... on SharedColumn { column { id } }
      ... on SharedOrganization { organization { id } }
      ... on SharedPlatform { platform { id } }
      ... on SimilarText { words }
    }
  } } }
}
"""
WORDS = ["phare", "tempête", "marin", "archipel", "brume", "horizon", "falaise", "équipage", "naufrage", "boussole"]
ONE = {
    "SAME_PERSON": "person",
    "SAME_WHOLE": "whole",
    "SAME_COLUMN": "column",
    "SAME_ORGANIZATION": "organization",
    "SAME_PLATFORM_AND_KIND": "platform",
}
"""What a reason rests on that rests on one thing."""
ROLES = ("DIRECTOR", "ACTOR", "WRITER", "SELF")


def fill(session: Session, random: Random) -> None:
    """Write works that have things in common by chance, some of which readers see."""
    people = [person(session, f"person-{number}") for number in range(8)]
    bodies = [organization(session, f"body-{number}", kind="PLATFORM") for number in range(4)]
    columns = [column(session, f"column-{number}") for number in range(3)]
    works: list[str] = []
    for number in range(24):
        works.append(
            work(
                session,
                f"work-{number}",
                kind=random.choice(["FILM", "SERIES"]),
                title=f"{random.choice(WORDS).title()} {number}",
                summary=" ".join(random.sample(WORDS, 3)),
                year=random.choice([None, 1990, 2001]),
                tags=random.sample(["mer", "peur", "enfance", "guerre", "ville"], random.randint(0, 3)),
                part_of_id=random.choice([None, None, None, *works[:3]]),
                credits=[
                    {"person_id": random.choice(people), "role": random.choice(ROLES)}
                    for _ in range(random.randint(0, 3))
                ],
                organizations=random.sample(bodies, random.randint(0, 2)),
                availability=[
                    {"platform_id": body, "access": "FREE"} for body in random.sample(bodies, random.randint(0, 2))
                ],
            )
        )
    for number in range(8):
        sections = [
            {
                "heading": f"Section {number}",
                "column_id": random.choice([None, *columns]),
                "recommendations": [
                    pick(each, role=random.choice(["PICK", "SUBJECT", "REFERENCE"])) for each in random.sample(works, 4)
                ],
            }
        ]
        write = random.choice([published, published, published, issue])
        when = {"at": JUNE.replace(day=number + 1)} if write is published else {}
        write(session, f"issue-{number}", sections=sections, **when)


@asynccontextmanager
async def world(url: str, seed: int) -> AsyncIterator[Reader]:
    """A reader of a world of chance."""
    engine = connect(url)
    with write_transaction(engine) as session:
        fill(session, Random(seed))  # noqa: S311 - it makes up content
    engine.dispose()
    async with reading(url, SCHEMA) as reader:
        yield reader


def twin_of(url: str, view: View) -> Twin:
    engine = connect(url)
    with read_transaction(engine) as session:
        rows = rows_of(session)
    engine.dispose()
    return Twin(rows, NOW if view is PUBLISHED else None)


async def related(reader: Reader, work_id: str, view: View = PUBLISHED, **variables: Any) -> list[dict[str, Any]]:
    """Return what is related to a work, by one statement."""
    before = reader.database.statements
    answer = await reader.ask(QUERY, view, id=work_id, **variables)
    assert reader.database.statements == before + 1
    return list(answer["node"]["related"])


def told(reason: dict[str, Any], twin: Twin, other: str) -> Any:
    """Return how the API tells what the twin found."""
    via = reason["via"]
    tags = {row["id"]: row["name"] for row in twin.rows["tags"]}
    words = {(row["work_id"], row["word"]): row["written"] for row in twin.rows["work_words"]}
    if (name := ONE.get(reason["reason"])) is not None:
        return {name: {"id": via[0]}}
    if reason["reason"] == "SHARED_TAG":
        return {"tags": [tags[each] for each in sorted(via)]}
    if reason["reason"] == "SIMILAR_TEXT":
        return {"words": [words[other, each] for each in sorted(via)]}
    newest = {row["section_id"]: row["sort_key"] for row in twin.said}
    shown = sorted(via[:3], key=lambda each: (newest[each], each), reverse=True)
    return {"count": len(via), "sections": [{"id": each} for each in shown]}


def expected(twin: Twin, work_id: str, first: int = 20) -> list[dict[str, Any]]:
    return [
        {
            "score": edge["score"],
            "node": {"id": edge["id"], "kind": twin.works[edge["id"]]["kind"]},
            "reasons": [
                {"reason": each["reason"], "points": each["points"], **told(each, twin, edge["id"])}
                for each in edge["reasons"]
            ],
        }
        for edge in twin.related(work_id)[:first]
    ]


def without_roles(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    roles = {"role", "otherRole"}
    return [
        edge | {"reasons": [{k: v for k, v in each.items() if k not in roles} for each in edge["reasons"]]}
        for edge in edges
    ]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("view", [PUBLISHED, DRAFT], ids=["reader", "editor"])
async def test_it_is_what_the_twin_finds(database_url: str, seed: int, view: View) -> None:
    async with world(database_url, seed) as reader:
        twin = twin_of(database_url, view)
        assert len(twin.works) > 10
        for work_id in twin.works:
            assert without_roles(await related(reader, work_id, view)) == expected(twin, work_id)


async def test_the_roles_of_a_person_in_both_works_are_told(database_url: str) -> None:
    engine = connect(database_url)
    with write_transaction(engine) as session:
        ada = person(session, "ada")
        director, actor = ({"person_id": ada, "role": role} for role in ("DIRECTOR", "ACTOR"))
        one = work(session, "one", credits=[director, actor])
        published(session, sections=[{"recommendations": [pick(one)]}])
        other = work(session, "other", credits=[actor])
        published(session, "later", sections=[{"recommendations": [pick(other)]}])
    engine.dispose()
    async with reading(database_url, SCHEMA) as reader:
        (edge,) = await related(reader, one)
        (reason,) = edge["reasons"]
        assert (reason["role"], reason["otherRole"], reason["points"]) == ("DIRECTOR", "ACTOR", 15 * 6)


async def test_only_what_is_asked_for_is_found(database_url: str) -> None:
    async with world(database_url, 4) as reader:
        twin = twin_of(database_url, PUBLISHED)
        for work_id in twin.works:
            films = await related(reader, work_id, kind=["FILM"])
            assert {edge["node"]["kind"] for edge in films} <= {"FILM"}
            for asked in ({"SAME_PERSON"}, {"SHARED_TAG", "TOGETHER"}, {"SAME_COLUMN"}, set()):
                found = await related(reader, work_id, reasons=sorted(asked))
                assert {each["reason"] for edge in found for each in edge["reasons"]} <= asked
                assert all(edge["score"] == sum(each["points"] for each in edge["reasons"]) for edge in found)


async def test_a_draft_is_no_reason_and_counts_for_nothing(database_url: str) -> None:
    async with world(database_url, 5) as reader:
        twin = twin_of(database_url, PUBLISHED)
        before = {work_id: await related(reader, work_id) for work_id in twin.works}
        engine = connect(database_url)
        with write_transaction(engine) as session:
            rows = twin.rows
            hidden = [
                work(
                    session,
                    f"hidden-{number}",
                    title="Phare tempête marin",
                    tags=[tag["name"] for tag in rows["tags"][:3]],
                    credits=[{"person_id": each["id"], "role": "DIRECTOR"} for each in rows["people"][:4]],
                )
                for number in range(3)
            ]
            issue(session, "draft", sections=[{"recommendations": [pick(each) for each in [*hidden, *twin.works]]}])
        engine.dispose()
        assert {work_id: await related(reader, work_id) for work_id in twin.works} == before


@pytest.mark.parametrize("first", [0, 21, -1])
async def test_a_number_out_of_range_is_refused(database_url: str, first: int) -> None:
    async with world(database_url, 6) as reader:
        work_id = next(iter(twin_of(database_url, PUBLISHED).works))
        assert b"`first` takes a number from 1 to 20." in await reader.body(QUERY, id=work_id, first=first)
