"""The header of the WAL index is another after every commit, and the same while nothing is written."""

from contextlib import closing
from pathlib import Path

from schema.db import sqlite  # type: ignore[attr-defined]
from schema.engine.database.wal_index import WalIndex


def test_every_commit_changes_the_header_and_no_transaction_without_one_does(tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    with closing(sqlite.connect(path)) as writer, closing(sqlite.connect(path)) as reader:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("CREATE TABLE numbers (number)")
        reader.execute("SELECT * FROM numbers").fetchall()
        index = WalIndex(path)
        headers = set()
        for number in range(100):
            with writer:
                writer.execute("INSERT INTO numbers VALUES (?)", (number,))
            headers.add(index.header())
            assert reader.execute("SELECT count(*) FROM numbers").fetchone() == (number + 1,)
            assert index.header() in headers
            if number % 10 == 0:
                writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        writer.execute("BEGIN")
        writer.execute("DELETE FROM numbers")
        assert index.header() in headers
        writer.rollback()
        assert index.header() in headers
    assert None not in headers
    assert len(headers) == 100


def test_a_database_without_a_write_ahead_log_has_no_index(tmp_path: Path) -> None:
    path = tmp_path / "file.db"
    with closing(sqlite.connect(path)) as writer:
        writer.execute("CREATE TABLE numbers (number)")
        assert WalIndex(path).header() is None
