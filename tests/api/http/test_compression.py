"""Compressed responses: where clients accept it and it is worth it, each encoding with entity tags of its own."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import zstandard
from fastapi import FastAPI
from starlette.responses import StreamingResponse

from tests.api.serving import application, layer, serving
from tests.databases import SqliteDatabases

SMALL = "{ latestIssue { number } }"
LARGE = (Path(__file__).parents[3] / "api" / "website" / "operations" / "latest_issue.graphql").read_text()


@pytest.fixture(scope="module")
def client(sqlite_databases: SqliteDatabases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server with the sample content, something built, and a stream."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    built = tmp_path_factory.mktemp("built")
    (built / "explorer").mkdir()
    (built / "index.html").write_text("<title>built</title>")
    (built / "explorer" / "main.js").write_text("let a = 1;\n" * 20_000)
    app = application(url, built)

    @layer(app, FastAPI).get("/stream")
    async def stream() -> StreamingResponse:
        async def events() -> Iterator[str]:  # type: ignore[misc]
            yield f"data: {'x' * 2_000}\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    with serving(app) as client:
        yield client
    sqlite_databases.drop(url)


def raw(client: httpx.Client, path: str, encoding: str | None, **headers: str) -> tuple[httpx.Response, bytes]:
    """Return a response and its bytes as they came."""
    request = client.build_request("GET", path, headers=headers)
    request.headers.pop("accept-encoding")
    if encoding is not None:
        request.headers["accept-encoding"] = encoding
    response = client.send(request, stream=True)
    body = b"".join(response.iter_raw())
    return response, body


def query_path(query: str) -> str:
    """Return the path of a query."""
    return f"/graphql?{httpx.QueryParams({'query': query})}"


def test_a_client_that_accepts_no_encoding_gets_none(client: httpx.Client) -> None:
    for encoding in (None, "", "identity", "gzip;q=0", "gzip;q=0.1, identity;q=0.5", "deflate", "*;q=0"):
        response, body = raw(client, query_path(LARGE), encoding)
        assert "content-encoding" not in response.headers
        assert body.startswith(b'{"data":')
        assert "Accept-Encoding" in response.headers["vary"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate", "gzip"),
        ("br", "br"),
        ("zstd", "zstd"),
        ("*", "br"),
        ("GZIP", "gzip"),
        # Node 20 names all alike through its libraries, and cannot read zstd.
        ("gzip, deflate, br, zstd", "br"),
        ("zstd, gzip", "gzip"),
        ("gzip;q=0.5, zstd", "zstd"),
        ("br;q=0.1, gzip;q=0.2, *;q=0", "gzip"),
        ("identity;q=0.5, zstd;q=0.6, gzip;q=0.4", "zstd"),
    ],
)
def test_a_large_response_is_compressed_for_clients_that_accept_it(
    client: httpx.Client, accepted: str, encoding: str
) -> None:
    _, plain = raw(client, query_path(LARGE), None)
    response, body = raw(client, query_path(LARGE), accepted)
    assert response.headers["content-encoding"] == encoding
    assert int(response.headers["content-length"]) == len(body) < len(plain) / 2
    assert "Accept-Encoding" in response.headers["vary"]
    if encoding == "gzip":
        assert gzip.decompress(body) == plain
    if encoding == "zstd":
        assert zstandard.ZstdDecompressor().decompress(body, max_output_size=len(plain)) == plain


def test_a_small_response_is_left_as_it_is(client: httpx.Client) -> None:
    response, body = raw(client, query_path(SMALL), "gzip, zstd")
    assert "content-encoding" not in response.headers
    assert body == b'{"data":{"latestIssue":{"number":1}}}'
    assert response.headers["etag"] == raw(client, query_path(SMALL), None)[0].headers["etag"]


def test_a_tag_has_the_encoding_as_a_suffix_and_matches_again(client: httpx.Client) -> None:
    plain = raw(client, query_path(LARGE), None)[0].headers["etag"]
    tags = [plain]
    for encoding in ("gzip", "br", "zstd"):
        tag = raw(client, query_path(LARGE), encoding)[0].headers["etag"]
        assert tag == f'{plain[:-1]}-{encoding}"'
        again, body = raw(client, query_path(LARGE), encoding, **{"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, body, again.headers["etag"]) == (304, b"", tag)
        tags.append(tag)
    assert len(set(tags)) == 4
    other, _ = raw(client, query_path(LARGE), "gzip", **{"If-None-Match": '"other-gzip"'})
    assert (other.status_code, other.headers["etag"]) == (200, tags[1])


def test_the_assets_of_the_explorer_are_compressed_too(client: httpx.Client) -> None:
    plain, text = raw(client, "/explorer/main.js", None)
    response, body = raw(client, "/explorer/main.js", "gzip")
    assert gzip.decompress(body) == text
    assert len(body) < len(text) / 10
    tag = response.headers["etag"]
    assert tag == f'{plain.headers["etag"][:-1]}-gzip"'
    again, _ = raw(client, "/explorer/main.js", "gzip", **{"If-None-Match": tag})
    assert (again.status_code, again.headers["etag"]) == (304, tag)


def test_streams_of_events_are_not_compressed(client: httpx.Client) -> None:
    response, body = raw(client, "/stream", "gzip, br, zstd")
    assert "content-encoding" not in response.headers
    assert body.startswith(b"data: xxx")
