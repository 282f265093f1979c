"""Python clients as they are: ariadne-codegen, gql, and httpx alone."""

import json
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from gql import Client, GraphQLRequest, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.async_transport import AsyncTransport
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport

from tests.clients.conftest import HERE, SLUG, generate_python, run

ISSUE = "query Issue($slug: String!) { issue(slug: $slug) { title publishedAt } }"
NEWS = "subscription { issuePublished { slug } }"
TITLE = "Hollywood en grève contre ses doubles"
TRANSPORTS: dict[str, Callable[[str], AsyncTransport]] = {
    "aiohttp": AIOHTTPTransport,
    "httpx": lambda url: HTTPXAsyncTransport(url, trust_env=False),
    "websockets": lambda url: WebsocketsTransport(url.replace("http", "ws"), subprotocols=["graphql-transport-ws"]),
}


def test_what_ariadne_codegen_generates_is_typed_and_works(busy_server: str, tmp_path: Path) -> None:
    folder = shutil.copytree(HERE / "ariadne", tmp_path / "ariadne")
    generate_python(folder, busy_server)
    run(sys.executable, "-W", "error", "main.py", busy_server, SLUG, folder=folder)


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_gql_checks_a_query_against_the_schema_that_it_asks_for(transport: str, server: str) -> None:
    client = Client(transport=TRANSPORTS[transport](f"{server}/graphql"), fetch_schema_from_transport=True)
    async with client as session:
        answer = await session.execute(GraphQLRequest(ISSUE, variable_values={"slug": SLUG}))
        assert answer["issue"]["title"] == TITLE


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_gql_gives_the_code_of_an_error(transport: str, server: str) -> None:
    async with Client(transport=TRANSPORTS[transport](f"{server}/graphql")) as session:
        with pytest.raises(TransportQueryError) as refused:
            await session.execute(gql("{ nothing }"))
    assert refused.value.errors
    assert refused.value.errors[0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_gql_is_told_of_issues_as_they_appear(busy_server: str) -> None:
    async with Client(transport=TRANSPORTS["websockets"](f"{busy_server}/graphql")) as session:
        answers = session.subscribe(gql(NEWS))
        slugs = {(await anext(answers))["issuePublished"]["slug"] for _ in range(2)}
        await answers.aclose()
    assert len(slugs) == 2


def test_httpx_posts_a_query(server: str) -> None:
    body = {"query": ISSUE, "variables": {"slug": SLUG}}
    answer = httpx.post(f"{server}/graphql", json=body, trust_env=False)
    issue = answer.raise_for_status().json()["data"]["issue"]
    assert issue["title"] == TITLE
    assert datetime.fromisoformat(issue["publishedAt"]) == datetime(2023, 7, 21, 6, tzinfo=UTC)


def test_httpx_asks_whether_what_it_holds_is_current(server: str) -> None:
    parameters = {"query": ISSUE, "variables": json.dumps({"slug": SLUG})}
    first = httpx.get(f"{server}/graphql", params=parameters, trust_env=False)
    validators = {"If-None-Match": first.headers["ETag"]}
    again = httpx.get(f"{server}/graphql", params=parameters, headers=validators, trust_env=False)
    assert [first.status_code, again.status_code] == [200, 304]


def test_httpx_reads_a_stream_of_events(busy_server: str) -> None:
    slugs: list[Any] = []
    with httpx.stream(
        "GET",
        f"{busy_server}/graphql",
        params={"query": NEWS},
        headers={"Accept": "text/event-stream"},
        trust_env=False,
    ) as stream:
        for line in stream.iter_lines():
            if line.startswith("data: "):
                slugs.append(json.loads(line.removeprefix("data: "))["data"]["issuePublished"]["slug"])
            if len(slugs) == 2:
                break
    assert len(set(slugs)) == 2
