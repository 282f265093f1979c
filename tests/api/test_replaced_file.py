"""An SQLite file that is replaced, written over, cut or damaged while a server has it open."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from alembic import command

from schema.db import sqlite  # type: ignore[attr-defined]
from schema.engine.database import watched_file
from schema.migrations import runner, scripts
from tests.api.serving import NOW, application, publish, serving
from tests.conftest import fresh
from tests.databases import SqliteDatabases

SAMPLE = "hollywood-en-greve-contre-ses-doubles"
LARGE = "{ works(first: 100) { nodes { title recommendations { nodes { reason issue { title } } } } } }"


@pytest.fixture
def file(sqlite_databases: SqliteDatabases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A database with the sample content, whose file is looked at with every statement."""
    monkeypatch.setattr(watched_file, "LOOK_SECONDS", 0.0)
    with fresh(sqlite_databases, sqlite_databases.seeded) as url:
        yield Path(str(sa.make_url(url).database))


@pytest.fixture
def other(file: Path) -> Path:
    """Another database, with another issue."""
    other = file.with_name(f"other-{file.name}")
    shutil.copyfile(file, other)
    publish(f"sqlite:///{other}", "the-other", NOW)
    return other


@pytest.fixture
def client(file: Path) -> Iterator[httpx.Client]:
    """A client of a server that has read the file, inline and on a thread."""
    with serving(application(f"sqlite:///{file}")) as client:
        assert latest(client) == SAMPLE
        assert "data" in client.post("/graphql", json={"query": LARGE}).json()
        yield client


def ask(client: httpx.Client) -> httpx.Response:
    """Ask for the latest issue."""
    return client.get("/graphql", params={"query": "{ latestIssue { slug sections { body { html } } } }"})


def latest(client: httpx.Client) -> str:
    """Return the slug of the latest issue."""
    return str(ask(client).json()["data"]["latestIssue"]["slug"])


def is_away(client: httpx.Client) -> bool:
    """Whether the server says that it cannot read for now, and names no file."""
    response = ask(client)
    (error,) = response.json()["errors"]
    assert ".db" not in error["message"]
    return (response.status_code, error["extensions"]["code"]) == (503, "UNAVAILABLE")


def move(source: Path, target: Path) -> None:
    """Replace a file by another."""
    source.replace(target)


def write_over(source: Path, target: Path) -> None:
    """Copy a file over another."""
    shutil.copyfile(source, target)


@pytest.mark.parametrize("replace", [move, write_over])
def test_another_file_at_the_same_place_is_read_from_then_on(
    client: httpx.Client, file: Path, other: Path, replace: Callable[[Path, Path], None]
) -> None:
    replace(other, file)
    assert latest(client) == "the-other"
    titles = client.post("/graphql", json={"query": "{ latestIssue { slug } }"}).json()
    assert titles == {"data": {"latestIssue": {"slug": "the-other"}}}
    assert client.post("/graphql", json={"query": LARGE}).status_code == 200


def test_a_file_is_looked_at_once_a_second(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([100.0, 100.0, 100.9, 101.0])
    monkeypatch.undo()
    monkeypatch.setattr(watched_file, "monotonic", lambda: next(times))
    watched = watched_file.WatchedFile(file)
    assert watched.is_due()
    assert not watched.look()
    assert not watched.is_due()
    assert watched.is_due()


def test_a_file_of_an_earlier_version_is_refused_in_words_until_it_is_migrated(
    client: httpx.Client, file: Path, other: Path, log: StringIO
) -> None:
    with runner._exclusive(f"sqlite:///{other}") as connection:
        command.downgrade(scripts.config(connection), "0002")
    other.replace(file)
    assert is_away(client)
    assert is_away(client)
    assert log.getvalue().count("the database is away: it lacks migrations (0003") == 1
    assert "run `liane migrate`" in log.getvalue()
    runner.migrate(f"sqlite:///{file}")
    assert latest(client) == "the-other"
    assert log.getvalue().count("the database is back after") == 1


def test_a_file_of_a_later_version_that_cannot_be_read_is_refused_in_words(
    client: httpx.Client, file: Path, other: Path, log: StringIO
) -> None:
    with closing(sqlite.connect(str(other))) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("ALTER TABLE issues RENAME COLUMN slug TO name")
    other.replace(file)
    assert is_away(client)
    assert "the database is at migration 9999, which this version of Liane does not know" in log.getvalue()


def test_a_new_file_beside_the_log_of_the_old_one_is_refused_until_that_is_gone(
    client: httpx.Client, file: Path, other: Path, log: StringIO
) -> None:
    with closing(sqlite.connect(str(file))) as writer, writer:
        writer.execute("UPDATE issues SET title = 'Not yet moved from the log'")
        writer.commit()
        ask(client)
        other.replace(file)
        assert is_away(client)
        assert f"{file.name} was replaced, but {file.name}-wal is still that of the old file" in log.getvalue()
        for suffix in ("-wal", "-shm"):
            Path(f"{file}{suffix}").unlink()
        assert latest(client) == "the-other"


HARMS: list[Callable[[bytes], bytes]] = [
    lambda _: b"",
    lambda data: data[: len(data) // 2],
    lambda data: data[:4096] + b"\xff" * 400_000,
]


@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_is_cut_or_damaged_is_away(
    client: httpx.Client, file: Path, harm: Callable[[bytes], bytes], log: StringIO
) -> None:
    whole = file.read_bytes()
    file.write_bytes(harm(whole))
    assert all(is_away(client) for _ in range(3))
    file.write_bytes(whole)
    assert latest(client) == SAMPLE
    assert "Traceback" not in log.getvalue()


@pytest.mark.parametrize("harm", HARMS)
def test_a_file_that_was_cut_between_two_looks_is_opened_again(
    client: httpx.Client, file: Path, harm: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched_file, "LOOK_SECONDS", 1_000.0)
    ask(client)  # the last look
    whole = file.read_bytes()
    file.write_bytes(harm(whole))
    assert {ask(client).status_code for _ in range(3)} <= {200, 503}  # some of it may be in memory
    assert client.post("/graphql", json={"query": LARGE}).status_code in {200, 503}
    file.write_bytes(whole)
    assert latest(client) == SAMPLE


def test_a_file_that_is_gone_is_read_on_and_its_successor_from_when_it_comes(
    client: httpx.Client, file: Path, other: Path
) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    assert latest(client) == SAMPLE
    other.replace(file)
    assert latest(client) == "the-other"


def test_what_sqlite_itself_writes_to_the_file_disturbs_nobody(client: httpx.Client, file: Path) -> None:
    for number in range(3):
        publish(f"sqlite:///{file}", f"number-{number}", NOW)
        assert latest(client) == f"number-{number}"
