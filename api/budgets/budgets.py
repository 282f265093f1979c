"""Budgets: how many points a client may spend in a minute. A point is an object that an operation can read.

Operations are priced from their plan and paid for before they run. Who has no key and is not signed in is told apart by
address. Where processes share a Redis they share budgets too; while it is away each process has the same budgets by
itself.
"""

from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from graphql import GraphQLError

from api.budgets.gcra import ROUNDING_SECONDS, WINDOW_SECONDS, Gcra
from api.budgets.shared_gcra import SharedGcra
from api.http.client_addresses import counted_network
from api.identity.identification import current_caller
from schema.context import ApiKey, BudgetStatus
from schema.engine.errors import COST_LIMIT, RequestErrors

if TYPE_CHECKING:
    from api.shared_store import SharedStore

RATE_LIMITED = "RATE_LIMITED"
MOST_KNOWN = 4_096
"""How many addresses are not read again when they come back."""


class Account(NamedTuple):
    """Who pays, by which policy, and how many points they have a minute."""

    name: str
    policy: str
    points: int


class Balance(NamedTuple):
    """How an account stands at an instant; after some seconds it has all its points again."""

    account: Account
    seconds: float
    at: datetime

    @property
    def remaining(self) -> int:
        """How many points may be spent at once."""
        seconds_left = WINDOW_SECONDS - self.seconds + ROUNDING_SECONDS
        return max(0, floor(self.account.points * seconds_left / WINDOW_SECONDS))

    @property
    def resets_at(self) -> datetime:
        """The full second at which all points have come back."""
        moment = self.at + timedelta(seconds=self.seconds)
        return moment + timedelta(microseconds=-moment.microsecond % 1_000_000)


class OverBudget(RequestErrors):
    """An operation costs more than its client has left, or ever has.

    Args:
        balance: how the account stands.
        points: what the operation costs.
    """

    def __init__(self, balance: Balance, points: int) -> None:
        limit = balance.account.points
        self.balance = balance
        self.retry_after: int | None = None
        if points > limit:
            message = f"The operation costs {points} points, and your budget has {limit} a minute; ask for less."
            extensions: dict[str, object] = {"code": COST_LIMIT, "cost": points, "limit": limit}
        else:
            missing = balance.seconds + WINDOW_SECONDS * points / limit - WINDOW_SECONDS
            self.retry_after = max(1, ceil(missing - ROUNDING_SECONDS))
            message = (
                f"The operation costs {points} points, and {balance.remaining} of your {limit} a minute are left; "
                f"try again in {self.retry_after} s."
            )
            extensions = {"code": RATE_LIMITED, "cost": points, "limit": limit, "retryAfter": self.retry_after}
        super().__init__([GraphQLError(message, extensions=extensions)])

    @property
    def is_temporary(self) -> bool:
        """Whether waiting helps."""
        return self.retry_after is not None


class Budgets:
    """The budgets of all clients.

    Args:
        anonymous_points: how many points an address has a minute.
        key_points: how many a key has that says nothing of it.
        clock: returns the current instant.
        store: what the processes share, if anything.
    """

    def __init__(
        self,
        anonymous_points: int,
        key_points: int,
        clock: Callable[[], datetime],
        store: "SharedStore | None" = None,
    ) -> None:
        self._key_points = key_points
        self._clock = clock
        self._began = clock()
        self._shared = SharedGcra(store) if store else None
        self._own = Gcra()
        self.refused: Counter[str] = Counter()
        """How often somebody was over their budget, by policy."""
        self.anonymous = lru_cache(MOST_KNOWN)(lambda host: anonymous_account(host, anonymous_points))
        """Returns the account of an address."""

    def of_key(self, key: ApiKey) -> Account:
        """Return the account of a key."""
        return Account(f"key:{key.prefix}", "key", key.points or self._key_points)

    def of_user(self, user: str) -> Account:
        """Return the account of who is signed in: as many points as a key."""
        return Account(f"user:{user}", "user", self._key_points)

    async def spend(self, account: Account, points: int) -> Balance:
        """Spend points, which may be none.

        Raises:
            OverBudget: the account has not as many; then none is spent.
        """
        now = self._clock()
        seconds = WINDOW_SECONDS * points / account.points
        spending = await self._shared.spend(account.name, seconds) if self._shared else None
        if spending is None:
            spending = self._own.spend(account.name, seconds, (now - self._began).total_seconds())
        balance = Balance(account, spending.seconds, now)
        if not spending.allowed:
            self.refused[account.policy] += 1
            raise OverBudget(balance, points)
        return balance


def anonymous_account(host: str, points: int) -> Account:
    """Return the account of an address."""
    return Account(f"address:{counted_network(host)}", "anonymous", points)


class Purse:
    """What one request, or one WebSocket, is paid from: the account of its key or user, else of its address.

    Args:
        budgets: the budgets of all clients.
        host: the address that it comes from.
    """

    __slots__ = ("_account", "_budgets", "balance")

    def __init__(self, budgets: Budgets, host: str) -> None:
        self._budgets = budgets
        self._account = budgets.anonymous(host)
        self.balance: Balance | None = None
        """How the account stood when the request last paid, if it has."""

    async def spend(self, points: int) -> Balance:
        """Pay, and return how the account stands then.

        Raises:
            OverBudget: there is not as much left.
        """
        identity = current_caller.get().identity  # a stream goes on when its request has ended, and has the same
        if identity.key:
            self._account = self._budgets.of_key(identity.key)
        elif identity.user:
            self._account = self._budgets.of_user(identity.user)
        self.balance = await self._budgets.spend(self._account, points)
        return self.balance

    async def read(self) -> BudgetStatus:
        """Return how the account stands."""
        balance = await self.spend(0)
        return BudgetStatus(balance.account.points, balance.remaining, balance.resets_at)


current_purse: ContextVar[Purse | None] = ContextVar("purse", default=None)
"""What the request is paid from that is being answered; what the server does by itself is free."""


async def spend(points: int) -> None:
    """Pay for what the current request asks for.

    Raises:
        OverBudget: there is not as much left.
    """
    if purse := current_purse.get():
        await purse.spend(points)
