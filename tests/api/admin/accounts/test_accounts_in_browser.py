"""One's own account in a real Chromium: a passkey of a device that Chromium plays, a password, and other browsers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from schema.vocabulary import UserRole
from tests.api.admin.people import EMAIL, ORIGIN, PASSWORD, cheap_passwords, make_user
from tests.api.browsing import browser, violations
from tests.api.serving import application, serving
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
NEW = "quite another phrase"


@pytest.fixture
def url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A database with the sample content, and an editor."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    with cheap_passwords():
        make_user(url, UserRole.CHIEF)
        yield url
    sqlite_databases.drop(url)


@pytest.fixture
def context(browser: Browser, url: str) -> Iterator[BrowserContext]:
    """A browser for which the server is at its public address: passkeys are for a name, over HTTPS."""
    with serving(application(url)) as client, browser.new_context(locale="en") as context:
        server = str(client.base_url).rstrip("/")

        def through(route: Route) -> None:
            answer = route.fetch(url=route.request.url.replace(ORIGIN, server), max_redirects=0)
            route.fulfill(status=answer.status, headers=answer.headers, body=answer.body())

        context.route(f"{ORIGIN}/**", through)
        yield context
        context.unroute_all(behavior="wait")


def signed_in(context: BrowserContext) -> Page:
    """Sign in with the password."""
    page = context.new_page()
    page.goto(f"{ORIGIN}/admin/sign-in")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    return page


def test_a_passkey_is_made_and_signs_in_with_the_keyboard_alone(context: BrowserContext) -> None:
    page = signed_in(context)
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"{ORIGIN}/admin/account")
    page.locator("#passkey-name").fill("This computer")
    page.locator("#passkey-current").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("#passkey-problem")).to_have_text("This is not your current password.")
    page.locator("#passkey-current").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("The passkey is ready")
    expect(page.get_by_role("cell", name="This computer")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Sign out").first.focus()
    page.keyboard.press("Enter")
    use = page.get_by_role("button", name="passkey")
    use.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    page.goto(f"{ORIGIN}/admin/account")
    page.get_by_role("row", name="This computer").get_by_role("button").click()
    expect(page.get_by_role("cell", name="This computer")).to_have_count(0)
    devices.detach()


def test_a_password_is_changed(context: BrowserContext) -> None:
    page = signed_in(context)
    page.goto(f"{ORIGIN}/admin/account")
    page.locator("#current").fill(PASSWORD)
    page.locator("#new").fill(NEW)
    page.locator("[name=again]").fill(NEW)
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text("The password is changed")
    assert violations(page) == []
    expect(page.get_by_role("heading", name="Browsers that are signed in")).to_be_visible()
