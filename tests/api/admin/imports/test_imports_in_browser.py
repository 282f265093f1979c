"""The screens of imports in a real browser: from a phone to a wall, light and dark, for everybody, and by keys."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from schema import db
from seed.import_worker import ImportWorker
from seed.pictures.store import PictureStore
from tests.api.admin.imports.test_lists import LETTER, hand_in
from tests.api.browsing import Scheme, browser, violations, visiting
from tests.seed.test_import_worker import zipped

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
MAIL = Path(__file__).parents[3] / "fixtures" / "desk" / "2024-05-17-retenir-son-souffle.eml"
WIDTHS = (360, 768, 1280, 1920)
PDF = b"%PDF-1.4 not a letter"


@pytest.fixture
def screens(editor: httpx.Client, work: Callable[[], None], lighthouse_url: str, tmp_path: Path) -> dict[str, str]:
    """The paths of the screens: a letter with all that there can be, one that was refused, an archive under way."""
    letter = hand_in(editor, ("2024-03-14-phares.txt", LETTER)).headers["location"]
    mail = hand_in(editor, (MAIL.name, MAIL.read_bytes())).headers["location"]
    refused = hand_in(editor, ("invoice.pdf", PDF)).headers["location"]
    work()
    archive = hand_in(editor, ("archive.zip", zipped(6, ("photo.png", "png")))).headers["location"]
    engine = db.connect(lighthouse_url)
    worker = ImportWorker(engine, PictureStore(str(tmp_path)), lambda _: None)
    for _ in range(3):
        worker.step()
    engine.dispose()
    return {"list": "/admin/imports", "letter": letter, "mail": mail, "refused": refused, "archive": archive}


@pytest.fixture
def visit(browser: Browser, editor: httpx.Client) -> Iterator[Callable[..., Page]]:
    """What opens the desk of the editor in a browser of some language, light or dark."""
    opened = []

    def open_page(scheme: Scheme = "light", locale: str = "fr") -> Page:
        visitor = visiting(browser, scheme, locale=locale)
        opened.append(visitor)
        page = visitor.__enter__()
        name, _, token = editor.headers["Cookie"].partition("=")
        address = str(editor.base_url).replace("http:", "https:")
        page.context.add_cookies([{"name": name, "value": token, "url": address, "secure": True}])
        return page

    yield open_page
    for visitor in opened:
        visitor.__exit__(None, None, None)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_screen_is_for_everybody_at_every_width(
    editor: httpx.Client, screens: dict[str, str], visit: Callable[..., Page], scheme: Scheme
) -> None:
    page = visit(scheme)
    for name, path in screens.items():
        page.goto(f"{editor.base_url}{path}")
        for details in page.locator("details").all():
            details.evaluate("element => { element.open = true; }")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") == width, (name, width)
            if folder := os.environ.get("SCREENS"):
                page.screenshot(path=f"{folder}/{name}-{scheme}-{width}.png", full_page=True)
            if width in {WIDTHS[0], WIDTHS[2]}:
                assert violations(page) == [], (name, width)
        assert page.evaluate("window.refused") == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_letter_lies_beside_what_was_understood_and_covers_nothing(
    editor: httpx.Client, screens: dict[str, str], visit: Callable[..., Page], width: int
) -> None:
    page = visit()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{editor.base_url}{screens['mail']}")
    heading = page.get_by_role("heading", name="Le son de la semaine")
    heading.scroll_into_view_if_needed()
    heading.click(trial=True)
    frame = page.frame_locator("iframe").get_by_role("heading", name="Le son de la semaine")
    page.locator("iframe").scroll_into_view_if_needed()  # what is out of sight stands still
    frame.scroll_into_view_if_needed()
    expect(frame).to_be_in_viewport()


def test_what_was_done_covers_neither_its_section_nor_the_letter(
    editor: httpx.Client, screens: dict[str, str], visit: Callable[..., Page]
) -> None:
    page = visit(locale="en-GB")
    page.goto(f"{editor.base_url}{screens['letter']}")
    page.locator("#section-2 summary").first.click()
    page.locator("#section-2").get_by_role("button", name="Down").click()
    expect(page).to_have_url(re.compile("#section-3$"))
    notice = page.get_by_role("status").filter(has_text="Undo").bounding_box()
    assert notice
    for below in (page.locator("#heading-3"), page.get_by_role("heading", name="The letter")):
        box = below.bounding_box()
        assert box
        assert box["y"] >= notice["y"] + notice["height"]


def test_the_ways_of_the_desk_leave_a_phone_its_room(
    editor: httpx.Client, screens: dict[str, str], visit: Callable[..., Page]
) -> None:
    page = visit()
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{editor.base_url}{screens['list']}")
    box = page.locator(".masthead").bounding_box()
    assert box
    assert box["height"] < 640 / 4


def test_a_letter_is_divided_and_joined_with_the_keyboard_and_that_is_undone(
    editor: httpx.Client, screens: dict[str, str], visit: Callable[..., Page]
) -> None:
    page = visit(locale="en-GB")
    page.goto(f"{editor.base_url}{screens['letter']}")
    sections = page.locator(".understood-section")
    before = sections.count()
    summary = sections.first.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    sections.first.get_by_role("button", name="Split the section here").press("Enter")
    expect(page.get_by_role("status").get_by_text("The section is two now.")).to_be_visible()
    expect(sections).to_have_count(before + 1)
    page.get_by_role("button", name="Undo").press("Enter")
    expect(page.get_by_role("status").get_by_text("Undone.")).to_be_visible()
    expect(sections).to_have_count(before)


def test_what_is_under_way_is_looked_at_again_until_it_is_there(
    editor: httpx.Client, screens: dict[str, str], visit: Callable[..., Page], work: Callable[[], None]
) -> None:
    page = visit(locale="en-GB")
    page.goto(f"{editor.base_url}{screens['archive']}")
    expect(page.get_by_text("2 of 6 letters")).to_be_visible()
    expect(page.locator("#state").get_by_text("Being imported")).to_be_visible()
    expect(page.locator(".head").get_by_role("button", name="Put aside")).to_be_visible()
    work()
    expect(page.get_by_text("6 of 6 letters")).to_be_visible()
    expect(page.locator("[data-busy]")).to_have_count(0)
    expect(page.locator(".head").get_by_role("button", name="Reviewed")).to_be_visible()


def test_a_refused_file_says_why_in_the_language_of_who_reads(
    editor: httpx.Client, screens: dict[str, str], visit: Callable[..., Page]
) -> None:
    page = visit()
    page.goto(f"{editor.base_url}{screens['refused']}")
    expect(page.get_by_text("C’est un PDF")).to_be_visible()


@pytest.mark.usefixtures("screens")
def test_a_list_of_issues_fits_a_phone(editor: httpx.Client, visit: Callable[..., Page]) -> None:
    page = visit()
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"{editor.base_url}/admin/issues")
    table = page.locator(".rows.issues")
    assert table.evaluate("element => element.scrollWidth - element.clientWidth") == 0
