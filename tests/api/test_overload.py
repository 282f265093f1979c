"""Where there is more to do than the database can, requests are refused at once, and pay nothing."""

from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from api.response_cache.cache import ResponseCache
from schema.engine.database import protocol
from tests.api.budgets.doors import ask, remaining
from tests.api.graphql.test_preparation import SENDERS
from tests.api.pages import CARDS, ISSUE
from tests.api.serving import Clock, application, layer, serving, wait_until
from tests.contracts.test_doors import LISTS

POINTS = 50_000
QUERY = "{ latestIssue { number } }"
CACHEABLE = ["/graphql?query=" + quote(QUERY), "/", ISSUE, CARDS[0], "/feeds/issues.atom", "/sitemap.xml"]
PATHS = [*LISTS, ISSUE, CARDS[0], f"/oembed?url=https://liane.example{ISSUE}", "/nothing", "/share/front.png", "/about"]


@pytest.fixture
def app(seeded_url: str, clock: Clock) -> ASGIApp:
    """The application on the sample content."""
    return application(seeded_url, clock=clock, anonymous_points=POINTS)


@pytest.fixture
def client(app: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    """A client of a server whose line is full."""
    with serving(app) as client:
        assert ask(client, QUERY).status_code == 200
        monkeypatch.setattr(protocol, "MOST_WAITING", 0)
        yield client


def test_what_comes_when_the_line_is_full_is_refused_before_it_is_read(app: ASGIApp, client: httpx.Client) -> None:
    left = remaining(app)
    for name, (_, send) in SENDERS.items():
        assert send(client, {"query": "{ not even parsed"}).codes == ["OVERLOADED"], name
    for response in (ask(client, QUERY), client.get("/graphql", params={"query": QUERY})):
        assert response.json()["errors"][0]["extensions"]["code"] == "OVERLOADED"
        assert_told_to_come_back(response)
    assert remaining(app) == left


def test_pages_cards_feeds_and_pictures_are_refused_before_they_are_paid_for(
    app: ASGIApp, client: httpx.Client, statements: list[str]
) -> None:
    left = remaining(app)
    statements.clear()
    for path in PATHS:
        response = client.get(path, headers={"Accept": "application/atom+xml, text/html;q=0.9"})
        assert_told_to_come_back(response)
        is_page = response.headers["content-type"].startswith("text/html")
        assert is_page or response.json()["code"] == "OVERLOADED"
    assert (remaining(app), statements) == (left, [])


def assert_told_to_come_back(response: httpx.Response) -> None:
    """Check the status and the headers of what is refused for now."""
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert response.headers["cache-control"] == "no-store"


def test_what_is_in_memory_and_what_the_client_has_already_are_told_all_the_same(
    seeded_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = application(seeded_url, clock=clock, response_cache_bytes=10_000_000)
    with serving(app) as client:
        wait_until(lambda: client.get("/").is_success and len(layer(app, ResponseCache)) > 0)
        answers = {path: client.get(path) for path in CACHEABLE}
        monkeypatch.setattr(protocol, "MOST_WAITING", 0)
        for path, first in answers.items():
            again = client.get(path)
            assert (again.status_code, again.content) == (200, first.content)
            assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
            assert client.get(path, headers={"If-None-Match": '"another"'}).status_code == 503


def test_who_asks_alike_is_refused_from_memory_until_there_is_room(
    seeded_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = application(seeded_url, clock=clock, response_cache_bytes=10_000_000)
    with serving(app) as client:
        wait_until(lambda: ask(client, QUERY).is_success and len(layer(app, ResponseCache)) > 0)
        monkeypatch.setattr(protocol, "MOST_WAITING", 0)
        behind, passed = layer(app, ResponseCache).app, []

        async def counting(scope: Scope, receive: Receive, send: Send) -> None:
            passed.append(scope["path"])
            await behind(scope, receive, send)

        monkeypatch.setattr(layer(app, ResponseCache), "app", counting)
        answers = [ask(client, f"{{ latestIssue {{ number }} }} # {number}") for number in range(5)]
        assert passed == ["/graphql"]
        for response in answers:
            assert_told_to_come_back(response)
            assert response.content == answers[0].content
            assert told(response) == told(answers[0])
        assert len({response.headers["x-request-id"] for response in answers}) == len(answers)
        other = client.post("/graphql", json={"query": QUERY}, headers={"Accept": "application/graphql-response+json"})
        assert other.headers["content-type"].startswith("application/graphql-response+json")
        assert passed == ["/graphql"] * 2
        monkeypatch.setattr(protocol, "MOST_WAITING", 100)
        assert ask(client, "{ latestIssue { title } }").status_code == 200


def told(response: httpx.Response) -> dict[str, str]:
    """Return the headers that do not belong to one response."""
    return {name: value for name, value in response.headers.items() if name not in {"x-request-id", "date"}}


def test_health_is_told_all_the_same_and_the_next_request_is_answered(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/livez").status_code == 200
    monkeypatch.undo()
    assert client.get("/readyz").status_code == 200
    assert ask(client, QUERY).status_code == 200
