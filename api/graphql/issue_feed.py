"""The source of subscriptions: issues as they appear, read from the change log, whichever process wrote it.

The log's sequence is commit order: whoever reads on from the last sequence misses no entry and gets none twice. On
PostgreSQL the log is read at the notification that each content transaction sends with its commit
(``schema.notifications``), and every ``TICK_SECONDS`` besides; on SQLite every ``SQLITE_POLL_SECONDS`` while there are
subscribers. Who comes again with the id of the last event that it got is told first of what it has missed.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from weakref import WeakSet

from graphql import GraphQLError

from schema import db, writes
from schema.changelog import LogReader, issue_of
from schema.engine.database import protocol
from schema.engine.database.protocol import Database, DatabaseAway, DatabaseBusy
from schema.engine.errors import AWAY, OVERLOADED, UNAVAILABLE, RequestErrors, error_with_code
from schema.engine.object_refs import Event
from schema.engine.subscriptions import SourceInterrupted
from schema.notifications import Notifications

log = logging.getLogger("liane.events")
TICK_SECONDS = 1.0
SQLITE_POLL_SECONDS = 0.2
MAX_PENDING_EVENTS = 100
"""How many events may wait for a slow subscriber before its subscription ends."""


class Subscriber:
    """An asynchronous iterator of events.

    Args:
        unsubscribe: called with the subscriber when its client leaves.
    """

    def __init__(self, unsubscribe: Callable[["Subscriber"], None]) -> None:
        self._unsubscribe = unsubscribe
        self._missed: deque[Event] = deque()
        self._pending: asyncio.Queue[Event | None] = asyncio.Queue(MAX_PENDING_EVENTS)
        self._end: Exception | None = None

    def catch_up(self, events: Iterable[Event]) -> None:
        """Put events before all that are sent."""
        self._missed.extend(events)

    def send(self, event: Event) -> None:
        """Queue an event; where too many are pending already, end the subscription."""
        try:
            self._pending.put_nowait(event)
        except asyncio.QueueFull:
            self.end(error_with_code("Issues appear faster than you take them; subscribe again.", OVERLOADED))

    def end(self, reason: Exception) -> None:
        """End the subscription with an exception, without the events that are pending."""
        self._end = self._end or reason
        if self._pending.empty():
            self._pending.put_nowait(None)

    def __aiter__(self) -> "Subscriber":
        return self

    async def __anext__(self) -> Event:
        """Wait for the next event."""
        if self._missed and not self._end:
            return self._missed.popleft()
        event = None if self._end else await self._pending.get()
        if self._end or event is None:
            raise self._end or StopAsyncIteration
        return event

    async def aclose(self) -> None:
        """End the subscription, as its client leaves."""
        self.end(StopAsyncIteration())
        self._unsubscribe(self)


class IssueFeed:
    """The issues that appear, for all subscribers of this process.

    Args:
        url: the database, for logging due issues.
        database: its read side.
        notifications: those of the database, if it has any.
        clock: returns the current instant.
        max_subscribers: how many subscribers there may be at once.
    """

    def __init__(
        self,
        url: str,
        database: Database,
        notifications: Notifications | None,
        clock: Callable[[], datetime],
        max_subscribers: int,
    ) -> None:
        self._url = url
        self._database = database
        self._log = LogReader(database)
        self._notifications = notifications
        self._clock = clock
        self._max_subscribers = max_subscribers
        # A stream that was never iterated is never closed; its subscriber goes with the last reference to it.
        self._subscribers: WeakSet[Subscriber] = WeakSet()
        self._started = asyncio.Event()
        self._wake_up = asyncio.Event()
        self._interrupted = False
        self._last_sequence: int | None = None
        self._latest_event_id: str | None = None
        self._last_poll: datetime | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def __len__(self) -> int:
        """Return the number of subscribers."""
        return len(self._subscribers)

    def start(self) -> None:
        """Begin to follow the log."""
        self._tasks = [asyncio.create_task(self._follow())]
        if self._notifications:
            self._tasks.append(asyncio.create_task(self._notifications.listen(self._wake_up.set)))

    def interrupt(self) -> None:
        """Interrupt all subscriptions, those to come too, and stop following the log."""
        self._interrupted = True
        self._started.set()
        for task in self._tasks:
            task.cancel()
        for subscriber in list(self._subscribers):
            subscriber.end(SourceInterrupted())

    async def close(self) -> None:
        """Interrupt, and wait for the tasks to finish."""
        self.interrupt()
        for task in self._tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def latest_event_id(self) -> str | None:
        """Return the id of the last event so far, as a later subscription may go on from there.

        Raises:
            RequestErrors: the log cannot be read yet.
        """
        try:
            await self._until_started()
        except GraphQLError as unavailable:
            raise RequestErrors([unavailable]) from None
        return self._latest_event_id

    async def subscribe(self, after: str | None = None) -> Subscriber:
        """Return a new subscriber, which gets the issues that appear from now on.

        Args:
            after: the id of the last event that its client got; what has appeared since comes first. At most
                ``MAX_PENDING_EVENTS`` come, and none where no such event is known.

        Raises:
            GraphQLError: there are too many already; or the log cannot be read at the moment.
        """
        await self._until_started()
        if not self._interrupted and len(self._subscribers) >= self._max_subscribers:
            raise error_with_code("There are too many subscribers at the moment; try again later.", OVERLOADED)
        subscriber = Subscriber(self._subscribers.discard)
        if self._interrupted:
            subscriber.end(SourceInterrupted())
            return subscriber
        self._subscribers.add(subscriber)
        self._wake_up.set()  # SQLite is polled from now on
        if after and self._last_sequence:
            try:
                missed = await self._log.missed(after, self._last_sequence, MAX_PENDING_EVENTS)
            except (DatabaseAway, DatabaseBusy):
                self._subscribers.discard(subscriber)
                raise error_with_code(AWAY, UNAVAILABLE) from None
            subscriber.catch_up(self._event(event_id) for event_id in last_of_each_issue(missed))
        return subscriber

    async def _until_started(self) -> None:
        try:
            async with asyncio.timeout(protocol.WAIT_SECONDS):
                await self._started.wait()
        except TimeoutError:
            raise error_with_code(AWAY, UNAVAILABLE) from None

    async def poll(self) -> None:
        """Log the issues that are due, and send subscribers an event for each that appeared since the last poll."""
        now = self._clock()
        state = await self._log.look(now, self._last_poll, self._last_sequence)
        if state.has_due:
            await asyncio.to_thread(self._log_due, now)
            state = await self._log.look(now, now, self._last_sequence)
        # From here on nobody can subscribe in between: each event is either missed or sent.
        if state.sequence != self._last_sequence:
            self._latest_event_id = state.latest
        self._last_poll, self._last_sequence = now, state.sequence
        self._started.set()
        for event in map(self._event, state.appeared):
            for subscriber in list(self._subscribers):
                subscriber.send(event)

    def _event(self, event_id: str) -> Event:
        return Event(issue_of(event_id), event_id, environment={"now": self._clock()})

    def _log_due(self, now: datetime) -> None:
        engine = db.connect(self._url)
        try:
            with db.write_transaction(engine) as session:
                writes.log_due(session, now, self._last_poll)
        finally:
            engine.dispose()

    async def _follow(self) -> None:
        failing = False
        while True:
            self._wake_up.clear()
            try:
                await self.poll()
                failing = False
            except (DatabaseAway, DatabaseBusy):
                pass  # the log tells of it already, and it may be over in a second
            except Exception as error:  # noqa: BLE001 - whatever it is, the database may be back in a second
                if not failing:  # once, not once a second
                    log.warning("the change log cannot be followed: %s: %s", type(error).__name__, error)
                failing = True
            with suppress(TimeoutError):
                polling = self._database.dialect.name == "sqlite" and bool(self._subscribers)
                async with asyncio.timeout(SQLITE_POLL_SECONDS if polling else TICK_SECONDS):
                    await self._wake_up.wait()


def last_of_each_issue(event_ids: Iterable[str]) -> list[str]:
    """Return event ids in their order, of each issue only the last: it is told of as it is now."""
    last: dict[str, str] = {}
    for event_id in event_ids:
        last.pop(issue_of(event_id), None)
        last[issue_of(event_id)] = event_id
    return list(last.values())
