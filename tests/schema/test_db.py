"""Transactions: writers wait for each other and say so; readers see one moment and stand in nobody's way."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from tests.conftest import fresh
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.patience import PATIENCE

NAME = sa.text("SELECT name FROM publication")


@pytest.fixture
def other_engine(seeded_url: str) -> Iterator[sa.Engine]:
    """Another program's engine on the same database."""
    engine = db.connect(seeded_url)
    yield engine
    engine.dispose()


def rename(session: Session, name: str) -> None:
    """Rename the publication."""
    writes.save_publication(session, {"name": name})


def test_whoever_reads_sees_one_moment_and_keeps_no_writer_waiting(
    seeded_engine: sa.Engine, other_engine: sa.Engine
) -> None:
    with db.read_transaction(seeded_engine) as reader:
        before = reader.execute(NAME).scalar_one()
        with db.write_transaction(other_engine) as writer:
            rename(writer, "Renamed")
        assert reader.execute(NAME).scalar_one() == before
    with db.read_transaction(seeded_engine) as reader:
        assert reader.execute(NAME).scalar_one() == "Renamed"


def test_whoever_reads_waits_for_no_writer(seeded_engine: sa.Engine, other_engine: sa.Engine) -> None:
    with db.write_transaction(other_engine) as writer:
        rename(writer, "Not yet")
        with db.read_transaction(seeded_engine) as reader:
            assert reader.execute(NAME).scalar_one() != "Not yet"


def test_a_writer_that_waits_for_another_says_so_and_then_writes(
    seeded_engine: sa.Engine,
    other_engine: sa.Engine,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waiting = threading.Event()
    lines: list[str] = []

    def warn(line: str) -> None:
        lines.append(line)
        waiting.set()

    monkeypatch.setattr(db.log, "warning", warn)
    monkeypatch.setattr(db, "TRY_MILLISECONDS", 10)

    def write() -> None:
        with db.write_transaction(seeded_engine) as session:
            rename(session, "Second")

    second = threading.Thread(target=write)
    with db.write_transaction(other_engine) as session:
        rename(session, "First")
        second.start()
        assert waiting.wait(PATIENCE)
    second.join(PATIENCE)
    assert lines == ["Waiting for another program that is writing to the database."]
    with db.read_transaction(other_engine) as session:
        assert session.execute(NAME).scalar_one() == "Second"


def test_a_transaction_that_need_not_be_on_disk_at_once_lets_postgresql_say_so_sooner_and_no_other(
    postgres_databases: PostgresDatabases,
) -> None:
    setting = sa.text("SHOW synchronous_commit")
    with fresh(postgres_databases, postgres_databases.migrated) as url:
        engine = db.connect(f"{url}&options=-csynchronous_commit%3Dlocal")
        with db.write_transaction(engine, at_once_on_disk=False) as session:
            assert session.execute(setting).scalar_one() == "off"
        with db.write_transaction(engine) as session:
            assert session.execute(setting).scalar_one() == "local"
        engine.dispose()


def test_what_was_committed_without_waiting_is_on_the_disk_once_it_is_waited_for(
    postgres_databases: PostgresDatabases,
) -> None:
    written, kept = (sa.text(f"SELECT pg_current_wal_{which}_lsn()") for which in ("insert", "flush"))
    with fresh(postgres_databases, postgres_databases.migrated) as url:
        engine = db.connect(f"{url}&options=-csynchronous_commit%3Dlocal")
        with db.write_transaction(engine, at_once_on_disk=False) as session:
            rename(session, "Soon")
        with db.read_transaction(engine) as session:
            before = session.execute(written).scalar_one()
        db.wait_for_disk(engine)
        with db.read_transaction(engine) as session:
            assert session.execute(sa.select(sa.text(f"'{before}'::pg_lsn <= ({kept.text})"))).scalar_one()
        engine.dispose()


def test_a_transaction_on_sqlite_waits_for_the_disk_but_where_it_need_not(sqlite_databases: SqliteDatabases) -> None:
    level = sa.text("PRAGMA synchronous")
    normal, full = 1, 2
    with fresh(sqlite_databases, sqlite_databases.migrated) as url:
        engine = db.connect(url)
        for at_once_on_disk, expected in ((True, full), (False, normal), (True, full)):
            with db.write_transaction(engine, at_once_on_disk=at_once_on_disk) as session:
                assert session.execute(level).scalar_one() == expected
        log = Path(f"{sa.make_url(url).database}-wal")
        before, identity = log.stat().st_size, sa.text("SELECT identity FROM database_identity")
        with db.read_transaction(engine) as session:
            stored = session.execute(identity).scalar_one()
        db.wait_for_disk(engine)
        assert log.stat().st_size > before  # a commit that writes nothing waits for nothing
        with db.read_transaction(engine) as session:
            assert session.execute(identity).scalar_one() == stored
        engine.dispose()


def test_a_writer_leaves_all_it_wrote_in_the_file_itself_while_a_server_has_it_open(
    sqlite_databases: SqliteDatabases,
) -> None:
    url = sqlite_databases.create(sqlite_databases.seeded)
    server, engine = db.connect(url), db.connect(url)
    with server.connect() as connection:
        connection.execute(NAME)
        connection.rollback()
        with db.write_transaction(engine) as session:
            rename(session, "Renamed")
        log = Path(f"{sa.make_url(url).database}-wal")
        assert log.stat().st_size > 0
        engine.dispose()
        assert log.stat().st_size == 0
    server.dispose()
    sqlite_databases.drop(url)


def test_a_file_that_is_cut_under_a_statement_ends_the_statement_and_not_the_process(
    sqlite_databases: SqliteDatabases,
) -> None:
    with fresh(sqlite_databases, sqlite_databases.seeded) as url:
        path = Path(str(sa.make_url(url).database))
        with closing(db._read_only(path)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM issues").fetchone()
            path.write_bytes(b"")
            with pytest.raises(db.sqlite.DatabaseError):  # type: ignore[attr-defined]
                reader.execute("SELECT sum(length(body_html)) FROM sections").fetchone()


def test_a_table_that_was_small_a_moment_ago_is_read_by_its_index(postgres_databases: PostgresDatabases) -> None:
    documents = (
        "INSERT INTO search_documents (key, id, size, digest, names) "
        "SELECT each, 'iss_' || each, 1, repeat('x', 40), '[]' FROM generate_series(1, 500) AS each"
    )
    kept = "SELECT names FROM search_documents WHERE id = ANY(ARRAY['iss_1', 'iss_2']) OR key = ANY(ARRAY[1, 2])"
    with fresh(postgres_databases, postgres_databases.migrated) as url:
        engine = db.connect(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(documents)
            plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN {kept}").scalars())
        engine.dispose()
    assert "Seq Scan" not in plan
