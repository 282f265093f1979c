"""A run of the importer: newsletter files become issues in the database, one transaction and one report a file."""

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session

from schema import db
from schema.writes import WriteRefused, save_picture_source
from seed.errors import BadContent
from seed.fetched_pictures import Fetched, known_sources, with_fetched_pictures
from seed.file_report import failure_report, letter_report, place
from seed.files.file_bases import Base, advance
from seed.files.formats import describe_errors
from seed.import_document import import_document, in_loading_order, is_document
from seed.importers import ParsedIssue, Section, Unreadable, read
from seed.input_files import read_letter
from seed.issue_document import is_published, issue_document, set_published, slugs_of_day
from seed.linking.catalogue import Catalogue, SectionLinks
from seed.linking.catalogue_cache import CatalogueCache
from seed.merging.save_imported_issue import save_imported_issue
from seed.parse_ahead import read_inputs
from seed.pictures.keeping import describe_picture
from seed.pictures.reading import PictureFile
from seed.pictures.store import PictureStore

REFUSALS = (Unreadable, BadContent, WriteRefused, ValidationError, RecursionError, MemoryError)
"""What a file itself may be the cause of; it is told in one line, and the other files are imported."""


NO_SOURCES: Mapping[str, PictureFile] = {}


class ImportRun:
    """One run of the importer: its options, and the catalogue that is kept from file to file.

    Each file has a transaction of its own: whenever the run ends, only whole issues are stored.
    """

    def __init__(  # noqa: PLR0913 - the options of a run
        self,
        engine: sa.Engine,
        format_name: str,
        *,
        publish: bool,
        dry_run: bool,
        drafts_only: bool = False,
        store: PictureStore | None = None,
        fetch_pictures: bool = False,
        catalogue_cache: CatalogueCache | None = None,
    ) -> None:
        """Take what holds for all files.

        Args:
            engine: the database, migrated.
            format_name: a name from ``seed.importers.FORMATS``, or ``auto``.
            publish: publish the issues; without it a new issue is a draft, and a stored one keeps its status.
            dry_run: store nothing.
            drafts_only: leave issues that are published or scheduled as they are; what a file would change in one is
                reported as a conflict.
            store: where the pictures are kept that letters carry inside; without one such a letter is refused.
            fetch_pictures: fetch pictures that are elsewhere, and show them from here.
            catalogue_cache: the catalogue as an earlier run left it.
        """
        self._fetch_pictures = fetch_pictures
        self._store_of_pictures = store
        self._engine = engine
        self._format_name = format_name
        self._publish = publish
        self._dry_run = dry_run
        self._drafts_only = drafts_only
        self._catalogue_cache = catalogue_cache or CatalogueCache()
        self._bases: dict[str, Base] = {}
        self._on_its_way_to_disk = False

    def import_files(self, names: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Import one file after the other and yield the report on each; a file that fails does not stop the others.

        Raises:
            sqlalchemy.exc.DBAPIError: the database cannot be used any more.
        """
        yield from self._import_documents(in_loading_order([name for name in names if is_document(name)]))
        letters = [name for name in names if not is_document(name)]
        try:
            with closing(read_inputs(letters, self._format_name)) as inputs:
                for name, parse in inputs:
                    report = self._import_or_refuse(name, parse, at_once_on_disk=False)
                    yield self._brought_up_to_date(name, report)
        finally:
            # Once, whatever became of the last one: who runs this again brings back what was lost before.
            if self._on_its_way_to_disk:
                db.wait_for_disk(self._engine)

    def import_data(self, name: str, data: bytes) -> dict[str, Any]:
        """Import one newsletter and report on it.

        Args:
            name: what the file is called, or ``-``.
            data: the content of the file.

        Returns:
            The JSON object of ``import --json``; ``{"file", "error"}`` when the file cannot be read or stored.

        Raises:
            sqlalchemy.exc.DBAPIError: the database cannot be used any more.
        """
        return self._import_or_refuse(name, partial(read, data, name, self._format_name))

    def _import_or_refuse(
        self, name: str, parse: Callable[[], ParsedIssue], *, at_once_on_disk: bool = True
    ) -> dict[str, Any]:
        return self._report_or_refuse(name, lambda: self.import_parsed(name, parse(), at_once_on_disk=at_once_on_disk))

    def _report_or_refuse(self, name: str, import_: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        try:
            return import_()
        except REFUSALS as error:
            return failure_report(name, refusal(error))
        except sa.exc.DBAPIError as error:
            with db.read_transaction(self._engine) as session:
                session.execute(sa.select(1))  # a database that is gone concerns all files: this raises
            return failure_report(name, Unreadable(f"the database refused it: {str(error.orig).splitlines()[0]}"))

    def _import_documents(self, names: Sequence[str]) -> Iterator[dict[str, Any]]:
        """Import content files other than issues; one that is refused is tried again after the others."""
        refused = {}
        for name in names:
            report = self._report_or_refuse(name, partial(self._import_document, name))
            if "error" in report:
                refused[name] = report
            else:
                yield self._brought_up_to_date(name, report)
        if len(refused) < len(names):
            yield from self._import_documents(list(refused))
        else:
            yield from refused.values()

    def _brought_up_to_date(self, name: str, report: dict[str, Any]) -> dict[str, Any]:
        """Let a file of an export know that it was imported; return the report, with a warning where it cannot."""
        base = self._bases.pop(name, None)
        if base and report.get("action") in {"updated", "unchanged"} and not advance(Path(name), base):
            report.setdefault("warnings", []).append("this file cannot be written: export again before you edit it")
        return report

    def _import_document(self, name: str) -> dict[str, Any]:
        """Import a content file other than an issue; a dry run does the same, and takes it back."""
        with db.write_transaction(self._engine) as session:
            report, base = import_document(session, name, read_letter(name).data)
            if self._dry_run:
                session.rollback()
                del report["action"]
            elif base:
                self._bases[name] = base
            return report

    def import_parsed(self, name: str, parsed: ParsedIssue, *, at_once_on_disk: bool = True) -> dict[str, Any]:
        """Import an issue that was parsed and report on it, as ``import_data`` does.

        Without ``at_once_on_disk`` the issue may be lost with the machine until the disk is waited for, but for that of
        an exported file, which is told of it.

        Raises:
            Exception: one of ``REFUSALS``.
            StoreAway: its pictures cannot be kept now.
            sqlalchemy.exc.DBAPIError: the database refuses it.
        """
        parsed, sources = self.with_pictures(parsed)
        durable = at_once_on_disk or parsed.exported is not None
        with self._transaction(at_once_on_disk=durable) as session:
            report = place(name) | self.import_into(session, name, parsed, sources)
        self._on_its_way_to_disk = not (durable or self._dry_run)
        return report

    def with_pictures(self, parsed: ParsedIssue) -> Fetched:
        """Keep the files of an issue's pictures, those from elsewhere too where they are wanted; a dry run does not.

        Raises:
            Unreadable: nothing says where they are kept.
            StoreAway: they cannot be kept now.
        """
        sources = NO_SOURCES
        if not self._dry_run:
            if self._fetch_pictures:
                with db.read_transaction(self._engine) as session:
                    known = known_sources(session, parsed)
                parsed, sources = with_fetched_pictures(parsed, known)
            self.keep_files(parsed)
        return Fetched(parsed, sources)

    def warm_up(self, session: Session) -> None:
        """Read the catalogue, or what was changed in it since, so that no writer waits for that."""
        self._catalogue_cache.catalogue(session, "")

    def import_into(
        self, session: Session, name: str, parsed: ParsedIssue, sources: Mapping[str, PictureFile] = NO_SOURCES
    ) -> dict[str, Any]:
        """Import an issue that was parsed, whose pictures are kept already, and report on it.

        Args:
            session: the open transaction.
            name: what the letter is called; nothing of that name is looked up.
            parsed: the issue.
            sources: the pictures that were fetched for it, by where they were.

        Raises:
            Exception: one of ``REFUSALS``.
        """
        urls = [url for section in parsed.sections for url in section.links]
        catalogue = self._catalogue_cache.catalogue(session, parsed.identity, urls)
        linked = [
            (section, catalogue.link_section(section.heading, section.text, section.links))
            for section in parsed.sections
        ]
        report = letter_report(parsed, linked, catalogue)
        if not self._dry_run:
            for picture in parsed.pictures:
                describe_picture(session, picture)
            for address, picture in sources.items():
                save_picture_source(session, address, picture.name)
            report |= self._store(session, name, parsed, linked, catalogue, report["warnings"])
        return report

    def keep_files(self, parsed: ParsedIssue) -> None:
        """Keep the files of a letter's pictures; before the transaction, since a bucket may take its time."""
        if parsed.pictures and self._store_of_pictures is None:
            raise Unreadable("it carries pictures inside, and nothing says where they are kept")
        for picture in parsed.pictures:
            assert self._store_of_pictures is not None  # noqa: S101 - see above
            self._store_of_pictures.put(picture.name, picture.data)

    def _transaction(self, *, at_once_on_disk: bool) -> AbstractContextManager[Session]:
        if self._dry_run:
            return db.read_transaction(self._engine)
        return db.write_transaction(self._engine, at_once_on_disk=at_once_on_disk)

    def _store(
        self,
        session: Session,
        name: str,
        parsed: ParsedIssue,
        linked: Sequence[tuple[Section, SectionLinks]],
        catalogue: Catalogue,
        warnings: list[str],
    ) -> dict[str, Any]:
        issue = issue_document(session, parsed, linked, catalogue, name)
        if self._publish and not parsed.withheld:
            set_published(session, issue, parsed)
        if not parsed.title:
            warnings.append(f"it is stored under the title “{issue.title}”")
        known_ids = dict(ChainMap(*(links.ids for _, links in linked)))
        with session.begin_nested() if self._drafts_only else nullcontext() as attempt:
            result = save_imported_issue(session, issue, known_ids, stated=parsed.exported is not None)
            if attempt and result.action == "updated" and is_published(session, result.slug):
                attempt.rollback()
                result = result._replace(action="conflict")
        if issue.exported:
            self._bases[name] = issue.exported
        if result.action == "created" and parsed.date:
            same_day = [slug for slug in slugs_of_day(session, parsed.date) if slug != result.slug]
            warnings += [
                f"the issue “{slug}” has the same date: another title, or other words, make a new issue"
                for slug in same_day
            ]
        return result._asdict()


def refusal(error: Exception) -> Exception:
    """Return why a file was refused, for one of ``REFUSALS``, with a message for people."""
    if isinstance(error, ValidationError):
        return BadContent("what was read cannot be stored", describe_errors(error))
    if isinstance(error, RecursionError):
        return Unreadable("its parts are nested too deeply")
    if isinstance(error, MemoryError):
        return Unreadable("it takes more memory than there is")
    return error
