"""A few connections, opened when they are needed, kept, and waited for in turn."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, Protocol, TypeVar

from schema.engine.database import protocol
from schema.engine.database.outage import Outage
from schema.engine.database.overload import Overload
from schema.engine.database.protocol import DatabaseAway, DatabaseBusy

NO_OTHER_SECONDS = 1.0
"""How long no other connection is tried for once one could not be opened, while there are others."""


class Connection(Protocol):
    """What the pool knows of a connection."""

    def is_closed(self) -> bool:
        """Whether it has ended."""
        ...


C = TypeVar("C", bound=Connection)


class Pool(Generic[C]):
    """Places for connections. Whoever takes a connection holds its place until giving it back or discarding it.

    While none can be opened, one request at a time finds out whether that is over, and all others are told at once.

    Args:
        connect: opens a connection; raises ``DatabaseAway`` where that cannot be.
        size: how many places there are.
        outage: tells of outages.
        overload: tells of those that are refused, here and elsewhere.
    """

    def __init__(
        self, connect: Callable[[], Awaitable[C]], size: int, outage: Outage, overload: Overload | None = None
    ) -> None:
        self._connect = connect
        self._size = size
        self._outage = outage
        # The last is taken first, so that a quiet server uses one.
        self.idle: list[C] = []
        self._vacant = size
        self._connecting = 0
        self._away: DatabaseAway | None = None
        self._no_other_until = 0.0
        self.overload = overload or Overload(size)
        # None is a place where a connection may be opened.
        self._waiting: deque[asyncio.Future[C | None]] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether so many wait that the next is refused."""
        return len(self._waiting) >= protocol.MOST_WAITING

    async def take(self) -> C:
        """Return a connection: one that is idle, a new one, or the first that is given back.

        Raises:
            DatabaseAway: none can be opened.
            DatabaseBusy: none was given back in time.
        """
        while self.idle:
            connection = self.idle.pop()
            if not connection.is_closed():
                return connection
            self._vacant += 1
        if self._vacant and not self._holds_back():
            self._vacant -= 1
            return await self.open()
        return await self._wait() or await self.open()

    async def open(self) -> C:
        """Open a connection in the place that the caller holds; where that cannot be, wait for another of ours.

        Raises:
            DatabaseAway: there is none.
        """
        if self._away and self._connecting:
            self.discard()
            raise DatabaseAway(*self._away.args)
        self._connecting += 1
        try:
            connection = await self._connect()
        except DatabaseAway as away:
            self._connecting -= 1
            return await self._wait_for_another(away)
        except BaseException:
            self._connecting -= 1
            self.discard()
            raise
        self._connecting -= 1
        self._away = None
        return connection

    def give_back(self, connection: C, *, last: bool = False) -> None:
        """Hand a connection to the request that has waited longest, or put it among the idle ones; ``last`` of them."""
        if not self._hand_on(connection):
            self.idle.insert(0 if last else len(self.idle), connection)

    def discard(self) -> None:
        """Leave the place that the caller holds; another request may open a connection there."""
        if not self._hand_on(None):
            self._vacant += 1

    def empty(self) -> list[C]:
        """Return the idle connections, which are no longer the pool's."""
        connections, self.idle = self.idle, []
        self._vacant += len(connections)
        return connections

    async def _wait_for_another(self, away: DatabaseAway) -> C:
        """Leave the caller's place, and take a connection that another request gives back, or has given back."""
        self._vacant += 1
        if not self.idle and not self._others():
            self._tell_all(away)
            raise away
        self._no_other_until = asyncio.get_running_loop().time() + NO_OTHER_SECONDS
        try:
            return await self.take()
        except DatabaseBusy:
            raise away from None

    async def _wait(self) -> C | None:
        """Wait for a connection, or for a place to open one in."""
        if self.is_full:
            raise self.overload.refuse()
        turn: asyncio.Future[C | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(protocol.WAIT_SECONDS):
                return await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled() and not turn.exception():  # it came as the waiting ended
                self._return(turn.result())
            if isinstance(error, TimeoutError):
                raise self.overload.refuse() from None
            raise

    def _others(self) -> int:
        """Return how many places other requests hold: each has a connection, or is opening one."""
        return self._size - self._vacant - len(self.idle)

    def _holds_back(self) -> bool:
        """Whether no connection is to be opened for now, and there is another to wait for."""
        return asyncio.get_running_loop().time() < self._no_other_until and self._others() > 0

    def _return(self, connection: C | None) -> None:
        if connection is None:
            self.discard()
        else:
            self.give_back(connection)

    def _hand_on(self, connection: C | None) -> bool:
        """Hand a connection or a place to the request that has waited longest; return whether there is one."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # else its request was cancelled
                turn.set_result(connection)
                return True
        return False

    def _tell_all(self, away: DatabaseAway) -> None:
        """Tell all who wait that the database is away."""
        self._away = away
        self._outage.begin(away)
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(DatabaseAway(*away.args))
