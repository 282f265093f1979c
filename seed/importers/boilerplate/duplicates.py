"""What stands a second time, for another screen."""

from seed.importers.content import ParsedContent
from seed.importers.parsed_issue import Reason

FEWEST_WORDS = 12


def mark_duplicates(content: ParsedContent) -> None:
    """Leave out repeats: some blocks in a row that have stood before, or a heading that directly follows itself."""
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
        words = sum(len(keys[index + step].split()) for step in range(length))
        level = blocks[index].level
        heading_again = earlier == index - 1 and level > 0 and level == blocks[earlier].level
        if words >= FEWEST_WORDS or (length and heading_again):
            for block in blocks[index : index + length]:
                block.reason = Reason.DUPLICATE
        index += max(1, length)
