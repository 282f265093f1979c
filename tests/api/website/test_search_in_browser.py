"""Suggestions while somebody types, in a real Chromium: by keyboard, heard, late, and of titles that would harm."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from schema import db, writes
from tests.api.browsing import Scheme, browser, violations, visiting
from tests.api.contrast import faint_texts
from tests.api.pages import WORK
from tests.api.serving import application, serving
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
PAUSE = 150
"""Milliseconds after the last key until names are asked for."""
HARM = "Apocalypse <img src=x onerror=window.hurt=1>"
SUGGESTIONS = "**/search/suggestions?*"


@pytest.fixture(scope="module")
def address(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The address of a server with the sample content, and a work whose title would harm."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        writes.save_work(session, {"slug": "free-solo", "title": HARM})
    engine.dispose()
    with serving(application(url)) as client:
        yield str(client.base_url)
    sqlite_databases.drop(url)


def come(page: Page, address: str) -> None:
    """Open the search page, where the clock stands still."""
    page.clock.install(time=0)
    page.goto(f"{address}/search")
    page.clock.pause_at(3_600_000)


def typing(page: Page, address: str, text: str) -> None:
    """Type into its field, and let the pause pass."""
    come(page, address)
    page.keyboard.type(text)
    page.clock.run_for(PAUSE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_names_are_suggested_and_heard_and_nobody_is_kept_out(
    browser: Browser, address: str, width: int, scheme: Scheme
) -> None:
    with visiting(browser, scheme, width, reduced_motion="reduce") as page:
        typing(page, address, "apple")
        field = page.get_by_role("combobox", name="Un titre, un nom, un mot")
        expect(field).to_have_attribute("aria-expanded", "true")
        options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
        expect(options).to_have_text(["Apple Organisation", "Apple Music Application"])
        expect(page.locator("form [role=status]")).to_have_text("2 suggestions")
        page.keyboard.press("ArrowDown")
        page.clock.resume()  # axe waits
        assert violations(page) == []
        assert faint_texts(browser, page) == []
        assert page.evaluate("[window.refused.length, window.moved, document.getAnimations().length]") == [0, 0, 0]
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_arrows_choose_and_enter_opens_the_page_of_what_is_chosen(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        typing(page, address, "apple")
        field, options = page.get_by_role("combobox"), page.get_by_role("option")
        expect(options).to_have_count(2)
        chosen = []
        for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "Home"):
            page.keyboard.press(key)
            chosen.append(page.evaluate("[...document.querySelectorAll('[aria-selected=true]')].map((li) => li.id)"))
            assert [field.get_attribute("aria-activedescendant")] == (chosen[-1] or [None])
        assert chosen == [["suggestion-0"], ["suggestion-1"], [], ["suggestion-1"], []]
        assert field.input_value() == "apple"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/organizations/apple")


def test_escape_closes_the_list_and_arrow_down_opens_it_again(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        typing(page, address, "apple")
        field, list_ = page.get_by_role("combobox"), page.get_by_role("listbox")
        expect(list_).to_be_visible()
        page.keyboard.press("Escape")
        expect(list_).to_be_hidden()
        expect(field).to_have_attribute("aria-expanded", "false")
        assert field.input_value() == "apple"
        page.keyboard.press("ArrowDown")
        expect(list_).to_be_visible()
        page.keyboard.press("Tab")
        expect(list_).to_be_hidden()


def test_enter_searches_for_what_was_typed_where_nothing_is_chosen(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        typing(page, address, "apple")
        expect(page.get_by_role("listbox")).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/search?q=apple")
        expect(page.locator(".hits")).to_be_visible()


def test_a_suggestion_is_opened_by_the_mouse(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        typing(page, address, "au plus")
        page.get_by_role("option", name="Au plus profond").click()
        page.wait_for_url(f"{address}{WORK}")


def test_who_types_on_asks_once_for_all_of_it(browser: Browser, address: str) -> None:
    asked: list[str] = []

    def count(request: Request) -> None:
        asked.extend([request.url] if "/suggestions" in request.url else [])

    with visiting(browser) as page:
        page.on("request", count)
        come(page, address)
        for letter in "apple":
            page.keyboard.type(letter)
            page.clock.run_for(PAUSE - 1)
        assert asked == []
        page.clock.run_for(1)
        expect(page.get_by_role("listbox")).to_be_visible()
        assert asked == [f"{address}/search/suggestions?q=apple"]
        field = page.get_by_role("combobox")
        field.fill("a")
        page.clock.run_for(PAUSE)
        expect(page.get_by_role("listbox")).to_be_hidden()
        assert len(asked) == 1


def test_an_answer_that_comes_late_changes_nothing(browser: Browser, address: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with visiting(browser) as page:
        page.route("**/search/suggestions?q=lau", hold)
        typing(page, address, "lau")
        page.keyboard.press("Control+a")
        page.keyboard.type("apple")
        page.clock.run_for(PAUSE)
        options = page.get_by_role("option")
        expect(options).to_have_count(2)
        held[0].fulfill(json=["lau", ["Late"], ["Late"], ["/late"]])
        page.evaluate("fetch('/livez').then((answer) => answer.text())")  # by now the other is here too
        expect(options).to_have_text(["Apple Organisation", "Apple Music Application"])


def test_a_title_that_would_harm_is_a_title(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        typing(page, address, "apoc")
        expect(page.get_by_role("option").locator("b")).to_have_text(HARM)
        assert page.evaluate("[window.hurt, document.querySelectorAll('.search img').length]") == [None, 0]


def test_where_no_names_come_the_form_searches_as_ever(browser: Browser, address: str) -> None:
    with visiting(browser) as page:
        page.route(SUGGESTIONS, lambda route: route.abort())
        typing(page, address, "apple")
        expect(page.get_by_role("listbox")).to_be_hidden()
        page.keyboard.press("Enter")
        expect(page.locator(".hits")).to_be_visible()
    with visiting(browser, java_script_enabled=False) as page:
        page.goto(f"{address}/search")
        field = page.get_by_role("searchbox", name="Un titre, un nom, un mot")
        field.fill("apple")
        field.press("Enter")
        expect(page.locator(".hits")).to_be_visible()
