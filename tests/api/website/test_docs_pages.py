"""The documentation as pages, as a browser gets them from the real server."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urldefrag, urljoin, urlsplit

import httpx
import pytest

from api.website.docs_pages import Documentation
from api.website.paths import DOCS
from api.website.rendering import Renderer
from api.website.typography.typeset import typeset
from tests.api.pages import attributes, page, texts
from tests.api.serving import application, serving
from tests.databases import SqliteDatabases

NAMES = sorted(file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md"))
ADDRESSES = {name: f"/docs/{name.removesuffix('README.md').removesuffix('.md')}".rstrip("/") for name in NAMES}
RECORDS = {address for name, address in ADDRESSES.items() if re.match(r"decisions/\d", name)}


@pytest.fixture(scope="module")
def client(sqlite_databases: SqliteDatabases) -> Iterator[httpx.Client]:
    """A client of a server with the sample content."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    with serving(application(url)) as client:
        yield client
    sqlite_databases.drop(url)


@pytest.mark.parametrize("name", NAMES)
def test_every_document_is_a_page_without_what_generates_it(client: httpx.Client, name: str) -> None:
    tree = page(client, ADDRESSES[name])
    heading = (DOCS / name).read_text().splitlines()[0].removeprefix("# ").replace("`", "")
    assert texts(tree, "h1") == [typeset(heading, "en")]
    assert tree.html
    assert "[[[" not in tree.html
    assert "<!--" not in tree.html
    assert tree.css(".prose p")


@pytest.mark.parametrize("name", NAMES)
def test_every_link_and_picture_of_a_document_leads_somewhere(client: httpx.Client, name: str) -> None:
    here = ADDRESSES[name]
    tree = page(client, here)
    links = [*attributes(tree, ".manual a", "href"), *attributes(tree, ".manual img", "src")]
    for link in {urljoin(here, str(href)) for href in links if not str(href).startswith(("https://", "http://"))}:
        address, anchor = urldefrag(link)
        response = client.get(address, headers={"Accept": "text/html, */*"})  # as a browser that follows it
        assert response.status_code == 200, link
        assert not anchor or f'id="{anchor}"' in response.text, link


def test_pictures_of_documents_keep_their_room(client: httpx.Client) -> None:
    pictures = page(client, "/docs/pages").css(".prose img")
    assert {(each.attributes["width"], each.attributes["height"]) for each in pictures} == {("1500", "1000")}


def test_every_example_opens_in_the_explorer_and_is_answered(client: httpx.Client) -> None:
    opened = 0
    for name in NAMES:
        tree = page(client, ADDRESSES[name])
        examples = re.findall(r"^```graphql\n(?!type |enum |input )", (DOCS / name).read_text(), re.MULTILINE)
        links = [str(link) for link in attributes(tree, ".try a", "href")]
        assert len(links) == len(examples), name
        for link in links:
            assert "Statements" not in link
            assert client.get(link, headers={"Accept": "text/html"}).headers["content-type"].startswith("text/html")
            (query,) = parse_qs(urlsplit(link).query)["query"]
            if not query.startswith(("subscription", "mutation")):
                assert set(client.get(link).json()) == {"data"}, query
        opened += len(links)
    assert opened >= 13


def test_the_index_names_every_document_and_each_leads_to_the_others(client: httpx.Client) -> None:
    others = set(ADDRESSES.values()) - {"/docs"} - RECORDS
    assert others <= set(attributes(page(client, "/docs"), ".prose a", "href"))
    tree = page(client, "/docs/http")
    assert set(attributes(tree, "aside nav:last-child a", "href")) == others
    assert texts(tree, '[aria-current="page"]') == ["GraphQL over HTTP"]


def test_the_index_of_decisions_names_every_record(client: httpx.Client) -> None:
    here = "https://liane.example/docs/decisions"
    links = {urljoin(here, str(link)) for link in attributes(page(client, "/docs/decisions"), ".prose a", "href")}
    assert {f"https://liane.example{address}" for address in RECORDS} <= links


def test_a_heading_is_an_anchor_and_leads_to_itself(client: httpx.Client) -> None:
    tree = page(client, "/docs/http")
    assert attributes(tree, ".prose h2 a", "href") == [f"#{anchor}" for anchor in attributes(tree, ".prose h2", "id")]
    assert texts(tree, ".here a") == texts(tree, ".prose h2")


def test_code_stands_as_it_is_written(client: httpx.Client) -> None:
    code = texts(page(client, "/docs/embedding"), "pre")[0]
    assert code.startswith('<script src="https://liane.example/embed.js" async></script>')


def test_a_page_among_the_examples_is_shown_as_text(client: httpx.Client) -> None:
    response = client.get("/docs/partner.html")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/docs/http", "/docs/pages/cards.webp"])
def test_a_current_etag_of_a_document_is_answered_by_304(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    assert first.headers["cache-control"] == "public, max-age=3600"
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])


@pytest.mark.parametrize(
    "path", ["nobody", "decisions/9999", "queries/03-kinds.graphql", "../api/app.py", "%2e%2e/README.md"]
)
def test_what_is_no_document_is_not_there(client: httpx.Client, path: str) -> None:
    assert client.get(f"/docs/{path}").status_code == 404


def test_below_a_path_the_documents_lead_to_each_other_there() -> None:
    documentation = Documentation(Renderer("https://liane.example/magazine"))
    assert all(url.startswith("/magazine/docs/") for url in documentation.contents)
    assert 'href="/magazine/docs/settings"' in documentation.parse("/magazine/docs/limits").html
