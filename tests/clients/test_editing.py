"""Clients that are generated from the schema go from a key to a published issue, and back to an earlier version."""

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from schema.vocabulary import Scope
from tests.api.keys import make_key
from tests.api.serving import application, serving
from tests.clients.conftest import HERE, generate_python, node_test, run
from tests.conftest import fresh
from tests.databases import SqliteDatabases
from tests.pictures import jpeg


class Magazine(NamedTuple):
    """Where an empty magazine is served, a key to write it with, and a file with a picture."""

    url: str
    key: str
    picture: str


@pytest.fixture
def magazine(sqlite_databases: SqliteDatabases, tmp_path: Path) -> Iterator[Magazine]:
    picture = tmp_path / "sea.jpg"
    picture.write_bytes(jpeg())
    with fresh(sqlite_databases, sqlite_databases.migrated) as database:
        key = make_key(database, Scope.READ_DRAFTS, Scope.WRITE_CONTENT, Scope.PUBLISH)
        folders: dict[str, Any] = {"pictures": str(tmp_path / "pictures"), "pictures_cache": tmp_path / "cache"}
        with serving(application(database, clock=lambda: datetime.now(UTC), **folders)) as client:
            yield Magazine(str(client.base_url), key, str(picture))


@pytest.mark.usefixtures("generated")
def test_documents_that_graphql_codegen_has_typed(magazine: Magazine) -> None:
    node_test("editing.test.ts", magazine.url, LIANE_KEY=magazine.key, LIANE_PICTURE=magazine.picture)


def test_the_client_that_ariadne_codegen_generates(magazine: Magazine, tmp_path: Path) -> None:
    folder = shutil.copytree(HERE / "editing", tmp_path / "editing")
    generate_python(folder, magazine.url)
    run(sys.executable, "-W", "error", "main.py", *magazine, folder=folder)
