"""What the documents tell people to type exists, and what can be set is told."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from api.commands.cli import app
from api.http.open_connections import ConnectionLimits
from api.pictures.request import parse
from api.settings import Settings, variable
from schema import db, writes
from schema.pictures import NAME, WIDTHS
from schema.vocabulary import Scope
from tests.api.commands.conftest import Liane, liane
from tests.api.serving import application, serving
from tests.conftest import fresh
from tests.databases import SqliteDatabases
from tests.pictures import jpeg

pytestmark = pytest.mark.long

__all__ = ["liane"]  # a fixture
ROOT = Path(__file__).parents[2]
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "docs/your-magazine.md"]
RECORDS = sorted((ROOT / "docs" / "decisions").glob("0*.md"))


def shell(document: str) -> list[str]:
    """Return the shell blocks of a document."""
    text = (ROOT / document).read_text()
    return re.findall(r"^```sh\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def code(document: str) -> str:
    """Return the code of a document: its shell blocks and what stands between backticks."""
    return "\n".join([*shell(document), *re.findall(r"`([^`\n]+)`", (ROOT / document).read_text())])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_command_in_a_document_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    named = set(re.findall(r"^(?:\$ )?make ([a-z-]+)", code(document), flags=re.MULTILINE))
    assert named
    assert named <= targets


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_of_liane_in_a_document_exists(document: str) -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    commands |= {str(group.name) for group in app.registered_groups}
    named = set(re.findall(r"\bliane ([a-z]+)", code(document)))
    assert named <= commands


def test_the_document_about_keys_does_what_it_says(
    liane: Liane, sqlite_databases: SqliteDatabases, monkeypatch: pytest.MonkeyPatch
) -> None:
    making, asking = shell("docs/keys.md")
    create, list_, revoke = (shlex.split(line.removeprefix("KEY=$(").rstrip(")"))[1:] for line in making.splitlines())
    with fresh(sqlite_databases, sqlite_databases.seeded) as url:
        monkeypatch.setenv("LIANE_DATABASE_URL", url)
        save_draft(url, "next-week")
        key = liane(*create).out.strip()
        assert key[3:11] in liane(*list_).out
        _, address, *options = shlex.split(asking.replace("$KEY", key))
        headers = dict(option.split(": ") for option in options if option != "-H")
        with serving(application(url)) as client:
            path = address.removeprefix("https://liane.example")
            assert [client.get(path).status_code, client.get(path, headers=headers).status_code] == [404, 200]
        assert liane(*(key if word == "$KEY" else word for word in revoke)).err == f"Revoked {key[3:11]} (Front end).\n"


def save_draft(url: str, slug: str) -> None:
    """Save an issue that nobody sees."""
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        writes.save_issue(session, {"slug": slug, "title": slug, "status": "DRAFT"})
    engine.dispose()


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_stands_in_the_documents_with_its_default(field: str) -> None:
    lines = (ROOT / "docs" / "settings.md").read_text().splitlines()
    rows = [line for line in lines if line.startswith(f"| `{variable(field)}`")]
    assert len(rows) == 1, f"the table of docs/settings.md lacks {variable(field)}"
    # Where links begin follows the address that is served, see api.settings.announce.
    default = str(Settings.model_fields[field].default)
    written = default.lower() if default in {"True", "False", "None"} else default
    named = "the address that is served" if field == "base_url" else f"`{written}`"
    assert rows[0].split(" | ")[1] == named


def test_the_limits_of_connections_stand_in_the_document_about_deploying() -> None:
    limits = ConnectionLimits()
    text = (ROOT / "docs" / "deploying.md").read_text()
    for row in (
        f"| {limits.head_bytes:,} bytes | 431 |",
        f"| {limits.head_seconds} s | 408; without a byte, the connection is closed |",
        f"| {limits.body_seconds} s | 408 |",
        f"| {limits.write_bytes // 1024} kB in {limits.write_seconds} s at least | the connection is closed |",
        f"| {limits.unsent_bytes // 10**6} MB in each process |",
    ):
        assert row in text
    assert set(re.findall(r"LIANE_[A-Z_]+", text)) <= {variable(field) for field in Settings.model_fields}


def test_every_file_that_the_architecture_names_is_there() -> None:
    named = re.findall(r"`([a-z_/]+/[a-z_.]+)`", (ROOT / "docs" / "architecture.md").read_text())
    assert len(named) > 40
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_readme_tells_of_every_folder_what_it_holds() -> None:
    rows = re.findall(r"^\| `([a-z]+)/` \|", (ROOT / "README.md").read_text(), flags=re.MULTILINE)
    folders = {
        path.name for path in ROOT.iterdir() if path.is_dir() and (any(path.glob("*.md")) or any(path.glob("*.py")))
    }
    assert set(rows) == {name for name in folders if not name.startswith(".")}


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_link_of_a_document_leads_to_a_file(document: str) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / document).read_text())
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_drawing_of_the_architecture_has_every_room() -> None:
    drawing = re.findall(r"```text\n(.*?)```", (ROOT / "docs" / "architecture.md").read_text(), flags=re.DOTALL)[0]
    drawn = {name.removesuffix("/") for name in re.findall(r"[a-z_]+/", drawing)}
    packages = {file.parent for storey in ("api", "seed", "schema") for file in (ROOT / storey).rglob("__init__.py")}
    assert {package.name for package in packages} - {"migrations"} <= drawn


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_a_decision_record_has_its_parts_and_stands_in_the_index(record: Path) -> None:
    title, status, date, *headings = re.findall(r"^(?:#+|-) (.+)$", record.read_text(), flags=re.MULTILINE)
    assert f"- [{title}]({record.name})\n" in (record.parent / "README.md").read_text()
    assert title.startswith(f"{record.name[:4]}: ")
    assert re.fullmatch(r"Status: (?:accepted|superseded by \d{4})", status)
    assert re.fullmatch(r"Date: \d{4}-\d{2}-\d{2}", date)
    assert headings[:3] == ["Context", "Decision", "Consequences"]
    assert headings[3:] in ([], ["What else was tried"])


def test_decision_records_are_numbered_without_gaps() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))


def test_every_target_of_the_makefile_is_shown_by_make_help() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    assert phony
    assert set(re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE)) == set(phony[1].split())


def test_the_commands_of_the_readme_work(tmp_path: Path) -> None:
    letter = "La lettre du lundi | | Un mot pour commencer la semaine. | UNE RUBRIQUE | Et voici le film du soir."
    (tmp_path / "my-newsletter.txt").write_text(letter)
    typed = "\n".join(block for block in shell("README.md") if "liane" in block)
    script = typed.replace(".venv/bin/liane", str(Path(sys.executable).with_name("liane")))
    script = script.replace("my-newsletter-slug", "la-lettre-du-lundi")
    done = subprocess.run(
        ["sh", "-e", "-c", script],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "backup" / "issues" / "la-lettre-du-lundi.md").exists()
    assert (tmp_path / "my-magazine.db").exists()
    assert (tmp_path / "copy.db").exists()


def test_a_magazine_of_ones_own_begins_as_its_document_says(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    for month, day in (("de mars", "2024-03-14"), ("d’avril", "2024-04-14")):
        letter = f"La lettre {month} | À VOIR | On a revu le film « Basse mer » : {month} aussi, la marée est belle."
        (tmp_path / "letters" / f"{day}.txt").write_text(letter)
    script = "\n".join(block for block in shell("docs/your-magazine.md"))
    script = script.replace(".venv/bin/liane", str(Path(sys.executable).with_name("liane")))
    script = "set -e\nmake() { :; }\n" + script
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "DRAFT\t2024-03-14 07:00\tla-lettre-de-mars" in done.stdout
    assert "FILM\t2\tbasse-mer\tBasse mer" in done.stdout
    assert "la-lettre-d-avril will appear at 2091-04-14 07:30 (Europe/Paris).\n" in done.stderr
    assert "Free Solo" not in done.stdout


def run_shell(script: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script until something in it fails."""
    command = ["sh", "-ec", script]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, check=False)


