"""Servers of an empty magazine, and of the sample with a chief editor; the test sets their clock."""

from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.admin.session import Guard
from api.admin.side_database import SideDatabase
from api.identity.identification import current_caller
from schema.vocabulary import UserRole
from tests.api.admin.people import ORIGIN, cheap_passwords, signed_in
from tests.api.serving import Clock, application, layer, serving

DESK = "/admin/desk"
"""A page for who is signed in, which tells who that is."""


@pytest.fixture(autouse=True)
def _passwords_cost_nothing() -> Iterator[None]:
    with cheap_passwords():
        yield


@pytest.fixture
def desk(database_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A client of a server with a page for who is signed in."""
    app = application(database_url, clock=clock)
    database = SideDatabase(database_url)
    route = Route(DESK, Guard(database, ORIGIN, clock).signed_in(tell), methods=["GET", "POST"])
    layer(app, FastAPI).router.routes.insert(0, route)
    with serving(app) as client:
        client.headers["Accept-Language"] = "en"
        yield client
    database.close()


@pytest.fixture
def chief(seeded_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A client of a chief editor, of a server with the sample content."""
    with serving(application(seeded_url, clock=clock)) as client:
        client.headers.update({**signed_in(seeded_url, UserRole.CHIEF, clock.now), "Accept": "text/html"})
        yield client


async def tell(request: Request) -> Response:
    """Tell who is signed in, and what they may."""
    caller = current_caller.get()
    scopes = ",".join(sorted(caller.identity.scopes))
    assert request.state.user.user == caller.identity.actor
    return PlainTextResponse(f"{caller.identity.name} {scopes} {caller.view.read_scope.name}")
