"""Every screen of the desk in a real Chromium, light and dark, narrow and wide: axe, contrast, nothing that sticks out,
and all that can be done reached with the keyboard. A screen that is new is walked too, or the test asks what it shows.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from starlette.types import ASGIApp

from schema import db
from schema.identity_tables import User
from schema.invitations import make_invitation
from schema.rows import fetch_row
from schema.vocabulary import UserRole
from seed.import_worker import ImportWorker
from seed.pictures.store import PictureStore
from tests.api.admin.people import COOKIE, OWN_PAGE, cheap_passwords, make_session, make_user
from tests.api.admin.test_story_in_browser import LETTER
from tests.api.browsing import WATCH, Scheme, browser, violations
from tests.api.contrast import faint_texts
from tests.api.serving import NOW, application, desk_routes, serving
from tests.databases import SqliteDatabases

pytestmark = pytest.mark.browser
__all__ = ["browser"]  # a fixture
PREFIX = "/admin"
NO_PAGES = {
    "/admin/options",
    "/admin/settings/colors",
    "/admin/static/{version}/admin.css",
    "/admin/imports/{id}/original",
    "/admin/{path:path}",
}
"""What answers programs, is shown inside another page, or is where nothing is (see below)."""
OUTSIDE = ("/admin/sign-in", "/admin/invitation/{token}")
"""What is for who is not signed in."""
MORE = ("/admin?month=2023-07", "/admin/works?text=breath", "/admin/settings/users/new", "/admin/nowhere")
"""Further states of screens, and what there is not."""
LOOKS: tuple[tuple[Scheme, int], ...] = (("light", 360), ("dark", 1920))
"""Each colour and each width once: together they would take twice the minutes, and find what these do."""
CONTROLS = """[...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe"
  )].filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".said, .skip"))"""
OVERLAPPING = f"""() => {{
  const controls = {CONTROLS}
    .filter((each) => !each.closest("[role=listbox]"))
    .flatMap((each) => [...each.getClientRects()].map((box) => [each, box]))
    .filter(([, box]) => box.width > 2 && box.height > 2);
  const found = [];
  for (const [index, [one, a]] of controls.entries()) {{
    for (const [two, b] of controls.slice(index + 1)) {{
      if (one.contains(two) || two.contains(one)) continue;
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (width > 2 && height > 6) found.push([one.outerHTML.slice(0, 90), two.outerHTML.slice(0, 90)]);
    }}
  }}
  return found;
}}"""
UNREACHED = f"""() => {CONTROLS}
  .filter((each) => !each.disabled && each.tabIndex < 0)
  .filter((each) => !each.closest("[role=listbox], [role=toolbar], [aria-hidden=true]"))
  .map((each) => each.outerHTML.slice(0, 90))"""

BROKEN_WORDS = """() => {
  const broken = new Set(), range = document.createRange();
  const texts = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    if (!texts.currentNode.parentElement.checkVisibility()) continue;
    for (const word of texts.currentNode.data.matchAll(/(?<!\\p{L})\\p{L}{3,14}(?!\\p{L})/gu)) {
      range.setStart(texts.currentNode, word.index);
      range.setEnd(texts.currentNode, word.index + word[0].length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.add(word[0]);
    }
  }
  return [...broken];
}"""
"""Words of usual length that stand on two lines: what holds them is too narrow."""


class Desk(NamedTuple):
    """A desk: its address, the paths of its screens, those for who is not signed in, and what signs in."""

    server: str
    inside: list[str]
    outside: list[str]
    token: str


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sqlite_databases: SqliteDatabases) -> Iterator[Desk]:
    """A desk with the sample content, two users, and a letter that was imported."""
    url, pictures = sqlite_databases.create(sqlite_databases.seeded), tmp_path_factory.mktemp("pictures")
    app = application(url, pictures=str(pictures), pictures_cache=pictures / "cache")
    with cheap_passwords(), serving(app) as client:
        user = make_user(url, UserRole.ADMIN, name="Ada")
        token = make_session(url, user, NOW)
        client.headers.update({**OWN_PAGE, "Cookie": f"{COOKIE}={token}", "Accept": "text/html"})
        examples = {"/admin/settings/users/{id}": user, **ids_of_content(url)}
        examples["/admin/imports/{id}"] = imported(client, url, pictures)
        examples["/admin/invitation/{token}"] = invited(url)
        every = [path for path in pages(app) if path not in OUTSIDE]
        inside = [*(filled(path, examples) for path in every), *MORE]
        yield Desk(str(client.base_url).rstrip("/"), inside, [filled(path, examples) for path in OUTSIDE], token)
    sqlite_databases.drop(url)


def pages(app: ASGIApp) -> list[str]:
    """Return the paths of all pages of the back office."""
    reading = [route.path for route in desk_routes(app) if "GET" in (route.methods or ())]
    return [path for path in reading if path.startswith(PREFIX) and path not in NO_PAGES]


def filled(path: str, examples: dict[str, str]) -> str:
    """Return the address of an example of what a screen shows; of what can be merged, with another to merge."""
    if "{" not in path:
        return path
    example = examples.get(path) or examples.get(path[: path.index("}") + 1])
    assert example, f"what does {path} show? Give this test an example."
    into, _, other = example.partition(" ")
    return re.sub(r"\{\w+\}", into, path) + (f"?duplicate={other}" if path.endswith("/merge") else "")


def ids_of_content(url: str) -> dict[str, str]:
    """Return an example of each type: the id of one, and the slug of another of its kind."""
    engine = db.connect(url)
    pairs = {
        "works": "SELECT a.work_id, w.slug FROM availability a JOIN works v ON v.id = a.work_id "
        "JOIN works w ON w.kind = v.kind AND w.id <> v.id LIMIT 1",
        **{
            name: f"SELECT a.id, b.slug FROM {name} a JOIN {name} b ON a.id < b.id LIMIT 1"
            for name in ("people", "organizations", "columns")
        },
        "issues": "SELECT id, slug FROM issues LIMIT 1",
    }
    with engine.begin() as connection:
        found = {name: connection.exec_driver_sql(statement).one() for name, statement in pairs.items()}
    engine.dispose()
    return {f"/admin/{name}/{{id}}": f"{row[0]} {row[1]}" for name, row in found.items()}


def imported(client: httpx.Client, url: str, pictures: Path) -> str:
    """Hand in a letter, import it, and return the id of the import."""
    files = {"files": (LETTER.name, LETTER.read_bytes())}
    assert client.post("/admin/imports", files=files).status_code in {200, 303}
    engine = db.connect(url)
    ImportWorker(engine, PictureStore(str(pictures)), lambda _: None).work(Event(), 0)
    with engine.begin() as connection:
        found = str(connection.exec_driver_sql("SELECT id FROM imports").scalar_one())
    engine.dispose()
    return found


def invited(url: str) -> str:
    """Return the token of an invitation."""
    user = make_user(url, email="bo@liane.example", name="Bo", password=None)
    engine = db.connect(url)
    with db.read_transaction(engine) as session:
        row = fetch_row(session, User, user)
        assert row
        token = make_invitation(session, row, NOW)
    engine.dispose()
    return token


def faults(browser: Browser, page: Page, address: str) -> list[object]:
    """Return what is wrong with a page."""
    page.goto(address, wait_until="networkidle")
    wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    found: list[object] = [f"{wide - room} pixels stick out"] if wide > room else []
    found += page.evaluate(OVERLAPPING)
    found += [("a broken word", each) for each in page.evaluate(BROKEN_WORDS)]
    found += [("not reached by Tab", each) for each in page.evaluate(UNREACHED)]
    found += [("refused by the policy", each) for each in page.evaluate("window.refused")]
    found += violations(page)
    found += faint_texts(browser, page)
    return found


def opened(browser: Browser, desk: Desk, scheme: Scheme, width: int, *, is_signed_in: bool) -> BrowserContext:
    context = browser.new_context(locale="fr", color_scheme=scheme, viewport={"width": width, "height": 900})
    context.add_init_script(WATCH)
    if is_signed_in:
        server = desk.server.replace("http:", "https:")
        context.add_cookies([{"name": COOKIE, "value": desk.token, "url": server, "secure": True}])
    return context


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_every_screen_can_be_seen_and_used_by_everybody(
    browser: Browser, desk: Desk, scheme: Scheme, width: int
) -> None:
    found = {}
    for is_signed_in, paths in ((True, desk.inside), (False, desk.outside)):
        with opened(browser, desk, scheme, width, is_signed_in=is_signed_in) as context:
            page = context.new_page()
            for path in paths:
                if wrong := faults(browser, page, f"{desk.server}{path}"):
                    found[path] = wrong
    assert not found, "\n".join(f"{path}: {each}" for path, wrong in found.items() for each in wrong)
