"""Every transport holds to the same rules: a walk of all transports and all rules.

A new transport needs a line in ``SENDERS``, and then holds to every rule; a new rule a line in ``RULES``.
"""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import StringIO
from typing import Any, NamedTuple

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from api.graphql.preparation import SAFE, STREAMING, Transport
from schema.engine.limits import Limits
from tests.api.serving import application, serving
from tests.databases import SqliteDatabases
from tests.patience import PATIENCE

SSE = {"Accept": "text/event-stream"}
MULTIPART = {"Accept": 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'}
Parameters = dict[str, Any]


class Outcome(NamedTuple):
    """The first that comes for an operation; a subscription may begin, and then nothing comes for now."""

    codes: list[str]
    messages: list[str]
    data: Any
    began: bool = False


def outcome(result: Any) -> Outcome:
    """Return the outcome that a result tells; ``data`` is ``...`` where there is none."""
    errors = result.get("errors", [])
    codes = [error["extensions"]["code"] for error in errors]
    return Outcome(codes, [error["message"] for error in errors], result.get("data", ...))


BEGAN = Outcome([], [], ..., began=True)


def post(client: httpx.Client, parameters: Parameters) -> Outcome:
    """Send an operation by POST."""
    return outcome(client.post("/graphql", json=parameters).json())


def as_url(parameters: Parameters) -> dict[str, str]:
    """Return parameters as a URL has them."""
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}


def get(client: httpx.Client, parameters: Parameters) -> Outcome:
    """Send an operation by GET."""
    return outcome(client.get("/graphql", params=as_url(parameters)).json())


def streaming(method: str, headers: dict[str, str]) -> Callable[[httpx.Client, Parameters], Outcome]:
    """Return a sender that accepts a stream."""

    def send(client: httpx.Client, parameters: Parameters) -> Outcome:
        options: dict[str, Any] = {"json": parameters} if method == "POST" else {"params": as_url(parameters)}
        with client.stream(method, "/graphql", headers=headers, **options) as response:
            if "json" in response.headers["content-type"]:
                return outcome(json.loads(response.read()))
            chunks = response.iter_text()
            if next(chunks) and "subscription" in parameters.get("query", ""):
                return BEGAN
            text = "".join(chunks)
        start = text.index("{")
        result, _ = json.JSONDecoder().raw_decode(text[start:])
        return outcome(result.get("payload", result))

    return send


def websocket(client: httpx.Client, parameters: Parameters) -> Outcome:
    """Send an operation over a WebSocket; its end with 4400 is what 400 is over HTTP."""
    address = str(client.base_url.copy_with(scheme="ws", path="/graphql"))
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
        socket.send('{"type": "connection_init"}')
        socket.recv(PATIENCE)
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": parameters}))
        if "subscription" in parameters.get("query", ""):  # it says nothing when it begins: what comes after it does
            after = {"query": "{ latestIssue { number } }"}
            socket.send(json.dumps({"type": "subscribe", "id": "after", "payload": after}))
        try:
            message = json.loads(socket.recv(PATIENCE))
            if message["id"] == "after" and "UNAVAILABLE" not in str(message["payload"]):
                return BEGAN
            while message["id"] == "after":
                message = json.loads(socket.recv(PATIENCE))
        except ConnectionClosed as closed:
            code, reason = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (0, "no close frame")
            return Outcome(["BAD_USER_INPUT" if code == 4400 else str(code)], [reason], ...)
        payload = message["payload"]
        return outcome({"errors": payload} if message["type"] == "error" else payload)


SENDERS: dict[str, tuple[Transport, Callable[[httpx.Client, Parameters], Outcome]]] = {
    "POST": (Transport.POST, post),
    "GET": (Transport.GET, get),
    "events by POST": (Transport.POST_STREAM, streaming("POST", SSE)),
    "events by GET": (Transport.GET_STREAM, streaming("GET", SSE)),
    "multipart by POST": (Transport.POST_STREAM, streaming("POST", MULTIPART)),
    "multipart by GET": (Transport.GET_STREAM, streaming("GET", MULTIPART)),
    "WebSocket": (Transport.WEBSOCKET, websocket),
}

TRUSTED = "query Trusted { latestIssue { number } }"
FOREIGN = "query Foreign { latestIssue { number } }"
ANSWER = {"latestIssue": {"number": 1}}
DEEP = "{ latestIssue { " + "previous { " * Limits().depth + "slug" + " }" * (Limits().depth + 1) + " }"
COSTLY = "{ works(first: 100) { nodes { recommendations(first: 100) { nodes { issue { sections { heading } } } } } } }"


def digest(text: str) -> str:
    """Return the hash of a text."""
    return sha256(text.encode()).hexdigest()


def persisted(text: str, version: int = 1) -> Parameters:
    """Return the extension that names a text by its hash."""
    return {"persistedQuery": {"version": version, "sha256Hash": digest(text)}}


OPEN: dict[str, Any] = {"trusted_documents": "logged", "introspection": False}
ONLY: dict[str, Any] = {"trusted_documents": "only"}

