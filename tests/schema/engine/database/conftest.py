"""A PostgreSQL database, for what is true of PostgreSQL alone."""

from collections.abc import Iterator

import pytest

from tests.conftest import fresh
from tests.databases import PostgresDatabases


@pytest.fixture
def postgres_url(postgres_databases: PostgresDatabases) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database."""
    with fresh(postgres_databases, postgres_databases.migrated) as url:
        yield url
