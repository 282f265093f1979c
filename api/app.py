"""The application: settings, database and schema put together, and the routes that are not GraphQL."""

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from fastapi import FastAPI
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute

from api import settings as configuration
from api.explorer_page import ExplorerPage
from api.graphql_http import GraphQLApp, utc_now
from api.request_id import RequestId, RequestIdFilter
from api.settings import Settings
from schema import db
from schema.engine.engine import Engine
from schema.graphql import ENVIRONMENT, build_schema
from schema.migrations import runner

log = logging.getLogger("liane")


def sdl() -> str:
    """Print the schema in GraphQL's schema definition language."""
    return build_schema().as_str() + "\n"


def create_app(
    settings: Settings | None = None, clock: Callable[[], datetime] = utc_now, explorer: ExplorerPage | None = None
) -> FastAPI:
    """Make the application.

    Args:
        settings: what the installation decides; read from the environment when left out.
        clock: gives the current instant.
        explorer: what browsers are shown at ``/graphql``; the explorer, as far as it is built, when left out.
    """
    settings = settings or configuration.load()
    log_with_request_ids()
    database = db.reader(settings.database_url)
    schema = build_schema()
    schema.attach(Engine(schema.core, database, ENVIRONMENT))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await database.close()

    app = FastAPI(title="Liane", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(RequestId)
    text = sdl()

    @app.get("/", include_in_schema=False)
    async def front_door() -> Response:
        return RedirectResponse("/graphql", status_code=307)

    @app.get("/schema.graphql")
    async def schema_text() -> Response:
        return PlainTextResponse(text)

    @app.get("/livez")
    async def alive() -> Response:
        return JSONResponse({"status": "ok"})

    @app.get("/readyz")
    def ready() -> Response:
        problems = {name: reason for name, reason in {"database": _database_problem(settings)}.items() if reason}
        if problems:
            return JSONResponse({"status": "unavailable", "checks": problems}, 503)
        return JSONResponse({"status": "ok"})

    explorer = explorer or ExplorerPage()
    graphql = GraphQLApp(schema, settings.base_url, explorer, clock)
    app.router.routes += [Route("/graphql", graphql), WebSocketRoute("/graphql", graphql)]
    if explorer.assets:
        app.mount("/explorer", explorer.assets)
    return app


def log_with_request_ids() -> None:
    """Show warnings and errors with the id of the request they belong to."""
    logger = logging.getLogger("liane")
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.addFilter(RequestIdFilter())
        handler.setFormatter(logging.Formatter("%(levelname)s [%(request_id)s] %(name)s: %(message)s"))
        logger.addHandler(handler)


def _database_problem(settings: Settings) -> str | None:
    try:
        missing = runner.pending(settings.database_url)
    except Exception:
        log.exception("the database does not answer")
        return "the database does not answer"
    return "the database is not up to date; run `liane migrate`" if missing else None
