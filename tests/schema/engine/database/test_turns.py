"""Statements take turns, so that what needs none is not behind them, and the line of those that wait is bounded."""

import asyncio
from typing import Any

import pytest

from schema.engine.database import protocol, turns
from schema.engine.database.overload import Overload
from schema.engine.database.protocol import DatabaseBusy
from schema.engine.database.turns import Turns

PASSES = 40


class Loop:
    """What happens in the passes of the event loop, each as long as the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: float = 0.0) -> None:
        self.now = 0.0
        self.seconds = seconds
        self.ran: list[list[str]] = [[]]
        self.turns = Turns(Overload(1))
        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: self.now)

    async def statement(self, name: str) -> None:
        """Run a statement when it is its turn."""
        await self.turns.take()
        self.ran[-1].append(name)

    async def passes(self) -> None:
        """Let some passes go by, and note what runs in each."""
        for _ in range(PASSES):
            self.ran.append([])
            self.now += self.seconds
            await asyncio.sleep(0)


async def run(loop: Loop, *names: str) -> list[Any]:
    """Run statements that are wanted at once, and return what became of them."""
    tasks = [asyncio.create_task(loop.statement(name)) for name in names]
    await loop.passes()
    return [task.exception() if task.done() else "waits" for task in tasks]


async def test_one_statement_runs_in_each_pass_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = Loop(monkeypatch)
    assert await run(loop, *"abcde") == [None] * 5
    assert [names for names in loop.ran if names] == [["a"], ["b"], ["c"], ["d"], ["e"]]


async def test_where_a_pass_takes_long_as_many_are_refused_more_run_in_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop = Loop(monkeypatch, seconds=2.5 * turns.SHARE_SECONDS)
    assert await run(loop, *"abcdefg") == [None] * 7
    assert [names for names in loop.ran if names] == [["a"], ["b", "c", "d"], ["e", "f", "g"]]


async def test_who_comes_when_the_line_is_full_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MOST_WAITING", 2)
    loop = Loop(monkeypatch)
    outcomes = await run(loop, *"abcde")
    assert [type(outcome) for outcome in outcomes] == [type(None)] * 3 + [DatabaseBusy] * 2
    assert not loop.turns.is_full
    assert await run(loop, "f") == [None]


async def test_who_leaves_takes_no_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = Loop(monkeypatch)
    tasks = [asyncio.create_task(loop.statement(name)) for name in "abc"]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await loop.passes()
    assert [names for names in loop.ran if names] == [["a"], ["c"]]
    assert tasks[1].cancelled()
