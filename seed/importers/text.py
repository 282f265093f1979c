"""The flattened form of an e-mail: its table cells joined with ``|``, many of them empty, headings in capitals."""

import re

from schema.text import count_words
from seed.importers.blocks import Block, Span
from seed.importers.bullets import SIGN
from seed.importers.decoding import decode, is_blank
from seed.importers.html_blocks import ParsedContent
from seed.importers.markdown_escape import one_line, paragraph
from seed.importers.parsed_issue import ParsedIssue, Section, Unreadable, make_section

LONGEST_TITLE = 200
MOST_CELLS = 20_000
LONGEST_HEADING = 150
FEWEST_LETTERS = 2
SENTENCE_END = (".", "!", "?", "…", ":", "»", "”", '"', ")")
# "XXe" and "2nd" are capitals too, as far as a heading goes.
ORDINAL = re.compile(r"(?<=[\dIVXLC])(?:e|er|re|ère|ème|nd|rd|th|st)\b")


def parse(data: bytes) -> ParsedIssue:
    """Read a flattened newsletter.

    The first cell is the title, unless it is as long as a paragraph. A cell in capitals is a heading; the cells up to
    the next one are its paragraphs. What stands between the title and the first heading is a section without one.

    Raises:
        Unreadable: the bytes are no UTF-8 text, or nothing but empty cells.
    """
    text = decode(data)
    cells = split_cells(text)
    if not cells:
        raise Unreadable("there is no text in it")
    warnings = []
    title = cells.pop(0) if len(cells[0]) <= LONGEST_TITLE else None
    if title is None:
        warnings.append("no title was found: the text begins with a whole paragraph")
    if "\ufffd" in text:
        warnings.append("the text holds the sign \ufffd: characters were lost before it came here")
    return ParsedIssue(
        title=title,
        title_source="text" if title else None,
        sections=tuple(_sections(cells)),
        warnings=tuple(warnings),
    )


def page(text: str) -> ParsedContent:
    """Give the blocks of a plain text: its cells, or its paragraphs."""
    cells = split_cells(text)
    blocks = []
    for before, cell, after in zip([None, *cells], cells, [*cells[1:], None], strict=False):
        blocks.append(Block(spans=[Span(cell)], level=2 if is_heading(cell, before, after) else 0))
    return ParsedContent(blocks)


def split_cells(text: str) -> list[str]:
    """Give the cells that are not empty, each on one line.

    A heading that begins a cell becomes a cell of its own, as does each line with the sign of a list.

    Without any ``|`` the paragraphs are the cells: what blank lines separate, or else each line.
    """
    if text.count("|") + text.count("\n") > 10 * MOST_CELLS:
        raise Unreadable("the text has more cells or lines than any newsletter")
    bounds = r"\||\n[^\S\n]*\n" if re.search(r"\||\n[^\S\n]*\n", text.strip()) else r"\n"
    cells = []
    for piece in re.split(bounds, text):
        lines: list[str] = []
        for line in piece.split("\n"):
            if in_capitals(line) and (count_words(line) > 1 or not any(lines)):
                cells += [one_line("\n".join(lines)), one_line(line)]
                lines = []
                continue
            if SIGN.match(line):
                cells.append(one_line("\n".join(lines)))
                lines = []
            lines.append(line.strip())
        cells.append(one_line("\n".join(lines)))
    cells = [cell for cell in cells if not is_blank(cell)]
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"the text has more than {MOST_CELLS:,} cells, which no newsletter has")
    return cells


def in_capitals(line: str) -> bool:
    """Tell whether a line is written like a heading: short, with letters, all of them capitals."""
    line = ORDINAL.sub("", line.strip())
    letters = sum(char.isalpha() for char in line[: LONGEST_HEADING + 1])
    return len(line) <= LONGEST_HEADING and letters >= FEWEST_LETTERS and line.isupper()


def is_heading(cell: str, before: str | None, after: str | None) -> bool:
    """Tell whether a cell is a heading, seen between its neighbours.

    A single word in capitals is none where the sentence before it runs on after it: an acronym that had its own cell.
    """
    if not in_capitals(cell):
        return False
    if count_words(cell) > 1 or not before or not after:
        return True
    return in_capitals(before) or before.endswith(SENTENCE_END) or not after[0].islower()


def _sections(cells: list[str]) -> list[Section]:
    parts: list[tuple[str | None, list[str]]] = [(None, [])]
    for before, cell, after in zip([None, *cells], cells, [*cells[1:], None], strict=False):
        if is_heading(cell, before, after):
            parts.append((cell, []))
        else:
            parts[-1][1].append(paragraph(cell))
    return [make_section(heading, "\n\n".join(paragraphs)) for heading, paragraphs in parts if heading or paragraphs]
