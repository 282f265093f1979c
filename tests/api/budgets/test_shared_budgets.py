"""Workers that share a Redis share budgets; without it each counts by itself, until it is back."""

from collections.abc import Iterator
from io import StringIO

import httpx
import pytest
from redis import Redis

from tests.api.budgets.doors import HOST, ask, fields
from tests.api.serving import application, serving, wait_until
from tests.databases import SqliteDatabases
from tests.redis import RedisServer

POINTS = 60
"""One comes back in a second, so none does while a test spends them: a minute is waited for nowhere."""
QUERY = "{ issues(first: 20) { nodes { number } } }"


@pytest.fixture
def workers(sqlite_databases: SqliteDatabases, redis: RedisServer) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Clients of two workers that share the Redis."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    one, other = (application(url, redis_url=redis.url, anonymous_points=POINTS) for _ in range(2))
    with serving(one) as client, serving(other) as other_client:
        yield client, other_client
    sqlite_databases.drop(url)


def test_what_is_spent_with_one_worker_is_missing_with_the_other(
    workers: tuple[httpx.Client, httpx.Client], redis: RedisServer
) -> None:
    one, other = workers
    assert fields(ask(one, QUERY)).remaining in range(40, 50)
    assert fields(ask(other, QUERY)).remaining in range(20, 40)
    with Redis.from_url(redis.url) as store:
        assert 0 < store.pttl(f"liane:spent:address:{HOST}") <= 60_000
        store.set(f"liane:spent:address:{HOST}", 10**17)  # all is spent, by whatever clock
    refused = [ask(worker, QUERY) for worker in workers]
    assert [response.status_code for response in refused] == [429, 429]
    assert {int(response.headers["retry-after"]) for response in refused} == {20}


def test_while_the_store_is_away_each_has_the_same_budget_by_itself(
    workers: tuple[httpx.Client, httpx.Client], redis: RedisServer, log: StringIO
) -> None:
    one, other = workers
    for _ in range(2):
        assert ask(one, QUERY).status_code == 200
    redis.stop()
    for worker in workers:
        assert [ask(worker, QUERY).status_code for _ in range(3)] == [200] * 3
        assert fields(ask(worker, QUERY)).remaining < 20
    assert log.getvalue().count("is away") == 2  # once in each worker
    redis.start()

    def has_all_again() -> bool:
        response = ask(other, "{ __typename }")
        return fields(response).remaining == POINTS  # the store has lost what it knew

    wait_until(has_all_again)
    assert ask(one, QUERY).status_code == 200
    assert log.getvalue().count("is away") == 2
