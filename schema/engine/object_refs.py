"""References to objects: what resolvers of mutations and subscriptions return for content, which the engine reads."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ObjectRef:
    """A reference to an object, by its id.

    The field's selection is planned and read as in a query; it is null where the viewer may not see the object.
    ``environment`` holds the request's own parameters where they are others than the request's.
    """

    id: str
    environment: Mapping[str, Any] = field(default_factory=dict, kw_only=True)


@dataclass(frozen=True)
class ObjectRefs:
    """References to objects of one type, in the order of the response; hidden objects are left out."""

    ids: Sequence[str]
    environment: Mapping[str, Any] = field(default_factory=dict, kw_only=True)


class SharedReads:
    """The reads for one event: subscribers whose statement and values are the same share one execution."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, str], asyncio.Future[Sequence[bytes]]] = {}

    async def get(
        self, sql: str, values: Sequence[Any], fetch: Callable[[str, Sequence[Any]], Awaitable[Sequence[bytes]]]
    ) -> Sequence[bytes]:
        """Return a statement's row; the first caller runs it, and a caller that is cancelled does not end it."""
        key = (sql, repr(values))
        if key not in self._running:
            self._running[key] = running = asyncio.ensure_future(fetch(sql, values))
            # All callers may be cancelled; then nobody else retrieves the exception.
            running.add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(self._running[key])


@dataclass(frozen=True)
class Event(ObjectRef):
    """A reference that a subscription yields when something happened to its object.

    ``event_id`` names it for clients that go on after it later; ``environment`` is that of the event: a subscription
    may last for days.
    """

    event_id: str | None = None
    shared_reads: SharedReads = field(default_factory=SharedReads)
