"""An editor's way in a real browser, with the keyboard alone: from signing in to a page that readers see."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from schema.vocabulary import UserRole
from tests.api.admin.people import EMAIL, PASSWORD, make_user
from tests.api.browsing import browser, visiting
from tests.api.processes import served
from tests.databases import SqliteDatabases
from tests.pictures import jpeg

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
MOST_TABS = 400
LETTER = Path(__file__).parents[2] / "fixtures" / "desk" / "2024-05-17-retenir-son-souffle.eml"
MOVED = "Le son de la semaine"
POSTER: FilePayload = {"name": "poster.jpg", "mimeType": "image/jpeg", "buffer": jpeg(600, 900)}


@pytest.fixture
def server(sqlite_databases: SqliteDatabases, tmp_path: Path) -> Iterator[str]:
    """The address of a server with the sample content and a chief editor, in a process of its own."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    make_user(url, UserRole.CHIEF)
    with served(url, pictures=str(tmp_path / "store"), pictures_cache=str(tmp_path / "cache")) as server:
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


def choose_file(page: Page, target: Locator, file: Path | FilePayload) -> None:
    """Go to a field for files with the keyboard, and choose one there."""
    tab_to(page, target)
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(file)


def choose_work(page: Page, within: Locator, text: str, title: str) -> None:
    """Write in a field for a work, and choose what is offered first."""
    field = within.locator("input[role=combobox]")
    tab_to(page, field)
    page.keyboard.type(text)
    expect(within.get_by_role("option").first).to_contain_text(title)
    page.keyboard.press("Enter")
    expect(field).to_have_value(title)


def publish(page: Page, at: str) -> None:
    """Publish with an instant, from the page for it."""
    tab_to(page, page.locator("#local_time"))
    page.locator("#local_time").fill(at)  # pickers of dates differ too much to be typed into
    press(page, page.get_by_role("button", name="Publish at that time"))


def hand_in(page: Page) -> None:
    """Hand in a newsletter, and wait until it lies beside what was understood of it."""
    press(page, page.get_by_role("link", name="Import a newsletter"))
    choose_file(page, page.locator("#files"), LETTER)
    press(page, page.get_by_role("button", name="Import", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Retenir son souffle")
    letter = page.frame_locator("iframe")
    expect(letter.get_by_role("heading", name="Retenir son souffle")).to_be_visible()


def review(page: Page) -> None:
    """Say that a work is another one, and make one that is in no catalogue yet, with a picture."""
    jungle = page.get_by_role("region", name="Un pavé dans la jungle")
    press(page, jungle.locator("summary", has_text="Correct the work or its role"))
    choose_work(page, jungle, "joan is", "Joan Is Awful")
    press(page, jungle.get_by_role("button", name="It is this one"))
    expect(page.get_by_text("The draft names the other work now.")).to_be_visible()
    expect(jungle.get_by_role("link", name="Joan Is Awful")).to_be_visible()

    sound = page.get_by_role("region", name=MOVED)
    press(page, sound.locator("summary", has_text="Make the work"))
    expect(sound.get_by_label("Year")).to_have_value("2021")
    choose_file(page, sound.locator("input[type=file]"), POSTER)
    expect(sound.get_by_label("What the picture shows")).to_be_focused()
    page.keyboard.type("A poster in blue and red")
    press(page, sound.get_by_role("button", name="Make the work"))
    expect(page.get_by_text("The work is made, and the draft recommends it.")).to_be_visible()
    expect(sound.get_by_role("link", name="Fanfare sous zinc").first).to_be_visible()


def move(page: Page) -> None:
    """Move a section up, see it there in the preview, and save."""
    press(page, page.get_by_role("link", name="Open in the editor"))
    headings = page.locator("[data-list=sections] [data-item] input[name='sections.heading']")
    expect(headings).to_have_count(4)
    expect(headings.nth(2)).to_have_value(MOVED)
    tab_to(page, headings.nth(2))
    page.keyboard.press("Alt+ArrowUp")
    expect(headings.nth(1)).to_have_value(MOVED)
    press(page, page.locator("[data-preview]"))
    expect(page.frame_locator(".preview iframe").locator("h2").first).to_have_text(MOVED)
    press(page, page.get_by_role("button", name="Save").first)
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(headings.nth(1)).to_have_value(MOVED)


def test_a_newsletter_goes_to_its_readers_with_the_keyboard_alone(browser: Browser, server: str) -> None:
    with visiting(browser, locale="en-GB") as page:
        page.on("filechooser", lambda _: None)  # from now on they open for the test, not from its first wait on
        sign_in(page, server)
        hand_in(page)
        review(page)
        move(page)

        press(page, page.get_by_role("link", name="Publishing"))
        publish(page, "2099-12-24T18:00")
        expect(page.get_by_text("It is scheduled: it appears on")).to_be_visible()
        press(page, page.get_by_role("button", name="Do not publish it then"))
        expect(page.get_by_text("It is scheduled no more")).to_be_visible()
        publish(page, "2024-05-17T08:00")
        expect(page.get_by_text("It is published, with the date of")).to_be_visible()
        assert page.evaluate("window.refused") == []

    with visiting(browser) as page:
        page.goto(f"{server}/issues/retenir-son-souffle")
        expect(page.get_by_role("heading", level=1)).to_have_text("Retenir son souffle")
        expect(page.locator("h2").first).to_have_text(MOVED)
        expect(page.get_by_role("img", name="La lune au-dessus d’une mer calme")).to_be_visible()
        expect(page.get_by_role("img", name="A poster in blue and red").first).to_be_attached()
        for title in ("Fanfare sous zinc", "Joan Is Awful"):
            expect(page.get_by_role("link", name=title).first).to_be_attached()


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
        publish(page, "2099-12-24T18:00")
        expect(page.get_by_text("It is scheduled: it appears on")).to_be_visible()

        press(page, page.get_by_role("button", name="Do not publish it then"))
        expect(page.get_by_text("It is scheduled no more")).to_be_visible()

        press(page, page.get_by_role("button", name="Publish now"))
        expect(page.get_by_text("It is published, with the date of")).to_be_visible()

    with visiting(browser) as page:
        page.goto(f"{server}/issues/by-the-keyboard")
        expect(page.get_by_role("heading", level=1)).to_have_text("By the keyboard")
        expect(page.locator("em").first).to_have_text("second")
