"""An editor's way in a real browser, with the keyboard alone: from signing in to a page that readers see."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from schema.vocabulary import UserRole
from tests.api.admin.people import EMAIL, PASSWORD, make_user
from tests.api.browsing import browser, visiting
from tests.api.processes import served
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
MOST_TABS = 400


@pytest.fixture
def server(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The address of a server with the sample content and a chief editor, in a process of its own."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    make_user(url, UserRole.CHIEF)
    with served(url) as server:
        yield f"http://{server.address}"
    sqlite_databases.drop(url)


def tab_to(page: Page, target: Locator) -> None:
    """Press the tabulator until something has the focus."""
    for _ in range(MOST_TABS):
        if target.count() and target.first.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached with the keyboard")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go to something with the keyboard, and press a key there."""
    tab_to(page, target)
    page.keyboard.press(key)


def write(page: Page, label: str, text: str) -> None:
    """Go to a field with the keyboard, and write in place of what stands there."""
    tab_to(page, page.get_by_label(label, exact=True).first)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def sign_in(page: Page, server: str) -> None:
    """Sign in, from whatever page of the back office was asked for."""
    page.goto(f"{server}/admin")
    write(page, "E-mail address", EMAIL)
    write(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def test_an_issue_goes_to_its_readers_with_the_keyboard_alone(browser: Browser, server: str) -> None:
    with visiting(browser, locale="en-GB") as page:
        sign_in(page, server)

        press(page, page.get_by_role("link", name="New issue"))
        write(page, "Title *", "By the keyboard")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("By the keyboard")

        for heading in ("First", "Second"):
            press(page, page.get_by_role("button", name="Add a section"))
            page.keyboard.type(heading)  # the focus is in the new section's first field
            tab_to(page, page.locator("textarea[data-markdown]:visible").last)
            page.keyboard.type(f"Words of the *{heading.lower()}* section.")
        page.keyboard.press("Alt+ArrowUp")
        headings = page.locator("[data-list=sections] [data-item] input[name='sections.heading']")
        expect(headings.first).to_have_value("Second")

        press(page, page.locator("[data-preview]"))
        expect(page.frame_locator("iframe").locator("h2").first).to_have_text("Second")

        press(page, page.get_by_role("button", name="Save").first)
        expect(page.get_by_text("Saved.")).to_be_visible()
        assert [each.input_value() for each in headings.all()] == ["Second", "First"]

        press(page, page.get_by_role("link", name="Publishing"))
        tab_to(page, page.locator("#now"))
        page.keyboard.press("ArrowDown")
        page.locator("#local_time").fill("2099-12-24T18:00")  # pickers of dates differ too much to be typed into
        press(page, page.get_by_role("button", name="Publish", exact=True))
        expect(page.get_by_text("Scheduled")).to_be_visible()

        press(page, page.get_by_role("button", name="Take back"))
        expect(page.get_by_text("Taken back").first).to_be_visible()

        tab_to(page, page.locator("#now"))
        page.keyboard.press("ArrowDown")
        page.locator("#local_time").fill("2020-12-24T18:00")
        press(page, page.get_by_role("button", name="Publish", exact=True))
        expect(page.get_by_text("Published").first).to_be_visible()

    with visiting(browser) as page:
        page.goto(f"{server}/issues/by-the-keyboard")
        expect(page.get_by_role("heading", level=1)).to_have_text("By the keyboard")
        expect(page.locator("em").first).to_have_text("second")
