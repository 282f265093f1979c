"""A real Chromium for tests of pages."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

ROOT = Path(__file__).parents[2]
AXE = ROOT / "api" / "explorer" / "node_modules" / "axe-core" / "axe.min.js"
# No requests of its own: a browser that phones home would hide a page that does.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
"""What a system may be set to; a page that is open follows it, and need not be loaded again."""
# Installed before the first byte: records layout shifts and violations of the content security policy.
WATCH = """
window.moved = 0; window.refused = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });
addEventListener("securitypolicyviolation", (event) => window.refused.push(event.violatedDirective));
"""

PATIENCE = 60_000
"""Milliseconds until what is waited for is given up: only where it never comes, however slow the machine is."""
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for all tests of a module."""
    with sync_playwright() as playwright, launched(playwright) as browser:
        yield browser


def launched(playwright: Playwright) -> Browser:
    """Start Debian's Chromium, or the one that CHROMIUM names."""
    chromium = shutil.which(os.environ.get("CHROMIUM") or "chromium")
    assert chromium, "Chromium is missing: apt-get install chromium, or say where it is with CHROMIUM="
    return playwright.chromium.launch(executable_path=chromium, args=QUIET)


@contextmanager
def visiting(browser: Browser, scheme: Scheme | None = "light", width: int = 1280, **options: Any) -> Iterator[Page]:
    """Yield a page of a new visitor, which records what goes wrong; without a scheme, the system's is real."""
    context = browser.new_context(color_scheme=scheme or "null", viewport={"width": width, "height": 800}, **options)
    context.add_init_script(WATCH)
    try:
        yield context.new_page()
    finally:
        context.close()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """Return the accessibility problems that axe finds: the rule of each, and the elements."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    report = page.evaluate("axe.run()")
    assert report["passes"]
    return [(violation["id"], [node["html"] for node in violation["nodes"]]) for violation in report["violations"]]
