"""``Liane-Cost: 1``: the answer tells what its operation cost, and no cache mixes it up with the one that does not."""

import json
from typing import Any

import httpx
import pytest

from api.http.media_types import GRAPHQL

COST = {"Liane-Cost": "1"}
LIMIT = 50_000
PAGE = "query Page($first: Int) { issues(first: $first) { nodes { number } } }"


def post(client: httpx.Client, query: str, headers: dict[str, str] = COST, **request: Any) -> httpx.Response:
    return client.post("/graphql", json={"query": query, **request}, headers=headers)


@pytest.mark.parametrize(
    ("request_", "cost"),
    [
        ({"query": "{ latestIssue { number } }"}, 1),
        ({"query": PAGE}, 20),
        ({"query": PAGE, "variables": {"first": 3}}, 3),
        ({"query": "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", "variables": {"ids": ["a", "b"]}}, 2),
        ({"query": '{ __type(name: "Issue") { name } }'}, 1_000),
        ({"query": "{ viewer { name } }"}, 0),
        ({"query": "{ __typename }"}, 0),
    ],
)
def test_an_answer_tells_its_cost_by_either_method_in_every_media_type(
    client: httpx.Client, request_: dict[str, Any], cost: int
) -> None:
    url_parameters = {name: value if isinstance(value, str) else json_text(value) for name, value in request_.items()}
    plain = client.post("/graphql", json=request_).json()
    for accept in ("application/json", GRAPHQL):
        headers = {"Accept": accept, **COST}
        posted = client.post("/graphql", json=request_, headers=headers)
        got = client.get("/graphql", params=url_parameters, headers=headers)
        for response in (posted, got):
            assert response.json() == {**plain, "extensions": {"cost": {"cost": cost, "limit": LIMIT}}}


def test_an_answer_tells_no_cost_unasked(client: httpx.Client) -> None:
    assert set(post(client, PAGE, {}).json()) == {"data"}


def test_where_errors_leave_no_data_the_cost_is_told_beside_them(client: httpx.Client) -> None:
    query = 'query($ids: [ID!]!) { nodes(ids: $ids) { id } issues(after: "zz") { nodes { number } } }'
    answer = post(client, query, variables={"ids": ["a", "b"]}).json()
    assert set(answer) == {"errors", "data", "extensions"}
    assert answer["data"] is None
    assert answer["extensions"]["cost"]["cost"] == 0


def test_what_is_refused_says_in_its_error_what_it_would_have_cost(client: httpx.Client) -> None:
    answer = post(
        client,
        "{ issues(first: 100) { nodes { sections { recommendations { id } } authors { id } } } "
        "works(first: 100) { nodes { recommendations(first: 100) { nodes { work { credits { "
        "person { id } } } } } } } }",
    ).json()
    assert set(answer) == {"errors"}
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "COST_LIMIT"
    assert error["extensions"]["cost"] > LIMIT


def test_an_answer_with_its_cost_is_for_the_one_who_asked(client: httpx.Client) -> None:
    parameters = {"query": PAGE}
    plain = client.get("/graphql", params=parameters)
    assert "Liane-Cost" in plain.headers["vary"].split(", ")
    revalidated = client.get("/graphql", params=parameters, headers={**COST, "If-None-Match": plain.headers["etag"]})
    assert revalidated.status_code == 200
    assert revalidated.json()["extensions"]["cost"]["cost"] == 20
    assert revalidated.headers["cache-control"] == "no-store"
    assert "etag" not in revalidated.headers


@pytest.mark.parametrize(
    ("query", "cost", "path", "dearest"),
    [
        (
            "{ issues(first: 10) { nodes { sections { recommendations { work { credits { person { name } } } } } } } }",
            12_110,
            ["issues", "nodes", "sections", "recommendations", "work", "credits"],
            5_000,
        ),
        ("{ all: works(first: 5) { totalCount nodes { id } } latestIssue { number } }", 106, ["all"], 105),
        ('{ a: nodes(ids: ["x", "y"]) { id } b: __type(name: "Issue") { name } }', 1_002, ["b"], 1_000),
        (
            "{ works(first: 100) { nodes { recommendations(first: 100) { nodes { issue { sections { id } } } } } } }",
            0,
            0,
            0,
        ),
    ],
)
def test_a_query_can_be_priced_without_being_run(
    client: httpx.Client, statements: list[str], query: str, cost: int, path: Any, dearest: int
) -> None:
    for response in (
        post(client, query, {"Liane-Cost": "only"}),
        client.get("/graphql", params={"query": query}, headers={"Liane-Cost": "only"}),
    ):
        assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
        answer = response.json()
        assert set(answer) == {"data", "extensions"}
        assert answer["data"] is None
        if cost:
            expected = {"cost": cost, "limit": LIMIT, "dearest": {"path": path, "cost": dearest}}
            assert answer["extensions"]["cost"] == expected
        else:
            assert answer["extensions"]["cost"]["cost"] > LIMIT
    assert statements == []


def test_what_costs_nothing_has_no_dearest_field(client: httpx.Client) -> None:
    answer = post(client, "{ __typename }", {"Liane-Cost": "only"}).json()
    assert answer["extensions"]["cost"] == {"cost": 0, "limit": LIMIT, "dearest": None}


def test_a_price_alone_is_not_streamed(client: httpx.Client, statements: list[str]) -> None:
    response = post(client, PAGE, {"Liane-Cost": "only", "Accept": "text/event-stream"})
    assert response.status_code == 400
    assert statements == []


@pytest.mark.parametrize("value", ["ONLY", "0", "true", "", "1, 1"])
def test_another_value_is_refused_and_nothing_is_run(client: httpx.Client, statements: list[str], value: str) -> None:
    for response in (
        post(client, PAGE, {"Liane-Cost": value}),
        client.get("/graphql", params={"query": PAGE}, headers={"Liane-Cost": value}),
    ):
        assert response.status_code == 400
        assert "Liane-Cost" in response.json()["errors"][0]["message"]
    assert statements == []


def test_pages_of_other_origins_may_ask_for_it(client: httpx.Client) -> None:
    asking = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type, liane-cost",
    }
    allowed = client.options("/graphql", headers=asking).headers["access-control-allow-headers"]
    assert "liane-cost" in allowed.split(", ")


def json_text(value: Any) -> str:
    """Return a parameter of a URL."""
    return json.dumps(value)
