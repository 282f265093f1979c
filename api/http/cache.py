"""What caches may keep of an answer, and how they ask whether it is still current (RFC 9110, RFC 9111, RFC 5861)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import orjson


@dataclass(frozen=True)
class Lifetimes:
    """How many seconds an answer is fresh for its reader and for shared caches, and how long these may lag behind."""

    max_age: int
    shared_max_age: int
    stale_while_revalidate: int


def entity_tag(version: str, parts: Iterable[object]) -> str:
    """Give the strong tag of an answer: the content version, and all else that decides its bytes."""
    return f'"{sha256(orjson.dumps([version, *parts], option=orjson.OPT_SORT_KEYS)).hexdigest()[:32]}"'


def is_held(tag: str, if_none_match: str) -> bool:
    """Tell whether a tag is among those that a client holds."""
    return tag in (each.strip().removeprefix("W/") for each in if_none_match.split(","))


@dataclass(frozen=True)
class Moment:
    """What the public saw when an answer was read: the content version, and the instant that it was asked for."""

    version: str
    now: datetime

    def capped(self, seconds: int, already: int = 0) -> int:
        """Shorten a lifetime, which begins ``already`` seconds from now, to the next scheduled publication."""
        until = orjson.loads(self.version)["until"]
        if until is None:
            return seconds
        return min(seconds, max(0, int((datetime.fromisoformat(until) - self.now).total_seconds())) - already)


def control(moment: Moment, lifetimes: Lifetimes) -> str:
    """Give the ``Cache-Control`` of what anyone may keep, at most until the next scheduled publication."""
    own, shared = moment.capped(lifetimes.max_age), moment.capped(lifetimes.shared_max_age)
    stale = moment.capped(lifetimes.stale_while_revalidate, shared)
    return f"public, max-age={own}, s-maxage={shared}, stale-while-revalidate={stale}"
