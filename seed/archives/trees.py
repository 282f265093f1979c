"""Folders and zip files: which of their files may be letters, and how each is read."""

import zipfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from seed.archives import substack
from seed.archives.letter import Letter
from seed.importers import TOO_LARGE, Unreadable
from seed.importers.wordlist import wordset

LETTER_SUFFIXES = wordset(
    ".txt .text .html .htm .xhtml .eml .emlx .md .markdown .mdown .mkd .mdx .mht .mhtml .mbox .yaml .yml"
)
# What zipfile raises where a member is damaged, cut off, encrypted (RuntimeError) or packed in a way it does not know.
BAD_MEMBER = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError)
ARCHIVE_SUFFIXES = wordset(".zip .json .xml .rss .atom")
# Of a site's source, letters are in one folder; the others hold its pages' templates and what is made of them.
SITES = (
    (("hugo.toml", "hugo.yaml", "hugo.json", "config.toml", "config.yaml", "config.json"), "content/"),
    (("_config.yml", "_config.yaml"), "_posts/"),
)
NO_LETTERS = ("readme", "license", "licence", "changelog", "contributing", "code_of_conduct", "_index")
NO_FOLDERS = wordset("node_modules __MACOSX vendor themes layouts")
MOST_FILES = 100_000
MOST_UNPACKED = 2_000_000_000
MOST_PACKED = 200
"""A zip file that unpacks to more than so many times its size is a bomb, if it unpacks to more than ``FREE`` bytes."""
FREE = 100_000_000


class Selection(NamedTuple):
    """The files of a folder that may be letters, and those that are none."""

    names: list[str]
    passed_over: list[str]


def select(names: Sequence[str]) -> Selection:
    """Choose the files that may be letters, by their paths; hidden ones are not even mentioned."""
    names = [name for name in names if not any(part.startswith(".") for part in name.split("/"))]
    root = next((folder for marks, folder in SITES if _is_site(names, marks, folder)), "")
    chosen = [name for name in names if _may_be_letter(name) and name.startswith(root)]
    return Selection(chosen, [name for name in names if name not in set(chosen)])


def _is_site(names: Sequence[str], marks: Sequence[str], folder: str) -> bool:
    return any(name in marks for name in names) and any(name.startswith(folder) for name in names)


def _may_be_letter(name: str) -> bool:
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    if set(path.parts[:-1]) & NO_FOLDERS or path.stem.lower() in NO_LETTERS:
        return False
    # Files without a name's ending are letters in a Maildir.
    return suffix in LETTER_SUFFIXES | ARCHIVE_SUFFIXES or not suffix[1:].isalnum() or len(suffix) > 6  # noqa: PLR2004


class ZipFile:
    """The letters in a zip file."""

    def __init__(self, path: Path) -> None:
        """Read what a zip file holds; nothing of it is unpacked to the disk.

        Raises:
            Unreadable: it is damaged, locked with a password, or built to fill memory or to write elsewhere.
        """
        self._path = path
        try:
            with zipfile.ZipFile(path) as file:
                members = [member for member in file.infolist() if not member.is_dir()]
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise Unreadable(f"the zip file cannot be opened ({error})") from None
        if any(_climbs(member.filename) for member in members):
            raise Unreadable("a path in the zip file leads out of it")
        if any(member.flag_bits & 1 for member in members):
            raise Unreadable("the zip file is locked with a password")
        size = sum(member.file_size for member in members)
        packed = max(1, path.stat().st_size)
        if len(members) > MOST_FILES or size > MOST_UNPACKED or (size > FREE and size > MOST_PACKED * packed):
            raise Unreadable("the zip file unpacks to more than any archive of letters")
        top = _common_folder([member.filename for member in members])
        self._members = {member.filename.removeprefix(top): member.filename for member in members}
        selection = select(sorted(self._members, key=PurePosixPath))
        archives = [name for name in selection.names if PurePosixPath(name).suffix.lower() in ARCHIVE_SUFFIXES]
        self.names = [name for name in selection.names if name not in set(archives)]
        self.passed_over = [*selection.passed_over, *archives]

    def read(self, name: str) -> Letter:
        """Return a letter.

        Raises:
            Unreadable: it is damaged.
        """
        data = self._data(name)
        if substack.is_post(name) and substack.index_of(name) in self._members:
            table = self._data(substack.index_of(name)).decode("utf-8", "replace")
            if fields := substack.fields_of(name, table):
                return Letter(name, data, "html", fields)
        return Letter(name, data)

    def _data(self, name: str) -> bytes:
        try:
            with zipfile.ZipFile(self._path) as file, file.open(self._members[name]) as member:
                return member.read(TOO_LARGE)
        except BAD_MEMBER as error:
            raise Unreadable(f"it cannot be unpacked ({error})") from None
        except KeyError:
            raise Unreadable("it is not in the zip file any more") from None


def _climbs(name: str) -> bool:
    """Whether a path leads out of the folder that it should be in."""
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]


def _common_folder(names: Sequence[str]) -> str:
    """Return the one folder that all of them are in, with a slash behind it; empty where there is none."""
    tops = {name.partition("/")[0] for name in names if not name.startswith("__MACOSX")}
    return f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in names) else ""


def read_file(path: Path) -> Letter:
    """Return the letter in a file, with what a table beside its folder says of it.

    Raises:
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        data = file.read(TOO_LARGE)
    name = path.as_posix()
    index = Path(substack.index_of(name)) if substack.is_post(name) else None
    if index is not None and index.is_file():
        fields = substack.fields_of(name, _table(index, index.stat().st_mtime_ns))
        if fields:
            return Letter(name, data, "html", fields)
    return Letter(name, data)


@lru_cache(maxsize=1)
def _table(path: Path, _changed: int) -> str:
    with path.open("rb") as file:
        return file.read(10 * TOO_LARGE).decode("utf-8", "replace")
