"""Equal requests that come while the first is answered: they share its response, or are answered by themselves."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from api.http.cache_control import may_be_kept, may_be_repeated
from api.http.request_counts import RequestCounts
from api.response_cache.cache import ResponseCache
from api.settings import Settings
from schema.engine.database.protocol import DatabaseBusy
from tests.api.serving import NOON

GET: Scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [(b"host", b"liane")]}
START: Message = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
BODY: Message = {"type": "http.response.body", "body": b"ok"}


class Version:
    """A content version that is always known."""

    def __init__(self) -> None:
        self.now = "1"

    def known(self) -> str:
        return self.now

    async def read(self) -> str:
        return self.now

    def doubt(self) -> None:
        """Nothing is in doubt."""


class App:
    """An application that answers when it is told to.

    Args:
        respond: sends a response.
    """

    def __init__(self, respond: Callable[[Scope, Send], Awaitable[None]]) -> None:
        self.requests = 0
        self.go_on = asyncio.Event()
        self.version = Version()
        version: Any = self.version
        self.begun: list[int] = []
        self.room = 1_000
        self.cache = ResponseCache(self, version, Settings(), lambda: NOON, RequestCounts(), self._shed)
        self._respond = respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.requests += 1
        await self.go_on.wait()
        await self._respond(scope, send)

    def _shed(self, begun: int) -> None:
        self.begun.append(begun)
        if begun > self.room:
            raise DatabaseBusy

    async def ask(self, **differing: Any) -> bytes:
        """Send a request, and return the body of its response."""
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        await self.cache({**GET, **differing}, receive, send)
        return b"".join(message.get("body", b"") for message in sent)


async def keepable(scope: Scope, send: Send) -> None:
    """Respond with what may be kept."""
    may_be_kept(scope, "1")
    await send(START)
    await send(BODY)


async def personal(_: Scope, send: Send) -> None:
    """Respond with what may not."""
    await send(START)
    await send(BODY)


async def refused(scope: Scope, send: Send) -> None:
    """Refuse without a look at the body."""
    may_be_repeated(scope)
    await send({**START, "status": 503})
    await send(BODY)


async def asked_together(app: App, times: int) -> list["asyncio.Task[bytes]"]:
    """Send equal requests, and return when all wait."""
    tasks = [asyncio.create_task(app.ask()) for _ in range(times)]
    for _ in range(5):
        await asyncio.sleep(0)
    return tasks


async def test_a_stampede_of_equal_requests_is_answered_once() -> None:
    app = App(keepable)
    tasks = await asked_together(app, 50)
    app.go_on.set()
    assert await asyncio.gather(*tasks) == [b"ok"] * 50
    assert app.requests == 1


async def test_what_may_not_be_kept_is_answered_to_each_and_waits_no_second_time() -> None:
    app = App(personal)
    tasks = await asked_together(app, 10)
    assert app.requests == 1
    app.go_on.set()
    assert await asyncio.gather(*tasks) == [b"ok"] * 10
    assert app.requests == 10
    app.go_on.clear()
    tasks = await asked_together(app, 10)
    assert app.requests == 20
    app.go_on.set()
    await asyncio.gather(*tasks)


async def test_where_the_first_fails_another_is_tried() -> None:
    failures = [ConnectionError()]

    async def fail_once(scope: Scope, send: Send) -> None:
        if failures:
            raise failures.pop()
        await keepable(scope, send)

    app = App(fail_once)
    tasks = await asked_together(app, 10)
    app.go_on.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert results.count(b"ok") == 9
    assert app.requests == 2


async def test_where_the_first_client_leaves_another_is_tried() -> None:
    app = App(keepable)
    first, *others = await asked_together(app, 10)
    first.cancel()
    app.go_on.set()
    assert await asyncio.gather(*others) == [b"ok"] * 9
    assert app.requests == 2


async def test_a_response_that_is_outdated_when_it_comes_is_nobody_elses() -> None:
    """Whoever asked after the change would get what was before it; and nobody waits for ever while all changes."""
    app = App(keepable)
    tasks = await asked_together(app, 10)
    app.version.now = "2"
    app.go_on.set()
    assert await asyncio.gather(*tasks) == [b"ok"] * 10
    assert app.requests == 10
    assert len(app.cache) == 0


async def test_a_slow_reader_holds_nobody_up() -> None:
    app = App(keepable)
    app.go_on.set()
    reading = asyncio.Event()

    async def read_slowly(_: Message) -> None:
        await reading.wait()

    async def receive() -> Message:
        raise AssertionError

    slow = asyncio.create_task(app.cache(dict(GET), receive, read_slowly))
    await asyncio.sleep(0)
    assert await app.ask() == b"ok"
    assert app.requests == 1
    reading.set()
    await slow


async def test_a_stream_that_may_not_be_kept_is_waited_for_until_it_begins() -> None:
    ended = asyncio.Event()

    async def stream(_: Scope, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"o", "more_body": True})
        await ended.wait()
        await send({"type": "http.response.body", "body": b"k"})

    app = App(stream)
    app.go_on.set()
    tasks = await asked_together(app, 3)
    assert app.requests == 3
    ended.set()
    assert await asyncio.gather(*tasks) == [b"ok"] * 3


async def test_who_comes_before_the_tasks_of_those_before_them_begin_is_counted_behind_them() -> None:
    """A loop reads hundreds of connections before the first task of them begins."""
    app = App(refused)
    app.go_on.set()
    await app.ask()
    app.room = 2

    def find(body: bytes) -> bool:
        return app.cache.find(GET, dict(GET["headers"]), body) is not None

    assert [find(b"%d" % number) for number in range(5)] == [False, False, False, True, True]
    assert app.begun == [0, 1, 2, 3, 3]
    await asyncio.sleep(0)
    assert not find(b"another")


async def test_only_who_was_refused_unread_is_refused_from_memory() -> None:
    app = App(personal)
    app.go_on.set()
    await app.ask()
    app.room = -1
    assert app.cache.find(GET, dict(GET["headers"]), b"") is None
    assert app.begun == []
