"""Plain text: the cells of an e-mail's tables joined with ``|``, many of them empty, or paragraphs."""

import re

from schema.text import count_words
from seed.importers.blocks import BULLET, Block, Span, is_blank, one_line, without_ordinals
from seed.importers.boilerplate.forwarding import begins_with_header
from seed.importers.content import ParsedContent
from seed.importers.decoding import decode_text
from seed.importers.invisible import without_hyphenation
from seed.importers.parsed_issue import Unreadable

MOST_CELLS = 20_000
LONGEST_HEADING = 150
FEWEST_LETTERS = 2
HEADING_LEVEL = 2
SENTENCE_END = (".", "!", "?", "…", ":", "»", "”", '"', ")")


def parse(data: bytes) -> ParsedContent:
    """Parse a text newsletter, whose first line is its title.

    Raises:
        Unreadable: the bytes are no text, or more than any newsletter has.
    """
    text, warnings = decode_text(data)
    content = parse_text(text)
    content.warnings += warnings
    content.first_line_is_title = True
    return content


def parse_text(text: str) -> ParsedContent:
    """Parse a text into one block for each cell or paragraph; those in capitals are headings.

    Raises:
        Unreadable: it is built to take minutes.
    """
    cells = split_cells(without_hyphenation(text))
    neighbours = zip([None, *cells], cells, [*cells[1:], None], strict=False)
    return ParsedContent(
        [
            Block(spans=[Span(cell)], level=HEADING_LEVEL if is_heading(cell, before, after) else 0)
            for before, cell, after in neighbours
        ]
    )


def split_cells(text: str) -> list[str]:
    """Return the cells that are not empty, each on one line.

    A heading that begins a cell becomes a cell of its own, as does each line with a bullet.

    Without any ``|`` the paragraphs are the cells: what blank lines separate, or else each line.
    """
    if text.count("|") + text.count("\n") > 10 * MOST_CELLS:
        raise Unreadable("the text has more cells or lines than any newsletter")
    bounds = r"\||\n[^\S\n]*\n" if re.search(r"\||\n[^\S\n]*\n", text.strip()) else r"\n"
    cells: list[str] = []
    for piece in re.split(bounds, text):
        lines: list[str] = []
        if begins_with_header(piece.strip("\n").split("\n")):
            cells += map(one_line, piece.split("\n"))
            continue
        for line in piece.split("\n"):
            if in_capitals(line) and (count_words(line) > 1 or not any(lines)):
                cells += [one_line("\n".join(lines)), one_line(line)]
                lines = []
                continue
            if BULLET.match(line):
                cells.append(one_line("\n".join(lines)))
                lines = []
            lines.append(line.strip())
        cells.append(one_line("\n".join(lines)))
    cells = [cell for cell in cells if not is_blank(cell)]
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"the text has more than {MOST_CELLS:,} cells, which no newsletter has")
    return cells


def in_capitals(line: str) -> bool:
    """Whether a line is written like a heading: short, with letters, all of them capitals."""
    line = without_ordinals(line.strip())
    if len(line) > LONGEST_HEADING or not line.isupper():
        return False
    return sum(char.isalpha() for char in line) >= FEWEST_LETTERS


def is_heading(cell: str, before: str | None, after: str | None) -> bool:
    """Whether a cell is a heading, seen between its neighbours.

    A single word in capitals is none where the sentence before it runs on after it: an acronym that had its own cell.
    """
    if not in_capitals(cell):
        return False
    if count_words(cell) > 1 or not before or not after:
        return True
    return in_capitals(before) or before.endswith(SENTENCE_END) or not after[0].islower()
