"""Brings a database to the tables of this version, on PostgreSQL and on SQLite.

``python -m schema.migrations.runner MESSAGE`` writes the migration for a change of the models.

Alembic is imported where it is used: the server starts without it, a tenth sooner.
"""

# ruff: noqa: PLC0415

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import sqlalchemy as sa

from schema.db import connect

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent
# Whoever migrates holds this lock on PostgreSQL; "liane migrate" must not wait for content writes, nor they for it.
MIGRATION_LOCK = 0x6C69616E66


class DatabaseTooNew(RuntimeError):
    """The database was migrated by a newer version of Liane."""


def migrate(url: str) -> None:
    """Apply every migration the database lacks, all or none; another process doing the same is waited for.

    Args:
        url: ``sqlite:///path`` or ``postgresql://...``.

    Raises:
        DatabaseTooNew: the database knows a migration that this version does not.
    """
    from alembic import command

    with _exclusive(url) as connection:
        _lacking(connection)
        command.upgrade(_config(connection), "head")


def pending(url: str) -> list[str]:
    """Name the migrations that the database lacks, oldest first; an empty list means it is up to date.

    Raises:
        DatabaseTooNew: the database knows a migration that this version does not.
    """
    file = _sqlite_file(url)
    if file is not None and not file.exists():  # connecting would make the file
        return _known()
    engine = connect(url)
    try:
        with engine.connect() as connection:
            return _lacking(connection)
    finally:
        engine.dispose()


def revise(message: str) -> None:
    """Write a new migration with what the models have and the migrations so far have not.

    A CHECK constraint that was added to an existing table must be written by hand; a test tells.
    """
    from alembic import command

    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/revise.db"
        migrate(url)
        with _exclusive(url) as connection:
            command.revision(_config(connection), message=message, autogenerate=True, rev_id=f"{len(_known()) + 1:04d}")


@contextmanager
def _exclusive(url: str) -> Iterator[sa.Connection]:
    """Open the one migrating transaction; SQLite's ``BEGIN IMMEDIATE`` is its own lock."""
    engine = connect(url)
    sqlite = engine.dialect.name == "sqlite"
    try:
        with engine.connect() as connection:
            if sqlite:
                # A table is altered by copying and dropping it, which with foreign keys on would empty its children;
                # the pragma does nothing inside a transaction.
                connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                if not sqlite:
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
                yield connection
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    raise RuntimeError("a migration left rows that refer to rows which do not exist")
    finally:
        engine.dispose()


def _config(connection: sa.Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _known() -> list[str]:
    from alembic.script import ScriptDirectory

    revisions = ScriptDirectory.from_config(_config()).walk_revisions()
    return [script.revision for script in revisions][::-1]


def _lacking(connection: sa.Connection) -> list[str]:
    from alembic.runtime.migration import MigrationContext

    known = _known()
    applied = MigrationContext.configure(connection).get_current_revision()
    if applied is None:
        return known
    if applied not in known:
        raise DatabaseTooNew(f"the database is at migration {applied}, which this version of Liane does not know")
    return known[known.index(applied) + 1 :]


def _sqlite_file(url: str) -> Path | None:
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        return None
    return Path(str(parsed.database))


if __name__ == "__main__":
    revise(" ".join(sys.argv[1:]))
