"""Clients and tools from npm, as they are: what they generate compiles, and what they ask is answered."""

import shutil
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.trusted_documents import Trust
from api.website.operation_files import load_operations
from tests.clients.conftest import HERE, node_test, publishing, run, served
from tests.databases import SqliteDatabases


@pytest.fixture
def trusting(request: pytest.FixtureRequest, generated: Path, sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """The address of a server that answers the documents of a manifest only."""
    manifest = generated / request.param
    with served(sqlite_databases, trusted_manifest=manifest, trusted_documents=Trust.ONLY) as url:
        yield url


@pytest.mark.usefixtures("generated")
def test_what_is_generated_and_what_uses_it_compiles_strictly() -> None:
    run("npm", "run", "--silent", "types")


def test_the_schema_and_the_documents_pass_graphql_eslint() -> None:
    folder = HERE / "generated" / "operations"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in load_operations().items():
        (folder / f"{name}.graphql").write_text(text)
    run("npm", "run", "--silent", "lint")


def test_codegen_and_inspector_read_the_schema_from_the_server(generated: Path, server: str) -> None:
    folder = generated / "by-url"
    run("npm", "run", "--silent", "codegen", LIANE_SCHEMA=f"{server}/graphql", LIANE_GENERATED=f"{folder}/")
    assert (folder / "graphql.ts").read_text() == (generated / "codegen" / "graphql.ts").read_text()
    rule = ("--rule", "./inspector_rule.js")
    told = run("npx", "--no", "graphql-inspector", "diff", f"{server}/graphql", "../../schema.graphql", *rule)
    assert "No breaking changes detected" in told  # it misses @specifiedBy, which introspection tells as a field


@pytest.mark.usefixtures("generated")
@pytest.mark.parametrize("tests", ["apollo.test.ts", "urql.test.ts", "caches.test.ts", "frontends.test.tsx"])
def test_client_works(tests: str, server: str) -> None:
    node_test(tests, server)


@pytest.mark.parametrize("trusting", ["codegen/persisted-documents.json"], indirect=True)
def test_the_manifest_of_codegen_is_what_a_server_trusts(trusting: str) -> None:
    node_test("trusted.test.ts", trusting)


@pytest.mark.parametrize("trusting", ["relay/persisted.json"], indirect=True)
def test_relay_works_with_its_persisted_documents(trusting: str) -> None:
    node_test("relay.test.ts", trusting)


def test_subscriptions_work(busy_server: str) -> None:
    node_test("subscriptions.test.ts", busy_server)


def test_a_restart_loses_no_subscriber(sqlite_databases: SqliteDatabases, monkeypatch: pytest.MonkeyPatch) -> None:
    database = sqlite_databases.create(sqlite_databases.seeded)
    monkeypatch.setenv("LIANE_DATABASE_URL", database)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("LIANE_SERVE", f"{Path(sys.executable).with_name('liane')} serve --port {port}")
    with publishing(database):
        node_test("restart.test.ts", f"http://127.0.0.1:{port}")
    sqlite_databases.drop(database)
