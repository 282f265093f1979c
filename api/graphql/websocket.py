"""GraphQL over WebSocket: Strawberry's handler of the ``graphql-transport-ws`` subprotocol, with the rules of HTTP.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md; any other subprotocol is closed with 4406. What is no
GraphQL request at all, and would get 4xx over HTTP, closes the connection with 4400; an operation that is refused gets
an ``error`` message.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from datetime import timedelta
from functools import cached_property
from typing import Any

import orjson
from graphql import OperationType
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter, GraphQL
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.types.execution import ExecutionResult

from api.graphql.paying import results_paid_for
from api.graphql.preparation import OperationPreparer, Transport
from api.graphql.request import GraphQLRequest, parse_json, validate
from api.http.request_id import current_request_id
from api.identity.identification import AUTHORIZATION, Identification, current_caller
from api.identity.refusal import Refusal
from api.identity.view_header import NAME as VIEW
from schema.context import ANONYMOUS, RequestContext
from schema.engine.engine import PreparedOperation
from schema.engine.errors import OVERLOADED, RequestErrors, error_with_code, internal_error
from schema.engine.execution import EngineSchema
from schema.engine.subscriptions import SourceInterrupted

log = logging.getLogger("liane.http")
Results = AsyncGenerator[ExecutionResult, None]
MAX_OPERATIONS = 100
"""How many operations a connection may have at once."""
MAX_ID_CHARACTERS = 128
"""How long the id of an operation may be; clients send a UUID, or count."""
MAX_ANSWERS = 4
"""How many of them, besides subscriptions, run or hold their answer at once; the others wait for their turn."""
CONNECTION_INIT_TIMEOUT = timedelta(seconds=10)
"""How long a client may take to send ``connection_init``."""
NOT_UTF8 = "Invalid UTF-8 sequence received from client."
logging.getLogger("uvicorn.error").addFilter(lambda record: record.msg != NOT_UTF8)  # the client's mistake, and no news
CLOSE_CODES = {401: 4401, 403: 4403, 503: 1013}
"""What closes a connection that is refused, by the status that it would have over HTTP; for any other it is 4400."""
ENDED = "The key is valid no longer."
MAX_REASON_BYTES = 123
"""How long the reason of a close frame may be (RFC 6455, 5.5)."""


class TextWebSocketAdapter(ASGIWebSocketAdapter):
    """A WebSocket that sends text frames, as clients in browsers expect; what is sent after its end is dropped."""

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message."""
        text = orjson.dumps(message).decode()
        if self.ws.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnected
        try:
            await self.ws.send_text(text)
        except WebSocketDisconnect as error:
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Close the connection, unless that has happened; a reason that is too long is cut."""
        if self.ws.application_state is WebSocketState.CONNECTED:
            with suppress(WebSocketDisconnect):
                await self.ws.close(code, reason.encode()[:MAX_REASON_BYTES].decode(errors="ignore"))


class TransportWSHandler(BaseGraphQLTransportWSHandler[Any, Any]):
    """Strawberry's handler of messages; which operations run, and how, is decided as it is over HTTP."""

    view: "GraphQLWebSocket"
    schema: EngineSchema
    caller = ANONYMOUS
    _unwatch: Callable[[], None] | None = None
    _closing: "asyncio.Task[None] | None" = None

    @cached_property
    def _turns(self) -> asyncio.Semaphore:
        """The turns of operations with one result, which is held until the client has read those before."""
        return asyncio.Semaphore(MAX_ANSWERS)

    async def handle_message(self, message: Any) -> None:
        """Handle a message of the client; a payload that is null counts as left out."""
        problem = message_problem(message)
        if problem is None:
            if message.get("payload", ...) is None:
                del message["payload"]
            await super().handle_message(message)
        else:
            await self.handle_invalid_message(problem)

    async def handle_connection_init(self, message: Any) -> None:
        """Identify the client by what it says here, and by the headers it has opened the connection with."""
        payload = message.get("payload", {})
        if isinstance(payload, dict) and not self.connection_init_received:
            try:
                self.caller = self.view.identify({**self.view.headers(self.websocket), **sent_headers(payload)})
            except Refusal as refusal:
                await self._refuse(refusal)
                return
            if key := self.caller.identity.key:
                self._unwatch = self.view.identify.keys.watch(key, self._close_soon)
        await super().handle_connection_init(message)

    async def shutdown(self) -> None:
        """End what goes on, when the connection is closed."""
        if self._unwatch:
            self._unwatch()
        await super().shutdown()

    def _close_soon(self) -> None:
        self._closing = asyncio.create_task(self.websocket.close(CLOSE_CODES[401], ENDED))

    async def _refuse(self, refused: HTTPException) -> None:
        await self.websocket.close(CLOSE_CODES.get(refused.status_code, 4400), refused.detail)

    async def handle_subscribe(self, message: Any) -> None:
        """Begin an operation, unless the connection has too many."""
        id_ = message["id"]
        if not self.connection_acknowledged:
            await self.websocket.close(4401, "Unauthorized")
        elif id_ in self.operations:
            await self.websocket.close(4409, f"Subscriber for {id_} already exists")
        elif len(self.operations) >= MAX_OPERATIONS:
            error = error_with_code(f"A connection may have {MAX_OPERATIONS} operations at once.", OVERLOADED)
            await self.send_message({"id": id_, "type": "error", "payload": [error.formatted]})
        else:
            try:
                request = validate(message["payload"])
            except HTTPException as malformed:
                await self.handle_invalid_message(malformed.detail)
                return
            operation = self.operations[id_] = Operation(self, id_, request.query or "", None, None)
            operation.task = self._start(operation, request)

    def _start(self, operation: Operation[Any, Any], request: GraphQLRequest) -> "asyncio.Task[None]":
        task = asyncio.create_task(self._run(operation, request))
        task.add_done_callback(self._task_done)
        return task

    async def _run(self, operation: Operation[Any, Any], request: GraphQLRequest) -> None:
        """Run an operation to its end."""
        with suppress(WebSocketDisconnected):
            try:
                await self._send_results(operation, request)
            except RequestErrors as refused:
                await operation.send_initial_errors(refused.errors)
            except HTTPException as refused_or_malformed:
                await self._refuse(refused_or_malformed)
            except SourceInterrupted:
                await self.websocket.close(1012, "Interrupted; connect again.")
            except WebSocketDisconnected:
                raise
            except Exception:
                log.exception("an operation failed")
                await operation.send_initial_errors([internal_error(current_request_id.get())])

    async def _send_results(self, operation: Operation[Any, Any], request: GraphQLRequest) -> None:
        """Send the results, in a context of the present: the connection may have been opened long ago."""
        self.schema.engine.shed()
        prepared = await self.view.preparer.prepare(request, Transport.WEBSOCKET)
        if prepared.operation.operation is OperationType.SUBSCRIPTION:
            await self._send_each(operation, await self._results(prepared, request))
        else:
            async with self._turns:
                await self._send_each(operation, await self._results(prepared, request))
        await operation.send_operation_message({"id": operation.id, "type": "complete"})

    async def _results(self, prepared: PreparedOperation, request: GraphQLRequest) -> Results:
        self.view.identify.require_valid(self.caller)
        current_caller.set(self.caller)
        return await results_paid_for(self.schema, prepared, request.variables, self.view.context())

    async def _send_each(self, operation: Operation[Any, Any], results: Results) -> None:
        async with aclosing(results):
            async for result in results:
                await operation.send_next(result)


