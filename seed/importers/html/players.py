"""Embedded players, of which a letter keeps a link: videos, sounds, and pages of others in a frame."""

import re
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from seed.importers.blocks import tidy
from seed.importers.links import clean_link
from seed.importers.redirects import host_of
from seed.importers.wordlist import wordset

PLAYERS = wordset("iframe video audio")
ADDRESSES = ("src", "data-src", "data-lazy-src")
# Frames that count readers or show buttons, not what somebody made.
NO_PLAYERS = re.compile(
    r"googletagmanager|doubleclick|googlesyndication|facebook\.com/(?:tr|plugins/(?:like|share))|/pixel|captcha|"
    r"platform\.twitter\.com/widgets|about:blank",
    re.IGNORECASE,
)
# What services call a player whose title nobody gave, and what they put before a title.
NO_TITLE = re.compile(
    r"(?:youtube|vimeo|dailymotion|spotify|soundcloud|deezer|video|audio|media|embedded?|podcast)*\W*"
    r"(?:(?:video|audio|embed|embedded|media) ?)*(?:player|content|iframe|frame|embed|video|audio)?",
    re.IGNORECASE,
)
BEFORE_TITLE = re.compile(r"(?:spotify embed|video|youtube|vimeo|audio)\s*[:|–-]\s+", re.IGNORECASE)
FEWEST_PIXELS = 3


class Player(NamedTuple):
    """Where a player's content is, and what it is called: by its title, else by its site."""

    url: str
    title: str


def read_player(node: LexborNode, base: str | None) -> Player | None:
    """Return the player that an element is; None for frames that show readers nothing."""
    url = next((url for address in _addresses(node) if (url := clean_link(address, base, unwrap=False))), None)
    sides = (node.attributes.get(side) or "" for side in ("width", "height"))
    too_small = any(side.isdecimal() and side.isascii() and int(side[:5]) < FEWEST_PIXELS for side in sides)
    if url is None or NO_PLAYERS.search(url) or too_small or not replaces(node):
        return None
    titles = (node.attributes.get(name) or "" for name in ("title", "aria-label"))
    title = next((bare for each in titles if (bare := _title(each))), host_of(url))
    return Player(url, title)


def replaces(node: LexborNode) -> bool:
    """Whether a player stands where its content is: what it holds for programs without players is not shown then."""
    return node.tag == "iframe" or (node.css_first("a[href], img") is None and bool(_addresses(node)))


def _title(text: str) -> str:
    title = BEFORE_TITLE.sub("", " ".join(tidy(text).split()), count=1)
    return "" if NO_TITLE.fullmatch(title) else title


def _addresses(node: LexborNode) -> list[str]:
    sources = [node, *(source for source in node.css("source") if source.mem_id != node.mem_id)]
    return [address for each in sources for name in ADDRESSES if (address := each.attributes.get(name))]
