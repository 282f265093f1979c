"""Pictures sent over HTTP: kept for who may write, refused in words for who may not and where they are none."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from api.pictures import upload
from schema import db, writes
from schema.vocabulary import Scope
from tests.api.serving import application, serving
from tests.pictures import jpeg

PICTURE = jpeg(1200, 800)


@pytest.fixture
def client(seeded_url: str, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client with a key that may write content."""
    key = new_key(seeded_url, Scope.WRITE_CONTENT)
    with serving_pictures(seeded_url, tmp_path) as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


def serving_pictures(url: str, folder: Path) -> AbstractContextManager[httpx.Client]:
    """Serve a database with a folder for pictures."""
    return serving(application(url, pictures=str(folder / "store"), pictures_cache=folder / "cache"))


def new_key(url: str, *scopes: Scope) -> str:
    """Return a new key."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        key = writes.create_key(session, "Editor", scopes)
    engine.dispose()
    return key


def test_a_picture_that_was_sent_is_served_from_its_address(client: httpx.Client) -> None:
    answer = client.post("/pictures", content=PICTURE)
    told = answer.json()
    assert (answer.status_code, answer.headers["location"]) == (201, told["url"])
    assert (told["width"], told["height"], told["placeholder"][:11]) == (1200, 800, "data:image/")
    served = client.get(httpx.URL(told["url"]).path, headers={"Accept": "image/jpeg"})
    assert (served.status_code, served.headers["content-type"]) == (200, "image/jpeg")


def test_the_same_picture_is_kept_once(client: httpx.Client) -> None:
    first, again = client.post("/pictures", content=PICTURE), client.post("/pictures", content=PICTURE)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


def test_a_cover_may_be_a_picture_that_was_sent(client: httpx.Client, seeded_url: str) -> None:
    url = client.post("/pictures", content=PICTURE).json()["url"]
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        cover = {"cover_url": httpx.URL(url).path, "cover_alt": "Un phare"}
        published = {"status": "PUBLISHED", "published_at": "2023-07-01T06:00:00Z"}
        writes.save_issue(session, {"slug": "phare", "title": "Un phare", **published, **cover})
    engine.dispose()
    query = '{ issue(slug: "phare") { cover { url width height } } }'
    asked = client.post("/graphql", json={"query": query}).json()["data"]["issue"]["cover"]
    assert (asked["width"], asked["height"], asked["url"].startswith(url)) == (1200, 800, True)


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"<svg/>", 422, "The file is an SVG drawing or a page: save it as PNG."),
        (b"", 422, "The file is no picture that can be read: JPEG, PNG, WebP, AVIF and GIF are."),
        (PICTURE[:500], 422, "The file is damaged: its beginning cannot be read."),
    ],
)
def test_what_is_no_picture_is_refused_in_words(client: httpx.Client, data: bytes, status: int, words: str) -> None:
    answer = client.post("/pictures", content=data)
    assert (answer.status_code, answer.json()["detail"]) == (status, words)


def test_what_is_too_large_is_refused_before_it_is_there(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_BYTES", 1_000)
    answer = client.post("/pictures", content=PICTURE)
    assert (answer.status_code, answer.headers["content-type"]) == (413, "application/problem+json")


@pytest.mark.parametrize(("scopes", "status"), [(None, 401), ((), 403), ((Scope.READ_DRAFTS, Scope.PUBLISH), 403)])
def test_who_may_not_write_content_keeps_nothing(
    seeded_url: str, tmp_path: Path, scopes: tuple[Scope, ...] | None, status: int
) -> None:
    headers = {} if scopes is None else {"Authorization": f"Bearer {new_key(seeded_url, *scopes)}"}
    with serving_pictures(seeded_url, tmp_path) as client:
        assert client.post("/pictures", content=PICTURE, headers=headers).status_code == status
    assert not (tmp_path / "store").exists()


def test_only_so_many_are_received_at_a_time(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "MOST_AT_ONCE", 0)
    answer = client.post("/pictures", content=PICTURE)
    assert (answer.status_code, answer.json()["code"]) == (503, "OVERLOADED")
    assert answer.headers["retry-after"]
