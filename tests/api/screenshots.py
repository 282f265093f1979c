"""Screenshots of every page, card and screen of the back office, from the sample content: ``make screenshots`` writes
them to ``docs/pages`` and ``docs/desk``.

A sheet shows a page at three widths side by side, or all cards. Chromium scales and packs it, so no other tool is
needed; sheets are all 3 by 2, so a page that shows one knows its shape before it is loaded.
"""

import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

import sqlalchemy as sa
from playwright.sync_api import Browser, sync_playwright
from sqlmodel import Session

from api.website.embedding.cards import HEIGHT
from schema import db, writes
from schema.migrations import runner
from schema.tables import Issue, Organization, Person, Work
from schema.vocabulary import UserRole
from schema.writes.link_checks import claim_link_check, count_answers, finish_link_check, want_link_check
from seed.files import load
from seed.import_worker import ImportWorker
from seed.pictures.store import PictureStore
from tests.api.admin.people import signed_in
from tests.api.admin.test_story_in_browser import LETTER
from tests.api.browsing import ROOT, Scheme, launched, visiting
from tests.api.pages import ISSUE, NAMED_ONLY, PICK, SUBJECT, WORK
from tests.api.serving import NOW, application, serving

FOLDER, DESK_FOLDER = ROOT / "docs" / "pages", ROOT / "docs" / "desk"
WIDTHS = (360, 768, 1280)
GAP = 24
PAGES_SHEET = (sum(WIDTHS) + 2 * GAP, (sum(WIDTHS) + 2 * GAP) * 2 // 3)
CARDS_SHEET = (2472, 1648)
SHOWN = (1500, 1000)
PAGES = {
    "front": "/",
    "issue": ISSUE,
    "work": WORK,
    "app": "/works/tiktok-music",
    "picture": "/works/free-solo",
    "recommendation": PICK,
    "works": "/works",
    "organization": "/organizations/netflix",
    "builder": "/#builder",
    "not-found": f"{WORK}s",
    "docs": "/docs/http",
}
SUBJECTS: dict[str, tuple[Any, str]] = {
    "issue": (Issue, ISSUE.rpartition("/")[2]),
    "work": (Work, WORK.rpartition("/")[2]),
    "person": (Person, "laura-mcgann"),
    "organization": (Organization, "netflix"),
}
"""Whose screens of the back office are shown."""
TWIN = "the-deepest-breath-2"
SIGN_IN = "/admin/sign-in"
DESK = {
    "sign-in": SIGN_IN,
    "today": "/admin",
    "imports": "/admin/imports",
    "review": "/admin/imports/{import}",
    "issues": "/admin/issues",
    "editor": "/admin/issues/{issue}",
    "publish": "/admin/issues/{issue}/publish",
    "history": "/admin/works/{work}/history",
    "works": "/admin/works",
    "work": "/admin/works/{work}",
    "uses": "/admin/works/{work}/uses",
    "merge": "/admin/works/{work}/merge?duplicate=" + TWIN,
    "duplicates": "/admin/works/duplicates",
    "unverified": "/admin/works/unverified",
    "deleted": "/admin/works/deleted",
    "people": "/admin/people",
    "person": "/admin/people/{person}",
    "organization": "/admin/organizations/{organization}",
    "columns": "/admin/columns",
    "settings": "/admin/settings",
    "users": "/admin/settings/users",
    "keys": "/admin/settings/keys",
    "embeds": "/admin/settings/embeds",
    "account": "/admin/account",
}
PREVIEW = "[data-preview]"
"""The button that opens the preview of the editor."""
DISCONTINUED = "/works/ripple"
CARDS = (ISSUE, PICK, SUBJECT, "/works/the-underdogs-episode-4", DISCONTINUED, NAMED_ONLY)
CARD_WIDTHS = (240, 360, 560)
SCHEMES: dict[Scheme, str] = {"light": "", "dark": "-dark"}
"""The colours, and how the names of their pictures end."""
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


class Site(NamedTuple):
    """A server: its URL, its database, the headers of who is signed in, and the ids of what the back office shows."""

    url: str
    database: str
    headers: dict[str, str]
    ids: dict[str, str]


@contextmanager
def served() -> Iterator[Site]:
    """Serve the sample content, with a work that has a picture and a discontinued one."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/liane.db"
        runner.migrate(url)
        engine = db.connect(url)
        with db.write_transaction(engine) as session:
            load.load_directory(session, load.CONTENT)
            picture = {"image_url": f"{ELSEWHERE}/1", "image_alt": "Une paroi au soleil"}
            ids = {name: writes.find_id(session, model, slug) for name, (model, slug) in SUBJECTS.items()}
            writes.save_work(session, {"slug": "free-solo", **picture, "image_width": 400, "image_height": 600})
            writes.save_work(session, {"slug": DISCONTINUED.rpartition("/")[2], "details": {"stage": "DISCONTINUED"}})
        with db.side_transaction(engine) as session:
            describe_elsewhere(session, ids)
        engine.dispose()
        with serving(application(url)) as client:
            headers = signed_in(url, UserRole.ADMIN, name="Laura Martin")
            yield Site(str(client.base_url), url, {"Cookie": headers["Cookie"]}, ids)


def describe_elsewhere(session: Session, ids: dict[str, str]) -> None:
    """Write what became known of other sites: which show cards, and to which a link leads nowhere any more."""
    cards = [path.removeprefix("/") for path in (ISSUE, PICK, WORK)]
    counted = {("cinemas-de-quartier.example", cards[0]): 2_140, ("cinemas-de-quartier.example", cards[1]): 312}
    counted |= {
        ("blog-des-ondes.example", cards[1]): 97,
        ("", cards[0]): 58,
        ("lettres-et-images.example", cards[2]): 12,
    }
    writes.add_embeds(session, counted, NOW.date())
    link = ("https://archives-des-mers.example/apnee", [ids["issue"], ids["work"]])
    writes.record_answers(session, [writes.LinkAnswer(*link, writes.LinkState.WELL, 200)], NOW - timedelta(days=9))
    for days in (2, 1):
        failed = writes.LinkAnswer(*link, writes.LinkState.FAILED, 404, "status")
        writes.record_answers(session, [failed], NOW - timedelta(days=days))
    checked_at = NOW - timedelta(hours=2)
    want_link_check(session, None, checked_at)
    if claim := claim_link_check(session, "cron", checked_at):
        count_answers(session, claim, 38, 1, checked_at)
        finish_link_check(session, claim, checked_at)


def prepare_desk(site: Site) -> None:
    """Import a letter, which waits for its review, and store a work that may be another one."""
    engine = db.connect(site.database)
    with db.side_transaction(engine, is_patient=True) as session:
        writes.enqueue_imports(session, [writes.ImportFile(LETTER.name, LETTER.read_bytes())])
    with tempfile.TemporaryDirectory() as pictures:
        ImportWorker(engine, PictureStore(pictures), lambda _: None).work(Event(), 0)
    with db.write_transaction(engine) as session:
        writes.save_work(session, {"slug": TWIN, "kind": "FILM", "title": "The deepest breath", "year": 2023})
        site.ids["import"] = session.execute(sa.select(sa.column("id")).select_from(sa.table("imports"))).scalar_one()
    engine.dispose()


def page(browser: Browser, url: str, scheme: Scheme, **options: Any) -> list[bytes]:
    """Return screenshots of a page at every width, from its top to the sheet's end."""
    screenshots = []
    for width in WIDTHS:
        with visiting(browser, scheme, width, **options) as visit:
            visit.route(f"{ELSEWHERE}/*", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))
            visit.set_viewport_size({"width": width, "height": PAGES_SHEET[1]})
            for _ in range(2):  # the second time the fonts are cached
                visit.goto("about:blank")
                visit.goto(url, wait_until="networkidle")
            if visit.locator(PREVIEW).count() and width == WIDTHS[-1]:
                visit.click(PREVIEW)
                visit.wait_for_load_state("networkidle")
                visit.frame_locator("iframe").locator("h1").wait_for()
            screenshots.append(visit.screenshot())
    return screenshots


