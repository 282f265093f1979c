"""The check of links in a real browser: asked for by a button, followed as it goes on, with script and without."""

import os
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from schema import db, writes
from schema.writes.link_checks import (
    LinkCheckClaim,
    claim_link_check,
    count_answers,
    count_links,
    finish_link_check,
)
from tests.api.browsing import Scheme, browser, violations, visiting
from tests.api.serving import Clock

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
WIDTHS = (360, 1920)
GONE = "https://gone.example/page"


@pytest.fixture
def engine(seeded_url: str, clock: Clock) -> Iterator[sa.Engine]:
    """The database of the desk, in which a link has failed on two days."""
    engine = db.connect(seeded_url)
    for days in (2, 1):
        record(engine, clock, writes.LinkState.FAILED, days)
    yield engine
    engine.dispose()


def record(engine: sa.Engine, clock: Clock, state: writes.LinkState, days: int = 0) -> None:
    """Write what was said of the link some days ago."""
    with db.side_transaction(engine, is_patient=True) as session:
        status, reason = (404, "status") if state is writes.LinkState.FAILED else (200, None)
        answer = writes.LinkAnswer(GONE, ["pub_1"], state, status, reason)
        writes.record_answers(session, [answer], clock.now - timedelta(days=days))


def begun(engine: sa.Engine, clock: Clock) -> LinkCheckClaim:
    """Begin the check that is wanted, and be in the middle of it."""
    with db.side_transaction(engine, is_patient=True) as session:
        claim = claim_link_check(session, "a", clock.now)
        assert claim
        count_links(session, claim, 1_200, clock.now)
        count_answers(session, claim, 123, 3, clock.now)
    return claim


def finished(engine: sa.Engine, clock: Clock, claim: LinkCheckClaim) -> None:
    """End the check."""
    with db.side_transaction(engine, is_patient=True) as session:
        finish_link_check(session, claim, clock.now)


def open_desk(page: Page, chief: httpx.Client) -> None:
    """Open the first page as the chief editor."""
    name, _, token = chief.headers["Cookie"].partition("=")
    address = str(chief.base_url).replace("http:", "https:")
    page.context.add_cookies([{"name": name, "value": token, "url": address, "secure": True}])
    page.goto(f"{chief.base_url}/admin")


def look_at(page: Page, name: str, scheme: Scheme) -> None:
    """Have everything in its place at every width, for everybody."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        if folder := os.environ.get("SCREENS"):
            page.locator("#link-check").scroll_into_view_if_needed()
            page.screenshot(path=f"{folder}/links-{name}-{scheme}-{width}.png")
        assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_check_is_followed_until_it_is_done_and_a_link_that_was_mended_goes(
    browser: Browser, chief: httpx.Client, engine: sa.Engine, clock: Clock, scheme: Scheme
) -> None:
    with visiting(browser, scheme, locale="fr") as page:
        open_desk(page, chief)
        look_at(page, "before", scheme)
        page.get_by_role("button", name="Vérifier les liens maintenant").click()
        expect(page.get_by_text("va commencer")).to_be_visible()
        claim = begun(engine, clock)
        expect(page.get_by_text("123 essayés sur 1 200 liens, 3 en échec")).to_be_visible()
        look_at(page, "under-way", scheme)
        record(engine, clock, writes.LinkState.WELL)
        expect(page.get_by_text("gone.example")).to_have_count(0)
        finished(engine, clock, claim)
        expect(page.get_by_role("button", name="Vérifier les liens maintenant")).to_be_visible()
        expect(page.get_by_text("123 liens, 3 en échec")).to_be_visible()
        look_at(page, "after", scheme)
        assert page.evaluate("window.refused") == []


@pytest.mark.usefixtures("engine")
def test_a_check_is_asked_for_without_script(browser: Browser, chief: httpx.Client) -> None:
    with visiting(browser, locale="en-GB", java_script_enabled=False) as page:
        open_desk(page, chief)
        page.get_by_role("button", name="Check links now").click()
        expect(page.get_by_text("about to begin")).to_be_visible()
