"""Whatever is sent, the answer has a code and plain words: nothing fails, nothing tells how the server is made.

Valid and invalid operations come from ``hypothesis-graphql`` and ``schemathesis``; invalid variables and malformed
requests are made here.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import Mode, queries

from tests.clients.answers import problem
from tests.clients.conftest import HERE, run
from tests.patience import PATIENCE

ROOT = HERE.parents[1]
SDL = (ROOT / "schema.graphql").read_text()
GRAPHQL = {"Accept": "application/graphql-response+json"}
SECONDS = "10"
"""How long schemathesis looks."""

bounded = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))

texts = st.text() | st.sampled_from(["\0", "\ud800", "9" * 400, "hollywood-en-greve-contre-ses-doubles"])
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=8)

VARIABLES = """
query Everything(
  $id: ID!, $ids: [ID!]!, $slug: String!, $number: Int, $external: ExternalIdInput, $first: Int, $after: String
  $last: Int, $before: String, $works: WorkFilter, $order: WorkOrder, $roles: [RecommendationRole!], $skip: Boolean!
) {
  node(id: $id) { id }
  nodes(ids: $ids) { id }
  issue(slug: $slug, number: $number) @skip(if: $skip) { title recommendations(roles: $roles) { role } }
  work(externalId: $external) { title }
  works(first: $first, after: $after, last: $last, before: $before, filter: $works, orderBy: $order) { totalCount }
}
"""
fitting: dict[str, st.SearchStrategy[Any]] = {
    "id": texts,
    "ids": st.lists(texts),
    "slug": texts,
    "number": st.integers(-(2**31), 2**31 - 1),
    "external": st.fixed_dictionaries({"scheme": texts, "value": texts}),
    "first": st.integers(-1, 101),
    "after": texts,
    "last": st.integers(-1, 101),
    "before": texts,
    "works": st.fixed_dictionaries(
        {}, optional={"slug": st.lists(texts), "tag": st.lists(texts), "year": st.lists(st.integers())}
    ),
    "order": st.sampled_from(["TITLE_ASC", "RELEASE_DATE_DESC"]),
    "roles": st.lists(st.sampled_from(["PICK", "SUBJECT", "PICKED"])),
    "skip": st.booleans(),
}
variables = st.fixed_dictionaries({}, optional={name: fits | values for name, fits in fitting.items()})
bodies = (
    st.binary()
    | st.builds(lambda value: json.dumps(value).encode(), values)
    | st.builds(
        lambda body: json.dumps(body).encode(),
        st.fixed_dictionaries(
            {},
            optional={
                "query": values
                | st.sampled_from(["{ publication { name } }", "{", "query A { viewer { name } } query B { a }"]),
                "operationName": values,
                "variables": values,
                "extensions": values | st.fixed_dictionaries({"persistedQuery": values}),
                "documentId": values,
            },
        ),
    )
)
printable = st.text(st.characters(min_codepoint=33, max_codepoint=126))
headers = st.fixed_dictionaries(
    {},
    optional={
        "Content-Type": printable
        | st.sampled_from(["application/json", "application/json; charset=utf-16", "text/plain"]),
        "Accept": printable
        | st.sampled_from(["application/json", "application/graphql-response+json", "text/event-stream"]),
        "Content-Encoding": printable,
        "If-None-Match": printable,
    },
)
methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    """A client of the server."""
    with httpx.Client(base_url=server, headers=GRAPHQL, trust_env=False, timeout=PATIENCE) as client:
        yield client


def hold(response: httpx.Response) -> None:
    """Hold an answer to what holds for all; streams are read as what they carry."""
    body = response.content
    if response.headers.get("content-type", "").startswith("text/event-stream"):
        body = body.partition(b"data: ")[2].partition(b"\n")[0]
    if response.request.method == "HEAD":
        assert response.status_code < 500
    else:
        assert problem(response.status_code, body) is None, body


@bounded
@given(query=queries(SDL, allow_x00=True))
def test_valid_operations(client: httpx.Client, query: str) -> None:
    hold(client.post("/graphql", json={"query": query}))
    hold(client.get("/graphql", params={"query": query}))


@bounded
@given(query=queries(SDL, mode=Mode.NEGATIVE))
def test_operations_that_the_schema_does_not_allow(client: httpx.Client, query: str) -> None:
    response = client.post("/graphql", json={"query": query})
    hold(response)
    assert response.json()["errors"]


@bounded
@given(variables=variables)
def test_variables_of_any_form(client: httpx.Client, variables: dict[str, Any]) -> None:
    body = json.dumps({"query": VARIABLES, "variables": variables})
    hold(client.post("/graphql", content=body, headers={"Content-Type": "application/json"}))


@bounded
@given(method=methods, headers=headers, body=bodies)
def test_requests_of_any_form(client: httpx.Client, method: str, headers: dict[str, str], body: bytes) -> None:
    hold(client.request(method, "/graphql", headers=headers, content=body))


@bounded
@given(
    parameters=st.dictionaries(st.sampled_from(["query", "variables", "extensions", "documentId"]), printable | texts)
)
def test_urls_of_any_form(client: httpx.Client, parameters: dict[str, str]) -> None:
    encoded = {name: value.encode("utf-8", "replace") for name, value in parameters.items()}
    hold(client.get("/graphql", params={**encoded, "operationName": ""}))


def test_schemathesis_finds_nothing(server: str, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("schemathesis")
    checks = ["--checks", "answers_in_plain_words", "--warnings", "off"]
    configuration = ["--config-file", str(HERE / "schemathesis.toml")]
    command = [str(program), *configuration, "run", f"{server}/graphql", "--max-time", SECONDS, *checks]
    run(*command, folder=tmp_path, PYTHONPATH=str(ROOT))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b'{"errors":[{"message":"Sorry.","extensions":{"code":"INTERNAL"}}]}'),
        (200, b'{"errors":[{"message":"Sorry.","extensions":{"code":"INTERNAL"}}]}'),
        (400, b'{"errors":[{"message":"Sorry."}]}'),
        (400, b'{"errors":[{"message":"\'NoneType\' has no slug","extensions":{"code":"BAD_USER_INPUT"}}]}'),
        (400, b'{"errors":[{"message":"No KeyError for you","extensions":{"code":"BAD_USER_INPUT"}}]}'),
        (400, b"Bad Request"),
        (200, b""),
    ],
)
def test_what_they_look_for_would_be_found(status: int, body: bytes) -> None:
    assert problem(status, body)


def test_they_do_not_look_between_quotes_where_a_client_finds_its_own_words_again() -> None:
    body = b'{"errors":[{"message":"Not an Int: \\"__main__\\"","extensions":{"code":"BAD_USER_INPUT"}}]}'
    assert problem(400, body) is None
