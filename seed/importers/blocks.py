"""What a newsletter is made of, whatever its format: blocks of words in reading order."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from schema.text import count_words, fold
from seed.importers.invisible import without_hyphenation
from seed.importers.parsed_issue import Reason

BODY_SIZE = 16.0
"""The default size of running text, in pixels."""
LARGER = 1.15
"""Letters are larger than others from so many times their size on."""
SPACES = re.compile(r"[ \t\n\r\f]+")
# A typed bullet. A dash is one only with a space behind it, and a long dash opens direct speech.
BULLET = re.compile(r"\s*(?:[•‣▪◦●∙]|[–*-](?=[ \u00a0]))[ \u00a0]*(?=\S)")
KEY_SIGNS = re.compile(r"\W+")
# Controls, formats (zero-width characters among them) and spaces.
UNSEEN = {"Cc", "Cf", "Zs", "Zl", "Zp"}
# U+034F joins nothing: senders pad their hidden preheaders with it.
FILLER = "\u034f"
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u2028\u2029]")


class Hyperlink(NamedTuple):
    """A link of the input; ``number`` tells it from others with the same address."""

    number: int
    url: str


class Picture(NamedTuple):
    """An image: its address, its alternative text, and the size in pixels at which the letter shows it, if stated."""

    url: str
    alt: str
    width: int | None = None
    height: int | None = None


class Span(NamedTuple):
    """A run of words that look the same; a line feed in the text is a line break. A picture has no text.

    ``mark`` is ``del``, ``sub`` or ``sup`` where the words are struck out, below or above the line.
    """

    text: str
    strong: bool = False
    em: bool = False
    code: bool = False
    link: Hyperlink | None = None
    picture: Picture | None = None
    mark: str = ""


class Container(NamedTuple):
    """A quotation, a caption, a list or an item around a block; ``start`` is the first number of an ordered list."""

    kind: str
    number: int
    start: int | None = None


class BlockKind(StrEnum):
    """What a block holds."""

    TEXT = "TEXT"
    CODE = "CODE"
    RULE = "RULE"
    TABLE = "TABLE"


@dataclass
class Block:
    """A paragraph, a heading, an image, a rule or a table of data.

    Attributes:
        level: the level of its heading tag, 0 for none.
        size: the size in pixels of most of its letters.
        upper: whether its style shows it in capitals.
        cell_number: the number of the table cell or the like that it stands in.
        hidden: whether readers do not see it.
        in_page: whether most of it links to places in the same page.
        places: the names of the places in the page that it links to.
        ids: the names of the places in the page that are right before it or in it.
        card: the address that everything around it leads to as well, where a link holds several blocks.
        button: whether it looks like a button.
        one_screen: whether it is hidden on screens of another size.
        has_header: whether a table's first row names its columns.
        reason: why it is left out, if it is.
    """

    kind: BlockKind = BlockKind.TEXT
    spans: list[Span] = field(default_factory=list)
    level: int = 0
    size: float = BODY_SIZE
    upper: bool = False
    containers: tuple[Container, ...] = ()
    cell_number: int = 0
    hidden: bool = False
    in_page: bool = False
    places: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    card: str = ""
    button: bool = False
    one_screen: bool = False
    rows: list[list[list[Span]]] = field(default_factory=list)
    has_header: bool = False
    reason: Reason | None = None

    @property
    def all_spans(self) -> list[Span]:
        """Return the spans, those of a table's cells included."""
        return self.spans or [span for row in self.rows for cell in row for span in cell]

    @cached_property
    def text(self) -> str:
        """Return the words, with line breaks where the block has them."""
        if self.rows:
            return "\n".join(" ".join(text_of(cell) for cell in row) for row in self.rows)
        return text_of(self.spans)

    @cached_property
    def line(self) -> str:
        """Return the words on one line."""
        return " ".join(self.text.split("\n")).strip(" ")

    @cached_property
    def words(self) -> int:
        """Return the number of words."""
        return count_words(self.text)

    @cached_property
    def folded(self) -> str:
        """Return the folded words: equal for two blocks that say the same."""
        return fold_words(self.text)

    @property
    def pictures(self) -> list[Picture]:
        """Return its images."""
        return [span.picture for span in self.all_spans if span.picture]

    @property
    def links(self) -> list[Hyperlink]:
        """Return its links, each once, in order."""
        return list(dict.fromkeys(span.link for span in self.all_spans if span.link))

    @cached_property
    def strong(self) -> bool:
        """Whether all of its words are bold."""
        return all_are(self.spans, "strong")

    @cached_property
    def linked(self) -> bool:
        """Whether all of its words are links."""
        return all_are(self.spans, "link")

    @cached_property
    def capitals(self) -> bool:
        """Whether a reader sees capitals only."""
        upper = self.upper or without_ordinals(self.text).isupper()
        return upper and sum(char.isalpha() for char in self.text[:200]) > 1

    def with_spans(self, spans: Iterable[Span]) -> "Block":
        """Return the same block with other words."""
        return replace(self, spans=list(spans))


