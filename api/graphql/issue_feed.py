"""Tells subscribers of issues as they appear, by following the change log; any process may have written it.

The log's sequence is commit order, so whoever reads on from the last sequence misses nothing and hears nothing twice.
When to read on: on PostgreSQL at the notification that each content transaction sends with its commit (``listen``), and
every ``TICK`` seconds besides; on SQLite every ``POLL`` seconds while somebody is subscribed.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from weakref import WeakSet

import asyncpg
import orjson
import sqlalchemy as sa

from schema import db, writes
from schema.changelog import count_due, select_appeared
from schema.engine.compiler.statement import converter
from schema.engine.database import Database
from schema.engine.errors import OVERLOADED, error_with_code
from schema.engine.references import Event

log = logging.getLogger("liane.events")
TICK = 1.0
POLL = 0.2
RETRY = 5.0
PATIENCE = 30.0
"""Seconds that a look at the log may take."""
BACKLOG = 100
"""How many events may wait for a subscriber who takes none before it is let go."""


class Subscriber:
    """One who is told: an asynchronous iterator of events."""

    def __init__(self, leave: Callable[["Subscriber"], None]) -> None:
        """Take what to tell when it leaves."""
        self._leave = leave
        self._waiting: asyncio.Queue[Event | None] = asyncio.Queue(BACKLOG)
        self._ended = False
        self._too_slow = False

    def tell(self, event: Event) -> None:
        """Keep an event until it is taken; who has left too many is let go."""
        try:
            self._waiting.put_nowait(event)
        except asyncio.QueueFull:
            self._too_slow = True
            self.end()

    def end(self) -> None:
        """Tell no more."""
        self._ended = True
        if self._waiting.empty():
            self._waiting.put_nowait(None)

    def __aiter__(self) -> "Subscriber":
        return self

    async def __anext__(self) -> Event:
        """Wait for the next event."""
        event = None if self._ended else await self._waiting.get()
        if self._too_slow:
            raise error_with_code("Issues appear faster than you take them; subscribe again.", OVERLOADED)
        if event is None:
            raise StopAsyncIteration
        return event

    async def aclose(self) -> None:
        """Leave."""
        self.end()
        self._leave(self)


class IssueFeed:
    """The issues that appear, for all subscribers of this process.

    Args:
        url: the database, for listening and for logging what falls due.
        database: its read side.
        clock: gives the current instant.
        most: how many may be subscribed at once.
    """

    def __init__(self, url: str, database: Database, clock: Callable[[], datetime], most: int) -> None:
        self._url = url
        self._database = database
        self._clock = clock
        self._most = most
        # A stream that nobody ever began to read is never closed; it is forgotten with its last reference.
        self._subscribers: WeakSet[Subscriber] = WeakSet()
        self._following = asyncio.Event()
        self._news = asyncio.Event()
        self._last: int | None = None
        self._looked: datetime | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        """Tell how many are subscribed."""
        return len(self._subscribers)

    def start(self) -> None:
        """Begin to follow the log."""
        self._tasks = [asyncio.create_task(self._run())]
        if self._database.dialect.name == "postgresql":
            self._tasks.append(asyncio.create_task(listen(self._url, self._news.set)))

    def end(self) -> None:
        """Let all subscribers go, and follow the log no more."""
        self._most = 0
        for task in self._tasks:
            task.cancel()
        for subscriber in list(self._subscribers):
            subscriber.end()

    async def close(self) -> None:
        """The same, and wait until it is done."""
        self.end()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def subscribe(self) -> Subscriber:
        """Give a new subscriber, who is told of what appears from now on.

        Raises:
            GraphQLError: there are too many already.
        """
        await self._following.wait()
        if len(self._subscribers) >= self._most:
            raise error_with_code("There are too many subscribers at the moment; try again later.", OVERLOADED)
        subscriber = Subscriber(self._subscribers.discard)
        self._subscribers.add(subscriber)
        self._news.set()  # who polls does so from now on
        return subscriber

    async def poll(self) -> None:
        """Log what fell due, and tell of what the log has that it had not before."""
        now = self._clock()
        if await self._read(count_due(now, self._looked)) != [b"0"]:
            await asyncio.to_thread(self._log_due, now)
        self._looked = now
        last, ids = await self._read(select_appeared(self._last))
        told = [] if self._last is None else orjson.loads(ids)
        self._last = int(last)
        self._following.set()
        for id_ in told:
            event = Event(id_, {"now": self._clock()})
            for subscriber in list(self._subscribers):
                subscriber.tell(event)

    def _log_due(self, now: datetime) -> None:
        engine = db.connect(self._url)
        try:
            with db.write_transaction(engine) as session:
                writes.log_due(session, now, self._looked)
        finally:
            engine.dispose()

    async def _run(self) -> None:
        failing = False
        while True:
            self._news.clear()
            try:
                await self.poll()
                failing = False
            except Exception as error:  # noqa: BLE001 - whatever it is, the database may be there again in a second
                if not failing:  # once, not once a second
                    log.warning("the change log cannot be followed: %s: %s", type(error).__name__, error)
                failing = True
            with suppress(TimeoutError):
                polling = self._database.dialect.name == "sqlite" and bool(self._subscribers)
                async with asyncio.timeout(POLL if polling else TICK):
                    await self._news.wait()

    async def _read(self, select: "sa.Select[Any]") -> Sequence[bytes]:
        dialect = self._database.dialect
        compiled = select.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        values = []
        for name in compiled.positiontup or ():
            convert = converter(compiled.binds.get(name), dialect)
            values.append(convert(compiled.params[name]) if convert else compiled.params[name])
        return list(await self._database.fetch(str(compiled), values, PATIENCE))


async def listen(url: str, heard: Callable[[], None]) -> None:
    """Call ``heard`` at every notification of a content transaction, and whenever some may have been missed."""
    dsn = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await asyncpg.connect(dsn)
            try:
                lost = asyncio.Event()
                connection.add_termination_listener(lambda _, lost=lost: lost.set())
                await connection.add_listener(db.CHANNEL, lambda *_: heard())
                heard()
                await lost.wait()
            finally:
                await connection.close()
        await asyncio.sleep(RETRY)
