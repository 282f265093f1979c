"""Connections to PostgreSQL or SQLite: a synchronous engine for writes and migrations, and the asynchronous read side.

A process uses one SQLite library (https://sqlite.org/howtocorrupt.html, 2.2.1) for both: ``pysqlite3`` where it has a
wheel, else the standard library's.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.engine.database.outage import Outage
from schema.engine.database.protocol import READERS, Database
from schema.engine.database.sqlite import Sqlite
from schema.errors import LianeError

try:
    import pysqlite3.dbapi2 as sqlite
except ImportError:  # no wheel for this platform: the interpreter's own library, of whatever version it is
    import sqlite3 as sqlite

log = logging.getLogger("liane.database")
# Content writes take this advisory lock, so that the log's sequence is commit order. It is "liane" in ASCII.
CONTENT_LOCK = 0x6C69616E65
# The PostgreSQL channel that followers of the change log listen to.
CHANNEL = "liane_changes"
# 3.44 brought ORDER BY inside aggregates and concat(), 3.46 a parser stack that grows.
OLDEST_SQLITE = (3, 46, 0)
# A writer of an SQLite file waits so long for another one, and tries so often.
TRY_MILLISECONDS = 1_000
TRIES = 60
WAITING = "Waiting for another program that is writing to the database."
DEFERRED = "liane_deferred"
"""The execution option of connections whose transactions take no lock of SQLite's before they write, if they do."""
NOT_AT_ONCE = "liane_not_at_once"
"""The execution option of connections whose commits do not wait for SQLite's disk."""
ACTOR = "actor"
"""The key in a session's ``info`` under which it is kept who writes."""
ERROR_NAMES = {
    "database disk image is malformed": "SQLITE_CORRUPT",
    "database or disk is full": "SQLITE_FULL",
    "file is not a database": "SQLITE_NOTADB",
    "readonly database": "SQLITE_READONLY",
}
INSTRUCTIONS = 10_000
"""After so many of them SQLite looks whether a statement's time is over."""
# Of each reader of an SQLite file. Mapped into memory, a file that somebody cuts would end the process (SIGBUS).
CACHE_KILOBYTES = 16_000


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
        return _connect_postgres(parsed)
    raise ValueError(f"{parsed.drivername!r} is not a database Liane speaks; use sqlite:///... or postgresql://...")


def _connect_postgres(url: sa.URL) -> sa.Engine:
    engine = sa.create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # As reads have it: content fits in memory. With the default, a table that was small when a statement was
        # prepared is scanned from end to end, however large an import makes it.
        connection.execute("SET random_page_cost = 1.1")
        connection.commit()

    return engine


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
        pragmas = ("foreign_keys=ON", "journal_mode=WAL", f"busy_timeout={TRY_MILLISECONDS}")
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "close")
    def checkpoint(connection: Any, _record: object) -> None:
        # What is in the file itself stays there when somebody copies or replaces only that. It need not succeed.
        with suppress(sqlite.Error):
            for pragma in ("busy_timeout=0", "wal_checkpoint(TRUNCATE)"):
                connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        # In WAL mode FULL waits for the disk at each commit; NORMAL never does.
        level = "NORMAL" if options.get(NOT_AT_ONCE) else "FULL"
        connection.connection.cursor().execute(f"PRAGMA synchronous={level}").close()
        if options.get(DEFERRED):
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_immediate(connection)

    return engine


def _begin_immediate(connection: sa.Connection) -> None:
    """Wait for the write lock here, rather than fail at the first write; in short tries, so that Ctrl-C ends it."""
    for attempt in range(1, TRIES + 1):
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except sa.exc.OperationalError as error:
            if not error_name(error.orig).startswith("SQLITE_BUSY") or attempt == TRIES:
                raise
            if attempt == 1:
                log.warning(WAITING)
        else:
            return


def error_name(error: BaseException | None) -> str:
    """Return SQLite's name of an error of the driver, which does not tell it of errors in a backup."""
    named = getattr(error, "sqlite_errorname", "")
    return named or next((name for text, name in ERROR_NAMES.items() if text in str(error)), "")


