"""Every door is paid for in objects, before anything is read; what is used up is told, and comes back."""

import json
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from starlette.types import ASGIApp

from api.budgets.budgets import Budgets, Purse
from api.budgets.responses import QUOTA_EXCEEDED
from api.graphql.preparation import STREAMING
from api.http.media_types import GRAPHQL
from api.identity.identification import current_caller
from schema.context import Caller, Identity
from tests.api.budgets.doors import HOST, SECOND, ask, fields, remaining, use_up
from tests.api.graphql.test_preparation import SENDERS, SSE
from tests.api.keys import bearer, make_key
from tests.api.pages import ISSUE
from tests.api.serving import Clock, application, publish, serving, subscribers, wait_until
from tests.api.test_outage import PLACES, SUBSCRIPTION, subscribed_by_socket
from tests.patience import PATIENCE

POINTS = 60_000
"""A thousand come back in a second."""
PAGE = "{ issues(first: 5) { nodes { number } } }"
PUBLIC = [f"/graphql?query={PAGE}", "/", "/sitemap.xml", "/feeds/issues.atom", f"/embed{ISSUE}", f"/share{ISSUE}.png"]
"""Answers that shared caches may keep."""
BOTH = "{ viewer { name } latestIssue { number } }"
SUBSCRIBE = SUBSCRIPTION["query"]


@pytest.fixture
def app(seeded_url: str, clock: Clock) -> ASGIApp:
    """An application whose clients have few points."""
    return application(seeded_url, clock=clock, anonymous_points=POINTS)


@pytest.fixture
def client(app: ASGIApp) -> Iterator[httpx.Client]:
    """A client of it."""
    with serving(app) as client:
        yield client


def test_each_transport_pays_what_its_operation_can_read(app: ASGIApp, client: httpx.Client) -> None:
    left = POINTS
    for name, (_, send) in SENDERS.items():
        assert len(send(client, {"query": PAGE}).data["issues"]["nodes"]) > 0
        left -= 5
        assert remaining(app) == left, name


async def test_who_is_signed_in_pays_from_points_of_their_own_wherever_they_sit(clock: Clock) -> None:
    budgets = Budgets(POINTS, 10 * POINTS, clock)
    token = current_caller.set(Caller(Identity("Ada", user="usr_ada")))
    balance = await Purse(budgets, HOST).spend(5)
    current_caller.reset(token)
    assert (balance.account.name, balance.remaining) == ("user:usr_ada", 10 * POINTS - 5)
    assert (await Purse(budgets, HOST).spend(0)).remaining == POINTS


def test_what_reads_nothing_costs_nothing(app: ASGIApp, client: httpx.Client) -> None:
    ask(client, PAGE, headers={"Liane-Cost": "only"})
    free = ["{ __typename }", "{ viewer { name } }", "{ nothing }", "{", '{ issues(after: "?") { nodes { id } } }']
    for query in free:
        ask(client, query)
    for path in ("/livez", "/readyz", "/docs", "/schema.graphql", "/static/liane.css", "/nobody/knows"):
        client.get(path, headers={"Accept": "application/json"})
    assert remaining(app) == POINTS


def test_an_answer_that_is_for_one_client_says_what_is_left(client: httpx.Client, clock: Clock) -> None:
    assert fields(ask(client, PAGE)) == ("anonymous", POINTS, 60, POINTS - 5, 60)
    assert fields(ask(client, PAGE, headers=SSE)).remaining == POINTS - 10
    assert fields(client.get("/graphql", params={"query": BOTH})).remaining == POINTS - 11
    clock.now += SECOND / 100
    assert fields(ask(client, PAGE)).remaining == POINTS - 6


def test_an_answer_that_shared_caches_may_keep_says_nothing_of_it(app: ASGIApp, client: httpx.Client) -> None:
    for path in PUBLIC:
        response = client.get(path)
        assert response.status_code == 200, path
        assert "ratelimit" not in response.headers, path
        assert "ratelimit-policy" not in response.headers, path
    assert remaining(app) < POINTS


def test_what_a_client_has_already_is_free(app: ASGIApp, client: httpx.Client) -> None:
    tags = {path: client.get(path).headers["etag"] for path in PUBLIC}
    left = remaining(app)
    for path, tag in tags.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304, path
    assert remaining(app) == left
    use_up(app)
    assert {client.get(path, headers={"If-None-Match": tag}).status_code for path, tag in tags.items()} == {304}


def test_where_nothing_is_left_every_door_says_so_before_it_reads(
    app: ASGIApp, client: httpx.Client, statements: list[str]
) -> None:
    use_up(app)
    for name, (_, send) in SENDERS.items():
        assert send(client, {"query": PAGE}).codes == ["RATE_LIMITED"], name
    for transport, send in SENDERS.values():
        if transport in STREAMING:
            assert send(client, {"query": SUBSCRIBE}).codes == ["RATE_LIMITED"]
    paths = set(PLACES.values()) - {"/feeds/issues", "/manifest.webmanifest"}
    for path in paths:
        response = client.get(path)
        assert (response.status_code, response.headers["content-type"]) == (429, "application/problem+json"), path
    assert client.get("/nobody/knows", headers={"Accept": "text/html"}).status_code == 429
    assert statements == []
    assert client.get("/livez").status_code == client.get("/readyz").status_code == 200


