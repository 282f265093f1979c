"""How content begins: the sample, a folder, or a magazine of one's own."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import available_timezones

from sqlmodel import Session

from schema import writes
from schema.errors import LianeError
from schema.text import slugify
from seed.files import load
from seed.update_from_folder import FolderUpdate, is_empty, update_from_folder

LANGUAGE = re.compile(r"[a-z]{2,3}")


class EditedSince(LianeError):
    """Content that was edited since the files were written, and would be replaced; ``lines`` name it."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(
            "nothing was loaded: the above was edited after its files were exported, or no export wrote them; "
            "--overwrite replaces it, `liane import` merges"
        )
        self.lines = lines


class NotEmpty(LianeError):
    """A database that has content already."""


class BadMagazine(LianeError):
    """A magazine that cannot begin so."""


def load_sample(session: Session) -> str:
    """Load the sample into an empty database, and return in a sentence what was done."""
    if not is_empty(session):
        return "There is content already, so the sample was not loaded."
    load.load_directory(session, load.CONTENT)
    return "Loaded the sample content."


def load_folder(session: Session, folder: Path, *, overwrite: bool) -> FolderUpdate:
    """Load a folder of content files, and return what that changed.

    Raises:
        EditedSince: it would replace what was edited since its files were written.
        seed.errors.BadContent: a file cannot be used.
    """
    update = update_from_folder(session, folder)
    if update.edited and not overwrite:
        raise EditedSince(update.edited)
    return update


def bring_back(session: Session, folder: Path, *, overwrite: bool) -> list[str]:
    """Write what an export holds and the database has no more, or all of it; return a line for each object.

    Raises:
        seed.errors.BadContent: a file cannot be used.
    """
    update = update_from_folder(session, folder, only_missing=not overwrite)
    return [*update.changes, *update.edited]


def begin_magazine(session: Session, publication: Mapping[str, str], columns: Sequence[str]) -> None:
    """Write the publication and its columns into an empty database.

    Raises:
        NotEmpty: there is content already.
        BadMagazine: the language or the time zone is none.
        schema.writes.WriteRefused: two columns have the same name.
    """
    if not is_empty(session):
        raise NotEmpty("there is a magazine already: `liane export DIR`, edit publication.yaml, and import it")
    if not LANGUAGE.fullmatch(publication["language"]):
        raise BadMagazine(f"{publication['language']!r} is no language: write two letters, such as fr or en")
    if publication["time_zone"] not in available_timezones():
        raise BadMagazine(f"{publication['time_zone']!r} is no time zone: write one such as Europe/Paris")
    writes.save_publication(session, publication)
    for name in columns:
        writes.save_column(session, {"slug": slugify(name), "name": name})
