"""The input files of an import: which ones a command names, what is passed over, and the letter in each."""

import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from seed.archives.letter import Letter
from seed.archives.opening import open_archive
from seed.archives.trees import ARCHIVE_SUFFIXES, read_file, select
from seed.importers import TOO_LARGE, Unreadable

STDIN = "-"


class FoundFiles(NamedTuple):
    """The names of letters, those in archives included, and of what was passed over on the way."""

    names: list[str]
    passed_over: list[str]


def find_files(paths: Sequence[str]) -> FoundFiles:
    """Return the names of the letters that ``paths`` stand for.

    A folder stands for all files below it that may be letters, in order of their paths, without hidden ones; an archive
    for the letters in it; ``-`` for the standard input.
    """
    found = FoundFiles([], [])
    for path in paths:
        if path != STDIN and Path(path).is_dir():
            _add_folder(Path(path), found)
        else:
            _add_file(path, found, passing_over=False)
    return found


def read_letter(name: str) -> Letter:
    """Return the letter with a name that ``find_files`` gave, cut off at the size from which it is too large.

    Raises:
        Unreadable: there is nothing to read.
    """
    if name == STDIN:
        return Letter(name, sys.stdin.buffer.read(TOO_LARGE))
    path = Path(name)
    try:
        if path.is_dir():
            raise Unreadable("there is no letter in this folder")
        file, part = split_name(name)
        archive = open_archive(Path(file))
        return archive.read(part) if archive and part else read_file(path)
    except OSError as error:
        raise Unreadable(f"it cannot be opened ({error.strerror})") from error
    except (KeyError, IndexError, ValueError):
        raise Unreadable("it is not in the archive any more") from None


def split_name(name: str) -> tuple[str, str | None]:
    """Return the file that a letter is in, and its name there; None where it is the whole file."""
    path = Path(name)
    if name != STDIN and not path.exists():
        file = next((parent for parent in path.parents if parent.is_file()), None)
        if file is not None:
            return str(file), path.relative_to(file).as_posix()
    return name, None


def printable_name(name: str) -> str:
    """Return a file name without bytes that are not UTF-8, which JSON cannot hold: each becomes ``?``."""
    return name.encode("utf-8", "replace").decode()


def _add_folder(folder: Path, found: FoundFiles) -> None:
    files = [file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*")) if file.is_file()]
    selection = select(files)
    found.passed_over.extend(str(folder / name) for name in selection.passed_over)
    before = len(found.names)
    for name in selection.names:
        _add_file(str(folder / name), found, passing_over=PurePosixPath(name).suffix.lower() in ARCHIVE_SUFFIXES)
    if len(found.names) == before:
        found.names.append(str(folder))


def _add_file(name: str, found: FoundFiles, *, passing_over: bool) -> None:
    """Add a file, or the letters in it; with ``passing_over`` it has to be an archive."""
    try:
        archive = None if name == STDIN else open_archive(Path(name))
    except (OSError, Unreadable):
        archive, passing_over = None, False  # reading it tells why
    if archive is None:
        (found.passed_over if passing_over else found.names).append(name)
        return
    if not archive.names:
        (found.passed_over if passing_over else found.names).append(name)
    found.names.extend(f"{name}/{part}" for part in archive.names)
    found.passed_over.extend(f"{name}/{part}" for part in archive.passed_over)
