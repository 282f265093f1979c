"""Lines that are dressed like headings and head nothing: bylines, datelines, captions, quotations, signatures."""

import re
from collections.abc import Sequence

from seed.importers.blocks import Block
from seed.importers.boilerplate.captions import captions
from seed.importers.boilerplate.languages import phrases
from seed.importers.dates import MONTHS
from seed.importers.structure.advertising import is_advertisement, is_button

SMALLER = 0.95
"""Capitals of less than so many times the body's size are small; in bold, they may be labels all the same."""
MOST_BYLINE_WORDS = 6
MOST_DATE_WORDS = 8
FEWEST_WORDS_BELOW = 3
NUMBER = re.compile(r"\d+")
QUOTATION = re.compile(r"\s*[«“„\"‘].*[»”“\"’][\s.!?…]*$")
# "— Camille", "@camille": who signs or speaks.
SIGNED = re.compile(r"\s*(?:[—–-]\s*\w|@\w+\s*$)")
# Somebody's post elsewhere, put into the letter as a card.
POST = re.compile(
    r"//(?:www\.|mobile\.)?(?:(?:x|twitter)\.com/\w+/status/|bsky\.app/profile/[^/]+/post/|threads\.(?:net|com)/@|"
    r"instagram\.com/(?:p|reel)/|facebook\.com/[^/]+/(?:posts|videos)/|linkedin\.com/(?:posts|feed/update)/|"
    r"reddit\.com/r/\w+/comments/|t\.me/\w+/\d|tiktok\.com/@|substack\.com/(?:@[\w-]+/)?note/|[^/]+/@\w+/\d{6,})",
    re.IGNORECASE,
)


def heads_nothing(blocks: Sequence[Block], index: int, body_size: float) -> bool:
    """Whether the block at ``index``, a line without a heading's tag, heads nothing, though it looks so."""
    block = blocks[index]
    small = block.capitals and block.size < SMALLER * body_size and not block.strong
    dressed = block.button or is_button(block) or is_advertisement(block) or bool(POST.search(block.card))
    return small or dressed or says_who_or_when(block) or _is_trailer(blocks, index) or captions(blocks, index)


def says_who_or_when(block: Block) -> bool:
    """Whether a line says who made something, who says it, when it is, or how much."""
    line, key = block.line, block.folded
    letters = sum(char.isalpha() for char in line)
    if letters < sum(char.isdigit() for char in line) or QUOTATION.match(line) or SIGNED.match(line):
        return True
    words = key.split()
    day = len(words) <= MOST_DATE_WORDS and any(word in MONTHS for word in words) and NUMBER.search(key)
    return bool(day) or phrases("bylines").opens(key, MOST_BYLINE_WORDS - 1)


def _is_trailer(blocks: Sequence[Block], index: int) -> bool:
    """Whether a line ends the box that it stands in, below a text, or ends the letter: its signature."""
    block, before, after = blocks[index], _next_with_words(blocks, index, -1), _next_with_words(blocks, index, 1)
    if after is None or before is None:
        return after is None
    below = [later for later in blocks[index + 1 :] if later.line or later.pictures][:FEWEST_WORDS_BELOW]
    if sum(later.words for later in below) < FEWEST_WORDS_BELOW and not any(later.pictures for later in below):
        return True
    in_box = before.cell_number == block.cell_number != after.cell_number and not after.containers
    return in_box and not before.level and before.words > block.words


def _next_with_words(blocks: Sequence[Block], index: int, step: int) -> Block | None:
    index += step
    while 0 <= index < len(blocks):
        if blocks[index].words:
            return blocks[index]
        index += step
    return None
