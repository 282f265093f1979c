"""Pages and cards as someone meets them: served by the real server, in a real Chromium. `make browser` runs these."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from api.app import create_app
from api.settings import Settings
from api.website.embedding.cards import HEIGHT, NARROW, WIDE
from schema import db, writes
from tests.api.browsing import ROOT, Scheme, browser, violations, visiting
from tests.api.pages import CARDS, ISSUE, NAMED_ONLY, PAGES, PICK, WORK
from tests.api.serving import NOW, application, serving
from tests.contracts.secrets import OPEN, write_all
from tests.contracts.test_readers import EVERYWHERE, HOSTILE, addresses, poison
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
BASE = "https://liane.example"
QUIET_CARD = f"/embed{NAMED_ONLY}"
DOCS = ("/docs", "/docs/http", "/docs/embedding")
in_light_and_dark = pytest.mark.parametrize("scheme", ["light", "dark"])
at_every_width = pytest.mark.parametrize("width", [360, 768, 1280])


@pytest.fixture(scope="module")
def url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A database with the sample content, and a picture that does not load."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        picture = {"image_url": "https://pictures.example/gone.jpg", "image_alt": "Une affiche"}
        writes.save_work(session, {"slug": "free-solo", **picture})
    engine.dispose()
    yield url
    sqlite_databases.drop(url)


@pytest.fixture(scope="module")
def address(url: str) -> Iterator[str]:
    """The address of a server of it."""
    with serving(application(url)) as client:
        yield str(client.base_url)


@contextmanager
def elsewhere(files: dict[str, str], policy: str) -> Iterator[str]:
    """Serve files from another origin, with a content security policy; give its address."""

    class Partner(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            text = files.get(self.path)
            self.send_response(404 if text is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write((text or "").encode())

        def log_message(self, *_: Any, **__: Any) -> None:
            """Log nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Partner) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


# Pages


@in_light_and_dark
@at_every_width
@pytest.mark.parametrize("path", [*PAGES, NAMED_ONLY, *DOCS, *CARDS, QUIET_CARD])
def test_nobody_is_kept_out_and_nothing_moves_or_sticks_out(
    browser: Browser, address: str, path: str, width: int, scheme: Scheme
) -> None:
    with visiting(browser, scheme, width) as page:
        page.goto(f"{address}{path}", wait_until="networkidle")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert page.evaluate("[window.moved, window.refused]") == [0, []]


# What WCAG 2.2 (1.4.12) lets readers set, and pages have to bear.
SPACED = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
SPACE = f"const sheet = new CSSStyleSheet(); sheet.replaceSync(`{SPACED}`); document.adoptedStyleSheets = [sheet]"


@pytest.mark.parametrize("path", [*PAGES, *DOCS])
def test_wider_spaces_and_twice_the_size_push_nothing_out(browser: Browser, address: str, path: str) -> None:
    for width in (320, 640):
        with visiting(browser, width=width) as page:
            page.goto(f"{address}{path}")
            page.evaluate(SPACE)
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width


def test_the_keyboard_reaches_the_text_first_and_sees_where_it_is(browser: Browser, address: str) -> None:
    with visiting(browser, reduced_motion="reduce") as page:
        page.goto(f"{address}{ISSUE}")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Aller au texte")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        first = page.locator(".contents a").first
        expect(first).to_be_focused()
        assert first.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_no_other_host_and_is_read_without_script(browser: Browser, address: str, path: str) -> None:
    requested: list[str] = []
    with visiting(browser, java_script_enabled=False) as page:
        page.on("request", lambda request: requested.append(request.url))
        page.goto(f"{address}{path}", wait_until="networkidle")
        expect(page.locator("h1")).to_be_visible()
    assert [url for url in requested if not url.startswith((f"{address}/", "data:"))] == []


def test_the_first_view_of_an_issue_is_three_requests(browser: Browser, address: str) -> None:
    requested: list[str] = []
    with visiting(browser) as page:
        page.on("request", lambda request: requested.append(request.resource_type))
        page.goto(f"{address}{ISSUE}", wait_until="networkidle")
    assert sorted(type_ for type_ in requested if type_ != "other") == ["document", "font", "font"]


