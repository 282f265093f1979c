"""The process that imports what waits: at a low priority, until it is told to stop."""

import os
import signal
import sys
from threading import Event, Thread

from api import settings
from api.commands.database import open_database
from api.commands.messages import say
from seed.import_worker import ImportWorker
from seed.pictures.store import PictureStore

IDLE_SECONDS = 300.0
"""How long a worker that a server has started waits for more: its catalogue of 200,000 works took 8 s to read."""
NICENESS = 10
"""A tenth of the processor where others want it; with less, who writes would wait for a worker that holds the lock."""


def run_worker(*, served: bool) -> None:
    """Import what waits until the process is asked to end (SIGTERM, SIGINT), after the file that it is at.

    Args:
        served: whether a server has started it: then it ends when nothing has waited for minutes, and when that server
            is gone, which its standard input tells.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICENESS)
    if served:
        Thread(target=_stop_with_server, args=(stop,), daemon=True).start()
    loaded = settings.load()
    with open_database() as engine:
        worker = ImportWorker(engine, PictureStore(loaded.pictures), say, fetch_pictures=loaded.pictures_fetch)
        worker.work(stop, IDLE_SECONDS if served else None)


def _stop_with_server(stop: Event) -> None:
    """Wait for the end of the standard input, which comes however the server ends."""
    # Not by the buffered file: Python could not take its lock from this thread when the process ends otherwise.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()
