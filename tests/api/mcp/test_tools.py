"""What tools answer is all there, page by page, and never long."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from api.mcp import tools
from api.mcp.answers import MOST_CHARACTERS
from api.mcp.arguments import MOST
from schema import db, writes
from schema.vocabulary import StoredStatus
from tests.api.mcp.agents import answer, call, text_of
from tests.api.serving import application, serving

LONG = "Encore “une” phrase\\ sur le même film. " * 400
WORKS, SECTIONS = 45, 45


@pytest.fixture
def client(database_url: str) -> Iterator[httpx.Client]:
    """A client of a magazine in which everything is long, and there is much of it."""
    fill(database_url)
    with serving(application(database_url, mcp=True)) as client:
        yield client


def fill(url: str) -> None:
    """Fill a database with two issues that have more than an answer holds."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"name": "Liane", "language": "fr", "time_zone": "Europe/Paris"})
        platform = writes.save_organization(
            session, {"slug": "arte", "name": "Arte", "kind": "PLATFORM", "summary": LONG, "aliases": [LONG[:200]] * 30}
        ).id
        affiliated = [{"organization_id": platform, "title": f"{each} {LONG[:150]}"} for each in range(30)]
        ada = {"slug": "ada", "name": "Ada Lovelace", "summary": LONG, "affiliations": affiliated}
        person = writes.save_person(session, ada).id
        column = writes.save_column(session, {"slug": "a-la-loupe", "name": "À la loupe", "description": LONG}).id
        ids = []
        for number in range(WORKS):
            work = {"slug": f"w-{number}-{'s' * 80}", "title": f"{number} {LONG[:900]}", "kind": "FILM", "year": 2000}
            credits_ = [{"person_id": person, "role": role} for role in ("DIRECTOR", "WRITER")]
            own = {"credits": credits_, "organizations": [platform]}
            links = [{"rel": "official", "url": f"https://example.org/{'x' * 1_500}/{each}"} for each in range(30)]
            tags = [f"tag {each} {LONG[:100]}" for each in range(60)]
            ids.append(writes.save_work(session, {**work, "summary": LONG, "links": links, "tags": tags, **own}).id)
        days = [(None, None), ("2023-08-31", None), (None, "2023-09-01"), ("2023-09-02", None), (None, "2023-08-31")]
        offers = [
            {"platform_id": platform, "country": country, "access": "FREE", "from_date": first, "until_date": last}
            for country in ("FR", None, "BE")
            for first, last in days
        ]
        writes.save_work(session, {"id": ids[0], "availability": offers})
        recommended = [{"work_id": each, "role": "PICK", "reason": LONG[:900]} for each in ids]
        section = {"heading": LONG[:300], "body_markdown": LONG, "recommendations": recommended}
        section |= {"people": [person], "organizations": [platform], "column_id": column}
        for number in range(2):
            issue = {
                "authors": [person],
                "slug": f"issue-{number}",
                "title": LONG[:300],
                "standfirst": LONG[:2_000],
                "language": "fr",
            }
            at = datetime(2023, 1, number + 1, tzinfo=UTC)
            published = {"status": StoredStatus.PUBLISHED, "published_at": at, "sections": [section] * SECTIONS}
            writes.save_issue(session, {**issue, **published})
    engine.dispose()


def walk(client: httpx.Client, tool: str, name: str, after: str = "after", **given: Any) -> list[Any]:
    """Return all items of a list, page by page."""
    items: list[Any] = []
    page = answer(client, tool, **given)
    while items := [*items, *page[name]]:
        if "next" not in page:
            return items
        page = answer(client, tool, **{after: page["next"]}, **given)
    raise AssertionError


def test_every_page_is_reached_and_none_is_long(client: httpx.Client) -> None:
    works = walk(client, "list_works", "works", first=MOST)
    assert len({work["slug"] for work in works}) == len(works) == WORKS
    assert len(walk(client, "list_issues", "issues", first=1)) == 2
    sections = walk(client, "read_issue", "sections", slug="issue-0")
    assert [section["position"] for section in sections] == [*range(1, SECTIONS + 1)]
    hits = walk(client, "search", "hits", query="phrase", first=7)
    assert len(hits) == answer(client, "search", query="phrase")["total"]
    for tool, given in (
        ("search", {"query": "phrase", "first": MOST}),
        ("list_issues", {"first": MOST}),
        ("read_issue", {}),
        ("read_section", {"id": sections[0]["id"]}),
        ("list_works", {"first": MOST}),
        ("read_work", {"slug": works[0]["slug"]}),
        ("where_to_watch", {"slug": works[0]["slug"]}),
        ("related_works", {"slug": works[0]["slug"], "first": MOST}),
        ("read_person", {"slug": "ada", "first": MOST}),
        ("read_organization", {"slug": "arte", "first": MOST}),
        ("read_column", {"slug": "a-la-loupe", "first": MOST}),
    ):
        assert len(text_of(call(client, tool, **given))) <= MOST_CHARACTERS, tool
    assert {tool.name for tool in tools.TOOLS} == {
        *("search", "list_issues", "read_issue", "read_section", "list_works", "read_work", "where_to_watch"),
        *("related_works", "read_person", "read_organization", "read_column"),
    }, "a new tool belongs into the list above"


