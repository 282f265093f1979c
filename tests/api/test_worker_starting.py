"""The worker beside a server: it comes when something waits, goes with the server, and is one of many that agree."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from api import worker_starting
from api.worker_starting import IMPORTS, LINKS, PROGRAM, Job, Worker, workers_when_needed
from schema import db, writes
from schema.imports import count_imports
from schema.instants import utc_now
from schema.link_checks import CHECK
from schema.vocabulary import ImportState
from schema.writes import ImportFile, import_queue, link_checks
from schema.writes.link_checks import claim_link_check, leave_link_check, want_link_check
from tests.api.processes import served
from tests.api.serving import wait_until
from tests.patience import PATIENCE

LETTER = "---\ntitle: Lettre {0}\ndate: 2024-03-01\n---\n\n## Un caillou\n\nDes mots, et le nombre {0} parmi eux.\n"


def hand_in(engine: sa.Engine, *numbers: int) -> None:
    """Let letters wait."""
    files = [ImportFile(f"{number}.md", LETTER.format(number).encode()) for number in numbers]
    with db.side_transaction(engine, is_patient=True) as session:
        writes.enqueue_imports(session, files)


def want_links(engine: sa.Engine) -> None:
    """Have an editor ask for a check of links."""
    with db.side_transaction(engine, is_patient=True) as session:
        want_link_check(session, "usr_ada", utc_now())


def check_of_links(engine: sa.Engine) -> sa.Row[Any]:
    """How far the check of links is."""
    with db.read_transaction(engine) as session:
        return session.execute(sa.select(CHECK)).one()


def done(engine: sa.Engine) -> int:
    """How many letters were imported."""
    with db.read_transaction(engine) as session:
        return count_imports(session)[ImportState.DONE]


async def is_neglected(url: str, job: Job = IMPORTS) -> bool:
    """Whether a server starts a process for a job two seconds from now."""
    database = db.connect_read_only(url, 1)
    try:
        return await worker_starting.is_neglected(job, database, utc_now() + timedelta(seconds=2))
    finally:
        await database.close()


async def test_a_worker_is_needed_where_something_waits_and_nobody_is_importing(
    engine: sa.Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not await is_neglected(database_url)
    hand_in(engine, 1, 2)
    assert await is_neglected(database_url)
    with db.side_transaction(engine, is_patient=True) as session:
        claim = writes.claim_import(session, "somebody")
    assert claim
    assert not await is_neglected(database_url)  # though the second one waits
    with db.side_transaction(engine, is_patient=True) as session:
        writes.refuse_import(session, claim, "no")
    assert not await is_neglected(database_url)  # who has just finished goes on
    monkeypatch.setattr(import_queue, "LEASE", timedelta(seconds=-60))
    with db.side_transaction(engine, is_patient=True) as session:
        assert writes.claim_import(session, "somebody who dies")
    monkeypatch.setattr("schema.imports.AT_WORK", timedelta(0))
    assert await is_neglected(database_url)


async def test_a_database_that_cannot_be_looked_into_needs_none(bare_url: str) -> None:
    assert not await is_neglected(bare_url)
    assert not await is_neglected(bare_url, LINKS)


async def test_a_check_of_links_is_needed_where_one_is_wanted_and_nobody_is_at_it(
    engine: sa.Engine, database_url: str
) -> None:
    assert not await is_neglected(database_url, LINKS)
    want_links(engine)
    assert await is_neglected(database_url, LINKS)
    with db.side_transaction(engine, is_patient=True) as session:
        claim = claim_link_check(session, "somebody", utc_now())
    assert claim
    assert not await is_neglected(database_url, LINKS)
    with db.side_transaction(engine, is_patient=True) as session:
        leave_link_check(session, claim)
        assert claim_link_check(session, "somebody who dies", utc_now() - link_checks.LEASE)
    assert await is_neglected(database_url, LINKS)
    assert not await is_neglected(database_url, IMPORTS)


class Workers:
    """The worker processes that were started."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def pids(self) -> list[int]:
        """Their ids, also of those that have ended."""
        return [int(line) for line in self._file.read_text().split()] if self._file.exists() else []

    def living(self) -> list[int]:
        """The ids of those that run."""
        living = []
        for pid in self.pids:
            with suppress(ProcessLookupError):
                os.kill(pid, 0)
                living.append(pid)
        return living


@contextmanager
def watching(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch, before: str = "") -> Iterator[Workers]:
    """Start workers when they are needed, as ``liane serve`` does; each runs some Python before."""
    file = folder / "pids"
    program = f"import os; print(os.getpid(), file=open({str(file)!r}, 'a'))\n{before}\n{PROGRAM[3]}"
    monkeypatch.setattr(worker_starting, "PROGRAM", (sys.executable, "-c", program))
    monkeypatch.setattr(worker_starting, "PAUSE_SECONDS", 0.1)
    monkeypatch.setenv("LIANE_DATABASE_URL", url)
    monkeypatch.setenv("LIANE_PICTURES", str(folder / "pictures"))
    with workers_when_needed(url):
        yield Workers(file)


