"""Lists whose signs somebody typed: lines that begin with "•", "–" or "-" become the items of a list."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from seed.importers.blocks import Block, BlockKind, Container, Span, split_spans

# A dash is one only with a space behind it, and a long one opens what somebody says.
SIGN = re.compile(r"\s*(?:[•‣▪◦●∙]|[–*-](?=[ \u00a0]))[ \u00a0]*(?=\S)")
FEWEST_ITEMS = 2


def listed(blocks: Iterable[Block], numbers: int) -> list[Block]:
    """Give the blocks with typed lists as lists; ``numbers`` are those that containers have already."""
    lined = [line for block in blocks for line in _lines(block)]
    found: list[Block] = []
    for sign, group in groupby(lined, key=_sign):
        items = list(group)
        if sign and len(items) >= FEWEST_ITEMS:
            whole = Container("ul", numbers + 1)
            items = [_item(block, whole, numbers + 1 + at) for at, block in enumerate(items, 1)]
            numbers += 1 + len(items)
        found += items
    return found


def _sign(block: Block) -> tuple[str, int, tuple[Container, ...]] | None:
    """Give what the items of one list have in common."""
    if (
        block.kind is not BlockKind.TEXT
        or block.level
        or block.hidden
        or any(each.kind == "li" for each in block.containers)
    ):
        return None
    sign = SIGN.match(_text(block.spans))
    return (sign[0].strip(), block.box, block.containers) if sign else None


def _lines(block: Block) -> Sequence[Block]:
    """Part a block from its first line with a sign on, if several follow and all have one."""
    lines = _text(block.spans).split("\n")
    signed = [bool(SIGN.match(line)) for line in lines]
    if sum(signed) < FEWEST_ITEMS or not all(signed[signed.index(True) :]) or block.kind is not BlockKind.TEXT:
        return [block]
    parts: list[Block] = []
    rest, before = block.spans, signed.index(True)
    for length in ([len("\n".join(lines[:before]))] if before else []) + [len(line) for line in lines[before:]]:
        part, rest = split_spans(rest, length)
        rest = split_spans(rest, 1)[1]
        parts.append(replace(block, spans=part))
    return parts


def _item(block: Block, whole: Container, number: int) -> Block:
    sign = SIGN.match(_text(block.spans))
    words = split_spans(block.spans, sign.end() if sign else 0)[1]
    return replace(block, spans=words, containers=(*block.containers, whole, Container("li", number)))


def _text(spans: Sequence[Span]) -> str:
    return "".join(span.text for span in spans)
