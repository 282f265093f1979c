"""Keys of documents: from when on the public sees one, its kind, and a place of its own, in one integer.

What the public may see is what has a lower key than the next second's first, and the newest first is from the highest
key down.
"""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from schema.search.documents import Found

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND_BITS, KIND_BITS, POSITION_BITS = 30, 27, 7
EARLIEST, LATEST = -(1 << 33), (1 << 33) - 2
"""Seconds before and after 1970 that have keys of their own: from 1697 to 2242."""
NEVER = LATEST + 1
"""The second of what the public does not see."""
HIGHEST = (1 << 63) - 1
"""No key is higher."""


def key_of(found: Found) -> int:
    """Return the key of a document, unless another one has it."""
    if found.issue_id:
        place = _bits(found.issue_id, 20) << POSITION_BITS | max(127 - found.position, 0)
    else:
        place = _bits(found.id, KIND_BITS)
    return _seconds(found.visible_from) << SECOND_BITS | (7 - found.kind) << KIND_BITS | place


def bound_at(now: datetime) -> int:
    """Return the key that all are below which the public sees at an instant."""
    return _seconds(now) + 1 << SECOND_BITS


def second_of(key: int) -> int:
    """Return the second in a key."""
    return key >> SECOND_BITS


def _seconds(instant: datetime | None) -> int:
    if instant is None:
        return NEVER
    return min(max((instant - EPOCH) // timedelta(seconds=1), EARLIEST), LATEST)


def _bits(text: str, number: int) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest()) >> 32 - number
