"""What a browser gets at ``/graphql``: the explorer, and where it is not built a plain page that works."""

import base64
import hashlib
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.api.serving import application, serving
from tests.databases import SqliteDatabases

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ELSEWHERE = re.compile(r"https?://|src=|@import|url\(")


@pytest.fixture(scope="module")
def seeded(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A database with the sample content, which no test changes."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    yield url
    sqlite_databases.drop(url)


@pytest.fixture
def without(seeded: str, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a server whose explorer is not built."""
    with serving(application(seeded, tmp_path)) as client:
        yield client


@pytest.fixture
def built(seeded: str, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of a server with something that was built."""
    (tmp_path / "explorer").mkdir()
    (tmp_path / "index.html").write_text("<title>built</title>")
    for name in ("main-abc.js", "main-abc.css", "icons-abc.ttf", "icon-abc.svg"):
        (tmp_path / "explorer" / name).write_text("…")
    with serving(application(seeded, tmp_path)) as client:
        yield client


def test_a_browser_gets_the_explorer_and_asks_for_it_again_each_time(built: httpx.Client) -> None:
    response = built.get("/graphql", headers=BROWSER)
    assert response.text == "<title>built</title>"
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["vary"] == "Accept"


def test_the_explorer_may_load_nothing_from_other_hosts(built: httpx.Client) -> None:
    policy = built.get("/graphql", headers=BROWSER).headers["content-security-policy"]
    allowed = dict(each.split(" ", 1) for each in policy.split("; "))
    assert allowed["default-src"] == "'none'"
    assert allowed["script-src"] == allowed["connect-src"] == allowed["worker-src"] == "'self'"
    assert {source for sources in allowed.values() for source in sources.split()} <= {
        "'none'",
        "'self'",
        "'unsafe-inline'",
        "data:",
    }


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("main-abc.js", "text/javascript; charset=utf-8"),
        ("main-abc.css", "text/css; charset=utf-8"),
        ("icons-abc.ttf", "font/ttf"),
        ("icon-abc.svg", "image/svg+xml"),
    ],
)
def test_its_assets_are_named_after_their_content_and_cached_for_a_year(
    built: httpx.Client, name: str, content_type: str
) -> None:
    response = built.get(f"/explorer/{name}")
    assert (response.status_code, response.text) == (200, "…")
    assert response.headers["content-type"] == content_type
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/explorer/main-old.js", "/explorer/", "/explorer/..%2findex.html"])
def test_a_missing_asset_is_not_found_and_not_cached(built: httpx.Client, path: str) -> None:
    response = built.get(path)
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"


def test_where_it_is_not_built_a_browser_gets_a_page_that_says_so_and_loads_nothing_else(without: httpx.Client) -> None:
    response = without.get("/graphql", headers=BROWSER)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert "make explorer" in response.text
    assert not ELSEWHERE.search(response.text)
    assert without.get("/explorer/main-abc.js").status_code == 404


def test_its_own_script_and_style_are_the_only_ones_that_may_run(without: httpx.Client) -> None:
    response = without.get("/graphql", headers=BROWSER)
    for kind in ("script", "style"):
        (text,) = re.findall(rf"<{kind}>(.*?)</{kind}>", response.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}';" in response.headers["content-security-policy"]


def test_it_begins_with_an_example_that_is_answered(without: httpx.Client) -> None:
    page = without.get("/graphql", headers=BROWSER).text
    (example,) = re.findall(r'<textarea id="query"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    answer = without.post("/graphql", json={"query": unescape(example)}).json()
    assert len(answer["data"]["latestIssue"]["sections"]) == 5


def test_what_a_link_holds_is_never_written_into_the_page(built: httpx.Client, without: httpx.Client) -> None:
    for client in (built, without):
        plain = client.get("/graphql", headers=BROWSER)
        linked = client.get("/graphql", params={"query": "</script><script>alert()"}, headers=BROWSER)
        assert linked.content == plain.content


def test_programs_get_json_as_ever(built: httpx.Client, without: httpx.Client) -> None:
    for client in (built, without):
        response = client.post("/graphql", json={"query": "{ latestIssue { number } }"})
        assert response.json() == {"data": {"latestIssue": {"number": 1}}}
