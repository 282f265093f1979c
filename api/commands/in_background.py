"""A process that works beside a server: at a low priority, until it is told to stop or the server is gone."""

import os
import signal
import sys
from threading import Event, Thread

NICENESS = 10
"""A tenth of the processor where others want it; with less, who writes would wait for a worker that holds the lock."""


def in_background(*, served: bool) -> Event:
    """Give this process a low priority, and return what is set once it is to end after what it is at.

    Args:
        served: whether a server has started it, whose end its standard input tells; SIGTERM and SIGINT tell any.
    """
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if hasattr(os, "nice"):  # not on Windows
        os.nice(NICENESS)
    if served:
        Thread(target=_stop_with_server, args=(stop,), daemon=True).start()
    return stop


def _stop_with_server(stop: Event) -> None:
    """Wait for the end of the standard input, which comes however the server ends."""
    # Not by the buffered file: Python could not take its lock from this thread when the process ends otherwise.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()
