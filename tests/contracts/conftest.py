"""Databases with and without secrets."""

from collections.abc import Iterator

import pytest

from tests.conftest import fresh
from tests.contracts import secrets
from tests.databases import Databases, SqliteDatabases


@pytest.fixture
def twin_urls(databases: Databases) -> Iterator[tuple[str, str]]:
    """The URLs of a database with secrets, and of another that never had any."""
    templates = [databases.template(fill, databases.migrated) for fill in (secrets.fill, secrets.fill_innocently)]
    with fresh(databases, templates[0]) as keeper, fresh(databases, templates[1]) as innocent:
        yield keeper, innocent


@pytest.fixture
def open_url(sqlite_databases: SqliteDatabases) -> Iterator[str]:
    """A database with something of every kind; that both sorts answer alike is tested elsewhere."""
    template = sqlite_databases.template(secrets.fill_innocently, sqlite_databases.migrated)
    with fresh(sqlite_databases, template) as url:
        yield url
