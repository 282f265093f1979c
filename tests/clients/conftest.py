"""The server that public clients meet, and how their own tools are run."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.api.serving import application, serving
from tests.databases import SqliteDatabases

HERE = Path(__file__).parent
PATIENCE = 120
"""Seconds that a tool may take; far more than any does."""

Serve = Callable[..., str]
Run = Callable[..., str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here: it runs with `make clients` alone."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.clients)


@contextmanager
def served(databases: SqliteDatabases, **settings: Any) -> Iterator[str]:
    """Serve the sample content; give the server's address."""
    database = databases.create(databases.seeded)
    with serving(application(database, **settings)) as client:
        yield str(client.base_url)
    databases.drop(database)


@pytest.fixture(scope="session")
def server(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The address of a server with the sample content and the settings that it comes with."""
    with served(sqlite_databases) as url:
        yield url


def run(*command: str | Path, **environment: str) -> str:
    """Run a tool in this folder; give what it prints, and fail with that when it fails."""
    done = subprocess.run(
        command,
        cwd=HERE,
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


@pytest.fixture(scope="session")
def generated() -> Path:
    """The folder of what graphql-codegen, relay-compiler and gql.tada write for this schema."""
    for generator in ("codegen", "relay", "tada"):
        run("npm", "run", "--silent", generator)
    return HERE / "generated"
