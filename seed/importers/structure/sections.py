"""Which headings begin a section, and which blocks each section has."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from seed.importers.blocks import Block, BlockKind, Span, split_spans, trim_start
from seed.importers.content import ParsedContent, SectionBlocks
from seed.importers.structure.advertising import is_advertisement
from seed.importers.structure.contents_list import listed_sections
from seed.importers.structure.headings import (
    LEAST_SHARE,
    LONGEST_HEADING,
    MOST_HEADING_WORDS,
    Headings,
    find_headings,
    next_with_words,
    pictures_of,
    section_style,
    styles_below,
)

LEAD_WORDS = 30
"""Words below a heading that make it a text of its own, not a label above others."""
ITEM_LEVEL = 3
OPENING_SIGN = re.compile(r"(?<=\w)(?:\s*[:–—-]\s*|\.\s*)$")


def split_sections(content: ParsedContent) -> None:
    """Split the visible blocks into sections; the title begins none, and only its images stay."""
    blocks, title = content.visible_blocks, content.title_block
    title_index = next((index for index, block in enumerate(blocks) if block is title), None)
    content.sections = _split(blocks, title_index, listed_sections(content.blocks, blocks))
    if title is not None:
        for section in content.sections:
            parts = (pictures_of(block) if block is title else [block] for block in section.blocks)
            section.blocks = [block for part in parts for block in part]


def _split(blocks: Sequence[Block], title_index: int | None, listed: set[int]) -> list[SectionBlocks]:
    headings = find_headings(blocks)
    if title_index is not None:
        headings.pop(title_index, None)
    _demote_advertisements(blocks, headings)
    _demote_subtitle(blocks, headings, title_index)
    starts = listed - {title_index} or _section_starts(blocks, headings)
    if not starts:
        return _split_at_openings(blocks, title_index)
    outlined = [
        _as_item_heading(block) if index in headings and index not in starts else block
        for index, block in enumerate(blocks)
    ]
    bounds = [*sorted(starts), len(blocks)]
    sections = [SectionBlocks(None, outlined[: bounds[0]])]
    sections += [SectionBlocks(outlined[start], outlined[start + 1 : end]) for start, end in pairwise(bounds)]
    _move_images(sections)
    return sections


def _demote_advertisements(blocks: Sequence[Block], headings: Headings) -> None:
    """Drop the label of an advertisement, and the heading right below it, which is the advertiser's."""
    counts = Counter(headings.values())

    def drop(index: int | None) -> None:
        if index in headings:
            style = headings.pop(index)
            counts.subtract([style])

    for index, block in enumerate(blocks):
        if not is_advertisement(block):
            continue
        drop(index)
        following = next_with_words(blocks, index)
        if following in headings and (counts[headings[following]] > 1 or counts.total() > counts[headings[following]]):
            drop(following)


def _demote_subtitle(blocks: Sequence[Block], headings: Headings, title_index: int | None) -> None:
    """Drop a single heading right below the title, weaker than those of the sections: it belongs to the title."""
    below = None if title_index is None else next_with_words(blocks, title_index)
    others = [style for index, style in headings.items() if index != below]
    if below in headings and others and headings[below] not in others and headings[below] < max(others):
        del headings[below]


def _section_starts(blocks: Sequence[Block], headings: Headings) -> set[int]:
    """Choose the headings that begin a section; the others head items within one.

    A single heading above the others is the lead of the letter and a section as well; so is what is strongest before
    the first heading of a section's style.
    """
    left = dict(sorted(headings.items()))
    starts = _take_leads(blocks, left)
    if not left:
        return starts
    chosen = section_style(blocks, left)
    counts, below = Counter(left.values()), styles_below(blocks, left)[chosen]
    first = next(index for index, style in left.items() if style == chosen)
    strongest_before = max((style for index, style in left.items() if index < first), default=None)
    for index, style in left.items():
        alone = counts[style] == 1 and style > chosen and below[style] < LEAST_SHARE * counts[chosen]
        if style == chosen or alone or (index < first and style == strongest_before):
            starts.add(index)
    return starts


def _take_leads(blocks: Sequence[Block], headings: Headings) -> set[int]:
    """Take away the first headings that are the only ones of their style and have a text of their own."""
    counts = Counter(headings.values())
    introductory: set[int] = set()
    for index, following in pairwise(list(headings)):
        style = headings[index]
        words = sum(block.words for block in blocks[index + 1 : following])
        if counts[style] > 1 or (style.tag not in {0, 6} and words < LEAD_WORDS):
            break
        introductory.add(index)
        del headings[index]
    return introductory


def _as_item_heading(block: Block) -> Block:
    spans = [span._replace(strong=False) for span in block.spans]
    return replace(block, level=max(ITEM_LEVEL, block.level), spans=spans)


def _move_images(sections: Sequence[SectionBlocks]) -> None:
    """Move images right above headings below them, where most sections begin with one and the last ends with none."""
    above = [section for section in sections[:-1] if section.blocks and _is_image(section.blocks[-1])]
    first = len(sections) > 1 and sections[0] in above
    if not first or 2 * len(above) < len(sections) - 1 or (sections[-1].blocks and _is_image(sections[-1].blocks[-1])):
        return
    for before, section in pairwise(sections):
        while before.blocks and _is_image(before.blocks[-1]) and (before.heading or len(before.blocks) > 1):
            section.blocks.insert(0, before.blocks.pop())


def _is_image(block: Block) -> bool:
    return bool(block.pictures) and not block.line


def _split_at_openings(blocks: Sequence[Block], title_index: int | None) -> list[SectionBlocks]:
    """Split a letter without headings at the paragraphs that open with bold words, if it has two of them."""
    sections = [SectionBlocks(None, [])]
    for index, block in enumerate(blocks):
        end = 0 if index == title_index else _opening_length(block)
        if not end:
            sections[-1].blocks.append(block)
            continue
        opening, rest = split_spans(block.spans, end)
        trim_start(rest)
        heading = replace(block, spans=_without_sign(opening))
        sections.append(SectionBlocks(heading, [replace(block, spans=rest)]))
    return sections if len(sections) > 2 else [SectionBlocks(None, list(blocks))]  # noqa: PLR2004


def _without_sign(spans: Sequence[Span]) -> list[Span]:
    """Remove the sign between a bold opening and what follows: "À voir :" becomes "À voir"."""
    spans = list(spans)
    while len(spans) > 1 and not spans[-1].text.strip():
        spans.pop()
    last = spans[-1]
    return [*spans[:-1], last._replace(text=OPENING_SIGN.sub("", last.text))]


def _opening_length(block: Block) -> int:
    """Return how many characters of a paragraph are its bold opening; 0 when it has none."""
    if block.kind is not BlockKind.TEXT or block.containers or block.level:
        return 0
    end = 0
    for span in block.spans:
        if span.picture or (not span.strong and span.text.strip()):
            break
        end += len(span.text)
    text = "".join(span.text for span in block.spans)
    bold, rest = text[:end], text[end:]
    short = len(bold) <= LONGEST_HEADING and len(bold.split()) <= MOST_HEADING_WORDS
    if not short or not any(char.isalpha() for char in bold):
        return 0
    # A bold title in the middle of a sentence is none: "**Barbie** est un film".
    ends = (
        "\n" in bold[len(bold.rstrip()) :]
        or bold.rstrip()[-1:] in ".:!?…–—-"
        or rest.lstrip(" ")[:1] in "\n:–—-"
        or rest.startswith("\n")
    )
    return end if ends and any(char.isalpha() for char in rest) else 0
