"""A store keeps files by name, in a folder and in a bucket alike."""

import logging
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from localbucket import S3Handler

from seed.pictures.store import PictureStore, StoreAway

NAME = f"{'a' * 32}-60x30"


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a bucket, ``s3://magazine``, that a server for S3 serves."""
    (tmp_path / "magazine").mkdir()
    handler = type("Handler", (S3Handler,), {"data_root": tmp_path})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings = {"ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}", "REGION": "eu-west-3"}
    for name, value in {**settings, "ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    yield tmp_path / "magazine"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("location", ["s3://magazine", "s3://magazine/pictures/of/ours"])
def test_a_bucket_keeps_files_as_a_folder_does(bucket: Path, location: str) -> None:
    store = PictureStore(location)
    assert store.get(NAME) is None
    store.put(NAME, b"a picture")
    store.put(NAME, b"another, which no picture of this name can be")
    assert PictureStore(location).get(NAME) == b"a picture"
    assert (bucket / location.removeprefix("s3://magazine").strip("/") / NAME).read_bytes() == b"a picture"


@pytest.mark.usefixtures("bucket")
def test_a_bucket_that_is_not_there_is_said_to_be_away() -> None:
    with pytest.raises(StoreAway, match="the pictures in s3://nobody cannot be reached"):
        PictureStore("s3://nobody").put(NAME, b"a picture")


def test_a_folder_is_made_for_the_first_file_and_not_before(tmp_path: Path) -> None:
    store = PictureStore(str(tmp_path / "new"))
    assert store.get(NAME) is None
    assert not (tmp_path / "new").exists()
    store.put(NAME, b"a picture")
    assert PictureStore(str(tmp_path / "new")).get(NAME) == b"a picture"
    assert store.get(NAME.replace("a", "b")) is None


def test_a_file_that_is_there_is_not_written_again(tmp_path: Path) -> None:
    store = PictureStore(str(tmp_path))
    store.put(NAME, b"a picture")
    before = (tmp_path / NAME).stat().st_mtime_ns
    store.put(NAME, b"a picture")
    assert (tmp_path / NAME).stat().st_mtime_ns == before


def test_a_store_that_cannot_be_used_says_so_once_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("liane"), "propagate", True)
    (tmp_path / "file").write_text("no folder")
    store = PictureStore(str(tmp_path / "file" / "pictures"))
    for _ in range(2):
        with pytest.raises(StoreAway, match="cannot be reached"):
            store.put(NAME, b"a picture")
    assert len(caplog.records) == 1


@pytest.mark.usefixtures("bucket")
@pytest.mark.parametrize("location", ["s3://magazine/ours", "folder"])
def test_pictures_are_listed_and_removed(tmp_path: Path, location: str) -> None:
    store = PictureStore(location if location.startswith("s3:") else str(tmp_path / location))
    assert store.files() == []
    store.put(NAME, b"a picture")
    store.put("notes.txt", b"no picture")
    (file,) = store.files()
    assert (file.name, file.bytes) == (NAME, 9)
    store.remove(NAME)
    store.remove(NAME)
    assert store.files() == []
    assert store.get("notes.txt") == b"no picture"
