"""Orders of works and recommendations: worked out of what the viewer sees, paged both ways, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from schema import db, writes
from schema.visibility import DRAFT, PUBLISHED, View
from tests.reader import NOW, Reader, reading

WORKS = """
query ($orderBy: WorkOrder, $filter: WorkFilter, $first: Int, $after: String, $last: Int, $before: String) {
  works(orderBy: $orderBy, filter: $filter, first: $first, after: $after, last: $last, before: $before) {
    nodes { slug pickCount }
    pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
  }
}
"""
SEARCH = """
query ($query: String!) { search(query: $query, types: [WORK], first: 100) {
  edges { match node { ... on Work { slug } } }
} }
"""
DAY = timedelta(days=1)


@pytest.fixture
def content(engine: sa.Engine) -> None:
    """Five works, three issues that readers see, one that they will, and a draft."""
    with db.write_transaction(engine) as session:
        ids = {}
        for number, slug in enumerate(("once", "twice", "named", "later", "never")):
            offers = [{"access": "FREE", "country": "FR", "from_date": date(2023, 8, 1 + number)}] if number else []
            offers.append({"access": "RENT", "country": "MX", "from_date": date(2023, 7, 9 - number)})
            offers.append({"access": "FREE", "country": "MX", "from_date": date(2030, 1, 1 + number)})
            values = {"slug": slug, "kind": "FILM", "title": f"Film {slug}", "availability": offers}
            ids[slug] = writes.save_work(session, values).id
        for number, (status, said, at) in enumerate(
            (
                ("PUBLISHED", {"once": "PICK", "twice": "PICK"}, NOW - 9 * DAY),
                ("PUBLISHED", {"twice": "PICK", "named": "REFERENCE"}, NOW - 8 * DAY),
                ("PUBLISHED", {"named": "SUBJECT"}, NOW - 7 * DAY),
                ("PUBLISHED", {"later": "PICK", "once": "PICK"}, NOW + DAY),
                ("DRAFT", {"later": "PICK", "never": "PICK"}, NOW + 2 * DAY),
            )
        ):
            works = [{"work_id": ids[slug], "role": role} for slug, role in said.items()]
            # Twice in one issue is one pick.
            sections = [{"heading": "h", "recommendations": works}] * (2 if number == 0 else 1)
            issue = {"slug": f"i{number}", "title": "t", "status": status, "published_at": at, "sections": sections}
            writes.save_issue(session, issue)
        whole = writes.save_work(session, {"slug": "whole", "kind": "SERIES", "title": "Whole"}).id
        writes.save_work(session, {"slug": "once", "part_of_id": whole})


async def ordered(reader: Reader, order: str, view: View = PUBLISHED, /, **asked: Any) -> list[str]:
    """Return the slugs of a list, walked forwards and backwards by pages of one."""
    every = (await reader.ask(WORKS, view, orderBy=order, filter=asked))["works"]["nodes"]
    walked: list[list[str]] = []
    for size, bound, end, more in (
        ("first", "after", "endCursor", "Next"),
        ("last", "before", "startCursor", "Previous"),
    ):
        slugs: list[str] = []
        place: dict[str, Any] = {}
        while True:
            page = (await reader.ask(WORKS, view, orderBy=order, filter=asked, **{size: 1}, **place))["works"]
            slugs += [each["slug"] for each in page["nodes"]]
            if not page["pageInfo"][f"has{more}Page"]:
                break
            place = {bound: page["pageInfo"][end]}
        walked.append(slugs)
    assert walked[0] == walked[1][::-1] == [each["slug"] for each in every]
    return walked[0]


@pytest.mark.usefixtures("content")
async def test_most_recommended_counts_the_issues_that_the_viewer_sees(database_url: str) -> None:
    async with reading(database_url) as reader:
        assert (await ordered(reader, "MOST_RECOMMENDED"))[:2] == ["twice", "once"]
        counts = (await reader.ask(WORKS, orderBy="MOST_RECOMMENDED"))["works"]["nodes"]
        assert [each["pickCount"] for each in counts] == [2, 1, 0, 0]
        editors = await ordered(reader, "MOST_RECOMMENDED", DRAFT)
        assert editors[:4] == ["later", "once", "twice", "never"]
        one_day_later = View(PUBLISHED.read_scope, NOW + DAY)
        assert (await ordered(reader, "MOST_RECOMMENDED", one_day_later))[:3] == ["once", "twice", "later"]


@pytest.mark.usefixtures("content")
async def test_last_recommended_is_by_the_newest_issue_that_the_viewer_sees(database_url: str) -> None:
    async with reading(database_url) as reader:
        assert await ordered(reader, "LAST_RECOMMENDED") == ["named", "twice", "once", "whole"]
        assert await ordered(reader, "LAST_RECOMMENDED", DRAFT) == ["later", "never", "once", "named", "twice", "whole"]


@pytest.mark.usefixtures("content")
async def test_works_are_ordered_by_the_first_day_of_the_offer_that_is_asked_for(database_url: str) -> None:
    async with reading(database_url) as reader:
        assert await ordered(reader, "AVAILABLE_FROM_DESC") == ["named", "twice", "once", "whole"]
        assert await ordered(reader, "AVAILABLE_FROM_ASC") == ["whole", "once", "twice", "named"]
        assert await ordered(reader, "AVAILABLE_FROM_DESC", availableIn=["MX"]) == ["once", "twice", "named"]
        later = {"availableIn": ["MX"], "asOf": "2030-02-01"}
        assert await ordered(reader, "AVAILABLE_FROM_DESC", **later) == ["named", "twice", "once"]


@pytest.mark.parametrize("query", ["le", "nuit", "seiche nuit", '"le bleu"', "bleu", "zzz", "a", "", "🦜 (", "1988"])
async def test_relevance_is_the_order_of_search(query: str, database_url: str, engine: sa.Engine) -> None:
    with db.write_transaction(engine) as session:
        ids = []
        for number, (title, summary) in enumerate(
            (
                ("Le Grand Bleu", "La nuit."),
                ("Bleu", None),
                ("Nuit bleue", "Le bleu."),
                ("La Nuit", None),
                ("Une longue nuit de seiche", None),
                ("Autre", "Une nuit bleue avec une seiche."),
                ("Seiche", "De nuit."),
                ("Bleu", "Encore."),
            )
        ):
            values = {"slug": f"w{number}", "kind": "FILM", "title": title, "summary": summary, "year": 1988}
            ids.append(writes.save_work(session, values).id)
        for number, work in enumerate([*ids[3:], *ids[:2]]):
            said = [{"work_id": work, "role": "PICK"}]
            at = NOW - (number % 3) * DAY if number % 4 else None
            issue = {"slug": f"i{number}", "title": "t", "status": "PUBLISHED" if at else "DRAFT", "published_at": at}
            writes.save_issue(session, {**issue, "sections": [{"heading": "h", "recommendations": said}]})
    async with reading(database_url) as reader:
        for view in (PUBLISHED, DRAFT):
            hits = (await reader.ask(SEARCH, view, query=query))["search"]["edges"]
            found = [each["node"]["slug"] for each in hits if each["match"] in {"EXACT_NAME", "NAME", "HEADLINE"}]
            assert await ordered(reader, "RELEVANCE", view, text=query) == found


async def test_relevance_needs_words(database_url: str) -> None:
    async with reading(database_url) as reader:
        for asked in (None, {}, {"text": None}, {"anyOf": [{"text": "x"}]}):
            body = (await reader.body(WORKS, orderBy="RELEVANCE", filter=asked)).decode()
            assert "The order `RELEVANCE` needs `text` in the filter." in body
            assert "BAD_USER_INPUT" in body
        assert reader.database.statements == 0


@pytest.mark.usefixtures("content")
async def test_recommendations_go_both_ways(database_url: str) -> None:
    query = "query ($o: RecommendationOrder) { recommendations(orderBy: $o) { nodes { id } } }"
    async with reading(database_url) as reader:
        newest, oldest, unsaid = [
            [each["id"] for each in (await reader.ask(query, o=order))["recommendations"]["nodes"]]
            for order in ("PUBLISHED_AT_DESC", "PUBLISHED_AT_ASC", None)
        ]
        assert newest == oldest[::-1] == unsaid
        assert len(newest) == 7
        assert reader.database.statements == 3
