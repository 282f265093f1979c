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
STREAMS = ("text/event-stream", 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0')
DAY = f"published; at={FUTURE:%Y-%m-%dT%H:%M:%SZ}"
LISTS = (
    *("/", "/issues", "/works", "/issues?year=2099", "/sitemap.xml", "/sitemap.xml?part=people"),
    *(f"/feeds/issues{form}" for form in ("", ".atom", ".rss", ".json")),
)
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
        keeper, innocent = (stack.enter_context(serving(application(url))) for url in urls)
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
    seen["WebSocket"] = 101, over_websocket(client, headers)
    return seen


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
    assert {name for _, body in day.values() for name in revealed_chapters(body)} == {to_come.name}
    assert {day[path][0] for path in hidden[to_come.name]} == {200}
    shown = {door for door, (_, body) in day.items() if revealed(body)}
    assert {door for door in day if door not in paths or door in LISTS} <= shown
