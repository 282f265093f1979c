"""Many files are read ahead in a second process, and nobody can tell but by the clock, however it ends."""

import _thread
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import closing
from multiprocessing import active_children
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import sqlalchemy as sa

from schema import db
from seed import parse_ahead
from seed.import_run import ImportRun
from seed.importers import ParsedIssue
from seed.parse_ahead import REFUSALS, WINDOW, Input, read_inputs
from tests.databases import SqliteDatabases
from tests.patience import PATIENCE
from tests.seed import lighthouse

pytestmark = pytest.mark.long

HERE = 2  # so many files are parsed before the second process is used


@pytest.fixture(autouse=True)
def _few_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_ahead, "FIRST", HERE)


def write_newsletters(folder: Path, count: int) -> list[str]:
    """Write newsletters; return their names."""
    names = [str(folder / f"2024-01-{number:02d}.txt") for number in range(1, count + 1)]
    for number, name in enumerate(names):
        Path(name).write_text(f"Lettre {number}|LE PHARE|Le phare {number} éclaire la baie.")
    return names


def result(parse: Callable[[], ParsedIssue]) -> ParsedIssue | str:
    try:
        return parse()
    except REFUSALS as refusal:
        return repr(refusal)


def results(inputs: Generator[Input]) -> list[tuple[str, ParsedIssue | str]]:
    with closing(inputs):
        return [(name, result(parse)) for name, parse in inputs]


def test_what_is_read_ahead_is_what_would_be_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [*write_newsletters(tmp_path, 12), str(tmp_path / "none.txt")]
    Path(names[5]).write_bytes(b"")
    names.insert(8, str(tmp_path))
    ahead = results(read_inputs(names, "auto"))
    monkeypatch.setattr(parse_ahead, "FIRST", len(names))
    assert ahead == results(read_inputs(names, "auto"))
    assert [name for name, _ in ahead] == names
    assert [str(each)[:10] for _, each in ahead].count("Unreadable") == 3
    assert active_children() == []


def test_few_files_start_no_process(tmp_path: Path) -> None:
    with closing(read_inputs(write_newsletters(tmp_path, HERE), "auto")) as inputs:
        next(inputs)
        assert active_children() == []


def test_no_more_than_a_window_is_read_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    send = Connection.send

    def note_and_send(pipe: Connection, name: str) -> None:
        sent.append(name)
        send(pipe, name)

    monkeypatch.setattr(Connection, "send", note_and_send)
    names = write_newsletters(tmp_path, 30)
    with closing(read_inputs(names, "auto")) as inputs:
        for _ in range(HERE):
            next(inputs)
        for taken in range(1, 4):
            result(next(inputs)[1])
            assert sent == names[HERE : HERE + taken + WINDOW]


def test_a_file_that_ends_the_process_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    names = write_newsletters(tmp_path, 20)
    stuck = HERE + 3
    names[stuck] = str(tmp_path / "stuck.txt")
    os.mkfifo(names[stuck])
    read = []
    with closing(read_inputs(names, "auto")) as inputs:
        for index, (_, parse) in enumerate(inputs):
            if index == stuck:
                end = os.open(names[stuck], os.O_WRONLY)  # waits until the process has opened it, which waits for words
                [process] = active_children()
                process.kill()
                process.join()
                os.close(end)
            read.append(result(parse))
    refused = [index for index, each in enumerate(read) if not isinstance(each, ParsedIssue)]
    assert refused == [stuck]
    assert "for want of memory" in str(read[stuck])
    assert active_children() == []


def test_ctrl_c_is_heard_though_it_came_as_a_file_began_to_be_waited_for(tmp_path: Path) -> None:
    names = write_newsletters(tmp_path, HERE + 2)
    names[HERE] = str(tmp_path / "stuck.txt")
    os.mkfifo(names[HERE])
    main = threading.get_ident()

    def interrupt() -> None:
        while not sys._current_frames()[main].f_code.co_filename.endswith(("connection.py", "selectors.py")):
            pass
        _thread.interrupt_main()  # as a signal that was early: what waits in the kernel goes on waiting

    with closing(read_inputs(names, "auto")) as inputs:
        for _ in range(HERE):
            next(inputs)
        _, parse = next(inputs)
        file = os.open(names[HERE], os.O_WRONLY)
        unheard = threading.Timer(PATIENCE / 10, os.close, (file,))
        unheard.start()
        threading.Thread(target=interrupt).start()
        with pytest.raises(KeyboardInterrupt):
            parse()
        assert unheard.is_alive()
        unheard.cancel()
        os.close(file)


COMMAND = f"from seed import parse_ahead; parse_ahead.FIRST = {HERE}; from api.commands.cli import main; main()"


@pytest.mark.parametrize("cut_short", [signal.SIGINT, signal.SIGKILL])
def test_an_import_that_is_cut_short_leaves_no_process_and_whole_issues(
    sqlite_databases: SqliteDatabases, tmp_path: Path, cut_short: signal.Signals
) -> None:
    database_url = sqlite_databases.create(sqlite_databases.migrated)
    names = write_newsletters(tmp_path, 12)
    names[4] = str(tmp_path / "stuck.txt")
    os.mkfifo(names[4])
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "import", *names],
        env=os.environ | {"LIANE_DATABASE_URL": database_url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    file = os.open(names[4], os.O_WRONLY)
    line = process.stdout.readline()
    while b"2024-01-04" not in line:
        line = process.stdout.readline()
    if cut_short is signal.SIGINT:
        os.killpg(process.pid, cut_short)  # as a terminal does: to all processes of the command
    else:
        process.send_signal(cut_short)
    process.wait(PATIENCE)
    os.close(file)
    _, errors = process.communicate(timeout=PATIENCE)  # until the last process that could write has ended
    assert b"Traceback" not in errors
    assert process.returncode == (-cut_short if cut_short is not signal.SIGINT else 130)
    engine = db.connect(database_url)
    content = lighthouse.content(engine)
    assert len(content["issues"]) == 4
    assert {part["issue_id"] for part in content["sections"]} == {issue["id"] for issue in content["issues"]}
    engine.dispose()
    sqlite_databases.drop(database_url)


def test_a_run_stores_what_was_read_ahead(engine: sa.Engine, tmp_path: Path) -> None:
    names = write_newsletters(tmp_path, 8)
    Path(names[6]).write_bytes(b"\0")
    run = ImportRun(engine, "auto", publish=False, dry_run=False)
    actions = [report.get("action", "error") for report in run.import_files(names)]
    assert actions == ["created"] * 6 + ["error", "created"]
    assert len(lighthouse.content(engine)["issues"]) == 7
