"""The process that imports what waits: until it is told to stop."""

from api import settings
from api.commands.database import open_database
from api.commands.in_background import in_background
from api.commands.messages import say
from seed.import_worker import ImportWorker
from seed.pictures.store import PictureStore

IDLE_SECONDS = 300.0
"""How long a worker that a server has started waits for more: its catalogue of 200,000 works took 8 s to read."""


def run_worker(*, served: bool) -> None:
    """Import what waits until the process is asked to end (SIGTERM, SIGINT), after the file that it is at.

    Args:
        served: whether a server has started it: then it ends when nothing has waited for minutes, and when that server
            is gone.
    """
    stop = in_background(served=served)
    loaded = settings.load()
    with open_database() as engine:
        worker = ImportWorker(engine, PictureStore(loaded.pictures), say, fetch_pictures=loaded.pictures_fetch)
        worker.work(stop, IDLE_SECONDS if served else None)