def sqlite_file(url: str) -> Path | None:
    """Return the file of an SQLite database, or None where there is none."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        return None
    return Path(str(parsed.database))


def connect_read_only(
    url: str,
    readers: int = READERS,
    outage: Outage | None = None,
    refusal: Callable[[str | None], str | None] = lambda _: None,
) -> Database:
    """Create the read side for the same URLs as ``connect``; ``readers`` statements run at once."""
    parsed = sa.make_url(url)
    if parsed.drivername == "sqlite":
        path = Path(str(parsed.database)).absolute()
        return Sqlite(path, _read_only, readers, outage, refusal)
    # Its driver takes 4 MB, which a server of an SQLite file does without.
    from schema.engine.database.postgres import Postgres  # noqa: PLC0415

    return Postgres(parsed.set(drivername="postgresql").render_as_string(hide_password=False), readers, outage)


def _read_only(path: Path) -> Any:
    connection = sqlite.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False, timeout=0)
    connection.execute("PRAGMA query_only=ON").close()
    with suppress(sqlite.DatabaseError):  # it looks into the file; what is wrong with that, statements tell
        connection.execute(f"PRAGMA cache_size=-{CACHE_KILOBYTES}").close()
    return connection


@contextmanager
def write_transaction(
    engine: sa.Engine, *, at_once_on_disk: bool = True, actor: str | None = None
) -> Iterator[Session]:
    """Open the content transaction, one at a time: committed when the block ends, rolled back when it raises.

    Args:
        engine: the database.
        at_once_on_disk: whether the disk is waited for before the block ends. Where it is not, the machine's failure
            may undo the last transactions, whole ones and in order, until ``wait_for_disk`` or one that waits.
        actor: who writes, as the change log names them; None for who has the machine itself.
    """
    options = {} if at_once_on_disk else {NOT_AT_ONCE: True}
    with Session(engine.execution_options(**options), info={ACTOR: actor}) as session, session.begin():
        if session.connection().dialect.name == "postgresql":
            _lock_content(session.connection(), at_once_on_disk=at_once_on_disk)
        yield session


def read_row(connection: sa.Connection, sql: str, values: Sequence[Any], seconds: float) -> Sequence[Any]:
    """Run a statement of the read side in a transaction of the write side; return its only row.

    Raises:
        TimeoutError: it took longer than some seconds.
    """
    driver: Any = connection.connection.driver_connection
    read = _read_sqlite if connection.dialect.name == "sqlite" else _read_postgres
    return read(driver, sql, values, seconds)


def _read_sqlite(driver: Any, sql: str, values: Sequence[Any], seconds: float) -> Sequence[Any]:
    end = monotonic() + seconds
    driver.set_progress_handler(lambda: monotonic() > end, INSTRUCTIONS)
    try:
        row: Sequence[Any] = driver.execute(sql, values).fetchone()
    except sqlite.OperationalError as error:
        if error_name(error) == "SQLITE_INTERRUPT":
            raise TimeoutError from error
        raise
    finally:
        driver.set_progress_handler(None, 0)
    return row


def _read_postgres(driver: Any, sql: str, values: Sequence[Any], seconds: float) -> Sequence[Any]:
    import psycopg  # noqa: PLC0415 - installations on SQLite do without

    with psycopg.RawCursor(driver) as cursor:
        limit = "SELECT set_config('statement_timeout', $1, true), set_config('jit', 'off', true)"
        cursor.execute(limit, [f"{round(1000 * seconds)}"])
        try:
            row: Any = cursor.execute(sql, values).fetchone()
        except psycopg.errors.QueryCanceled as error:
            raise TimeoutError from error
        cursor.execute(limit, ["0"])
    return row  # type: ignore[no-any-return]


def wait_for_disk(engine: sa.Engine) -> None:
    """Wait until all that was committed is on the disk: a commit that writes takes along what came before."""
    with write_transaction(engine) as session:
        # A row that stays as it is would not be written.
        session.execute(sa.text("UPDATE database_identity SET identity = identity || '.'"))
        session.execute(sa.text("UPDATE database_identity SET identity = substr(identity, 1, length(identity) - 1)"))


def _lock_content(connection: sa.Connection, *, at_once_on_disk: bool) -> None:
    """Take the lock of content writes, and have followers told: at commit, and not after a rollback."""
    tried = sa.select(sa.func.pg_try_advisory_xact_lock(CONTENT_LOCK), sa.func.pg_notify(CHANNEL, ""))
    if not at_once_on_disk:
        tried = tried.add_columns(sa.func.set_config("synchronous_commit", "off", sa.true()))
    if not connection.execute(tried).one()[0]:
        log.warning(WAITING)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CONTENT_LOCK)))


@contextmanager
def read_transaction(engine: sa.Engine) -> Iterator[Session]:
    """Open a transaction that sees the content of one moment, however long it takes, and that no writer waits for."""
    options: dict[str, Any] = {DEFERRED: True}
    if engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with Session(engine.execution_options(**options)) as session, session.begin():
        yield session


@contextmanager
def side_transaction(engine: sa.Engine, *, is_patient: bool = False) -> Iterator[Session]:
    """Open a transaction for what is no content: nobody is told of it.

    On SQLite it gives up after a second where another program is writing; a patient one waits as for content.
    """
    options = {} if is_patient else {DEFERRED: True}
    with Session(engine.execution_options(**options)) as session, session.begin():
        yield session
