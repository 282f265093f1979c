"""What is not published comes out at no door: GraphQL in every way, pages, cards, feeds, pictures and lists.

Two servers have the same published content, one of them much besides. Nobody, at the one without secrets, and a key
with every scope, at the other, must get the same bytes; with a view, the same doors show what it is of. That both sorts
of database answer alike is tested elsewhere.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from schema.vocabulary import Scope
from tests.api.keys import bearer, make_key
from tests.api.serving import AMPLE, application, serving
from tests.conftest import fresh
from tests.contracts import secrets
from tests.contracts.secrets import FUTURE, HIDDEN, OPEN, Chapter, revealed, revealed_chapters
from tests.databases import SqliteDatabases
from tests.patience import PATIENCE

QUERY = "{ issues(first: 100) { totalCount nodes { slug } } works(first: 100) { nodes { slug } } }"
MCP_HEADERS = {"Mcp-Method": "tools/call", "Mcp-Name": "list_issues"}
META: dict[str, Any] = {"clientCapabilities": {}, "clientInfo": {"name": "walk", "version": "1"}}
STREAMS = ("text/event-stream", 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0')
DAY = f"published; at={FUTURE:%Y-%m-%dT%H:%M:%SZ}"
LISTS = (
    *("/", "/issues", "/works", "/issues?year=2099", "/sitemap.xml", "/sitemap.xml?part=people", "/llms.txt"),
    *(f"/feeds/issues{form}" for form in ("", ".atom", ".rss", ".json")),
)
SHOWING_SOME = {"/", "/works", "/issues?year=2099", "/sitemap.xml?part=people"}
"""Which list what belongs to some issues only: the latest one, works, those of a year, people."""
OF_THE_MAGAZINE = ("/about", "/subscribe", "/manifest.webmanifest", "/robots.txt", "/share/front.png")
"""What says nothing of issues, or not in words."""


def addresses(chapter: Chapter) -> list[str]:
    """List the addresses of a chapter's own."""
    slug, work = chapter.slug(), f"works/{chapter.slug(chapter.kinds[0])}"
    cards = [f"issues/{slug}", work, f"recommendations/{chapter.id('rec', '0-0')}"]
    names = [f"{folder}/{slug}" for folder in ("columns", "people", "organizations")]
    return [
        *(f"/{path}" for path in (*cards, *names)),
        *(f"/embed/{path}" for path in cards),
        f"/oembed?url=https://liane.example/{cards[0]}",
        *(f"/feeds/columns/{slug}{form}" for form in ("", ".atom")),
    ]


@pytest.fixture
def servers(sqlite_databases: SqliteDatabases) -> Iterator[tuple[httpx.Client, httpx.Client, str]]:
    """Clients of a server with secrets and of one that never had any, and a key of the former with every scope."""
    fills = (secrets.fill, secrets.fill_innocently)
    templates = [sqlite_databases.template(fill, sqlite_databases.migrated) for fill in fills]
    with ExitStack() as stack:
        urls = [stack.enter_context(fresh(sqlite_databases, template)) for template in templates]
        key = make_key(urls[0], *Scope, points=AMPLE)
        keeper, innocent = (stack.enter_context(serving(application(url, mcp=True))) for url in urls)
        yield keeper, innocent, key


def walk(client: httpx.Client, paths: list[str], headers: dict[str, str]) -> dict[str, tuple[int, bytes]]:
    """Return what stands behind each door."""
    own = {"Accept": "application/atom+xml, text/html;q=0.9", "X-Request-Id": "one", **headers}
    answers = {path: client.get(path, headers=own) for path in paths}
    seen = {path: (answer.status_code, answer.content) for path, answer in answers.items()}
    for accept in ("application/json", *STREAMS):
        sent = {**headers, "Accept": accept}
        answer = client.post("/graphql", json={"query": QUERY}, headers=sent)
        seen[f"POST {accept}"] = answer.status_code, answer.content
        answer = client.get("/graphql", params={"query": QUERY}, headers=sent)
        seen[f"GET {accept}"] = answer.status_code, answer.content
    for version in ("2025-11-25", "2026-07-28"):
        sent = {"Accept": "application/json", "MCP-Protocol-Version": version, **MCP_HEADERS, **headers}
        answer = client.post("/mcp", json=agents_request(version), headers=sent)
        seen[f"MCP {version}"] = answer.status_code, answer.content
    seen["WebSocket"] = 101, over_websocket(client, headers)
    return seen


