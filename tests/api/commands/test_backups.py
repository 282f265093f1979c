"""Backups of SQLite: made and put back while a server runs and others write."""

import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from alembic import command

from schema import db
from schema.db import sqlite  # type: ignore[attr-defined]
from schema.identity_tables import SignInSession, User
from schema.migrations import runner, scripts
from schema.rows import fetch_rows
from tests.api.admin.people import make_session, make_user, signed_in
from tests.api.commands.conftest import Liane
from tests.api.serving import NOW, application, publish, serving
from tests.conftest import fresh
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.postgres import find_binaries

LATEST = "{ latestIssue { slug } }"
SAMPLE = "hollywood-en-greve-contre-ses-doubles"


@pytest.fixture
def url(sqlite_databases: SqliteDatabases, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An SQLite database with the sample content, which commands work on."""
    with fresh(sqlite_databases, sqlite_databases.seeded) as url:
        monkeypatch.setenv("LIANE_DATABASE_URL", url)
        yield url


@pytest.fixture
def file(url: str) -> Path:
    """Its file."""
    return Path(str(sa.make_url(url).database))


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    """A client of a server on it."""
    with serving(application(url)) as client:
        yield client


def latest(client: httpx.Client) -> str:
    """Return the slug of the latest issue."""
    return str(client.get("/graphql", params={"query": LATEST}).json()["data"]["latestIssue"]["slug"])


def identity(file: Path) -> str:
    """Return the identity of a database."""
    with closing(sqlite.connect(str(file))) as connection:
        return str(connection.execute("SELECT identity FROM database_identity").fetchone()[0])


@contextmanager
def writing(url: str) -> Iterator[None]:
    """Publish one issue after the other, until the block ends."""
    stop, failures = threading.Event(), []

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                publish(url, f"number-{number}", NOW - timedelta(days=1))
            except Exception as error:
                failures.append(error)
                raise

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()
    assert failures == []


def test_a_backup_is_made_and_put_back_while_a_server_answers_and_another_program_writes(
    liane: Liane, client: httpx.Client, url: str, file: Path, tmp_path: Path
) -> None:
    backup = tmp_path / "liane.backup"
    with writing(url):
        made = liane("backup", backup)
        publish(url, "after-the-backup", NOW)
        assert latest(client) == "after-the-backup"
        restored = liane("restore", backup, "--overwrite")
        assert latest(client) != "after-the-backup"
    assert (made.code, restored.code) == (0, 0), (made, restored)
    assert made.err.splitlines()[-1] == f"Backed up to {backup}."
    assert sorted(tmp_path.iterdir()) == [backup]
    with closing(sqlite.connect(str(file))) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_restored_database_shares_no_tag_with_what_it_was(
    liane: Liane, client: httpx.Client, file: Path, tmp_path: Path
) -> None:
    liane("backup", tmp_path / "backup")
    before = client.get("/graphql", params={"query": LATEST}).headers["etag"]
    liane("restore", tmp_path / "backup", "--overwrite")
    assert identity(file) != identity(tmp_path / "backup")
    response = client.get("/graphql", params={"query": LATEST}, headers={"If-None-Match": before})
    assert (response.status_code, response.json()) == (200, {"data": {"latestIssue": {"slug": SAMPLE}}})


def test_nobody_is_signed_in_by_a_session_of_a_backup(
    liane: Liane, client: httpx.Client, url: str, tmp_path: Path
) -> None:
    headers = {**signed_in(url), "Accept": "text/html"}
    liane("backup", tmp_path / "backup")
    assert client.get("/admin/sign-in", headers=headers).status_code == 303
    liane("restore", tmp_path / "backup", "--overwrite")
    assert client.get("/admin/sign-in", headers=headers).status_code == 200


def test_a_backup_of_an_earlier_version_is_migrated(liane: Liane, url: str, file: Path, tmp_path: Path) -> None:
    liane("backup", tmp_path / "backup")
    with runner._exclusive(f"sqlite:///{tmp_path}/backup") as connection:
        command.downgrade(scripts.config(connection), "0002")
    assert liane("restore", tmp_path / "backup", "--overwrite").code == 0
    assert runner.pending(url) == []
    assert identity(file)


@pytest.mark.usefixtures("url")
def test_a_backup_makes_a_database_where_there_is_none(
    liane: Liane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    liane("backup", tmp_path / "backup")
    monkeypatch.setenv("LIANE_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    assert liane("restore", tmp_path / "backup").code == 0
    with serving(application(f"sqlite:///{tmp_path}/new.db")) as client:
        assert latest(client) == SAMPLE


def test_a_damaged_database_is_replaced(liane: Liane, file: Path, url: str, tmp_path: Path) -> None:
    liane("backup", tmp_path / "backup")
    file.write_bytes(b"This is no database. " * 1_000)
    assert "has content" in liane("restore", tmp_path / "backup").err
    assert liane("restore", tmp_path / "backup", "--overwrite").code == 0
    with serving(application(url)) as client:
        assert latest(client) == SAMPLE


@pytest.mark.usefixtures("url")
def test_what_cannot_be_a_backup_is_refused_and_changes_nothing(liane: Liane, file: Path, tmp_path: Path) -> None:
    liane("backup", tmp_path / "whole")
    (tmp_path / "letter").write_text("This is a letter. " * 1_000)
    (tmp_path / "cut").write_bytes((tmp_path / "whole").read_bytes()[:-100_000])
    with closing(sqlite.connect(str(tmp_path / "foreign"))) as connection, connection:
        connection.execute("CREATE TABLE notes (text)")
    with closing(sqlite.connect(str(tmp_path / "newer"))) as connection, connection:
        connection.execute("CREATE TABLE alembic_version AS SELECT '9999' AS version_num")
    before = identity(file)
    for name, words in {
        "whole": "has content: keep it with `liane backup FILE`, then replace it with --overwrite",
        "nothing": f"there is no backup at {tmp_path}/nothing",
        "letter": "letter is damaged or no database",
        "cut": "cut is damaged or no database",
        "foreign": "foreign is no database of Liane",
        "newer": "migration 9999",
    }.items():
        result = liane("restore", tmp_path / name, *([] if name == "whole" else ["--overwrite"]))
        assert (result.code, result.err.count("\n")) == (1, 1), result
        assert words in result.err
    assert identity(file) == before
    assert [each.name for each in file.parent.iterdir() if "unfinished" in each.name] == []


@pytest.mark.usefixtures("url")
def test_a_backup_never_replaces_a_file(liane: Liane, file: Path) -> None:
    before = file.read_bytes()
    result = liane("backup", file)
    assert (result.code, result.err) == (1, f"liane: {file} exists already: a backup is a new file\n")
    assert file.read_bytes() == before


def test_a_full_disk_leaves_the_database_as_it_is(
    liane: Liane, sqlite_databases: SqliteDatabases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh(sqlite_databases, sqlite_databases.seeded) as url:
        monkeypatch.setenv("LIANE_DATABASE_URL", url)
        liane("backup", tmp_path / "backup")
    connect = sqlite.connect

    def on_a_full_disk(name: str, **options: Any) -> Any:
        connection = connect(name, **options)
        if "unfinished" not in name:
            connection.execute("PRAGMA max_page_count=1").close()  # what there is, and no more
        return connection

    with fresh(sqlite_databases, sqlite_databases.migrated) as url:
        monkeypatch.setenv("LIANE_DATABASE_URL", url)
        with monkeypatch.context() as full:
            full.setattr(sqlite, "connect", on_a_full_disk)
            result = liane("restore", tmp_path / "backup")
        assert (result.code, result.err.count("\n")) == (1, 1), result
        assert "is full" in result.err
        with serving(application(url)) as client:
            assert client.get("/graphql", params={"query": LATEST}).json() == {"data": {"latestIssue": None}}


@pytest.mark.parametrize(("verb", "program"), [("backup", "pg_dump"), ("restore", "pg_restore")])
def test_postgresql_has_programs_of_its_own(
    liane: Liane, postgres_databases: PostgresDatabases, monkeypatch: pytest.MonkeyPatch, verb: str, program: str
) -> None:
    monkeypatch.setenv("LIANE_DATABASE_URL", postgres_databases.migrated)
    result = liane(verb, "liane.backup")
    assert (result.code, result.err.count("\n")) == (1, 1)
    assert f"run `{program} " in result.err


def test_a_postgresql_database_comes_back_without_sessions(
    postgres_databases: PostgresDatabases, tmp_path: Path
) -> None:
    told = (Path(__file__).parents[3] / "docs" / "deploying.md").read_text()
    dump, restore = re.findall(r"^(pg_(?:dump|restore)) (.*)$", told, re.MULTILINE)
    source, target = postgres_databases.create(postgres_databases.seeded), postgres_databases.create()
    make_session(source, make_user(source))
    try:
        for (program, arguments), url in ((dump, source), (restore, target)):
            options = arguments.replace("liane.backup", str(tmp_path / "file")).replace('"$LIANE_DATABASE_URL"', url)
            subprocess.run([find_binaries() / program, *options.split()], check=True)
        engine = db.connect(target)
        with db.read_transaction(engine) as session:
            counts = [len(fetch_rows(session, model)) for model in (User, SignInSession)]
        engine.dispose()
        assert counts == [1, 0]
    finally:
        postgres_databases.drop(source)
        postgres_databases.drop(target)
