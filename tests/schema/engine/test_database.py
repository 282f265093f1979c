"""How SQLite runs statements: what is small at once, what is large beside everything else."""

from pathlib import Path

import pytest

from schema.db import sqlite  # type: ignore[attr-defined]
from schema.engine.database.sqlite import Sqlite

SMALL = "SELECT 'small'"
LARGE = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 50000) SELECT CAST(max(x) AS TEXT) FROM n"


def database(tmp_path: Path) -> Sqlite:
    return Sqlite(lambda: sqlite.connect(str(tmp_path / "liane.db"), check_same_thread=False))


async def test_a_small_statement_is_run_at_once_however_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = database(tmp_path)
    monkeypatch.setattr(here, "_run", lambda *_: pytest.fail("a thread was asked"))
    for _ in range(5_000):  # together they are more instructions than a large one
        assert await here.fetch(SMALL, [], 30) == (b"small",)
    await here.close()


async def test_a_large_statement_goes_to_a_thread_and_is_not_tried_at_once_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = database(tmp_path)
    assert await here.fetch(LARGE, [], 30) == (b"50000",)
    monkeypatch.setattr(here, "_run_inline", lambda *_: pytest.fail("it was tried again"))
    assert await here.fetch(LARGE, [], 30) == (b"50000",)
    await here.close()


async def test_a_mistake_is_no_large_statement(tmp_path: Path) -> None:
    here = database(tmp_path)
    with pytest.raises(sqlite.OperationalError, match="no such table"):
        await here.fetch("SELECT 1 FROM nowhere", [], 30)
    await here.close()
