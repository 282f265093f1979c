"""Cards in WordPress: its own script, in a real Chromium. `make clients` runs these."""

import httpx
import pytest
from playwright.sync_api import Browser, expect

from api.website.embedding.cards import HEIGHT
from tests.api.browsing import browser, violations
from tests.api.pages import NAMED_ONLY, PICK, WORK
from tests.api.website.embedding.partners import LIANE, partner
from tests.clients import wordpress

__all__ = ["browser"]  # a fixture
BUILDS = ("wp-6.2", "wp-nightly")
"""Between them the script was written anew."""


def embedded(server: str, path: str) -> str:
    """Return the HTML that WordPress is answered for a page, in a theme of its usual width."""
    return str(httpx.get(f"{server}/oembed", params={"url": f"{LIANE}{path}", "maxwidth": 500}).json()["html"])


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("width", ["100%", "260px"])
def test_wordpress_shows_a_card_whole_and_follows_its_link(
    browser: Browser, server: str, build: str, width: str
) -> None:
    with partner(browser, server, wordpress.post(embedded(server, WORK), build, width)) as page:
        frame = page.locator("iframe")
        expect(frame).not_to_have_attribute("style", wordpress.HIDDEN)
        expect(frame).to_have_attribute("height", str(HEIGHT))
        expect(page.locator("blockquote")).to_be_hidden()
        frame.evaluate("frame => { frame.height = 1 }")
        frame.evaluate(f"frame => frame.contentWindow.postMessage({wordpress.READY}, '*')")
        expect(frame).to_have_attribute("height", str(HEIGHT))
        card = page.frames[1]
        assert card.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
        assert card.evaluate("document.documentElement.scrollHeight - innerHeight") == 0
        assert violations(page) == []
        frame.click(position={"x": 40, "y": 40})
        page.wait_for_url(f"{LIANE}{WORK}")


@pytest.mark.parametrize("build", BUILDS)
def test_a_card_in_wordpress_is_followed_by_the_keyboard_too(browser: Browser, server: str, build: str) -> None:
    with partner(browser, server, wordpress.post(embedded(server, PICK), build)) as page:
        expect(page.locator("blockquote")).to_be_hidden()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{LIANE}{PICK}")


@pytest.mark.parametrize("build", BUILDS)
def test_a_quiet_card_in_wordpress_is_as_low_as_wordpress_allows(browser: Browser, server: str, build: str) -> None:
    html = embedded(server, WORK).replace(WORK, NAMED_ONLY)  # withdrawn since it was embedded
    with partner(browser, server, wordpress.post(html, build)) as page:
        expect(page.locator("iframe")).to_have_attribute("height", "200")


def test_until_a_card_has_spoken_wordpress_shows_a_link_to_its_page(browser: Browser, server: str) -> None:
    html = embedded(server, WORK).replace("/embed/", "/nope/")
    with partner(browser, server, wordpress.post(html, BUILDS[-1])) as page:
        expect(page.get_by_role("link", name="The Deepest Breath – Liane")).to_have_attribute("href", f"{LIANE}{WORK}")
        expect(page.locator("iframe")).to_have_attribute("style", wordpress.HIDDEN)
