"""Lists whose signs somebody typed: lines that begin with "•", "–" or "-" become the items of a list."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from seed.importers.blocks import BULLET, Block, BlockKind, Container, Span, split_spans
from seed.importers.content import ParsedContent

FEWEST_ITEMS = 2


def make_lists(content: ParsedContent) -> None:
    """Make lists of two or more blocks, or lines of a block, that begin with the same bullet."""
    lines = [line for block in content.blocks for line in _split_items(block)]
    blocks: list[Block] = []
    for bullet, group in groupby(lines, key=_bullet):
        items = list(group)
        if bullet and len(items) >= FEWEST_ITEMS:
            number = content.last_number + 1
            whole = Container("ul", number)
            items = [_item(block, whole, number + position) for position, block in enumerate(items, 1)]
            content.last_number = number + len(items)
        blocks += items
    content.blocks = blocks


def _bullet(block: Block) -> tuple[str, int, tuple[Container, ...]] | None:
    """Return what the items of one list have in common."""
    if (
        block.kind is not BlockKind.TEXT
        or block.level
        or block.hidden
        or any(container.kind == "li" for container in block.containers)
    ):
        return None
    bullet = BULLET.match(_text(block.spans))
    return (bullet[0].strip(), block.cell_number, block.containers) if bullet else None


def _split_items(block: Block) -> Sequence[Block]:
    """Split a block from its first line with a bullet on, if several lines follow and all have one."""
    lines = _text(block.spans).split("\n")
    bulleted = [bool(BULLET.match(line)) for line in lines]
    first = bulleted.index(True) if True in bulleted else 0
    if block.kind is not BlockKind.TEXT or sum(bulleted) < FEWEST_ITEMS or not all(bulleted[first:]):
        return [block]
    lengths = [len("\n".join(lines[:first]))] if first else []
    parts: list[Block] = []
    rest = block.spans
    for length in (*lengths, *map(len, lines[first:])):
        part, rest = split_spans(rest, length)
        rest = split_spans(rest, 1)[1]
        parts.append(replace(block, spans=part))
    return parts


def _item(block: Block, whole: Container, number: int) -> Block:
    bullet = BULLET.match(_text(block.spans))
    words = split_spans(block.spans, bullet.end() if bullet else 0)[1]
    return replace(block, spans=words, containers=(*block.containers, whole, Container("li", number)))


def _text(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)
