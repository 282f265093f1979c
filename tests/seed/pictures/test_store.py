"""A store keeps files by name."""

import logging
from pathlib import Path

import pytest

from seed.pictures.store import PictureStore, StoreAway

NAME = f"{'a' * 32}-60x30"


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
