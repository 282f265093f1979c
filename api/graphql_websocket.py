"""GraphQL over WebSocket: Strawberry's handler of the ``graphql-transport-ws`` subprotocol.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md; any other subprotocol is closed with 4406.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL

from schema.engine.execution import EngineSchema


class TextMessages(ASGIWebSocketAdapter):
    """A WebSocket that sends text: clients in browsers understand nothing else."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message."""
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as gone:
            raise WebSocketDisconnected from gone


class GraphQLWebSocket(GraphQL[Any, Any]):
    """The WebSocket at ``/graphql``.

    Args:
        schema: the schema, with its engine.
        context: makes the context of a request.
        allowed_origins: what pages may open it besides our own; ``*`` is any.
    """

    websocket_adapter_class = TextMessages

    def __init__(
        self, schema: EngineSchema, context: Callable[[], dict[str, Any]], allowed_origins: Sequence[str]
    ) -> None:
        protocols = (GRAPHQL_TRANSPORT_WS_PROTOCOL,)
        super().__init__(schema, subscription_protocols=protocols, allowed_origins=allowed_origins)
        self._context = context

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> dict[str, Any]:
        """Give what resolvers and the engine need to know of a request."""
        return self._context()