def cards(browser: Browser, url: str, scheme: Scheme) -> list[bytes]:
    """Return a screenshot of all cards on one page, each at every width."""
    frames = "".join(
        f'<iframe src="{url}/embed{path}" width="{width}" height="{HEIGHT}"></iframe>'
        for path in CARDS
        for width in CARD_WIDTHS
    )
    style = (
        "iframe { border: 0 } body { display: grid; grid: repeat(3, 1fr) / repeat(6, auto); gap: 24px; margin: 24px; "
        f"height: {CARDS_SHEET[1] - 48}px; place-items: center; background: {GROUNDS[scheme]} }}"
    )
    with visiting(browser, scheme) as visit:
        visit.set_viewport_size({"width": CARDS_SHEET[0], "height": CARDS_SHEET[1]})
        visit.goto(f"{url}/livez")  # a page without a URL may frame nothing
        visit.set_content(f"<style>{style}</style>{frames}", wait_until="networkidle")
        return [visit.screenshot()]


def pack(browser: Browser, pictures: list[bytes], sheet: tuple[int, int]) -> bytes:
    """Return pictures side by side in one that is small enough for the repository."""
    with visiting(browser) as visit:
        encoded = [base64.b64encode(picture).decode() for picture in pictures]
        data = visit.evaluate(PACK, [encoded, sheet, GAP, SHOWN])
    return base64.b64decode(data.partition(",")[2])


def main() -> None:
    """Take all screenshots."""
    with served() as site, sync_playwright() as playwright, launched(playwright) as browser:
        for scheme, ending in SCHEMES.items():
            for name, path in PAGES.items():
                screenshots = page(browser, f"{site.url}{path}", scheme)
                save(FOLDER / f"{name}{ending}", pack(browser, screenshots, PAGES_SHEET))
            save(FOLDER / f"cards{ending}", pack(browser, cards(browser, site.url, scheme), CARDS_SHEET))
        prepare_desk(site)
        for scheme, ending in SCHEMES.items():
            for name, path in DESK.items():
                headers = {} if path == SIGN_IN else site.headers
                options = {"extra_http_headers": headers, "locale": "fr-FR"}
                screenshots = page(browser, f"{site.url}{path.format(**site.ids)}", scheme, **options)
                save(DESK_FOLDER / f"{name}{ending}", pack(browser, screenshots, PAGES_SHEET))


def save(file: Path, picture: bytes) -> None:
    """Write a picture, and print its size."""
    file.with_suffix(".webp").write_bytes(picture)
    print(f"{len(picture):>9,} bytes  {file.name}.webp")  # noqa: T201 - a program


if __name__ == "__main__":
    main()
