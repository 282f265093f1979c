"""Frames: what the elements around a piece of text say of it, from its letters to the lists that it stands in."""

from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from seed.importers.blocks import Container, Hyperlink
from seed.importers.html.css import (
    ComputedStyle,
    computed_style,
    declared_style,
    elements_of_one_screen,
    looks_like_button,
    sheet_declarations,
)
from seed.importers.html.players import PLAYERS
from seed.importers.links import clean_link
from seed.importers.wordlist import wordset

BLOCK_TAGS = wordset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol "
    "optgroup option p plaintext pre search section select summary table tbody td tfoot th thead tr ul xmp"
)
BOXES = wordset("td th div section article aside li table body")
INLINE_SHOWN_AS_BLOCK = frozenset({"block", "table", "table-cell", "table-row", "list-item", "flex", "grid"})
CODE_TAGS = frozenset({"code", "kbd", "samp", "tt"})
MARKS = {"del": "del", "s": "del", "strike": "del", "sub": "sub", "sup": "sup"}
"""What is neither bold nor in italics, and changes what words say."""
LEVELS = {f"h{level}": level for level in range(1, 7)}
MOST_CONTAINERS = 30


@dataclass(frozen=True)
class Frame:
    """What holds for everything inside an element."""

    style: ComputedStyle
    block: bool = True
    link: Hyperlink | None = None
    place: str = ""
    level: int = 0
    containers: tuple[Container, ...] = ()
    cell_number: int = 0
    pre: bool = False
    code: bool = False
    mark: str = ""
    button: bool = False
    one_screen: bool = False


class Look(NamedTuple):
    """How a reader sees an element: in which style, as a block of its own, as a button."""

    style: ComputedStyle
    block: bool
    button: bool


class Frames:
    """Makes the frames of a page's elements, and numbers its links, lists and boxes.

    Args:
        tree: the page.
        base: what its addresses are relative to.
        last_number: the last number that was given before.
    """

    def __init__(self, tree: LexborHTMLParser, base: str | None, last_number: int) -> None:
        self.last_number = last_number
        self.lost_links = 0
        self._base = base
        self._sheets = sheet_declarations(tree)
        self._one_screen = elements_of_one_screen(tree)
        self._word_list: Container | None = None

    def look(self, node: LexborNode, around: Frame) -> Look:
        """Return how a reader sees an element."""
        tag, attributes = node.tag or "", node.attributes
        declared = declared_style(attributes.get("style") or "", self._sheets.get(node.mem_id))
        display = declared.get("display", "")
        block = tag in BLOCK_TAGS and display not in {"inline", "contents"}
        block = block or (display in INLINE_SHOWN_AS_BLOCK and tag not in {"img", "br"}) or tag in PLAYERS
        button = tag in {"a", "button"} and looks_like_button(declared)
        return Look(computed_style(tag, declared, attributes, around.style), block, button)

    def inside(self, node: LexborNode, look: Look, around: Frame) -> Frame:
        """Return what holds for everything inside an element."""
        tag, attributes = node.tag or "", node.attributes
        link, place = around.link, around.place
        if tag == "a" and attributes.get("href"):
            address = attributes["href"] or ""
            url = clean_link(address, self._base)
            link = Hyperlink(self.number(), url) if url else None
            self.lost_links += url is None and address.strip()[:4].lower() == "http"
            place = address.strip()[1:] if address.strip().startswith("#") else ""
        level = LEVELS.get(tag, around.level)
        if attributes.get("role") == "heading":
            level = min(6, _whole_number(attributes.get("aria-level"), 2))
        return Frame(
            style=look.style,
            block=look.block,
            link=link,
            place=place,
            level=level,
            containers=(around.containers + self._containers(tag, attributes))[:MOST_CONTAINERS],
            cell_number=self.number() if tag in BOXES else around.cell_number,
            pre=around.pre or tag in {"pre", "listing", "xmp", "plaintext"},
            code=around.code or tag in CODE_TAGS,
            mark=MARKS.get(tag, around.mark),
            button=around.button or look.button,
            one_screen=around.one_screen or node.mem_id in self._one_screen,
        )

    def _containers(self, tag: str, attributes: dict[str, str | None]) -> tuple[Container, ...]:
        if tag in {"ul", "menu", "dir"}:
            return (Container("ul", self.number()),)
        if tag == "ol":
            return (Container("ol", self.number(), _whole_number((attributes.get("start") or "")[:9], 1)),)
        if tag == "li":
            return (Container("li", self.number()),)
        if tag in {"blockquote", "figcaption"}:
            return (Container("quote" if tag == "blockquote" else "caption", self.number()),)
        if tag == "p" and "MsoListParagraph" in (attributes.get("class") or ""):
            # A word processor's list: paragraphs that carry their own bullets.
            self._word_list = self._word_list or Container("ul", self.number())
            return (self._word_list, Container("li", self.number()))
        if tag in BLOCK_TAGS and tag not in {"tr", "td"}:
            self._word_list = None
        return ()

    def number(self) -> int:
        """Return a number that no link, list or box has yet."""
        self.last_number += 1
        return self.last_number


def _whole_number(value: str | None, default: int) -> int:
    return int(value) if value and value.isdecimal() and value.isascii() else default
