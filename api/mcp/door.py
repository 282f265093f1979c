"""``/mcp``: the door for agents, by the protocol's "streamable HTTP", without sessions and without streams.

The SDK, and all that answers by it, is loaded for the first request: it takes half a second of processor and 25 MB.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine
from datetime import datetime
from importlib.util import find_spec
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from api.budgets.responses import rate_limit_lines
from api.graphql.request import read_body
from api.http.disconnect import cancel_on_disconnect
from api.identity.key_ring import KeyRing
from api.made_late import MadeLate
from api.settings import Settings, SettingsError
from api.website.stored_operations import failed
from schema.engine.errors import RequestErrors
from schema.engine.execution import EngineSchema

PATH = "/mcp"
NO_STORE = (b"cache-control", b"no-store")
NO_STREAM = "Agents send POST here: there are no streams and no sessions."
FOREIGN = "Pages of this origin may not ask here."
Answer = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]


class AgentsDoor:
    """Answers agents.

    Args:
        build: makes what answers.
        most_bytes: how long the body of a request may be.
        may_ask: whether pages of an origin may ask.
        shed: refuses a request where too many wait.
    """

    def __init__(
        self, build: Callable[[], Any], most_bytes: int, may_ask: Callable[[str], bool], shed: Callable[[], None]
    ) -> None:
        self._build = build
        self._most_bytes = most_bytes
        self._may_ask = may_ask
        self._shed = shed
        self._answer = MadeLate(self._load)
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request.

        Raises:
            HTTPException: it is no request of the protocol, or of a page that may not ask.
            OperationFailed: too many wait.
        """
        headers = dict(scope["headers"])
        if scope["method"] != "POST":
            raise HTTPException(405, NO_STREAM, {"Allow": "POST"})
        if (origin := headers.get(b"origin")) and not self._may_ask(origin.decode("latin-1")):
            raise HTTPException(403, FOREIGN)
        try:
            body = await read_body(receive, headers, self._most_bytes)
            self._shed()
            answer = await self._answer.get()
            await cancel_on_disconnect(receive, answer(scope, once(body), private(send)))
        except RequestErrors as refused:
            raise failed("mcp", refused.errors) from None
        except ClientDisconnect:
            pass

    async def _load(self) -> Answer:
        manager = await asyncio.to_thread(self._build)
        started = asyncio.Event()

        async def run() -> None:
            async with manager.run():
                started.set()
                await asyncio.Event().wait()

        self._running = asyncio.create_task(run())
        await started.wait()
        answer: Answer = manager.handle_request
        return answer

    def close(self) -> None:
        """End what answers."""
        self._answer.cancel()
        if self._running:
            self._running.cancel()


def once(body: bytes) -> Receive:
    """Return what receives a body that was read, and then nothing more."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await asyncio.Event().wait()
        raise AssertionError

    return receive


def private(send: Send) -> Send:
    """Return what sends an answer that no cache keeps, with how the budget of who asked stands."""

    async def send_private(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], NO_STORE, *rate_limit_lines()]}
        await send(message)

    return send_private


def add_mcp(
    app: FastAPI, schema: EngineSchema, settings: Settings, keys: KeyRing, clock: Callable[[], datetime]
) -> Callable[[], None]:
    """Add the door for agents to an application, if it is open; return what is to be called at the end.

    Raises:
        SettingsError: it is to be open, and the SDK is not installed.
    """
    if not settings.mcp:
        return lambda: None
    if find_spec("mcp") is None:
        raise SettingsError("LIANE_MCP is true, which needs: pip install 'liane[mcp]'")
    own: Collection[str] = [*settings.cors_origins.split(), settings.base_origin]

    def may_ask(origin: str) -> bool:
        return "*" in own or origin in own or origin in keys.origins

    def build() -> Any:
        from api.mcp.server import build_manager  # noqa: PLC0415 - see above

        return build_manager(schema, settings.base_url, clock, settings.max_body_bytes)

    door = AgentsDoor(build, settings.max_body_bytes, may_ask, schema.engine.shed)
    app.router.routes.append(Route(PATH, door))
    return door.close
