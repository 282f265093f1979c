"""The context of a request: who asks, what they may see, and what resolvers and SQL need to know besides."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa
from graphql import GraphQLError

from schema.column_types import UtcDateTime
from schema.engine.errors import error_with_code
from schema.engine.sql.json_text import ListParameter
from schema.visibility import PUBLISHED, View
from schema.vocabulary import Scope

ENVIRONMENT = {"now": UtcDateTime(), "base_url": sa.Text(), "shown": ListParameter(sa.Text())}
"""The parameters of a request that SQL expressions may use, and their types.

``shown`` are ids of rows that a mutation's payload or a preview shows though readers do not see them.
"""


@dataclass(frozen=True)
class ApiKey:
    """What is known of a key, but for its secret.

    ``origins`` are those whose pages may send it, any where it lists none; ``points`` are what it may spend a minute,
    as many as any key where it says nothing.
    """

    prefix: str
    name: str
    scopes: frozenset[Scope]
    origins: frozenset[str] = frozenset()
    points: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Identity:
    """The sender of a request: their name and what they may do, by a key, as a user, or as nobody in particular."""

    name: str | None = None
    scopes: frozenset[Scope] = frozenset()
    key: ApiKey | None = None
    user: str | None = None
    """The id of who is signed in."""

    @property
    def actor(self) -> str | None:
        """Who writes, as the change log names them: by the public letters of a key, or the id of a user."""
        return self.key.prefix if self.key else self.user


def denied(identity: Identity, scopes: Sequence[Scope]) -> GraphQLError | None:
    """Return the error of who has none of some scopes, or None where they have one."""
    if not identity.scopes.isdisjoint(scopes):
        return None
    names = " or ".join(scopes)
    if identity.actor is None:
        return error_with_code(f"This takes a key with the scope {names}.", "UNAUTHENTICATED")
    who = "The key has" if identity.key else "You have"
    return error_with_code(f"{who} not the scope {names}.", "FORBIDDEN")


@dataclass(frozen=True)
class Caller:
    """Who sent a request, and what of the content they ask to see and may."""

    identity: Identity = Identity()
    view: View = PUBLISHED


ANONYMOUS = Caller()


class IssueFeed(Protocol):
    """A source of issues as they appear."""

    async def subscribe(self, after: str | None = None) -> AsyncIterator[Any]:
        """Return an iterator of an ``Event`` for each issue that appears from now on, or has since an event."""
        ...


class BudgetStatus(NamedTuple):
    """How the budget of a caller stands: how many points it has a minute, how many are left, and when all are back."""

    points_per_minute: int
    remaining: int
    resets_at: datetime


class RequestContext:
    """The context value of every operation; resolvers get it as ``info.context``.

    Args:
        caller: the sender of the request, and the view that they ask for.
        now: the current instant, which decides what is published where the view has none of its own.
        base_url: what the addresses in answers start with.
        request_id: the id that an internal error names; None names none.
        issue_feed: the source of subscriptions, where they can be answered.
        last_event_id: the id of the event after which a subscription goes on; None begins it now.
        read_budget: returns how the budget of the caller stands, where there is one.
    """

    __slots__ = (
        "environment",
        "identity",
        "issue_feed",
        "last_event_id",
        "now",
        "read_budget",
        "read_scope",
        "request_id",
    )

    def __init__(  # noqa: PLR0913 - what resolvers and SQL need to know
        self,
        caller: Caller,
        now: datetime,
        base_url: str,
        *,
        request_id: str | None = None,
        issue_feed: IssueFeed | None = None,
        last_event_id: str | None = None,
        read_budget: Callable[[], Awaitable[BudgetStatus]] | None = None,
    ) -> None:
        self.identity = caller.identity
        self.read_scope = caller.view.read_scope
        self.now = caller.view.instant(now)
        self.environment = {"now": self.now, "base_url": base_url, "shown": list(caller.view.shown)}
        self.request_id = request_id
        self.issue_feed = issue_feed
        self.last_event_id = last_event_id
        self.read_budget = read_budget

    @property
    def ahead_to(self) -> datetime | None:
        """The instant to come as of which all is read, if not as of now."""
        return self.now if self.read_scope.is_ahead else None
