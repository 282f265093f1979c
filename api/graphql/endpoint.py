"""The ``/graphql`` endpoint: GraphQL over HTTP as plain ASGI, https://graphql.github.io/graphql-over-http/draft/."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from graphql import OperationType
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.types.execution import PreExecutionError

from api.budgets.budgets import current_purse
from api.budgets.responses import rate_limit_lines
from api.graphql.code_digest import code_digest
from api.graphql.cost_header import CostWish, cost_wish
from api.graphql.explorer import ExplorerPage
from api.graphql.issue_feed import IssueFeed
from api.graphql.paying import cost_extension, pay, price_extension, results_paid_for
from api.graphql.persisted import PersistedDocuments, UnknownDocument
from api.graphql.preparation import OperationPreparer, Transport
from api.graphql.request import GraphQLRequest, parse_body, parse_query_string, read_body
from api.graphql.request_cache import RequestCache
from api.graphql.response import NO_STORE, Response, error_response, execution_response, not_modified
from api.graphql.stream import Stream, StreamFormat, negotiate_stream
from api.graphql.websocket import GraphQLWebSocket
from api.http import media_types
from api.http.cache_control import KEEPING, cache_control, current_version, end_of_quarter, may_be_kept, may_be_repeated
from api.http.disconnect import cancel_on_disconnect
from api.http.etags import VARY as CALLER
from api.http.etags import entity_tag, etag_matches
from api.http.media_types import GRAPHQL, HTML, JSON, MAX_HEADER_BYTES
from api.http.request_id import RESPONSE_HEADERS, current_request_id
from api.identity.callers import PRIVATE
from api.identity.identification import Identification, current_caller, is_public
from api.settings import Settings
from schema.context import ANONYMOUS, RequestContext
from schema.countries import days_at
from schema.engine.engine import PreparedOperation
from schema.engine.errors import RequestErrors, Shed
from schema.engine.execution import EngineSchema, OperationResult, single_result

PATH = "/graphql"
IF_NONE_MATCH = b"if-none-match"
LAST_EVENT_ID = b"last-event-id"
"""What a client that comes again calls the last event that it got (HTML, 9.2: Server-sent events)."""
METHODS = "GET, HEAD, POST, OPTIONS"
VARY = f"Accept, Accept-Encoding, {CALLER}, Liane-Cost"
Headers = Mapping[bytes, bytes]


class GraphQLEndpoint:
    """ASGI middleware that answers ``/graphql`` before any routing.

    Args:
        app: what answers all other paths.
        schema: the schema, with its engine.
        settings: limits, lifetimes, origins and the base URL.
        documents: documents that requests may name instead of sending them.
        issue_feed: the source of subscriptions.
        explorer: the page that browsers get.
        identify: finds out who sends a request.
        clock: returns the current instant, which decides what is published.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the parts that it is put together from
        self,
        app: ASGIApp,
        schema: EngineSchema,
        settings: Settings,
        documents: PersistedDocuments,
        issue_feed: IssueFeed,
        explorer: ExplorerPage,
        identify: Identification,
        clock: Callable[[], datetime],
    ) -> None:
        self.app = app
        self._schema = schema
        self._settings = settings
        self.issue_feed = issue_feed
        self._explorer = explorer
        self._identify = identify
        self._clock = clock
        self._preparer = OperationPreparer(schema.engine, documents)
        self.requests = RequestCache(partial(self._preparer.prepare_known, transport=Transport.POST))
        self._fingerprint = entity_tag(code_digest(), [schema.as_str(), settings.base_url])
        # Our own pages may open it also where a proxy rewrites Host.
        origins = [*settings.cors_origins.split(), settings.base_origin]
        self._websocket = GraphQLWebSocket(schema, self._preparer, self._context, identify, origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer requests to ``/graphql``, and pass on all others."""
        if scope["type"] not in {"http", "websocket"} or scope["path"] != PATH:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._respond(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        accept = headers.get(b"accept", b"")[:MAX_HEADER_BYTES].decode("latin-1")
        media_type = media_types.best_match(accept, JSON, GRAPHQL)
        token = current_caller.set(ANONYMOUS)
        try:
            response = await self._answer(scope, headers, receive, accept, media_type)
            if response is None:
                return
            if response.is_private:  # a shared cache would tell one client's budget to all others
                scope[RESPONSE_HEADERS] += rate_limit_lines()
            if isinstance(response, Response) and response.version:
                may_be_kept(scope, response.version, response.ends)
            await response.send(send)
        finally:
            current_caller.reset(token)

    async def _answer(
        self, scope: Scope, headers: Headers, receive: Receive, accept: str, media_type: str | None
    ) -> Response | Stream | None:
        """Return the response to whoever asks, or None where they have left."""
        response: Response | Stream
        try:
            caller = self._identify(headers)
            current_caller.set(caller)
            if scope["method"] == "POST":
                response = await self._post(scope, headers, receive, accept, media_type)
            else:
                response = await self._get(scope, headers, receive, accept, media_type)
            self._identify.require_valid(caller)
        except ClientDisconnect:
            return None
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets a response
            if isinstance(error, Shed):
                may_be_repeated(scope)
            return error_response(error, media_type or JSON)
        return response

    async def _post(
        self, scope: Scope, headers: Headers, receive: Receive, accept: str, media_type: str | None
    ) -> Response | Stream:
        body = await read_body(receive, headers, self._settings.max_body_bytes)
        self._schema.engine.shed()
        content_type = headers.get(b"content-type", b"")[:MAX_HEADER_BYTES].decode("latin-1")
        wish = cost_wish(headers)
        if stream_format := negotiate_stream(accept):
            wish.require_single_answer()
            request = parse_body(content_type, body)
            stream = self._stream(request, Transport.POST_STREAM, stream_format, headers, receive)
            return await cancel_on_disconnect(receive, stream)
        try:
            request, prepared = self.requests.parse(content_type, body)
        except UnknownDocument as unknown:
            await self._preparer.find(unknown)
            request, prepared = self.requests.parse(content_type, body)
        answer = self._execute(request, prepared, acceptable(media_type), wish, versioned=KEEPING in scope)
        return await cancel_on_disconnect(receive, answer)

    async def _get(
        self, scope: Scope, headers: Headers, receive: Receive, accept: str, media_type: str | None
    ) -> Response | Stream:
        if scope["method"] == "OPTIONS":
            return Response(204, [(b"allow", METHODS.encode())], b"")
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405, f"{scope['method']} is not answered here.", {"allow": METHODS})
        if len(PATH) + 1 + len(scope["query_string"]) > self._settings.max_url_bytes:
            raise HTTPException(414, f"The URL is longer than {self._settings.max_url_bytes} bytes.")
        request = parse_query_string(scope["query_string"])
        if media_types.prefers(accept, HTML, JSON, GRAPHQL) and (
            request.query or not (request.document_id or request.extensions)
        ):
            page = self._explorer.response()
            return Response(page.status_code, page.raw_headers, bytes(page.body))
        if IF_NONE_MATCH not in headers:
            self._schema.engine.shed()
        if stream_format := negotiate_stream(accept):
            cost_wish(headers).require_single_answer()
            stream = self._stream(request, Transport.GET_STREAM, stream_format, headers, receive)
            return await cancel_on_disconnect(receive, stream)
        answer = self._execute_get(request, headers, acceptable(media_type), current_version(scope))
        return await cancel_on_disconnect(receive, answer)

    async def _execute_get(
        self, request: GraphQLRequest, headers: Headers, media_type: str, current: str | None
    ) -> Response:
        """Execute the query of a GET; what others are not answered is in no cache."""
        wish = cost_wish(headers)
        if wish is not CostWish.NONE or not is_public(current_caller.get()):
            prepared = await self._preparer.prepare(request, Transport.GET)
            return await self._execute(request, prepared, media_type, wish)
        if_none_match = headers.get(IF_NONE_MATCH, b"").decode("latin-1")
        return await self._execute_cacheable(request, media_type, if_none_match, current)

    async def _execute(
        self,
        request: GraphQLRequest,
        prepared: PreparedOperation,
        media_type: str,
        wish: CostWish,
        *,
        versioned: bool = False,
    ) -> Response:
        """Execute an operation whose answer is not to be stored by others."""
        context = self._context()
        headers = {"cache-control": NO_STORE}
        if wish is CostWish.ONLY:
            extensions = price_extension(self._schema.engine, prepared, context.read_scope)
            return execution_response(None, (), media_type, headers, extensions)
        await pay(self._schema, prepared, context, versioned=versioned)
        cost = cost_extension(self._schema.engine, prepared, context.read_scope) if wish is CostWish.TOLD else None
        if prepared.operation.operation is OperationType.QUERY:
            answer = await self._schema.answer(prepared, request.variables, context, versioned=versioned)
            version = kept_version(request, answer) if versioned else None
            response = execution_response(answer.data, answer.errors, media_type, headers, cost, version)
            return response._replace(ends=end_of_quarter(context.now)) if answer.is_daily else response
        data = await self._schema.mutate(prepared, request.variables, context)
        return execution_response(data, (), media_type, headers, cost)

    async def _execute_cacheable(
        self, request: GraphQLRequest, media_type: str, if_none_match: str, current: str | None
    ) -> Response:
        """Execute the query of a GET, unless the response that the client has is still current: that costs nothing."""
        prepared = await self._preparer.prepare(request, Transport.GET)
        context = self._context()
        parts = (
            prepared.document.text,
            request.operation_name,
            request.variables,
            media_type,
            self._fingerprint,
        )
        if if_none_match and if_none_match.strip() != "*":
            current = current or await self._schema.engine.version(context.read_scope, context.environment)
            is_daily = self._schema.engine.is_daily(prepared, context.read_scope)
            tag = tag_of(current, parts, context, is_daily=is_daily) if current else ""
            if current and etag_matches(tag, if_none_match):
                version = None if registers(request) else current
                ends = end_of_quarter(context.now) if is_daily else None
                return not_modified(self._cache_headers(tag, context))._replace(version=version, ends=ends)
        self._schema.engine.shed()
        await pay(self._schema, prepared, context, versioned=True)
        answer = await self._schema.answer(prepared, request.variables, context, versioned=True)
        headers: Mapping[str, str] = {"cache-control": NO_STORE}
        if answer.version and answer.content_only and not answer.errors:
            tag = tag_of(answer.version, parts, context, is_daily=answer.is_daily)
            headers = self._cache_headers(tag, context)
            if if_none_match.strip() == "*":  # it is current if there is a response at all (RFC 9110, 13.1.2)
                return not_modified(headers)
        version = kept_version(request, answer)
        response = execution_response(answer.data, answer.errors, media_type, headers, version=version)
        return response._replace(ends=end_of_quarter(context.now)) if answer.is_daily else response

    async def _stream(
        self,
        request: GraphQLRequest,
        transport: Transport,
        stream_format: StreamFormat,
        headers: Headers,
        receive: Receive,
    ) -> Stream:
        """Execute an operation of any type, and stream its results.

        Raises:
            RequestErrors: it may be answered later; clients take a stream's error for an answer, and a status for none.
        """
        last_event_id = headers.get(LAST_EVENT_ID, b"").decode("latin-1")
        latest_event_id = None
        try:
            prepared = await self._preparer.prepare(request, transport)
            if prepared.operation.operation is OperationType.SUBSCRIPTION and not last_event_id:
                latest_event_id = await self.issue_feed.latest_event_id()  # before it begins, so that none is skipped
            context = self._context(last_event_id)
            results = await results_paid_for(self._schema, prepared, request.variables, context)
        except RequestErrors as refused:
            if refused.is_temporary:
                raise
            results = single_result(PreExecutionError(data=None, errors=refused.errors))
        if key := current_caller.get().identity.key:
            results = self._identify.keys.while_valid(key, results)
        return Stream(stream_format, results, receive, latest_event_id)

    def _context(self, last_event_id: str | None = None) -> RequestContext:
        """Return the context of one operation of the current caller, as of now."""
        purse = current_purse.get()
        return RequestContext(
            current_caller.get(),
            self._clock(),
            self._settings.base_url,
            request_id=current_request_id.get(),
            issue_feed=self.issue_feed,
            last_event_id=last_event_id,
            read_budget=purse.read if purse else None,
        )

    def _cache_headers(self, tag: str, context: RequestContext) -> Mapping[str, str]:
        public = cache_control(context.now, self._settings.lifetimes)
        return {
            "etag": tag,
            "cache-control": PRIVATE.decode() if context.identity.key else public,
            "vary": VARY,
        }


def kept_version(request: GraphQLRequest, answer: OperationResult) -> str | None:
    """Return the content version of an answer that depends on nothing besides and on its request, else None."""
    if answer.errors or not answer.content_only or current_caller.get() != ANONYMOUS or registers(request):
        return None
    return answer.version


def tag_of(version: str, parts: Sequence[object], context: RequestContext, *, is_daily: bool) -> str:
    """Return the entity tag of an answer; of one that depends on the day no other day's, anywhere, has it."""
    return entity_tag(version, (*parts, *days_at(context.now)) if is_daily else parts)


def registers(request: GraphQLRequest) -> bool:
    """Whether a request tells the text of a document that others then name; from memory nobody would be told."""
    return bool(request.extensions) and request.query is not None


def acceptable(media_type: str | None) -> str:
    """Return the media type of the response.

    Raises:
        HTTPException: the client accepts none that we have.
    """
    if media_type is None:
        raise HTTPException(406, f"Accept {GRAPHQL} or {JSON}.")
    return media_type