def test_a_picture_is_kept_as_its_document_says(tmp_path: Path, seeded_url: str) -> None:
    (tmp_path / "lighthouse.jpg").write_bytes(jpeg(1200, 800))
    liane, store = str(Path(sys.executable).with_name("liane")), tmp_path / "liane-pictures"
    blocks = shell("docs/pictures.md")
    by_curl = next(block for block in blocks if "curl" in block)
    by_command = "\n".join(block for block in blocks if block is not by_curl)
    environment = {**os.environ, "LIANE_DATABASE_URL": seeded_url}
    script = f"{liane} migrate\n" + by_command.replace(".venv/bin/liane", liane)
    done = subprocess.run(
        ["sh", "-ec", script], cwd=tmp_path, capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    name = done.stdout.strip().removeprefix("/pictures/")
    assert NAME.fullmatch(name)
    assert (store / name).read_bytes() == jpeg(1200, 800)
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        key = writes.create_key(session, "Editor", [Scope.WRITE_CONTENT])
    engine.dispose()
    with serving(application(seeded_url, pictures=str(store))) as client:
        script = by_curl.replace("http://127.0.0.1:8000", str(client.base_url).rstrip("/"))
        environment["KEY"] = key
        done = subprocess.run(
            ["sh", "-ec", script], cwd=tmp_path, capture_output=True, text=True, env=environment, check=False
        )
    assert json.loads(done.stdout)["url"].endswith(name), done.stderr


def test_the_addresses_of_pictures_are_those_of_their_document() -> None:
    text = (ROOT / "docs" / "pictures.md").read_text()
    addresses = re.findall(r"^\| `/pictures/(NAME[^`]*)`", text, flags=re.MULTILINE)
    assert len(addresses) == 5
    assert all(parse(address.replace("NAME", f"{'0a' * 16}-1200x800")) for address in addresses)
    assert f"are {', '.join(map(str, WIDTHS[:-1]))} or {WIDTHS[-1]};" in text.replace("\n", " ")
