"""Ending endless streams before the server waits for its connections to close."""

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def on_shutdown(callback: Callable[[], None]) -> Iterator[None]:
    """Call ``callback`` on SIGINT and SIGTERM, before their previous handlers.

    ASGI's lifespan announces the shutdown when all connections are closed: too late for streams, which close only when
    the application ends them.
    """
    if threading.current_thread() is not threading.main_thread():  # only there can signals be handled
        yield
        return
    loop = asyncio.get_running_loop()
    previous: dict[int, Any] = {int(number): signal.getsignal(number) for number in SIGNALS}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(callback)
        if callable(previous[number]):
            previous[number](number, frame)

    for number in previous:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
