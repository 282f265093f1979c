"""From newsletter files to issues in the database, with a report on each file in the words of ``import --json``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session, col

from schema import db, tables
from schema.bases import now
from schema.text import clean, slugify
from schema.vocabulary import Basis, StoredStatus
from schema.writes import WriteRefused
from schema.writes.rows import fetch
from seed.errors import BadContent
from seed.files import documents
from seed.files.formats import in_plain_words
from seed.importers import Reading, Section, Unreadable, read
from seed.input_files import STDIN, find_files
from seed.linking.candidates import candidates
from seed.linking.catalogue import Catalogue, Links
from seed.linking.catalogue_cache import Familiar
from seed.merging.save_imported_issue import store_issue
from seed.read_ahead import readings

# The hour at which an issue whose day alone is known is taken to be sent; its date is marked as inferred.
SENDING_TIME = time(6, tzinfo=UTC)


def import_all(
    engine: sa.Engine,
    paths: list[str],
    *,
    format: str,  # noqa: A002 - the command line's own word
    publish: bool,
    dry_run: bool,
) -> Iterator[dict[str, Any]]:
    """Import every file that ``paths`` name, giving the report of each as soon as it is done."""
    yield from Run(engine, format, publish=publish, dry_run=dry_run).files(find_files(paths))


def import_one(
    engine: sa.Engine,
    name: str,
    data: bytes,
    *,
    format: str,  # noqa: A002 - the command line's own word
    publish: bool,
    dry_run: bool,
) -> dict[str, Any]:
    """Import one newsletter and report on it, see ``Run``."""
    return Run(engine, format, publish=publish, dry_run=dry_run).file(name, data)


class Run:
    """One run of the importer: what it is told, and the catalogue that it keeps from file to file.

    Each file is a transaction of its own: what is stored are whole issues, whenever the run ends.
    """

    def __init__(self, engine: sa.Engine, form: str, *, publish: bool, dry_run: bool) -> None:
        """Take what holds for all files.

        Args:
            engine: the database, migrated.
            form: a name from ``seed.importers.FORMATS``, or ``auto``.
            publish: publish the issues; without it a new issue is a draft, and a stored one keeps its status.
            dry_run: store nothing.
        """
        self._engine = engine
        self._form = form
        self._publish = publish
        self._dry_run = dry_run
        self._familiar = Familiar()

    def files(self, names: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Import one file after the other, giving the report of each; a file that fails does not stop the others.

        Raises:
            sqlalchemy.exc.DBAPIError: the database cannot be used any more.
        """
        with closing(readings(names, self._form)) as letters:
            for name, reading in letters:
                yield self._letter(name, reading)

    def file(self, name: str, data: bytes) -> dict[str, Any]:
        """Import one newsletter and report on it.

        Args:
            name: what the file is called, or ``-``.
            data: the file as it is.

        Returns:
            The JSON object of ``import --json``; ``{"file", "error"}`` when the file cannot be read or stored.

        Raises:
            sqlalchemy.exc.DBAPIError: the database cannot be used any more.
        """
        return self._letter(name, partial(read, data, name, self._form))

    def _letter(self, name: str, give_reading: Callable[[], Reading]) -> dict[str, Any]:
        try:
            return self._import(name, give_reading())
        except (Unreadable, BadContent, WriteRefused) as error:
            return _failure(name, error)
        except ValidationError as error:
            return _failure(name, BadContent("what was read cannot be stored", in_plain_words(error)))
        except RecursionError:
            return _failure(name, Unreadable("its parts are nested too deeply"))
        except MemoryError:
            return _failure(name, Unreadable("it takes more memory than there is"))
        except sa.exc.DBAPIError as error:
            with self._engine.connect() as connection:  # a database that is gone concerns all files: this raises
                connection.execute(sa.select(1))
            return _failure(name, Unreadable(f"the database refused it: {str(error.orig).splitlines()[0]}"))

    def _import(self, name: str, reading: Reading) -> dict[str, Any]:
        with Session(self._engine) if self._dry_run else db.writing(self._engine) as session:
            catalogue = self._familiar.catalogue(session, reading.identity)
            linked = [(part, catalogue.link(part.heading, part.text, part.links)) for part in reading.sections]
            report = _report(name, reading, [_section_report(part, links, catalogue) for part, links in linked])
            if not self._dry_run:
                report |= self._store(session, name, reading, linked, catalogue, report["warnings"])
            return report

    def _store(
        self,
        session: Session,
        name: str,
        reading: Reading,
        linked: list[tuple[Section, Links]],
        catalogue: Catalogue,
        warnings: list[str],
    ) -> dict[str, Any]:
        issue = _document(session, reading, linked, name)
        if self._publish:
            _publish(session, issue, reading)
        if not reading.title:
            warnings.append(f"it is stored under the title “{issue.title}”")
        outcome = store_issue(session, issue, catalogue.ids)
        if outcome.action == "created" and reading.date:
            same_day = [slug for slug in _issues_of(session, reading.date) if slug != outcome.slug]
            warnings += [
                f"the issue “{slug}” has the same date: an edited title makes a new issue" for slug in same_day
            ]
        return outcome._asdict()


def _issues_of(session: Session, day: date) -> Iterable[str]:
    """Give the slugs of the imported issues of a day."""
    identity = col(tables.Issue.identity)
    # ";" comes right after ":", and a range is found in the index.
    known = sa.select(col(tables.Issue.slug)).where(identity >= f"{day}:", identity < f"{day};")
    return session.scalars(known.order_by(identity))


def _failure(name: str, error: Exception) -> dict[str, Any]:
    return {"file": _printable(name), "error": " ".join(str(error).split())}


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
    if reading.exported and reading.exported.id and fetch(session, tables.Issue, reading.exported.id):
        return reading.exported
    title = reading.title or _name_as_title(name)
    return documents.Issue(
        slug=slugify(title),
        title=title,
        language=reading.language or session.scalar(sa.select(col(tables.Publication.language))) or "fr",
        identity=reading.identity,
        sections=[
            documents.Section(
                heading=part.heading,
                column=links.column,
                body=part.markdown,
                people=links.people,
                organizations=links.organizations,
                # Where a heading leads, which its words alone would lose.
                sources=[documents.Source(url=url) for url in part.heading_links],
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
    if issue.published_at is None and session.scalar(known) is None:
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
            for found in candidates(part, links, catalogue)
        ],
    }


def _name_as_title(name: str) -> str:
    stem = "" if name == STDIN else clean(PurePath(_printable(name)).stem).strip()
    return stem[:200] or "Sans titre"


def _printable(name: str) -> str:
    """Replace the bytes of a file name that are no UTF-8, which no JSON can hold."""
    return name.encode("utf-8", "replace").decode()
