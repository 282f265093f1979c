"""Cards where partners put them, in a real Chromium. `make browser` runs these."""

import os
import shutil
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from api.app import create_app
from api.settings import Settings
from api.website.embedding.cards import HEIGHT
from tests.api.browsing import QUIET, ROOT, Scheme, browser, violations, visiting
from tests.api.pages import PICK, WORK
from tests.api.serving import NOW, application, serving
from tests.api.website.embedding import extremes
from tests.api.website.embedding.partners import LIANE, partner
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
ALL = tuple(f"/embed{path}" for path in extremes.PATHS)


@pytest.fixture(scope="module")
def url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A database with the sample content, and with works that have very much and very little to say."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    extremes.write_extremes(url)
    yield url
    sqlite_databases.drop(url)


@pytest.fixture(scope="module")
def address(url: str) -> Iterator[str]:
    """The address of a server of it."""
    with serving(application(url)) as client:
        yield str(client.base_url)


# Sizes

# In a page of the cards' own origin: tells of each card and size what does not hold.
MEASURE = """([paths, sizes, loose]) => {
  const wrong = [];
  const frames = [...document.querySelectorAll("iframe")];
  for (const [width, height] of sizes) {
    for (const frame of frames) Object.assign(frame, { width, height });
    for (const [index, frame] of frames.entries()) {
      const { contentDocument: card } = frame;
      const say = (what, ...more) => wrong.push([paths[index], width, height, what, ...more].join(" "));
      const box = (element) => element.getBoundingClientRect();
      const shown = (element) => element && box(element).width > 0 && box(element).height > 0;
      const root = card.documentElement, main = card.querySelector(".card");
      if (root.scrollWidth > width || root.scrollHeight > height) say("scrolls");
      if (box(main).width !== width || box(main).height !== height) say("leaves its frame blank");
      if (main.scrollWidth > main.clientWidth || main.scrollHeight > main.clientHeight) say("is cut");
      const parts = [...main.querySelectorAll(".poster, .kicker > *, h1, .text p, .where, .foot")].filter(shown);
      for (const part of parts) {
        const { top, right, bottom, left } = box(part);
        if (top < 8 || left < 8 || right > width - 8 || bottom > height - 8) say("sticks out", part.localName);
        const lines = (bottom - top) / parseFloat(part.ownerDocument.defaultView.getComputedStyle(part).lineHeight);
        if (!part.matches(".poster, .kicker > *") && Math.abs(lines - Math.round(lines)) > 0.05)
          say("cuts a line", part.localName, lines);
        for (const other of parts) {
          const a = box(part), b = box(other);
          if (part !== other && a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1
            && b.top < a.bottom - 1) say("overlaps", part.localName, other.localName);
        }
      }
      const title = main.querySelector("h1"), foot = main.querySelector(".foot");
      if (!shown(title) || !shown(foot)) say("has no title, or no name of the magazine");
      if (!loose && title.scrollHeight > title.clientHeight + 2) say("does not say the whole title");
      if (!loose && foot.scrollWidth > foot.clientWidth) say("does not say the whole date");
      const edges = parts.map(box).sort((a, b) => a.top - b.top);
      let end = 0, gap = 0;
      for (const { top, bottom } of edges) {
        gap = Math.max(gap, top - end);
        end = Math.max(end, bottom);
      }
      if (!main.matches(".quiet") && gap > 0.42 * height) say("has a blank", gap);
    }
  }
  return wrong;
}"""


@pytest.fixture(scope="module")
def measuring(browser: Browser, address: str) -> Iterator[Page]:
    """A page of the cards' own origin with a frame of each, so that they can be measured in one go."""
    with visiting(browser) as page:
        page.goto(f"{address}/livez")
        frames = "".join(f'<iframe src="{path}"></iframe>' for path in ALL)
        page.set_content(f"<style>iframe {{ border: 0; display: block }}</style>{frames}", wait_until="networkidle")
        yield page


def test_every_card_holds_at_every_width_at_the_height_that_its_code_promises(measuring: Page) -> None:
    sizes = [(width, HEIGHT) for width in range(240, 1201, 20)]
    assert measuring.evaluate(MEASURE, [ALL, sizes, False]) == []


def test_every_card_holds_in_any_box_that_a_consumer_of_oembed_may_have_and_in_old_frames(measuring: Page) -> None:
    sizes = [(width, height) for width in (240, 320, 399, 400, 560, 800) for height in (120, 150, 200, 232, 336)]
    assert measuring.evaluate(MEASURE, [ALL, sizes, True]) == []
    assert measuring.evaluate(MEASURE, [ALL, [(width, 336) for width in range(240, 800, 40)], False]) == []


# What WCAG 2.2 (1.4.12) lets readers set, and cards have to bear.
SPACED = """() => {
  for (const { contentDocument: card, contentWindow: { CSSStyleSheet } } of document.querySelectorAll("iframe")) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important }");
    card.adoptedStyleSheets = [sheet];
  }
}"""


