"""Work for a client that disconnects is cancelled; work that is done at once has no watcher."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message

from api.http import disconnect
from api.http.disconnect import cancel_on_disconnect

Receive = Callable[[], Awaitable[Message]]


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Watch at once."""
    monkeypatch.setattr(disconnect, "GRACE_SECONDS", 0)


def messages(*kinds: str) -> Receive:
    """Return the ``receive`` of a client that sends these messages, and then stays silent."""
    left = list(kinds)

    async def receive() -> Message:
        if not left:
            await asyncio.Event().wait()
        return {"type": left.pop(0)}

    return receive


async def test_a_client_that_disconnects_ends_the_work() -> None:
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    with pytest.raises(ClientDisconnect):
        await cancel_on_disconnect(messages("http.request", "http.disconnect"), work())
    assert ended == ["cancelled"]
    task = asyncio.current_task()
    assert task
    assert task.cancelling() == 0


async def test_work_that_is_done_at_once_has_no_watcher() -> None:
    async def never() -> Message:
        raise AssertionError

    async def work() -> str:
        return "done"

    assert await cancel_on_disconnect(never, work()) == "done"
    assert len(asyncio.all_tasks()) == 1


async def test_a_client_that_waits_gets_its_response_and_the_watcher_ends() -> None:
    watching = asyncio.Event()

    async def receive() -> Message:
        watching.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def work() -> str:
        await watching.wait()
        return "done"

    assert await cancel_on_disconnect(receive, work()) == "done"
    (watch,) = asyncio.all_tasks() - {asyncio.current_task()}
    with pytest.raises(asyncio.CancelledError):
        await watch


async def test_a_request_that_is_cancelled_is_not_taken_for_a_client_that_disconnected() -> None:
    request = asyncio.ensure_future(cancel_on_disconnect(messages(), asyncio.Event().wait()))
    await asyncio.wait([request], timeout=0)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request


async def test_a_timeout_inside_the_work_is_not_taken_for_a_client_that_disconnected() -> None:
    async def work() -> None:
        async with asyncio.timeout(0):
            await asyncio.Event().wait()

    with pytest.raises(TimeoutError):
        await cancel_on_disconnect(messages(), work())
