"""Health checks: ``/livez`` says that the process answers, ``/readyz`` that its database does too."""

import asyncio
import logging

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from schema.engine.database.protocol import Database, DatabaseAway, DatabaseBusy
from schema.errors import LianeError
from schema.migrations import runner

log = logging.getLogger("liane")
TIMEOUT = 5
"""Seconds that the database has to answer."""


class Readiness:
    """Whether requests can be answered, however many there are.

    Args:
        own: the database, on a connection that no request waits for.
        readers: the database, as requests read it: where no connection of its own is to be had, they may have theirs.
        url: its URL.
    """

    def __init__(self, own: Database, readers: Database, url: str) -> None:
        self._own = own
        self._readers = readers
        self._url = url
        self._asking: asyncio.Task[str | None] | None = None

    async def problem(self) -> str | None:
        """Return why requests cannot be answered, or None if they can. All who ask at once share one answer."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return await asyncio.shield(self._asking)

    async def _ask(self) -> str | None:
        try:
            try:
                missing = await runner.pending_in(self._own, self._url, TIMEOUT)
            except DatabaseAway:
                missing = await runner.pending_in(self._readers, self._url, TIMEOUT)
        except LianeError as error:
            return str(error)
        except TimeoutError:
            return "the database does not answer in time"
        except (DatabaseAway, DatabaseBusy):  # an outage is logged where requests notice it
            return "the database does not answer"
        except Exception:
            log.exception("the database does not answer")
            return "the database does not answer"
        return "the database is not up to date; run `liane migrate`" if missing else None


def add_health_checks(app: FastAPI, readiness: Readiness) -> None:
    """Add the health checks to an application."""

    async def livez(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_: Request) -> Response:
        if problem := await readiness.problem():
            return JSONResponse({"status": "unavailable", "checks": {"database": problem}}, 503)
        return JSONResponse({"status": "ok"})

    # Starlette's routes, not FastAPI's: they answer HEAD where they answer GET.
    app.router.routes += [Route("/livez", livez), Route("/readyz", readyz)]