REFUSALS: list[tuple[str, dict[str, Any], Parameters, str]] = [
    ("a text that is not trusted", ONLY, {"query": FOREIGN}, "FORBIDDEN"),
    ("one with its hash", ONLY, {"query": FOREIGN, "extensions": persisted(FOREIGN)}, "FORBIDDEN"),
    ("an unknown hash", ONLY, {"extensions": persisted(FOREIGN)}, "PERSISTED_QUERY_NOT_FOUND"),
    ("an unknown hash", OPEN, {"extensions": persisted("{ never }")}, "PERSISTED_QUERY_NOT_FOUND"),
    ("an unknown id", ONLY, {"documentId": "nobody"}, "PERSISTED_QUERY_NOT_FOUND"),
    ("another version", OPEN, {"extensions": persisted(TRUSTED, version=2)}, "BAD_USER_INPUT"),
    ("a wrong hash", OPEN, {"query": TRUSTED, "extensions": persisted(FOREIGN)}, "BAD_USER_INPUT"),
    ("text and id", OPEN, {"query": TRUSTED, "documentId": "trusted-1"}, "BAD_USER_INPUT"),
    ("neither", OPEN, {"variables": {}}, "BAD_USER_INPUT"),
    ("a depth", OPEN, {"query": DEEP}, "QUERY_LIMIT"),
    ("a cost", OPEN, {"query": COSTLY}, "COST_LIMIT"),
    ("introspection", OPEN, {"query": "{ __schema { __typename } }"}, "GRAPHQL_VALIDATION_FAILED"),
    ("a mistake", OPEN, {"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
    ("half a text", OPEN, {"query": "{"}, "GRAPHQL_PARSE_FAILED"),
    ("wrong variables", OPEN, {"query": "query($a: Int!) { issues(first: $a) { totalCount } }"}, "BAD_USER_INPUT"),
    ("no such operation", OPEN, {"query": TRUSTED, "operationName": "Other"}, "BAD_USER_INPUT"),
]


@pytest.fixture(scope="module")
def servers(
    sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, httpx.Client]]:
    """Two servers: one answers trusted documents only, the other logs others and shows no schema."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    manifest = tmp_path_factory.mktemp("manifest") / "manifest.json"
    manifest.write_text(json.dumps({"trusted-1": TRUSTED}))
    with (
        serving(application(url, trusted_manifest=manifest, **OPEN)) as open_client,
        serving(application(url, trusted_manifest=manifest, **ONLY)) as only_client,
    ):
        yield {"logged": open_client, "only": only_client}
    sqlite_databases.drop(url)


def test_the_walk_covers_every_transport() -> None:
    assert {transport for transport, _ in SENDERS.values()} == set(Transport)


@pytest.mark.parametrize("sender", SENDERS)
@pytest.mark.parametrize(
    ("settings", "parameters", "code"),
    [
        pytest.param(settings, parameters, code, id=f"{name}, {settings['trusted_documents']}")
        for name, settings, parameters, code in REFUSALS
    ],
)
def test_what_is_refused_is_refused_over_every_transport(
    servers: dict[str, httpx.Client], sender: str, settings: dict[str, Any], parameters: Parameters, code: str
) -> None:
    _, send = SENDERS[sender]
    result = send(servers[settings["trusted_documents"]], parameters)
    assert (set(result.codes), result.data) == ({code}, ...)
    assert all(result.messages)


@pytest.mark.parametrize("sender", SENDERS)
@pytest.mark.parametrize(
    "parameters",
    [
        {"query": TRUSTED},
        {"documentId": "trusted-1"},
        {"documentId": f"sha256:{digest(TRUSTED)}", "operationName": "Trusted"},
        {"extensions": persisted(TRUSTED)},
    ],
)
def test_a_trusted_document_is_answered_over_every_transport(
    servers: dict[str, httpx.Client], sender: str, parameters: Parameters
) -> None:
    _, send = SENDERS[sender]
    assert send(servers["only"], parameters) == Outcome([], [], ANSWER)


@pytest.mark.parametrize("sender", SENDERS)
def test_a_foreign_document_is_logged_over_every_transport(
    servers: dict[str, httpx.Client], log: StringIO, sender: str
) -> None:
    _, send = SENDERS[sender]
    text = f"{FOREIGN} # {sender}"
    assert send(servers["logged"], {"query": text}).data == ANSWER
    assert digest(text) in log.getvalue()


@pytest.mark.parametrize("sender", SENDERS)
def test_a_document_that_one_transport_registers_is_known_over_every_other(
    servers: dict[str, httpx.Client], sender: str
) -> None:
    _, send = SENDERS[sender]
    text = f"{FOREIGN} # registered by {sender}"
    assert send(servers["logged"], {"query": text, "extensions": persisted(text)}).data == ANSWER
    for _, other in SENDERS.values():
        assert other(servers["logged"], {"extensions": persisted(text)}).data == ANSWER


@pytest.mark.parametrize("sender", SENDERS)
def test_a_subscription_begins_where_results_can_stream_and_is_refused_in_words_elsewhere(
    servers: dict[str, httpx.Client], sender: str
) -> None:
    transport, send = SENDERS[sender]
    result = send(servers["logged"], {"query": "subscription { issuePublished { slug } }"})
    if transport in STREAMING:
        assert result == BEGAN
    else:
        assert (result.codes, result.data) == (["BAD_USER_INPUT"], ...)
        assert "text/event-stream" in result.messages[0]


@pytest.mark.parametrize("sender", SENDERS)
def test_a_mutation_is_not_run_by_a_safe_method(servers: dict[str, httpx.Client], sender: str) -> None:
    transport, send = SENDERS[sender]
    result = send(servers["logged"], {"query": "mutation { __typename }"})
    if transport in SAFE:
        assert (result.codes, result.data) == (["BAD_USER_INPUT"], ...)
    else:
        assert (result.codes, result.data) == ([], {"__typename": "Mutation"})


def test_a_schema_that_cannot_be_asked_for_cannot_be_read_as_a_file(servers: dict[str, httpx.Client]) -> None:
    refused = servers["logged"].get("/schema.graphql")
    assert (refused.status_code, refused.json()["detail"]) == (403, "Introspection is turned off here.")
    assert servers["only"].get("/schema.graphql").status_code == 200
