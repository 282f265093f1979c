"""Migrates a database to the tables of this version, on PostgreSQL and on SQLite.

``python -m schema.migrations.runner MESSAGE`` generates the migration for a change of the models.

Alembic and the models are imported where they are used: a server needs no Alembic, which takes a tenth of its start and
8 MB, and ``liane migrate`` needs no models.
"""

# ruff: noqa: PLC0415

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlmodel import Session

from schema.db import CONTENT_LOCK, connect, read_transaction, sqlite_file
from schema.engine.database.protocol import Database
from schema.errors import LianeError

VERSIONS = Path(__file__).parent / "versions"

# The advisory lock of migrations on PostgreSQL, another than that of content writes: neither waits for the other.
MIGRATION_LOCK = 0x6C69616E66

HAS_MIGRATIONS = {
    "sqlite": "SELECT coalesce(max(name), '') FROM sqlite_master WHERE name = 'alembic_version'",
    "postgresql": "SELECT coalesce(CAST(to_regclass('alembic_version') AS TEXT), '')",
}
"""Selects an empty text where the database was never migrated."""
APPLIED = "SELECT coalesce(CAST(max(version_num) AS TEXT), '') FROM alembic_version"
INDEX = "the index of search"
ANALYZER = "SELECT coalesce(CAST(max(analyzer) AS TEXT), '') FROM search_state"


class DatabaseTooNew(LianeError):
    """The database was migrated by a newer version of Liane."""


def migrate(url: str) -> None:
    """Apply every missing migration, all or none; wait for another process that does the same.

    The index of search is made anew where other rules made it.

    Args:
        url: ``sqlite:///path`` or ``postgresql://...``.

    Raises:
        DatabaseTooNew: the database knows a migration that this version does not.
    """
    from alembic import command

    from schema.migrations import scripts

    with _exclusive(url) as connection:
        if _missing(connection):
            # Before any table, as writers take it: they wait for the end, and nobody for each other.
            _lock_content(connection)
        command.upgrade(scripts.config(connection), "head")
        if _outdated(connection.exec_driver_sql(ANALYZER).scalar_one()):
            _reindex(connection)


def reindex(url: str) -> None:
    """Make the index of search anew, in a database that is up to date but for that."""
    with _exclusive(url) as connection:
        _reindex(connection)


def _outdated(analyzer: str) -> list[str]:
    """Return the name of the index of search where other rules than this version's made it."""
    from schema.search import analysis

    return [] if analyzer == analysis.analyzer() else [INDEX]


def _reindex(connection: sa.Connection) -> None:
    import schema.kinds  # noqa: F401  (their tables are part of the content)
    from schema.related import words
    from schema.search import index

    _lock_content(connection)
    with Session(connection) as session:
        index.reindex(session)
        words.renew(session)


def _lock_content(connection: sa.Connection) -> None:
    """Keep others from writing until the transaction ends; on SQLite it has that lock already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CONTENT_LOCK)))


def pending(url: str) -> list[str]:
    """Return the names of the missing migrations, oldest first; none when the database is up to date.

    An index of search that other rules made counts as one.

    Raises:
        DatabaseTooNew: the database knows a migration that this version does not.
    """
    file = sqlite_file(url)
    if file is not None and not file.exists():  # connecting would make the file
        return _after(None)
    engine = connect(url)
    try:
        with read_transaction(engine) as session:
            connection = session.connection()
            return _missing(connection) or _outdated(connection.exec_driver_sql(ANALYZER).scalar_one())
    finally:
        engine.dispose()


async def pending_in(database: Database, url: str, seconds: float) -> list[str]:
    """Do the same as ``pending`` over an open connection, without a lock, so that it can be called every second.

    Args:
        database: the read side of the database.
        url: its URL. An SQLite file that was deleted can still be read by those who have it open, so it is looked for.
        seconds: how long the database may take to answer.

    Raises:
        DatabaseTooNew: the database knows a migration that this version does not.
        TimeoutError: the database does not answer.
    """
    file = sqlite_file(url)
    if file is not None and not file.exists():
        return _after(None)
    (table,) = await database.fetch(HAS_MIGRATIONS[database.dialect.name], (), seconds)
    (applied,) = await database.fetch(APPLIED, (), seconds) if table else (b"",)
    if missing := _after(applied.decode() or None):
        return missing
    (analyzer,) = await database.fetch(ANALYZER, (), seconds)
    return _outdated(analyzer.decode())


def refusal(applied: str | None) -> str | None:
    """Return why this version cannot read a database with a last migration, or None if it can."""
    try:
        missing = _after(applied)
    except DatabaseTooNew as error:
        return str(error)
    return f"it lacks migrations ({', '.join(missing)}): run `liane migrate`" if missing else None


def revise(message: str) -> None:
    """Generate a migration with whatever the models have that the migrations lack, CHECK constraints included.

    Args:
        message: what the migration does, for the name and the first line of its file.
    """
    from alembic import command

    import schema.identity_tables
    import schema.kinds
    import schema.search_tables  # noqa: F401  (with the others it registers all tables, which migrating does not need)
    from schema.migrations import scripts

    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/revise.db"
        migrate(url)
        with _exclusive(url) as connection:
            number = f"{len(revisions()) + 1:04d}"
            command.revision(scripts.config(connection), message=message, autogenerate=True, rev_id=number)


@contextmanager
def _exclusive(url: str) -> Iterator[sa.Connection]:
    """Open a transaction that no other migration can run beside; on SQLite ``BEGIN IMMEDIATE`` is the lock."""
    engine = connect(url)
    sqlite = engine.dialect.name == "sqlite"
    try:
        with engine.connect() as connection:
            if sqlite:
                # SQLite alters a table by copying and dropping it, which with foreign keys on would empty its children.
                # The pragma has no effect inside a transaction.
                connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            with connection.begin():
                if not sqlite:
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
                yield connection
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                    raise RuntimeError("a migration left rows that refer to rows which do not exist")
    finally:
        engine.dispose()


def _missing(connection: sa.Connection) -> list[str]:
    from schema.migrations import scripts

    return _after(scripts.current_revision(connection))


@cache
def revisions() -> tuple[str, ...]:
    """Return the names of all migrations, oldest first: their files begin with them, so nothing has to be loaded."""
    return tuple(sorted(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py")))


def _after(applied: str | None) -> list[str]:
    """Return the names of the migrations after the last one that was applied."""
    known = list(revisions())
    if applied is None:
        return known
    if applied not in known:
        raise DatabaseTooNew(f"the database is at migration {applied}, which this version of Liane does not know")
    return known[known.index(applied) + 1 :]


if __name__ == "__main__":
    revise(" ".join(sys.argv[1:]))
