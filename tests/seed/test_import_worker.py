"""The worker: what waits becomes drafts, whoever is killed and whenever."""

import io
import mailbox
import subprocess
import sys
import zipfile
from pathlib import Path
from threading import Event, Thread
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from schema import db, writes
from schema.bases import table_of
from schema.imports import OneImport, list_imports, read_import
from schema.rows import fetch_rows
from schema.tables import Change, Import, Issue, Section
from schema.vocabulary import ImportState, StoredStatus
from schema.writes import ImportFile
from seed.import_worker import BROKEN, ImportWorker
from seed.pictures.store import PictureStore
from tests.api.serving import wait_until
from tests.patience import PATIENCE
from tests.seed import lighthouse

LETTER = lighthouse.NEWSLETTER.read_bytes()
NEXT = (
    b"---\ntitle: La suite\n---\n\n## Un caillou dans la mare\n\nOn a vu Grand Large.\n\n## Une autre\n\nEt Estran.\n"
)
SLUG = "phares-en-greve-qui-eteint-la-lumiere"


class Desk:
    """What an editor hands in, and a worker."""

    def __init__(self, engine: sa.Engine, folder: Path) -> None:
        self.engine = engine
        self.told: list[str] = []
        self.worker = ImportWorker(engine, PictureStore(str(folder)), self.told.append)

    def hand_in(self, *files: ImportFile) -> list[str]:
        """Let files wait."""
        with db.side_transaction(self.engine, is_patient=True) as session:
            return writes.enqueue_imports(session, files, "usr_ada")

    def work(self) -> None:
        """Import all that waits."""
        self.worker.work(Event(), 0)

    def found(self, import_id: str) -> OneImport:
        """What is known of an import."""
        with db.read_transaction(self.engine) as session:
            one = read_import(session, import_id)
        assert one
        return one

    def imported(self, name: str, data: bytes) -> OneImport:
        """What is known of a file once it was imported."""
        (import_id,) = self.hand_in(ImportFile(name, data))
        self.work()
        return self.found(import_id)

    def rows(self, model: Any) -> list[dict[str, Any]]:
        """All rows of a table."""
        with db.read_transaction(self.engine) as session:
            return fetch_rows(session, model)


@pytest.fixture
def desk(catalogued: sa.Engine, tmp_path: Path) -> Desk:
    """A worker beside the lighthouse's catalogue."""
    return Desk(catalogued, tmp_path)


def zipped(count: int, *others: tuple[str, str]) -> bytes:
    """An archive of letters."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for number in range(1, count + 1):
            text = f"## Un caillou dans la mare\n\nOn a vu Grand Large, jour {number}.\n"
            archive.writestr(f"2024-03-{number:02}.md", f"---\ntitle: Lettre {number}\n---\n\n{text}")
        for name, text in others:
            archive.writestr(name, text)
    return data.getvalue()


def test_a_letter_becomes_a_draft_of_who_gave_it_and_its_report_names_sections_works_and_evidence(desk: Desk) -> None:
    found = desk.imported("2024-03-14-phares.txt", LETTER)
    assert found.listed.issue
    assert found.report
    assert (found.listed.state, found.listed.issue.slug) == (ImportState.DONE, SLUG)
    assert found.listed.issue.status is StoredStatus.DRAFT
    stored = {row["id"]: row["position"] for row in desk.rows(Section)}
    assert [stored[section.id or ""] for section in found.report.sections] == [1, 2, 3, 4, 5]
    film, *_ = found.report.sections[-1].works
    assert (film.title, film.role, film.named) == ("Basse mer", "PICK", ["Low Tide", "Basse mer"])
    (candidate,) = found.report.sections[2].candidates
    assert (candidate.title, candidate.kind, found.listed.candidates) == ("Vent", "FILM", 1)
    created = [row for row in desk.rows(Change) if row["target_id"] == found.listed.issue.id]
    assert {row["actor"] for row in created} == {"usr_ada"}


def test_an_archive_becomes_letters_with_a_progress_and_tells_what_it_passed_over(desk: Desk) -> None:
    files = [("photo.png", "png"), ("works/film.yaml", "slug: film\nkind: FILM\ntitle: Film\n"), ("leer.md", " ")]
    found = desk.imported("archive.zip", zipped(25, *files))
    assert found.listed.progress
    assert found.listed.progress.letters == 26
    assert found.listed.progress.states == {ImportState.DONE: 25, ImportState.REFUSED: 1}
    assert sorted(found.passed_over) == ["photo.png", "works/film.yaml"]
    with db.read_transaction(desk.engine) as session:
        page = list_imports(session, [ImportState.REFUSED], batch_id=found.listed.id)
    assert [(each.name, each.message) for each in page.imports] == [("leer.md", "the file is empty")]
    drafts = [row for row in desk.rows(Issue) if row["slug"].startswith("lettre-")]
    assert len(drafts) == 25
    assert {row["status"] for row in drafts} == {"DRAFT"}


def test_a_mailbox_is_an_archive_too(desk: Desk, tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "letters.mbox")
    for number in (1, 2):
        box.add(f"From: a@example.org\nTo: b@example.org\nSubject: Lettre {number}\n\nUn texte assez long, {number}.\n")
    box.close()
    found = desk.imported("letters.mbox", (tmp_path / "letters.mbox").read_bytes())
    assert found.listed.progress
    assert found.listed.progress.states == {ImportState.DONE: 2}
    assert {"lettre-1", "lettre-2"} <= {row["slug"] for row in desk.rows(Issue)}


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.pdf", b"%PDF-1.4", "PDF"),
        ("a.zip", zipped(0, ("photo.png", "png")), "no letter in this archive"),
        ("a.zip", b"PK\x03\x04broken", "cannot be opened"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words_and_the_next_is_imported(
    desk: Desk, name: str, data: bytes, reason: str
) -> None:
    bad, good = desk.hand_in(ImportFile(name, data), ImportFile("2024-03-14.txt", LETTER))
    desk.work()
    refused = desk.found(bad)
    assert refused.listed.state is ImportState.REFUSED
    assert reason in (refused.listed.message or "")
    assert desk.found(good).listed.state is ImportState.DONE


def test_an_error_of_the_importer_is_told_and_stops_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr("seed.import_worker.read", broken)
    found = desk.imported("a.txt", LETTER)
    assert (found.listed.state, found.listed.message) == (ImportState.REFUSED, BROKEN)
    assert "oops" in caplog.text


def test_what_killed_several_workers_is_not_tried_again(desk: Desk) -> None:
    (import_id,) = desk.hand_in(ImportFile("a.txt", LETTER))
    with db.side_transaction(desk.engine, is_patient=True) as session:
        session.execute(sa.update(table_of(Import)).values(attempts=writes.MOST_ATTEMPTS))
    desk.work()
    assert desk.found(import_id).listed.state is ImportState.REFUSED
    assert not [row for row in desk.rows(Issue) if row["slug"] == SLUG]


def test_what_is_published_is_left_as_it_is(desk: Desk) -> None:
    desk.imported("2024-03-14-phares.txt", LETTER)
    with db.write_transaction(desk.engine) as session:
        writes.publish_issue(session, SLUG)
    found = desk.imported("2024-03-14-phares.txt", LETTER + b"\n\nUne phrase de plus, et rien d'autre.\n")
    assert found.report
    assert (found.listed.action, found.listed.state) == ("CONFLICT", ImportState.DONE)
    assert found.report.changes


def test_a_worker_goes_on_until_it_is_told_to_stop(desk: Desk) -> None:
    stop = Event()
    thread = Thread(target=desk.worker.work, args=(stop,))
    thread.start()
    (import_id,) = desk.hand_in(ImportFile("a.txt", LETTER))
    wait_until(lambda: desk.found(import_id).listed.state is ImportState.DONE)
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()


# The first file is imported at leisure. Then it forks before each try, so that neither Python nor what was compiled
# for the first has to be made again: the child dies at its statement or commit.
KILLED = """
import os, signal, sys
from datetime import timedelta

