"""Counts in memory which sites show which cards, by what browsers say; of who looks at them nothing is read."""

import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

EMBED = "/embed/"
"""What the addresses of cards begin with."""
SHOWN = frozenset({200, 304})
"""The statuses with which a card is there."""
FRAMES = frozenset({b"iframe", b"frame", b"embed", b"object"})
OURS = frozenset({b"same-origin", b"none"})
HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
"""The names of sites on the web, in their ASCII form: no addresses, and none of machines inside."""
MOST_REFERER = 2_000
MOST = 2_000
"""How many cards on sites one process counts between two writes; those of further ones are not counted."""


class EmbedCounts:
    """How often cards were asked for since that was last written, by site and by address below ``/embed/``.

    Args:
        own_host: the host of this server, whose pages show cards of their own.
    """

    def __init__(self, own_host: str) -> None:
        self._own_host = own_host
        self._counts: Counter[tuple[str, str]] = Counter()

    def count(self, path: str, status: int, headers: Mapping[bytes, bytes]) -> None:
        """Count a card that was answered, unless a page of ours shows it, or nobody frames it."""
        if status not in SHOWN or not path.startswith(EMBED):
            return
        host = framing_host(headers)
        if host is None or host == self._own_host:
            return
        key = host, path.removeprefix(EMBED)
        if key in self._counts or len(self._counts) < MOST:
            self._counts[key] += 1

    def take(self) -> Counter[tuple[str, str]]:
        """Return what was counted, and begin anew."""
        counts, self._counts = self._counts, Counter()
        return counts

    def give_back(self, counts: Counter[tuple[str, str]]) -> None:
        """Count again what could not be written, as far as there is room."""
        for key, number in counts.items():
            if key in self._counts or len(self._counts) < MOST:
                self._counts[key] += number


def framing_host(headers: Mapping[bytes, bytes]) -> str | None:
    """Return the host of the site that frames what a request asks for.

    Returns:
        None where no other site does so; an empty text where one does that does not say which it is.
    """
    destination, site = headers.get(b"sec-fetch-dest"), headers.get(b"sec-fetch-site")
    if (destination is not None and destination not in FRAMES) or site in OURS:
        return None
    referer = headers.get(b"referer")
    if referer is None:
        return None if destination is None else ""
    if len(referer) > MOST_REFERER:
        return None
    try:
        host = urlsplit(referer.decode("ascii")).hostname or ""
    except ValueError:
        return None
    return host if HOST.fullmatch(host) else None
