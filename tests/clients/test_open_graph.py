"""Open Graph, as the ``open-graph-scraper`` package reads it from pages. `make clients` runs this."""

import json
from typing import Any

import pytest

from tests.api.pages import ISSUE, NAMED_ONLY, PICK, WORK
from tests.clients.conftest import run

BASE = "https://liane.example"
PAGES = {"/": "front", ISSUE: ISSUE, WORK: WORK, NAMED_ONLY: NAMED_ONLY, PICK: PICK}


@pytest.fixture(scope="module")
def found(server: str) -> dict[str, dict[str, Any]]:
    """What the package finds on each page."""
    found = json.loads(run("node", "opengraph.js", *(f"{server}{path}" for path in PAGES)))
    return dict(zip(PAGES, found, strict=True))


@pytest.mark.parametrize("path", PAGES)
def test_a_network_finds_a_title_a_description_and_a_picture(found: dict[str, dict[str, Any]], path: str) -> None:
    card = found[path]
    assert card["success"]
    assert card["ogTitle"]
    assert card["ogDescription"]
    assert (card["ogSiteName"], card["ogLocale"], card["ogUrl"]) == ("Liane", "fr_FR", f"{BASE}{path}")
    (image,) = card["ogImage"]
    assert image["url"].startswith(f"{BASE}/share/{PAGES[path].strip('/')}.png?v=")
    assert (image["width"], image["height"], image["type"]) == ("1200", "630", "image/png")
    assert image["alt"]


@pytest.mark.parametrize("path", [ISSUE, PICK])
def test_a_network_finds_when_an_article_appeared_and_was_changed(found: dict[str, dict[str, Any]], path: str) -> None:
    assert found[path]["ogType"] == "article"
    assert found[path]["articlePublishedTime"] == "2023-07-21T06:00:00Z"
    assert found[path]["articleModifiedTime"] == "2023-07-21T06:00:00Z"
