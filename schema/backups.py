"""Backups of an SQLite database: one file, copied while others read and write, and put back for all of them at once.

SQLite's online backup copies the pages of one moment, and writes them in one transaction: whoever has the database open
sees the old content until then, and the restored content from its next statement on.
"""

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from secrets import token_hex

from schema import db
from schema.db import sqlite  # type: ignore[attr-defined]
from schema.errors import LianeError
from schema.migrations import runner

log = logging.getLogger("liane.database")


class BackupRefused(LianeError):
    """A backup that cannot be made or put back."""


def back_up(database: Path, file: Path) -> None:
    """Copy a database into a new file, which is there when it is whole.

    Raises:
        BackupRefused: the file exists already, or the database is damaged or not there.
    """
    if file.exists():
        raise BackupRefused(f"{file} exists already: a backup is a new file")
    with _unfinished(file) as copy:
        _copy(database, copy)
        _check(copy)
        copy.rename(file)


def restore(file: Path, database: Path, *, overwrite: bool) -> None:
    """Replace a database by what a backup holds, migrated to this version, under a new identity.

    All of it is prepared beside the database; then one transaction writes it.

    Args:
        file: the backup.
        database: the database, which need not exist, and which servers may have open.
        overwrite: whether to replace content.

    Raises:
        BackupRefused: the file is not there, damaged or no database of Liane; or there is content.
        DatabaseTooNew: a newer version of Liane made the backup.
    """
    if not file.is_file():
        raise BackupRefused(f"there is no backup at {file}")
    if not overwrite and _has_content(database):
        raise BackupRefused(
            f"{database} has content: keep it with `liane backup FILE`, then replace it with --overwrite"
        )
    _check(file)
    with _unfinished(database) as copy:
        _copy(file, copy)
        _bring_up_to_date(copy, named=file)
        try:
            _copy(copy, database)
        except sqlite.DatabaseError as error:
            if not _is_damaged(error):
                raise
            # What is damaged cannot be written to; servers notice that the file is another.
            _remove_beside(database)
            copy.replace(database)


def _bring_up_to_date(copy: Path, named: Path) -> None:
    """Migrate a copy, and give it an identity of its own: its counters will go where the database's have been."""
    url = f"sqlite:///{copy}"
    if runner.pending(url) == runner.pending(f"sqlite:///{copy}.none"):
        raise BackupRefused(f"{named} is no database of Liane")
    runner.migrate(url)
    with closing(sqlite.connect(str(copy))) as connection, connection:
        connection.execute("UPDATE database_identity SET identity = ?", (token_hex(8),))
        connection.execute("DELETE FROM sessions")  # some may have been ended since the backup
    with closing(sqlite.connect(str(copy))) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").close()  # so that all of it is in the one file


def _copy(source: Path, target: Path) -> None:
    """Copy a database into another, in one transaction of it."""
    tries = 0

    def told(status: int, _remaining: int, _total: int) -> None:
        nonlocal tries
        if status in {sqlite.SQLITE_BUSY, sqlite.SQLITE_LOCKED}:
            tries += 1
            if tries == 1:
                log.warning(db.WAITING)
            if tries == db.TRIES:
                raise BackupRefused(f"another program keeps {target} locked: try again when it is done")

    if not source.is_file():
        raise BackupRefused(f"there is no database at {source}")
    with (
        closing(sqlite.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True)) as from_,
        closing(sqlite.connect(str(target), timeout=db.TRY_MILLISECONDS / 1000)) as to,
    ):
        from_.backup(to, progress=told, sleep=0)
        to.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()


def _check(file: Path) -> None:
    """Check that all of a database can be read.

    Raises:
        BackupRefused: it cannot.
    """
    with closing(sqlite.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)) as connection:
        try:
            (problem,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite.DatabaseError as error:
            problem = error
    if str(problem) != "ok":
        raise BackupRefused(f"{file} is damaged or no database ({' '.join(str(problem).split())})")


def _has_content(database: Path) -> bool:
    """Whether anything was ever written to a database; of one that cannot be read, nobody knows."""
    if not database.exists():
        return False
    with closing(sqlite.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return connection.execute("SELECT 1 FROM changes").fetchone() is not None
        except sqlite.DatabaseError as error:
            return _is_damaged(error) and database.stat().st_size > 0


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """Yield the path of a file that does not exist, beside another, and remove it in the end."""
    unfinished = file.with_name(f".{file.name}.unfinished")
    _remove(unfinished)
    try:
        yield unfinished
    finally:
        _remove(unfinished)


def _remove(file: Path) -> None:
    """Remove a database with what SQLite keeps beside it."""
    file.unlink(missing_ok=True)
    _remove_beside(file)


def _remove_beside(file: Path) -> None:
    for suffix in ("-journal", "-shm", "-wal"):
        file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)


def _is_damaged(error: Exception) -> bool:
    return db.error_name(error).startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))
