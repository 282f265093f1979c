"""What reading a newsletter gives, whatever its format: an outline of the issue, in which no word is lost."""

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

LONGEST_PARAGRAPH = 3_000
TELLING = "a[href], em, strong, h1, h2, h3, h4, h5, h6"


class Unreadable(LianeError):
    """The input cannot be read; the message is one plain sentence, without a final point."""


class Reason(StrEnum):
    """Why some words of the input are reported but belong to no section."""

    GREETING = "GREETING"
    PREHEADER = "PREHEADER"
    CONTENTS = "CONTENTS"
    DUPLICATE = "DUPLICATE"
    FOOTER = "FOOTER"
    UNSUBSCRIBE = "UNSUBSCRIBE"
    TRACKER = "TRACKER"


@dataclass(frozen=True)
class LeftOut:
    """Words of the input that are reported, never published."""

    text: str
    reason: Reason


class Anchor(NamedTuple):
    """A link of the text: where it leads, its words, its whole paragraph, and the heading above it in the section."""

    url: str
    text: str
    paragraph: str
    above: str | None


@dataclass(frozen=True)
class Section:
    """One part of the issue: its heading, and its Markdown with what is derived from it.

    ``heading_links`` are where the heading itself leads; ``emphasised`` are the words in italics or bold,
    ``headings`` those of the headings inside, in order.
    """

    heading: str | None
    body: Body
    heading_links: tuple[str, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    emphasised: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()

    @property
    def markdown(self) -> str:
        """Give its Markdown."""
        return self.body.markdown

    @property
    def text(self) -> str:
        """Give what a reader sees of it."""
        return self.body.text

    @property
    def links(self) -> tuple[str, ...]:
        """Give where the section leads, in order, repeats kept."""
        return (*self.heading_links, *(anchor.url for anchor in self.anchors))


@dataclass(frozen=True)
class ParsedIssue:
    """The outline of one issue; what the input does not say is None, never guessed.

    A file that Liane exported says as what its issue is known, or, where it never was imported, all of it.
    """

    title: str | None = None
    title_source: str | None = None
    date: dt.date | None = None
    date_source: str | None = None
    language: str | None = None
    sections: tuple[Section, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
    format: str = ""
    known_as: str | None = None
    exported: Issue | None = None

    @property
    def identity(self) -> str:
        """Recognise the issue again: its date and folded title where both are known, else a digest of its words."""
        if self.known_as:
            return self.known_as
        if self.date and self.title:
            return f"{self.date}:{fold(self.title)}"
        words = [self.title or "", *(f"{section.heading or ''}\n{section.text}" for section in self.sections)]
        return "sha256:" + hashlib.sha256("\n".join(fold(part) for part in words).encode()).hexdigest()[:32]


def make_section(heading: str | None, markdown: str, heading_links: Iterable[str] = ()) -> Section:
    """Make a section; its text and its http(s) links (in order, repeats kept) are those of the rendered Markdown."""
    body = render(markdown)
    anchors: list[Anchor] = []
    emphasised: list[str] = []
    headings: list[str] = []
    paragraphs: dict[int, str] = {}
    for node in LexborHTMLParser(body.html).css(TELLING):
        words = " ".join(node.text().split())
        url = node.attributes.get("href") or ""
        if node.tag == "a" and url.startswith("http"):
            anchors.append(Anchor(url, words, _paragraph(node, paragraphs), headings[-1] if headings else None))
        elif node.tag in {"em", "strong"}:
            emphasised.append(words)
        elif node.tag != "a":
            headings.append(words)
    return Section(
        heading=heading,
        body=body,
        heading_links=tuple(heading_links),
        anchors=tuple(anchors),
        emphasised=tuple(emphasised),
        headings=tuple(headings),
    )


def _paragraph(node: LexborNode, known: dict[int, str]) -> str:
    """Give the words of the block that a link stands in."""
    while node.parent is not None and node.tag in {"a", "em", "strong", "code"}:
        node = node.parent
    if node.mem_id not in known:
        known[node.mem_id] = " ".join(node.text().split())[:LONGEST_PARAGRAPH]
    return known[node.mem_id]
