"""``Cache-Control``: how long caches may keep a response (RFC 9111, RFC 5861)."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

KEEPING = "liane.keeping"
"""The key in a request's scope of what is to be known about its response, where that may be kept in memory."""


@dataclass(frozen=True)
class Lifetimes:
    """For how many seconds a response is fresh in private and in shared caches, and how long it may be served stale."""

    max_age: int
    shared_max_age: int
    stale_while_revalidate: int


@dataclass(frozen=True)
class ContentState:
    """The state of the content that a response shows: the content version, and the instant it was read at."""

    version: str
    read_at: datetime


@dataclass
class Keeping:
    """What decides for how long a response is right: the content version, and an instant at which it ends anyway.

    Args:
        current: the content version as the request came, which no statement has to read again.
        version: that of the response.
        ends: the instant.
        is_refusal: the response refuses, and is right for as long as what it says: there is too much to do.
    """

    current: str
    version: str | None = None
    ends: datetime | None = None
    is_refusal: bool = False


def may_be_kept(scope: MutableMapping[str, Any], version: str, ends: datetime | None = None) -> None:
    """Say that the response to a request depends on nothing but the request and the content.

    Args:
        scope: the request's.
        version: the content version that it shows, read with the content.
        ends: when it may be another all the same.
    """
    if keeping := scope.get(KEEPING):
        keeping.version, keeping.ends = version, ends


def may_be_repeated(scope: MutableMapping[str, Any]) -> None:
    """Say that a request is refused without a look at its body, and that those with the same head may be, too.

    They may be while there is too much to do.
    """
    if keeping := scope.get(KEEPING):
        keeping.is_refusal = True


def end_of_quarter(instant: datetime) -> datetime:
    """Return when its quarter of an hour ends: no day begins before that, wherever."""
    return instant.replace(second=0, microsecond=0) + timedelta(minutes=15 - instant.minute % 15)


def current_version(scope: MutableMapping[str, Any]) -> str | None:
    """Return the content version as a request came, where it is known without a statement."""
    keeping: Keeping | None = scope.get(KEEPING)
    return keeping.current if keeping else None


def cache_control(read_at: datetime, lifetimes: Lifetimes) -> str:
    """Return the ``Cache-Control`` of a public response whose content was read at an instant.

    Lifetimes end on the clock, where its seconds can be divided by them: one of 60 seconds with the minute. So what is
    scheduled for a full minute is nowhere fresh before it and stale after it, and no lifetime tells that it is.
    """
    second = int(read_at.timestamp())
    own, shared = (
        lifetime - second % lifetime if lifetime else 0 for lifetime in (lifetimes.max_age, lifetimes.shared_max_age)
    )
    return f"public, max-age={own}, s-maxage={shared}, stale-while-revalidate={lifetimes.stale_while_revalidate}"
