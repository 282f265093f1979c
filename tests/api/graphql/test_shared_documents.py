"""Workers that share a Redis know each other's persisted documents; without it each works by itself."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import httpx
import pytest
from redis import Redis

from api import shared_store
from api.graphql.persisted import SHARED_KEY, SHARED_SECONDS
from tests.api.graphql.test_preparation import ANSWER, SENDERS, digest, persisted
from tests.api.serving import application, serving, wait_until
from tests.databases import SqliteDatabases
from tests.patience import PATIENCE
from tests.redis import RedisServer

QUERY = "query Shared { latestIssue { number } }"


@pytest.fixture(scope="module")
def url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A database with the sample content, which no test changes."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    yield url
    sqlite_databases.drop(url)


@pytest.fixture
def workers(url: str, redis: RedisServer) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Clients of two workers that share the Redis."""
    with (
        serving(application(url, redis_url=redis.url)) as one,
        serving(application(url, redis_url=redis.url)) as other,
    ):
        yield one, other


def ask(client: httpx.Client, **parameters: Any) -> str:
    """Return the code of a request's error, or "answered"."""
    answer = client.post("/graphql", json=parameters).json()
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["code"])
    assert answer == {"data": ANSWER}
    return "answered"


def register(client: httpx.Client, text: str) -> None:
    """Send a text with its hash."""
    assert ask(client, query=text, extensions=persisted(text)) == "answered"


def wait_until_stored(redis: RedisServer, text: str) -> None:
    """Wait until the Redis holds a document: nobody waits for it to be written."""
    with Redis.from_url(redis.url) as client:
        wait_until(lambda: bool(client.exists(SHARED_KEY.format(digest(text)))))


def test_what_is_sent_to_one_worker_is_known_to_the_other_over_every_transport(
    workers: tuple[httpx.Client, httpx.Client], redis: RedisServer
) -> None:
    one, other = workers
    for name, (_, send) in SENDERS.items():
        text = f"{QUERY} # {name}"
        assert send(other, {"extensions": persisted(text)}).codes == ["PERSISTED_QUERY_NOT_FOUND"]
        register(one, text)
        wait_until_stored(redis, text)
        assert send(other, {"extensions": persisted(text)}).data == ANSWER


def test_a_document_in_memory_is_not_asked_for_again(
    workers: tuple[httpx.Client, httpx.Client], redis: RedisServer, log: StringIO
) -> None:
    register(workers[0], QUERY)
    wait_until_stored(redis, QUERY)
    assert ask(workers[1], extensions=persisted(QUERY)) == "answered"
    with Redis.from_url(redis.url) as client:
        client.set(SHARED_KEY.format(digest(QUERY)), "{ another }")  # whoever asks for it again has that logged
    assert [ask(worker, extensions=persisted(QUERY)) for worker in workers] == ["answered", "answered"]
    assert log.getvalue() == ""


def test_what_is_stored_expires(workers: tuple[httpx.Client, httpx.Client], redis: RedisServer) -> None:
    register(workers[0], QUERY)
    wait_until_stored(redis, QUERY)
    with Redis.from_url(redis.url) as client:
        assert SHARED_SECONDS - 60 < client.ttl(SHARED_KEY.format(digest(QUERY))) <= SHARED_SECONDS


@pytest.mark.parametrize("value", [b"{ works { totalCount } }", b"", b"\xff", b"x" * 2_000_000])
def test_what_is_stored_must_be_what_its_hash_says(
    workers: tuple[httpx.Client, httpx.Client], redis: RedisServer, value: bytes
) -> None:
    with Redis.from_url(redis.url) as client:
        client.set(SHARED_KEY.format(digest(QUERY)), value)
    assert ask(workers[1], extensions=persisted(QUERY)) == "PERSISTED_QUERY_NOT_FOUND"


def test_what_cannot_be_executed_is_not_taken(workers: tuple[httpx.Client, httpx.Client], redis: RedisServer) -> None:
    for text in ("{ nothing }", "{", "\xff"):
        with Redis.from_url(redis.url) as client:
            client.set(SHARED_KEY.format(digest(text)), text.encode())
        assert ask(workers[1], extensions=persisted(text)) == "PERSISTED_QUERY_NOT_FOUND"


def test_where_only_trusted_documents_are_answered_none_is_taken(url: str, redis: RedisServer) -> None:
    with Redis.from_url(redis.url) as client:
        client.set(SHARED_KEY.format(digest(QUERY)), QUERY)
    with serving(application(url, redis_url=redis.url, trusted_documents="only")) as worker:
        assert ask(worker, extensions=persisted(QUERY)) == "PERSISTED_QUERY_NOT_FOUND"


def test_without_the_store_each_works_by_itself_until_it_is_back(
    workers: tuple[httpx.Client, httpx.Client], redis: RedisServer, log: StringIO
) -> None:
    one, other = workers
    redis.stop()
    register(one, QUERY)
    assert ask(one, extensions=persisted(QUERY)) == "answered"
    for _ in range(3):
        assert ask(other, extensions=persisted(QUERY)) == "PERSISTED_QUERY_NOT_FOUND"
    wait_until(lambda: log.getvalue().count("is away") == 2)  # once in each worker
    redis.start()

    def known() -> bool:
        register(one, QUERY)
        return ask(other, extensions=persisted(QUERY)) == "answered"

    wait_until(known)
    wait_until(lambda: log.getvalue().count("is back") == 2)
    assert log.getvalue().count("is away") == 2


def test_a_store_that_does_not_answer_is_not_waited_for(
    workers: tuple[httpx.Client, httpx.Client], redis: RedisServer, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    monkeypatch.setattr(shared_store, "RETRY_SECONDS", PATIENCE)
    monkeypatch.setattr(shared_store, "TIMEOUT_SECONDS", 0.1)
    redis.freeze()  # what waited for it would never be answered
    assert [ask(workers[1], extensions=persisted(QUERY)) for _ in range(5)] == ["PERSISTED_QUERY_NOT_FOUND"] * 5
    assert log.getvalue().count("is away") == 1