def test_wider_spaces_push_nothing_out_of_a_card(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{address}/livez")
        frames = "".join(f'<iframe src="{path}"></iframe>' for path in ALL)
        page.set_content(f"<style>iframe {{ border: 0; display: block }}</style>{frames}", wait_until="networkidle")
        page.evaluate(SPACED)
        assert page.evaluate(MEASURE, [ALL, [(width, HEIGHT) for width in (260, 320, 400, 560, 900)], True]) == []


# Readers


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out_of_a_card(browser: Browser, address: str, scheme: Scheme) -> None:
    with visiting(browser, scheme) as page:
        for width, paths in ((250, ALL), (560, ALL[-6:]), (1000, ALL[-6:])):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            for path in paths:
                page.goto(f"{address}{path}")
                assert violations(page) == [], (path, width)
                assert page.evaluate("[window.moved, window.refused]") == [0, []]


def test_the_whole_card_is_one_link_and_shows_where_the_keyboard_is(browser: Browser, address: str) -> None:
    with partner(
        browser, address, f'<iframe src="{LIANE}/embed{WORK}" width="560" height="{HEIGHT}"></iframe>'
    ) as page:
        card = page.frames[1]
        link = page.frame_locator("iframe").get_by_role("link")
        expect(link).to_have_count(1)
        expect(link).to_have_accessible_name("The Deepest Breath")
        page.keyboard.press("Tab")
        expect(link).to_be_focused()
        assert link.evaluate("link => getComputedStyle(link, '::after').outlineStyle") == "solid"
        for x, y in ((5, 5), (60, 140), (555, 275), (400, 200)):
            assert card.evaluate("([x, y]) => document.elementFromPoint(x, y).localName", [x, y]) == "a"
        with page.expect_popup() as opened:
            page.locator("iframe").click(position={"x": 60, "y": 200})
        assert opened.value.url == f"{LIANE}{WORK}"


# Colours


@pytest.fixture(scope="module")
def dark_system(browser: Browser) -> Iterator[Browser]:
    """A browser of somebody whose system is dark."""
    with browser.browser_type.launch(
        executable_path=shutil.which(os.environ.get("CHROMIUM") or "chromium"),
        args=[*QUIET, "--blink-settings=preferredColorScheme=0"],
    ) as dark:
        yield dark


def is_dark(page: Page, number: int) -> bool:
    """Whether a card on a page is dark."""
    colour = page.frames[number].locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    return int(str(colour).removeprefix("rgb(").partition(",")[0]) < 128


DARK, LIGHT = True, False


@pytest.mark.parametrize(
    ("html", "body", "component", "frame"),
    [
        ("color-scheme: light", "", LIGHT, LIGHT),
        ("color-scheme: dark", "", DARK, DARK),
        ("color-scheme: light dark", "", DARK, DARK),
        ("", "", LIGHT, DARK),
        ("", "background: #fff", LIGHT, DARK),
        ("", "background: rgb(12 12 20)", DARK, DARK),
        ("background: #111", "background: rgb(255 255 255 / 5%)", DARK, DARK),
    ],
)
def test_a_card_follows_the_page_and_not_the_system_alone(
    dark_system: Browser, address: str, html: str, body: str, component: bool, frame: bool
) -> None:
    page_ = (
        f'<!doctype html><html style="{html}"><body style="{body}"><script src="{LIANE}/embed.js"></script>'
        f'<liane-card src="{LIANE}{WORK}"></liane-card><iframe src="{LIANE}/embed{WORK}"></iframe>'
    )
    with partner(dark_system, address, page_, scheme=None) as page:
        assert [is_dark(page, 1), is_dark(page, 2)] == [component, frame]


def test_a_card_follows_a_page_that_changes_its_colours_later(browser: Browser, address: str) -> None:
    html = f'<!doctype html><html style="color-scheme: light"><iframe src="{LIANE}/embed{WORK}"></iframe>'
    with partner(browser, address, html, scheme=None) as page:
        assert not is_dark(page, 1)
        page.evaluate("document.documentElement.style.colorScheme = 'dark'")
        page.frames[1].wait_for_function("matchMedia('(prefers-color-scheme: dark)').matches")
        assert is_dark(page, 1)


@pytest.mark.parametrize(("theme", "dark"), [("light", LIGHT), ("dark", DARK)])
def test_a_theme_that_a_partner_chooses_stays_on_every_page(
    browser: Browser, address: str, theme: str, dark: bool
) -> None:
    for scheme in ("light", "dark"):
        html = f'<!doctype html><html style="color-scheme: {scheme}"><iframe src="{LIANE}/embed{WORK}?theme={theme}">'
        with partner(browser, address, html, scheme=None) as page:
            assert is_dark(page, 1) is dark


# The component


def component(body: str, script: str = f'<script src="{LIANE}/embed.js"></script>') -> str:
    """Return a partner's page with the component."""
    return f'<!doctype html><html lang="en"><title>Partner</title><body>{script}{body}'


STRICT = f"default-src 'self'; script-src {LIANE}; frame-src {LIANE}"


@pytest.mark.parametrize(
    "script",
    [
        f'<script src="{LIANE}/embed.js"></script>',
        f'<script src="{LIANE}/embed.js" async></script>',
        f'<script src="{LIANE}/embed.js" defer></script>',
        f'<script src="{LIANE}/embed.js" type="module"></script>',
        f'<script src="{LIANE}/embed.js"></script>' * 2,
        f'<script src="{LIANE}/embed.js" type="module"></script><script src="{LIANE}/embed.js" async></script>',
    ],
)
def test_the_component_works_however_it_is_loaded(browser: Browser, address: str, script: str) -> None:
    body = f'<liane-card src="{LIANE}{PICK}"><a href="{LIANE}{PICK}">Le film</a></liane-card>'
    with partner(browser, address, component(body, script), STRICT) as page:
        frame = page.locator("liane-card iframe")
        expect(frame).to_have_count(1)
        expect(frame).to_have_attribute("title", "Le film")
        expect(frame.content_frame.locator("h1")).to_have_text("The Deepest Breath")
        assert page.evaluate("window.refused") == []


def test_the_component_may_be_imported_or_be_part_of_a_bundle(browser: Browser, address: str) -> None:
    body = f'<liane-card src="{LIANE}{PICK}">Le film</liane-card>'
    imported = f'<script type="module">await import("{LIANE}/embed.js")</script>'
    bundled = f"<script>{httpx.get(f'{address}/embed.js').text}</script>"
    for script in (imported, bundled):
        with partner(browser, address, component(body, script)) as page:
            expect(page.locator("liane-card iframe").content_frame.locator("h1")).to_have_text("The Deepest Breath")


def test_the_component_frames_nothing_of_another_site_and_keeps_the_link(browser: Browser, address: str) -> None:
    evil = ["https://evil.example/embed/works/a", f"{LIANE}.evil.example/works/a"]
    bad = [*evil, "javascript:alert(1)", f"{LIANE}/graphql", ""]
    body = "".join(f'<liane-card src="{url}"><a href="/">Link</a></liane-card>' for url in bad)
    with partner(browser, address, component(body), STRICT) as page:
        assert page.locator("liane-card iframe").count() == 0
        assert page.get_by_role("link", name="Link").count() == len(bad)


HEIGHTS = "[...document.querySelectorAll('liane-card')].map(card => card.shadowRoot.firstChild.style.height)"
FORGED = "new MessageEvent('message', { data: { liane: { height: 1998 } }, origin: 'https://evil.example' })"


def test_the_component_believes_its_own_frame_only(browser: Browser, address: str) -> None:
    body = f'<liane-card src="{LIANE}{PICK}">A</liane-card><liane-card src="{LIANE}{WORK}">B</liane-card>'
    with partner(browser, address, component(body), STRICT) as page:
        frames = page.locator("liane-card iframe")
        expect(frames).to_have_count(2)
        page.wait_for_function(f"{HEIGHTS}.every(Boolean)")
        page.evaluate("postMessage({ liane: { height: 1999 } }, '*')")
        page.evaluate(f"dispatchEvent({FORGED})")
        first = frames.first.content_frame.locator("html")
        for height in ("'1e9'", "-1", "NaN", "1e9", "{}", "null", "300"):
            first.evaluate(f"() => parent.postMessage({{ liane: {{ height: {height} }} }}, '*')")
        page.wait_for_function(f"{HEIGHTS}[0] === '300px'")
        assert page.evaluate(HEIGHTS) == ["300px", f"{HEIGHT}px"]


# Partners


def test_the_partners_page_shows_cards_in_every_way_under_a_strict_policy(browser: Browser, address: str) -> None:
    text = (ROOT / "docs" / "partner.html").read_text(encoding="utf-8")
    policy = text.partition("Content-Security-Policy: ")[2].partition(" -->")[0]
    complaints: list[str] = []
    with partner(browser, address, text, policy) as page:
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
        )
        page.reload(wait_until="networkidle")
        for frame in page.locator("iframe, liane-card iframe").all():
            frame.scroll_into_view_if_needed()
            expect(frame.content_frame.locator("h1")).to_be_visible()
        assert page.evaluate("[window.moved, window.refused]") == [0, []]
        assert page.context.cookies() == []
        assert complaints == []
        assert violations(page) == []


def test_a_site_that_may_not_frame_a_card_cannot(browser: Browser, url: str) -> None:
    settings = Settings(database_url=url, base_url=LIANE, frame_ancestors="https://friend.example")
    with (
        serving(create_app(settings, clock=lambda: NOW)) as client,
        partner(browser, str(client.base_url), f'<iframe src="{LIANE}/embed{WORK}"></iframe>') as page,
    ):
        assert page.frames[1].url.startswith("chrome-error:")
