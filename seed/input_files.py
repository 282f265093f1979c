"""The input files of an import: which ones a command names, and their content."""

import sys
from pathlib import Path

from seed.importers import TOO_LARGE, Unreadable

STDIN = "-"


def find_files(paths: list[str]) -> list[str]:
    """Return the names of the files that ``paths`` stand for.

    A folder stands for all files below it, in order of their paths, without hidden ones; ``-`` for the standard input.
    """
    return [name for path in paths for name in _expand(path)]


def read_file(name: str) -> bytes:
    """Return the content of a file, cut off at the size from which it is too large.

    Raises:
        Unreadable: there is nothing to read.
    """
    if name == STDIN:
        return sys.stdin.buffer.read(TOO_LARGE)
    path = Path(name)
    try:
        if path.is_dir():
            raise Unreadable("there is no file in this folder")
        with path.open("rb") as file:
            return file.read(TOO_LARGE)
    except OSError as error:
        raise Unreadable(f"it cannot be opened ({error.strerror})") from error


def printable_name(name: str) -> str:
    """Return a file name without bytes that are not UTF-8, which JSON cannot hold: each becomes ``?``."""
    return name.encode("utf-8", "replace").decode()


def _expand(path: str) -> list[str]:
    folder = Path(path)
    if path == STDIN or not folder.is_dir():
        return [path]
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    names = [str(file) for file in files if not any(part.startswith(".") for part in file.relative_to(folder).parts)]
    return names or [path]
