"""Loads a folder of content files into the database."""

from collections import Counter
from collections.abc import Callable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

from sqlmodel import Session

from schema import tables, writes
from schema.bases import now
from schema.rows import Model
from schema.vocabulary import ChangeAction
from seed.errors import BadContent
from seed.files import documents
from seed.files.formats import read_file, read_issue, read_yaml
from seed.files.mapping import UnknownDetail, to_columns
from seed.files.slug_resolver import slug_resolver
from seed.files.snapshot import snapshot_of_columns
from seed.outcomes import ACTIONS

__all__ = ["CONTENT", "BadContent", "load_directory"]

CONTENT = Path(__file__).parents[1] / "content"
"""The sample content."""

Save = Callable[[Session, Mapping[str, Any]], writes.Saved]
PUBLICATION = "publication.yaml"


class Folder(NamedTuple):
    """The files in one folder: their documents, the ending of their names, their table, and what saves them."""

    model: type[documents.SluggedModel]
    suffix: str
    table: Model
    save: Save


FOLDERS = {
    "columns": Folder(documents.Column, ".yaml", tables.Column, writes.save_column),
    "organizations": Folder(documents.Organization, ".yaml", tables.Organization, writes.save_organization),
    "people": Folder(documents.Person, ".yaml", tables.Person, writes.save_person),
    "works": Folder(documents.Work, ".yaml", tables.Work, writes.save_work),
    "issues": Folder(documents.Issue, ".md", tables.Issue, writes.save_issue),
}
"""The folders of content and their files, in the order of loading: each refers only to those before it."""


def load_directory(session: Session, path: Path) -> Counter[str]:
    """Load a folder of content files; loading the same files again changes nothing.

    Args:
        session: the open transaction; on an error it must be rolled back, so that nothing of the folder stays.
        path: the folder, written by ``liane export`` or by hand; stored content that is not in it is left alone.

    Returns:
        The numbers of created, updated and unchanged documents: ``{"works created": 28, ...}``.

    Raises:
        BadContent: a file cannot be used; the message names the file and the field.
    """
    summary: Counter[str] = Counter()
    for name, document, save in read_documents(path):
        saved = save_document(session, name, document, save)
        summary[f"{name.partition('/')[0].removesuffix('.yaml')} {ACTIONS[saved.action]}"] += 1
    return summary


def save_document(session: Session, name: str, document: documents.ContentModel, save: Save) -> writes.Saved:
    """Write what one file says.

    Raises:
        BadContent: it cannot be written.
    """
    try:
        columns = to_columns(document, slug_resolver(session))
        saved = save(session, columns)
    except (writes.WriteRefused, UnknownDetail) as error:
        raise BadContent(name, str(error)) from error
    if isinstance(document, documents.Issue) and document.exported and saved.action is ChangeAction.CREATED:
        # A restore: readers are told nothing new, but for what was edited in the file since it was exported.
        unchanged = snapshot_of_columns(columns).sealed() == document.exported
        writes.restore_updated_at(session, saved.id, document.updated_at if unchanged else now())
    return saved


def read_documents(path: Path) -> list[tuple[str, documents.ContentModel, Save]]:
    """Read every file of a folder; return each with its name and with the function that saves it.

    Raises:
        BadContent: there is no such folder, or a file cannot be used.
    """
    if not path.is_dir():
        raise BadContent(str(path), "there is no such folder")
    in_order: list[tuple[str, documents.ContentModel, Save]] = []
    publication = path / PUBLICATION
    if publication.exists():
        text = read_file(publication, PUBLICATION)
        in_order.append((PUBLICATION, read_yaml(text, documents.Publication, PUBLICATION), writes.save_publication))
    for folder, (model, suffix, _, save) in FOLDERS.items():
        by_slug = {file.stem: _document(file, folder, model, suffix) for file in _files(path / folder)}
        in_order += [(f"{folder}/{slug}{suffix}", by_slug[slug], save) for slug in _wholes_first(by_slug)]
    if not in_order:
        raise BadContent(str(path), f"holds no content: neither {PUBLICATION} nor {', '.join(FOLDERS)}")
    return in_order


def _files(folder: Path) -> list[Path]:
    """Return a folder's files in order of their names; hidden ones are not content."""
    return sorted(file for file in folder.glob("*") if not file.name.startswith("."))


def _document(file: Path, folder: str, model: type[documents.SluggedModel], suffix: str) -> documents.SluggedModel:
    name = f"{folder}/{file.name}"
    if file.suffix != suffix or not file.is_file():
        raise BadContent(name, f"only {suffix} files belong here")
    text = read_file(file, name)
    document = read_issue(text, name) if model is documents.Issue else read_yaml(text, model, name)
    if document.slug != file.stem:
        raise BadContent(name, f"slug: is {document.slug!r}, but the file is called {file.name}")
    return document


def _wholes_first(by_slug: Mapping[str, documents.SluggedModel]) -> list[str]:
    """Return the slugs so that a work comes after what it is a part of, else in their order."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for slug, document in by_slug.items():
        whole = document.part_of if isinstance(document, documents.Work) else None
        sorter.add(slug, *([whole] if whole and whole in by_slug else []))
    try:
        return list(sorter.static_order())
    except CycleError as error:
        circle = ", ".join(error.args[1])
        raise BadContent("works", f"partOf: goes in a circle: {circle}") from error
