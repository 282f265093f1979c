"""A server whose clients have few points, and what they have left."""

import asyncio
from datetime import timedelta
from typing import Any, NamedTuple

import http_sf
import httpx
from starlette.types import ASGIApp

from api.budgets.budgets import Budgets
from api.budgets.responses import PaidByClient
from tests.api.serving import layer

HOST = "127.0.0.1"


class Fields(NamedTuple):
    """What the header fields of a response say, as structured fields (RFC 9651)."""

    policy: str
    quota: int
    window: int
    remaining: int
    effective_window: int


def fields(response: httpx.Response) -> Fields:
    """Return the fields of a response."""
    parsed: list[Any] = [
        http_sf.parse(response.headers[name].encode(), tltype="list") for name in ("ratelimit-policy", "ratelimit")
    ]
    ((policy, quota),), ((limit_policy, limit),) = parsed
    assert policy == limit_policy
    assert quota["liane-unit"] == "objects"
    return Fields(policy, quota["q"], quota["w"], limit["r"], limit["t"])


def budgets_of(app: ASGIApp) -> Budgets:
    """Return the budgets of an application."""
    return layer(app, PaidByClient).budgets


def remaining(app: ASGIApp, host: str = HOST) -> int:
    """Return how many points an address has left."""
    budgets = budgets_of(app)
    return asyncio.run(budgets.spend(budgets.anonymous(host), 0)).remaining


def use_up(app: ASGIApp, host: str = HOST) -> None:
    """Spend all that an address has left."""
    budgets = budgets_of(app)
    asyncio.run(budgets.spend(budgets.anonymous(host), remaining(app, host)))


def ask(client: httpx.Client, query: str, **options: Any) -> httpx.Response:
    """Send a query by POST."""
    return client.post("/graphql", json={"query": query}, **options)


SECOND = timedelta(seconds=1)
