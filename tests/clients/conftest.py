"""The server that public clients meet, and how their own tools are run."""

import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from schema import db, writes
from tests.api.serving import NOW, application, serving
from tests.conftest import fresh
from tests.databases import SqliteDatabases
from tests.patience import PATIENCE

HERE = Path(__file__).parent
SLUG = "hollywood-en-greve-contre-ses-doubles"

INTERVAL = 0.1
"""Seconds between an editor's publications."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here: it runs with `make clients` alone."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.clients)


@contextmanager
def served(databases: SqliteDatabases, **settings: Any) -> Iterator[str]:
    """Serve the sample content; give the server's address."""
    with fresh(databases, databases.seeded) as database, serving(application(database, **settings)) as client:
        yield str(client.base_url)


@contextmanager
def publishing(database: str) -> Iterator[None]:
    """Publish one issue after the other, so that whoever subscribes need not tell anybody."""
    enough = threading.Event()

    def publish() -> None:
        engine = db.connect(database)
        for number in itertools.count(1):
            if enough.wait(INTERVAL):
                break
            with db.write_transaction(engine) as session:
                issue = {"slug": f"issue-{number}", "title": "News", "status": "PUBLISHED", "published_at": NOW}
                writes.save_issue(session, issue)
        engine.dispose()

    editor = threading.Thread(target=publish)
    editor.start()
    try:
        yield
    finally:
        enough.set()
        editor.join()


@pytest.fixture(scope="session")
def server(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The address of a server with the sample content and the settings that it comes with."""
    with served(sqlite_databases) as url:
        yield url


@pytest.fixture
def busy_server(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The address of a server on which issues appear all the time."""
    database = sqlite_databases.create(sqlite_databases.seeded)
    with serving(application(database)) as client, publishing(database):
        yield str(client.base_url)
    sqlite_databases.drop(database)


def run(*command: str | Path, folder: Path = HERE, **environment: str) -> str:
    """Run a tool, in this folder or another; give what it prints, and fail with that when it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"{' '.join(map(str, command))}\n{done.stdout}", pytrace=False)
    return done.stdout


def node_test(name: str, url: str, **environment: str) -> None:
    """Run a file of tests with node's own runner."""
    timeout = f"--test-timeout={PATIENCE:.0f}000"
    command = ("node", "--import", "tsx", "--test", timeout, "--test-force-exit", name)
    run(*command, folder=HERE, LIANE_URL=url, **environment)


@pytest.fixture(scope="session")
def generated(server: str) -> Path:
    """The folder of what graphql-codegen, relay-compiler and gql.tada write for this schema."""
    for generator in ("codegen", "editing", "relay", "tada"):
        run("npm", "run", "--silent", generator, LIANE_URL=server)
    return HERE / "generated"


def generate_python(folder: Path, url: str) -> None:
    """Generate the client that a folder asks for, and check its types and those of what uses it."""
    generator = Path(sys.prefix) / "codegen" / "bin" / "ariadne-codegen"
    run(generator, "--config", "ariadne.toml", folder=folder, LIANE_URL=url)
    run(sys.executable, "-m", "mypy", "main.py", folder=folder)
