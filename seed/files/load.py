"""Brings a folder of content files into the database."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeVar

from sqlmodel import Session

from schema import writes
from seed.actions import ACTIONS
from seed.errors import BadContent
from seed.files import documents
from seed.files.formats import read_file, read_issue, read_yaml
from seed.files.mapping import UnknownDetail, to_columns
from seed.files.slug_resolver import slug_resolver

__all__ = ["CONTENT", "BadContent", "load_directory"]

CONTENT = Path(__file__).parents[1] / "content"
"""The sample content."""

AnySlugged = TypeVar("AnySlugged", bound=documents.SluggedModel)
Save = Callable[[Session, Mapping[str, Any]], writes.Saved]
PUBLICATION = "publication.yaml"
FOLDERS: dict[str, tuple[type[documents.SluggedModel], str, Save]] = {
    "columns": (documents.Column, ".yaml", writes.save_column),
    "organizations": (documents.Organization, ".yaml", writes.save_organization),
    "people": (documents.Person, ".yaml", writes.save_person),
    "works": (documents.Work, ".yaml", writes.save_work),
    "issues": (documents.Issue, ".md", writes.save_issue),
}
"""What a content folder holds, in the order it is loaded: each only refers to what stands before it."""


def load_directory(session: Session, path: Path) -> Counter[str]:
    """Load a folder of content files; loading the same again changes nothing.

    Args:
        session: the open transaction; on an error it must be rolled back, nothing of the folder may stay.
        path: the folder, as ``liane export`` writes it or a person did; what is missing in it is left alone.

    Returns:
        How many of each folder were created, updated and unchanged: ``{"works created": 28, ...}``.

    Raises:
        BadContent: a file cannot be used; the message names the file and the field.
    """
    if not path.is_dir():
        raise BadContent(str(path), "there is no such folder")
    summary: Counter[str] = Counter()
    for name, document, save in _documents(path):
        try:
            saved = save(session, to_columns(document, slug_resolver(session)))
        except (writes.WriteRefused, UnknownDetail) as error:
            raise BadContent(name, str(error)) from error
        summary[f"{name.partition('/')[0].removesuffix('.yaml')} {ACTIONS[saved.action]}"] += 1
    return summary


def _documents(path: Path) -> Iterator[tuple[str, documents.ContentModel, Save]]:
    """Read every file before the first is stored."""
    found: list[tuple[str, documents.ContentModel, Save]] = []
    publication = path / PUBLICATION
    if publication.exists():
        text = read_file(publication, PUBLICATION)
        found.append((PUBLICATION, read_yaml(text, documents.Publication, PUBLICATION), writes.save_publication))
    for folder, (model, suffix, save) in FOLDERS.items():
        entries = {file.stem: _entry(file, folder, model, suffix) for file in _files(path / folder)}
        found += [(f"{folder}/{slug}{suffix}", entries[slug], save) for slug in _wholes_first(entries)]
    if not found:
        raise BadContent(str(path), f"holds no content: neither {PUBLICATION} nor {', '.join(FOLDERS)}")
    yield from found


def _files(folder: Path) -> list[Path]:
    """List a folder's files by name; hidden ones are not content."""
    return sorted(file for file in folder.glob("*") if not file.name.startswith("."))


def _entry(file: Path, folder: str, model: type[AnySlugged], suffix: str) -> AnySlugged:
    name = f"{folder}/{file.name}"
    if file.suffix != suffix or not file.is_file():
        raise BadContent(name, f"only {suffix} files belong here")
    text = read_file(file, name)
    document = read_issue(text, name) if model is documents.Issue else read_yaml(text, model, name)
    if document.slug != file.stem:
        raise BadContent(name, f"slug: is {document.slug!r}, but the file is called {file.name}")
    return document  # type: ignore[return-value]  # read_issue gives the Issue that the model is


def _wholes_first(entries: Mapping[str, documents.SluggedModel]) -> list[str]:
    """Order works so that each comes after what it is a part of; the rest stays in the order of its names."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for slug, entry in entries.items():
        whole = entry.part_of if isinstance(entry, documents.Work) else None
        sorter.add(slug, *([whole] if whole and whole in entries else []))
    try:
        return list(sorter.static_order())
    except CycleError as error:
        circle = ", ".join(error.args[1])
        raise BadContent("works", f"partOf: goes in a circle: {circle}") from error
