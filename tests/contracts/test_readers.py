"""What pages and cards show holds against what the content may be: hidden, or written to harm.

The walk is over addresses: everything that has a page or a card, whoever may see it. The texts of what is hidden hold
a word that must not come out; the hostile texts stand in every column of every table that holds text.
"""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from selectolax.lexbor import LexborHTMLParser
from sqlmodel import AutoString, Session, SQLModel

from api.website.rendering import Renderer
from api.website.sharing import rasters
from schema import db
from schema.column_types import JsonColumn
from schema.kinds import KINDS
from schema.text import render
from tests.api.pages import BROWSER, page, texts
from tests.api.serving import application, serving
from tests.contracts.secrets import HIDDEN, OPEN, Chapter, revealed

pytestmark = pytest.mark.long

HOSTILE = (
    "\"'><script>window.hurt=1</script><img src=x onerror=window.hurt=1>",
    "</script></style></title></textarea></svg><svg onload=window.hurt=1>",
    "--></a><a href=javascript:window.hurt=1>x</a>\u2028\u2029]]>{{ 7*7 }}{% raw %}${7*7}\\",
    "javascript:window.hurt=1//\"><b onmouseover='window.hurt=1'>",
    "data:text/html,<script>window.hurt=1</script>",
    'https://x.example/" onmouseover="window.hurt=1" style="position:fixed" x="',
    "\u202e\u2066 &lt;script&gt; &#x3c;script&#x3e; %3Cscript%3E 🌿" + "W" * 500,
)
KEPT = re.compile(r"(^|_)id$|^slug$|_key$|^(identity|imported|scheme|type|action|body_html|body_text|kind)$")


def addresses(chapters: tuple[Chapter, ...]) -> Iterator[str]:
    """Return the addresses of the pages and cards of some chapters, those of old slugs too."""
    for chapter in chapters:
        slugs = [chapter.slug(), chapter.slug("old")]
        works = [chapter.slug(f"{age}{kind}") for kind in chapter.kinds for age in ("", "old-")]
        recommendations = [chapter.id("rec", f"0-{number}") for number in range(12)]
        for kind, names in (("issues", slugs), ("works", works), ("recommendations", recommendations)):
            for name in names:
                yield from (f"/{kind}/{name}", f"/embed/{kind}/{name}")
        yield from (f"/{kind}/{name}" for kind in ("columns", "people", "organizations") for name in slugs)
        yield from (f"/issues?year={1900 + chapter.number}", f"/works?tag={chapter.slug('tag')}")
        yield from (f"/works?{name}={chapter.slug(of)}" for name in ("column", "platform") for of in ("", "old"))
        yield from (
            f"/works?kind=film&{choice}" for choice in (f"tag={chapter.slug('tag')}", f"column={chapter.slug()}")
        )
        yield from (f"/works?year={1900 + chapter.number}", f"/works?year=1901&platform={chapter.slug()}")


KINDS_OF_WORKS = tuple(f"/works?kind={kind.lower().replace('_', '-')}" for kind in KINDS)
ARCHIVE = ("/issues", "/works", *(f"/issues?year={year}" for year in (2022, 2023, 2024, 2099)), *KINDS_OF_WORKS)
SEARCHES = ("/search?q=open", "/search?q=draft", "/search/suggestions?q=se", "/search/suggestions?q=op")
EVERYWHERE = ("/", "/sitemap.xml", "/nobody/knows", *ARCHIVE, *SEARCHES)
SCRIPTS = {name: str(assets.script) for name, assets in Renderer("https://liane.example").assets.items()}
SAFE = ("https://", "http://", "/", "#", "?theme=", "data:image/svg+xml,%3csvg")


# Hidden


def test_no_page_and_no_card_shows_what_is_hidden_nor_that_it_is_there(twin_urls: tuple[str, str]) -> None:
    shown = 0
    with ExitStack() as stack:
        keeper, innocent = (stack.enter_context(serving(application(url))) for url in twin_urls)
        for path in (*EVERYWHERE, *addresses((*OPEN, *HIDDEN))):
            with_secrets, without = (client.get(path, headers=BROWSER) for client in (keeper, innocent))
            content = with_secrets.content.replace(SCRIPTS["card"].encode(), b"")  # it has a secret for WordPress
            assert not revealed(content), path
            assert (with_secrets.status_code, with_secrets.content) == (without.status_code, without.content), path
            shown += with_secrets.status_code == 200
    assert shown > 40


