"""A desk where newsletters are handed in, and the worker that imports them when a test says so."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import httpx
import pytest

from schema import db, writes
from schema.vocabulary import UserRole
from seed.import_worker import ImportWorker
from seed.pictures.store import PictureStore
from tests.api.admin.people import signed_in
from tests.api.serving import Clock, application, serving
from tests.conftest import fresh
from tests.databases import Databases
from tests.seed import lighthouse


def fill_desk(url: str) -> None:
    """Write the lighthouse's catalogue, and whose it is."""
    lighthouse.fill_database(url)
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        writes.save_publication(session, {"name": "Phares", "time_zone": "Europe/Paris"})
    engine.dispose()


@pytest.fixture
def lighthouse_url(databases: Databases) -> Iterator[str]:
    """The URL of a new database with the lighthouse's catalogue."""
    with fresh(databases, databases.template(fill_desk, databases.migrated)) as url:
        yield url


@pytest.fixture
def editor(lighthouse_url: str, clock: Clock, tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of an editor, who reads English."""
    app = application(lighthouse_url, clock=clock, pictures=str(tmp_path), pictures_cache=tmp_path / "cache")
    with serving(app) as client:
        client.headers.update(signed_in(lighthouse_url, UserRole.EDITOR, clock.now))
        client.headers.update({"Accept": "text/html", "Accept-Language": "en"})
        yield client


@pytest.fixture
def work(lighthouse_url: str, tmp_path: Path) -> Callable[[], None]:
    """What imports all that waits."""

    def run() -> None:
        engine = db.connect(lighthouse_url)
        ImportWorker(engine, PictureStore(str(tmp_path)), lambda _: None).work(Event(), 0)
        engine.dispose()

    return run
