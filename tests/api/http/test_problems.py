"""Errors outside of GraphQL are problem details with the request's id; an unexpected error is logged, not shown."""

from collections.abc import Iterator
from typing import Any

import httpx
import orjson
import pytest
from starlette.types import Message, Receive, Scope, Send

from api.http.problems import ServerErrors
from api.http.request_id import RequestId, RequestIdFilter
from tests.api.serving import application, serving
from tests.databases import SqliteDatabases


@pytest.fixture(scope="module")
def client(sqlite_databases: SqliteDatabases) -> Iterator[httpx.Client]:
    """A client of a server with the sample content."""
    url = sqlite_databases.create(sqlite_databases.seeded)
    with serving(application(url)) as client:
        yield client
    sqlite_databases.drop(url)


def test_an_unknown_path_is_a_problem_with_the_requests_id(client: httpx.Client) -> None:
    response = client.get("/nobody/knows", headers={"X-Request-Id": "lost"})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["cache-control"] == "no-store"
    assert response.json() == {"type": "about:blank", "title": "Not Found", "status": 404, "requestId": "lost"}


def test_another_method_is_a_problem_that_lists_the_methods(client: httpx.Client) -> None:
    response = client.post("/livez")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert response.json()["title"] == "Method Not Allowed"


async def test_a_failure_is_logged_under_the_id_and_not_shown(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.handler.addFilter(RequestIdFilter())
    arrived: list[Message] = []

    async def app(*_: Any) -> None:
        raise ZeroDivisionError("nobody's business")

    async def keep(message: Message) -> None:
        arrived.append(message)

    scope = {"type": "http", "method": "GET", "headers": [(b"x-request-id", b"unlucky")]}
    await RequestId(ServerErrors(app))(scope, keep, keep)  # type: ignore[arg-type]
    assert arrived[0]["status"] == 500
    assert dict(arrived[0]["headers"])[b"content-type"] == b"application/problem+json"
    details = {"type": "about:blank", "title": "Internal Server Error", "status": 500, "requestId": "unlucky"}
    assert orjson.loads(arrived[1]["body"]) == details
    (record,) = caplog.records
    assert record.__dict__["request_id"] == "unlucky"


async def test_a_failure_after_the_response_began_is_left_to_the_server() -> None:
    async def app(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ZeroDivisionError

    async def nothing(*_: Any) -> Any:
        return None

    with pytest.raises(ZeroDivisionError):
        await RequestId(ServerErrors(app))({"type": "http", "headers": []}, nothing, nothing)
