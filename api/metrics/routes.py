"""``GET /metrics``: how the server fares, for Prometheus with a key that may know it."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.problems import problem
from api.identity.identification import current_caller
from api.identity.refusal import FORBIDDEN
from api.metrics.exposition import Exposition
from api.metrics.measures import Measure
from schema.vocabulary import Scope

NO_STORE = {"Cache-Control": "no-store"}


def add_metrics(app: FastAPI, measured: Sequence[Measure], folder: Path | None) -> Exposition:
    """Add the metrics to an application; return what tells them, see there."""
    exposition = Exposition(measured, folder)

    async def metrics(request: Request) -> Response:
        if Scope.ADMIN not in current_caller.get().identity.scopes:
            return problem(403, "/metrics takes a key with the scope ADMIN.", code=FORBIDDEN)
        body, media_type = exposition.text(request.headers.get("accept", ""))
        return Response(body, 200, {**NO_STORE, "Content-Type": media_type})

    app.router.routes.append(Route("/metrics", metrics))
    return exposition
