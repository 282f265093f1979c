"""How budgets are told over HTTP: the fields of draft-ietf-httpapi-ratelimit-headers-11, and 429 where one is used up.

The fields stand only on responses that are for one client: a shared cache would tell its budget to all others.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.budgets.budgets import Balance, Budgets, OverBudget, Purse, current_purse
from api.budgets.gcra import WINDOW_SECONDS
from api.http.problems import problem

WINDOW = round(WINDOW_SECONDS)
UNKNOWN = ("", 0)
"""Who comes through a socket of the machine has no address."""
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"


def rate_limit_fields(balance: Balance, window: int = WINDOW) -> tuple[str, str]:
    """Return the values of ``RateLimit-Policy`` and ``RateLimit`` for an account.

    Args:
        balance: how it stands.
        window: the seconds for which what is left is all that the client should use.
    """
    _, policy, points = balance.account
    # Only registered units may stand in `qu`, and objects are none of them.
    return (
        f'"{policy}";q={points};w={WINDOW};liane-unit="objects"',
        f'"{policy}";r={balance.remaining};t={window}',
    )


def rate_limit_lines() -> list[tuple[bytes, bytes]]:
    """Return these fields for the current request, where it was paid for, as ASGI wants them."""
    purse = current_purse.get()
    if purse is None or purse.balance is None:
        return []
    policy, limit = rate_limit_fields(purse.balance)
    return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", limit.encode())]


def over_budget_problem(refused: OverBudget, members: Mapping[str, Any] | None = None) -> Response:
    """Return the response for what is over a budget: a problem document of the type that the draft registers.

    Args:
        refused: what is refused.
        members: what else the document says.
    """
    policy, limit = rate_limit_fields(refused.balance, refused.retry_after or WINDOW)
    headers = {"RateLimit-Policy": policy, "RateLimit": limit}
    if refused.retry_after:
        headers["Retry-After"] = str(refused.retry_after)
    (error,) = refused.errors
    return problem(
        HTTPStatus.TOO_MANY_REQUESTS,
        error.message,
        headers,
        str((error.extensions or {})["code"]),
        type_=QUOTA_EXCEEDED,
        members={"violated-policies": [refused.balance.account.policy], **(members or {})},
    )


class PaidByClient:
    """ASGI middleware that has what requests ask for paid for by the client that they come from.

    Args:
        app: the application to wrap.
        budgets: the budgets of all clients.
    """

    def __init__(self, app: ASGIApp, budgets: Budgets) -> None:
        self.app = app
        self.budgets = budgets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] in {"http", "websocket"}:
            host, _ = scope.get("client") or UNKNOWN
            current_purse.set(Purse(self.budgets, host))
        await self.app(scope, receive, send)
