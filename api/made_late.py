"""What few requests need is made for the first of them, so that servers start without it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class MadeLate(Generic[T]):
    """Something that is made once, for whoever is the first to need it.

    Args:
        make: makes it. Where it fails, those who wait are told why, and who comes next tries again.
    """

    def __init__(self, make: Callable[[], Coroutine[Any, Any, T]]) -> None:
        self._make = make
        self._making: asyncio.Task[T] | None = None

    @property
    def made(self) -> T | None:
        """What was made, if anything was."""
        making = self._making
        return making.result() if making and making.done() and not has_failed(making) else None

    def get(self) -> Awaitable[T]:
        """Return what was made; all who ask before it is wait for the same."""
        if self._making is None or has_failed(self._making):
            self._making = asyncio.create_task(self._make())
        return asyncio.shield(self._making)

    def cancel(self) -> None:
        """Make it no further; those who wait are told."""
        if self._making:
            self._making.cancel()


def has_failed(task: "asyncio.Task[Any]") -> bool:
    """Whether a task ended without a result."""
    return task.done() and (task.cancelled() or task.exception() is not None)
