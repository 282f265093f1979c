"""Databases that many tests share, because each rolls back what it did."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import sqlalchemy as sa

from schema import db
from tests.conftest import fresh
from tests.databases import Databases
from tests.seed import lighthouse

Engines = dict[str, sa.Engine]


@pytest.fixture(scope="module")
def module_engines() -> Iterator[tuple[Engines, ExitStack]]:
    """The databases of a test module, and what to do with them at its end."""
    with ExitStack() as end:
        yield {}, end


@pytest.fixture
def shared_engine(databases: Databases, module_engines: tuple[Engines, ExitStack]) -> sa.Engine:
    """An engine on the module's own database, migrated and without content; a test must commit nothing."""
    return _engine_on(module_engines, databases, databases.migrated)


@pytest.fixture
def shared_seeded_engine(databases: Databases, module_engines: tuple[Engines, ExitStack]) -> sa.Engine:
    """The same with the sample content."""
    return _engine_on(module_engines, databases, databases.seeded)


@pytest.fixture
def catalogued(databases: Databases) -> Iterator[sa.Engine]:
    """An engine on a new database with the lighthouse's catalogue."""
    with fresh(databases, databases.template(lighthouse.fill_database, databases.migrated)) as url:
        engine = db.connect(url)
        yield engine
        engine.dispose()


def _engine_on(module_engines: tuple[Engines, ExitStack], databases: Databases, template: str) -> sa.Engine:
    engines, end = module_engines
    if template not in engines:
        engines[template] = db.connect(end.enter_context(fresh(databases, template)))
        end.callback(engines[template].dispose)
    return engines[template]
