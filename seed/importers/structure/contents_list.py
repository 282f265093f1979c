"""The sections that an author lists: a table of contents whose entries lead to places in the page."""

from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import unquote

from seed.importers.blocks import BODY_SIZE, Block, BlockKind
from seed.importers.parsed_issue import Reason
from seed.importers.structure.headings import LONGEST_HEADING, MOST_HEADING_WORDS

FEWEST_SECTIONS = 2
NEAR = 3
"""So many blocks from a place on, the heading that it is for is looked for."""


def listed_sections(blocks: Sequence[Block], visible: Sequence[Block]) -> set[int]:
    """Return the indexes, among the visible blocks, of the headings that a list of contents leads to, in its order.

    An empty set where there is no such list, or where its entries do not lead down the page.
    """
    entries = [block for block in blocks if block.reason is Reason.CONTENTS and block.places]
    # The entries of a list within the list are items of a section.
    depth = min((_depth(block) for block in entries), default=0)
    names = [name for block in entries if _depth(block) == depth for name in block.places]
    at = {name: index for index, block in reversed([*enumerate(visible)]) for name in block.ids}
    found = [_heading_from(visible, at[place]) for name in names if (place := _known(name, at)) is not None]
    starts = [index for index in found if index is not None]
    downwards = all(one < two for one, two in pairwise(starts))
    return set(starts) if downwards and len(starts) >= FEWEST_SECTIONS else set()


def _known(name: str, at: dict[str, int]) -> str | None:
    return next((each for each in (name, unquote(name)) if each in at), None)


def _depth(block: Block) -> int:
    return sum(container.kind == "li" for container in block.containers)


def _heading_from(blocks: Sequence[Block], index: int) -> int | None:
    """Return the index of the heading at a place or right below: the first that looks so, else the first short line."""
    near = [later for later in range(index, min(index + NEAR, len(blocks))) if _may_head(blocks[later])]
    return next((later for later in near if _looks_so(blocks[later])), near[0] if near else None)


def _may_head(block: Block) -> bool:
    text = block.kind is BlockKind.TEXT and any(char.isalnum() for char in block.line)
    return text and not block.containers and len(block.line) <= LONGEST_HEADING and block.words <= MOST_HEADING_WORDS


def _looks_so(block: Block) -> bool:
    return bool(block.level or block.strong or block.capitals or block.size > BODY_SIZE)
