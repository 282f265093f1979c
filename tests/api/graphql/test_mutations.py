"""Mutations over HTTP, WebSocket and streams: who may, what it costs, and that the writer reads it at once."""

import json
from collections.abc import Iterator

import httpx
import pytest

from api.http.media_types import EVENT_STREAM, GRAPHQL
from schema.vocabulary import Scope
from tests.api.graphql.test_websocket import connected
from tests.api.keys import bearer, make_key
from tests.api.serving import application, serving

CREATE = (
    'mutation($name: String = "Ada") { createPerson(input: { name: $name }) { person { name } problems { code } } }'
)
CREATED = {"createPerson": {"person": {"name": "Ada"}, "problems": []}}
Writing = tuple[httpx.Client, dict[str, str]]


@pytest.fixture
def writing(seeded_url: str) -> Iterator[Writing]:
    """A server, and the headers of a key that it has known from the start."""
    headers = bearer(make_key(seeded_url, Scope.WRITE_CONTENT, Scope.PUBLISH))
    with serving(application(seeded_url, response_cache_bytes=1_000_000)) as client:
        yield client, headers


def test_a_key_that_may_writes(writing: Writing) -> None:
    client, headers = writing
    response = client.post("/graphql", json={"query": CREATE}, headers=headers)
    assert (response.status_code, response.json()) == (200, {"data": CREATED})
    assert response.headers["cache-control"] == "no-store"


def test_others_are_refused(writing: Writing) -> None:
    response = writing[0].post("/graphql", json={"query": CREATE}, headers={"Accept": GRAPHQL})
    assert response.status_code == 401
    assert [each["extensions"]["code"] for each in response.json()["errors"]] == ["UNAUTHENTICATED"]
    assert "data" not in response.json()


def test_it_is_written_over_a_stream_and_a_websocket_too(writing: Writing) -> None:
    client, headers = writing
    streamed = client.post("/graphql", json={"query": CREATE}, headers={**headers, "Accept": EVENT_STREAM})
    assert json.loads(streamed.text.split("data: ")[1].split("\n")[0]) == {"data": CREATED}
    with connected(client) as socket:
        socket.send({"type": "connection_init", "payload": headers})
        assert socket.receive()["type"] == "connection_ack"
        socket.subscribe("1", CREATE)
        assert socket.receive() == {"id": "1", "type": "next", "payload": {"data": CREATED}}
        assert socket.receive() == {"id": "1", "type": "complete"}


def test_it_costs_ten_points_and_what_its_payload_reads(writing: Writing) -> None:
    client, headers = writing
    operation = 'mutation { createPerson(input: { name: "Ada" }) { person { works(first: 5) { nodes { slug } } } } }'
    for wish in ("only", "1"):
        asked = client.post("/graphql", json={"query": operation}, headers={**headers, "Liane-Cost": wish})
        cost = asked.json()["extensions"]["cost"]
        assert (cost["cost"], cost["limit"]) == (10 + 1 + 10 + 5, 5_000)


def test_a_payload_may_not_read_more_than_its_limit(writing: Writing) -> None:
    client, headers = writing
    inner = "works(first: 100) { nodes { recommendations(first: 100) { nodes { role } } } }"
    operation = f'mutation {{ createPerson(input: {{ name: "Ada" }}) {{ person {{ {inner} }} }} }}'
    response = client.post("/graphql", json={"query": operation}, headers=headers)
    assert [each["extensions"]["code"] for each in response.json()["errors"]] == ["COST_LIMIT"]


def test_the_next_answer_is_read_anew(writing: Writing) -> None:
    client, headers = writing
    question = {"query": '{ person(slug: "laura-mcgann") { id name } }'}
    person = client.post("/graphql", json=question).json()["data"]["person"]
    for name in ("L. M.", "Laura", "L. McGann"):
        update = (
            f'mutation {{ updatePerson(input: {{ id: "{person["id"]}", name: "{name}" }}) {{ problems {{ code }} }} }}'
        )
        assert client.post("/graphql", json={"query": update}, headers=headers).json() == {
            "data": {"updatePerson": {"problems": []}}
        }
        assert client.post("/graphql", json=question).json()["data"]["person"]["name"] == name


@pytest.mark.parametrize(
    "fields",
    [
        'createPerson(input: { name: "Ada" }) @skip(if: $skip) { person { name } }',
        'createPerson(input: { name: "Ada" }) { person @skip(if: $skip) { name } problems { code } }',
    ],
)
def test_a_directive_without_its_condition_is_the_clients_mistake(writing: Writing, fields: str) -> None:
    client, headers = writing
    request = {"query": f"mutation($skip: Boolean = false) {{ {fields} }}", "variables": {"skip": None}}
    for wish in ({}, {"Liane-Cost": "only"}):
        answer = client.post("/graphql", json=request, headers={**headers, **wish}).json()
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["BAD_USER_INPUT"]
