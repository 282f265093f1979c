"""The files that a command names, and what is in them."""

import sys
from pathlib import Path

from seed.importers import TOO_LARGE, Unreadable

STDIN = "-"


def find_files(paths: list[str]) -> list[str]:
    """Give the names of the files that ``paths`` name.

    A folder stands for all files below it, in order of their paths, without hidden ones; ``-`` for the standard input.
    """
    return [name for path in paths for name in _names(path)]


def read_file(name: str) -> bytes:
    """Give the content of a file, or so much of it as tells that it is too large.

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


def _names(path: str) -> list[str]:
    folder = Path(path)
    if path == STDIN or not folder.is_dir():
        return [path]
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    seen = [str(file) for file in files if not any(part.startswith(".") for part in file.relative_to(folder).parts)]
    return seen or [path]
