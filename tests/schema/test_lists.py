"""The way back: from people and organisations to what they made, and to where they are named."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from schema.lists import MAKING
from schema.visibility import DRAFT
from schema.vocabulary import CreditRole
from tests.reader import reading

PERSON = """
query ($slug: String!) {
  person(slug: $slug) {
    works(first: 3, orderBy: TITLE_ASC) { edges { roles node { title makers { name url } } } }
    sections(first: 2) { nodes { issue { title url } } }
  }
  recommendations(filter: { person: [$slug] }) { nodes { work { title } } }
}
"""
BESIDE = """
{
  nodes(ids: ["pub_1", "%s", "%s", "%s"]) {
    ... on Publication { website }
    ... on Organization { organizationKind url website }
    ... on Work { kind url }
    ... on Issue { url }
    ... on Maker { name }
  }
}
"""


async def test_works_of_a_person_say_what_they_did_and_by_whom_they_are(seeded_url: str) -> None:
    async with reading(seeded_url) as reader:
        data = await reader.ask(PERSON, slug="alessia-zecchini")
        assert reader.database.statements == 1
    assert data["person"]["works"]["edges"] == [
        {
            "roles": ["SELF"],
            "node": {
                "title": "The Deepest Breath",
                "makers": [{"name": "Laura McGann", "url": "https://liane.example/people/laura-mcgann"}],
            },
        }
    ]
    assert [section["issue"]["title"] for section in data["person"]["sections"]["nodes"]] == [
        "Hollywood en grève contre ses doubles"
    ]
    assert {each["work"]["title"] for each in data["recommendations"]["nodes"]} == {"The Deepest Breath"}


async def test_roles_belong_to_a_persons_works_alone(seeded_url: str) -> None:
    async with reading(seeded_url) as reader:
        data = await reader.ask(
            '{ works(first: 1) { edges { roles } } organization(slug: "apple") { works { edges { roles } } } }'
        )
    assert data["works"] == {"edges": [{"roles": None}]}
    assert {edge["roles"] for edge in data["organization"]["works"]["edges"]} == {None}


async def test_an_organization_leads_to_what_was_said_of_its_works(seeded_url: str) -> None:
    async with reading(seeded_url) as reader:
        data = await reader.ask(
            """
            {
              organization(slug: "apple") { recommendations(filter: { role: [PICK] }) { nodes { ...Made } } }
              recommendations(filter: { organization: ["apple"], role: [PICK] }) { nodes { ...Made } }
            }
            fragment Made on Recommendation { work { title makers { name } } }
            """
        )
    picked = data["organization"]["recommendations"]["nodes"]
    assert {"title": "The Underdogs", "makers": [{"name": "Apple"}]} in [each["work"] for each in picked]
    assert picked == data["recommendations"]["nodes"]


async def test_kinds_and_addresses_of_all_types_stand_in_one_selection(seeded_url: str) -> None:
    async with reading(seeded_url) as reader:
        found = await reader.ask(
            '{ organization(slug: "apple") { id } latestIssue { id } works(first: 1) { nodes { id } } }'
        )
        ids = (found["organization"]["id"], found["works"]["nodes"][0]["id"], found["latestIssue"]["id"])
        nodes = (await reader.ask(BESIDE % ids))["nodes"]
    assert set(nodes[1]) == {"organizationKind", "url", "website", "name"}
    assert set(nodes[2]) == {"kind", "url"}


async def test_makers_are_those_nearest_to_making(engine: sa.Engine, database_url: str) -> None:
    ranked = [role for roles in MAKING for role in roles]
    with db.write_transaction(engine) as session:
        ids = {role: save_named(session, writes.save_person, role) for role in CreditRole}
        studio = save_named(session, writes.save_organization, "studio", kind="STUDIO")
        for number in range(len(ranked) + 1):  # each work lacks the nearest role of the one before
            roles = [role for role in CreditRole if role not in ranked[:number]]
            credited = [{"person_id": ids[role], "role": role} for role in roles]
            work = {"slug": f"work-{number}", "kind": "FILM", "title": str(number), "credits": credited}
            writes.save_work(session, {**work, "organizations": [studio]})
    async with reading(database_url) as reader:
        data = await reader.ask("{ works { nodes { makers { name } } } }", DRAFT)
    assert [{maker["name"] for maker in work["makers"]} for work in data["works"]["nodes"]] == [
        {"CREATOR", "AUTHOR"},
        {"AUTHOR"},
        {"DIRECTOR"},
        {"PERFORMER", "HOST"},
        {"HOST"},
        {"studio"},
    ]


def save_named(session: Session, save: Any, name: str, **values: Any) -> str:
    """Save something that has a name; return its id."""
    return str(save(session, {"slug": name.lower(), "name": name, **values}).id)
