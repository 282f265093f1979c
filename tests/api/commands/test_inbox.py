"""The inbox as its document starts it, and a letter brought by curl."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
import typer
from sqlmodel import col

from api.commands.cli import inbox
from api.settings import SettingsError
from schema.tables import Issue
from tests.seed import lighthouse

DOCUMENT = Path(__file__).parents[3] / "docs" / "inbox.md"
PROGRAMS = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
LETTER = "From: redaction@example.org\nSubject: Phares en grève\nContent-Type: text/plain; charset=utf-8\n\n"


@pytest.fixture
def environment(seeded_url: str) -> dict[str, str]:
    """What the commands of the document run in."""
    return {"PATH": PROGRAMS, "LIANE_DATABASE_URL": seeded_url}


def test_the_commands_of_the_document_make_a_draft(
    environment: dict[str, str], seeded_engine: sa.Engine, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    start, deliver = re.findall(r"```sh\n(.*?)```", DOCUMENT.read_text().replace("2525", port), flags=re.DOTALL)
    (tmp_path / "letter.eml").write_text(LETTER + lighthouse.NEWSLETTER.read_text())
    with subprocess.Popen(
        ["bash", "-c", start.replace("liane inbox", "exec liane inbox")],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        assert process.stderr.readline() == f"Receiving letters on 127.0.0.1:{port}.\n"
        subprocess.run(["bash", "-c", deliver], env=environment, cwd=tmp_path, check=True, capture_output=True)
        assert process.stderr.readline().startswith("created phares-en-greve (")
        process.terminate()
    assert process.returncode == 0
    with seeded_engine.connect() as database:
        status = sa.select(col(Issue.status)).where(col(Issue.slug) == "phares-en-greve")
        assert database.scalars(status).all() == ["DRAFT"]


@pytest.mark.parametrize(
    ("addresses", "message"),
    [
        ({"RECIPIENTS": "", "SENDERS": "@example.org"}, "LIANE_INBOX_RECIPIENTS is not set"),
        ({"RECIPIENTS": "lettres@example.org", "SENDERS": ""}, "LIANE_INBOX_SENDERS is not set"),
        ({"RECIPIENTS": "@example.org", "SENDERS": "@example.org"}, "LIANE_INBOX_RECIPIENTS is .*, but must be"),
        (
            {"RECIPIENTS": "lettres@example.org", "SENDERS": "example.org"},
            "LIANE_INBOX_SENDERS is 'example.org', but must be",
        ),
    ],
)
def test_without_addresses_it_does_not_begin(
    monkeypatch: pytest.MonkeyPatch, addresses: dict[str, str], message: str
) -> None:
    for name, value in addresses.items():
        monkeypatch.setenv(f"LIANE_INBOX_{name}", value)
    with pytest.raises(SettingsError, match=message):
        inbox()


@pytest.mark.parametrize("address", ["2525", "localhost", ":2525", "localhost:smtp", "localhost:99999"])
def test_an_address_without_host_or_port_is_a_misuse(address: str) -> None:
    with pytest.raises(typer.BadParameter):
        inbox(listen=address)
