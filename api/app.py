"""The application: settings, database, schema, GraphQL endpoint and website put together."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Lifespan
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import settings as settings_module
from api.admin.door import add_admin
from api.budgets.budgets import Budgets
from api.budgets.responses import PaidByClient
from api.due_copies import DueCopies
from api.embed_writing import EmbedWriting
from api.graphql.endpoint import GraphQLEndpoint
from api.graphql.explorer import BUILD, ExplorerPage
from api.graphql.issue_feed import IssueFeed
from api.graphql.persisted import PersistedDocuments
from api.health import Readiness, add_health_checks
from api.http.compression import Compression
from api.http.cors import CrossOrigin
from api.http.hosts import AllowedHosts
from api.http.problems import ServerErrors, add_problem_handler
from api.http.request_counts import CountRequests, RequestCounts
from api.http.request_id import RequestId, log_with_request_ids
from api.http.shutdown import on_shutdown
from api.identity.callers import ForCallers
from api.identity.identification import Identification
from api.identity.key_ring import KeyRing, cancelled
from api.mcp.door import add_mcp
from api.metrics.measures import measures
from api.metrics.routes import add_metrics
from api.newsletter_importing import ImporterWhenNeeded
from api.pictures.routes import add_pictures
from api.pictures.upload import Uploads
from api.pruning import Pruning
from api.response_cache.cache import ResponseCache
from api.response_cache.current_version import CurrentVersion
from api.settings import Settings
from api.trusted_documents import read_manifest
from api.website.results import Operations
from api.website.routes import add_website
from schema import db
from schema.context import ENVIRONMENT
from schema.engine.database.outage import Outage
from schema.engine.database.protocol import Database
from schema.engine.database.sqlite import Sqlite
from schema.engine.engine import Engine
from schema.graphql import build_schema
from schema.instants import utc_now
from schema.migrations import runner
from schema.mutation.editor import Editor
from schema.mutation.foresight import Foresight
from schema.notifications import Notifications
from schema.version import content_version

if TYPE_CHECKING:
    from api.shared_store import SharedStore

EXAMPLE = "latest_issue"
"""The stored operation that the plain page at ``/graphql`` starts with."""


def sdl() -> str:
    """Return the schema in GraphQL's schema definition language."""
    return build_schema().as_str() + "\n"


def create_app(
    settings: Settings | None = None, clock: Callable[[], datetime] = utc_now, explorer: Path = BUILD
) -> ASGIApp:
    """Build the application.

    Args:
        settings: the settings; read from the environment when left out.
        clock: returns the current instant.
        explorer: the folder that the explorer is built into; it need not exist.
    """
    settings = settings or settings_module.load()
    log_with_request_ids()
    database = db.connect_read_only(settings.database_url, settings.database_readers, Outage(), runner.refusal)
    own = db.connect_read_only(settings.database_url, 1, Outage(logging.DEBUG), runner.refusal)
    schema = build_schema()
    engine = Engine(
        schema.core,
        database,
        ENVIRONMENT,
        content_version,
        limits=settings.limits,
        introspection=settings.introspection,
    )
    schema.attach(engine)
    operations = Operations(schema, settings.base_url, clock)
    store = shared_store(settings.redis_url)
    documents = persisted_documents(operations.texts, settings, engine, store)
    notifications = Notifications(settings.database_url) if database.dialect.name == "postgresql" else None
    version = CurrentVersion(engine, own, change_signal(own, notifications), clock)
    editor = schema.mutate = Editor(schema, settings.database_url, version.doubt, ImporterWhenNeeded(settings.pictures))
    foresight = engine.foresee = Foresight(database, settings.database_url)
    issue_feed = IssueFeed(settings.database_url, database, notifications, clock, settings.max_subscribers)
    keys = KeyRing(own, settings.database_url, clock)
    identify = Identification(keys, clock, settings.base_origin)
    explorer_page = ExplorerPage(explorer, operations.texts[EXAMPLE])

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        freeze_gc()
        await keys.start()
        issue_feed.start()
        aside = [
            asyncio.create_task(each.follow())
            for each in (
                exposition,
                Pruning(settings.database_url, settings.retention, clock),
                EmbedWriting(requests.embeds, settings.database_url, clock),
                DueCopies(own, settings.database_url, clock, version.doubt),
            )
        ]
        with on_shutdown(issue_feed.interrupt):
            yield
        await cancelled(*aside)
        await issue_feed.close()
        await keys.close()
        for close in at_end:
            close()
        if store:
            await store.close()
        await database.close()
        await own.close()

    requests = RequestCounts(urlsplit(settings.base_url).hostname or "")
    rest = build_rest(lifespan)
    add_schema_text(rest, schema.as_str() + "\n" if settings.introspection else None)
    add_health_checks(rest, Readiness(own, database, settings.database_url))
    budgets = Budgets(settings.anonymous_points, settings.key_points, clock, store)
    pages = add_website(rest, operations, settings, keys)
    uploads = Uploads(settings, version.doubt)
    at_end = [
        editor.close,
        foresight.close,
        add_pictures(rest, settings, uploads),
        add_admin(rest, schema, settings, budgets, pages, uploads),
        add_mcp(rest, schema, settings, keys, clock),
    ]
    if explorer_page.assets:
        rest.mount("/explorer", explorer_page.assets)
    # GraphQL stands outside of FastAPI, whose layers would cost every request something and give it nothing.
    graphql = GraphQLEndpoint(
        ForCallers(rest, identify), schema, settings, documents, issue_feed, explorer_page, identify, clock
    )
    app: ASGIApp = CountRequests(on_the_web(PaidByClient(graphql, budgets), settings, keys), requests)
    app = behind_proxies(app, settings.trusted_networks) if settings.trusted_proxies else app
    cache = (
        ResponseCache(app, version, settings, clock, requests, database.shed) if settings.response_cache_bytes else None
    )
    measured = measures(requests, engine, identify, budgets, store, cache)
    exposition = add_metrics(rest, measured, settings_module.metrics_folder())
    return app if cache is None else cache


