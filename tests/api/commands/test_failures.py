"""What goes wrong with a database for reasons outside of the program is one line, and says what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg.errors
import pytest
import sqlalchemy as sa

from api.commands.failures import explain
from schema import db
from tests.api.commands.conftest import Liane, Result
from tests.conftest import fresh
from tests.databases import PostgresDatabases, SqliteDatabases


@pytest.fixture
def file(sqlite_databases: SqliteDatabases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of an SQLite database with the sample content, which commands work on."""
    with fresh(sqlite_databases, sqlite_databases.seeded) as url:
        monkeypatch.setenv("LIANE_DATABASE_URL", url)
        yield Path(str(sa.make_url(url).database))


@contextmanager
def every_connection(pragma: str) -> Iterator[None]:
    """Give SQLite's connections a limit."""

    def connect(connection: Any, _record: object) -> None:
        if hasattr(connection, "total_changes"):
            connection.execute(f"PRAGMA {pragma}").close()

    sa.event.listen(sa.pool.Pool, "connect", connect)
    try:
        yield
    finally:
        sa.event.remove(sa.pool.Pool, "connect", connect)


def is_one_line(result: Result, *words: str) -> bool:
    """Whether a command failed with one line that has these words."""
    assert (result.code, result.out, result.err.count("\n")) == (1, "", 1), result
    return all(word in result.err for word in ("liane: ", *words))


def test_a_full_disk(liane: Liane, file: Path, tmp_path: Path) -> None:
    (tmp_path / "columns").mkdir()
    (tmp_path / "columns" / "long.yaml").write_text(f"slug: long\nname: Long\ndescription: {'long ' * 20_000}\n")
    with every_connection("max_page_count=1"):
        assert is_one_line(liane("seed", tmp_path), str(file), "is full")


def test_a_file_that_may_only_be_read(liane: Liane, file: Path) -> None:
    with every_connection("query_only=ON"):
        assert is_one_line(liane("unpublish", "hollywood-en-greve-contre-ses-doubles"), str(file), "is read-only")


@pytest.mark.parametrize("command", ["migrate", "export"])
def test_a_file_that_is_no_database(liane: Liane, file: Path, tmp_path: Path, command: str) -> None:
    file.write_bytes(b"This is a letter, and no database. " * 1_000)
    arguments = [tmp_path / "content"] if command == "export" else []
    assert is_one_line(liane(command, *arguments), str(file), "damaged or no database", "liane restore")


def test_a_damaged_file(liane: Liane, file: Path, tmp_path: Path) -> None:
    data = bytearray(file.read_bytes())
    data[3 * 4096 :] = b"\xff" * (len(data) - 3 * 4096)
    file.write_bytes(data)
    assert is_one_line(liane("export", tmp_path / "content"), str(file), "damaged or no database")


def test_a_file_that_another_program_does_not_let_go(liane: Liane, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "TRY_MILLISECONDS", 1)
    monkeypatch.setattr(db, "TRIES", 2)
    monkeypatch.setattr(db.log, "warning", lambda _: None)
    engine = db.connect(f"sqlite:///{file}")
    with db.write_transaction(engine):
        assert is_one_line(liane("unpublish", "hollywood-en-greve-contre-ses-doubles"), str(file), "locked")
    engine.dispose()


def test_a_postgresql_server_that_only_answers_questions(
    liane: Liane, postgres_databases: PostgresDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh(postgres_databases, postgres_databases.seeded) as url:
        monkeypatch.setenv("LIANE_DATABASE_URL", url)
        engine = db.connect(url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {engine.url.database} SET default_transaction_read_only = on")
        engine.dispose()
        assert is_one_line(liane("unpublish", "hollywood-en-greve-contre-ses-doubles"), "is read-only")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (psycopg.errors.DiskFull("could not extend file"), "is full"),
        (psycopg.errors.DataCorrupted("invalid page in block 3"), "damaged"),
        (psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"), "locked"),
        (psycopg.errors.AdminShutdown("terminating connection"), "cannot be used"),
    ],
)
def test_what_a_postgresql_server_fails_with(error: psycopg.Error, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANE_DATABASE_URL", "postgresql://me:s3cret@localhost/liane")
    line = explain(sa.exc.OperationalError("SELECT 1", {}, error))
    assert line is not None
    assert words in line
    assert "s3cret" not in line


def test_a_mistake_in_a_statement_is_a_bug() -> None:
    assert explain(sa.exc.ProgrammingError("SELEC 1", {}, psycopg.errors.SyntaxError("at SELEC"))) is None
