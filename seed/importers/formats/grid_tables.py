"""Grid tables, drawn with ``+---+`` and ``|`` as word processors export them: their cells, one below the other."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import dedent

BORDER = re.compile(r" {0,3}\+(?:[-=:]+\+)+[ \t]*")
ROW = re.compile(r" {0,3}[|+].*[|+][ \t]*")
BROKEN = re.compile(r"(?:<|\]\(<?)https?://[^\s<>()]*$")
BARE = re.compile(r"(?:^|\s)https?://\S+$")
CONTINUED = re.compile(r"[^\s|]*[/=&?%_.\-][^\s|]*")
DEEPEST = 6
FENCE = re.compile(r" {0,3}(?:```|~~~)")


def expand_grid_tables(text: str, depth: int = 0) -> str:
    """Replace every grid table in a Markdown text by its cells, as paragraphs; join broken addresses."""
    lines = text.split("\n")
    out: list[str] = []
    start, fenced = 0, False
    while start < len(lines):
        fenced ^= bool(FENCE.match(lines[start]))
        end = start
        if not fenced and BORDER.fullmatch(lines[start]):
            end += 1
            while end < len(lines) and ROW.fullmatch(lines[end]):
                end += 1
        if end - start > 2:  # noqa: PLR2004 (two borders and a line between)
            for cell in _cells(lines[start:end]):
                inner = expand_grid_tables(cell, depth + 1) if depth < DEEPEST else cell
                out += ["", inner, ""]
            start = end
        else:
            out.append(lines[start])
            start += 1
    return "\n".join(out if depth else join_broken_urls(out))


def join_broken_urls(lines: Sequence[str], width: int | None = None) -> list[str]:
    """Join addresses that a narrow cell broke: inside ``<...`` or ``](...``, or bare and as wide as the cell."""
    joined: list[str] = []
    for line in lines:
        above = joined[-1] if joined else ""
        full = width is not None and len(above) >= width and bool(BARE.search(above))
        continues = line.strip() and (BROKEN.search(above) or (full and CONTINUED.fullmatch(line.strip())))
        if continues:
            joined[-1] = above + line.strip()
        else:
            joined.append(line.rstrip() if width is not None else line)
    return joined


def _cells(lines: Sequence[str]) -> Iterator[str]:
    row: list[str] = []
    columns: list[int] = []
    for line in lines:
        if BORDER.fullmatch(line):
            yield from _row(row, columns)
            row = []
            columns = sorted({*columns, *(corner.start() for corner in re.finditer(r"\+", line))})
        else:
            row.append(line)
    yield from _row(row, columns)


def _row(lines: Sequence[str], columns: Sequence[int]) -> Iterator[str]:
    """Yield the cells of a row: cut where a bar stands on every line under a corner of the border."""
    if not lines:
        return
    cuts = [column for column in columns if all(line[column : column + 1] in {"|", "+"} for line in lines)]
    if len(cuts) > 1:
        parts = [[line[left + 1 : right] for line in lines] for left, right in pairwise(cuts)]
        # What stands outside of the outermost bars was moved there by letters of another width.
        if not any(line[: cuts[0]].strip() or line[cuts[-1] + 1 :].strip() for line in lines):
            yield from (_text(part) for part in parts)
            return
    pieces = [re.sub(r"^\s*\||\|\s*$", "", line).split("|") for line in lines]
    if len({len(cells) for cells in pieces}) == 1 and len(pieces[0]) == len(columns) - 1:
        yield from (_text(list(part)) for part in zip(*pieces, strict=True))
    else:
        yield _text(["   ".join(cells) for cells in pieces])


def _text(lines: Sequence[str]) -> str:
    width = max(len(line.strip()) for line in lines)
    return dedent("\n".join(join_broken_urls([line.rstrip() for line in lines], width + 1 if width else None)))
