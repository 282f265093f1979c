"""Imports one YAML file of an export: the publication, a column, an organisation, a person or a work."""

import re
from pathlib import PurePath
from typing import Any

from sqlmodel import Session

from schema import writes
from schema.bases import table_of
from schema.ids import PREFIXES
from schema.rows import fetch_row
from schema.writes.slugs import slug_owner
from seed.errors import BadContent
from seed.files import documents
from seed.files.content_reader import ContentReader
from seed.files.digests import digests
from seed.files.formats import decode, read_yaml
from seed.files.load import FOLDERS, PUBLICATION, Save, save_document
from seed.input_files import printable_name
from seed.merging.differences import document_differences, kept_slugs
from seed.merging.merge_document import merge_document
from seed.outcomes import ACTIONS

SUFFIXES = frozenset({".yaml", ".yml"})
YAML_FOLDERS = {name: folder for name, folder in FOLDERS.items() if folder.suffix in SUFFIXES}
FOLDER_OF_PREFIX = {PREFIXES[table_of(folder.table).name]: name for name, folder in YAML_FOLDERS.items()}
ID = re.compile(r"^id: *['\"]?([a-z]+)_", re.MULTILINE)


def is_document(name: str) -> bool:
    """Whether a file is, by its name, a content file other than an issue."""
    return PurePath(name).suffix.lower() in SUFFIXES


def in_loading_order(names: list[str]) -> list[str]:
    """Return content files so that each comes after those it refers to."""
    places = {folder: place for place, folder in enumerate(FOLDERS)}
    return sorted(names, key=lambda name: places.get(_folder_of(name) or "", -1))


def import_document(session: Session, name: str, data: bytes) -> tuple[dict[str, Any], dict[str, str] | None]:
    """Store what a file states and the database does not.

    Return the report on it, and what the file says now, if an export wrote it.

    What was edited elsewhere since the file was exported stays; where both changed one field, nothing of the file is
    stored, and the report says so.

    Raises:
        BadContent: the file cannot be used.
    """
    text = decode(data, name)
    folder = _folder_of(name) or _folder_of_id(text)
    report: dict[str, Any] = {"file": printable_name(name), "format": "yaml"}
    if folder is None:
        raise BadContent(name, f"does not say what it is: put it into a folder called {', '.join(YAML_FOLDERS)}")
    if folder == PUBLICATION:
        publication = read_yaml(text, documents.Publication, name)
        stored = ContentReader(session).publication()
        report |= _merged(session, publication, stored, writes.save_publication)
        return report, publication.exported and digests(publication)
    document = read_yaml(text, YAML_FOLDERS[folder].model, name)
    report |= _merged(session, document, _stored(session, folder, document), YAML_FOLDERS[folder].save)
    return report, getattr(document, "exported", None) and digests(document)


def _folder_of(name: str) -> str | None:
    path = PurePath(name)
    return PUBLICATION if path.name == PUBLICATION else path.parent.name if path.parent.name in YAML_FOLDERS else None


def _folder_of_id(text: str) -> str | None:
    prefix = ID.search(text)
    return FOLDER_OF_PREFIX.get(prefix[1]) if prefix else None


def _stored(session: Session, folder: str, document: documents.SluggedModel) -> documents.SluggedModel | None:
    """Return the stored document that a file is about: with its id, else with its slug."""
    table = FOLDERS[folder].table
    owner = document.id if document.id and fetch_row(session, table, document.id) else None
    owner = owner or slug_owner(session, table, document.slug)
    return next(getattr(ContentReader(session), folder)([owner]), None) if owner else None


def _merged(
    session: Session, document: documents.ContentModel, stored: documents.ContentModel | None, save: Save
) -> dict[str, Any]:
    """Write a file's document, merged with the stored one; return what was done to what."""
    report = {"type": type(document).__name__, "slug": _name(stored or document)}
    merged = merge_document(stored, document) if stored else None
    if merged and merged.conflicts:
        return report | {"action": "conflict", "changes": merged.conflicts}
    result = merged.document if merged else document
    saved = save_document(session, _name(document), result, save)
    changes = document_differences(stored, result) if stored and saved.action else []
    if isinstance(stored, documents.SluggedModel) and isinstance(result, documents.SluggedModel):
        changes += kept_slugs(stored.former_slugs, result.former_slugs)
    return report | {"slug": _name(result), "action": ACTIONS[saved.action], "changes": changes}


def _name(document: documents.ContentModel) -> str:
    return document.slug if isinstance(document, documents.SluggedModel) else "publication"