# "XXe" and "2nd" are capitals too, as far as a heading goes.
ORDINAL = re.compile(r"(?<=[\dIVXLC])(?:e|er|re|ère|ème|nd|rd|th|st)\b")


def without_ordinals(text: str) -> str:
    """Remove the small letters of ordinal numbers."""
    return ORDINAL.sub("", text)


def tidy(text: str) -> str:
    """Return text as it may be stored: composed accents, no control characters, no hints for hyphenation."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", without_hyphenation(CONTROL.sub(" ", text)))


def one_line(text: str) -> str:
    """Join the lines of ``text`` and collapse its breaking white space."""
    return re.sub(r"[ \t\n]+", " ", text).strip()


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing in ``text``: spaces, zero-width characters and fillers only."""
    return all(unicodedata.category(char) in UNSEEN or char == FILLER for char in text)


def has_words(spans: Iterable[Span]) -> bool:
    """Whether any letter or digit is shown."""
    return any(char.isalnum() for span in spans for char in span.text)


def trim_start(spans: list[Span]) -> None:
    """Remove the white space at the beginning of spans."""
    while spans and not spans[0].picture and not spans[0].text.strip():
        spans.pop(0)
    if spans and not spans[0].picture:
        spans[0] = spans[0]._replace(text=spans[0].text.lstrip())


def fold_words(text: str) -> str:
    """Return the folded words of a text, for comparing."""
    return " ".join(KEY_SIGNS.sub(" ", fold(text)).split())


def text_of(spans: Iterable[Span]) -> str:
    """Return the words of spans; white space becomes single spaces, a line break stays one."""
    lines = "".join(span.text for span in spans).split("\n")
    return "\n".join(re.sub(r" +", " ", line).strip(" ") for line in lines).strip("\n")


def all_are(spans: Iterable[Span], mark: str) -> bool:
    """Whether there are spans with words, and all of them have this mark."""
    marked = [bool(getattr(span, mark)) for span in spans if any(char.isalnum() for char in span.text)]
    return bool(marked) and all(marked)


def split_spans(spans: Sequence[Span], position: int) -> tuple[list[Span], list[Span]]:
    """Split spans before the character at ``position`` of their joined texts."""
    left: list[Span] = []
    right: list[Span] = []
    for span in spans:
        cut = max(0, min(len(span.text), position))
        if cut or (span.picture and position > 0):
            left.append(span._replace(text=span.text[:cut]))
        if cut < len(span.text) or (span.picture and position <= 0):
            right.append(span._replace(text=span.text[cut:]))
        position -= len(span.text)
    return left, right


def paragraphs(spans: Sequence[Span]) -> list[list[Span]]:
    """Split spans at two or more line breaks in a row, and tidy the white space within each paragraph.

    Spaces collapse to one across spans and vanish around line breaks; empty paragraphs are dropped.
    """
    parts: list[list[Span]] = [[]]
    breaks = 0
    for span in _tidy(spans):
        for piece in [span.text] if span.picture else re.split(r"(\n+)", span.text):
            if piece and not piece.strip("\n"):
                breaks += len(piece)
            elif piece or span.picture:
                if parts[-1] and breaks > 1:
                    parts.append([])
                elif parts[-1] and breaks:
                    parts[-1].append(Span("\n"))
                breaks = 0
                parts[-1].append(span._replace(text=piece))
    for part in parts:
        _trim_end(part)
    return [part for part in parts if part]


def _tidy(spans: Sequence[Span]) -> list[Span]:
    tidy: list[Span] = []
    before = "\n"
    for span in spans:
        if span.picture:
            tidy.append(span)
            before = "x"
            continue
        text = re.sub(r" *\n *", "\n", re.sub(r" +", " ", span.text))
        if before in " \n":
            text = text.lstrip(" ")
        if text.startswith("\n") and before == " ":
            _trim_end(tidy)
        if text:
            tidy.append(span._replace(text=text))
            before = text[-1]
    return tidy


def _trim_end(spans: list[Span]) -> None:
    while spans and not spans[-1].picture:
        text = spans[-1].text.rstrip(" \n")
        if text:
            spans[-1] = spans[-1]._replace(text=text)
            return
        spans.pop()
