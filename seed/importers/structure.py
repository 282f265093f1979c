"""From blocks to the sections that a reader sees: which blocks are headings, and which headings begin a section."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from seed.importers.blocks import BODY_SIZE, Block, BlockKind, Span, split_spans
from seed.importers.markdown_escape import one_line
from seed.importers.phrases import is_advertisement, is_button

LONGEST_HEADING = 150
LONGEST_TAGGED = 300
MOST_HEADING_WORDS = 16
LARGER = 1.15
LEAD_WORDS = 30
"""Words below a heading that make it a text of its own, not a label above others."""
LEAST_SHARE = 0.5
MOSTLY = 0.6
SENTENCE_END = (".", ",", ";", "…")
OPENING_SIGN = re.compile(r"(?<=\w)(?:\s*[:–—-]\s*|\.\s*)$")


class HeadingStyle(NamedTuple):
    """What headings of one kind have in common; the greater is the stronger."""

    size: float
    upper: bool
    tag: int
    strong: bool


@dataclass
class SectionBlocks:
    """A heading, if there is one, and the blocks below it."""

    heading: Block | None
    blocks: list[Block]


def parts(blocks: Sequence[Block], title_at: int | None = None) -> list[SectionBlocks]:
    """Part the blocks of a letter into its sections.

    Args:
        blocks: those that are not left out, in reading order.
        title_at: where the title stands among them, if it does; it begins no section.
    """
    body = body_size(blocks)
    heads = headings(blocks, body)
    heads.pop(title_at if title_at is not None else -1, None)
    _demote_advertisements(blocks, heads)
    _demote_subtitle(blocks, heads, title_at)
    starts = _section_starts(blocks, heads)
    if not starts:
        return _by_openings(blocks, title_at)
    shown = [_as_item(block) if at in heads and at not in starts else block for at, block in enumerate(blocks)]
    bounds = [*sorted(starts), len(blocks)]
    found = [SectionBlocks(None, list(shown[: bounds[0]]))]
    for at, end in pairwise(bounds):
        found.append(SectionBlocks(shown[at], list(shown[at + 1 : end])))
    _give_images(found)
    return found


def _give_images(found: Sequence[SectionBlocks]) -> None:
    """Move images right above headings below them, where most sections begin with one and the last ends with none."""
    above = [part for part in found[:-1] if part.blocks and _is_image(part.blocks[-1])]
    first = len(found) > 1 and found[0] in above
    if not first or 2 * len(above) < len(found) - 1 or (found[-1].blocks and _is_image(found[-1].blocks[-1])):
        return
    for before, part in pairwise(found):
        while before.blocks and _is_image(before.blocks[-1]) and (before.heading or len(before.blocks) > 1):
            part.blocks.insert(0, before.blocks.pop())


def _is_image(block: Block) -> bool:
    return bool(block.pictures) and not block.line


def body_size(blocks: Sequence[Block]) -> float:
    """Give the size, in pixels, that most letters of running text have."""
    sizes: Counter[float] = Counter()
    for block in blocks:
        if not block.level:
            sizes[round(block.size)] += len(block.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else BODY_SIZE


def headings(blocks: Sequence[Block], body: float) -> dict[int, HeadingStyle]:
    """Give the blocks (by place) that look like headings, with their class.

    Bold lines count only where there are not two headings that are clearer: tags, large letters or capitals.
    """
    clear: dict[int, HeadingStyle] = {}
    bold: dict[int, HeadingStyle] = {}
    for at, block in enumerate(blocks):
        looks = block.level or block.capitals or block.strong or block.size >= LARGER * body
        if not looks or not _may_head(block) or (not block.level and _runs_on(blocks, at)):
            continue
        if block.level:
            clear[at] = HeadingStyle(round(block.size), upper=False, tag=7 - block.level, strong=False)
        elif block.size >= LARGER * body or block.capitals:
            clear[at] = HeadingStyle(round(block.size), upper=block.capitals, tag=0, strong=False)
        else:
            bold[at] = HeadingStyle(round(block.size), upper=False, tag=0, strong=True)
    if len(clear) < 2 <= len(bold):  # noqa: PLR2004
        clear |= bold
    return _told_apart(blocks, clear)


def _may_head(block: Block) -> bool:
    """Tell whether a block is as short as a heading, and no sentence, button or advertiser's label."""
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


