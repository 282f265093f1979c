"""The command line: data on stdout, messages on stderr, one line for what goes wrong."""

import gc
import json
import os
import pty
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from api.commands import cli
from seed.importers import FORMATS
from tests.api.commands.conftest import Liane

NEWSLETTER = """
| | LA LETTRE DU MARDI | |
| Bonjour à toutes et à tous. |
| UN FORMAT À LA LOUPE |
| Cette semaine, on a revu « The Deepest Breath » et on en sort sans souffle. |
"""


@pytest.fixture
def seeded(seeded_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work on a database with the sample content."""
    monkeypatch.setenv("LIANE_DATABASE_URL", seeded_url)


@pytest.fixture
def newsletter(tmp_path: Path) -> Path:
    """A newsletter in a file."""
    path = tmp_path / "mardi.txt"
    path.write_text(NEWSLETTER)
    return path


def test_help_shows_every_command_and_no_argument_shows_help(liane: Liane) -> None:
    result = liane("--help")
    assert result.code == 0
    for command in (
        "serve",
        "migrate",
        "seed",
        "schema",
        "publish",
        "unpublish",
        "import",
        "export",
        "backup",
        "restore",
    ):
        assert f" {command} " in result.out
    assert "Usage" in "".join(liane()[1:])


def test_a_misused_command_line_is_exit_code_2_and_leaves_stdout_alone(liane: Liane) -> None:
    result = liane("publish")
    assert result.code == 2
    assert result.out == ""
    assert "SLUG" in result.err


def test_schema_is_data(liane: Liane) -> None:
    result = liane("schema")
    assert result.code == 0
    assert result.err == ""
    assert "type Query {" in result.out
    assert result.out.endswith("}\n")


@pytest.mark.usefixtures("bare")
def test_migrate_check_fails_before_and_succeeds_after(liane: Liane) -> None:
    before = liane("migrate", "--check")
    assert (before.code, before.out) == (1, "")
    assert "0001" in before.err
    assert liane("migrate") == (0, "", "The database is up to date.\n")
    assert liane("migrate", "--check").code == 0
    assert liane("migrate").code == 0


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    "command", [["seed"], ["publish", "x"], ["unpublish", "x"], ["import", "x.txt"], ["export", "x"]]
)
def test_a_command_that_needs_tables_says_how_to_make_them(liane: Liane, command: list[str]) -> None:
    result = liane(*command)
    assert (result.code, result.out) == (1, "")
    assert "run `liane migrate`" in result.err
    assert result.err.count("\n") == 1


@pytest.mark.usefixtures("bare")
def test_seed_loads_the_sample_and_an_export_loads_again(liane: Liane, tmp_path: Path) -> None:
    liane("migrate")
    assert liane("seed").code == 0
    assert liane("export", tmp_path / "first") == (0, "", f"Exported to {tmp_path / 'first'}.\n")
    assert list((tmp_path / "first" / "issues").glob("*.md"))
    assert liane("seed", tmp_path / "first").code == 0


@pytest.mark.usefixtures("seeded")
def test_seeding_from_a_folder_that_is_not_there_is_one_line(liane: Liane, tmp_path: Path) -> None:
    result = liane("seed", tmp_path / "nowhere")
    assert result.code == 1
    assert "nowhere" in result.err
    assert result.err.count("\n") == 1


@pytest.mark.usefixtures("seeded")
def test_an_issue_is_taken_back_and_published_again(liane: Liane, tmp_path: Path) -> None:
    def status() -> str:
        liane("export", tmp_path)
        (line,) = [line for line in issue.read_text().splitlines() if line.startswith("status:")]
        return line.removeprefix("status: ")

    liane("export", tmp_path)
    issue = next(tmp_path.glob("issues/*.md"))
    assert liane("unpublish", issue.stem) == (0, "", f"Unpublished {issue.stem}.\n")
    assert status() == "UNPUBLISHED"
    dated = "dated 2023-07-21 08:00 (Europe/Paris)"
    assert liane("publish", issue.stem) == (0, "", f"Published {issue.stem}, {dated}.\n")
    assert status() == "PUBLISHED"


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize("command", ["publish", "unpublish"])
def test_an_unknown_issue_is_one_line(liane: Liane, command: str) -> None:
    result = liane(command, "no-such-issue")
    assert (result.code, result.out) == (1, "")
    assert "no-such-issue" in result.err
    assert result.err.count("\n") == 1


@pytest.mark.usefixtures("seeded")
def test_import_prints_json(liane: Liane, newsletter: Path) -> None:
    first, again = liane("import", "--json", newsletter), liane("import", "--json", newsletter)
    (report,) = json.loads(first.out)
    assert (first.code, first.err) == (0, "")
    assert report["file"] == str(newsletter)
    assert report["format"] == "text"
    assert report["action"] == "created"
    assert "the-deepest-breath" in [work["slug"] for section in report["sections"] for work in section["works"]]
    assert json.loads(again.out)[0]["action"] == "unchanged"


@pytest.mark.usefixtures("seeded")
def test_import_prints_a_summary_for_people(liane: Liane, newsletter: Path) -> None:
    result = liane("import", newsletter)
    assert result.code == 0
    assert f"{newsletter}: created " in result.out
    assert "The Deepest Breath (FILM, the-deepest-breath)" in result.out


@pytest.mark.usefixtures("seeded")
def test_a_dry_run_stores_nothing(liane: Liane, newsletter: Path, tmp_path: Path) -> None:
    report = json.loads(liane("import", "--json", "--dry-run", newsletter).out)[0]
    assert "action" not in report
    assert "nothing stored" in liane("import", "--dry-run", newsletter).out
    liane("export", tmp_path / "out")
    assert len(list((tmp_path / "out" / "issues").iterdir())) == 1


@pytest.mark.usefixtures("seeded")
def test_one_unreadable_file_is_reported_and_the_others_are_imported(
    liane: Liane, newsletter: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    result = liane("import", "--json", empty, newsletter, tmp_path / "missing.txt")
    reports = json.loads(result.out)
    assert result.code == 1
    assert [report.get("action", "error") for report in reports] == ["error", "created", "error"]
    assert set(reports[0]) == {"file", "error"}
    assert "not read" in liane("import", empty).out


def test_import_offers_the_formats_there_are() -> None:
    assert list(cli.Format) == ["auto", *FORMATS]


def test_a_wrong_setting_is_one_line_without_the_password(liane: Liane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIANE_DATABASE_URL", "mysql://me:s3cret@localhost/liane")
    result = liane("migrate")
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("liane: LIANE_DATABASE_URL is ")
    assert result.err.count("\n") == 1
    assert "s3cret" not in result.err


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all/liane.db", "postgresql://me:s3cret@127.0.0.1:1/liane?connect_timeout=5"]
)
def test_a_database_that_cannot_be_reached_is_one_line(liane: Liane, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("LIANE_DATABASE_URL", url)
    result = liane("migrate")
    assert (result.code, result.out) == (1, "")
    assert "cannot be used" in result.err
    assert result.err.count("\n") == 1
    assert "s3cret" not in result.err


def test_a_bug_shows_its_traceback(liane: Liane, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_url: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("schema.migrations.runner.migrate", broken)
    with pytest.raises(ZeroDivisionError):
        liane("migrate")


@pytest.mark.usefixtures("seeded")
def test_the_installed_command_serves() -> None:
    with serving() as address:
        assert httpx.get(f"{address}/readyz").json() == {"status": "ok"}


@pytest.mark.usefixtures("seeded")
@pytest.mark.parametrize(("workers", "collects"), [(1, False), (2, True)])
def test_one_process_collects_no_garbage_while_it_starts(
    liane: Liane, monkeypatch: pytest.MonkeyPatch, workers: int, collects: bool
) -> None:
    """The first of several processes lives as long, builds no application, and has to collect."""
    seen: list[bool] = []
    monkeypatch.setattr("uvicorn.run", lambda *_, **__: seen.append(gc.isenabled()))
    try:
        assert liane("serve", "--workers", workers).code == 0
    finally:
        gc.enable()
    assert seen == [collects]


@contextmanager
def serving() -> Iterator[str]:
    """Run the server on a free port until the block ends, and yield its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("liane")
    with subprocess.Popen([program, "serve", "--port", str(port)], stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        started = any("Uvicorn running on" in line for line in server.stderr)
        try:
            assert started
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


# Folders


@pytest.fixture
def newsletters(tmp_path: Path) -> Path:
    """A folder with two newsletters and a file that is none."""
    folder = tmp_path / "newsletters"
    folder.mkdir()
    (folder / "2024-01-01.txt").write_text("Un|Premier texte.")
    (folder / "2024-01-02.txt").write_bytes(b"\0")
    (folder / "2024-01-03.txt").write_text("Trois|Dernier texte.")
    return folder


@pytest.mark.usefixtures("seeded")
def test_a_folder_imports_all_it_can_and_names_the_rest_at_the_end(liane: Liane, newsletters: Path) -> None:
    result = liane("import", newsletters)
    assert result.code == 1
    assert [line for line in result.out.splitlines() if ": created " in line] == [
        f"{newsletters}/2024-01-01.txt: created un",
        f"{newsletters}/2024-01-03.txt: created trois",
    ]
    first, second = result.err.splitlines()
    assert first == "Not imported (1):"
    assert second.startswith(f"  {newsletters}/2024-01-02.txt: ")


@pytest.mark.usefixtures("seeded")
def test_a_conflict_is_named_at_the_end_and_is_no_failure(liane: Liane, newsletters: Path, tmp_path: Path) -> None:
    (newsletters / "2024-01-02.txt").unlink()
    assert liane("import", newsletters).code == 0
    liane("export", tmp_path / "out")
    file = tmp_path / "out" / "issues" / "un.md"
    file.write_text(file.read_text().replace("Premier texte.", "Texte relu."))
    liane("seed", tmp_path / "out")
    (newsletters / "2024-01-01.txt").write_text("Un|Premier texte, corrigé.")
    result = liane("import", "--json", newsletters)
    assert [report["action"] for report in json.loads(result.out)] == ["conflict", "unchanged"]
    assert result.code == 0
    assert result.err.splitlines() == [
        "In conflict with edits made elsewhere, and left as stored (1):",
        f"  {newsletters}/2024-01-01.txt: section 1: text was edited elsewhere since the last import",
    ]


@pytest.mark.usefixtures("seeded")
def test_progress_is_shown_on_a_terminal_apart_from_the_data(newsletters: Path) -> None:
    program = Path(sys.executable).with_name("liane")
    terminal, command_end = pty.openpty()
    result = subprocess.run(
        [program, "import", "--json", newsletters], stdout=subprocess.PIPE, stderr=command_end, check=False
    )
    os.close(command_end)
    progress = os.read(terminal, 100_000).decode()
    os.close(terminal)
    assert len(json.loads(result.stdout)) == 3
    assert "Importing" in progress
    assert "3/3" in progress
    assert "Not imported (1):" in progress
