"""The explorer as visitors meet it: built, served by the real server, in a real Chromium. `make browser` runs these."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocket, expect
from starlette.types import ASGIApp

from api.graphql.explorer import BUILD
from schema import db, writes
from tests.api.browsing import AXE, ROOT, browser
from tests.api.serving import application, serving, subscribers, wait_until
from tests.databases import SqliteDatabases
from tests.schema.content import JUNE

pytestmark = pytest.mark.browser

__all__ = ["browser"]  # a fixture
WORSE = {"error", "warning"}
# Markup of GraphiQL's and of its editor: close buttons within tabs, colours of a syntax theme.
NOT_OURS = [".graphiql-tab", ".monaco-editor"]


@dataclass
class Visit:
    """A page, with the events that a visitor does not see."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def answer(self) -> Locator:
        """Where GraphiQL shows the response."""
        return self.page.locator(".result-window")

    @property
    def query(self) -> Locator:
        """The text of the tab, as far as it is in view."""
        return self.page.locator(".graphiql-query-editor .view-lines")

    def run(self) -> None:
        """Run the query of the tab."""
        self.page.get_by_role("button", name="Execute query").click()


@pytest.fixture(scope="module")
def database(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The URL of a database with the sample content."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    yield url
    sqlite_databases.drop(url)


@pytest.fixture(scope="module")
def app(database: str) -> ASGIApp:
    """The application on it."""
    return application(database)


@pytest.fixture(scope="module")
def address(app: ASGIApp) -> Iterator[str]:
    """The address of a server of it, with the explorer."""
    assert (BUILD / "index.html").is_file(), "the explorer is not built: make explorer"
    with serving(app) as client:
        yield str(client.base_url)


@contextmanager
def visiting(browser: Browser, address: str, scheme: Literal["light", "dark"] = "light") -> Iterator[Visit]:
    """Visit for the first time; at the end there may be no complaint, and no request to another host."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 800})
    visit = Visit(context.new_page())
    visit.page.on("console", lambda message: visit.complaints.append(message.text) if message.type in WORSE else None)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    context.on("request", lambda request: visit.requests.append(request.url))
    context.on("requestfailed", lambda request: visit.complaints.append(f"{request.url}: {request.failure}"))
    visit.page.goto(f"{address}/graphql")
    yield visit
    context.close()
    assert visit.requests
    assert [url for url in visit.requests if not url.startswith((f"{address}/", "data:", "blob:"))] == []
    assert visit.complaints == []


@pytest.fixture
def visit(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Visit]:
    """A first visit to the explorer, where the system is light unless a test says otherwise."""
    with visiting(browser, address, getattr(request, "param", "light")) as visit:
        expect(visit.query).to_contain_text("An issue page")
        yield visit


in_light_and_dark = pytest.mark.parametrize("visit", ["light", "dark"], indirect=True)


def write(visit: Visit, text: str) -> None:
    """Write a query in a tab of its own, as someone types it."""
    visit.page.get_by_role("button", name="New tab").click()
    visit.page.locator(".graphiql-query-editor .monaco-editor").first.click()
    visit.page.keyboard.type(text)


def write_headers(visit: Visit, headers: dict[str, str]) -> None:
    """Write headers for the requests of the tab."""
    visit.page.get_by_role("button", name="Headers").click()
    visit.page.locator(".graphiql-editor-tool .monaco-editor").last.click()
    visit.page.keyboard.insert_text(json.dumps(headers))


@in_light_and_dark
def test_it_opens_on_an_issue_page_and_runs_it(visit: Visit) -> None:
    visit.run()
    expect(visit.answer).to_contain_text('"Hollywood en grève contre ses doubles"')
    expect(visit.answer).not_to_contain_text('"errors"')


def test_the_tour_has_a_tab_per_example_and_is_listed_beside_them(visit: Visit) -> None:
    files = sorted((ROOT / "docs" / "queries").glob("*.graphql"))[:-1]  # the last belongs to docs/engine.md
    texts = [file.read_text() for file in files]
    names = [re.findall(r"^query (\w+)", text, re.MULTILINE)[0] for text in texts]
    assert visit.page.get_by_role("tab").all_inner_texts() == names
    visit.page.get_by_role("button", name="Show Tour").click()
    listed = visit.page.get_by_role("region", name="Tour").get_by_role("button")
    assert listed.all_inner_texts() == [text.splitlines()[0].removeprefix("# ").replace("`", "") for text in texts]


def test_an_example_whose_tab_was_closed_is_opened_again_from_the_list(visit: Visit) -> None:
    tabs = visit.page.get_by_role("tab")
    before = tabs.count()
    tabs.last.click()
    tabs.last.get_by_role("button", name="Close Tab").click()
    expect(tabs).to_have_count(before - 1)
    visit.page.get_by_role("button", name="Show Tour").click()
    last = visit.page.get_by_role("region", name="Tour").get_by_role("button").last
    expect(last).to_have_attribute("aria-current", "false")
    last.click()
    expect(last).to_have_attribute("aria-current", "true")
    expect(tabs).to_have_count(before)


def test_it_shows_the_documentation_of_a_type(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Show Documentation Explorer").click()
    visit.page.get_by_role("link", name="Recommendation", exact=True).click()
    documentation = visit.page.locator(".graphiql-doc-explorer")
    expect(documentation).to_contain_text("reason")
    expect(documentation).to_contain_text("RecommendationRole")


def test_it_completes_a_field(visit: Visit) -> None:
    write(visit, "{ latestIs")
    offered = visit.page.locator(".suggest-widget .monaco-list-row", has_text="latestIssue")
    expect(offered).to_be_visible()
    visit.page.keyboard.press("Enter")
    expect(visit.query).to_contain_text("latestIssue")


def test_a_header_that_is_written_there_is_sent(visit: Visit) -> None:
    write_headers(visit, {"X-Request-Id": "written-in-the-explorer"})
    with visit.page.expect_response(lambda answer: answer.request.method == "POST") as response:
        visit.run()
    assert response.value.headers["x-request-id"] == "written-in-the-explorer"


def test_a_subscription_goes_over_a_websocket_with_its_headers_as_connection_init_wants_them(
    visit: Visit, app: ASGIApp, address: str, database: str
) -> None:
    sent: list[str | bytes] = []
    received: list[str | bytes] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: sent.append(frame))  # noqa: PLW0108 - Playwright wants a function
        socket.on("framereceived", lambda frame: received.append(frame))  # noqa: PLW0108

    visit.page.on("websocket", listen)
    write(visit, "subscription New { issuePublished { slug } }")
    expect(visit.page.get_by_role("tab", name="New")).to_be_visible()
    write_headers(visit, {"Authorization": "Bearer lk_example"})
    with visit.page.expect_websocket() as opened:
        visit.run()
    wait_until(lambda: subscribers(app) == 1)
    engine = db.connect(database)
    with db.write_transaction(engine) as session:
        new = {"slug": "just-published", "title": "Nouveau", "status": "PUBLISHED", "published_at": JUNE}
        writes.save_issue(session, new)
    engine.dispose()
    expect(visit.answer).to_contain_text("just-published")
    assert opened.value.url == f"{address}/graphql".replace("http", "ws", 1)
    assert json.loads(sent[0]) == {"type": "connection_init", "payload": {"authorization": "Bearer lk_example"}}
    assert json.loads(received[0]) == {"type": "connection_ack"}


def test_executed_queries_are_listed_in_the_history(visit: Visit) -> None:
    visit.run()
    expect(visit.answer).to_contain_text('"data"')
    visit.page.get_by_role("button", name="Show History").click()
    expect(visit.page.locator(".graphiql-history-items")).to_contain_text("IssuePage")


def test_fields_can_be_chosen_by_clicking(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Show GraphiQL Explorer").click()
    visit.page.get_by_role("tab", name="Picks").click()  # an argument whose value is a list made it complain
    expect(visit.page.locator(".graphiql-explorer-latestIssue").first).to_be_visible()
    visit.page.get_by_role("tab", name="SchemaAndViewer").click()
    expect(visit.query).to_contain_text("possibleTypes")
    visit.page.locator('.graphiql-explorer-latestIssue [data-field-name="standfirst"]').first.click()
    expect(visit.query).to_contain_text("standfirst")


@in_light_and_dark
def test_axe_finds_no_violation(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Show Tour").click()
    visit.run()
    expect(visit.answer).to_contain_text('"data"')
    visit.page.evaluate(AXE.read_text())
    report = visit.page.evaluate("exclude => axe.run({ exclude })", NOT_OURS)
    assert report["passes"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in report["violations"]] == []


@in_light_and_dark
def test_its_colours_follow_the_system(visit: Visit) -> None:
    lightness = visit.page.evaluate(
        "() => getComputedStyle(document.querySelector('.graphiql-container')).backgroundColor.match(/\\d+/g)[0]"
    )
    dark = visit.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert (int(lightness) < 128) is dark


def test_where_it_is_not_built_the_plain_page_asks_and_shows_the_answer(
    browser: Browser, sqlite_databases: SqliteDatabases, tmp_path: Path
) -> None:
    url = sqlite_databases.create(sqlite_databases.seeded)
    with serving(application(url, tmp_path)) as client, visiting(browser, str(client.base_url)) as visit:
        visit.page.get_by_role("button", name="Run").click()
        expect(visit.page.get_by_role("region", name="Answer")).to_contain_text("Hollywood en grève contre ses doubles")
        visit.page.get_by_label("Query").fill("{ nonsense }")
        visit.page.get_by_role("button", name="Run").click()
        expect(visit.page.get_by_role("region", name="Answer")).to_contain_text("GRAPHQL_VALIDATION_FAILED")
        visit.page.evaluate(AXE.read_text())
        assert visit.page.evaluate("axe.run()")["violations"] == []
    sqlite_databases.drop(url)