def sent_headers(payload: Mapping[str, Any]) -> Mapping[bytes, bytes]:
    """Return the headers in the payload of ``connection_init``, where browsers can send them; null is left out."""
    headers = {name.lower().encode("utf-8", "replace"): value for name, value in payload.items() if value is not None}
    return {
        name: headers[name].encode("latin-1", "replace") if isinstance(headers[name], str) else b""
        for name in headers.keys() & {AUTHORIZATION, VIEW}
    }


def message_problem(message: Any) -> str | None:
    """Return what is wrong with the form of a message, if anything is."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return "A message is an object with a type"
    if message["type"] in {"subscribe", "complete"}:
        id_ = message.get("id")
        if not isinstance(id_, str) or not 0 < len(id_) <= MAX_ID_CHARACTERS:
            return f"The id must be a string of 1 to {MAX_ID_CHARACTERS} characters"
    if message["type"] == "subscribe" and not isinstance(message.get("payload"), dict):
        return "The payload must be an object"
    return None


class GraphQLWebSocket(GraphQL[Any, Any]):
    """The WebSocket at ``/graphql``.

    Args:
        schema: the schema, with its engine.
        preparer: decides which operations run.
        context: returns the context of an operation of the current caller, as of now.
        identify: finds out who has opened it.
        allowed_origins: whose pages may open it besides our own; ``*`` is any.
    """

    websocket_adapter_class = TextWebSocketAdapter
    graphql_transport_ws_handler_class = TransportWSHandler

    def __init__(
        self,
        schema: EngineSchema,
        preparer: OperationPreparer,
        context: Callable[[], RequestContext],
        identify: Identification,
        allowed_origins: Sequence[str],
    ) -> None:
        super().__init__(
            schema,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=CONNECTION_INIT_TIMEOUT,
            max_subscriptions_per_connection=None,  # the handler counts them, see there
            allowed_origins=allowed_origins,
        )
        self.preparer = preparer
        self.context = context
        self.identify = identify

    def is_websocket_origin_allowed(self, request: WebSocket, origin: str) -> bool:
        """Whether pages of an origin may open it: also of one that a key lists, which then has to be the client's."""
        return super().is_websocket_origin_allowed(request, origin) or origin in self.identify.keys.origins

    @staticmethod
    def headers(websocket: Any) -> Mapping[bytes, bytes]:
        """Return the headers of the request that a connection was opened with."""
        return dict(websocket.ws.scope["headers"])

    def decode_json(self, data: str | bytes) -> object:
        """Parse a message, as bodies are parsed over HTTP."""
        return parse_json(data)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> RequestContext:
        """Return the context of the connection, which no operation uses."""
        return self.context()
