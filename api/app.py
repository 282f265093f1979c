"""The application: settings, database and schema put together, and the routes that are not GraphQL."""

import gc
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from fastapi.telemetry import TelemetryConfig
from starlette.types import ASGIApp

from api import settings as configuration
from api.graphql.endpoint import GraphQLEndpoint, utc_now
from api.graphql.explorer import ExplorerPage
from api.graphql.issue_feed import IssueFeed
from api.graphql.manifest import read_manifest
from api.graphql.persisted import Documents
from api.http.compression import Compression
from api.http.cors import CrossOrigin
from api.http.problems import Failures, answer_with_problems
from api.http.request_id import RequestId, RequestIdFilter
from api.http.shutdown import on_shutdown
from api.settings import Settings
from api.website.operation_files import load_operations
from api.website.routes import add_website
from api.website.stored_operations import StoredOperations
from schema import db
from schema.engine.database import Database
from schema.engine.engine import Engine
from schema.graphql import ENVIRONMENT, build_schema
from schema.migrations import runner
from schema.version import content_version

log = logging.getLogger("liane")
PATIENCE = 5
"""Seconds that the database has to say whether it is there."""


def sdl() -> str:
    """Print the schema in GraphQL's schema definition language."""
    return build_schema().as_str() + "\n"


def create_app(
    settings: Settings | None = None, clock: Callable[[], datetime] = utc_now, explorer: ExplorerPage | None = None
) -> ASGIApp:
    """Make the application.

    Args:
        settings: what the installation decides; read from the environment when left out.
        clock: gives the current instant.
        explorer: what browsers are shown at ``/graphql``; the explorer, as far as it is built, when left out.
    """
    settings = settings or configuration.load()
    log_with_request_ids()
    database = db.connect_read_only(settings.database_url)
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
    rest.add_middleware(Failures)
    answer_with_problems(rest)
    text = schema.as_str() + "\n"

    @rest.get("/schema.graphql")
    async def schema_text() -> Response:
        return PlainTextResponse(text)

    @rest.get("/livez")
    async def alive() -> Response:
        return JSONResponse({"status": "ok"})

    @rest.get("/readyz")
    async def ready() -> Response:
        if reason := await _database_problem(database, settings.database_url):
            return JSONResponse({"status": "unavailable", "checks": {"database": reason}}, 503)
        return JSONResponse({"status": "ok"})

    add_website(rest, StoredOperations(schema, settings.base_url, clock), settings)
    explorer = explorer or ExplorerPage()
    if explorer.assets:
        rest.mount("/explorer", explorer.assets)
    # GraphQL stands outside of FastAPI, whose layers would cost every request something and give it nothing.
    known = documents(settings, engine)
    graphql = GraphQLEndpoint(rest, schema, settings, known, issue_feed, explorer, clock)
    return RequestId(CrossOrigin(Compression(graphql), settings.cors_origins.split()))


def freeze_gc() -> None:
    """Let garbage collection pass over what lives as long as the server: schema, tables, code.

    Each full collection walks 150,000 objects of them otherwise, which takes 50 to 150 ms of somebody's request.
    """
    gc.collect()
    gc.freeze()


def documents(settings: Settings, engine: Engine) -> Documents:
    """Give the documents that requests may name: our own, and those of the manifest."""
    trusted = read_manifest(settings.trusted_manifest) if settings.trusted_manifest else {}
    known = {**load_operations(), **trusted}
    return Documents(known, settings.trusted_documents, lambda text: not engine.document(text).errors)


def log_with_request_ids() -> None:
    """Show warnings and errors with the id of the request they belong to."""
    logger = logging.getLogger("liane")
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.addFilter(RequestIdFilter())
        handler.setFormatter(logging.Formatter("%(levelname)s [%(request_id)s] %(name)s: %(message)s"))
        logger.addHandler(handler)


async def _database_problem(database: Database, url: str) -> str | None:
    try:
        missing = await runner.pending_in(database, url, PATIENCE)
    except TimeoutError:
        log.warning("the database does not answer within %s seconds, or all connections are busy", PATIENCE)
        return "the database does not answer in time"
    except Exception:
        log.exception("the database does not answer")
        return "the database does not answer"
    return "the database is not up to date; run `liane migrate`" if missing else None
