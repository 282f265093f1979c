"""What search engines read."""

from xml.etree import ElementTree as ET

import httpx
import sqlalchemy as sa
from starlette.applications import Starlette

from api.website.rendering import Renderer
from api.website.results import Operations
from api.website.sitemap import NAMESPACE, Sitemap
from schema import db, writes
from schema.tables import Work
from tests.api.pages import ISSUE, NAMED_ONLY, NAMES, PICK, REFERENCE, WORK
from tests.api.serving import application, serving
from tests.reader import NOW, reading

BASE = "https://liane.example"


def locations(text: str, root: str) -> list[str]:
    """Return the URLs of a sitemap."""
    tree = ET.fromstring(text)  # noqa: S314 - our own
    assert tree.tag == f"{{{NAMESPACE}}}{root}"
    return [str(element.text) for element in tree.iter(f"{{{NAMESPACE}}}loc")]


def test_the_sitemap_has_every_page_once_and_robots_lead_to_it(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        response = client.get("/sitemap.xml")
        robots = client.get("/robots.txt").text
    urls = locations(response.text, "urlset")
    assert {f"{BASE}{path}" for path in ("/", "/issues", "/works", ISSUE, WORK, NAMED_ONLY, PICK, *NAMES)} <= set(urls)
    assert f"{BASE}{REFERENCE}" not in urls
    assert len(urls) == len(set(urls))
    assert response.headers["content-type"] == "application/xml"
    assert f"Sitemap: {BASE}/sitemap.xml" in robots.splitlines()


def test_the_sitemap_goes_on_where_a_page_of_a_list_ends(engine: sa.Engine, database_url: str) -> None:
    with db.write_transaction(engine) as session:
        for number in range(101):
            writes.save_work(session, {"slug": f"work-{number}", "kind": "BOOK", "title": f"{number}"})
        works = [writes.find_id(session, Work, f"work-{number}") for number in range(101)]
        picks = [{"work_id": work, "role": "PICK"} for work in works]
        issue = {"slug": "all", "title": "All", "status": "PUBLISHED", "published_at": NOW}
        writes.save_issue(session, {**issue, "sections": [{"recommendations": picks}]})
        writes.save_publication(session, {"name": "Liane"})
    with serving(application(database_url)) as client:
        assert len(locations(client.get("/sitemap.xml").text, "urlset")) == 5 + 1 + 101 + 101


async def test_too_many_addresses_are_parts_that_an_index_leads_to(seeded_url: str) -> None:
    async with reading(seeded_url) as reader:
        operations = Operations(reader.schema, BASE, lambda: NOW)
        routes = Sitemap(operations, Renderer(BASE), max_urls=5).routes()
        transport = httpx.ASGITransport(Starlette(routes=list(routes)))
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            parts = locations((await client.get("/sitemap.xml")).text, "sitemapindex")
            read = {part: locations((await client.get(part)).text, "urlset") for part in parts}
            beyond = ["0", "works-0", "works-1", "works-02", "works-99", "works-9999999", "tags", "works ", ""]
            answers = [await client.get(f"/sitemap.xml?part={part}") for part in beyond]
    async with reading(seeded_url) as reader:
        transport = httpx.ASGITransport(
            Starlette(routes=list(Sitemap(Operations(reader.schema, BASE, lambda: NOW), Renderer(BASE)).routes()))
        )
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            whole = locations((await client.get("/sitemap.xml")).text, "urlset")
    works = [len(urls) for part, urls in read.items() if "works" in part]
    assert set(works[:-1]) == {5}
    assert sorted(url for urls in read.values() for url in urls) == sorted(whole)
    assert {answer.status_code for answer in answers} == {404}


def test_a_part_of_an_empty_list_is_empty(database_url: str) -> None:
    with serving(application(database_url)) as client:
        assert locations(client.get("/sitemap.xml?part=works").text, "urlset") == []
        assert locations(client.get("/sitemap.xml").text, "urlset") == [
            f"{BASE}/{path}" for path in ("", "issues", "works", "about", "subscribe")
        ]


def test_a_sitemap_is_read_by_two_statements_and_a_part_by_one(client: httpx.Client, statements: list[str]) -> None:
    client.get("/sitemap.xml")
    assert len(statements) == 2
    client.get("/sitemap.xml?part=works")
    assert len(statements) == 3
