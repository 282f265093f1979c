"""The browser that tests of the editor share, and the page of an issue in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from schema.vocabulary import UserRole
from tests.api.admin.people import signed_in
from tests.api.admin.test_screens import first_of
from tests.api.browsing import browser, visiting
from tests.api.serving import application, serving

__all__ = ["browser"]


@pytest.fixture
def editor(browser: Browser, seeded_url: str, tmp_path: Path) -> Iterator[Page]:
    """The page of an issue, of a chief editor."""
    app = application(seeded_url, pictures=str(tmp_path / "store"), pictures_cache=tmp_path / "cache")
    headers = signed_in(seeded_url, UserRole.CHIEF)
    with serving(app) as client:
        client.headers.update({**headers, "Accept": "text/html"})
        address = f"{client.base_url}{first_of(client, 'issues')}"
        name, _, value = headers["Cookie"].partition("=")
        with visiting(browser, locale="en-GB") as page:
            # A cookie that wants HTTPS, which this server does not speak.
            url = str(client.base_url).replace("http:", "https:")
            page.context.add_cookies([{"name": name, "value": value, "url": url, "secure": True}])
            page.goto(address)
            yield page
            assert page.evaluate("window.refused") == []
