"""``/mcp`` is a door as every other: it is shut by default, and who asks is told apart, pays, and waits in line."""

import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from starlette.types import ASGIApp

from schema.engine.database import protocol
from schema.vocabulary import Scope
from tests.api.budgets.doors import fields, remaining, use_up
from tests.api.keys import bearer, make_key
from tests.api.mcp.agents import ask, call, code, text_of
from tests.api.processes import served
from tests.api.serving import Clock, application, serving
from tests.patience import PATIENCE

POINTS = 5_000
LOADS = """
import sys
from api.app import create_app
from api.settings import Settings
create_app(Settings(database_url=sys.argv[1], mcp=True))
assert not {"mcp", "mcp_types", "api.mcp.reading"} & sys.modules.keys()
"""


@pytest.fixture
def keys(seeded_url: str) -> dict[str, str]:
    """Keys by what they are for."""
    return {
        "partner": make_key(seeded_url, origins=["https://partner.example"]),
        "few": make_key(seeded_url, points=100),
        "drafts": make_key(seeded_url, Scope.READ_DRAFTS),
        "writing": make_key(seeded_url, Scope.WRITE_CONTENT),
    }


@pytest.fixture
def app(seeded_url: str, clock: Clock, keys: dict[str, str]) -> ASGIApp:
    """An application with the door open, which knows the keys."""
    assert keys
    return application(seeded_url, clock=clock, anonymous_points=POINTS, mcp=True, cors_origins="https://ours.example")


@pytest.fixture
def client(app: ASGIApp) -> Iterator[httpx.Client]:
    """A client of it."""
    with serving(app) as client:
        yield client


def test_it_is_shut_by_default(seeded_url: str) -> None:
    with serving(application(seeded_url)) as client:
        assert ask(client, "tools/list").status_code == 404


def test_nothing_of_it_is_loaded_before_somebody_asks(seeded_url: str) -> None:
    subprocess.run([sys.executable, "-c", LOADS, seeded_url], check=True, timeout=PATIENCE)


def test_it_takes_post_alone(client: httpx.Client) -> None:
    for method in ("GET", "HEAD", "PUT", "DELETE"):
        response = client.request(method, "/mcp")
        assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 400), ("[]", 400), ('{"jsonrpc": "2.0", "id": 1}', 400), ("x" * 2_000_000, 413), ("", 400)],
)
def test_what_is_no_request_of_the_protocol_is_refused(client: httpx.Client, body: str, status: int) -> None:
    for headers in ({}, {"MCP-Protocol-Version": "2026-07-28"}, {"MCP-Protocol-Version": "1999-01-01"}):
        sent = {"Accept": "application/json", "Content-Type": "application/json", **headers}
        assert client.post("/mcp", content=body, headers=sent).status_code == status


def test_a_form_that_pages_can_send_unasked_is_refused(client: httpx.Client) -> None:
    response = client.post("/mcp", content='{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}')
    assert response.status_code == 400


def test_pages_of_others_may_not_ask_and_those_of_a_key_may(client: httpx.Client, keys: dict[str, str]) -> None:
    key = bearer(keys["partner"])
    for origin, status in (("https://evil.example", 403), ("null", 403), ("https://ours.example", 200)):
        assert ask(client, "tools/list", headers={"Origin": origin}).status_code == status
    assert ask(client, "tools/list", headers={"Origin": "https://liane.example"}).status_code == 200
    assert ask(client, "tools/list", headers={"Origin": "https://partner.example", **key}).status_code == 200
    assert ask(client, "tools/list", headers={"Origin": "https://ours.example", **key}).status_code == 403


def test_who_is_nobody_reads_what_is_published_and_what_is_no_key_is_refused(client: httpx.Client) -> None:
    assert call(client, "list_issues").status_code == 200
    refused = call(client, "list_issues", bearer("lk_nonsense"))
    assert (refused.status_code, refused.json()["code"]) == (401, "UNAUTHENTICATED")
    assert call(client, "list_issues", {"Liane-View": "draft"}).status_code == 403


def test_no_cache_keeps_an_answer_and_it_says_what_is_left(app: ASGIApp, client: httpx.Client) -> None:
    response = call(client, "read_issue")
    assert response.headers["cache-control"] == "no-store"
    assert fields(response).remaining == remaining(app) < POINTS


def test_who_is_over_the_budget_is_told_in_words_and_pays_nothing(app: ASGIApp, client: httpx.Client) -> None:
    use_up(app)
    response = call(client, "read_issue")
    assert response.json()["result"]["isError"]
    assert text_of(response).startswith("RATE_LIMITED: The operation costs")
    assert "try again in" in text_of(response)
    assert ask(client, "tools/list").status_code == 200


def test_a_key_pays_by_itself(app: ASGIApp, client: httpx.Client, keys: dict[str, str]) -> None:
    use_up(app)
    assert code(client, "read_issue", bearer(keys["few"])) == "COST_LIMIT"
    assert fields(call(client, "list_issues", bearer(keys["few"]), first=2)).policy == "key"


def test_when_the_line_is_full_it_is_refused_at_once(
    app: ASGIApp, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "MOST_WAITING", 0)
    response = call(client, "read_issue")
    assert (response.status_code, response.json()["code"]) == (503, "OVERLOADED")
    assert "retry-after" in response.headers
    assert remaining(app) == POINTS


def test_a_failure_of_ours_is_told_by_its_id_and_logged(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    call(client, "list_issues")
    monkeypatch.setattr("api.mcp.reading.write", lambda _: 1 / 0)
    text = text_of(call(client, "list_issues", {"X-Request-Id": "the-one"}))
    assert text == "INTERNAL: This is a fault of ours; the log has it under the-one."
    assert [record.getMessage() for record in caplog.records] == ["the tool list_issues failed"]


def test_a_draft_is_read_under_a_view_with_the_scope_to_read_it(client: httpx.Client, keys: dict[str, str]) -> None:
    assert call(client, "list_issues", bearer(keys["drafts"], "draft")).status_code == 200
    refused = call(client, "list_issues", bearer(keys["writing"], "draft"))
    assert (refused.status_code, refused.json()["code"]) == (403, "FORBIDDEN")


@pytest.mark.long
def test_any_process_answers_for_nothing_is_remembered(seeded_url: str) -> None:
    with served(seeded_url, workers=2, mcp="true") as server:
        for _ in range(20):
            with httpx.Client(base_url=f"http://{server.address}", timeout=PATIENCE) as client:
                response = call(client, "list_issues")
                assert (response.status_code, response.headers.get("mcp-session-id")) == (200, None)
                assert text_of(response).startswith('{"issues":[{"slug"')