def _runs_on(blocks: Sequence[Block], at: int) -> bool:
    """Tell whether nothing follows, or a block is an acronym with a cell of its own in the middle of a sentence."""
    if at + 1 == len(blocks):
        return True
    block, before, after = blocks[at], blocks[at - 1] if at else None, blocks[at + 1]
    if block.words != 1 or not block.capitals or before is None or not before.line:
        return False
    ended = before.level or before.capitals or before.line.endswith((".", "!", "?", "…", ":", "»"))
    return not ended and after.line[:1].islower()


def _told_apart(blocks: Sequence[Block], heads: dict[int, HeadingStyle]) -> dict[int, HeadingStyle]:
    """Tell labels in capitals from the headlines below them where both have the same tag and size."""
    for label in set(heads.values()):
        same = [at for at, each in heads.items() if each == label]
        capitals = [at for at in same if blocks[at].capitals]
        above = [at for at in capitals if _next_words(blocks, at) in heads]
        if label.tag and 1 < len(capitals) < len(same) - 1 and len(above) >= LEAST_SHARE * len(capitals):
            heads |= {at: label._replace(upper=True) for at in capitals}
    return heads


def _next_words(blocks: Sequence[Block], at: int) -> int | None:
    """Give the place of the next block with words."""
    return next((later for later in range(at + 1, len(blocks)) if blocks[later].line), None)


def _demote_advertisements(blocks: Sequence[Block], heads: dict[int, HeadingStyle]) -> None:
    """A heading right below the label of an advertisement is the advertiser's: it begins no section."""
    for at, block in enumerate(blocks):
        if not is_advertisement(block):
            continue
        heads.pop(at, None)
        following = _next_words(blocks, at)
        others = Counter(heads.values())
        if following in heads and (others[heads[following]] > 1 or len(others) > 1):
            del heads[following]


def _demote_subtitle(blocks: Sequence[Block], heads: dict[int, HeadingStyle], title_at: int | None) -> None:
    """A single heading right below the title, weaker than those of the sections, belongs to the title."""
    below = None if title_at is None else _next_words(blocks, title_at)
    others = [label for at, label in heads.items() if at != below]
    if below in heads and others and heads[below] not in others and heads[below] < max(others):
        del heads[below]


def _section_starts(blocks: Sequence[Block], heads: dict[int, HeadingStyle]) -> set[int]:
    """Choose the headings that begin a section; the others head items within one.

    A single heading above the others is the lead of the letter and a section as well; so is what is strongest before
    the first heading of a section's kind.
    """
    starts: set[int] = set()
    left = dict(sorted(heads.items()))
    while len(left) > 1 and _is_lead(blocks, left):
        starts.add(next(iter(left)))
        del left[next(iter(left))]
    if not left:
        return starts
    outer = section_style(blocks, left)
    counts = Counter(left.values())
    begin = next(at for at, label in left.items() if label == outer)
    before = max((label for at, label in left.items() if at < begin), default=None)
    for at, label in left.items():
        alone = counts[label] == 1 and label > outer and not _stands_below(blocks, left, label, outer)
        if label == outer or alone or (at < begin and label == before):
            starts.add(at)
    return starts


def section_style(blocks: Sequence[Block], heads: dict[int, HeadingStyle]) -> HeadingStyle:
    """Give the class of the headings that begin sections.

    They are told from items by their order and number, since levels lie: the first class that is there is that of the
    sections, unless another recurs and is stronger without standing right below it, or stands right above it.
    """
    counts = Counter(heads.values())
    outer = heads[min(heads)]
    for label in sorted(counts, reverse=True):
        if label > outer and counts[label] > 1 and not _stands_below(blocks, heads, label, outer):
            outer = label
    for label in sorted(counts):
        if label < outer and counts[label] > 1 and _stands_below(blocks, heads, outer, label):
            outer = label
    return outer


