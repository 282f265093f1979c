"""``Cache-Control``: how long caches may keep a response (RFC 9111, RFC 5861)."""

from dataclasses import dataclass
from datetime import datetime

import orjson


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

    def capped(self, seconds: int, elapsed: int = 0) -> int:
        """Cap a lifetime, which begins ``elapsed`` seconds from now, at the next scheduled publication."""
        until = orjson.loads(self.version)["until"]
        if until is None:
            return seconds
        return min(seconds, max(0, int((datetime.fromisoformat(until) - self.read_at).total_seconds())) - elapsed)


def cache_control(content_state: ContentState, lifetimes: Lifetimes) -> str:
    """Return the ``Cache-Control`` of a public response: fresh at most until the next scheduled publication."""
    own, shared = content_state.capped(lifetimes.max_age), content_state.capped(lifetimes.shared_max_age)
    stale = content_state.capped(lifetimes.stale_while_revalidate, shared)
    return f"public, max-age={own}, s-maxage={shared}, stale-while-revalidate={stale}"
