"""The rules of a three-way merge, for imports and edits: what was, what is stored, what is given."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Any


class Decision(Enum):
    """What becomes of a value that is given."""

    KEEP = auto()
    TAKE = auto()
    CONFLICT = auto()


def decide(base: Any, stored: Any, given: Any) -> Decision:
    """Return what becomes of a given value: it is written over a stored one that is still as it was.

    Where both differ from the base and from each other, that is a conflict.
    """
    if given in (base, stored):
        return Decision.KEEP
    return Decision.TAKE if stored == base else Decision.CONFLICT


def merged_list(base: Sequence[str], stored: Sequence[str], given: Sequence[str]) -> list[str]:
    """Apply to ``stored`` what ``given`` adds to ``base``, removes from it and reorders in it.

    What was added, removed or reordered elsewhere stays so.
    """
    kept = {each for each in stored if each in given or each not in base}
    kept |= {each for each in given if each not in base}
    reordered = [each for each in stored if each in base] != [each for each in base if each in stored]
    first, second = (stored, given) if reordered else (given, stored)
    result = [each for each in first if each in kept]
    previous: str | None = None
    for each in (each for each in second if each in kept):
        if each not in result:
            result.insert(result.index(previous) + 1 if previous else 0, each)
        previous = each
    return result


def is_reordered_twice(base: Sequence[str], stored: Sequence[str], given: Sequence[str]) -> bool:
    """Whether both sides put what all have in common into another order."""
    common = [each for each in base if each in given and each in stored]
    merged = merged_list(base, stored, given)
    given_order, merged_order = ([each for each in order if each in common] for order in (given, merged))
    return given_order not in (common, merged_order)
