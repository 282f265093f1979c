"""A callback at shutdown runs before the handlers that were there, and only in the main thread."""

import asyncio
import signal
from collections.abc import Iterator
from types import FrameType

import pytest

from api.http.shutdown import on_shutdown
from tests.patience import PATIENCE


@pytest.fixture
def stopped() -> Iterator[list[int]]:
    """The signals that reached the handler which was there before."""
    numbers: list[int] = []

    def handle(number: int, _: FrameType | None) -> None:
        numbers.append(number)

    previous = signal.signal(signal.SIGTERM, handle)
    yield numbers
    signal.signal(signal.SIGTERM, previous)


async def test_the_callback_runs_and_the_previous_handler_too(stopped: list[int]) -> None:
    called = asyncio.Event()
    with on_shutdown(called.set):
        signal.raise_signal(signal.SIGTERM)
        await asyncio.wait_for(called.wait(), PATIENCE)
    assert stopped == [signal.SIGTERM]


async def test_afterwards_the_previous_handler_is_alone_again(stopped: list[int]) -> None:
    called = asyncio.Event()
    with on_shutdown(called.set):
        pass
    signal.raise_signal(signal.SIGTERM)
    await asyncio.sleep(0)
    assert (stopped, called.is_set()) == ([signal.SIGTERM], False)


async def test_in_another_thread_signals_are_left_alone() -> None:
    before = signal.getsignal(signal.SIGTERM)

    def serve() -> None:
        with on_shutdown(lambda: None):
            assert signal.getsignal(signal.SIGTERM) is before

    await asyncio.to_thread(serve)
