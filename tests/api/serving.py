"""A real server for tests: uvicorn on a free port, in a thread of this process."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from types import SimpleNamespace
from typing import Any, TypeVar
from unittest.mock import patch

import httpx
import uvicorn.server
from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp

import api.app
from api.admin.door import AdminDoor
from api.app import create_app
from api.graphql.endpoint import GraphQLEndpoint
from api.graphql.explorer import BUILD
from api.http.open_connections import ConnectionLimits
from api.http.protocols import bounded_protocols
from api.settings import Settings
from schema import db, writes
from schema.engine.arguments import plan_key
from schema.engine.compiler.statement import Statement
from schema.engine.documents import ParsedDocument
from schema.engine.engine import Engine, PreparedOperation
from schema.engine.read_scope import ReadScope
from schema.vocabulary import StoredStatus
from tests.patience import PATIENCE

T = TypeVar("T")
NOW = datetime(2023, 9, 1, 6, tzinfo=UTC)
NOON = datetime(2023, 9, 1, 12, tzinfo=UTC)
AMPLE = 10**9
"""Points a minute for all tests together, which come from one address, and whose clock may stand still."""
# Servers here speak plain HTTP, and loading the system's certificates for each client takes longer than most requests.
NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

# A server exempts itself from garbage collection: hundreds in one process, of 4 MB each, would never be let go.
vars(api.app)["gc"] = SimpleNamespace(collect=lambda: 0, freeze=lambda: None, enable=lambda: None)

# uvicorn checks each tenth of a second whether to stop, and waits another for its connections: most of the time of a
# short test.
vars(uvicorn.server)["asyncio"] = SimpleNamespace(**{**vars(asyncio), "sleep": lambda _: asyncio.sleep(0.005)})


class Server(uvicorn.Server):
    """A server that signals when it listens."""

    def __init__(self, app: ASGIApp, limits: ConnectionLimits) -> None:
        protocols: Any = bounded_protocols(limits)
        options: Any = {"log_config": None, "lifespan": "on", "proxy_headers": False, **protocols}
        super().__init__(uvicorn.Config(app, host="127.0.0.1", port=0, **options))
        self.listening = threading.Event()

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Listen, and signal it."""
        await super().startup(sockets)  # type: ignore[arg-type]
        self.listening.set()

    @property
    def url(self) -> str:
        """The URL that it serves."""
        host, port = self.servers[0].sockets[0].getsockname()
        return f"http://{host}:{port}"


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


OWN_DOCUMENTS: dict[tuple[str, bool], ParsedDocument] = {}
OWN_STATEMENTS: dict[Hashable, Statement] = {}


class CachingEngine(Engine):
    """An engine that parses, validates and plans each stored operation once per process, not once per application.

    That takes longer than all else that an application is built of, and the result is always the same.
    """

    def _parse_own(self, text: str) -> ParsedDocument:
        key = (text, self.introspection)
        if key not in OWN_DOCUMENTS:
            OWN_DOCUMENTS[key] = super()._parse_own(text)
        self.own_documents[text] = OWN_DOCUMENTS[key]
        return OWN_DOCUMENTS[key]

    def statement(self, prepared: PreparedOperation, read_scope: ReadScope, *, versioned: bool = False) -> Statement:
        text = prepared.document.text
        if text not in self.own_documents:
            return super().statement(prepared, read_scope, versioned=versioned)
        key = (text, read_scope.name, versioned, plan_key(prepared.variables), self.database.dialect.name)
        if key not in OWN_STATEMENTS:
            statement = super().statement(prepared, read_scope, versioned=versioned)
            if statement.errors:
                return statement
            OWN_STATEMENTS[key] = statement
        return OWN_STATEMENTS[key]


def application(
    database_url: str,
    explorer: Path = BUILD,
    clock: Callable[[], datetime] = lambda: NOW,
    **settings: Any,
) -> ASGIApp:
    """Build the application on a database, at a fixed time unless there is a clock.

    Nothing comes from memory unless a test asks for it: the others are about what makes responses.
    """
    settings = {"anonymous_points": AMPLE, "response_cache_bytes": 0, **settings}
    chosen_settings = Settings(database_url=database_url, base_url="https://liane.example", **settings)
    with patch("api.app.Engine", CachingEngine):
        return create_app(chosen_settings, clock=clock, explorer=explorer)


def layer(app: Any, kind: type[T]) -> T:
    """Return the layer of an application that has a type."""
    while not isinstance(app, kind):
        app = app.app
    return app


def desk_routes(app: ASGIApp) -> list[Route]:
    """Return the routes of the back office of an application, but folders of files."""
    routes = layer(app, FastAPI).router.routes
    door = next(
        route.endpoint for route in routes if isinstance(route, Route) and isinstance(route.endpoint, AdminDoor)
    )
    office = door.build()
    office.close()
    return [route for route in office.router.routes if isinstance(route, Route)]


def subscribers(app: ASGIApp) -> int:
    """Return the number of subscribers of an application."""
    return len(layer(app, GraphQLEndpoint).issue_feed)


@contextmanager
def serving(app: ASGIApp, limits: ConnectionLimits = ConnectionLimits()) -> Iterator[httpx.Client]:  # noqa: B008 - frozen
    """Serve an application, and yield a client of it."""
    server = Server(app, limits)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        assert server.listening.wait(PATIENCE), "the server does not start"
        with httpx.Client(base_url=server.url, verify=NO_CERTIFICATES, trust_env=False, timeout=PATIENCE) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive(), "the server does not stop"


@contextmanager
def at_a_time(url: str, clock: Clock, **settings: Any) -> Iterator[httpx.Client]:
    """Serve a database at a time, and yield a client."""
    with serving(application(url, clock=clock, **settings)) as client:
        yield client


def publish(url: str, slug: str, at: datetime) -> None:
    """Save an issue that is published, or scheduled."""
    issue = {"slug": slug, "title": slug, "status": StoredStatus.PUBLISHED, "published_at": at, "sections": []}
    engine = db.connect(url)
    with db.write_transaction(engine) as session:
        writes.save_issue(session, issue)
    engine.dispose()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for a condition."""
    give_up = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < give_up, "it never came to be"
        threading.Event().wait(0.001)
