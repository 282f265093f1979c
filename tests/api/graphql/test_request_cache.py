"""The cache of POST requests: equal bytes are prepared once, within bounds."""

import json
from typing import Any

import pytest

from api.graphql import request_cache
from api.graphql.request import GraphQLRequest
from api.graphql.request_cache import RequestCache
from api.http.media_types import JSON

NUMBER = "{ latestIssue { number } }"


@pytest.fixture
def prepared() -> list[GraphQLRequest]:
    """The requests that were prepared."""
    return []


@pytest.fixture
def requests(prepared: list[GraphQLRequest]) -> RequestCache:
    """A cache that prepares nothing, but counts."""

    def prepare(request: GraphQLRequest) -> Any:
        prepared.append(request)
        return len(prepared)

    return RequestCache(prepare)


def body(query: str = NUMBER, **parameters: Any) -> bytes:
    return json.dumps({"query": query, **parameters}).encode()


def test_equal_bytes_are_prepared_once(requests: RequestCache, prepared: list[GraphQLRequest]) -> None:
    assert requests.parse(JSON, body()) is requests.parse(JSON, body())
    assert [request.query for request in prepared] == [NUMBER]


@pytest.mark.parametrize(
    ("content_type", "other"),
    [(JSON, body(NUMBER + " ")), (JSON, body(variables={"x": 1})), (f"{JSON}; charset=utf-8", body())],
)
def test_other_bytes_are_another_request(
    requests: RequestCache, prepared: list[GraphQLRequest], content_type: str, other: bytes
) -> None:
    requests.parse(JSON, body())
    requests.parse(content_type, other)
    assert len(prepared) == len(requests) == 2


def test_a_request_with_extensions_is_prepared_each_time(requests: RequestCache) -> None:
    automatic = body(extensions={"persistedQuery": {"version": 1, "sha256Hash": "0"}})
    assert requests.parse(JSON, automatic).prepared != requests.parse(JSON, automatic).prepared
    assert len(requests) == 0


@pytest.mark.parametrize("content_type", [f"{JSON}; x={'x' * 5_000}", JSON])
def test_a_long_request_is_answered_but_not_kept(requests: RequestCache, content_type: str) -> None:
    query = NUMBER + "#" * (5_000 if content_type == JSON else 0)
    assert requests.parse(content_type, body(query)).request.query == query
    assert len(requests) == 0


def test_the_least_recently_used_request_is_evicted(
    monkeypatch: pytest.MonkeyPatch, prepared: list[GraphQLRequest]
) -> None:
    monkeypatch.setattr(request_cache, "MAX_REQUESTS", 2)

    def prepare(request: GraphQLRequest) -> Any:
        prepared.append(request)

    requests = RequestCache(prepare)
    for query in ("{ a }", "{ b }", "{ a }", "{ c }", "{ a }", "{ b }"):
        requests.parse(JSON, body(query))
    assert [request.query for request in prepared] == ["{ a }", "{ b }", "{ c }", "{ b }"]
