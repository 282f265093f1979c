"""The application: settings, database, schema, GraphQL endpoint and website put together."""

import gc
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp

from api import settings as settings_module
from api.graphql.endpoint import GraphQLEndpoint
from api.graphql.explorer import BUILD, ExplorerPage
from api.graphql.issue_feed import IssueFeed
from api.graphql.persisted import PersistedDocuments
from api.http.compression import Compression
from api.http.cors import CrossOrigin
from api.http.problems import ServerErrors, add_problem_handler
from api.http.request_id import RequestId, RequestIdFilter
from api.http.shutdown import on_shutdown
from api.manifest import read_manifest
from api.settings import Settings
from api.website.operation_files import load_operations
from api.website.results import Operations
from api.website.routes import add_website
from schema import db
from schema.context import ENVIRONMENT
from schema.engine.database.protocol import Database
from schema.engine.engine import Engine
from schema.graphql import build_schema
from schema.instants import utc_now
from schema.migrations import runner
from schema.version import content_version

log = logging.getLogger("liane")
READINESS_TIMEOUT = 5
"""Seconds that the database has to answer ``/readyz``."""
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
    database = db.connect_read_only(settings.database_url, settings.database_readers)
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
    issue_feed = IssueFeed(settings.database_url, database, clock, settings.max_subscribers)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        freeze_gc()
        issue_feed.start()
        with on_shutdown(issue_feed.end):
            yield
        await issue_feed.close()
        await database.close()

    # Nothing here listens to OpenTelemetry, and FastAPI would ask at every request whether something does.
    telemetry: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
    rest = FastAPI(
        title="Liane", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None, telemetry=telemetry
    )
    rest.add_middleware(ServerErrors)
    add_problem_handler(rest)
    schema_text = schema.as_str() + "\n"

    @rest.get("/schema.graphql")
    async def print_schema() -> Response:
        return PlainTextResponse(schema_text)

    @rest.get("/livez")
    async def livez() -> Response:
        return JSONResponse({"status": "ok"})

    @rest.get("/readyz")
    async def readyz() -> Response:
        if reason := await _database_problem(database, settings.database_url):
            return JSONResponse({"status": "unavailable", "checks": {"database": reason}}, 503)
        return JSONResponse({"status": "ok"})

    add_website(rest, Operations(schema, settings.base_url, clock), settings)
    operations = load_operations()
    explorer_page = ExplorerPage(explorer, operations[EXAMPLE])
    if explorer_page.assets:
        rest.mount("/explorer", explorer_page.assets)
    # GraphQL stands outside of FastAPI, whose layers would cost every request something and give it nothing.
    documents = persisted_documents(operations, settings, engine)
    graphql = GraphQLEndpoint(rest, schema, settings, documents, issue_feed, explorer_page, clock)
    return RequestId(CrossOrigin(Compression(graphql), settings.cors_origins.split()))


def freeze_gc() -> None:
    """Exempt what lives as long as the server (schema, tables, code) from garbage collection.

    Each full collection would walk 150,000 of these objects, which takes 50 to 150 ms of somebody's request.
    """
    gc.collect()
    gc.freeze()


def persisted_documents(operations: Mapping[str, str], settings: Settings, engine: Engine) -> PersistedDocuments:
    """Return the documents that requests may name: the website's stored operations, and those of the manifest."""
    manifest = read_manifest(settings.trusted_manifest) if settings.trusted_manifest else {}
    trusted = {**operations, **manifest}
    return PersistedDocuments(trusted, settings.trusted_documents, lambda text: not engine.document(text).errors)


def log_with_request_ids() -> None:
    """Log warnings and errors with the id of the request they belong to."""
    logger = logging.getLogger("liane")
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.addFilter(RequestIdFilter())
        handler.setFormatter(logging.Formatter("%(levelname)s [%(request_id)s] %(name)s: %(message)s"))
        logger.addHandler(handler)


async def _database_problem(database: Database, url: str) -> str | None:
    try:
        missing = await runner.pending_in(database, url, READINESS_TIMEOUT)
    except TimeoutError:
        message = "the database does not answer within %s seconds, or all connections are busy"
        log.warning(message, READINESS_TIMEOUT)
        return "the database does not answer in time"
    except Exception:
        log.exception("the database does not answer")
        return "the database does not answer"
    return "the database is not up to date; run `liane migrate`" if missing else None
