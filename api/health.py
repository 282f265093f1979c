"""Health checks: ``/livez`` says that the process answers, ``/readyz`` that its database does too."""

import logging

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from schema.engine.database.protocol import Database
from schema.migrations import runner

log = logging.getLogger("liane")
TIMEOUT = 5
"""Seconds that the database has to answer."""


def add_health_checks(app: FastAPI, database: Database, url: str) -> None:
    """Add the health checks to an application.

    Args:
        app: the application.
        database: the database, as the application reads it.
        url: its URL.
    """

    async def livez(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_: Request) -> Response:
        if problem := await database_problem(database, url):
            return JSONResponse({"status": "unavailable", "checks": {"database": problem}}, 503)
        return JSONResponse({"status": "ok"})

    # Starlette's routes, not FastAPI's: they answer HEAD where they answer GET.
    app.router.routes += [Route("/livez", livez), Route("/readyz", readyz)]


async def database_problem(database: Database, url: str) -> str | None:
    """Return why requests cannot be answered from a database, or None if they can."""
    try:
        missing = await runner.pending_in(database, url, TIMEOUT)
    except TimeoutError:
        log.warning("the database does not answer within %s seconds, or all connections are busy", TIMEOUT)
        return "the database does not answer in time"
    except Exception:
        log.exception("the database does not answer")
        return "the database does not answer"
    return "the database is not up to date; run `liane migrate`" if missing else None
