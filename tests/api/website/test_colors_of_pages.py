"""The colour and the logo of the magazine, on everything that readers see."""

import base64
import hashlib
import re
from collections.abc import Iterator

import httpx
import pytest

from api.website.palette import palette
from schema import writes
from tests.api.keys import make_key
from tests.api.pages import CARDS, ISSUE, PICK, WORK, attributes, page
from tests.api.serving import application, serving
from tests.api.website.test_pages import change
from tests.databases import SqliteDatabases

ACCENT = "#E4002B"
COLORS = palette(ACCENT)
LOGO = f"/pictures/{'0' * 32}-640x160"
PAGES = ("/", ISSUE, WORK, PICK, "/about", "/subscribe", "/issues", "/works", "/search?q=film", "/nowhere")
EVERYTHING = (*PAGES, *CARDS, "/embed/works/nowhere")


@pytest.fixture(scope="module")
def red_url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The database of a red magazine, whose logo is kept elsewhere."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    logo = {"logo_url": "https://pictures.example/logo.svg", "logo_alt": "La Rouge"}
    change(url, lambda session: writes.save_publication(session, {"accent_color": ACCENT, **logo}))
    yield url
    sqlite_databases.drop(url)


@pytest.fixture(scope="module")
def client(red_url: str) -> Iterator[httpx.Client]:
    """A client of its server."""
    with serving(application(red_url)) as client:
        yield client


@pytest.mark.parametrize("path", EVERYTHING)
def test_everything_is_in_the_colour_and_the_policy_allows_just_that(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers={"Accept": "text/html"})
    (style,) = re.findall(r"<style>(.*?)</style>", response.text, re.DOTALL)
    assert style.endswith(COLORS.style)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]
    assert path.startswith("/embed") or f'<meta name="theme-color" content="{COLORS.forest}">' in response.text


def test_a_card_for_a_partner_has_the_colour_too(red_url: str) -> None:
    key = make_key(red_url, name="Partner", origins=["https://partner.example"])
    with serving(application(red_url)) as client:
        response = client.get(CARDS[0], params={"key": key.split("_")[1][:8]})
    (style,) = re.findall(r"<style>(.*?)</style>", response.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert style.endswith(COLORS.style)
    assert digest in response.headers["content-security-policy"]


def test_the_manifest_and_the_code_for_mails_have_it(client: httpx.Client) -> None:
    assert client.get("/manifest.webmanifest").json()["theme_color"] == COLORS.forest
    assert f"color:{COLORS.link}" in client.get(PICK, params={"theme": "auto"}).text


def test_the_logo_stands_at_the_head_of_pages_by_its_words(client: httpx.Client) -> None:
    tree = page(client, ISSUE)
    assert attributes(tree, ".masthead .wordmark img", "alt") == ["La Rouge"]
    assert attributes(tree, ".masthead .wordmark img", "src") == ["https://pictures.example/logo.svg"]


@pytest.mark.parametrize("path", [ISSUE, CARDS[0]])
def test_another_colour_is_another_page_for_caches(seeded_url: str, path: str) -> None:
    with serving(application(seeded_url)) as client:
        first = client.get(path)
        change(seeded_url, lambda session: writes.save_publication(session, {"accent_color": "#0a1a5c"}))
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert "--forest: #0a1a5c" in again.text


def test_a_logo_that_would_not_stand_out_is_laid_on_a_plate(seeded_url: str) -> None:
    picture = {"id": LOGO.removeprefix("/pictures/"), "format": "PNG", "bytes": 9, "width": 640, "height": 160}
    logo = {"logo_url": LOGO, "logo_alt": ""}
    change(
        seeded_url,
        lambda session: writes.save_picture(session, {**picture, "dominant_color": "#101010"}),
        lambda session: writes.save_publication(session, logo),
    )
    with serving(application(seeded_url)) as client:
        (image,) = page(client, "/").css(".masthead .wordmark img")
    assert (image.attributes["class"], image.attributes["alt"]) == ("light", "Liane")
    assert (image.attributes["width"], image.attributes["height"]) == ("640", "160")
