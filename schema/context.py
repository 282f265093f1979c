"""The context of a request: who asks, what they may see, and what resolvers and SQL need to know besides."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

import sqlalchemy as sa

from schema.column_types import UtcDateTime
from schema.engine.read_scope import ReadScope
from schema.visibility import EDITORIAL, PUBLIC

ENVIRONMENT = {"now": UtcDateTime(), "base_url": sa.Text()}
"""The parameters of a request that SQL expressions may use, and their types."""


class Scope(StrEnum):
    """What a key may allow."""

    READ_DRAFTS = "read:drafts"


@dataclass(frozen=True)
class Identity:
    """The sender of a request: a key's name and scopes, or nobody in particular."""

    name: str | None = None
    scopes: frozenset[Scope] = frozenset()

    @cached_property
    def read_scope(self) -> ReadScope:
        """The rows that this viewer may see."""
        return EDITORIAL if Scope.READ_DRAFTS in self.scopes else PUBLIC


ANONYMOUS = Identity()


class IssueFeed(Protocol):
    """A source of issues as they appear."""

    async def subscribe(self, after: str | None = None) -> AsyncIterator[Any]:
        """Return an iterator of an ``Event`` for each issue that appears from now on, or has since an event."""
        ...


class RequestContext:
    """The context value of every operation; resolvers get it as ``info.context``.

    Args:
        identity: the sender of the request.
        now: the current instant, which decides what is published.
        base_url: what the addresses in answers start with.
        request_id: the id that an internal error names; None names none.
        issue_feed: the source of subscriptions, where they can be answered.
        last_event_id: the id of the event after which a subscription goes on; None begins it now.
    """

    __slots__ = ("environment", "identity", "issue_feed", "last_event_id", "now", "read_scope", "request_id")

    def __init__(
        self,
        identity: Identity,
        now: datetime,
        base_url: str,
        *,
        request_id: str | None = None,
        issue_feed: IssueFeed | None = None,
        last_event_id: str | None = None,
    ) -> None:
        self.identity = identity
        self.read_scope = identity.read_scope
        self.now = now
        self.environment = {"now": now, "base_url": base_url}
        self.request_id = request_id
        self.issue_feed = issue_feed
        self.last_event_id = last_event_id
