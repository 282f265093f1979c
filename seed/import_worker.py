"""The worker that imports what waits in the database: letters become drafts, and archives become letters that wait."""

import logging
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic

import sqlalchemy as sa

from schema import db, writes
from schema.errors import LianeError
from schema.vocabulary import NewsletterFormat
from schema.writes import Claim, ClaimLost, ImportFile
from seed.archives.letter import Archive
from seed.archives.opening import open_archive
from seed.import_document import is_document
from seed.import_run import REFUSALS, ImportRun, refusal
from seed.importers import Unreadable, read
from seed.pictures.store import PictureStore, StoreAway
from seed.recorded_imports import outcome_of

log = logging.getLogger("liane.worker")
POLL_SECONDS = 0.25
RETRY_SECONDS = 1.0
MOST_LETTERS = 10_000
LETTERS_AT_ONCE = 20
"""How many letters of an archive are stored in one transaction, so that nobody waits long for it."""
BROKEN = "an error of the importer, which its log tells more of"
DIED = "the program that reads was ended by it, or for want of memory"


class ImportWorker:
    """Imports files that wait, one after the other, each as a draft of who gave it.

    It need not wait for the disk: what a failure of the machine undoes waits again.
    """

    def __init__(
        self, engine: sa.Engine, store: PictureStore, tell: Callable[[str], None], *, fetch_pictures: bool = False
    ) -> None:
        """Take what holds for all files.

        Args:
            engine: the database, migrated.
            store: where pictures are kept.
            tell: is called with a line about each file.
            fetch_pictures: fetch pictures that are elsewhere.
        """
        self._engine = engine
        self._name = token_hex(8)
        self._tell = tell
        self._run = ImportRun(
            engine,
            "auto",
            publish=False,
            dry_run=False,
            drafts_only=True,
            store=store,
            fetch_pictures=fetch_pictures,
        )

    def work(self, stop: Event, idle_seconds: float | None = None) -> None:
        """Import what waits, until it is told to stop, or nothing has waited for some time.

        Args:
            stop: is set to make it stop after the file that it is at.
            idle_seconds: how long nothing has to have waited; None goes on.
        """
        last = monotonic()
        while not stop.is_set():
            try:
                worked, pause = self.step(), POLL_SECONDS
            except sa.exc.DBAPIError as error:
                log.warning("the database cannot be used: %s", type(error.orig).__name__)
                worked, pause = False, RETRY_SECONDS
            if worked:
                last = monotonic()
            elif idle_seconds is not None and monotonic() - last >= idle_seconds:
                return
            else:
                stop.wait(pause)

    def step(self) -> bool:
        """Import the file that is next; return whether there was one.

        Raises:
            sqlalchemy.exc.DBAPIError: the database cannot be used now.
        """
        with db.side_transaction(self._engine, is_patient=True) as session:
            claim = writes.claim_import(session, self._name)
        if claim is None:
            return False
        try:
            self._tell(f"{claim.name}: {self._import(claim)}")
        except ClaimLost:
            self._tell(f"{claim.name}: put aside")
        return True

    def _import(self, claim: Claim) -> str:
        """Import a file, and return in a line what came of it.

        Raises:
            ClaimLost: it is not to be imported any more, and nothing was stored.
        """
        try:
            if claim.attempts > writes.MOST_ATTEMPTS:
                raise Unreadable(DIED)
            return self._open(claim) or self._store(claim)
        except (StoreAway, *REFUSALS) as error:
            message = " ".join(str(refusal(error)).split())
        except sa.exc.DBAPIError as error:
            with db.read_transaction(self._engine) as session:
                session.execute(sa.select(1))  # a database that is gone concerns all files: this raises
            message = f"the database refused it: {str(error.orig).splitlines()[0]}"
        except ClaimLost:
            raise
        except Exception:
            log.exception("%s could not be imported", claim.id)
            message = BROKEN
        with db.side_transaction(self._engine, is_patient=True) as session:
            writes.refuse_import(session, claim, message)
        return f"refused: {message}"

    def _store(self, claim: Claim) -> str:
        parsed = read(claim.data, claim.name, claim.format.value.lower(), claim.fields)
        parsed, sources = self._run.with_pictures(parsed)
        with db.read_transaction(self._engine) as session:
            self._run.warm_up(session)
        with db.write_transaction(self._engine, at_once_on_disk=False, actor=claim.actor) as session:
            report = self._run.import_into(session, claim.name, parsed, sources)
            writes.finish_import(session, claim, outcome_of(session, report))
        return f"{report['action']} {report['slug']}"

    def _open(self, claim: Claim) -> str | None:
        """Let the letters of an archive wait, and return how many they are; None where a file is no archive."""
        if claim.batch_id:
            return None
        with TemporaryDirectory(prefix="liane-import-") as folder:
            path = Path(folder) / "archive"
            path.write_bytes(claim.data)
            archive = open_archive(path)
            return self._add_letters(claim, archive) if archive else None

    def _add_letters(self, claim: Claim, archive: Archive) -> str:
        passed_over = [*archive.passed_over, *(name for name in archive.names if is_document(name))]
        letters, count = _letters(archive, passed_over), 0
        while some := list(islice(letters, LETTERS_AT_ONCE)):
            with db.side_transaction(self._engine, is_patient=True) as session:
                writes.add_letters(session, claim, some, count + 1)
            count += len(some)
        if not count:
            raise Unreadable("there is no letter in this archive")
        with db.side_transaction(self._engine, is_patient=True) as session:
            writes.finish_archive(session, claim, count, passed_over)
        return f"{count} letters wait"


def _letters(archive: Archive, passed_over: list[str]) -> Iterator[ImportFile]:
    """Yield the letters of an archive; those that cannot be read are added to what is passed over, with the reason.

    Raises:
        Unreadable: they are too many.
    """
    names = [name for name in archive.names if not is_document(name)]
    if len(names) > MOST_LETTERS:
        raise Unreadable(f"it holds more than {MOST_LETTERS:,} letters: hand it in in parts")
    for name in names:
        try:
            letter = archive.read(name)
        except LianeError as error:
            passed_over.append(f"{name}: {error}")
        else:
            form = NewsletterFormat[(letter.format or "auto").upper()]
            yield ImportFile(letter.name, letter.data, form, letter.fields)
