"""Pages and cards as someone meets them: served by the real server, in a real Chromium. `make browser` runs these."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, Route, expect

from schema import db, writes
from tests.api.browsing import SCHEMES, Scheme, browser, violations, visiting
from tests.api.pages import CARDS, ISSUE, NAMED_ONLY, PAGES, WORK
from tests.api.serving import application, serving
from tests.contracts.secrets import OPEN, write_all
from tests.contracts.test_readers import EVERYWHERE, HOSTILE, addresses, poison
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
QUIET_CARD = f"/embed{NAMED_ONLY}"
COUNTRY = "/works/tiktok-music?country=BR"
DOCS = ("/docs", "/docs/http", "/docs/embedding")
# A line may break elsewhere in the magazine's face than in the serif before it; Core Web Vitals call 0.1 good.
MOVED = 0.1
in_light_and_dark = pytest.mark.parametrize("scheme", ["light", "dark"])
at_every_width = pytest.mark.parametrize("width", [360, 768, 1280])
PICTURES = "https://pictures.example/"
"""Where the content itself says that a picture is."""


@pytest.fixture(scope="module")
def url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A database with the sample content, and a picture that does not load."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        picture = {"image_url": f"{PICTURES}gone.jpg", "image_alt": "Une affiche"}
        writes.save_work(session, {"slug": "free-solo", **picture})
        writes.save_work(session, {"slug": "la-la-land", **picture, "image_width": 1600, "image_height": 900})
        gone = {"slug": "gone", "title": "Gone", "cover_url": f"{PICTURES}gone.jpg", "cover_alt": ""}
        pictures = (
            f"![]({PICTURES}a.jpg)",
            f'<img src="{PICTURES}b.jpg" alt="" width="500" height="300">',
            f"![Un port]({PICTURES}c.jpg)",
            f'<img src="{PICTURES}d.jpg" alt="Un quai" width="500" height="300">',
            f"![un]({PICTURES}e.jpg) ![deux]({PICTURES}f.jpg)",
            f"Un mot ![icône]({PICTURES}g.jpg) et un autre.",
        )
        body = {"body_markdown": "\n\n".join(pictures)}
        sizes = {
            "cover_width": 1200,
            "cover_height": 500,
            "status": "PUBLISHED",
            "published_at": "2023-07-20T06:00:00Z",
        }
        writes.save_issue(session, {**gone, **sizes, "sections": [body]})
        writes.save_issue(session, {**gone, **sizes, "slug": "unknown", "cover_width": None, "cover_height": None})
    engine.dispose()
    yield url
    sqlite_databases.drop(url)


@pytest.fixture(scope="module")
def address(url: str) -> Iterator[str]:
    """The address of a server of it."""
    with serving(application(url)) as client:
        yield str(client.base_url)


# Pages


@at_every_width
@pytest.mark.parametrize("path", [*PAGES, NAMED_ONLY, f"{WORK}?theme=auto", COUNTRY, *DOCS, *CARDS, QUIET_CARD])
def test_nobody_is_kept_out_and_nothing_moves_or_sticks_out(
    browser: Browser, address: str, path: str, width: int
) -> None:
    with visiting(browser, "light", width) as page:
        page.goto(f"{address}{path}", wait_until="networkidle")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == [], scheme
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, scheme
        assert page.evaluate("window.refused") == []
        assert page.evaluate("window.moved") < MOVED


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
    assert [url for url in requested if not url.startswith((f"{address}/", "data:", PICTURES))] == []


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
        page.locator(".portrait .poster img").evaluate("image => image.remove()")
        assert picture.screenshot() == broken
        assert page.evaluate("window.moved") < MOVED


@in_light_and_dark
@at_every_width
def test_pictures_that_do_not_load_leave_neither_a_frame_nor_a_sign(
    browser: Browser, address: str, width: int, scheme: Scheme
) -> None:
    with visiting(browser, scheme, width) as page:
        page.goto(f"{address}/issues/gone", wait_until="networkidle")
        places = page.locator(".frame, .prose .place")
        assert places.count() == 8
        for place in places.all():
            place.scroll_into_view_if_needed()
            page.wait_for_load_state("networkidle")
            broken = place.screenshot()
            place.evaluate("place => place.querySelector('img').remove()")
            assert place.screenshot() == broken
        assert page.evaluate("window.moved") < MOVED


CLEAR = "<svg xmlns='http://www.w3.org/2000/svg' width='500' height='300'/>"
ROUNDED = 14
"""Pixels from an edge on, corners are not smoothed."""


def inside(page: Page, place: Locator) -> bytes:
    """Return a screenshot of an element without its edges."""
    box = place.bounding_box()
    assert box
    width, height = box["width"] - 2 * ROUNDED, box["height"] - 2 * ROUNDED
    return page.screenshot(clip={"x": box["x"] + ROUNDED, "y": box["y"] + ROUNDED, "width": width, "height": height})


@in_light_and_dark
def test_what_lies_below_a_picture_is_not_seen_through_it(browser: Browser, address: str, scheme: Scheme) -> None:
    with visiting(browser, scheme) as page:
        page.route(f"{PICTURES}**", lambda route: route.fulfill(body=CLEAR, content_type="image/svg+xml"))
        for path, below in (("/issues/gone", ".prose figure .place"), ("/works/la-la-land", ".portrait .poster")):
            page.goto(f"{address}{path}", wait_until="networkidle")
            for place in page.locator(below).all():
                place.scroll_into_view_if_needed()
                page.wait_for_load_state("networkidle")
                covered = inside(page, place)
                place.evaluate("place => { place.ariaLabel = ''; place.querySelector('svg')?.replaceChildren() }")
                assert inside(page, place) == covered, place.inner_html()


BANNER = "<svg xmlns='http://www.w3.org/2000/svg' width='800' height='100'><path stroke='black' d='M100 50h600'/></svg>"
FOREST, PLATE = (11, 61, 44), (240, 243, 230)


@in_light_and_dark
@pytest.mark.parametrize(
    ("path", "frame", "around"),
    [("/works/free-solo", ".portrait .poster", PLATE), ("/issues/unknown", ".frame", FOREST)],
)
def test_a_picture_of_unknown_size_is_whole_on_light_paper_and_covers_what_stood_for_it(
    browser: Browser, address: str, path: str, frame: str, around: tuple[int, int, int], scheme: Scheme
) -> None:
    with visiting(browser, scheme) as page:
        page.route(f"{PICTURES}**", lambda route: route.fulfill(body=BANNER, content_type="image/svg+xml"))
        page.goto(f"{address}{path}", wait_until="networkidle")
        place, picture = page.locator(frame).bounding_box(), page.locator(f"{frame} img").bounding_box()
        assert place
        assert picture
        assert abs(picture["width"] / picture["height"] - 8) < 0.1
        assert picture["width"] in {place["width"], 800}
        seen = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
        left, top = picture["x"] + 5, picture["y"]
        assert seen.getpixel((int(left), int(top + 3))) == PLATE
        assert seen.getpixel((int(left), int(top - 20))) == around


def test_pictures_of_unknown_size_stand_side_by_side(browser: Browser, address: str) -> None:
    with visiting(browser, width=360) as page:
        page.goto(f"{address}/issues/gone", wait_until="networkidle")
        one, two = (place.bounding_box() for place in page.locator(".row .place").all())
        assert one
        assert two
        assert (one["y"], one["width"]) == (two["y"], two["width"])


def test_works_of_a_section_without_a_text_have_its_room(browser: Browser, address: str) -> None:
    with visiting(browser, width=1280) as page:
        page.goto(f"{address}{ISSUE}", wait_until="networkidle")
        section = page.locator(f"[id='{page.locator('.section:has(.pick):has(.prose)').first.get_attribute('id')}']")
        before = section.locator(".margin").bounding_box()
        section.locator(".prose").evaluate("prose => prose.remove()")
        after = section.locator(".margin").bounding_box()
        assert before
        assert after
        assert after["width"] > 2 * before["width"]


def test_a_wide_picture_that_does_not_load_leaves_its_drawing_in_the_whole_frame(
    browser: Browser, address: str
) -> None:
    with visiting(browser) as page:
        page.goto(f"{address}/works/la-la-land", wait_until="networkidle")
        frame, drawing = page.locator(".portrait .poster").bounding_box(), page.locator(".portrait svg").bounding_box()
        assert frame
        assert drawing
        assert (drawing["x"], drawing["y"], drawing["width"]) == (frame["x"], frame["y"], frame["width"])
        assert drawing["height"] > frame["height"]


def test_a_picture_that_loads_covers_the_poster_in_the_same_place(browser: Browser, address: str) -> None:
    def red(route: Route) -> None:
        size = "width='600' height='900'"
        svg = f"<svg xmlns='http://www.w3.org/2000/svg' {size}><rect {size} fill='red'/></svg>"
        route.fulfill(body=svg, content_type="image/svg+xml")

    with visiting(browser) as page:
        page.route("https://pictures.example/**", red)
        page.goto(f"{address}/works/free-solo", wait_until="networkidle")
        assert page.locator(".portrait .poster img").evaluate("image => image.naturalWidth") == 600
        box, poster = (
            page.locator(".portrait .poster img").bounding_box(),
            page.locator(".portrait .poster").bounding_box(),
        )
        assert box == poster
        assert page.evaluate("window.moved") < MOVED


def test_code_of_the_builder_is_copied(browser: Browser, address: str) -> None:
    with visiting(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(address)
        page.get_by_role("button", name="Copier").first.click()
        expect(page.get_by_role("button", name="Copié")).to_be_visible()
        assert "<liane-card" in page.evaluate("navigator.clipboard.readText()")


def test_code_of_the_builder_is_copied_where_there_is_no_clipboard(browser: Browser, address: str) -> None:
    insecure = "http://liane.insecure"
    with visiting(browser) as page:
        page.route(
            f"{insecure}/**",
            lambda route: route.fulfill(response=route.fetch(url=route.request.url.replace(insecure, address))),
        )
        page.goto(f"{insecure}{WORK}?theme=auto")
        assert page.evaluate("navigator.clipboard") is None
        button = page.get_by_role("button", name="Copier").first
        button.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Copié")).to_be_visible()
        assert "<liane-card" in page.evaluate("String(getSelection())")


def test_code_of_the_builder_is_selected_where_nothing_may_be_copied(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        page.add_init_script("document.execCommand = () => false; delete Navigator.prototype.clipboard")
        page.goto(f"{address}{WORK}?theme=auto")
        page.get_by_role("button", name="Copier").last.click()
        expect(page.get_by_role("button", name="Sélectionné")).to_be_visible()
        assert "<table" in page.evaluate("String(getSelection())")


def test_the_builder_is_opened_and_used_by_keyboard(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{address}{WORK}")
        page.get_by_role("link", name="Intégrer cette carte").press("Enter")
        card = page.locator("#embed iframe").content_frame
        expect(card.locator("h1")).to_be_visible()
        page.get_by_label("Thème").press("ArrowDown")
        page.get_by_label("Thème").press("ArrowDown")
        page.get_by_role("button", name="Afficher").press("Enter")
        expect(card.locator("html")).to_have_attribute("data-theme", "dark")


def test_an_issue_prints_its_text_and_not_its_navigation(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{address}{ISSUE}")
        page.emulate_media(media="print")
        expect(page.locator(".prose").first).to_be_visible()
        expect(page.locator(".contents")).to_be_hidden()


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
