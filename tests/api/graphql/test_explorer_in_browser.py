"""The explorer as visitors meet it: built, served by the real server, in a real Chromium. `make browser` runs these."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, WebSocket, expect
from starlette.types import ASGIApp

from api.graphql.explorer import BUILD
from schema import db, writes
from schema.vocabulary import Scope
from tests.api.browsing import AXE, PATIENCE, ROOT, browser
from tests.api.keys import make_key
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

    @property
    def variables(self) -> Locator:
        """The variables of the tab."""
        return self.page.locator(".graphiql-editor-tool .view-lines").first

    @property
    def status(self) -> Locator:
        """The line below the answer."""
        return self.page.get_by_role("status")

    @property
    def stops(self) -> Locator:
        """The stops of the tour, where its pane is open."""
        return self.page.get_by_role("region", name="Tour").get_by_role("button")

    @property
    def tabs(self) -> list[str]:
        """The names of the tabs."""
        return self.page.get_by_role("tab").all_inner_texts()

    def watch_operations(self) -> list[str]:
        """Return a list that will hold what is sent to be run, besides the introspection of the page's own."""
        sent: list[str] = []

        def note(request: Request) -> None:
            if request.method == "POST" and "IntrospectionQuery" not in (request.post_data or ""):
                sent.append(request.post_data or "")

        self.page.on("request", note)
        self.page.on("websocket", lambda socket: sent.append(socket.url))
        return sent

    def note_failure(self, request: Request) -> None:
        """Note a request that failed, unless its page was left."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url}: {request.failure}")

    def wait_for_storage(self, text: str) -> None:
        """Wait until a tab is stored: that is a moment after it was edited."""
        self.page.wait_for_function("text => (localStorage['graphiql:tabState'] ?? '').includes(text)", arg=text)

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
def visiting(
    browser: Browser, address: str, scheme: Literal["light", "dark"] = "light", search: str = ""
) -> Iterator[Visit]:
    """Visit for the first time; at the end there may be no complaint, and no request to another host."""
    context = browser.new_context(
        color_scheme=scheme,
        viewport={"width": 1280, "height": 800},
        permissions=["clipboard-read", "clipboard-write"],
    )
    visit = Visit(context.new_page())
    visit.page.on("console", lambda message: visit.complaints.append(message.text) if message.type in WORSE else None)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    context.on("request", lambda request: visit.requests.append(request.url))
    context.on("requestfailed", visit.note_failure)
    visit.page.set_default_timeout(PATIENCE)
    visit.page.goto(f"{address}/graphql{search}")
    try:
        yield visit
    finally:
        context.close()  # whatever it subscribed to ends, also where the test failed
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


def share(visit: Visit) -> str:
    """Press the share button, and return the link."""
    visit.page.get_by_role("button", name="Share a link").click()
    expect(visit.status).to_have_text("The link is copied.")
    link: str = visit.page.evaluate("navigator.clipboard.readText()")
    return link


@in_light_and_dark
def test_it_opens_on_an_issue_page_and_runs_it(visit: Visit) -> None:
    visit.run()
    expect(visit.answer).to_contain_text('"Hollywood en grève contre ses doubles"')
    expect(visit.answer).not_to_contain_text('"errors"')


def test_a_first_visit_shows_the_tour_and_one_tab(visit: Visit) -> None:
    files = sorted((ROOT / "docs" / "queries").glob("*.graphql"))
    texts = [file.read_text() for file in files if file.name != "12-engine.graphql"]  # it belongs to docs/engine.md
    assert visit.stops.all_inner_texts() == [text.splitlines()[0].removeprefix("# ").replace("`", "") for text in texts]
    expect(visit.stops.first).to_have_attribute("aria-current", "true")
    assert visit.tabs == ["IssuePage"]


def test_a_stop_takes_the_place_of_another_and_never_of_what_was_written(visit: Visit) -> None:
    visit.stops.nth(1).click()
    expect(visit.stops.nth(1)).to_have_attribute("aria-current", "true")
    assert len(visit.tabs) == 1
    write(visit, "query Mine { latestIssue { slug } }")
    expect(visit.page.get_by_role("tab", name="Mine")).to_be_visible()
    visit.stops.nth(2).click()
    expect(visit.stops.nth(2)).to_have_attribute("aria-current", "true")
    assert len(visit.tabs) == 3
    visit.stops.nth(1).click()  # it has its tab still
    expect(visit.stops.nth(1)).to_have_attribute("aria-current", "true")
    assert len(visit.tabs) == 3


def test_the_tour_stays_closed_for_who_closed_it_and_tabs_stay(visit: Visit) -> None:
    visit.page.get_by_role("button", name="Hide Tour").click()
    write(visit, "query Mine { latestIssue { slug } }")
    expect(visit.page.get_by_role("tab", name="Mine")).to_be_visible()
    visit.wait_for_storage("Mine")
    visit.page.reload()
    expect(visit.query).to_contain_text("query Mine")
    expect(visit.page.get_by_role("button", name="Show Tour")).to_be_visible()
    assert visit.tabs == ["IssuePage", "Mine"]


# What an answer took


def test_time_size_and_cost_of_an_answer_are_shown_and_the_answer_is_what_programs_get(visit: Visit) -> None:
    write(visit, "query Latest { latestIssue { slug } }")
    visit.run()
    expect(visit.status).to_have_text(re.compile(r"^[\d,]+ ms · \d+ bytes · cost 1 of 50,000$"))
    expect(visit.answer).to_contain_text('"slug"')
    expect(visit.answer).not_to_contain_text("extensions")
    visit.page.get_by_role("tab", name="IssuePage").click()
    expect(visit.status).to_have_text("")
    expect(visit.query).to_contain_text("query IssuePage")
    # The editor looks a moment later which operations a text has: who is faster asks for the one before, and again.
    for _ in range(20):
        visit.run()
        expect(visit.status).not_to_have_text("")
        if "cost" in visit.status.inner_text():  # an error has none
            break
    expect(visit.status).to_have_text(re.compile(r" ms · [\d.]+ kB, compressed [\d.]+ kB · cost 2,223 of 50,000$"))


# Links


def test_a_link_opens_its_query_and_nothing_runs(visit: Visit, address: str) -> None:
    sent = visit.watch_operations()
    for query in (
        "query One($n: Int) { issue(number: $n) { title } }",
        "mutation Change { __typename }",
        "subscription Told { issuePublished { slug } }",
    ):
        link = urlencode({"query": query, "variables": '{"n":1}'})
        visit.page.goto(f"{address}/graphql?{link}")
        expect(visit.query).to_contain_text(query.split(" {")[0])
        expect(visit.variables).to_contain_text('"n": 1')
        expect(visit.page.locator(".graphiql-spinner")).to_have_count(0)
    assert sent == []
    assert visit.tabs == ["IssuePage", "One", "Change", "Told"]  # those that were there are not lost


def test_of_several_operations_the_one_that_a_link_names_is_run(browser: Browser, address: str) -> None:
    query = "query One { __typename }\nquery Two { latestIssue { slug } }"
    link = "?" + urlencode({"query": query, "operationName": "Two"})
    with visiting(browser, address, search=link) as visit:
        expect(visit.query).to_contain_text("query Two")
        visit.page.locator(".graphiql-query-editor .monaco-editor textarea, .native-edit-context").first.focus()
        visit.page.keyboard.press("Control+Enter")
        expect(visit.answer).to_contain_text("hollywood-en-greve")


def test_the_share_button_makes_a_link_that_opens_what_was_shared_without_its_headers(
    visit: Visit, browser: Browser, address: str
) -> None:
    query = 'query Édition($n: Int) { issue(number: $n) { title } } # "é" & + %'.replace("É", "E")
    write_headers(visit, {"Authorization": "Bearer lk_secret"})
    visit.page.locator(".graphiql-query-editor .monaco-editor").first.click()
    visit.page.keyboard.press("Control+A")
    visit.page.keyboard.insert_text(query)
    visit.page.get_by_role("button", name="Variables").click()
    visit.page.locator(".graphiql-editor-tool .monaco-editor").first.click()
    visit.page.keyboard.insert_text('{ "n": 1 }')
    link = share(visit)
    assert visit.page.url == link
    assert parse_qs(urlsplit(link).query) == {"query": [query], "variables": ['{"n":1}']}
    with visiting(browser, address, search=f"?{urlsplit(link).query}") as other:
        expect(other.query).to_contain_text('# "é" & + %')
        other.run()
        expect(other.answer).to_contain_text("Hollywood en grève contre ses doubles")


def test_what_is_edited_is_no_longer_what_the_address_says(visit: Visit, address: str) -> None:
    share(visit)
    visit.page.locator(".graphiql-query-editor .monaco-editor").first.click()
    visit.page.keyboard.type("#")
    expect(visit.page).to_have_url(f"{address}/graphql")


@pytest.mark.parametrize(
    ("query", "variables", "reason"),
    [
        ("", "", "There is no query to link to."),
        ("{ __typename } #" + "x" * 8_000, "", re.compile(r"^Too long for a link: 8,?\d+ of 8,?000 characters")),
        ("{ __typename }", "{ nonsense", "The variables are not JSON."),
    ],
)
def test_what_cannot_be_linked_to_is_said(
    visit: Visit, address: str, query: str, variables: str, reason: str | re.Pattern[str]
) -> None:
    visit.page.locator(".graphiql-query-editor .monaco-editor").first.click()
    visit.page.keyboard.press("Control+A")
    visit.page.keyboard.press("Delete")
    visit.page.keyboard.insert_text(query)
    visit.page.get_by_role("button", name="Variables").click()
    visit.page.locator(".graphiql-editor-tool .monaco-editor").first.click()
    visit.page.keyboard.insert_text(variables)
    visit.page.get_by_role("button", name="Share a link").click()
    expect(visit.status).to_have_text(reason)
    assert visit.page.url == f"{address}/graphql"


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


def test_a_key_and_a_view_are_sent_and_are_kept_nowhere(visit: Visit, database: str) -> None:
    key = make_key(database, Scope.READ_DRAFTS)
    engine = db.connect(database)
    with db.write_transaction(engine) as session:
        writes.save_issue(session, {"slug": "a-draft", "title": "A draft", "status": "DRAFT"})
    engine.dispose()
    write(visit, "query Seen { viewer { name } issues { nodes { slug } } }")
    visit.page.get_by_role("button", name="Show Key and view").click()
    pane = visit.page.get_by_role("region", name="Key and view")
    pane.get_by_label("Key", exact=True).fill(key)
    visit.run()
    expect(visit.answer).to_contain_text("Front")
    expect(visit.answer).not_to_contain_text("a-draft")
    pane.get_by_label("View").select_option("Everything, drafts too")
    visit.run()
    expect(visit.answer).to_contain_text("a-draft")
    pane.get_by_label("View").select_option("What will be published")
    pane.get_by_label("At").fill("2099-01-01T12:00")
    with visit.page.expect_request(lambda request: request.method == "POST") as asked:
        visit.run()
    assert asked.value.headers["liane-view"].startswith("published; at=2099-01-01T")
    stored = visit.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, location.href])")
    assert key[11:41] not in stored


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
    key = make_key(database, expires_at=datetime(2099, 1, 1, tzinfo=UTC))
    write_headers(visit, {"Authorization": f"Bearer {key}"})
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
    assert json.loads(sent[0]) == {"type": "connection_init", "payload": {"authorization": f"Bearer {key}"}}
    assert json.loads(received[0]) == {"type": "connection_ack"}


def test_executed_queries_are_listed_in_the_history(visit: Visit) -> None:
    visit.run()
    expect(visit.answer).to_contain_text('"data"')
    visit.page.get_by_role("button", name="Show History").click()
    expect(visit.page.locator(".graphiql-history-items")).to_contain_text("IssuePage")


def test_fields_can_be_chosen_by_clicking(visit: Visit) -> None:
    visit.stops.filter(has_text="What the latest issue recommends").click()
    visit.page.get_by_role("button", name="Show GraphiQL Explorer").click()
    expect(visit.page.get_by_role("checkbox", name="roles")).to_be_checked()  # its value is a list
    standfirst = visit.page.get_by_role("group", name="latestIssue").get_by_role("checkbox", name="standfirst")
    standfirst.first.click()
    expect(standfirst.first).to_be_checked()
    visit.run()
    expect(visit.answer).to_contain_text('"title"')
    visit.page.locator(".result-window .monaco-editor").first.click()
    visit.page.keyboard.press("Control+End")
    expect(visit.answer).to_contain_text('"standfirst"')


def test_fields_can_be_chosen_with_the_keyboard_alone(visit: Visit) -> None:
    write(visit, "query Mine { issue { title } }")
    expect(visit.page.get_by_role("tab", name="Mine")).to_be_visible()
    visit.page.get_by_role("button", name="Show GraphiQL Explorer").focus()
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("group", name="query Mine")).to_be_visible()
    first = visit.page.get_by_role("checkbox").first
    first.focus()
    steps = [
        ("ArrowDown", "columns", False),
        ("ArrowDown", "issue", True),
        ("ArrowRight", "number", False),
        ("ArrowDown", "slug", False),
        ("ArrowDown", "authors", False),
        ("ArrowRight", "authors", True),  # it was made anew, and the keyboard is still on it
        ("ArrowRight", "affiliations", False),
        ("ArrowDown", "aliases", False),
        ("ArrowDown", "id", False),
        (" ", "id", True),
        ("ArrowLeft", "authors", True),
        ("ArrowLeft", "issue", True),
        ("Home", "column", False),
        ("End", "works", False),
        ("Enter", "works", True),
    ]
    for key, name, is_ticked in steps:
        visit.page.keyboard.press(key)
        focused = visit.page.locator("[role=checkbox]:focus")
        expect(focused).to_have_attribute("aria-label", name)
        expect(focused).to_have_attribute("aria-checked", str(is_ticked).lower())
    expect(visit.query).to_contain_text(re.compile(r"authors\s\{\s*id\s*\}"))
    assert (
        visit.page.locator("[role=checkbox]:focus").evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
    )


def test_the_keyboard_goes_to_the_value_of_an_argument_and_back(visit: Visit) -> None:
    write(visit, "query Mine { issue { title } }")
    visit.page.get_by_role("button", name="Show GraphiQL Explorer").click()
    argument = visit.page.get_by_role("group", name="issue").get_by_role("checkbox", name="slug").first
    argument.focus()
    visit.page.keyboard.press(" ")
    expect(visit.query).to_contain_text('slug: ""')
    visit.page.keyboard.type("x-y")
    expect(visit.query).to_contain_text('slug: "x-y"')
    visit.page.keyboard.press("Escape")
    expect(visit.page.locator("[role=checkbox]:focus")).to_have_attribute("aria-label", "slug")


@in_light_and_dark
@pytest.mark.parametrize("pane", [None, "Key and view", "GraphiQL Explorer"])
def test_axe_finds_no_violation(visit: Visit, pane: str | None) -> None:
    if pane:
        visit.page.get_by_role("button", name=f"Show {pane}").click()
        shown = {"Key and view": visit.page.get_by_role("combobox", name="View")}
        expect(shown.get(pane, visit.page.get_by_role("checkbox", name="latestIssue"))).to_be_visible()
    visit.run()
    expect(visit.status).to_contain_text("cost")
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
        link = urlencode({"query": "query($n: Int) { issue(number: $n) { number } }", "variables": '{"n": 1}'})
        visit.page.goto(f"{client.base_url}/graphql?{link}")
        expect(visit.page.get_by_label("Query")).to_have_value(re.compile("issue"))
        expect(visit.page.get_by_role("region", name="Answer")).to_contain_text("Nothing has been asked yet.")
        visit.page.get_by_role("button", name="Run").click()
        expect(visit.page.get_by_role("region", name="Answer")).to_contain_text('"number": 1')
    sqlite_databases.drop(url)
