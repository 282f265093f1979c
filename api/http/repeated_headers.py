"""Headers that stand on several lines: their value is that of all lines (RFC 9110, 5.2)."""

from collections.abc import Iterable

LISTS = frozenset({b"accept", b"accept-encoding", b"accept-language", b"content-encoding", b"if-none-match"})
"""The headers that are lists, among those that are read here; any other may stand only once."""
Header = tuple[bytes, bytes]


def join_repeated(headers: Iterable[Header]) -> list[Header]:
    """Return headers with the lines of each list in one, in their order, and all others as they are."""
    lists: dict[bytes, bytes] = {}
    others = []
    for name, value in headers:
        if name not in LISTS:
            others.append((name, value))
        else:
            lists[name] = lists[name] + b", " + value if name in lists else value
    return [*others, *lists.items()]
