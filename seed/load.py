"""Brings documents into the database: a folder of content files, or the one issue an importer has read."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from schema import writes
from schema.bases import now, table_of
from schema.tables import Issue
from schema.vocabulary import ChangeAction, StoredStatus
from schema.writes.rows import Model, fetch
from schema.writes.slugs import holder_of
from seed import documents
from seed.differences import differences
from seed.files import BadContent, read_file, read_issue, read_yaml
from seed.mapping import UnknownDetail, to_columns
from seed.stored import Stored

__all__ = ["CONTENT", "BadContent", "Outcome", "load_directory", "store_issue"]

CONTENT = Path(__file__).parent / "content"
"""The sample content."""

AnyDocument = TypeVar("AnyDocument", bound=documents.Document)
AnyEntry = TypeVar("AnyEntry", bound=documents.Entry)
Save = Callable[[Session, Mapping[str, Any]], writes.Saved]
Done = Literal["created", "updated", "unchanged", "conflict"]
DONE: dict[ChangeAction | None, Done] = {
    ChangeAction.CREATED: "created",
    ChangeAction.UPDATED: "updated",
    None: "unchanged",
}
PUBLICATION = "publication.yaml"
FOLDERS: dict[str, tuple[type[documents.Entry], str, Save]] = {
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
            saved = save(session, to_columns(document, _resolver(session)))
        except (writes.WriteRefused, UnknownDetail) as error:
            raise BadContent(name, str(error)) from error
        summary[f"{name.partition('/')[0].removesuffix('.yaml')} {DONE[saved.action]}"] += 1
    return summary


def _documents(path: Path) -> Iterator[tuple[str, documents.Document, Save]]:
    """Read every file before the first is stored."""
    found: list[tuple[str, documents.Document, Save]] = []
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


def _entry(file: Path, folder: str, model: type[AnyEntry], suffix: str) -> AnyEntry:
    name = f"{folder}/{file.name}"
    if file.suffix != suffix or not file.is_file():
        raise BadContent(name, f"only {suffix} files belong here")
    text = read_file(file, name)
    document = read_issue(text, name) if model is documents.Issue else read_yaml(text, model, name)
    if document.slug != file.stem:
        raise BadContent(name, f"slug: is {document.slug!r}, but the file is called {file.name}")
    return document  # type: ignore[return-value]  # read_issue gives the Issue that the model is


def _wholes_first(entries: Mapping[str, documents.Entry]) -> list[str]:
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


def _resolver(session: Session) -> Callable[[Model, str, str], str]:
    def resolve(model: Model, slug: str, field: str) -> str:
        try:
            return writes.find(session, model, slug)
        except writes.NotFound as error:
            raise writes.Invalid(f"{field}: {error}") from error

    return resolve


class Outcome(NamedTuple):
    """What became of an imported issue."""

    slug: str
    action: Done
    changes: list[str]


def store_issue(session: Session, issue: documents.Issue) -> Outcome:
    """Store an issue that an importer has read.

    It continues the stored issue with its id, else with its identity, else (when it has no identity) with its slug;
    what it does not state stays as stored, and a published issue stays published. Otherwise it becomes a new issue,
    under its slug or, where another issue has that, the slug with the next free number. Another issue is never
    overwritten: where the number or the identity is another's, nothing is stored and the action is ``conflict``.

    Args:
        session: the open transaction.
        issue: the document; ``PUBLISHED`` without a date is published now.

    Raises:
        BadContent: it names a person, organisation, work or column that is not there, or breaks a rule.
    """
    known = _find_issue(session, issue)
    if conflict := _conflict(session, issue, known):
        return Outcome(_slug_of(session, known) or issue.slug, "conflict", [conflict])
    before = Stored(session).issue(known) if known else None
    try:
        columns = to_columns(issue, _resolver(session))
        saved = writes.save_issue(session, _update(columns, before, known) if before else _creation(session, columns))
    except writes.WriteRefused as error:
        raise BadContent(issue.slug, str(error)) from error
    after = Stored(session).issue(saved.id)
    changes = differences(before, after) if before else []
    return Outcome(after.slug, DONE[saved.action], changes)


def _find_issue(session: Session, issue: documents.Issue) -> str | None:
    """Give the id of the stored issue that a document continues."""
    if issue.id and fetch(session, Issue, issue.id):
        return issue.id
    if issue.identity:
        return _holder(session, "identity", issue.identity)
    holder = holder_of(session, Issue, issue.slug)
    return holder if holder and fetch(session, Issue, holder) else None


def _conflict(session: Session, issue: documents.Issue, known: str | None) -> str | None:
    """Say what of a document already belongs to another issue."""
    for name, value in (("number", issue.number), ("identity", issue.identity)):
        holder = _holder(session, name, value) if value is not None else None
        if holder not in {None, known}:
            return f"the {name} {value} is that of the issue {_slug_of(session, holder)}"
    return None


def _holder(session: Session, column: str, value: str | int) -> str | None:
    table = table_of(Issue)
    return session.execute(sa.select(table.c.id).where(table.c[column] == value)).scalar()


def _slug_of(session: Session, issue_id: str | None) -> str | None:
    row = fetch(session, Issue, issue_id) if issue_id else None
    return row["slug"] if row else None


def _creation(session: Session, columns: dict[str, Any]) -> dict[str, Any]:
    """Give a new issue a free slug, and the date that publishing needs."""
    slug, count = columns["slug"], 1
    while _taken(session, columns["slug"], columns.get("id")):
        count += 1
        columns["slug"] = f"{slug}-{count}"
    if columns["status"] == StoredStatus.PUBLISHED and columns["published_at"] is None:
        columns["published_at"] = now()
    return columns


def _taken(session: Session, slug: str, stated_id: str | None) -> bool:
    """Tell whether a new issue cannot have the slug; a deleted issue's is free for its return."""
    holder = holder_of(session, Issue, slug)
    if holder is None or holder == stated_id:
        return False
    return stated_id is not None or fetch(session, Issue, holder) is not None


def _update(columns: dict[str, Any], before: documents.Issue, known: str | None) -> dict[str, Any]:
    """Keep of an imported document what it states; whether the issue is public is not its to take back."""
    stated = {name: value for name, value in columns.items() if value not in (None, [])}
    if "sections" in stated:
        stated["sections"] = [_without_empty_lists(section) for section in stated["sections"]]
    if stated["status"] != StoredStatus.PUBLISHED:
        del stated["status"]
    elif before.published_at is None and "published_at" not in stated:
        stated["published_at"] = now()
    if columns.get("id") != known:
        del stated["slug"]  # found by its identity: the slug may have been chosen since
    return {**stated, "id": known}


def _without_empty_lists(section: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in section.items() if value != []}
