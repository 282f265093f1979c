"""What caches may keep of an answer, and how they ask whether it is still current (RFC 9110, RFC 9111, RFC 5861)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import orjson

VARY = "Accept, Accept-Encoding, Authorization"


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


def headers(tag: str, version: str, now: datetime, lifetimes: Lifetimes) -> Mapping[str, str]:
    """Give the headers of an answer that anyone may keep, at most until the next scheduled publication."""
    until = orjson.loads(version)["until"]
    left = max(0, int((datetime.fromisoformat(until) - now).total_seconds())) if until else None

    def capped(seconds: int, already: int = 0) -> int:
        return seconds if left is None else min(seconds, left - already)

    shared = capped(lifetimes.shared_max_age)
    stale = capped(lifetimes.stale_while_revalidate, shared)
    control = f"public, max-age={capped(lifetimes.max_age)}, s-maxage={shared}, stale-while-revalidate={stale}"
    return {"etag": tag, "cache-control": control, "vary": VARY}
