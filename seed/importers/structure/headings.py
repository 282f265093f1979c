"""Which blocks are headings, and how strong each looks: by its tag, its size, its capitals or its weight."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from seed.importers.blocks import BODY_SIZE, LARGER, Block, BlockKind, Span, one_line
from seed.importers.structure.advertising import is_advertisement, is_button
from seed.importers.structure.asides import heads_nothing

LONGEST_HEADING = 150
LONGEST_TAGGED = 300
MOST_HEADING_WORDS = 16
LEAST_SHARE = 0.5
SENTENCE_END = (".", ",", ";", "…")


class HeadingStyle(NamedTuple):
    """What headings that look alike have in common; the greater style is the stronger."""

    size: float
    upper: bool
    tag: int
    strong: bool


Headings = dict[int, HeadingStyle]
"""The style of each heading, by its index among the blocks, in reading order."""


def find_headings(blocks: Sequence[Block]) -> Headings:
    """Return the blocks that look like headings.

    Bold lines count only where there are not two headings that are clearer: tags, large letters or capitals.
    """
    body = body_size(blocks)
    large = LARGER * body
    clear: Headings = {}
    bold: Headings = {}
    for index, block in enumerate(blocks):
        looks = block.level or block.capitals or block.strong or block.size >= large
        if not looks or not _may_head(block):
            continue
        if not block.level and (_runs_on(blocks, index) or heads_nothing(blocks, index, body)):
            continue
        size = round(block.size)
        if block.level:
            clear[index] = HeadingStyle(size, upper=False, tag=7 - block.level, strong=False)
        elif block.size >= large or block.capitals:
            clear[index] = HeadingStyle(size, upper=block.capitals, tag=0, strong=False)
        else:
            bold[index] = HeadingStyle(size, upper=False, tag=0, strong=True)
    if len(clear) < 2 <= len(bold):  # noqa: PLR2004
        clear |= bold
    return _split_labels(blocks, _without_dressed_lines(blocks, clear))


def _without_dressed_lines(blocks: Sequence[Block], headings: Headings) -> Headings:
    """Drop lines that are only dressed like headings where the letter has real ones.

    Those stay that recur as labels above real headings, or in larger letters than all of them.
    """
    tagged = [style for style in headings.values() if style.tag]
    if len(tagged) < 2:  # noqa: PLR2004
        return headings
    counts = Counter(style for style in headings.values() if not style.tag)
    below = styles_below(blocks, headings)
    largest = max(style.size for style in tagged)

    def stands(style: HeadingStyle) -> bool:
        above = sum(count for lower, count in below[style].items() if lower.tag)
        return counts[style] > 1 and (style.size > largest or 2 * above >= counts[style])

    return {index: style for index, style in headings.items() if style.tag or stands(style)}


def body_size(blocks: Sequence[Block]) -> float:
    """Return the size, in pixels, that most letters of running text have."""
    letters: Counter[float] = Counter()
    for block in blocks:
        if not block.level:
            letters[round(block.size)] += len(block.text)
    return max(letters, key=lambda size: (letters[size], -size)) if letters else BODY_SIZE


def section_style(blocks: Sequence[Block], headings: Headings) -> HeadingStyle:
    """Return the style of the headings that begin sections.

    They are told from headings of items by their order and number, since levels lie: the first style is that of the
    sections, unless another recurs and is stronger without standing right below it, or stands right above it.
    """
    counts = Counter(headings.values())
    below = styles_below(blocks, headings)
    chosen = headings[min(headings)]
    for style in sorted(counts, reverse=True):
        if style > chosen and counts[style] > 1 and below[chosen][style] < LEAST_SHARE * counts[chosen]:
            chosen = style
    for style in sorted(counts):
        if style < chosen and counts[style] > 1 and below[style][chosen] >= LEAST_SHARE * counts[style]:
            chosen = style
    return chosen


def styles_below(blocks: Sequence[Block], headings: Headings) -> dict[HeadingStyle, Counter[HeadingStyle]]:
    """Count the headings of each style that have one of each other style right below them."""
    below: dict[HeadingStyle, Counter[HeadingStyle]] = {style: Counter() for style in headings.values()}
    following: HeadingStyle | None = None
    for index in range(len(blocks) - 1, -1, -1):
        style = headings.get(index)
        if style and following:
            below[style][following] += 1
        if blocks[index].line:
            following = style
    return below


def next_with_words(blocks: Sequence[Block], index: int) -> int | None:
    """Return the index of the next block with words."""
    return next((later for later in range(index + 1, len(blocks)) if blocks[later].line), None)


def heading_text(block: Block) -> str:
    """Return a heading's words; those that stand for its image where it has no others."""
    return one_line(block.line) or one_line(" ".join(picture.alt for picture in block.pictures))


def pictures_of(block: Block) -> list[Block]:
    """Return the images of a heading as a block of their own."""
    images = [Span("", link=span.link, picture=span.picture) for span in block.spans if span.picture]
    return [Block(spans=images)] if images else []


def _may_head(block: Block) -> bool:
    """Whether a block is as short as a heading, and no sentence, button or advertiser's label."""
    if block.kind is not BlockKind.TEXT or block.containers:
        return False
    line = block.line
    if block.level:
        words = line or " ".join(picture.alt for picture in block.pictures)
        return any(char.isalnum() for char in words) and len(words) <= LONGEST_TAGGED
    short = len(line) <= LONGEST_HEADING and block.words <= MOST_HEADING_WORDS
    if not short or not any(char.isalpha() for char in line) or line.endswith(SENTENCE_END):
        return False
    small_link = block.linked and block.size <= BODY_SIZE * LARGER
    return not small_link and not is_button(block) and not is_advertisement(block)


def _runs_on(blocks: Sequence[Block], index: int) -> bool:
    """Whether nothing follows, or a block is an acronym with a cell of its own in the middle of a sentence."""
    if index + 1 == len(blocks):
        return True
    block, before, after = blocks[index], blocks[index - 1] if index else None, blocks[index + 1]
    if block.words != 1 or not block.capitals or before is None or not before.line:
        return False
    ended = before.level or before.capitals or before.line.endswith((".", "!", "?", "…", ":", "»"))
    return not ended and after.line[:1].islower()


def _split_labels(blocks: Sequence[Block], headings: Headings) -> Headings:
    """Give labels in capitals a style of their own where the headlines below them have the same tag and size."""
    alike: dict[HeadingStyle, list[int]] = {}
    for index, style in headings.items():
        alike.setdefault(style, []).append(index)
    for style, indexes in alike.items():
        capitals = [index for index in indexes if blocks[index].capitals]
        above = [index for index in capitals if next_with_words(blocks, index) in headings]
        if style.tag and 1 < len(capitals) < len(indexes) - 1 and len(above) >= LEAST_SHARE * len(capitals):
            headings |= {index: style._replace(upper=True) for index in capitals}
    return headings
