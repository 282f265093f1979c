"""``/metrics`` tells how the server fares to a key with the scope ADMIN, and to nobody anything about anybody."""

from collections.abc import Iterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import ASGIApp

from api.response_cache.cache import ResponseCache
from schema.engine.database import protocol
from schema.keys import digest_of
from schema.vocabulary import Scope
from tests.api.budgets.doors import HOST, ask
from tests.api.keys import bearer, make_key
from tests.api.serving import application, layer, serving, wait_until

QUERY = "{ latestIssue { number } }"
POINTS = 10_000
UP_AND_DOWN = {"liane_memory_bytes", "liane_changes_age_seconds"}


@pytest.fixture
def app(seeded_url: str) -> ASGIApp:
    """An application that keeps answers in memory."""
    return application(seeded_url, response_cache_bytes=10_000_000, anonymous_points=POINTS)


@pytest.fixture
def key(seeded_url: str) -> str:
    """A key that may know how the server fares."""
    return make_key(seeded_url, Scope.ADMIN)


@pytest.fixture
def client(app: ASGIApp, key: str) -> Iterator[httpx.Client]:
    """A client of a server that keeps answers already."""
    assert key
    with serving(app) as client:
        wait_until(lambda: ask(client, QUERY).is_success and len(layer(app, ResponseCache)) > 0)
        yield client


def measured(client: httpx.Client, key: str) -> dict[str, float]:
    """Return the values by name and labels: ``liane_requests_total page 2xx``."""
    response = client.get("/metrics", headers=bearer(key))
    assert response.status_code == 200, response.text
    samples = [sample for family in text_string_to_metric_families(response.text) for sample in family.samples]
    return {" ".join([sample.name, *sample.labels.values()]): sample.value for sample in samples}


def test_what_happens_is_counted(client: httpx.Client, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = measured(client, key)
    for _ in range(3):
        client.get("/issues")
    client.get("/nothing")
    client.get("/embed/works/nothing", headers=bearer("nobody"))
    monkeypatch.setattr(protocol, "MOST_WAITING", 0)
    for path in ("/works", "/livez", "/feeds/issues.atom"):
        client.get(path)
    ask(client, QUERY)
    for number in range(3):
        ask(client, f"{QUERY} # {number}")  # the first is refused, the others from memory
    after = measured(client, key)
    more = {name: after[name] - before.get(name, 0) for name in after if name not in UP_AND_DOWN}
    assert {name: value for name, value in more.items() if value} == {
        "liane_requests_total page 2xx": 3,
        "liane_requests_total page 4xx": 1,
        "liane_requests_total page 5xx": 1,
        "liane_requests_total card 4xx": 1,
        "liane_requests_total health 2xx": 1,
        "liane_requests_total feed 5xx": 1,
        "liane_requests_total graphql 2xx": 1,
        "liane_requests_total graphql 5xx": 3,
        "liane_requests_total metrics 2xx": 1,
        "liane_statements_total": 1,
        "liane_shed_total": 5,
        "liane_keys_refused_total UNAUTHENTICATED": 1,
        "liane_memory_hits_total": 3,
        "liane_memory_misses_total": 6,
    }
    assert after["liane_memory_bytes"] > before["liane_memory_bytes"] > 0
    assert 0 <= after["liane_changes_age_seconds"] < 30
    assert (after["liane_waiting"], after["liane_memory_paused"]) == (0, 0)


def test_a_budget_that_is_used_up_is_counted(client: httpx.Client, key: str) -> None:
    query = "{ works(first: 100) { nodes { slug } } people(first: 100) { nodes { slug } } }"
    while ask(client, query, headers={"Liane-Cost": "1"}).is_success:
        pass
    assert measured(client, key)["liane_budgets_refused_total anonymous"] == 1


def test_nobody_else_is_told(client: httpx.Client, seeded_url: str) -> None:
    others = make_key(seeded_url, *(scope for scope in Scope if scope is not Scope.ADMIN))
    wait_until(lambda: client.get("/", headers=bearer(others)).status_code == 200)
    for headers in ({}, bearer(others)):
        response = client.get("/metrics", headers=headers)
        assert (response.status_code, response.json()["code"]) == (403, "FORBIDDEN")
    assert client.get("/metrics", headers=bearer("nobody")).status_code == 401


def test_it_names_nobody_and_nothing_that_was_asked_for(client: httpx.Client, key: str) -> None:
    ask(client, "{ latestIssue { curious: number } }", headers=bearer(key))
    client.get("/curious?curious=1", headers={"User-Agent": "curious"})
    response = client.get("/metrics", headers=bearer(key))
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"].startswith("text/plain; version=")
    assert not any(word in response.text for word in (key, key[3:11], digest_of(key), HOST, "curious", "latestIssue"))


def test_openmetrics_is_sent_to_who_accepts_it(client: httpx.Client, key: str) -> None:
    headers = {**bearer(key), "Accept": "application/openmetrics-text; version=1.0.0"}
    response = client.get("/metrics", headers=headers)
    assert response.headers["content-type"].startswith("application/openmetrics-text")
    assert response.text.endswith("# EOF\n")
