"""Anchors of sections: the issue's page has them, and everything that links into the issue leads to them."""

from collections.abc import Iterator

import httpx
import pytest

from api.website.anchors import section_anchors
from schema import db, writes
from tests.api.pages import attributes, page
from tests.api.serving import application, serving

HEADINGS = ("À la loupe", "À la loupe", "Text", None, "à la loupe !", "Fin")
ANCHORS = ("a-la-loupe", "a-la-loupe--2", "section-3", "a", "a-la-loupe--3", "fin")
NUMBERS = range(len(HEADINGS))


@pytest.fixture
def client(database_url: str) -> Iterator[httpx.Client]:
    """A client of a server with an issue whose headings repeat: in each section stands one recommendation."""
    engine = db.connect(database_url)
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"name": "Liane"})
        writes.save_column(session, {"id": "col_a", "slug": "a", "name": "A"})
        for number in NUMBERS:
            writes.save_work(
                session, {"id": f"wrk_{number}", "slug": f"work-{number}", "kind": "BOOK", "title": f"Work {number}"}
            )
        sections = [
            {
                "heading": heading,
                "column_id": "col_a",
                "body_markdown": "Un mot.",
                "recommendations": [{"id": f"rec_{number}", "work_id": f"wrk_{number}", "role": "PICK"}],
            }
            for number, heading in enumerate(HEADINGS)
        ]
        issue = {"slug": "un", "title": "Un", "status": "PUBLISHED", "published_at": "2023-07-01T06:00:00Z"}
        writes.save_issue(session, {**issue, "sections": sections})
    engine.dispose()
    with serving(application(database_url)) as client:
        yield client


def test_a_heading_that_repeats_is_numbered_a_reserved_one_gives_way_and_a_column_names_what_has_none() -> None:
    column = {"name": "A", "description": None}
    sections = [{"heading": heading, "column": column, "position": at} for at, heading in enumerate(HEADINGS, 3)]
    assert section_anchors(sections) == dict(enumerate(ANCHORS, 3))  # type: ignore[arg-type]
    assert section_anchors([{"heading": None, "column": None, "position": 1}]) == {1: "section-1"}


def test_the_issues_page_has_the_anchors_and_its_contents_lead_to_them(client: httpx.Client) -> None:
    tree = page(client, "/issues/un")
    assert attributes(tree, ".section", "id") == [*ANCHORS]
    assert attributes(tree, ".contents a", "href") == [f"#{anchor}" for anchor in ANCHORS]


def test_a_works_page_leads_to_the_section_that_speaks_of_it(client: httpx.Client) -> None:
    links = [attributes(page(client, f"/works/work-{number}"), ".mention a", "href")[-1:] for number in NUMBERS]
    assert links == [[f"/issues/un#{anchor}"] for anchor in ANCHORS]


def test_a_recommendations_page_leads_to_its_section(client: httpx.Client) -> None:
    links = [attributes(page(client, f"/recommendations/rec_{number}"), "a.button", "href") for number in NUMBERS]
    assert links == [[f"/issues/un#{anchor}"] for anchor in ANCHORS]


def test_feeds_lead_to_sections(client: httpx.Client) -> None:
    column, issues = (client.get(f"/feeds/{name}.json").json()["items"] for name in ("columns/a", "issues"))
    urls = [f"https://liane.example/issues/un#{anchor}" for anchor in ANCHORS]
    assert sorted(item["url"] for item in column) == sorted(urls)
    assert all(f'href="{url}"' in issues[0]["content_html"] for url in urls)
