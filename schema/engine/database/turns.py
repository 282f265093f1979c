"""Turns for statements that run in the event loop's own thread, with a bounded line in front of it.

One statement runs in each pass of the loop, which looks for what came in between. So whoever wants no statement (a
health check, an answer that is kept in memory) waits for one at most, and not for all that came before.
"""

import asyncio
from collections import deque

from schema.engine.database import protocol
from schema.engine.database.overload import Overload

SHARE_SECONDS = 0.001
"""A pass that takes longer, as many requests come in, is followed by a turn for each such part of it: refusing others
takes no more time than answering."""


class Turns:
    """Who may run a statement.

    Args:
        overload: tells of those that are refused.
    """

    def __init__(self, overload: Overload) -> None:
        self._overload = overload
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._is_taken = False
        self._passed_at = 0.0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether so many wait that the next is refused."""
        return len(self._waiting) >= protocol.MOST_WAITING

    async def take(self) -> None:
        """Wait for a turn, which ends by itself.

        Raises:
            DatabaseBusy: too many wait.
        """
        loop = asyncio.get_running_loop()
        if not self._is_taken:
            self._is_taken, self._passed_at = True, loop.time()
            loop.call_soon(self._pass_on)
            return
        if self.is_full:
            raise self._overload.refuse()
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.append(turn)
        await turn

    def _pass_on(self) -> None:
        """Give the next turns, in the next pass."""
        loop = asyncio.get_running_loop()
        turns = 1 + int((loop.time() - self._passed_at) / SHARE_SECONDS)
        self._passed_at = loop.time()
        self._is_taken = False
        while self._waiting and turns:
            turn = self._waiting.popleft()
            if not turn.done():  # else its request was cancelled
                turn.set_result(None)
                turns -= 1
                self._is_taken = True
        if self._is_taken:
            loop.call_soon(self._pass_on)
