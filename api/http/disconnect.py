"""Cancelling the work for a client that disconnects, its SQL statement included."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect
from starlette.types import Receive

T = TypeVar("T")
GRACE_SECONDS = 0.05
"""Most responses are ready sooner, and then no task had to be started to watch."""


class DisconnectWatcher:
    """Cancels the current task when its client disconnects.

    Args:
        receive: where the request's body has been read from, to its end.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._watched: asyncio.Task[Any] | None = asyncio.current_task()
        self._watching: asyncio.Task[None] | None = None
        self.disconnected = False

    def start(self) -> None:
        """Begin to watch."""
        self._watching = asyncio.ensure_future(self._watch())

    def stop(self) -> None:
        """Stop watching; from here on nothing is cancelled."""
        self._watched = None
        if self._watching:
            self._watching.cancel()

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if self._watched:
            self.disconnected = True
            self._watched.cancel()


async def cancel_on_disconnect(receive: Receive, work: Coroutine[Any, Any, T]) -> T:
    """Return what ``work`` returns; cancel it when the client disconnects.

    Raises:
        ClientDisconnect: the client disconnected.
    """
    watcher = DisconnectWatcher(receive)
    timer = asyncio.get_running_loop().call_later(GRACE_SECONDS, watcher.start)
    try:
        return await work
    except asyncio.CancelledError:
        if not watcher.disconnected:
            raise
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - for the type checker: this is a coroutine
        task.uncancel()
        raise ClientDisconnect from None
    finally:
        timer.cancel()
        watcher.stop()
