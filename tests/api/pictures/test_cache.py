"""The cache of variants is bounded, and no request depends on it."""

import os
from pathlib import Path

from api.pictures.cache import VariantCache


def test_what_was_kept_is_there_for_another_process(tmp_path: Path) -> None:
    VariantCache(tmp_path / "new", 1000).put("a", b"variant")
    assert VariantCache(tmp_path / "new", 1000).get("a") == b"variant"
    assert VariantCache(tmp_path / "new", 1000).get("b") is None


def test_the_folder_keeps_what_was_asked_for_last(tmp_path: Path) -> None:
    cache = VariantCache(tmp_path, 1000)
    for number in range(10):
        cache.put(f"{number}", bytes(100))
        os.utime(tmp_path / f"{number}", (number, number))
    assert cache.get("0") is not None
    cache.put("new", bytes(100))
    left = {file.name for file in tmp_path.iterdir()}
    assert {"0", "new", "9"} <= left
    assert not {"1", "2", "3"} & left
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 1000


def test_what_other_processes_left_counts(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"old{number}").write_bytes(bytes(100))
    VariantCache(tmp_path, 1000).put("new", b"")
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 1000


def test_a_folder_that_cannot_be_written_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    cache = VariantCache(tmp_path / "file" / "cache", 1000)
    cache.put("a", b"variant")
    assert cache.get("a") is None