def test_the_parts_of_a_text_make_all_of_it(client: httpx.Client) -> None:
    section = answer(client, "read_issue")["sections"][0]["id"]
    text, offset = "", 0
    while True:
        part = answer(client, "read_section", id=section, offset=offset)
        text += part["text"]
        assert ("recommendations" in part) == (offset == 0)
        if "nextOffset" not in part:
            break
        offset = part["nextOffset"]
    query = {"query": "query($id: ID!) { node(id: $id) { ... on Section { body { markdown } } } }"}
    stored = client.post("/graphql", json={**query, "variables": {"id": section}}).json()
    assert text == stored["data"]["node"]["body"]["markdown"]
    assert "text" not in answer(client, "read_section", id=section, offset=len(text) + 1)


def test_offers_are_those_of_a_country_first_and_say_whether_they_stand(client: httpx.Client) -> None:
    slug = f"w-0-{'s' * 80}"
    here = answer(client, "where_to_watch", slug=slug, country="fr")
    assert (here["country"], {each["asOf"] for each in here["offers"]}) == ("FR", {"2023-09-01"})
    standing = ["OPEN", "OPEN", "OPEN", "UPCOMING", "ENDED"]
    assert [(each.get("country"), each["status"]) for each in here["offers"]] == [
        *(("FR", each) for each in standing),
        *((None, each) for each in standing),
    ]
    assert len(answer(client, "where_to_watch", slug=slug)["offers"]) == 15
    nowhere = answer(client, "where_to_watch", slug=f"w-1-{'s' * 80}", country="FR")
    assert "offers" not in nowhere
    assert "does not mean" in nowhere["note"]


def test_related_works_say_what_they_have_in_common(client: httpx.Client) -> None:
    related = answer(client, "related_works", slug=f"w-0-{'s' * 80}", first=3)["related"]
    assert len(related) == 3
    assert "TOGETHER" in {reason["reason"] for each in related for reason in each["reasons"]}


def test_what_has_a_name_says_in_which_works_and_sections_it_is(client: httpx.Client) -> None:
    named = {"read_person": "ada", "read_organization": "arte", "read_column": "a-la-loupe"}
    for tool, slug in named.items():
        sections = walk(client, tool, "sections", slug=slug, first=MOST)
        assert len({section["id"] for section in sections}) == len(sections) == 2 * SECTIONS, tool
        assert sections[0]["issue"]["slug"] == "issue-1", tool
        second = answer(client, tool, slug=slug, after=answer(client, tool, slug=slug)["next"])
        assert second.keys() == {"slug", "name", "sections", "sectionsInAll", "next"}
        assert second["sectionsInAll"] == 2 * SECTIONS
    ada = answer(client, "read_person", slug="ada")
    assert (ada["worksInAll"], ada["wroteInAll"], len(ada["works"])) == (WORKS, 2, 20)
    assert ada["works"][0]["roles"] == ["DIRECTOR", "WRITER"]
    assert ada["affiliations"][0]["organization"]["slug"] == "arte"
    arte = answer(client, "read_organization", slug="arte")
    assert (arte["kind"], arte["worksInAll"], arte["availableWorksInAll"]) == ("PLATFORM", WORKS, 1)
    assert [each["slug"] for each in arte["people"]] == ["ada"]
    assert answer(client, "read_column", slug="a-la-loupe")["name"] == "À la loupe"


def test_lists_are_filtered(client: httpx.Client) -> None:
    assert len(answer(client, "list_issues", year=2023)["issues"]) == 2
    assert "issues" not in answer(client, "list_issues", year=2022)
    assert len(answer(client, "list_works", kind="FILM", year=2000, text="phrase", first=3)["works"]) == 3
    assert "works" not in answer(client, "list_works", kind="BOOK")


def test_before_there_is_a_publication_there_is_nothing(database_url: str) -> None:
    with serving(application(database_url, mcp=True)) as client:
        assert json.loads(text_of(call(client, "list_issues"))) == {}
        assert text_of(call(client, "read_issue")).startswith("NOT_FOUND: ")
        assert text_of(call(client, "where_to_watch", slug="x")).startswith("NOT_FOUND: ")
