"""A client that goes away: what works for it is cancelled, its statement with it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.types import Receive

T = TypeVar("T")
NOTICED_AFTER = 0.05
"""Seconds. Most answers are there sooner, and then nobody had to be set to watch."""


class ClientGone(Exception):
    """Nobody is there to take the answer."""


class Watch:
    """Cancels the current task when its client goes away."""

    def __init__(self, receive: Receive) -> None:
        """Take where the request's body has been read from, to its end."""
        self._receive = receive
        self._working = asyncio.current_task()
        self._watching: asyncio.Task[None] | None = None
        self.gone = False

    def start(self) -> None:
        """Begin to watch."""
        self._watching = asyncio.ensure_future(self._watch())

    def end(self) -> None:
        """Watch no more; from here on nothing is cancelled."""
        self._working = None
        if self._watching:
            self._watching.cancel()

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        if self._working:
            self.gone = True
            self._working.cancel()


async def cancel_on_disconnect(receive: Receive, work: Coroutine[Any, Any, T]) -> T:
    """Give what ``work`` gives; it is cancelled when the client goes away.

    Raises:
        ClientGone: it did.
    """
    watch = Watch(receive)
    timer = asyncio.get_running_loop().call_later(NOTICED_AFTER, watch.start)
    try:
        return await work
    except asyncio.CancelledError:
        if not watch.gone:
            raise
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - for the type checker: this is a coroutine
        task.uncancel()
        raise ClientGone from None
    finally:
        timer.cancel()
        watch.end()
