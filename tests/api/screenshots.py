"""Pictures of every page and card, from the sample content: ``make screenshots`` puts them into ``docs/pages``.

A sheet shows a page at three widths side by side, or all cards. Chromium scales and packs it, so no other tool is
needed; sheets are all 3 by 2, so a page that shows one knows its shape before it is loaded.
"""

import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import get_args

from playwright.sync_api import Browser, sync_playwright

from api.website.cards import HEIGHT, NARROW, WIDE, WIDE_FROM
from schema import db, writes
from schema.migrations import runner
from seed.files import load
from tests.api.browsing import ROOT, Scheme, launched, visiting
from tests.api.pages import ISSUE, NAMED_ONLY, PICK, SUBJECT, WORK
from tests.api.serving import application, serving

FOLDER = ROOT / "docs" / "pages"
WIDTHS = (360, 768, 1280)
GAP = 24
PAGES_SHEET = (sum(WIDTHS) + 2 * GAP, (sum(WIDTHS) + 2 * GAP) * 2 // 3)
CARDS_SHEET = (2220, 1480)
SHOWN = (1500, 1000)
PAGES = {
    "front": "/",
    "issue": ISSUE,
    "work": WORK,
    "app": "/works/tiktok-music",
    "picture": "/works/free-solo",
    "recommendation": PICK,
    "builder": "/#builder",
    "not-found": f"{WORK}s",
    "docs": "/docs/http",
}
GONE = "/works/ripple"
CARDS = (ISSUE, PICK, SUBJECT, "/works/the-underdogs-episode-4", GONE, NAMED_ONLY)
CARD_WIDTHS = (240, 360, WIDE_FROM)
GROUNDS = {"light": "#e4e7df", "dark": "#2a2f2c"}
ELSEWHERE = "https://pictures.example"
PICTURE = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 300'><path fill='#f0c9a0' d='M0 0h200v300H0z'/>"
    "<circle cx='140' cy='80' r='30' fill='#fff3d8'/>"
    "<path fill='#8a5a44' d='M0 300V190L70 90l50 80 30-40 50 70v100z'/></svg>"
)
"""Stands for a picture that an editor chose, as pictures from elsewhere are not ours to keep."""
PACK = """async ([pictures, [width, height], gap, [wide, high]]) => {
  const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high });
  const context = canvas.getContext("2d", { alpha: false });
  context.imageSmoothingQuality = "high";
  context.fillStyle = "#808880";
  context.fillRect(0, 0, wide, high);
  context.scale(wide / width, high / height);
  let left = 0;
  for (const picture of pictures) {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
    context.drawImage(image, left, 0);
    left += image.width + gap;
  }
  return canvas.toDataURL("image/webp", 0.82);
}"""


@contextmanager
def served() -> Iterator[str]:
    """Serve the sample content, with a work that has a picture and one that is gone; give the address."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/liane.db"
        runner.migrate(url)
        engine = db.connect(url)
        with db.write_transaction(engine) as session:
            load.load_directory(session, load.CONTENT)
            picture = {"image_url": f"{ELSEWHERE}/1", "image_alt": "Une paroi au soleil"}
            writes.save_work(session, {"slug": "free-solo", **picture, "image_width": 400, "image_height": 600})
            writes.save_work(session, {"slug": GONE.rpartition("/")[2], "details": {"stage": "DISCONTINUED"}})
        engine.dispose()
        with serving(application(url)) as client:
            yield str(client.base_url)


def page(browser: Browser, address: str, scheme: Scheme) -> list[bytes]:
    """Take a page at every width, from its top to the sheet's end."""
    taken = []
    for width in WIDTHS:
        with visiting(browser, scheme, width) as visit:
            visit.route(f"{ELSEWHERE}/*", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))
            visit.set_viewport_size({"width": width, "height": PAGES_SHEET[1]})
            for _ in range(2):  # who comes again has the fonts
                visit.goto("about:blank")
                visit.goto(address, wait_until="networkidle")
            taken.append(visit.screenshot())
    return taken


def cards(browser: Browser, address: str, scheme: Scheme) -> list[bytes]:
    """Take all cards on one page, each at every width."""
    sizes = [(width, HEIGHT[WIDE if width >= WIDE_FROM else NARROW]) for width in CARD_WIDTHS]
    frames = "".join(
        f'<iframe src="{address}/embed{path}" width="{width}" height="{height}"></iframe>'
        for path in CARDS
        for width, height in sizes
    )
    style = (
        "iframe { border: 0 } body { display: grid; grid: repeat(3, 1fr) / repeat(6, auto); gap: 24px; margin: 24px; "
        f"height: {CARDS_SHEET[1] - 48}px; place-items: center; background: {GROUNDS[scheme]} }}"
    )
    with visiting(browser, scheme) as visit:
        visit.set_viewport_size({"width": CARDS_SHEET[0], "height": CARDS_SHEET[1]})
        visit.goto(f"{address}/livez")  # a page without an address may frame nothing
        visit.set_content(f"<style>{style}</style>{frames}", wait_until="networkidle")
        return [visit.screenshot()]


def packed(browser: Browser, pictures: list[bytes], sheet: tuple[int, int]) -> bytes:
    """Put pictures side by side into one that is light enough to keep."""
    with visiting(browser) as visit:
        encoded = [base64.b64encode(each).decode() for each in pictures]
        data = visit.evaluate(PACK, [encoded, sheet, GAP, SHOWN])
    return base64.b64decode(data.partition(",")[2])


def main() -> None:
    """Take them all."""
    with served() as address, sync_playwright() as playwright, launched(playwright) as browser:
        for scheme in get_args(Scheme):
            ending = "" if scheme == "light" else "-dark"
            for name, path in PAGES.items():
                taken = page(browser, f"{address}{path}", scheme)
                keep(f"{name}{ending}", packed(browser, taken, PAGES_SHEET))
            keep(f"cards{ending}", packed(browser, cards(browser, address, scheme), CARDS_SHEET))


def keep(name: str, picture: bytes) -> None:
    """Write a picture and tell how large it is."""
    (FOLDER / f"{name}.webp").write_bytes(picture)
    print(f"{len(picture):>9,} bytes  {name}.webp")  # noqa: T201 - a program


if __name__ == "__main__":
    main()