@pytest.mark.parametrize("accept", ["application/json", GRAPHQL, "text/event-stream"])
def test_the_refusal_is_a_problem_document_that_says_when_to_come_again(
    app: ASGIApp, client: httpx.Client, clock: Clock, accept: str
) -> None:
    use_up(app)
    clock.now += SECOND / 100
    query = "{ issues(first: 100) { nodes { sections { recommendations { id } } } } }"
    response = ask(client, query, headers={"Accept": accept, "Origin": "https://elsewhere.example"})
    assert response.status_code == 429
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert {"RateLimit", "Retry-After"} <= set(response.headers["access-control-expose-headers"].split(", "))
    problem = response.json()
    assert problem["type"] == QUOTA_EXCEEDED
    assert (problem["title"], problem["status"]) == ("Too Many Requests", 429)
    assert problem["violated-policies"] == ["anonymous"]
    assert problem["code"] == "RATE_LIMITED"
    assert problem["detail"] == problem["errors"][0]["message"]
    seconds = int(response.headers["retry-after"])
    assert problem["errors"][0]["extensions"] == {
        "code": "RATE_LIMITED",
        "cost": 11_100,
        "limit": POINTS,
        "retryAfter": seconds,
    }
    assert seconds == 12
    assert fields(response) == ("anonymous", POINTS, 60, 10, seconds)
    clock.now += (seconds - 1) * SECOND
    assert ask(client, query).status_code == 429
    clock.now += SECOND
    assert ask(client, query).status_code == 200


def test_what_costs_more_than_the_whole_budget_is_not_to_be_tried_again(seeded_url: str) -> None:
    app = application(seeded_url, anonymous_points=4)
    with serving(app) as client:
        response = ask(client, PAGE, headers={"Accept": GRAPHQL})
        assert response.status_code == 400
        (error,) = response.json()["errors"]
        assert error["extensions"] == {"code": "COST_LIMIT", "cost": 5, "limit": 4}
        page = client.get("/")
        assert (page.status_code, page.json()["code"]) == (429, "COST_LIMIT")
        assert "retry-after" not in {*response.headers, *page.headers}
        assert remaining(app) == 4


def test_the_viewer_is_told_what_is_left_and_when_all_is_back(client: httpx.Client, clock: Clock) -> None:
    query = "{ viewer { budget { pointsPerMinute remaining resetsAt } } issues(first: 20) { nodes { number } } }"
    assert ask(client, query).json()["data"]["viewer"]["budget"] == {
        "pointsPerMinute": POINTS,
        "remaining": POINTS - 20,
        "resetsAt": (clock.now + SECOND).isoformat().replace("+00:00", "Z"),
    }


def test_each_event_of_a_subscription_is_paid_for_before_it_comes(
    app: ASGIApp, client: httpx.Client, seeded_url: str, clock: Clock
) -> None:
    def told(number: int) -> str:
        publish(seeded_url, f"issue-{number}", clock.now - timedelta(days=1) + number * SECOND)
        message = json.loads(socket.recv(PATIENCE))
        assert message["type"] == "next"
        return str(message["payload"]["data"]["issuePublished"]["slug"])

    with subscribed_by_socket(client) as socket:
        wait_until(lambda: subscribers(app) == 1)
        assert remaining(app) == POINTS - 1
        assert told(1) == "issue-1"
        wait_until(lambda: remaining(app) == POINTS - 2)
        use_up(app)
        assert told(2) == "issue-2"
        message = json.loads(socket.recv(PATIENCE))
        assert message["payload"]["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
        assert json.loads(socket.recv(PATIENCE))["type"] == "complete"


def test_a_key_has_points_of_its_own_wherever_it_is_sent_from(seeded_url: str, clock: Clock) -> None:
    plain, rich = make_key(seeded_url), make_key(seeded_url, points=7_000)
    app = application(seeded_url, clock=clock, anonymous_points=POINTS, key_points=POINTS * 10)
    with serving(app) as client:
        use_up(app)
        assert fields(ask(client, PAGE, headers=bearer(plain))) == ("key", POINTS * 10, 60, POINTS * 10 - 5, 60)
        assert fields(ask(client, PAGE, headers=bearer(rich))) == ("key", 7_000, 60, 6_995, 60)
        assert fields(ask(client, PAGE, headers={**bearer(rich), **SSE})).remaining == 6_990
        assert client.get("/", headers=bearer(rich)).status_code == 200
        assert fields(ask(client, PAGE, headers=bearer(rich))).remaining < 6_985
        assert ask(client, PAGE).status_code == 429
