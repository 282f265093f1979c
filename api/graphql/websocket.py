"""GraphQL over WebSocket: Strawberry's handler of the ``graphql-transport-ws`` subprotocol.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md; any other subprotocol is closed with 4406.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler

from schema.context import RequestContext
from schema.engine.errors import OVERLOADED, error_with_code
from schema.engine.execution import EngineSchema

MAX_OPERATIONS = 100
"""How many operations a connection may have at once."""
CONNECTION_INIT_TIMEOUT = timedelta(seconds=10)
"""How long a client may take to send ``connection_init``."""


class TextWebSocketAdapter(ASGIWebSocketAdapter):
    """A WebSocket that sends text frames: clients in browsers expect them."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message."""
        try:
            await self.ws.send_text(orjson.dumps(message).decode())
        except WebSocketDisconnect as error:
            raise WebSocketDisconnected from error


class TransportWSHandler(BaseGraphQLTransportWSHandler[Any, Any]):
    """Strawberry's handler; it also refuses malformed messages, and gives each operation a context of its own."""

    async def handle_message(self, message: Any) -> None:
        """Handle a message of the client."""
        problem = message_problem(message)
        if problem is None:
            await super().handle_message(message)
        else:
            await self.handle_invalid_message(problem)

    async def handle_subscribe(self, message: Any) -> None:
        """Begin an operation, unless the connection has too many."""
        full = len(self.operations) >= MAX_OPERATIONS and message["id"] not in self.operations
        if self.connection_acknowledged and full:
            error = error_with_code(f"A connection may have {MAX_OPERATIONS} operations at once.", OVERLOADED)
            await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})
        else:
            await super().handle_subscribe(message)

    async def run_operation(self, operation: Any) -> None:
        """Run an operation in a context of the present: the connection may have been opened long ago."""
        self.context = await self.view.get_context(self.websocket, self.websocket)
        await super().run_operation(operation)


def message_problem(message: Any) -> str | None:
    """Return what is wrong with the form of a message, if anything is."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return "A message is an object with a type"
    if message["type"] in {"subscribe", "complete"} and not (isinstance(message.get("id"), str) and message["id"]):
        return "The id must be a string that is not empty"
    if message["type"] != "subscribe":
        return None
    payload = message.get("payload")
    if not isinstance(payload, dict) or not isinstance(payload.get("query"), str):
        return "The payload must have a query"
    for name, expected in (("variables", dict), ("operationName", str), ("extensions", dict)):
        if not isinstance(payload.get(name), expected | None):
            return f"The payload's {name} has the wrong type"
    return None


class GraphQLWebSocket(GraphQL[Any, Any]):
    """The WebSocket at ``/graphql``.

    Args:
        schema: the schema, with its engine.
        context: returns the context of a request.
        allowed_origins: whose pages may open it besides our own; ``*`` is any.
    """

    websocket_adapter_class = TextWebSocketAdapter
    graphql_transport_ws_handler_class = TransportWSHandler

    def __init__(
        self, schema: EngineSchema, context: Callable[[], RequestContext], allowed_origins: Sequence[str]
    ) -> None:
        super().__init__(
            schema,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=CONNECTION_INIT_TIMEOUT,
            max_subscriptions_per_connection=None,  # the handler counts them, see there
            allowed_origins=allowed_origins,
        )
        self._context = context

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> RequestContext:
        """Return a context as of now."""
        return self._context()
