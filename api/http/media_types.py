"""Media types: which one a client prefers (RFC 9110, 12.5.1), and whether a body is JSON."""

from functools import lru_cache
from typing import NamedTuple

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
HTML = "text/html"
EVENT_STREAM = "text/event-stream"
MULTIPART = "multipart/mixed"
MAX_HEADER_BYTES = 500
"""Callers cut ``Accept`` and ``Content-Type`` to this length: what is parsed of them is cached here."""


class MediaRange(NamedTuple):
    """One part of an ``Accept`` header, such as ``text/*;q=0.5``."""

    name: str
    quality: float


@lru_cache(256)
def best_match(accept: str, *offers: str) -> str | None:
    """Return the offer that a client prefers, or None if it accepts none of them.

    Of two with the same quality, the one that is named more exactly wins, then the one named first, then the one
    offered first. No header is the same as ``*/*``.
    """
    ranges = parse_accept(accept or "*/*")
    scored = []
    for offer in offers:
        matches = [(specificity(each.name, offer), -position, each) for position, each in enumerate(ranges)]
        exactness, position, closest = max(matches, key=lambda match: match[:2])
        if exactness and closest.quality > 0:
            scored.append(((closest.quality, exactness, position), offer))
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


@lru_cache(256)
def accepts_by_name(accept: str, offer: str) -> bool:
    """Whether a client accepts exactly this type, rather than through a wildcard."""
    return any(each.name == offer and each.quality > 0 for each in parse_accept(accept))


def prefers(accept: str, offer: str, *others: str) -> bool:
    """Whether a client names a type, and would rather have it than any of the others."""
    return accepts_by_name(accept, offer) and best_match(accept, *others, offer) == offer


def parse_accept(accept: str) -> list[MediaRange]:
    """Parse an ``Accept`` header; a weight that cannot be parsed counts as 0."""
    ranges = []
    for media_range in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in media_range.split(";"))
        weights = [value for each in parameters for key, _, value in [each.partition("=")] if key.strip() == "q"]
        ranges.append(MediaRange(name, parse_quality(weights[0]) if weights else 1.0))
    return ranges


def parse_quality(text: str) -> float:
    """Parse a weight between 0 and 1; anything else is 0."""
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def specificity(name: str, offer: str) -> int:
    """Return how exactly a range matches an offer: 3 by name, 2 by ``type/*``, 1 by ``*/*``, 0 not at all."""
    if name == offer:
        return 3
    if name == f"{offer.partition('/')[0]}/*":
        return 2
    return int(name == "*/*")


@lru_cache(256)
def is_json(content_type: str) -> bool:
    """Whether a ``Content-Type`` is JSON in UTF-8, the only encoding that JSON has (RFC 8259, 8.1)."""
    name, *parameters = (piece.strip().lower() for piece in content_type.split(";"))
    charsets = [value.strip('"') for each in parameters for key, _, value in [each.partition("=")] if key == "charset"]
    return name == JSON and set(charsets) <= {"utf-8", "utf8"}
