"""From blocks to Markdown: the same words, links, emphasis, lists, quotations and images.

No library writes it, because no word may change: a converter for pages (recursive, layout tables read as tables) would
have to be checked word for word all the same.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from seed.importers.blocks import Block, BlockKind, Container, Span
from seed.importers.boilerplate.captions import captions
from seed.importers.document.inline_markdown import inline
from seed.importers.document.line_prefixes import containers_around, is_tight, list_marks, prefixes

ITEM_LEVEL = 3
"""The level of the headings inside a section."""
# Signs at the end of a heading that Markdown would take for its closing.
CLOSING_SIGNS = re.compile(r"(?<![^ ])(#+)$")


def write_markdown(blocks: Sequence[Block]) -> str:
    """Return the Markdown of blocks, in order."""
    lines: list[str] = []
    marks, seen = list_marks(blocks), set[Container]()
    before: Block | None = None
    for block in with_captions(blocks):
        content = _content(block)
        if not content:
            continue
        frames = containers_around(block)
        first, rest = prefixes(frames, marks, seen)
        if before is not None and not is_tight(before, block, seen):
            shared = [one for one, two in zip(containers_around(before), frames, strict=False) if one == two]
            lines.append(prefixes(shared, marks, seen)[1].rstrip())
        head, *others = content.split("\n")
        lines += [first + head, *((rest + line).rstrip() if not line else rest + line for line in others)]
        seen.update(frames)
        before = block
    return "\n".join(lines)


def with_captions(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks, a picture and its caption as one: the caption is the line below the picture."""
    for index, block in enumerate(blocks):
        if index and captions(blocks, index):
            continue
        if index + 1 < len(blocks) and captions(blocks, index + 1):
            yield replace(block, spans=[*block.spans, Span("\n"), *blocks[index + 1].spans])
        else:
            yield block


def _content(block: Block) -> str:
    if block.kind is BlockKind.RULE:
        return "***"
    if block.kind is BlockKind.CODE:
        text = "".join(span.text for span in block.spans).strip("\n")
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
        return f"{fence}\n{text}\n{fence}"
    if block.kind is BlockKind.TABLE:
        return _table(block)
    text = inline(block.spans)
    if block.level and text:
        text = "#" * min(6, max(ITEM_LEVEL, block.level)) + " " + _heading(text)
    return text


def _heading(text: str) -> str:
    text = text.replace("\\\n", " ").replace("\n", " ")
    return CLOSING_SIGNS.sub(r"\\\1", text)


def _table(block: Block) -> str:
    width = max(len(row) for row in block.rows)
    rows = [[inline(cell, in_table=True) for cell in row] + [""] * (width - len(row)) for row in block.rows]
    if not block.has_header:
        rows.insert(0, [""] * width)
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])
