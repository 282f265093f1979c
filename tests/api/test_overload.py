"""Where there is more to do than the database can, requests are refused at once, and pay nothing."""

from collections.abc import Iterator

import httpx
import pytest
from starlette.types import ASGIApp

from api.graphql.preparation import Transport
from schema.engine.database import protocol
from tests.api.budgets.doors import ask, remaining
from tests.api.graphql.test_preparation import SENDERS
from tests.api.serving import Clock, application, serving

POINTS = 1_000
QUERY = "{ latestIssue { number } }"


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
    for name, (transport, send) in SENDERS.items():
        if transport in {Transport.POST, Transport.POST_STREAM}:
            assert send(client, {"query": QUERY}).codes == ["OVERLOADED"], name
    response = ask(client, "{ not even parsed")
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["errors"][0]["extensions"]["code"] == "OVERLOADED"
    assert remaining(app) == left


def test_health_is_told_all_the_same_and_the_next_request_is_answered(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/livez").status_code == 200
    monkeypatch.undo()
    assert client.get("/readyz").status_code == 200
    assert ask(client, QUERY).status_code == 200
