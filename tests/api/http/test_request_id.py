"""Request ids: a proxy's if it is valid, else our own; in the response, and in the log."""

import asyncio
import logging
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from api.http.request_id import RequestId, RequestIdFilter, current_request_id

START: Message = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}


def headers(message: Message) -> list[str]:
    """Return the request ids that a message carries."""
    return [value.decode() for name, value in message.get("headers", []) if name == b"x-request-id"]


async def sent(scope: dict[str, Any], *messages: Message) -> list[Message]:
    """Return what arrives of the messages that an application sends in a scope."""
    arrived: list[Message] = []

    async def app(_: Scope, __: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    async def receive() -> Message:
        raise AssertionError

    async def keep(message: Message) -> None:
        arrived.append(message)

    await RequestId(app)(scope, receive, keep)
    return arrived


async def response_id(request_id: bytes | None) -> str:
    """Return the id of the response to a request with an id, or with none."""
    (message,) = await sent(
        {"type": "http", "headers": [(b"x-request-id", request_id)] if request_id else []}, dict(START)
    )
    (found_id,) = headers(message)
    return found_id


@pytest.mark.parametrize("request_id", [b"a", b"7f3c", b"Proxy-1_2.3", b"x" * 64])
async def test_an_id_from_a_proxy_is_kept(request_id: bytes) -> None:
    assert await response_id(request_id) == request_id.decode()


@pytest.mark.parametrize(
    "request_id", [None, b"", b"x" * 65, b"two words", b"a\r\nSet-Cookie: b=c", b"<script>", "é".encode()]
)
async def test_anything_else_gets_an_id_of_ours(request_id: bytes | None) -> None:
    made = await response_id(request_id)
    assert made != (request_id or b"").decode("latin-1")
    assert len(made) == 16
    assert made.isalnum()
    assert made != await response_id(request_id)


async def test_an_accepted_websocket_carries_it_too() -> None:
    scope = {"type": "websocket", "headers": [(b"x-request-id", b"socket")]}
    accepted, text = await sent(
        scope, {"type": "websocket.accept", "headers": []}, {"type": "websocket.send", "text": ""}
    )
    assert headers(accepted) == ["socket"]
    assert headers(text) == []


async def test_a_failure_is_logged_further_out_under_its_id() -> None:
    async def app(*_: Any) -> Any:
        raise LookupError

    async def served() -> str:  # in a task of its own, as uvicorn does
        with pytest.raises(LookupError):
            await RequestId(app)({"type": "http", "headers": [(b"x-request-id", b"failed")]}, app, app)
        return current_request_id.get()

    assert await asyncio.create_task(served()) == "failed"
    assert current_request_id.get() == "-"


async def test_other_scopes_pass_untouched() -> None:
    message = {"type": "lifespan.startup.complete"}
    assert await sent({"type": "lifespan"}, message) == [message]


async def test_concurrent_requests_log_under_their_own_ids() -> None:
    logged: dict[str, str] = {}
    both = asyncio.Barrier(2)

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        await both.wait()
        record = logging.makeLogRecord({"msg": "hello"})
        assert RequestIdFilter().filter(record)
        logged[scope["path"]] = record.__dict__["request_id"]

    async def nothing(*_: Any) -> Any:
        return None

    def request(name: str) -> Any:
        scope = {"type": "http", "path": name, "headers": [(b"x-request-id", name.encode())]}
        return RequestId(app)(scope, nothing, nothing)

    await asyncio.gather(request("one"), request("two"))
    assert logged == {"one": "one", "two": "two"}
    assert current_request_id.get() == "-"
