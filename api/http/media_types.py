"""Media types: which one a client wants (RFC 9110, 12.5.1), and whether a body is JSON."""

from functools import lru_cache
from typing import NamedTuple

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
HTML = "text/html"
EVENTS = "text/event-stream"


class Range(NamedTuple):
    """One part of an ``Accept`` header, such as ``text/*;q=0.5``."""

    name: str
    quality: float


@lru_cache(256)
def best(accept: str, *offers: str) -> str | None:
    """Give the offer that a client likes best, or None when it takes none of them.

    Of two that are liked equally, the one that is named more exactly wins, then the one named first, then the one
    offered first. No header is the same as ``*/*``.
    """
    ranges = accepted(accept or "*/*")
    scored = []
    for offer in offers:
        matching = [(specificity(each.name, offer), -place, each) for place, each in enumerate(ranges)]
        exactness, place, closest = max(matching, key=lambda found: found[:2])
        if exactness and closest.quality > 0:
            scored.append(((closest.quality, exactness, place), offer))
    return max(scored, key=lambda found: found[0])[1] if scored else None


@lru_cache(256)
def names(accept: str, offer: str) -> bool:
    """Tell whether a client asks for exactly this type, not only for anything at all."""
    return any(each.name == offer and each.quality > 0 for each in accepted(accept))


def accepted(accept: str) -> list[Range]:
    """Read an ``Accept`` header; a part that cannot be read counts as nothing wanted."""
    ranges = []
    for part in accept.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weights = [value for each in parameters for key, _, value in [each.partition("=")] if key.strip() == "q"]
        ranges.append(Range(name, quality(weights[0]) if weights else 1.0))
    return ranges


def quality(text: str) -> float:
    """Read a weight between 0 and 1; anything else is 0."""
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def specificity(name: str, offer: str) -> int:
    """Tell how exactly a range names an offer: 3 by its name, 2 by its family, 1 by ``*/*``, 0 not at all."""
    if name == offer:
        return 3
    if name == f"{offer.partition('/')[0]}/*":
        return 2
    return int(name == "*/*")


@lru_cache(256)
def is_json(content_type: str) -> bool:
    """Tell whether a ``Content-Type`` is JSON in UTF-8, the only encoding it has (RFC 8259, 8.1)."""
    name, *parameters = (piece.strip().lower() for piece in content_type.split(";"))
    charsets = [value.strip('"') for each in parameters for key, _, value in [each.partition("=")] if key == "charset"]
    return name == JSON and set(charsets) <= {"utf-8", "utf8"}
