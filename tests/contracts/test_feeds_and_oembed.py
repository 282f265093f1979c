"""What feeds and oEmbed tell programs holds against what the content may be: hidden, or written to harm."""

import re
from contextlib import ExitStack
from itertools import product
from xml.etree import ElementTree as ET

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from api.website.feeds.formats import FORMATS
from api.website.typography.typeset import typeset
from tests.api.serving import application, serving
from tests.api.website.feeds.feed_rules import problems
from tests.contracts.secrets import HIDDEN, MARK, OPEN, Chapter, revealed
from tests.contracts.test_readers import HOSTILE, addresses, harmful, poison

pytestmark = pytest.mark.long

BASE = "https://liane.example"
# What XML cannot hold, and what would end its sections; a page of HTML has no trouble with these.
FOR_XML = (
    "]]><![CDATA[<b>x</b>]]>&#1;&amp;\x01\x08\x0b\x0c\x1f\x7f\x85\ufffe\uffff<?xml?><!DOCTYPE a [<!ENTITY b 'c'>]>&b;"
)


def feeds(chapters: tuple[Chapter, ...]) -> list[str]:
    """Return the addresses of all feeds, with those of columns by their old slugs."""
    columns = [f"columns/{chapter.slug(of)}" for chapter in chapters for of in ("", "old")]
    return [f"/feeds/{name}.{form}" for name, form in product(("issues", *columns), FORMATS)]


def questions(chapters: tuple[Chapter, ...]) -> list[str]:
    """Return the oEmbed requests for everything that has a page, visible or not."""
    pages = [path for path in addresses(chapters) if not path.startswith("/embed/")]
    return [
        str(httpx.URL("/oembed", params={"url": f"{BASE}{path}", "format": form}))
        for path in pages
        for form in ("json", "xml")
    ]


def cursors(chapters: tuple[Chapter, ...]) -> list[str]:
    """Return cursors that name hidden objects, as someone who guesses could write them."""
    named = [
        f"PUBLISHED_AT_DESC:2023-06-0{day}T00:00:00Z:{chapter.id('iss')}" for day, chapter in enumerate(chapters, 1)
    ]
    return [each.encode().hex() for each in named]


# Hidden


def test_no_feed_and_no_answer_of_oembed_tells_of_what_is_hidden(twin_urls: tuple[str, str]) -> None:
    everything = (*OPEN, *HIDDEN)
    shown = 0
    with ExitStack() as stack:
        keeper, innocent = (stack.enter_context(serving(application(url))) for url in twin_urls)
        for path in (*feeds(everything), *questions(everything)):
            with_secrets, without = keeper.get(path), innocent.get(path)
            assert not revealed(with_secrets.content), path
            assert same(with_secrets, without), path
            shown += with_secrets.status_code == 200
        for cursor, name, form in product(cursors(HIDDEN), ("after", "before"), FORMATS):
            path = f"/feeds/issues.{form}?{name}={cursor}"
            with_secrets, without = keeper.get(path), innocent.get(path)
            assert MARK not in with_secrets.text, path
            assert (with_secrets.status_code, same(with_secrets, without)) == (200, True), path
    assert shown > 40


def same(one: httpx.Response, other: httpx.Response) -> bool:
    """Whether two answers are equal apart from the request's id."""
    ids = re.compile(rb'"requestId":"\w+"')
    return one.status_code == other.status_code and ids.sub(b"", one.content) == ids.sub(b"", other.content)


# Hostile


@pytest.mark.parametrize("words", [*HOSTILE, FOR_XML])
def test_hostile_words_in_every_text_leave_feeds_valid_and_harmless(open_url: str, words: str) -> None:
    poison(open_url, words)
    with serving(application(open_url)) as client:
        for path in feeds(OPEN):
            response = client.get(path)
            assert response.status_code in {200, 301}, path
            if response.status_code == 200:
                assert problems(path.rpartition(".")[2], response.content) == [], path
        items = client.get("/feeds/issues.json").json()["items"]
    assert len(items) == len(OPEN)
    for item in items:
        assert item["title"] == typeset(words, language="")
        assert harmful(item["content_html"]) == []


@pytest.mark.parametrize("words", [*HOSTILE, FOR_XML])
def test_hostile_words_in_every_text_leave_oembed_a_frame_of_ours(open_url: str, words: str) -> None:
    poison(open_url, words)
    framed = 0
    with serving(application(open_url)) as client:
        for path in questions(OPEN):
            response = client.get(path)
            assert response.status_code in {200, 404}, path
            if response.status_code == 200:
                is_xml = response.headers["content-type"].startswith("text/xml")
                answer = {each.tag: each.text for each in ET.fromstring(response.text)} if is_xml else response.json()  # noqa: S314 - our own
                quotation, link, frame = LexborHTMLParser(f"<body>{answer['html']}").css("body *")
                assert (quotation.tag, quotation.attributes) == ("blockquote", {"hidden": None}), path
                assert (link.tag, set(link.attributes)) == ("a", {"href"}), path
                assert str(link.attributes["href"]).startswith(f"{BASE}/"), path
                expected = {"src", "title", "width", "height", "frameborder", "loading", "sandbox"}
                assert (frame.tag, set(frame.attributes)) == ("iframe", expected), path
                assert str(frame.attributes["src"]).startswith(f"{BASE}/embed/"), path
                assert str(answer.get("thumbnail_url", BASE)).startswith("https://"), path
                framed += 1
    assert framed > 20
