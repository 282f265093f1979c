"""Databases for the tests, on SQLite and on PostgreSQL alike.

PostgreSQL is the server that ``LIANE_TEST_POSTGRES_URL`` names, else a private one started from installed binaries,
once per run and shared by all workers. Without either its tests are skipped; with ``CI=true`` they fail.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
import sqlalchemy as sa
from hypothesis import settings

import schema.graphql
from schema import db
from tests.compiled_templates import ENVIRONMENT
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.patience import PATIENCE
from tests.postgres import NoPostgres, PrivateServer
from tests.shared_compilation import share_compiled_statements
from tests.shared_schema import shared_schema

if TYPE_CHECKING:
    from tests.redis import RedisServer

pytest_plugins = ["tests.leftovers"]
SERVER = pytest.StashKey[PrivateServer]()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Pass the URL of the one PostgreSQL server, or why there is none, to each worker of xdist."""
    try:
        node.workerinput["postgres"] = postgres_url(node.config)
    except NoPostgres as reason:
        node.workerinput["no_postgres"] = str(reason)


def pytest_configure() -> None:
    """Build once what all tests share, and wait as long as it takes."""
    # Examples of Hypothesis have all the time that a busy machine takes, as its own profile for CI gives them.
    settings.register_profile("patient", settings(), deadline=None)
    settings.load_profile("patient")
    # Before any test is imported: many build a schema then.
    vars(schema.graphql)["EngineSchema"] = shared_schema
    share_compiled_statements()


def pytest_collection_finish() -> None:
    """Let garbage collection pass over what was imported, and come by less often: it took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("api.website.rendering.Environment", ENVIRONMENT)
        yield


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the private server, in the process that started it."""
    if server := config.stash.get(SERVER, None):
        server.stop()


def postgres_url(config: pytest.Config) -> str:
    """Return the URL of the server that this run tests with, starting a private one at the first call.

    Raises:
        NoPostgres: there is none.
    """
    if url := os.environ.get("LIANE_TEST_POSTGRES_URL"):
        return url
    worker: dict[str, str] = getattr(config, "workerinput", {})
    if reason := worker.get("no_postgres"):
        raise NoPostgres(reason)
    if shared := worker.get("postgres"):
        return shared
    if SERVER not in config.stash:
        config.stash[SERVER] = PrivateServer()
    return config.stash[SERVER].url


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    """SQLite files of this worker."""
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases(pytestconfig: pytest.Config) -> Iterator[PostgresDatabases]:
    """PostgreSQL databases of this worker; its templates are dropped at the end."""
    try:
        databases = PostgresDatabases(postgres_url(pytestconfig))
    except NoPostgres as reason:
        give_up(reason)
    yield databases
    databases.drop_templates()


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both sorts of database, one after the other."""
    name = "sqlite_databases" if request.param == "sqlite" else "postgres_databases"
    made: Databases = request.getfixturevalue(name)
    return made


@pytest.fixture
def bare_url(databases: Databases) -> Iterator[str]:
    """The URL of a new database without any table."""
    with fresh(databases, None) as url:
        yield url


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The URL of a new, migrated database without content."""
    with fresh(databases, databases.migrated) as url:
        yield url


@pytest.fixture
def seeded_url(databases: Databases) -> Iterator[str]:
    """The URL of a new database with the sample content."""
    with fresh(databases, databases.seeded) as url:
        yield url


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> "Iterator[RedisServer]":
    """A Redis server, which servers of ours wait for as long as it takes, and look for again at once."""
    from api import shared_store
    from tests.redis import RedisServer

    monkeypatch.setattr(shared_store, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(shared_store, "TIMEOUT_SECONDS", PATIENCE)  # a busy machine is no store that is away
    server = RedisServer()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """An engine on a new, migrated database without content."""
    engine = db.connect(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def seeded_engine(seeded_url: str) -> Iterator[sa.Engine]:
    """An engine on a new database with the sample content."""
    engine = db.connect(seeded_url)
    yield engine
    engine.dispose()


def give_up(reason: NoPostgres) -> NoReturn:
    """Skip a test that needs PostgreSQL; where it must run, fail."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"no PostgreSQL: {reason}")


@contextmanager
def fresh(databases: Databases, template: str | None) -> Iterator[str]:
    """Make a database for one test and drop it afterwards."""
    url = databases.create(template)
    try:
        yield url
    finally:
        databases.drop(url)
