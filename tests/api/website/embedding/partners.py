"""Other sites that show cards, in a real Chromium: Liane at its public address, and pages of origins of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, Route

from tests.api.browsing import visiting

LIANE = "https://liane.example"
PARTNER = "https://partner.example"


@contextmanager
def partner(browser: Browser, address: str, html: str, policy: str = "", **options: Any) -> Iterator[Page]:
    """Open a partner's page.

    Args:
        browser: the browser.
        address: where the server of Liane listens; the page finds it at its public address.
        html: the page.
        policy: its content security policy.
        options: those of ``visiting``.
    """

    def liane(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace(LIANE, address)))

    headers = {"Content-Security-Policy": policy} if policy else {}
    with visiting(browser, **options) as page:
        page.context.route(f"{LIANE}/**", liane)
        page.context.route(
            f"{PARTNER}/**", lambda route: route.fulfill(body=html, content_type="text/html", headers=headers)
        )
        page.goto(f"{PARTNER}/", wait_until="networkidle")
        yield page
        page.context.unroute_all(behavior="ignoreErrors")  # what a link has led to may still be asking
