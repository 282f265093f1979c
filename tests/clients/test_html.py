"""HTML of every sort of page and card, held to the Nu checker and to html-validate. `make clients` runs this."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from schema import db, writes
from tests.api.browsing import ROOT
from tests.api.pages import BROWSER, CARDS, NAMED_ONLY, PAGES
from tests.api.serving import NOW, application, serving
from tests.clients.conftest import HERE, run
from tests.databases import SqliteDatabases

DOCUMENTS = (
    "/docs",
    "/docs/engine",
    "/docs/importing",
    "/docs/embedding",
    "/docs/pages",
    "/docs/decisions/0001-reads-are-compiled",
)
OWN = ("/about", "/subscribe", "/feeds/issues", "/feeds/columns/un-format-a-la-loupe")
ASKED = (
    *("/search", "/search?q=apple", "/works/tiktok-music?country=BR", "/works/tiktok-music?country=FR"),
    *("/works?kind=film&year=2023", "/issues?year=2023&kind=film"),
)
FOUND = (*PAGES, *OWN, *ASKED, NAMED_ONLY, *CARDS, *(f"{card}?theme=dark" for card in CARDS), *DOCUMENTS)
LETTER = ROOT / "tests" / "fixtures" / "pages" / "pictures.md"
PICTURE = {"image_url": "https://pictures.example/a.jpg", "image_alt": "A poster"}
NOT_FOUND = ("/nope", "/issues/nope", "/embed/works/nope", "/embed/issues/nope")
NU = HERE / "node_modules/vnu-jar/build/dist/vnu.jar"
NEWER_THAN_ITS_CSS = r"CSS: .*"
"""The checker's grammar of CSS has no ``light-dark()``, no container queries and no nesting: browsers hold that."""


@pytest.fixture(scope="module")
def pages(server: str, sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of pages as browsers get them, those of an installation without content and without explorer too."""
    folder = tmp_path_factory.mktemp("pages")
    empty = sqlite_databases.create(sqlite_databases.migrated)
    ugly = sqlite_databases.create(sqlite_databases.seeded)
    with httpx.Client(base_url=server, headers=BROWSER) as client:
        save(client, folder, 200, FOUND)
        save(client, folder, 404, NOT_FOUND)
    with serving(application(empty, explorer=folder / "none")) as client:
        client.headers.update(BROWSER)
        save(client, folder, 200, ("/", "/graphql"), "empty")
    with serving(application(write_letter(ugly))) as client:
        client.headers.update(BROWSER)
        save(client, folder, 200, ("/issues/letter",), "ugly")
    for database in (empty, ugly):
        sqlite_databases.drop(database)
    yield folder
    shutil.rmtree(folder)


def write_letter(url: str) -> str:
    """Write a letter with pictures, works and small headings, but no first one, to a database; return its URL."""
    text = LETTER.read_text(encoding="utf-8").split("---", 2)[2].replace("## ", "##### ")
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        work = writes.save_work(
            session, {"slug": "work", "kind": "FILM", "title": "A film", "year": 2023, **PICTURE}
        ).id
        picks, named = ([{"work_id": work, "role": role}] for role in ("PICK", "REFERENCE"))
        sections = [{"body_markdown": text, "recommendations": picks}, {"heading": "B", "recommendations": named}]
        issue = {"slug": "letter", "title": "A letter", "status": "PUBLISHED", "published_at": NOW}
        writes.save_issue(session, {**issue, "sections": sections})
    engine.dispose()
    return url


def save(client: httpx.Client, folder: Path, status: int, paths: tuple[str, ...], prefix: str = "page") -> None:
    """Save pages under names that tell their paths."""
    for path in paths:
        response = client.get(path)
        assert response.status_code == status, path
        assert response.headers["content-type"].startswith("text/html"), path
        (folder / f"{prefix}{path.replace('/', '_').replace('?', '_')}.html").write_bytes(response.content)


def test_the_nu_checker_finds_no_error(pages: Path) -> None:
    filtered = ("--filterpattern", NEWER_THAN_ITS_CSS)
    run("java", "-jar", NU, "--errors-only", "--stdout", *filtered, *sorted(pages.iterdir()))


def test_html_validate_finds_nothing(pages: Path) -> None:
    files = sorted(pages.iterdir())
    found = run("npx", "--no-install", "html-validate", "--config", "html_validate.json", "-f", "json", *files)
    assert json.loads(found) == []