@pytest.mark.long
def test_a_worker_comes_once_goes_on_and_ends_with_the_server(
    engine: sa.Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watching(database_url, tmp_path, monkeypatch) as workers:
        hand_in(engine, 1, 2)
        wait_until(lambda: done(engine) == 2)
        hand_in(engine, 3)
        wait_until(lambda: done(engine) == 3)
        assert workers.living() == workers.pids
        assert len(workers.pids) == 1
    assert workers.living() == []


@pytest.mark.long
def test_what_a_killed_worker_was_at_is_imported_by_the_next(
    engine: sa.Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with watching(database_url, tmp_path, monkeypatch) as workers:
        hand_in(engine, 1)
        wait_until(lambda: done(engine) == 1)
        (first,) = workers.pids
        os.kill(first, signal.SIGKILL)
        monkeypatch.setattr(import_queue, "LEASE", timedelta(seconds=1))
        hand_in(engine, 2, 3)
        with db.side_transaction(engine, is_patient=True) as session:
            assert writes.claim_import(session, "the killed one")
        wait_until(lambda: done(engine) == 3)
        assert len(workers.pids) == 2


ELSEWHERE = """
import threading
from pathlib import Path
from schema.writes import LinkState, link_checks
from seed import link_check_run, link_checking

def answer(url):
    gate = Path({folder!r}, url.rpartition("/")[2])
    while not gate.exists():
        threading.Event().wait(0.01)
    return LinkState.FAILED, 404, "status"

link_checking.check_link = answer
link_checking.PAUSE_SECONDS = link_check_run.WRITE_SECONDS = 0
link_checks.LEASE = __import__("datetime").timedelta(seconds=2)
"""
"""What makes a web of servers that answer once there is a file of the link's name, and has a claim run out soon."""


@pytest.mark.long
def test_a_check_of_links_goes_on_where_one_that_was_killed_was(
    engine: sa.Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [str(number) for number in range(4)]
    links = " ".join(f"[a](https://s{name}.example/{name})" for name in names)
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"name": "Liane", "about_markdown": links})
    with watching(database_url, tmp_path, monkeypatch, ELSEWHERE.format(folder=str(tmp_path))) as workers:
        for name in names[:2]:
            (tmp_path / name).touch()
        want_links(engine)
        wait_until(lambda: check_of_links(engine).asked == 2)
        check = check_of_links(engine)
        assert (check.links, check.failed, check.finished_at) == (4, 2, None)
        os.kill(workers.pids[0], signal.SIGKILL)
        for name in names[2:]:
            (tmp_path / name).touch()
        wait_until(lambda: check_of_links(engine).finished_at is not None)
        check = check_of_links(engine)
        assert (check.links, check.asked, check.failed, check.wanted_by) == (4, 4, 4, "usr_ada")
        assert len(workers.pids) == 2
        want_links(engine)
        wait_until(lambda: len(workers.pids) == 3 and check_of_links(engine).finished_at is not None)
    assert workers.living() == []


@pytest.mark.long
def test_a_check_that_ends_with_its_server_is_gone_on_with_at_once(
    engine: sa.Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.write_transaction(engine) as session:
        links = "[a](https://a.example/a) [b](https://b.example/b)"
        writes.save_publication(session, {"name": "Liane", "about_markdown": links})
    before = ELSEWHERE.format(folder=str(tmp_path)).replace("seconds=2", "days=1")
    end = Worker.end

    def end_with_answers(worker: Worker) -> None:
        (tmp_path / "a").touch()
        wait_until(lambda: check_of_links(engine).claimed_by is None)
        (tmp_path / "b").touch()  # which nobody waits for any more
        end(worker)

    with watching(database_url, tmp_path, monkeypatch, before):
        want_links(engine)
        wait_until(lambda: check_of_links(engine).links == 2)
        monkeypatch.setattr(Worker, "end", end_with_answers)
    monkeypatch.setattr(Worker, "end", end)
    check = check_of_links(engine)
    assert (check.asked, check.claimed_by, check.finished_at) == (1, None, None)
    with watching(database_url, tmp_path, monkeypatch, before):
        wait_until(lambda: check_of_links(engine).finished_at is not None)
    assert check_of_links(engine).asked == 2


@pytest.mark.long
def test_servers_of_one_database_import_each_letter_once(engine: sa.Engine, database_url: str, tmp_path: Path) -> None:
    pictures = str(tmp_path)
    with served(database_url, workers=2, pictures=pictures), served(database_url, pictures=pictures):
        hand_in(engine, *range(1, 21))
        wait_until(lambda: done(engine) == 20)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM issues").scalar() == 20


@pytest.mark.long
def test_a_worker_ends_when_its_server_is_gone_and_when_it_is_asked_to(database_url: str, tmp_path: Path) -> None:
    environment = {**os.environ, "LIANE_DATABASE_URL": database_url, "LIANE_PICTURES": str(tmp_path)}
    with subprocess.Popen([*PROGRAM, *IMPORTS.command], stdin=subprocess.PIPE, env=environment) as gone:
        assert gone.stdin
        gone.stdin.close()
        assert gone.wait(PATIENCE) == 0
    liane = str(Path(sys.executable).with_name("liane"))
    engine = db.connect(database_url)
    hand_in(engine, 1)
    with subprocess.Popen([liane, "worker"], env=environment, stderr=subprocess.PIPE, text=True) as asked:
        assert asked.stderr
        assert asked.stderr.readline() == "1.md: created lettre-1\n"
        asked.terminate()
        assert asked.wait(PATIENCE) == 0
    engine.dispose()
