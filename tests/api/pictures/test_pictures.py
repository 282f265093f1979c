"""Pictures over HTTP: the right file, kept for ever by caches, made once, and never more than can be made."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.pictures import making, variants
from api.pictures.cache import VariantCache
from api.pictures.request import Format, Wanted
from api.pictures.variants import Busy, Variants
from seed.pictures.reading import read_picture
from seed.pictures.store import PictureStore
from tests.api.serving import application, serving, wait_until
from tests.conftest import fresh
from tests.databases import SqliteDatabases
from tests.pictures import jpeg, transparent

PICTURE = jpeg(1200, 800)
NAME = read_picture(PICTURE).name
UNKNOWN = f"{'0' * 32}-60x30"
CHROME = {"Accept": "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pictures, and the cache beside it."""
    folder = tmp_path_factory.mktemp("pictures")
    store = PictureStore(str(folder / "store"))
    store.put(NAME, PICTURE)
    store.put(read_picture(transparent()).name, transparent())
    return folder


@pytest.fixture(scope="module")
def client(folder: Path, sqlite_databases: SqliteDatabases) -> Iterator[httpx.Client]:
    """A client of a server with the pictures."""
    with fresh(sqlite_databases, sqlite_databases.seeded) as url:
        app = application(url, pictures=str(folder / "store"), pictures_cache=folder / "cache")
        with serving(app) as client:
            yield client


@pytest.mark.parametrize(
    ("path", "headers", "media_type"),
    [
        (NAME, CHROME, "image/avif"),
        (f"{NAME}/640", {"Accept": "image/webp,*/*"}, "image/webp"),
        (f"{NAME}/640", {}, "image/jpeg"),
        (f"{NAME}/640.webp", {}, "image/webp"),
        (f"{NAME}/640x360-0.2-0.8.jpg", CHROME, "image/jpeg"),
        (read_picture(transparent()).name, {}, "image/png"),
    ],
)
def test_a_picture_is_served_for_ever(
    client: httpx.Client, path: str, headers: dict[str, str], media_type: str
) -> None:
    response = client.get(f"/pictures/{path}", headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"] == media_type
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "content-encoding" not in response.headers
    negotiated = "accept" in response.headers.get("vary", "").lower().replace("accept-encoding", "")
    assert negotiated is ("." not in path.rpartition("/")[2] or path == NAME)
    head = client.head(f"/pictures/{path}", headers=headers)
    assert head.headers["etag"] == response.headers["etag"]
    assert head.headers["content-length"] == str(len(response.content))
    again = client.get(f"/pictures/{path}", headers={**headers, "If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["cache-control"] == response.headers["cache-control"]


@pytest.mark.parametrize("path", [UNKNOWN, f"{UNKNOWN}/640", f"{NAME}/641", "x", "..%2f..%2fliane.db", ""])
def test_what_is_not_there_is_not_found_and_not_kept(client: httpx.Client, path: str) -> None:
    response = client.get(f"/pictures/{path}")
    assert response.status_code == 404
    assert response.headers["cache-control"] == "no-store"


def test_a_variant_is_made_once(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get(f"/pictures/{NAME}/160.webp")

    def fail(*_: Any) -> bytes:
        raise AssertionError("it is made again")

    monkeypatch.setattr(making, "make", fail)
    assert client.get(f"/pictures/{NAME}/160.webp").content == first.content


def test_a_store_that_is_away_is_said_to_be(sqlite_databases: SqliteDatabases, tmp_path: Path) -> None:
    with fresh(sqlite_databases, sqlite_databases.seeded) as url:
        app = application(url, pictures="s3://nobody", pictures_cache=tmp_path / "cache")
        with serving(app) as client, pytest.MonkeyPatch.context() as patch:
            patch.setattr(PictureStore, "_opened", lambda *_, **__: (_ for _ in ()).throw(OSError("away")))
            response = client.get(f"/pictures/{NAME}")
    assert response.status_code == 503
    assert response.headers["retry-after"]
    assert "nobody" not in response.text


async def test_who_asks_for_the_same_waits_together_and_who_asks_for_too_much_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, begun = threading.Event(), []

    def slow(_: bytes, wanted: Wanted) -> bytes:
        begun.append(wanted)
        go.wait(30)
        return b"made"

    monkeypatch.setattr(making, "make", slow)
    monkeypatch.setattr(variants, "MOST_WAITING", 2)
    store = PictureStore(str(tmp_path / "store"))
    store.put(NAME, PICTURE)
    made = Variants(store, VariantCache(tmp_path / "cache", 10_000))
    same = [asyncio.create_task(made.get(Wanted(NAME, width))) for width in (640, 640, 640, 48)]
    await asyncio.to_thread(wait_until, lambda: len(begun) == 2)
    same[0].cancel()
    with pytest.raises(Busy):
        await made.get(Wanted(NAME, 96, format=Format.WEBP))
    go.set()
    assert await asyncio.gather(*same[1:]) == [b"made"] * 3
    assert sorted(wanted.width or 0 for wanted in begun) == [48, 640]
    assert await made.get(Wanted(NAME, 96)) == b"made"
    made.close()
