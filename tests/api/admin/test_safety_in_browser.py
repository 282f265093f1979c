"""Words that are not lost, in a real Chromium: a page that goes away, a session that ends, two who write at once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from schema import db
from schema.vocabulary import UserRole
from tests.api.admin.people import COOKIE, PASSWORD, make_session, make_user
from tests.api.browsing import browser, violations
from tests.api.serving import NOW, application, serving
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
TITLE, STANDFIRST = "#f-title", "#f-standfirst"
FIRST_ISSUE = "SELECT id FROM issues ORDER BY id LIMIT 1"


@pytest.fixture
def url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A database with the sample content."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    yield url
    sqlite_databases.drop(url)


@pytest.fixture
def server(url: str) -> Iterator[str]:
    """The address of a server of it."""
    with serving(application(url)) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture
def editor(url: str, server: str) -> str:
    """The address of the editor of an issue."""
    return f"{server}/admin/issues/{ask(url, FIRST_ISSUE)}"


@pytest.fixture
def ada(browser: Browser, url: str, server: str) -> Iterator[BrowserContext]:
    """The browser of a chief editor who is signed in."""
    with browser.new_context(locale="en") as context:
        yield signed_in(context, url, server, "ada@liane.example", "Ada")


@pytest.fixture
def bo(browser: Browser, url: str, server: str) -> Iterator[BrowserContext]:
    """The browser of another."""
    with browser.new_context(locale="en") as context:
        yield signed_in(context, url, server, "bo@liane.example", "Bo")


def signed_in(context: BrowserContext, url: str, server: str, email: str, name: str) -> BrowserContext:
    token = make_session(url, make_user(url, UserRole.CHIEF, email, name), NOW)
    context.add_cookies([{"name": COOKIE, "value": token, "url": server.replace("http:", "https:"), "secure": True}])
    return context


def ask(url: str, statement: str) -> str | None:
    """Return what a statement finds."""
    engine = db.connect(url)
    with engine.begin() as connection:
        result = connection.exec_driver_sql(statement)
        found = str(result.scalar_one()) if result.returns_rows else None
    engine.dispose()
    return found


def stored(url: str, editor: str) -> str | None:
    """Return the standfirst of an issue as it is stored."""
    return ask(url, f"SELECT standfirst FROM issues WHERE id = '{editor.rpartition('/')[2]}'")


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    with page.expect_response("**/autosave"):  # the script has begun: it says who is here
        page.goto(address)
    return page


def type_on(page: Page, field: str, text: str) -> None:
    """Type at the end of a field."""
    page.locator(field).press("Control+End")
    page.keyboard.type(text)


def test_words_are_there_again_when_a_page_went_away(ada: BrowserContext, url: str, editor: str) -> None:
    page = opened(ada, editor)
    before = page.locator(STANDFIRST).input_value()
    with page.expect_response("**/autosave") as kept:
        type_on(page, STANDFIRST, " Half a sent")
    assert kept.value.ok
    page.close()
    page = opened(ada, editor)
    expect(page.locator("#unsaved")).to_contain_text("You have unsaved changes")
    assert violations(page) == []
    page.get_by_role("link", name="Take them").click()
    expect(page.locator(STANDFIRST)).to_have_value(f"{before} Half a sent")
    type_on(page, STANDFIRST, "ence.")
    page.keyboard.press("Control+s")
    expect(page.locator("#status")).to_contain_text("Saved.")
    expect(page.locator(STANDFIRST)).to_be_focused()
    assert stored(url, editor) == f"{before} Half a sentence."
    assert page.evaluate("localStorage.length") == 0


def test_a_session_that_ends_in_mid_sentence_loses_no_letter(ada: BrowserContext, url: str, editor: str) -> None:
    page = opened(ada, editor)
    before = page.locator(STANDFIRST).input_value()
    ask(url, "DELETE FROM sessions")
    type_on(page, STANDFIRST, " It was a")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(page.locator(STANDFIRST)).to_be_focused()
    page.keyboard.type(" dark and")
    assert page.evaluate("Object.values(localStorage)[0]").find("dark+and") > 0
    assert violations(page) == []
    dialog.get_by_label("E-mail address").fill("ada@liane.example")
    dialog.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    dialog.get_by_label("Password").fill(PASSWORD)
    with page.expect_response("**/autosave") as kept:
        page.keyboard.press("Enter")
    assert kept.value.ok
    expect(dialog).to_be_hidden()
    ask(url, "DELETE FROM sessions")
    type_on(page, STANDFIRST, " stormy night.")
    page.keyboard.press("Control+s")
    expect(page.locator("dialog:modal")).to_be_visible()
    dialog.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("Saved.")
    assert stored(url, editor) == f"{before} It was a dark and stormy night."


def test_two_who_write_are_told_and_merged_and_lose_nothing(
    ada: BrowserContext, bo: BrowserContext, editor: str
) -> None:
    one, other = opened(ada, editor), opened(bo, editor)
    before = one.locator(STANDFIRST).input_value()
    expect(other.locator("#notes")).to_have_text("Ada has this open too.")
    type_on(other, TITLE, ", by Bo")
    other.keyboard.press("Control+s")
    expect(other.locator("#status")).to_contain_text("Saved.")
    type_on(one, STANDFIRST, " By Ada.")
    expect(one.locator("#notes")).to_contain_text("Bo saved version")
    one.keyboard.press("Control+s")
    expect(one.locator("#status")).to_contain_text("merged with what Bo saved")
    assert one.locator(TITLE).input_value().endswith(", by Bo")
    type_on(other, STANDFIRST, " By Bo.")
    other.keyboard.press("Control+s")
    expect(other.locator("#problems")).to_contain_text("Ada changed it")
    expect(other.locator("#problems")).to_be_focused()
    assert violations(other) == []
    expect(other.locator(STANDFIRST)).to_have_value(f"{before} By Bo.")
    with other.expect_popup() as theirs:
        other.get_by_role("link", name="See the other version").click()
    expect(theirs.value.locator(STANDFIRST)).to_have_value(f"{before} By Ada.")
    other.get_by_role("button", name="Save over it").click()
    expect(other.locator("#status")).to_contain_text("Saved. Your version took the place of the other one")
    expect(other.locator(STANDFIRST)).to_have_value(f"{before} By Bo.")


def test_who_writes_is_told_that_somebody_deleted_it(ada: BrowserContext, bo: BrowserContext, editor: str) -> None:
    one, other = opened(ada, editor), bo.new_page()
    other.goto(f"{editor}/publish")
    other.locator("summary", has_text="Delete").click()
    other.locator("button.danger").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Deleted")
    type_on(one, STANDFIRST, " Half a sentence.")
    one.keyboard.press("Control+s")
    expect(one.locator("#status")).to_contain_text("somebody deleted it")
    assert one.locator(STANDFIRST).input_value().endswith(" Half a sentence.")
    other.get_by_role("button", name="Bring back").first.click()
    expect(other.get_by_role("heading", level=1)).not_to_have_text("Deleted")
    one.keyboard.press("Control+s")
    expect(one.locator("#status")).to_contain_text("Saved.")
    assert one.locator(STANDFIRST).input_value().endswith(" Half a sentence.")


def test_without_a_script_a_form_waits_until_one_is_signed_in(browser: Browser, url: str, editor: str) -> None:
    with browser.new_context(locale="en", java_script_enabled=False) as context:
        page = signed_in(context, url, editor.partition("/admin")[0], "ada@liane.example", "Ada").new_page()
        page.goto(editor)
        page.locator(TITLE).fill("All of it\u2026")
        ask(url, "DELETE FROM sessions")
        page.get_by_role("button", name="Save").first.click()
        expect(page.get_by_role("heading")).to_have_text("Your session has ended")
        with context.expect_page() as tab:
            page.get_by_role("link", name="Sign in").click()
        tab.value.locator("[name=email]").fill("ada@liane.example")
        tab.value.locator("[name=password]").fill(PASSWORD)
        tab.value.locator("[name=password]").press("Enter")
        tab.value.wait_for_url("**/admin")
        page.get_by_role("button", name="Then send what I wrote").click()
        expect(page.locator(TITLE)).to_have_value("All of it\u2026")
        expect(page.locator("#saved")).to_have_text("Saved.")
