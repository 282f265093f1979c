"""The first page in a real Chromium: on a phone the calendar is the list of the days that have something."""

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.api.browsing import browser, violations, visiting

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture


def test_on_a_phone_a_month_is_the_list_of_its_days_that_have_something(browser: Browser, chief: httpx.Client) -> None:
    cookie = {"Cookie": chief.headers["Cookie"]}
    with visiting(browser, width=360, locale="en-GB", extra_http_headers=cookie) as page:
        page.goto(f"{chief.base_url}/admin?month=2023-07#calendar")
        days = page.locator(".month td:visible")
        expect(days).to_have_count(1)
        expect(days).to_contain_text("Friday 21")
        expect(days.get_by_role("link")).to_contain_text("Hollywood")
        assert page.locator(".rows", has=page.locator(".month")).evaluate("it => it.scrollWidth <= it.clientWidth")
        assert violations(page) == []
        page.goto(f"{chief.base_url}/admin?month=2020-07#calendar")
        expect(days).to_have_count(0)
        expect(page.locator("#calendar").get_by_text("Nothing for now.")).to_be_visible()
        page.set_viewport_size({"width": 1280, "height": 800})
        expect(days).to_have_count(35)
        expect(page.locator(".weekday:visible")).to_have_count(0)