def test_a_picture_that_does_not_load_leaves_the_drawn_poster(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{address}/works/free-solo", wait_until="networkidle")
        picture = page.get_by_role("img", name="Une affiche")
        broken = picture.screenshot()
        page.locator(".poster img").evaluate("image => image.remove()")
        assert picture.screenshot() == broken
        assert page.evaluate("window.moved") == 0


def test_a_picture_that_loads_covers_the_poster_in_the_same_place(browser: Browser, address: str) -> None:
    def red(route: Route) -> None:
        size = "width='600' height='900'"
        svg = f"<svg xmlns='http://www.w3.org/2000/svg' {size}><rect {size} fill='red'/></svg>"
        route.fulfill(body=svg, content_type="image/svg+xml")

    with visiting(browser) as page:
        page.route("https://pictures.example/**", red)
        page.goto(f"{address}/works/free-solo", wait_until="networkidle")
        assert page.locator(".poster img").evaluate("image => image.naturalWidth") == 600
        box, poster = page.locator(".poster img").bounding_box(), page.locator(".poster").bounding_box()
        assert box == poster
        assert page.evaluate("window.moved") == 0


def test_code_of_the_builder_is_copied(browser: Browser, address: str) -> None:
    with visiting(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(address)
        page.get_by_role("button", name="Copier").first.click()
        expect(page.get_by_role("button", name="Copié")).to_be_visible()
        assert "<liane-card" in page.evaluate("navigator.clipboard.readText()")


def test_an_issue_prints_its_text_and_not_its_navigation(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{address}{ISSUE}")
        page.emulate_media(media="print")
        expect(page.locator(".prose").first).to_be_visible()
        expect(page.locator(".contents")).to_be_hidden()


# Cards


@pytest.mark.parametrize(("width", "form"), [(240, NARROW), (320, NARROW), (399, NARROW), (400, WIDE), (900, WIDE)])
def test_a_card_has_the_height_that_is_reserved_for_it(browser: Browser, address: str, width: int, form: str) -> None:
    with visiting(browser, width=width) as page:
        for path in CARDS:
            page.goto(f"{address}{path}")
            box = page.locator(".card").bounding_box()
            assert box
            assert abs(box["height"] - HEIGHT[form]) <= 2, path


@pytest.mark.parametrize(("theme", "dark"), [("light", False), ("dark", True), ("auto", True)])
def test_a_cards_theme_is_the_partners_choice_or_the_readers(
    browser: Browser, address: str, theme: str, dark: bool
) -> None:
    with visiting(browser, "dark") as page:
        page.goto(f"{address}/embed{WORK}?theme={theme}")
        colour = page.locator(".card").evaluate("card => getComputedStyle(card).backgroundColor")
        assert (int(colour.removeprefix("rgb(").partition(",")[0]) < 128) is dark


# Partners


@pytest.fixture
def partner(url: str) -> Iterator[tuple[str, str]]:
    """The demo page on another origin, with the policy that it names; its address and Liane's."""
    # Cards lead to pages with the public address: here that is the server's own.
    with serving(application(url)) as client:
        liane = str(client.base_url)
        text = (ROOT / "docs" / "partner.html").read_text().replace(BASE, liane)
        policy = text.partition("Content-Security-Policy: ")[2].partition(" -->")[0]
        with elsewhere({"/": text, "/favicon.ico": ""}, policy) as address:
            yield address, liane


def test_a_partner_shows_cards_by_component_by_frame_and_by_oembed_under_a_strict_policy(
    browser: Browser, partner: tuple[str, str]
) -> None:
    address, liane = partner
    complaints: list[str] = []
    with visiting(browser) as page:
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
        )
        page.goto(address, wait_until="networkidle")
        first = page.locator("liane-card").first.locator("iframe")
        expect(first).to_have_attribute("src", f"{liane}/embed{PICK}")
        expect(first).to_have_attribute("title", "The Deepest Breath")
        expect(first.content_frame.locator("h1")).to_have_text("The Deepest Breath")
        second = page.locator("liane-card").nth(1).locator("iframe")
        expect(second.content_frame.locator("html")).to_have_attribute("data-theme", "dark")
        expect(page.locator("main > iframe").first.content_frame.locator("h1")).to_contain_text("Hollywood")
        page.locator("main > iframe").last.scroll_into_view_if_needed()
        expect(page.locator("main > iframe").last.content_frame.locator("h1")).to_contain_text("Ripple")
        assert page.evaluate("[window.moved, window.refused]") == [0, []]
        assert page.context.cookies() == []
        assert complaints == []
        assert violations(page) == []


@contextmanager
def partner_with(browser: Browser, liane: str, body: str) -> Iterator[Page]:
    """Open a page of another origin that loads the component and shows ``body``."""
    script = f'<!doctype html><html lang="en"><title>Partner</title><body><script src="{liane}/embed.js"></script>'
    policy = f"default-src 'self'; script-src {liane}; frame-src {liane}"
    with elsewhere({"/": script + body}, policy) as address, visiting(browser) as page:
        page.goto(address, wait_until="networkidle")
        yield page


def test_the_component_frames_nothing_of_another_site_and_keeps_the_link(browser: Browser, address: str) -> None:
    evil = ["https://evil.example/embed/works/a", f"{address}.evil.example/works/a"]
    bad = [*evil, "javascript:alert(1)", f"{address}/graphql", ""]
    body = "".join(f'<liane-card src="{url}"><a href="/">Link</a></liane-card>' for url in bad)
    with partner_with(browser, address, body) as page:
        assert page.locator("liane-card iframe").count() == 0
        assert page.get_by_role("link", name="Link").count() == len(bad)


HEIGHTS = "[...document.querySelectorAll('liane-card')].map(card => card.shadowRoot.firstChild.style.height)"
FORGED = "new MessageEvent('message', { data: { liane: { height: 1998 } }, origin: 'https://evil.example' })"


def test_the_component_believes_its_own_frame_only(browser: Browser, address: str) -> None:
    body = f'<liane-card src="{address}{PICK}">A</liane-card><liane-card src="{address}{WORK}">B</liane-card>'
    with partner_with(browser, address, body) as page:
        frames = page.locator("liane-card iframe")
        expect(frames).to_have_count(2)
        page.wait_for_function(f"{HEIGHTS}.every(Boolean)")
        page.evaluate("postMessage({ liane: { height: 1999 } }, '*')")
        page.evaluate(f"dispatchEvent({FORGED})")
        first = frames.first.content_frame.locator("html")
        for height in ("'1e9'", "-1", "NaN", "1e9", "{}", "null", "300"):
            first.evaluate(f"() => parent.postMessage({{ liane: {{ height: {height} }} }}, '*')")
        page.wait_for_function(f"{HEIGHTS}[0] === '300px'")
        assert page.evaluate(HEIGHTS) == ["300px", f"{HEIGHT[WIDE]}px"]


def test_a_site_that_may_not_frame_a_card_cannot(browser: Browser, url: str) -> None:
    settings = Settings(database_url=url, base_url=BASE, frame_ancestors="https://friend.example")
    with serving(create_app(settings, clock=lambda: NOW)) as client, visiting(browser) as page:
        liane = str(client.base_url)
        with elsewhere({"/": f'<iframe src="{liane}/embed{WORK}"></iframe>'}, "default-src *") as address:
            page.goto(address, wait_until="networkidle")
            assert page.frames[1].url.startswith("chrome-error:")


# Hostile guests


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_content_says_is_executed(browser: Browser, sqlite_databases: SqliteDatabases, words: str) -> None:
    url = sqlite_databases.create(sqlite_databases.migrated)
    write_all(url, OPEN[:1])
    poison(url, words)
    paths = [path for path in addresses(OPEN[:1]) if "/old-" not in path]
    with serving(application(url)) as client, visiting(browser, width=360) as page:
        for path in (*EVERYWHERE, *paths[:10], *paths[-12:]):
            if path != "/sitemap.xml":
                page.goto(f"{client.base_url}{path}", wait_until="load")
                assert page.evaluate("window.hurt") is None, path
                assert page.evaluate("window.refused.filter(source => !source.startsWith('img'))") == [], path
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    sqlite_databases.drop(url)