def test_no_share_image_shows_what_is_hidden_nor_that_it_is_there(
    twin_urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasters, "rasterize", str.encode)  # so the words can be read, and all is drawn in no time
    shown = 0
    named = [path for path in addresses((*OPEN, *HIDDEN)) if "?" not in path and not path.startswith("/embed/")]
    with ExitStack() as stack:
        keeper, innocent = (stack.enter_context(serving(application(url))) for url in twin_urls)
        for path in ("/share/front.png", "/manifest.webmanifest", *(f"/share{path}.png" for path in named)):
            with_secrets, without = (client.get(path, headers=BROWSER) for client in (keeper, innocent))
            assert not revealed(with_secrets.content), path
            assert (with_secrets.status_code, with_secrets.content) == (without.status_code, without.content), path
            shown += with_secrets.status_code == 200
    assert shown > 20


# Hostile


def texts_of(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns that hold prose: not ids, sort keys or references."""
    return [
        column
        for column in table.c
        if (isinstance(column.type, sa.String | AutoString | JsonColumn))
        and not column.foreign_keys
        and not KEPT.search(column.name)
    ]


def poison(url: str, words: str) -> set[str]:
    """Put hostile words wherever the tables take them, past all that refuses or cleans them; tell where they are."""
    engine = db.connect(url)
    poisoned = set()
    for table in SQLModel.metadata.sorted_tables:
        for column in texts_of(table):
            value: Any = [words, words] if isinstance(column.type, JsonColumn) else words
            # A closed vocabulary or a code of a fixed length refuses; names that must differ keep theirs.
            with suppress(sa.exc.IntegrityError), engine.begin() as connection:
                connection.execute(sa.update(table).values({column.name: value}))
                poisoned.add(f"{table.name}.{column.name}")
    with Session(engine) as session:
        sections = SQLModel.metadata.tables["sections"]
        session.execute(sa.update(sections).values(body_html=render(words).html))
        session.commit()
    engine.dispose()
    return poisoned


def harmful(text: str) -> list[str]:
    """List what a browser would execute, load from a place it should not, or take for ours."""
    tree = LexborHTMLParser(text)
    dangers = []
    for node in tree.css("*"):
        dangers += [f"{node.tag} {name}" for name in node.attributes if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action"):
            address = (node.attributes.get(name) or "").strip().lower()
            if address and not address.startswith(SAFE):
                dangers.append(f"{node.tag} {name}={address[:40]}")
    for script in tree.css("script"):
        if script.attributes.get("type") == "application/ld+json":
            json.loads(script.text())
        elif script.text() not in SCRIPTS.values() and not str(script.attributes.get("src")).startswith("/static/"):
            dangers.append(f"script {script.text()[:40]}")
    dangers += ["a template was run" for _ in range("49" in tree.body.text() if tree.body else 0)]
    return dangers


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_in_every_text_are_words_and_nothing_else(open_url: str, words: str) -> None:
    poisoned = poison(open_url, words)
    assert poisoned >= {
        "issues.title",
        "issues.language",
        "issues.cover_url",
        "works.aliases",
        "works.image_url",
        "people.name",
        "links.url",
        "availability.price_amount",
        "key_figures.value",
        "publication.time_zone",
        "tags.name",
    }
    with serving(application(open_url)) as client:
        for path in (*EVERYWHERE, *(each for each in addresses(OPEN) if "/old-" not in each)):
            response = client.get(path, headers=BROWSER)
            assert response.status_code in {200, 301, 404}, path
            if response.headers.get("content-type", "").startswith("text/html"):
                assert harmful(response.text) == [], path
        (title,) = texts(page(client, f"/issues/{OPEN[0].slug()}"), "h1")
    letters, shown = (re.sub(r"\W", "", text) for text in (words, title))  # quotes are set as a printer would
    assert shown.startswith(letters[:15])


def test_the_walk_knows_harm_when_it_sees_it() -> None:
    for text in (
        "<p onclick=a>",
        "<p style=a>",
        "<a href='javascript:a'>",
        "<script>a</script>",
        "<iframe src=' data:text/html,a'>",
        "<p>49</p>",
    ):
        assert harmful(text)
    assert not harmful("<a href='https://a.example/'>a</a>")


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "Referer", "Accept-Language"])
def test_what_a_request_says_of_itself_comes_into_no_page(open_url: str, header: str) -> None:
    with serving(application(open_url)) as client:
        for path in (*EVERYWHERE, f"/embed/issues/{OPEN[0].slug()}"):
            lying = client.get(path, headers={**BROWSER, header: "evil.example"})
            assert lying.content == client.get(path, headers=BROWSER).content
            assert isinstance(lying, httpx.Response)
