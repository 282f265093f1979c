"""What stands a second time, for another screen; what readers see twice stays."""

from collections.abc import Sequence

from seed.importers.blocks import Block
from seed.importers.content import ParsedContent
from seed.importers.parsed_issue import Reason

FEWEST_WORDS = 12


def mark_duplicates(content: ParsedContent) -> None:
    """Leave out repeats of which each screen shows one only, and a heading that directly follows itself."""
    blocks = [block for block in content.visible_blocks if block.folded]
    keys = [block.folded for block in blocks]
    first_index: dict[str, int] = {}
    index = 0
    while index < len(blocks):
        earlier = first_index.setdefault(keys[index], index)
        length = 0
        while (
            earlier + length < index and index + length < len(blocks) and keys[earlier + length] == keys[index + length]
        ):
            length += 1
        if length and _is_double(blocks[earlier : earlier + length], blocks[index : index + length], index - earlier):
            for block in blocks[index : index + length]:
                block.reason = Reason.DUPLICATE
        index += max(1, length)


def _is_double(first: Sequence[Block], second: Sequence[Block], apart: int) -> bool:
    """Whether some blocks are others again for another screen: marked as such, or right below in a box of their own.

    A refrain or an appeal that comes again stands apart, or in the same box.
    """
    if any(block.one_screen for block in (*first, *second)):
        return True
    if apart > len(first):
        return False
    words = sum(len(block.folded.split()) for block in second)
    heading_again = apart == 1 and first[0].level == second[0].level > 0
    boxes_apart = {block.cell_number for block in first}.isdisjoint(block.cell_number for block in second)
    return heading_again or (boxes_apart and words >= FEWEST_WORDS)
