"""Pages and cards for tests: their paths, and how to read them."""

import json
from typing import Any

import httpx
from selectolax.lexbor import LexborHTMLParser

from schema import db

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
SAMPLE = "hollywood-en-greve-contre-ses-doubles"
ISSUE = f"/issues/{SAMPLE}"
WORK = "/works/the-deepest-breath"
PICK = "/recommendations/rec_5scvf2txc5ujkwml"
SUBJECT = "/recommendations/rec_3fo2mjku6tzlyphb"
REFERENCE = "/recommendations/rec_iu7wlgduvurigw2g"
NAMED_ONLY = "/works/la-la-land"
NAMES = ("/columns/un-format-a-la-loupe", "/people/fran-drescher", "/organizations/netflix")
LISTS = ("/issues", "/issues?year=2023", "/works", "/works?kind=film&tag=documentaire")
PAGES = ("/", ISSUE, WORK, PICK, SUBJECT, *NAMES, *LISTS)
CARDS = tuple(f"/embed{path}" for path in (ISSUE, WORK, PICK, SUBJECT))


def page(client: httpx.Client, path: str, status: int = 200) -> LexborHTMLParser:
    """Read a page as a browser does."""
    response = client.get(path, headers=BROWSER)
    assert response.status_code == status, path
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return LexborHTMLParser(response.text)


def texts(tree: LexborHTMLParser, selector: str) -> list[str]:
    """Return the text of the elements that a selector matches, white space folded."""
    return [" ".join(node.text().split()) for node in tree.css(selector)]


def attributes(tree: LexborHTMLParser, selector: str, name: str) -> list[str | None]:
    """Return an attribute of the elements that a selector matches."""
    return [node.attributes.get(name) for node in tree.css(selector)]


def linked_data(tree: LexborHTMLParser) -> Any:
    """Return the JSON-LD of a page."""
    (script,) = tree.css('script[type="application/ld+json"]')
    return json.loads(script.text())


def break_off(url: str, table: str = "credits") -> None:
    """Rename a table that pages, cards and feeds are read from, so that reading them fails."""
    engine = db.connect(url)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {table}_elsewhere")
    engine.dispose()
