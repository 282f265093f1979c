"""A folder imports all it can: no file stops another, and what is stored are whole issues, whenever the run ends."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from seed import import_run
from seed.files.export import export_directory
from seed.files.load import load_directory
from seed.import_run import ImportRun
from seed.importers import ParsedIssue
from seed.input_files import find_files
from tests.conftest import fresh
from tests.databases import Databases, PostgresDatabases
from tests.seed import lighthouse

pytestmark = pytest.mark.long

FIXTURES = Path(__file__).parents[1] / "fixtures"
SECTIONS = 6


def run(engine: sa.Engine, form: str = "auto") -> ImportRun:
    return ImportRun(engine, form, publish=False, dry_run=False)


def newsletter(number: int) -> str:
    """A newsletter of several sections."""
    sections = [f"RUBRIQUE {part}|" + f"Le phare {number} éclaire la baie {part}. " for part in range(SECTIONS)]
    return "|".join([f"Lettre numéro {number}", *sections])


@pytest.fixture
def newsletters(tmp_path: Path) -> Path:
    """A folder of newsletters."""
    folder = tmp_path / "newsletters"
    folder.mkdir()
    for number in range(8):
        (folder / f"2024-01-{number + 1:02d}.txt").write_text(newsletter(number))
    return folder


def import_folder(engine: sa.Engine, folder: Path) -> list[dict[str, Any]]:
    return list(run(engine).import_files(find_files([str(folder)]).names))


def actions(engine: sa.Engine, folder: Path) -> Counter[str]:
    return Counter(report.get("action", "error") for report in import_folder(engine, folder))


# What goes wrong with one file


@pytest.mark.parametrize(("data", "reason"), [(b"", "empty"), (b"\0", "text")], ids=["empty", "binary"])
def test_a_file_that_cannot_be_imported_stops_no_other(
    engine: sa.Engine, tmp_path: Path, data: bytes, reason: str
) -> None:
    (tmp_path / "a.txt").write_text(newsletter(1))
    (tmp_path / "b.md").write_bytes(data)
    (tmp_path / "c.txt").write_text(newsletter(2))
    results = import_folder(engine, tmp_path)
    assert [report.get("action", "error") for report in results] == ["created", "error", "created"]
    assert reason in results[1]["error"]
    assert len(lighthouse.content(engine)["issues"]) == 2


def test_what_an_importer_reads_too_large_to_be_stored_is_named(
    shared_engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "read", lambda *_: ParsedIssue(title="Titre " * 100))
    error = "what was read cannot be stored: title: is too long"
    assert run(shared_engine).import_data("a.md", b"Titre") == {"file": "a.md", "error": error}
    monkeypatch.setattr(import_run, "read", lambda *_: nested(0))
    assert run(shared_engine).import_data("a.md", b"Titre")["error"] == "its parts are nested too deeply"


def nested(depth: int) -> ParsedIssue:
    return nested(depth + 1)


def test_what_the_database_refuses_is_told_of_each_file(engine: sa.Engine, newsletters: Path) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE slugs RENAME TO elsewhere"))
    results = list(run(engine).import_files(find_files([str(newsletters)]).names[:2]))
    assert all(report["error"].startswith("the database refused it: ") for report in results)
    assert all("slugs" in report["error"] and "\n" not in report["error"] for report in results)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE elsewhere RENAME TO slugs"))
    assert lighthouse.content(engine)["issues"] == []
    assert lighthouse.content(engine)["sections"] == []


def test_a_database_that_is_gone_stops_the_run(postgres_databases: PostgresDatabases, newsletters: Path) -> None:
    url = postgres_databases.create(postgres_databases.migrated)
    engine = db.connect(url)
    results = run(engine).import_files(find_files([str(newsletters)]).names)
    assert next(results)["action"] == "created"
    postgres_databases.drop(url)
    with pytest.raises(sa.exc.OperationalError):
        next(results)
    engine.dispose()


# The catalogue from file to file


def test_what_is_added_to_the_catalogue_meanwhile_is_found(engine: sa.Engine) -> None:
    this_run = run(engine)
    assert this_run.import_data("a.txt", b"Un|On a vu Grand Large hier.")["sections"][0]["works"] == []
    lighthouse.fill(engine)
    report = this_run.import_data("b.txt", b"Deux|On a vu Grand Large hier.")
    assert [work["slug"] for work in report["sections"][0]["works"]] == ["grand-large"]
    with db.write_transaction(engine) as session:
        writes.save_work(session, {"slug": "grand-large", "title": "Petit Large"})
    report = this_run.import_data("c.txt", b"Trois|On a vu Grand Large hier.")
    assert report["sections"][0]["works"] == []


def test_the_catalogue_is_read_once_while_nothing_changes(catalogued: sa.Engine, newsletters: Path) -> None:
    statements: list[str] = []
    sa.event.listen(catalogued, "before_cursor_execute", lambda *args: statements.append(args[2]))
    list(run(catalogued).import_files(find_files([str(newsletters)]).names[:5]))
    assert len([statement for statement in statements if "FROM people" in statement and "WHERE" not in statement]) == 1


def test_few_files_are_read_one_at_a_time(engine: sa.Engine, newsletters: Path) -> None:
    names = find_files([str(newsletters)]).names
    results = run(engine).import_files(names)
    assert next(results)["action"] == "created"
    Path(names[1]).unlink()
    assert "cannot be opened" in next(results)["error"]


# Runs that are cut short


KILLED_WITHIN_THE_FIFTH_ISSUE = """
import os, signal
import sqlalchemy as sa
from api.commands.cli import main

