"""Pages with real content, as they look: type, pictures of all sizes, contrast. `make browser` runs these."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Route

from schema import db, writes
from seed.import_run import ImportRun
from tests.api.browsing import ROOT, SCHEMES, Scheme, browser, violations, visiting
from tests.api.contrast import faint_texts
from tests.api.pages import CARDS, ISSUE, PICK, WORK
from tests.api.remote_pictures import HOST, serve_pictures
from tests.api.serving import application, serving
from tests.api.website.test_pages import change
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
LETTER = ROOT / "tests" / "fixtures" / "pages" / "pictures.md"
UGLY = "/issues/everything-we-carried-home-from-the-fair-including-a-lamp-two-arguments-a"
CREDITED = "/works/free-solo"
ARCHIVE = (
    *("/issues", "/works", "/people/laura-mcgann", "/organizations/bytedance", "/columns/un-pave-dans-la-jungle"),
    *("/search?q=apn%C3%A9e", "/search?q=aple+musik", "/search", "/works/tiktok-music?country=BR"),
)
LATER = datetime(2024, 9, 1, 6, tzinfo=UTC)
MOVED = 0.05
"""A title may break elsewhere in the magazine's face; Google calls 0.1 good."""
in_light_and_dark = pytest.mark.parametrize("scheme", ["light", "dark"])


@pytest.fixture(scope="module")
def address(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The address of a server with the sample, pictures with credits, and a letter with pictures of all sizes."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        credit = {"image_alt": "Une paroi", "image_credit": "Ida Marlow, avec l’aimable autorisation de la production"}
        for slug, size in ((CREDITED, "400x600"), (WORK, "1600x900")):
            picture = {"image_url": f"{HOST}/{size}-wall.jpg", **credit}
            writes.save_work(session, {"slug": slug.rpartition("/")[2], **picture})
    ImportRun(engine, "auto", publish=True, dry_run=False).import_data(LETTER.name, LETTER.read_bytes())
    engine.dispose()
    with serving(application(url, clock=lambda: LATER)) as client:
        yield str(client.base_url)
    sqlite_databases.drop(url)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/", ISSUE, UGLY, CREDITED, PICK, f"{WORK}s", "/docs/http", *ARCHIVE, *CARDS])
def test_every_line_stands_out_from_the_pixels_behind_it(browser: Browser, address: str, path: str, width: int) -> None:
    with visiting(browser, "light", width) as page:
        serve_pictures(page)
        page.goto(f"{address}{path}", wait_until="networkidle")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert faint_texts(browser, page) == [], scheme


BLACK = (
    "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E%3Cpath d=%22M0 0h999v999H0z%22/%3E%3C/svg%3E"
)
FAINT = f"""<body style="background: white">
<p style="color: #bbb">faint</p><p style="opacity: 0.3">pale</p><p>plain</p>
<p style="position: relative">over <img src='{BLACK}' style="position: absolute; inset: 0; z-index: -1"></p>"""


def test_what_is_too_faint_is_found_whatever_lies_behind_it(browser: Browser) -> None:
    with visiting(browser) as page:
        page.set_content(FAINT)
        assert [text for text, _ in faint_texts(browser, page)] == ["faint", "pale", "over"]


# A page's policy allows no `eval`, so nothing is polled.
LOADED = """() => Promise.all([...document.images].map((image) =>
  image.complete || new Promise((done) => { image.onload = image.onerror = () => done(); })))"""
PAINTED = """() => new Promise((done) => {
  new PerformanceObserver(() => done()).observe({ type: "paint", buffered: true });
})"""
SWAPPED = """() => Promise.all([...document.fonts].map((face) => face.family === "Spectral" && face.loaded))
  .then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))"""
SHOWN = """() => [...document.querySelectorAll(".prose img")].map((image) => {
  const { width, height } = image.getBoundingClientRect();
  return [image.currentSrc || image.src, width, height, image.naturalWidth, image.naturalHeight,
    getComputedStyle(image).objectFit, !image.closest(".unsized")];
})"""


@in_light_and_dark
@pytest.mark.parametrize("width", [360, 768, 1280, 1920])
def test_no_picture_moves_anything_or_is_enlarged_or_distorted(
    browser: Browser, address: str, width: int, scheme: Scheme
) -> None:
    with visiting(browser, scheme, width) as page:
        serve_pictures(page)
        page.goto(f"{address}{UGLY}")
        page.evaluate(SWAPPED)
        before = page.evaluate("window.moved")
        room = page.evaluate("document.documentElement.scrollHeight")
        page.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager' })")
        page.evaluate(LOADED)
        assert page.evaluate("document.documentElement.scrollHeight") == room
        assert page.evaluate("window.moved") == before
        shown = page.evaluate(SHOWN)
        assert len(shown) == 18
        for url, wide, high, natural_width, natural_height, shape, sized in shown:
            assert url.startswith(f"{HOST}/"), url  # https
            assert shape == "scale-down", url
            if sized:
                assert wide <= natural_width + 0.5, url
                assert abs(wide / high - natural_width / natural_height) < 0.02 * wide / high, url
            else:
                assert high <= 24 * 16, url
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert violations(page) == []


def test_bold_and_italic_are_drawn_and_not_made_of_the_regular(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{address}{UGLY}", wait_until="networkidle")
        widths = page.evaluate(
            """() => ["normal 400", "normal 700", "italic 400", "italic 700"].map((style) => {
              const context = document.createElement("canvas").getContext("2d");
              context.font = `${style} 100px Spectral`;
              return context.measureText("Hamburg à l’œuvre").width;
            })"""
        )
        assert len({round(width) for width in widths}) == 4  # a browser's own bold and italic have the regular's width
        faces = page.evaluate(
            "[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family)"
        )
        assert faces.count("Spectral") == 2


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("path", ["/", ISSUE, UGLY, WORK, PICK])
def test_the_magazines_face_comes_late_and_moves_next_to_nothing(
    browser: Browser, address: str, path: str, width: int
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with visiting(browser, width=width) as page:
        serve_pictures(page)
        page.route("**/static/fonts/*", hold)
        page.goto(f"{address}{path}", wait_until="domcontentloaded")
        page.evaluate(PAINTED)
        for route in held:
            route.continue_()
        page.evaluate(SWAPPED)
        assert len(held) == 2
        assert page.evaluate("window.moved") < MOVED


def test_print_keeps_the_sources(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        page.goto(f"{address}{ISSUE}")
        page.emulate_media(media="print")
        shown = page.evaluate(
            "[...document.querySelectorAll('.named')].map((list) => [list.className, list.checkVisibility()])"
        )
        assert dict(shown) == {"named": False, "named sources": True}


@in_light_and_dark
@pytest.mark.parametrize("accent", ["#e4002b", "#ffd400", "#7f7f7f", "#0000ff"])
def test_every_line_stands_out_whatever_colour_the_magazine_has(
    browser: Browser, sqlite_databases: SqliteDatabases, accent: str, scheme: Scheme
) -> None:
    url = sqlite_databases.create(sqlite_databases.seeded)
    change(url, lambda session: writes.save_publication(session, {"accent_color": accent}))
    with serving(application(url, clock=lambda: LATER)) as client, visiting(browser, scheme) as page:
        for path in ("/", ISSUE, PICK, "/works?kind=film", *CARDS):
            page.goto(f"{client.base_url}{path}", wait_until="networkidle")
            assert faint_texts(browser, page) == [], path
    sqlite_databases.drop(url)