def agents_request(version: str) -> dict[str, Any]:
    """Return what an agent sends that lists issues, by a version of its protocol."""
    meta = {f"io.modelcontextprotocol/{name}": value for name, value in META.items()}
    meta["io.modelcontextprotocol/protocolVersion"] = version
    params = {"name": "list_issues", "arguments": {"first": 20}, "_meta": meta}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


def over_websocket(client: httpx.Client, payload: dict[str, str]) -> bytes:
    """Ask over a WebSocket."""
    address = str(client.base_url.join("/graphql")).replace("http", "ws", 1)
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(socket.recv(PATIENCE)) == {"type": "connection_ack"}
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": QUERY}}))
        return str(socket.recv(PATIENCE)).encode()


def test_nothing_comes_out_at_any_door_but_under_a_view(servers: tuple[httpx.Client, httpx.Client, str]) -> None:
    keeper, innocent, key = servers
    draft, to_come = HIDDEN[1], HIDDEN[2]
    hidden: dict[str, Any] = {each.name: addresses(each) for each in (draft, to_come)}
    paths = [*LISTS, *OF_THE_MAGAZINE, *addresses(OPEN[0]), *hidden[draft.name], *hidden[to_come.name]]
    public = walk(innocent, paths, {})
    assert {public[path][0] for each in hidden.values() for path in each} == {404}
    for headers in ({}, bearer(key)):
        assert walk(keeper, paths, headers) == public
    day = walk(keeper, paths, bearer(key, DAY))
    assert {day.pop(path)[0] for path in hidden[draft.name]} == {404}
    assert names(day) == {to_come.name}
    assert {day[path][0] for path in hidden[to_come.name]} == {200}
    assert lists_of(day) <= {door for door, (_, body) in day.items() if revealed(body)}


def test_an_editor_sees_all_at_every_door_that_lists_issues(servers: tuple[httpx.Client, httpx.Client, str]) -> None:
    keeper, _, key = servers
    everything = {each.name for each in HIDDEN if each.status}
    paths = [*LISTS, *OF_THE_MAGAZINE, *(path for each in HIDDEN if each.status for path in addresses(each))]
    seen = walk(keeper, paths, bearer(key, "draft"))
    assert {status for status, _ in seen.values()} == {101, 200}
    for door in lists_of(seen) - SHOWING_SOME:
        assert names({door: seen[door]}) >= everything, door


def test_no_other_scope_opens_any_view_at_any_door(sqlite_databases: SqliteDatabases) -> None:
    others = [scope for scope in Scope if scope is not Scope.READ_DRAFTS]
    template = sqlite_databases.template(secrets.fill, sqlite_databases.migrated)
    paths = [*LISTS, *OF_THE_MAGAZINE, *addresses(OPEN[0]), *addresses(HIDDEN[1]), "/docs", "/livez", "/schema.graphql"]
    with fresh(sqlite_databases, template) as url:
        keys = [make_key(url, *scopes) for scopes in ((), others, *([each] for each in others))]
        with serving(application(url, mcp=True)) as client:
            for headers in [bearer(key, view) for key in keys for view in ("draft", DAY)]:
                assert {client.get(path, headers=headers).status_code for path in paths} == {403}
                for accept in ("application/json", *STREAMS):
                    sent = {**headers, "Accept": accept}
                    assert client.post("/graphql", json={"query": QUERY}, headers=sent).status_code == 403
                    assert client.get("/graphql", params={"query": QUERY}, headers=sent).status_code == 403
                assert client.post("/mcp", json=agents_request("2025-11-25"), headers=headers).status_code == 403
                with pytest.raises(ConnectionClosed, match="4403"):
                    over_websocket(client, headers)


def lists_of(seen: dict[str, tuple[int, bytes]]) -> set[str]:
    """Return the doors that issues are listed at."""
    return {door for door in seen if door in LISTS or not door.startswith("/")}


def names(seen: dict[str, tuple[int, bytes]]) -> set[str]:
    """Return the hidden chapters that anything names."""
    return {name for _, body in seen.values() for name in revealed_chapters(body)}
