"""Headers on several lines: those that are lists mean what they mean on one line (RFC 9110, 5.2)."""

from collections.abc import Iterator

import httpx
import pytest

from api.http.repeated_headers import join_repeated
from tests.api.serving import application, serving
from tests.databases import SqliteDatabases

QUERY = f"/graphql?{httpx.QueryParams({'query': '{ __schema { types { name description } } }'})}"
GRAPHQL = "application/graphql-response+json"


@pytest.fixture(scope="module")
def client(sqlite_databases: SqliteDatabases) -> Iterator[httpx.Client]:
    """A client of a server with the sample content, which sends no headers by itself."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    with serving(application(url)) as client:
        client.headers.clear()
        yield client
    sqlite_databases.drop(url)


def test_lists_are_joined_in_their_order_and_others_stay() -> None:
    lines = [(b"accept", b"a"), (b"host", b"x"), (b"accept", b"b;q=0.5, c"), (b"host", b"y"), (b"accept", b"")]
    assert join_repeated(lines) == [(b"host", b"x"), (b"host", b"y"), (b"accept", b"a, b;q=0.5, c, ")]


@pytest.mark.parametrize(
    ("lines", "header", "expected"),
    [
        ([("Accept", GRAPHQL), ("Accept", "text/html;q=0.5")], "content-type", f"{GRAPHQL}; charset=utf-8"),
        ([("Accept-Encoding", "br"), ("Accept-Encoding", "deflate")], "content-encoding", "br"),
        ([("Accept-Encoding", "gzip;q=0"), ("Accept-Encoding", "*")], "content-encoding", "br"),
    ],
)
def test_no_line_hides_another(client: httpx.Client, lines: list[tuple[str, str]], header: str, expected: str) -> None:
    assert client.get(QUERY, headers=lines).headers[header] == expected


def test_an_encoding_that_one_line_refuses_is_not_used(client: httpx.Client) -> None:
    lines = [("Accept-Encoding", "br;q=0, zstd;q=0"), ("Accept-Encoding", "*")]
    assert client.get(QUERY, headers=lines).headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "path", [f"/graphql?{httpx.QueryParams({'query': '{ publication { name } }'})}", "/", "/embed.js"]
)
def test_a_tag_on_any_line_matches(client: httpx.Client, path: str) -> None:
    tag = client.get(path).headers["etag"]
    lines = [("If-None-Match", each) for each in ('"one"', tag, '"another"')]
    assert client.get(path, headers=lines).status_code == 304


def test_a_body_that_any_line_calls_encoded_is_refused(client: httpx.Client) -> None:
    lines = [("Content-Type", "application/json"), ("Content-Encoding", "gzip"), ("Content-Encoding", "identity")]
    assert client.post("/graphql", content=b"{}", headers=lines).status_code == 415
