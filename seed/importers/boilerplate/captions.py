"""Captions: lines directly below an image, which are no part of what is told, nor of a letter's end."""

from collections.abc import Sequence

from seed.importers.blocks import Block
from seed.importers.boilerplate.languages import phrases

MOST_WORDS = 12
"""Behind the words that open a caption."""


def captions(blocks: Sequence[Block], index: int) -> bool:
    """Whether a line directly below an image tells what it shows, or whose it is."""
    above, block = blocks[index - 1] if index else None, blocks[index]
    if above is None or not above.pictures or above.line or block.rows or not block.line:
        return False
    in_caption = any(container.kind == "caption" for container in block.containers)
    return in_caption or phrases("captions").opens(block.folded, MOST_WORDS)
