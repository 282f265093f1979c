"""The database of the settings, as commands open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from api import settings
from schema import db
from schema.errors import LianeError
from schema.migrations import runner


class DatabaseNotMigrated(LianeError):
    """A database whose tables are missing or older than this program."""


class NoFile(LianeError):
    """A database that is no file, and has programs of its own for this."""


@contextmanager
def open_database() -> Iterator[sa.Engine]:
    """Open the database of the settings.

    Raises:
        DatabaseNotMigrated: its tables are missing or older than this program.
    """
    url = settings.load().database_url
    require_migrated(url)
    engine = db.connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


def require_migrated(url: str) -> None:
    """Check that a database has all tables of this version.

    Raises:
        DatabaseNotMigrated: it has not.
    """
    if lacking := runner.pending(url):
        raise DatabaseNotMigrated(f"{settings.mask(url)} lacks migrations ({', '.join(lacking)}): run `liane migrate`")


def database_file(instead: str) -> Path:
    """Return the file of the settings' database.

    Raises:
        NoFile: it is PostgreSQL; ``instead`` is what to run.
    """
    url = settings.load().database_url
    file = db.sqlite_file(url)
    if file is None:
        raise NoFile(f'{settings.mask(url)} is no file: run `{instead} --dbname="$LIANE_DATABASE_URL"`')
    return file
