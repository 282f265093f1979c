"""Which stored row a given mapping continues, so that ids stay when content is written again."""

from collections.abc import Callable, Hashable, Sequence
from typing import TypeAlias

from schema.rows import Row, Values

NEW = "new"
"""The key with which a mapping says that it continues no stored row."""
MatchKey: TypeAlias = Callable[[Values], Hashable | None]


def match_rows(stored: Sequence[Row], given: Sequence[Values], keys: Sequence[MatchKey]) -> list[Row | None]:
    """Return for each given mapping the stored row it continues, or None; no stored row is used twice.

    One that says that it is new continues none.

    Args:
        stored: the existing rows.
        given: the values to be written.
        keys: what is compared, the most reliable first; a key of None never matches.
    """
    matched: list[Row | None] = [None] * len(given)
    unmatched = list(stored)
    for key_of in keys:
        rows_by_key: dict[Hashable, list[Row]] = {}
        for row in unmatched:
            rows_by_key.setdefault(key_of(row), []).append(row)
        for index, values in enumerate(given):
            key = None if values.get(NEW) else key_of(values)
            if matched[index] is None and key is not None and rows_by_key.get(key):
                matched[index] = rows_by_key[key].pop(0)
        unmatched = [row for rows in rows_by_key.values() for row in rows]
    return matched
