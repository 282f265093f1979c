"""The files that a command names: folders stand for all their files, a hyphen for the standard input."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from seed.input_files import find_files, read_letter


def test_a_folder_is_all_its_files_but_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", "a.txt", ".hidden", ".git/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    files = find_files([str(tmp_path), str(tmp_path / "b.txt")]).names
    assert [name.removeprefix(f"{tmp_path}/") for name in files] == ["a/c.txt", "a.txt", "b.txt", "b.txt"]
    assert [read_letter(name).data for name in files] == [b"a/c.txt", b"a.txt", b"b.txt", b"b.txt"]


def test_a_hyphen_is_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"Titre")))
    [name] = find_files(["-"]).names
    assert (name, read_letter(name).data) == ("-", b"Titre")