def change_signal(database: Database, notifications: Notifications | None) -> Callable[[], Hashable | None]:
    """Return a function whose value is another with every change of a database."""
    return notifications.last if notifications else cast("Sqlite", database).data_version


def on_the_web(app: ASGIApp, settings: Settings, keys: KeyRing) -> ASGIApp:
    """Return an application with what HTTP wants around it: compression, CORS, its hosts, request ids."""
    app = CrossOrigin(Compression(app), settings.cors_origins.split(), lambda: keys.origins)
    if settings.allowed_hosts != "*":
        app = AllowedHosts(app, settings.allowed_hosts.split())
    return RequestId(app)


def behind_proxies(app: ASGIApp, networks: Sequence[str]) -> ASGIApp:
    """Return an application that takes the word of some proxies for where a request comes from."""
    return cast("ASGIApp", ProxyHeadersMiddleware(cast("Any", app), list(networks)))


def build_rest(lifespan: Lifespan[FastAPI]) -> FastAPI:
    """Return the application for all that is not GraphQL, without routes; its errors are problem details."""
    # Nothing here listens to OpenTelemetry, and FastAPI would ask at every request whether something does.
    telemetry: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
    rest = FastAPI(
        title="Liane",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry=telemetry,
        redirect_slashes=False,  # it would redirect to whatever host the request names, see api.http.slashes
    )
    rest.add_middleware(ServerErrors)
    add_problem_handler(rest)
    return rest


def add_schema_text(rest: FastAPI, text: str | None) -> None:
    """Serve the schema in GraphQL's schema definition language; without a text, say that it is not shown.

    That is 403, not 404: every installation has this path, so there is nothing to hide but the text.
    """

    async def schema_text(_: Request) -> Response:
        if text is None:
            raise HTTPException(403, "Introspection is turned off here.")
        return PlainTextResponse(text)

    rest.router.routes.append(Route("/schema.graphql", schema_text))


def freeze_gc() -> None:
    """Exempt what lives as long as the server (schema, tables, code) from garbage collection.

    Each full collection would walk 150,000 of these objects, which takes 50 to 150 ms of somebody's request. From here
    on it runs, also where starting did without. What starting left over is not collected before: that takes a fifth of
    a second, and gives back nothing that could be measured.
    """
    gc.freeze()
    gc.enable()


def shared_store(redis_url: str | None) -> "SharedStore | None":
    """Return what the workers share, where there is a Redis; without one its driver is not loaded."""
    if redis_url is None:
        return None
    from api.shared_store import SharedStore  # noqa: PLC0415

    return SharedStore(redis_url)


def persisted_documents(
    operations: Mapping[str, str], settings: Settings, engine: Engine, store: "SharedStore | None"
) -> PersistedDocuments:
    """Return the documents that requests may name: the website's stored operations, and those of the manifest."""
    manifest = read_manifest(settings.trusted_manifest) if settings.trusted_manifest else {}
    trusted = {**operations, **manifest}
    return PersistedDocuments(trusted, settings.trusted_documents, lambda text: not engine.document(text).errors, store)
