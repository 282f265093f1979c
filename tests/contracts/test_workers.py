"""Two processes that serve one database are as one to their clients: keys, views, points, metrics, and what is new."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from schema.vocabulary import Scope
from tests.api.budgets.doors import fields
from tests.api.identity.test_revocation import seconds_answered
from tests.api.keys import bearer, make_key, revoke
from tests.api.metrics.test_metrics import measured
from tests.api.processes import served
from tests.api.serving import AMPLE, NO_CERTIFICATES, wait_until
from tests.conftest import fresh
from tests.contracts.test_freshness import MOST_SECONDS, Reader, lags_of, writing
from tests.databases import Databases
from tests.patience import PATIENCE
from tests.redis import RedisServer

pytestmark = pytest.mark.long

WORKERS = 2
CONNECTIONS = 20
"""So many that each worker has some of them: who takes a new connection is the kernel's choice."""
POINTS = 600
"""Ten come back in a second, a part of what each request costs."""
QUERY = "{ issues(first: 20) { nodes { number } } }"


class Pair(NamedTuple):
    """A server of two workers, and its database."""

    url: str
    address: httpx.URL

    def ask(self, method: str, path: str, **options: Any) -> list[httpx.Response]:
        """Send a request on many connections."""
        answers = []
        for _ in range(CONNECTIONS):
            with httpx.Client(verify=NO_CERTIFICATES, trust_env=False, timeout=PATIENCE) as client:
                answers.append(client.request(method, self.address.join(path), **options))
        return answers


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Two workers on the sample content, which share a Redis."""
    databases: Databases = request.getfixturevalue(f"{request.param}_databases")
    redis = RedisServer()
    redis.start()
    with (
        fresh(databases, databases.seeded) as url,
        served(url, WORKERS, redis_url=redis.url, anonymous_points=str(AMPLE)) as server,
    ):
        yield Pair(url, httpx.URL(f"http://{server.address}"))
    redis.remove()


def statuses(answers: list[httpx.Response]) -> set[int]:
    """Return the statuses of answers."""
    return {answer.status_code for answer in answers}


def test_none_is_answered_a_second_after_its_key_was_revoked(pair: Pair) -> None:
    key = make_key(pair.url)
    wait_until(lambda: statuses(pair.ask("GET", "/", headers=bearer(key))) == {200})
    assert seconds_answered(pair.address, key, lambda: revoke(pair.url, key)) < 1
    assert statuses(pair.ask("GET", "/", headers=bearer(key))) == {401}


def test_every_worker_knows_a_new_key_and_its_views(pair: Pair) -> None:
    key = make_key(pair.url, Scope.READ_DRAFTS)
    wait_until(lambda: statuses(pair.ask("GET", "/", headers=bearer(key, "draft"))) == {200})
    answers = pair.ask("GET", "/", headers=bearer(key, "draft"))
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
    assert statuses(pair.ask("GET", "/", headers={"Liane-View": "draft"})) == {403}


def test_workers_share_budgets_and_metrics(pair: Pair) -> None:
    key, admin = make_key(pair.url, points=POINTS), make_key(pair.url, Scope.ADMIN)
    for each in (key, admin):
        wait_until(lambda each=each: statuses(pair.ask("GET", "/livez", headers=bearer(each))) == {200})  # type: ignore[misc]
    answers = pair.ask("POST", "/graphql", json={"query": QUERY}, headers=bearer(key))
    left = [fields(answer).remaining for answer in answers]
    assert left == sorted(left, reverse=True)
    assert left[0] - left[-1] > 10 * (CONNECTIONS - 1)
    with httpx.Client(base_url=pair.address, trust_env=False) as client:
        pair.ask("GET", "/feeds/issues.atom")  # nobody else asks for feeds
        wait_until(lambda: measured(client, admin)["liane_requests_total feed 2xx"] == CONNECTIONS)
        assert measured(client, admin)["liane_store_away"] == 0


def test_no_worker_answers_with_what_is_outdated(pair: Pair) -> None:
    with writing(pair.url) as written:
        wait_until(lambda: written.last > 0)
        readers = [Reader((pair.address.host, pair.address.port or 80), written) for _ in range(2 * WORKERS)]
        lags = lags_of(readers, written)
    if pair.url.startswith("sqlite"):
        assert not lags
    else:
        assert max(lags, default=0) < MOST_SECONDS
