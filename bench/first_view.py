"""What a first visit costs over a slow link: requests, bytes, how far anything moves, and when there is text.

``python -m bench.first_view`` serves the sample content and a letter with pictures of all sizes, and opens each page as
a new visitor in Chromium. Pictures and the tab's icon do not count: the first are others', and load as readers come
near. The link is that of Lighthouse's "slow 4G". Requests, bytes and what moves are judged; times are the machine's
too, and are only told.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Response, sync_playwright

from bench.report import FAIL, PASS
from schema import db
from schema.migrations import runner
from seed.files.load import CONTENT, load_directory
from seed.import_run import ImportRun
from tests.api.browsing import ROOT, launched, visiting
from tests.api.pages import ISSUE, PICK, WORK
from tests.api.remote_pictures import serve_pictures
from tests.api.serving import application, serving

LETTER = ROOT / "tests" / "fixtures" / "pages" / "pictures.md"
UGLY = "/issues/everything-we-carried-home-from-the-fair-including-a-lamp-two-arguments-a"
PAGES = ("/", ISSUE, UGLY, WORK, PICK, "/docs/http")
LATER = datetime(2024, 9, 1, 6, tzinfo=UTC)
WIDTHS = (360, 1280)
MOST_REQUESTS, MOST_BYTES, MOST_MOVED = 3, 60_000, 0.1
"""0.1 is what Core Web Vitals call good; a line that breaks elsewhere in the page's own face is 0.02."""
COUNTED = ("document", "stylesheet", "script", "font", "fetch", "xhr")
"""The tab's icon is none of them: it is asked for when the page is there."""
LINK = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
"""Milliseconds, and bytes a second."""
SETTLED = """() => Promise.all([...document.fonts].map((face) => face.status === "loading" && face.loaded))
  .then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))))"""
PAINTS = """() => [performance.getEntriesByName("first-contentful-paint")[0].startTime,
  Math.max(...performance.getEntriesByType("resource").filter((entry) => entry.name.includes("/fonts/"))
    .map((entry) => entry.responseEnd))]"""


class View(NamedTuple):
    """What the first view of a page took: requests, bytes, layout shift, milliseconds until text, and its own face."""

    requests: int
    bytes: int
    moved: float
    text: float
    face: float

    @property
    def within_budget(self) -> bool:
        """Whether requests, bytes and what moves are within their budgets."""
        return self.requests <= MOST_REQUESTS and self.bytes <= MOST_BYTES and self.moved <= MOST_MOVED


def visit(browser: Browser, url: str, width: int) -> View:
    """Open a page as a new visitor over the slow link."""
    answers: list[Response] = []
    with visiting(browser, width=width) as page:
        serve_pictures(page)
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", LINK)
        page.on("response", lambda answer: answers.append(answer) if answer.request.resource_type in COUNTED else None)
        page.goto(url, wait_until="load")
        page.evaluate(SETTLED)
        own = [answer for answer in answers if answer.url.startswith("http://127.0.0.1")]
        sizes = [answer.request.sizes() for answer in own]
        transferred = sum(size["responseHeadersSize"] + size["responseBodySize"] for size in sizes)
        text, face = page.evaluate(PAINTS)
        return View(len(own), transferred, page.evaluate("window.moved"), text, face)


@contextmanager
def served() -> Iterator[str]:
    """Serve the sample content and the letter; give the address."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'liane.db'}"
        runner.migrate(url)
        engine = db.connect(url)
        with db.write_transaction(engine) as session:
            load_directory(session, CONTENT)
        ImportRun(engine, "auto", publish=True, dry_run=False).import_data(LETTER.name, LETTER.read_bytes())
        engine.dispose()
        with serving(application(url, clock=lambda: LATER)) as client:
            yield str(client.base_url)


def main() -> int:
    """Print a table; return 1 where a budget is exceeded."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    print(f"{'page':<48} width requests   bytes  moved   text   face")  # noqa: T201 - a program
    good = True
    with served() as address, sync_playwright() as playwright, launched(playwright) as browser:
        for path in PAGES:
            for width in WIDTHS:
                view = visit(browser, f"{address}{path}", width)
                good = good and view.within_budget
                figures = f"{view.requests:>8} {view.bytes:>7,} {view.moved:>6.3f} {view.text:>6.0f} {view.face:>6.0f}"
                print(f"{path[:48]:<48} {width:>5} {figures} {PASS if view.within_budget else FAIL}")  # noqa: T201
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
