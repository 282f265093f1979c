"""Fixtures of the tests of the API."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

import httpx
import pytest

from api.http.request_id import log_with_request_ids
from schema.engine.engine import Engine
from schema.engine.limits import Limits
from tests.api.serving import Clock, application, serving
from tests.conftest import fresh
from tests.databases import Databases


@pytest.fixture
def log() -> Iterator[StringIO]:
    """The log of the server."""
    log_with_request_ids()
    stream = StringIO()
    handlers = [each for each in logging.getLogger("liane").handlers if isinstance(each, logging.StreamHandler)]
    previous = [(handler, handler.stream) for handler in handlers]
    # Not by setStream, which flushes the stream before: the captured one of an earlier test, and closed.
    for handler in handlers:
        handler.stream = stream
    yield stream
    for handler, previous_stream in previous:
        handler.stream = previous_stream


@pytest.fixture
def clock() -> Clock:
    """The server's clock."""
    return Clock()


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that the engine runs; those that follow the change log are not among them."""
    statements: list[str] = []
    fetch = Engine._fetch

    async def recording_fetch(
        self: Engine, sql: str, values: Sequence[Any], limits: Limits | None = None, at: datetime | None = None
    ) -> Sequence[bytes]:
        statements.append(sql)
        return await fetch(self, sql, values, limits, at)

    monkeypatch.setattr(Engine, "_fetch", recording_fetch)
    return statements


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def client(request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client of a server with the sample content, which no test changes; its module's tests share it."""
    databases: Databases = request.getfixturevalue(f"{request.param}_databases")
    with fresh(databases, databases.seeded) as url, serving(application(url)) as client:
        yield client
