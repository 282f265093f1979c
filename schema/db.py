"""Connections to PostgreSQL or SQLite: a synchronous engine for writes and migrations, and the asynchronous read side.

A process uses one SQLite library (https://sqlite.org/howtocorrupt.html, 2.2.1) for both: ``pysqlite3`` where it has a
wheel, else the standard library's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.engine.database.postgres import Postgres
from schema.engine.database.protocol import READERS, Database
from schema.engine.database.sqlite import Sqlite
from schema.errors import LianeError

try:
    import pysqlite3.dbapi2 as sqlite
except ImportError:  # no wheel for this platform: the interpreter's own library, of whatever version it is
    import sqlite3 as sqlite

# Content writes take this advisory lock, so that the log's sequence is commit order. It is "liane" in ASCII.
CONTENT_LOCK = 0x6C69616E65
# The PostgreSQL channel that followers of the change log listen to.
CHANNEL = "liane_changes"
# 3.44 brought ORDER BY inside aggregates and concat(), 3.46 a parser stack that grows.
OLDEST_SQLITE = (3, 46, 0)
# Bytes of an SQLite file that readers map into memory instead of copying pages to a cache of their own.
MMAP_BYTES = 1 << 30


class DatabaseTooOld(LianeError):
    """The SQLite library of this interpreter cannot run Liane's statements."""


def connect(url: str) -> sa.Engine:
    """Create the engine for ``sqlite:///path`` or ``postgresql://...`` (no driver suffix).

    Raises:
        ValueError: the URL is that of another database.
        DatabaseTooOld: SQLite is older than 3.46.
    """
    parsed = sa.make_url(url)
    if parsed.drivername == "sqlite":
        return _connect_sqlite(parsed)
    if parsed.drivername in {"postgresql", "postgres"}:
        return sa.create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    raise ValueError(f"{parsed.drivername!r} is not a database Liane speaks; use sqlite:///... or postgresql://...")


def _connect_sqlite(url: sa.URL) -> sa.Engine:
    if sqlite.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseTooOld(
            f"SQLite {sqlite.sqlite_version} is too old, 3.46 or newer is needed: use a newer Python image, "
            "a platform with a pysqlite3 wheel, or PostgreSQL"
        )
    engine = sa.create_engine(url.set(drivername="sqlite+pysqlite"), module=sqlite)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # Keep the driver from opening transactions; the "begin" below does.
        connection.isolation_level = None
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # IMMEDIATE waits for the write lock here, rather than failing at the first write.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def connect_read_only(url: str, readers: int = READERS) -> Database:
    """Create the read side for the same URLs as ``connect``; ``readers`` statements run at once."""
    parsed = sa.make_url(url)
    if parsed.drivername == "sqlite":
        path = Path(str(parsed.database)).absolute()
        return Sqlite(lambda: _read_only(path), readers)
    return Postgres(parsed.set(drivername="postgresql").render_as_string(hide_password=False), readers)


def _read_only(path: Path) -> Any:
    connection = sqlite.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
    for pragma in ("query_only=ON", f"mmap_size={MMAP_BYTES}"):
        connection.execute(f"PRAGMA {pragma}").close()
    return connection


@contextmanager
def write_transaction(engine: sa.Engine) -> Iterator[Session]:
    """Open the content transaction, one at a time: committed when the block ends, rolled back when it raises."""
    with Session(engine) as session, session.begin():
        if session.connection().dialect.name == "postgresql":
            # PostgreSQL delivers the notification at commit, and drops it on rollback.
            session.connection().execute(
                sa.select(sa.func.pg_advisory_xact_lock(CONTENT_LOCK), sa.func.pg_notify(CHANNEL, ""))
            )
        yield session