import orjson
import sqlalchemy as sa

from schema import db, writes
from schema.rows import fetch_rows
from schema.tables import Import, Issue, Section
from schema.writes import import_queue
from seed import import_worker
from seed.pictures.store import PictureStore

url, folder = sys.argv[1:]
import_queue.LEASE = timedelta(0)
import_worker.LETTERS_AT_ONCE = 1
writes.MOST_ATTEMPTS = sys.maxsize
engine = db.connect(url)
worker = import_worker.ImportWorker(engine, PictureStore(folder), lambda _: None)

def die_at(number):
    passed = 0

    def count(*_):
        nonlocal passed
        passed += 1
        if passed == number:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "commit"):
        sa.event.listen(engine, moment, count)

def seen():
    with db.read_transaction(engine) as session:
        found = {model.__name__: fetch_rows(session, model) for model in (Import, Issue, Section)}
    engine.dispose()
    rows = sorted((row["name"], row["state"], row["issue_id"], row["letters"]) for row in found["Import"])
    return rows, sorted(row["id"] for row in found["Issue"]), len(found["Section"])

worker.step()
told = [seen()]
status = signal.SIGKILL
while status:
    child = os.fork()
    if child == 0:
        try:
            die_at(len(told))
            worker.step()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert status == 0 or os.WIFSIGNALED(status), status
    told.append(seen())
print(orjson.dumps(told).decode())
"""


def killed_at_each_statement(engine: sa.Engine, folder: Path) -> list[Any]:
    """What the database says after each death of a worker, and at last when one was left alone."""
    url = engine.url.set(drivername=engine.dialect.name).render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, url, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr
    told: list[Any] = orjson.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.long
def test_a_worker_that_is_killed_at_any_statement_leaves_a_draft_whole_or_absent_and_the_row_says_which(
    desk: Desk, tmp_path: Path
) -> None:
    desk.hand_in(ImportFile("2024-03-14-phares.txt", LETTER), ImportFile("next.md", NEXT))
    (_, issues_before, sections_before), *told = killed_at_each_statement(desk.engine, tmp_path)
    states = set()
    for rows, issues, sections in told:
        ((_, state, issue_id, _),) = (row for row in rows if row[0] == "next.md")
        states.add(state)
        if state == "DONE":
            assert issue_id in issues
            assert (len(issues), sections) == (len(issues_before) + 1, sections_before + 2)
        else:
            assert issue_id is None
            assert (issues, sections) == (issues_before, sections_before)
    assert states == {"WAITING", "RUNNING", "DONE"}
    assert len(told) > 20


@pytest.mark.long
def test_an_archive_whose_workers_are_killed_at_any_statement_is_opened_once_and_whole(
    desk: Desk, tmp_path: Path
) -> None:
    desk.hand_in(ImportFile("2024-03-14-phares.txt", LETTER), ImportFile("archive.zip", zipped(3)))
    told = [rows for rows, *_ in killed_at_each_statement(desk.engine, tmp_path)]
    counts = [len(rows) - 1 for rows in told]
    assert counts == sorted(counts)
    assert set(counts) == {1, 2, 3, 4}
    assert {row[1] for row in told[-1] if row[3] == 3} == {"DONE"}
    desk.work()
    assert sum(row["slug"].startswith("lettre-") for row in desk.rows(Issue)) == 3
