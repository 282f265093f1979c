"""Corrections: what an editor says a title means teaches the catalogue, and the draft follows, by mutations."""

from typing import Any

import pytest
import sqlalchemy as sa

from schema import db, writes
from schema.tables import Column, Work
from schema.vocabulary import WorkKind
from schema.writes.slugs import slug_owner
from seed.relinking import Meaning, Relinking, alias_input, relink
from tests.schema.mutation.editing import editing

TEXTS = (
    "On a vu Grand Large, puis « La Marée », et enfin Basse mer.",
    "Ici, rien ; « La marée » revient plus bas : La Marée !",
    "Un autre sujet.",
)
RECOMMENDED = "issue { sections { recommendations { role work { slug } } } }"


@pytest.fixture
def issue_id(catalogued: sa.Engine) -> str:
    """A draft whose first section recommends what stands around the title."""
    with db.write_transaction(catalogued) as session:
        works = [slug_owner(session, Work, slug) for slug in ("grand-large", "basse-mer")]
        sections: list[dict[str, Any]] = [{"body_markdown": text} for text in TEXTS]
        sections[0]["recommendations"] = [{"work_id": work, "role": "REFERENCE"} for work in works]
        return writes.save_issue(session, {"slug": "brouillon", "title": "Brouillon", "sections": sections}).id


def work_id(engine: sa.Engine, slug: str) -> str:
    """The id of a work."""
    with db.read_transaction(engine) as session:
        return slug_owner(session, Work, slug) or ""


def relinked(engine: sa.Engine, issue_id: str, *meanings: Meaning) -> Relinking:
    """What follows for the draft."""
    with db.read_transaction(engine) as session:
        found = relink(session, issue_id, meanings)
    assert found
    return found


def url_of(engine: sa.Engine) -> str:
    """The URL of a database."""
    return engine.url.set(drivername=engine.dialect.name).render_as_string(hide_password=False)


def test_a_title_that_means_a_work_is_found_where_the_draft_names_it(catalogued: sa.Engine, issue_id: str) -> None:
    gardiens = work_id(catalogued, "les-gardiens")
    found = relinked(catalogued, issue_id, Meaning("La Marée", {"id": gardiens}))
    assert [[(each.ref["id"], each.role, each.place) for each in section.found] for section in found.sections] == [
        [(gardiens, "REFERENCE", 1)],
        [(gardiens, "REFERENCE", 0)],
        [],
    ]
    assert found.sections[1].found[0].named == ["La Marée"]


def test_what_is_recommended_already_is_not_found_again(catalogued: sa.Engine, issue_id: str) -> None:
    meaning = Meaning("La Marée", {"id": work_id(catalogued, "basse-mer")})
    found = relinked(catalogued, issue_id, meaning)
    assert [len(section.found) for section in found.sections] == [0, 1, 0]


def test_the_role_is_that_of_the_column(catalogued: sa.Engine) -> None:
    with db.write_transaction(catalogued) as session:
        sections = [{"column_id": slug_owner(session, Column, "vague"), "body_markdown": TEXTS[1]}]
        draft = writes.save_issue(session, {"slug": "brouillon", "title": "Brouillon", "sections": sections}).id
    found = relinked(catalogued, draft, Meaning("La Marée", {"id": work_id(catalogued, "basse-mer")}))
    assert [each.role for each in found.sections[0].found] == ["PICK"]


async def test_the_alias_and_the_draft_are_one_operation(catalogued: sa.Engine, issue_id: str) -> None:
    gardiens = work_id(catalogued, "les-gardiens")
    with db.read_transaction(catalogued) as session:
        alias = alias_input(session, gardiens, " La  Marée ")
    found = relinked(catalogued, issue_id, Meaning("La Marée", {"id": gardiens}))
    operation = f"""mutation($work: UpdateWorkInput!, $issue: UpdateIssueInput!) {{
      updateWork(input: $work) {{ work {{ aliases }} problems {{ message }} }}
      updateIssue(input: $issue) {{ {RECOMMENDED} problems {{ message }} }}
    }}"""
    async with editing(url_of(catalogued)) as magazine:
        data = await magazine.ask(operation, work=alias, issue=found.input())
    assert data["updateWork"] == {"work": {"aliases": ["La Marée"]}, "problems": []}
    assert data["updateIssue"]["problems"] == []
    assert [
        [each["work"]["slug"] for each in section["recommendations"]]
        for section in data["updateIssue"]["issue"]["sections"]
    ] == [["grand-large", "les-gardiens", "basse-mer"], ["les-gardiens"], []]
    with db.read_transaction(catalogued) as session:
        assert alias_input(session, gardiens, "la marée") is None
    assert not relinked(catalogued, issue_id, Meaning("La Marée", {"id": gardiens})).finds


async def test_a_candidate_becomes_a_work_and_is_referred_to_in_one_operation(
    catalogued: sa.Engine, issue_id: str
) -> None:
    found = relinked(catalogued, issue_id, Meaning("La Marée", {"slug": "la-maree"}, WorkKind.FILM))
    operation = f"""mutation($work: CreateWorkInput!, $issue: UpdateIssueInput!) {{
      createWork(input: $work) {{ problems {{ message }} }}
      updateIssue(input: $issue) {{ {RECOMMENDED} problems {{ message }} }}
    }}"""
    work = {"slug": "la-maree", "title": "La Marée", "kind": "FILM"}
    async with editing(url_of(catalogued)) as magazine:
        data = await magazine.ask(operation, work=work, issue=found.input())
    assert [data[name]["problems"] for name in ("createWork", "updateIssue")] == [[], []]
    first, second, _ = data["updateIssue"]["issue"]["sections"]
    assert [each["work"]["slug"] for each in first["recommendations"]] == ["grand-large", "la-maree", "basse-mer"]
    assert [each["work"]["slug"] for each in second["recommendations"]] == ["la-maree"]


def test_what_is_not_there_has_no_corrections(catalogued: sa.Engine, issue_id: str) -> None:
    with db.read_transaction(catalogued) as session:
        assert relink(session, "iss_none", []) is None
        assert alias_input(session, "wrk_none", "La Marée") is None
        assert alias_input(session, work_id(catalogued, "estran"), " ") is None
    assert not relinked(catalogued, issue_id, Meaning("La Marée", {"id": "wrk_none"})).finds
