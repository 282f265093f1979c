"""What is made for the first who needs it: once, unless that fails."""

import asyncio

import pytest

from api.made_late import MadeLate


async def test_all_who_ask_before_it_is_made_get_the_same() -> None:
    made: list[object] = []

    async def make() -> object:
        await asyncio.sleep(0)
        made.append(object())
        return made[-1]

    late = MadeLate(make)
    assert late.made is None
    assert {await asking for asking in [late.get(), late.get()]} == {*made}
    assert await late.get() is late.made is made[0]
    assert len(made) == 1


async def test_where_it_fails_those_who_wait_are_told_and_the_next_tries_again() -> None:
    failures = [OSError("too many open files")]

    async def make() -> str:
        if failures:
            raise failures.pop()
        return "made"

    late = MadeLate(make)
    first, second = await asyncio.gather(late.get(), late.get(), return_exceptions=True)
    assert first is second
    assert isinstance(first, OSError)
    assert late.made is None
    assert await late.get() == late.made == "made"


async def test_who_leaves_takes_it_from_nobody() -> None:
    go_on = asyncio.Event()
    late = MadeLate(go_on.wait)
    leaving, staying = asyncio.ensure_future(late.get()), asyncio.ensure_future(late.get())
    leaving.cancel()
    go_on.set()
    assert await staying
    with pytest.raises(asyncio.CancelledError):
        await leaving


async def test_what_is_being_made_is_given_up_when_there_is_no_more_need_of_it() -> None:
    late = MadeLate(asyncio.Event().wait)
    waiting = asyncio.ensure_future(late.get())
    late.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert late.made is None
