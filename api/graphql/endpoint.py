"""The ``/graphql`` endpoint: GraphQL over HTTP as plain ASGI, https://graphql.github.io/graphql-over-http/draft/."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from cachetools import LRUCache
from graphql import OperationType
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType as StreamedKind

from api.graphql import request as graphql_request
from api.graphql import stream as graphql_stream
from api.graphql.explorer import ExplorerPage
from api.graphql.issue_feed import IssueFeed
from api.graphql.persisted import Documents
from api.graphql.request import GraphQLRequest, NotAnswered
from api.graphql.response import NO_STORE, Response, answered, malformed, refused
from api.graphql.stream import Form, Stream
from api.graphql.websocket import GraphQLWebSocket
from api.http import media_types
from api.http.cache_control import ContentState, cache_control
from api.http.disconnect import ClientGone, cancel_on_disconnect
from api.http.etags import entity_tag, etag_matches
from api.http.media_types import GRAPHQL, HTML, JSON
from api.http.request_id import current
from api.settings import Settings
from schema.engine.engine import Prepared, RequestErrors
from schema.engine.errors import internal
from schema.engine.execution import EngineSchema, only
from schema.viewer import ANONYMOUS, PUBLIC

log = logging.getLogger("liane.http")
PATH = "/graphql"
KEPT = 500
KEPT_BYTES = 4_000
"""How many requests are remembered, and how long one may be: read, it can take twenty times as much memory."""
LONGEST_HEADER = 500
"""Bytes of a header that are looked at: what is read of headers is remembered too."""
METHODS = "GET, HEAD, POST, OPTIONS"
VARY = "Accept, Accept-Encoding, Authorization"
Headers = Mapping[bytes, bytes]
Context = dict[str, Any]
Kinds = frozenset[StreamedKind]
ANY: Kinds = frozenset(StreamedKind)
SAFE = ANY - {StreamedKind.MUTATION}


def utc_now() -> datetime:
    """Give the time of the wall clock."""
    return datetime.now(UTC)


class GraphQLEndpoint:
    """The endpoint, which every request to ``/graphql`` reaches before any routing.

    Args:
        app: what answers all other paths.
        schema: the schema, with its engine.
        settings: limits, lifetimes, origins and the base of addresses.
        documents: what requests may name instead of sending it.
        issue_feed: tells of issues as they appear.
        explorer: what a person sees who comes with a browser.
        clock: gives the current instant, which decides what is published.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the parts that it is put together from
        self,
        app: ASGIApp,
        schema: EngineSchema,
        settings: Settings,
        documents: Documents,
        issue_feed: IssueFeed,
        explorer: ExplorerPage,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.app = app
        self._schema = schema
        self._settings = settings
        self._documents = documents
        self.issue_feed = issue_feed
        self._explorer = explorer
        self._clock = clock
        self._known: LRUCache[tuple[str, bytes], tuple[GraphQLRequest, Prepared]] = LRUCache(KEPT)
        # What answers look like may change with every version of ours.
        self._fingerprint = entity_tag(version("liane"), [schema.as_str(), settings.base_url])
        self._websocket = GraphQLWebSocket(schema, self._context, settings.cors_origins.split())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is for us."""
        if scope["type"] not in {"http", "websocket"} or scope["path"] != PATH:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            headers = dict(scope["headers"])
            try:
                answer = await self._respond(scope, headers, receive)
            except ClientGone:
                return
            await answer.send(send)

    async def _respond(self, scope: Scope, headers: Headers, receive: Receive) -> Response | Stream:
        """Give the response to any request, whatever goes wrong with it."""
        accept = headers.get(b"accept", b"")[:LONGEST_HEADER].decode("latin-1")
        media_type = media_types.best(accept, JSON, GRAPHQL)
        shown = media_type or JSON
        try:
            if scope["method"] == "POST":
                return await self._post(headers, receive, accept, media_type)
            return await self._other(scope, headers, receive, accept, media_type)
        except NotAnswered as problem:
            error = {"message": problem.message, "extensions": {"code": problem.code}}
            return malformed(problem.status, error, shown, problem.headers)
        except RequestErrors as problems:
            return refused(problems.errors, shown)
        except ClientGone:
            raise
        except Exception:
            log.exception("a request failed")
            return refused([internal({"request_id": current.get()})], shown)

    async def _post(self, headers: Headers, receive: Receive, accept: str, media_type: str | None) -> Response | Stream:
        body = await graphql_request.read_body(receive, headers, self._settings.max_body_bytes)
        content_type = headers.get(b"content-type", b"")[:LONGEST_HEADER].decode("latin-1")
        if form := graphql_stream.wanted(accept):
            request = graphql_request.from_body(content_type, body)
            return await cancel_on_disconnect(receive, self._stream(request, form, receive, ANY))
        request, prepared = self._understood(content_type, body)
        return await cancel_on_disconnect(receive, self._answer(request, prepared, acceptable(media_type)))

    async def _other(
        self, scope: Scope, headers: Headers, receive: Receive, accept: str, media_type: str | None
    ) -> Response | Stream:
        if scope["method"] == "OPTIONS":
            return Response(204, [(b"allow", METHODS.encode())], b"")
        if scope["method"] not in {"GET", "HEAD"}:
            raise NotAnswered(405, f"{scope['method']} is not answered here.", allow=METHODS)
        if len(PATH) + 1 + len(scope["query_string"]) > self._settings.max_url_bytes:
            raise NotAnswered(414, f"The URL is longer than {self._settings.max_url_bytes} bytes.")
        request = graphql_request.from_url(scope["query_string"])
        if media_types.names(accept, HTML) and not (request.query or request.document_id or request.extensions):
            page = self._explorer.response()
            return Response(page.status_code, page.raw_headers, bytes(page.body))
        if form := graphql_stream.wanted(accept):
            return await cancel_on_disconnect(receive, self._stream(request, form, receive, SAFE))
        held = headers.get(b"if-none-match", b"").decode("latin-1")
        return await cancel_on_disconnect(receive, self._get(request, acceptable(media_type), held))

    async def _answer(self, request: GraphQLRequest, prepared: Prepared, media_type: str) -> Response:
        """Execute what was sent with POST."""
        context = self._context()
        if prepared.operation.operation is OperationType.QUERY:
            answer = await self._schema.answer(prepared, request.variables, context)
            return answered(answer.data, answer.errors, media_type, {"cache-control": NO_STORE})
        result = await self._schema.execute(
            prepared.document.text, request.variables, context, operation_name=request.operation_name
        )
        return answered(result.data, result.errors or (), media_type, {"cache-control": NO_STORE})

    async def _get(self, request: GraphQLRequest, media_type: str, held: str) -> Response:
        """Answer a query from a URL; one that a cache holds is not run again while it is current."""
        prepared = self._prepare(request, safe=True)
        context = self._context()
        access = context["access"]
        parts = (
            prepared.document.text,
            request.operation_name,
            request.variables,
            media_type,
            access.name,
            self._fingerprint,
        )
        if held:
            current_version = await self._schema.engine.version(access, context["environment"])
            if current_version and etag_matches(tag := entity_tag(current_version, parts), held):
                return not_modified(self._cached(tag, current_version, context))
        answer = await self._schema.answer(prepared, request.variables, context, versioned=True)
        headers: Mapping[str, str] = {"cache-control": NO_STORE}
        if answer.version and answer.content_only and not answer.errors and access is PUBLIC:
            headers = self._cached(entity_tag(answer.version, parts), answer.version, context)
        return answered(answer.data, answer.errors, media_type, headers)

    async def _stream(self, request: GraphQLRequest, form: Form, receive: Receive, allowed: Kinds) -> Stream:
        """Answer any operation in a form that has room for many answers."""
        try:
            text = self._documents.text(request)
        except RequestErrors as refused:
            return Stream(form, only(PreExecutionError(data=None, errors=refused.errors)), receive)
        answers = await self._schema.stream(
            text,
            request.variables,
            self._context(),
            operation_name=request.operation_name,
            allowed_operation_types=allowed,
        )
        return Stream(form, answers, receive)

    def _understood(self, content_type: str, body: bytes) -> tuple[GraphQLRequest, Prepared]:
        """Read and prepare what was sent, or remember having done so: the same bytes ask for the same."""
        try:
            return self._known[content_type, body]
        except KeyError:
            request = graphql_request.from_body(content_type, body)
            prepared = self._prepare(request)
            if len(body) <= KEPT_BYTES and not request.extensions:  # what clients register may be forgotten
                self._known[content_type, body] = request, prepared
            return request, prepared

    def _prepare(self, request: GraphQLRequest, *, safe: bool = False) -> Prepared:
        """Find the operation; a safe method runs no mutation, whether it is a valid one or not."""
        text = self._documents.text(request)
        if safe:
            operation = self._schema.engine.document(text).operations.get(request.operation_name or None)
            if operation is not None and operation.operation is OperationType.MUTATION:
                raise NotAnswered(405, "Mutations are only answered to POST.", allow="POST")
        return self._schema.engine.prepare(text, request.variables, request.operation_name)

    def _context(self) -> Context:
        """Give what resolvers and the engine need to know of a request."""
        identity = ANONYMOUS
        return {
            "identity": identity,
            "access": identity.access,
            "environment": {"now": self._clock(), "base_url": self._settings.base_url},
            "issue_feed": self.issue_feed,
            "request_id": current.get(),
        }

    def _cached(self, tag: str, version: str, context: Context) -> Mapping[str, str]:
        content_state = ContentState(version, context["environment"]["now"])
        return {
            "etag": tag,
            "cache-control": cache_control(content_state, self._settings.lifetimes),
            "vary": VARY,
        }


def acceptable(media_type: str | None) -> str:
    """Hold to what the client accepts.

    Raises:
        NotAnswered: it accepts nothing that we have.
    """
    if media_type is None:
        raise NotAnswered(406, f"Accept {GRAPHQL} or {JSON}.")
    return media_type


def not_modified(headers: Mapping[str, str]) -> Response:
    """Give the response that says: what you hold is current."""
    return Response(304, [(name.encode(), value.encode("latin-1")) for name, value in headers.items()], b"")
