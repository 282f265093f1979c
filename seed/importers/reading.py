"""What reading a newsletter gives, whatever its format: an outline of the issue, in which no word is lost."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from selectolax.lexbor import LexborHTMLParser

from schema.text import fold, render


class Unreadable(Exception):
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


@dataclass(frozen=True)
class Section:
    """One part of the issue: its heading, its Markdown and what a reader sees of it."""

    heading: str | None
    markdown: str
    text: str
    links: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """The outline of one issue; what the input does not say is None, never guessed."""

    title: str | None = None
    title_source: str | None = None
    date: dt.date | None = None
    date_source: str | None = None
    language: str | None = None
    sections: tuple[Section, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    warnings: tuple[str, ...] = ()
    format: str = ""

    @property
    def identity(self) -> str:
        """Recognise the issue again: its date and folded title where both are known, else a digest of its words."""
        if self.date and self.title:
            return f"{self.date}:{fold(self.title)}"
        words = [self.title or "", *(f"{section.heading or ''}\n{section.text}" for section in self.sections)]
        return "sha256:" + hashlib.sha256("\n".join(fold(part) for part in words).encode()).hexdigest()[:32]


def section(heading: str | None, markdown: str) -> Section:
    """Make a section; its text and its http(s) links (in order, repeats kept) are those of the rendered Markdown."""
    body = render(markdown)
    anchors = LexborHTMLParser(body.html).css("a[href]")
    links = (anchor.attributes.get("href") or "" for anchor in anchors)
    return Section(heading, body.markdown, body.text, tuple(url for url in links if url.startswith("http")))
