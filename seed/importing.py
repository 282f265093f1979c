"""From newsletter files to issues in the database, with a report on each file in the words of ``import --json``."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path, PurePath
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from schema import db, tables
from schema.bases import now
from schema.text import clean, slugify
from schema.vocabulary import Basis, StoredStatus
from seed import documents
from seed.candidates import candidates
from seed.catalogue import Catalogue, Links
from seed.importers import TOO_LARGE, Reading, Section, Unreadable, read
from seed.load import BadContent, store_issue

STDIN = "-"
# The hour at which an issue whose day alone is known is taken to be sent; its date is marked as inferred.
SENDING_TIME = time(6, tzinfo=UTC)


def find_files(paths: list[str]) -> list[tuple[str, Callable[[], bytes]]]:
    """Give the files that ``paths`` name, each with a function that reads it.

    A folder stands for all files below it, in order of their paths, without hidden ones; ``-`` for the standard input.
    The functions raise Unreadable when there is nothing to read.
    """
    return [(name, _reader(name)) for path in paths for name in _names(path)]


def import_all(
    engine: sa.Engine,
    paths: list[str],
    *,
    format: str,  # noqa: A002 - the command line's own word
    publish: bool,
    dry_run: bool,
) -> Iterator[dict[str, Any]]:
    """Import every file that ``paths`` name, giving the report of each as soon as it is done."""
    for name, read_file in find_files(paths):
        try:
            data = read_file()
        except Unreadable as error:
            yield _failure(name, error)
        else:
            yield import_one(engine, name, data, format=format, publish=publish, dry_run=dry_run)


def import_one(
    engine: sa.Engine,
    name: str,
    data: bytes,
    *,
    format: str,  # noqa: A002 - the command line's own word
    publish: bool,
    dry_run: bool,
) -> dict[str, Any]:
    """Import one newsletter and report on it.

    Args:
        engine: the database, migrated.
        name: what the file is called, or ``-``.
        data: the file as it is.
        format: a name from ``seed.importers.FORMATS``, or ``auto``.
        publish: publish the issue; without it a new issue is a draft, and a stored one keeps its status.
        dry_run: store nothing.

    Returns:
        The JSON object of ``import --json``; ``{"file", "error"}`` when the file cannot be read.
    """
    try:
        reading = read(data, name, format)
        with Session(engine) if dry_run else db.writing(engine) as session:
            catalogue = Catalogue.load(session, reading.identity)
            linked = [(part, catalogue.link(part.heading, part.text)) for part in reading.sections]
            report = _report(name, reading, [_section_report(part, links, catalogue) for part, links in linked])
            if not dry_run:
                issue = _document(session, reading, linked, name)
                if publish:
                    _publish(session, issue, reading)
                if not reading.title:
                    report["warnings"].append(f"it is stored under the title “{issue.title}”")
                outcome = store_issue(session, issue)
                report |= {"slug": outcome.slug, "action": outcome.action, "changes": outcome.changes}
            return report
    except (Unreadable, BadContent) as error:
        return _failure(name, error)


def _failure(name: str, error: Exception) -> dict[str, Any]:
    return {"file": _printable(name), "error": str(error)}


def _report(name: str, reading: Reading, sections: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "file": _printable(name),
        "format": reading.format,
        "title": reading.title,
        "titleSource": reading.title_source,
        "date": reading.date.isoformat() if reading.date else None,
        "dateSource": reading.date_source,
        "language": reading.language,
        "identity": reading.identity,
        "sections": sections,
        "leftOut": [{"text": left.text, "reason": left.reason.value} for left in reading.left_out],
        "warnings": list(reading.warnings),
    }


def _document(session: Session, reading: Reading, linked: list[tuple[Section, Links]], name: str) -> documents.Issue:
    publication = session.scalar(sa.select(col(tables.Publication.language)))
    title = reading.title or _name_as_title(name)
    return documents.Issue(
        slug=slugify(title),
        title=title,
        language=reading.language or publication or "fr",
        identity=reading.identity,
        sections=[
            documents.Section(
                heading=part.heading,
                column=links.column,
                body=part.markdown,
                people=links.people,
                organizations=links.organizations,
                recommendations=[
                    documents.Recommendation(work=work.slug, role=role) for work, role in links.works.items()
                ],
            )
            for part, links in linked
        ],
    )


def _publish(session: Session, issue: documents.Issue, reading: Reading) -> None:
    """Date the issue: as it is dated already, else the day it is known to be of at 06:00 UTC, else now."""
    known = sa.select(col(tables.Issue.published_at)).where(col(tables.Issue.identity) == reading.identity)
    issue.status = StoredStatus.PUBLISHED
    if session.scalar(known) is None:
        issue.published_at = datetime.combine(reading.date, SENDING_TIME) if reading.date else now()
        issue.published_at_basis = Basis.INFERRED


def _section_report(part: Section, links: Links, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "heading": part.heading,
        "column": links.column,
        "text": part.text,
        "links": list(part.links),
        "works": [
            {"slug": work.slug, "title": work.title, "kind": work.kind, "role": role.value}
            for work, role in links.works.items()
        ],
        "candidates": [
            {"title": found.title, "kind": found.kind.value if found.kind else None, "reason": found.reason}
            for found in candidates(part.text, links, catalogue)
        ],
    }


def _name_as_title(name: str) -> str:
    stem = "" if name == STDIN else clean(PurePath(_printable(name)).stem).strip()
    return stem[:200] or "Sans titre"


def _printable(name: str) -> str:
    """Replace the bytes of a file name that are no UTF-8, which no JSON can hold."""
    return name.encode("utf-8", "replace").decode()


def _names(path: str) -> list[str]:
    folder = Path(path)
    if path == STDIN or not folder.is_dir():
        return [path]
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    seen = [str(file) for file in files if not any(part.startswith(".") for part in file.relative_to(folder).parts)]
    return seen or [path]


def _reader(name: str) -> Callable[[], bytes]:
    def read_file() -> bytes:
        # One byte more than is allowed tells that a file is too large without holding all of it.
        if name == STDIN:
            return sys.stdin.buffer.read(TOO_LARGE)
        path = Path(name)
        if path.is_dir():
            raise Unreadable("there is no file in this folder")
        try:
            with path.open("rb") as file:
                return file.read(TOO_LARGE)
        except OSError as error:
            raise Unreadable(f"it cannot be opened ({error.strerror})") from error

    return read_file
