"""Makes the database what a folder of content files says, unless that would replace what was edited since."""

from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema import tables
from schema.bases import table_of
from schema.rows import Model
from schema.vocabulary import ChangeAction
from seed.files import documents
from seed.files.content_reader import ContentReader
from seed.files.digests import digests
from seed.files.file_bases import Base, advance
from seed.files.load import FOLDERS, read_documents, save_document
from seed.files.mapping import to_columns
from seed.files.slug_resolver import slug_resolver
from seed.files.snapshot import snapshot_of_columns
from seed.merging.differences import differences, document_differences

CONTENT: tuple[Model, ...] = (tables.Publication, *(folder.table for folder in FOLDERS.values()))


class FolderUpdate(NamedTuple):
    """What was written, a line for each object; ``edited`` are those that were edited since their file was exported.

    ``bases`` are what exported files say now, by name: for ``bring_files_up_to_date``, once all is stored.
    """

    changes: list[str]
    edited: list[str]
    bases: dict[str, Base]


def is_empty(session: Session) -> bool:
    """Whether there is no content at all."""
    return not any(session.execute(sa.select(sa.exists(sa.select(table_of(model))))).scalar() for model in CONTENT)


def update_from_folder(session: Session, path: Path, *, only_missing: bool = False) -> FolderUpdate:
    """Write all that a folder says; what it does not speak of is left alone.

    A file that no export wrote cannot tell what it was: where its object differs, that counts as edited since.

    Args:
        session: the open transaction, to be rolled back where what was edited must not be replaced.
        path: the folder, written by ``liane export`` or by hand.
        only_missing: write only what the database has not.

    Raises:
        BadContent: a file cannot be used.
    """
    update = FolderUpdate([], [], {})
    stored = _Stored(session)
    for name, document, save in read_documents(path):
        before = stored.find(name, document)
        if only_missing and before is not None:
            continue
        saved = save_document(session, name, document, save)
        if saved.action is None:
            continue
        if before is None or saved.action == ChangeAction.CREATED:
            update.changes.append(f"{name}: created")
            continue
        lines = update.changes if stored.is_as_exported(before, document) else update.edited
        after = ContentReader(session).issue(saved.id) if isinstance(before, documents.Issue) else document
        lines.append(f"{name}: {'; '.join(_differences(before, after)) or 'changed'}")
        if getattr(document, "exported", None):
            update.bases[name] = _base(session, after)
    return update


def bring_files_up_to_date(path: Path, update: FolderUpdate) -> None:
    """Let the files of a folder know that they were loaded, so that they can be edited and loaded again."""
    for name, base in update.bases.items():
        advance(path / name, base)


class _Stored:
    """All documents of the database as they were at the start, by folder and id."""

    def __init__(self, session: Session) -> None:
        self._reader = ContentReader(session)
        self._documents: dict[tuple[str, str], documents.ContentModel] = {}
        for folder in FOLDERS:
            for document in getattr(self._reader, folder)():
                self._documents[folder, document.id] = document
                for slug in (document.slug, *document.former_slugs):
                    self._documents.setdefault((folder, slug), document)
        self._publication = self._reader.publication()

    def find(self, name: str, document: documents.ContentModel) -> documents.ContentModel | None:
        """Return the stored document that a file is about: with its id, else with its slug."""
        if not isinstance(document, documents.SluggedModel):
            return self._publication
        folder = name.partition("/")[0]
        return self._documents.get((folder, document.id or "")) or self._documents.get((folder, document.slug))

    def is_as_exported(self, stored: documents.ContentModel, file: documents.ContentModel) -> bool:
        """Whether a stored document is what it was when its file was exported."""
        if isinstance(stored, documents.Issue):
            return snapshot_of_columns(to_columns(stored, self._reader.id_of)).sealed() == getattr(
                file, "exported", None
            )
        return digests(stored) == getattr(file, "exported", None)


def _base(session: Session, document: documents.ContentModel) -> Base:
    if isinstance(document, documents.Issue):
        return snapshot_of_columns(to_columns(document, slug_resolver(session))).sealed()
    return digests(document)


def _differences(before: documents.ContentModel, after: documents.ContentModel) -> list[str]:
    if isinstance(before, documents.Issue) and isinstance(after, documents.Issue):
        return differences(before, after)
    return document_differences(before, after)