def _is_lead(blocks: Sequence[Block], heads: dict[int, HeadingStyle]) -> bool:
    """Tell whether the first heading is the only one of its class and has a text of its own."""
    first, following, *_ = heads
    if list(heads.values()).count(heads[first]) > 1:
        return False
    return heads[first].tag in {0, 6} or sum(block.words for block in blocks[first + 1 : following]) >= LEAD_WORDS


def _stands_below(
    blocks: Sequence[Block], heads: dict[int, HeadingStyle], label: HeadingStyle, above: HeadingStyle
) -> bool:
    """Tell whether headings of one class usually have one of another right below them."""
    uppers = [at for at, each in heads.items() if each == above]
    right_below = [at for at in uppers if heads.get(_next_words(blocks, at) or -1) == label]
    return len(right_below) >= LEAST_SHARE * len(uppers)


def _as_item(block: Block) -> Block:
    return replace(block, level=max(3, block.level), spans=[span._replace(strong=False) for span in block.spans])


def _by_openings(blocks: Sequence[Block], title_at: int | None) -> list[SectionBlocks]:
    """Part a letter without headings at the paragraphs that open with bold words, if it has two of them."""
    found = [SectionBlocks(None, [])]
    for at, block in enumerate(blocks):
        end = 0 if at == title_at else opening(block)
        if not end:
            found[-1].blocks.append(block)
            continue
        head, rest = split_spans(block.spans, end)
        while rest and not rest[0].picture and not rest[0].text.strip():
            rest.pop(0)
        if rest and not rest[0].picture:
            rest[0] = rest[0]._replace(text=rest[0].text.lstrip())
        found.append(SectionBlocks(replace(block, spans=_without_sign(head)), [replace(block, spans=rest)]))
    return found if len(found) > 2 else [SectionBlocks(None, list(blocks))]  # noqa: PLR2004


def _without_sign(spans: Sequence[Span]) -> list[Span]:
    """Take off the sign that parts a bold opening from what follows: "À voir :" becomes "À voir"."""
    spans = list(spans)
    while len(spans) > 1 and not spans[-1].text.strip():
        spans.pop()
    last = spans[-1]
    return [*spans[:-1], last._replace(text=OPENING_SIGN.sub("", last.text))]


def opening(block: Block) -> int:
    """Give how many characters of a paragraph are its bold opening; 0 when it has none."""
    if block.kind is not BlockKind.TEXT or block.containers or block.level:
        return 0
    end = 0
    for span in block.spans:
        if span.picture or (not span.strong and span.text.strip()):
            break
        end += len(span.text)
    head = "".join(span.text for span in block.spans)
    bold, rest = head[:end], head[end:]
    if (
        not any(char.isalpha() for char in bold)
        or len(bold) > LONGEST_HEADING
        or len(bold.split()) > MOST_HEADING_WORDS
    ):
        return 0
    # A bold title in the middle of a sentence is none: "**Barbie** est un film".
    told = bold.rstrip()[-1:] in ".:!?…–—-" or rest.lstrip(" ")[:1] in "\n:–—-" or rest.startswith("\n")
    return end if told and any(char.isalpha() for char in rest) else 0


def heading_text(block: Block) -> str:
    """Give a heading's words; those that stand for its image where it has no others."""
    return one_line(block.line) or one_line(" ".join(picture.alt for picture in block.pictures))


def pictures_of(block: Block) -> list[Block]:
    """Give the images of a heading as a block of their own."""
    images = [Span("", link=span.link, picture=span.picture) for span in block.spans if span.picture]
    return [Block(spans=images)] if images else []


def unquoted(blocks: Sequence[Block]) -> list[Block]:
    """Take away quotations around nearly everything: a mail program's, when it forwards a letter."""
    words: Counter[int] = Counter()
    for block in blocks:
        words.update({each.number: block.words for each in block.containers if each.kind == "quote"})
    everything = sum(block.words for block in blocks)
    wide = {number for number, count in words.items() if count > MOSTLY * everything}
    return [
        replace(block, containers=tuple(each for each in block.containers if each.number not in wide))
        if wide and block.containers
        else block
        for block in blocks
    ]
