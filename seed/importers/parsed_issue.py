"""What the import of a newsletter yields, whatever its format: an issue in which no word is lost."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from schema.errors import LianeError
from schema.text import Body, fold, render
from seed.files.documents import Issue
from seed.pictures.reading import PictureFile

LONGEST_PARAGRAPH = 3_000
CUES = "a[href], em, strong, h1, h2, h3, h4, h5, h6"
"""The elements that the linking of works looks at."""


class Unreadable(LianeError):
    """The input cannot be read; the message is one plain sentence, without a full stop at its end."""


class Reason(StrEnum):
    """Why some words of the input are reported but belong to no section."""

    GREETING = "GREETING"
    PREHEADER = "PREHEADER"
    CONTENTS = "CONTENTS"
    DUPLICATE = "DUPLICATE"
    FOOTER = "FOOTER"
    UNSUBSCRIBE = "UNSUBSCRIBE"
    TRACKER = "TRACKER"
    MARKUP = "MARKUP"


@dataclass(frozen=True)
class LeftOut:
    """Words of the input that are reported, never published."""

    text: str
    reason: Reason


class Anchor(NamedTuple):
    """A link in a section: its address, its words, its whole paragraph, and the heading above it in the section."""

    url: str
    text: str
    paragraph: str
    above: str | None


@dataclass(frozen=True)
class Section:
    """A section of the issue: its heading, and its Markdown with what is derived from it.

    ``heading_links`` are the addresses that the heading itself links to; ``emphasised`` holds the words in italics or
    bold, ``italic`` those in italics, ``headings`` those of the headings inside, in order.
    """

    heading: str | None
    body: Body
    heading_links: tuple[str, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    emphasised: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    italic: frozenset[str] = frozenset()

    @property
    def markdown(self) -> str:
        """Return its Markdown."""
        return self.body.markdown

    @property
    def text(self) -> str:
        """Return the words that a reader sees."""
        return self.body.text

    @property
    def links(self) -> tuple[str, ...]:
        """Return the addresses that the section links to, in order, repeats kept."""
        return (*self.heading_links, *(anchor.url for anchor in self.anchors))


@dataclass(frozen=True)
class ParsedIssue:
    """An issue as it was read; what the input does not say is None, never guessed.

    A file that Liane exported carries the identity of its issue (``known_as``), or, where that one was never imported,
    the whole issue (``exported``). ``authors`` are names, ``cover`` is an address and its text alternative;
    ``withheld`` says why the letter is not for all readers, if it is not. ``pictures`` are those that it carries inside
    and its sections show.
    """

    title: str | None = None
    title_source: str | None = None
    date: dt.date | None = None
    date_source: str | None = None
    language: str | None = None
    standfirst: str | None = None
    number: int | None = None
    authors: tuple[str, ...] = ()
    cover: tuple[str, str] | None = None
    slug: str | None = None
    withheld: str | None = None
    sections: tuple[Section, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
    format: str = ""
    known_as: str | None = None
    exported: Issue | None = None
    pictures: tuple[PictureFile, ...] = ()

    @property
    def identity(self) -> str:
        """What the issue is recognised by: its date and folded title if both are known, else a digest of its words."""
        if self.known_as:
            return self.known_as
        if self.date and self.title:
            return f"{self.date}:{fold(self.title)}"
        texts = [self.title or "", *(f"{section.heading or ''}\n{section.text}" for section in self.sections)]
        return "sha256:" + hashlib.sha256("\n".join(fold(text) for text in texts).encode()).hexdigest()[:32]


def make_section(heading: str | None, markdown: str, heading_links: Iterable[str] = ()) -> Section:
    """Build a section; its text and its http(s) links (in order, repeats kept) are those of the rendered Markdown."""
    body = render(markdown)
    anchors: list[Anchor] = []
    emphasised: list[str] = []
    headings: list[str] = []
    italic: set[str] = set()
    paragraphs: dict[int, str] = {}
    for node in LexborHTMLParser(body.html).css(CUES):
        words = " ".join(node.text().split())
        url = node.attributes.get("href") or ""
        if node.tag == "a" and url.startswith("http"):
            anchors.append(Anchor(url, words, _paragraph(node, paragraphs), headings[-1] if headings else None))
        elif node.tag in {"em", "strong"}:
            emphasised.append(words)
            italic |= {words} if node.tag == "em" else set()
        elif node.tag != "a":
            headings.append(words)
    return Section(
        heading=heading,
        body=body,
        heading_links=tuple(heading_links),
        anchors=tuple(anchors),
        emphasised=tuple(emphasised),
        headings=tuple(headings),
        italic=frozenset(italic),
    )


def _paragraph(node: LexborNode, cache: dict[int, str]) -> str:
    """Return the words of the block that a link stands in."""
    while node.parent is not None and node.tag in {"a", "em", "strong", "code"}:
        node = node.parent
    if node.mem_id not in cache:
        cache[node.mem_id] = " ".join(node.text().split())[:LONGEST_PARAGRAPH]
    return cache[node.mem_id]
