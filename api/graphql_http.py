"""GraphQL over HTTP: Strawberry's ASGI view with the engine's results, our errors and our context."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson
from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http import GraphQLHTTPResponse
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.types.execution import ExecutionResult

from api.explorer_page import ExplorerPage
from schema.engine.errors import BAD_USER_INPUT
from schema.engine.execution import EngineSchema
from schema.viewer import ANONYMOUS

T = TypeVar("T")


def utc_now() -> datetime:
    """Give the time of the wall clock."""
    return datetime.now(UTC)


class TextMessages(ASGIWebSocketAdapter):
    """A WebSocket that sends text: clients in browsers understand nothing else."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message."""
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as gone:
            raise WebSocketDisconnected from gone


class GraphQLApp(GraphQL[Any, Any]):
    """The ``/graphql`` endpoint.

    Args:
        schema: the schema, with its engine.
        base_url: what the addresses in answers start with.
        explorer: what a person sees who comes with a browser.
        clock: gives the current instant, which decides what is published.
    """

    websocket_adapter_class = TextMessages

    def __init__(
        self, schema: EngineSchema, base_url: str, explorer: ExplorerPage, clock: Callable[[], datetime] = utc_now
    ) -> None:
        super().__init__(schema, keep_alive=True)
        self.explorer = explorer
        self.base_url = base_url
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; what Strawberry refuses is answered in GraphQL's own form."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            await request.body()  # kept by the request, so that what is received from now on is the client's leaving
        except ClientDisconnect:
            return
        response = await unless_gone(receive, self._respond(request))
        if response is not None:
            await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        try:
            return await self.run(request)
        except HTTPException as refused:
            error = {"message": refused.reason, "extensions": {"code": BAD_USER_INPUT}}
            return JSONResponse({"errors": [error]}, refused.status_code)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> dict[str, Any]:
        """Give what resolvers and the engine need to know of a request."""
        identity = ANONYMOUS
        return {
            "request": request,
            "response": response,
            "identity": identity,
            "access": identity.access,
            "environment": {"now": self.clock(), "base_url": self.base_url},
        }

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Put errors first, where a person looks."""
        errors = {"errors": [shown(error) for error in result.errors]} if result.errors else {}
        return {**errors, "data": result.data}  # type: ignore[typeddict-item]

    def encode_json(self, data: object) -> bytes:
        """Encode an answer; content is JSON text already and is copied as it is."""
        return orjson.dumps(data)

    async def render_graphql_ide(self, request: Request) -> Response:
        """Show a person the explorer."""
        return self.explorer.response()


async def unless_gone(receive: Receive, work: Coroutine[Any, Any, T]) -> T | None:
    """Give what ``work`` gives, or cancel it (and its statement with it) and give None when the client goes away."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(receive())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        leaving.cancel()


def shown(error: GraphQLError) -> dict[str, Any]:
    """Give an error as the specification formats it."""
    return dict(error.formatted)