seen = 0

@sa.event.listens_for(sa.Engine, "after_cursor_execute")
def kill(connection, cursor, statement, *rest):
    global seen
    seen += statement.startswith("INSERT INTO sections")
    if seen == 5:
        os.kill(os.getpid(), signal.SIGKILL)

main()
"""


def test_a_killed_import_leaves_whole_issues_and_the_next_run_finishes(database_url: str, newsletters: Path) -> None:
    command = [sys.executable, "-c", KILLED_WITHIN_THE_FIFTH_ISSUE, "import", str(newsletters)]
    environment = os.environ | {"LIANE_DATABASE_URL": database_url}
    killed = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    assert killed.returncode == -signal.SIGKILL
    engine = db.connect(database_url)
    content = lighthouse.content(engine)
    assert len(content["issues"]) == 4
    parts = Counter(section["issue_id"] for section in content["sections"])
    assert parts == {issue["id"]: SECTIONS for issue in content["issues"]}
    assert all(issue["imported"] for issue in content["issues"])
    made = {change["target_id"] for change in content["changes"]}
    assert made == {row["id"] for row in (*content["issues"], *content["sections"])}
    assert actions(engine, newsletters) == {"unchanged": 4, "created": 4}
    assert len(lighthouse.content(engine)["issues"]) == 8
    engine.dispose()


# Import, export, import


def test_files_imported_again_into_a_restored_database_change_nothing(
    catalogued: sa.Engine, databases: Databases, tmp_path: Path
) -> None:
    files = [file for file in find_files([str(FIXTURES)]).names if "/archives/" not in file]
    fixtures = [file for file in files if "one-letter" not in file]  # one issue, which each of its files would update
    first = list(run(catalogued).import_files(fixtures))
    with Session(catalogued) as session:
        export_directory(session, tmp_path)
    with fresh(databases, databases.migrated) as url:
        restored = db.connect(url)
        with db.write_transaction(restored) as session:
            load_directory(session, tmp_path)
        before = lighthouse.content(restored)["changes"]
        again = list(run(restored).import_files(fixtures))
        assert lighthouse.content(restored)["changes"] == before
        restored.dispose()
    assert again == [report if "error" in report else report | {"action": "unchanged"} for report in first]


# How long it takes


def test_the_disk_is_waited_for_at_the_end_of_a_folder_alone_whatever_became_of_its_last_file(
    postgres_databases: PostgresDatabases, newsletters: Path
) -> None:
    waited: list[bool] = []

    def note(_connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
        if "pg_try_advisory_xact_lock" in statement:
            waited.append("set_config" not in statement)

    (newsletters / "zzz.txt").write_bytes(b"")
    with fresh(postgres_databases, postgres_databases.migrated) as url:
        engine = db.connect(url)
        sa.event.listen(engine, "before_cursor_execute", note)
        reports = import_folder(engine, newsletters)
        engine.dispose()
    assert "error" in reports[-1]
    assert waited == [False] * 8 + [True]
