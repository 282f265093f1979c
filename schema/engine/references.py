"""What resolvers return for content that they only know by its id: the engine reads it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class ObjectRef:
    """What a resolver returns for an object that it knows the id of.

    The field's selection is planned and read as in a query; null, where the viewer may not see the object.
    """

    id: str


@dataclass(frozen=True)
class ObjectRefs:
    """The same for a list of objects of one type: the ids, in the order of the answer; what is hidden is left out."""

    ids: Sequence[str]


class SharedReads:
    """What was read of one event: those who ask the same of it share one statement."""

    def __init__(self) -> None:
        self._running: dict[tuple[str, str], asyncio.Future[Sequence[bytes]]] = {}

    async def get(
        self, sql: str, values: Sequence[Any], fetch: Callable[[str, Sequence[Any]], Awaitable[Sequence[bytes]]]
    ) -> Sequence[bytes]:
        """Give what a statement gives; the first who asks runs it, and whoever leaves does not end it for others."""
        key = (sql, repr(values))
        if key not in self._running:
            self._running[key] = running = asyncio.ensure_future(fetch(sql, values))
            running.add_done_callback(
                lambda done: done.cancelled() or done.exception()
            )  # nobody may be left to take it
        return await asyncio.shield(self._running[key])


@dataclass(frozen=True)
class Event(ObjectRef):
    """What a subscription yields when something happened to an object.

    ``environment`` has the request's own parameters as they are now (a subscription may last for days); ``readings`` is
    shared by all subscribers who are told of the event.
    """

    environment: Mapping[str, Any] = field(default_factory=dict)
    shared_reads: SharedReads = field(default_factory=SharedReads)
