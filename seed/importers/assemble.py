"""From the blocks of a page to the outline of an issue: title, sections and what is left out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schema.text import clean, fold
from seed.importers.blocks import Block, BlockKind, Hyperlink, key_of
from seed.importers.boilerplate import mark
from seed.importers.bullets import listed
from seed.importers.dates import date_in_words
from seed.importers.html_blocks import ParsedContent
from seed.importers.language import language_of
from seed.importers.markdown_writer import body
from seed.importers.parsed_issue import LeftOut, ParsedIssue, Reason, Section
from seed.importers.phrases import is_forward
from seed.importers.structure import (
    HeadingStyle,
    SectionBlocks,
    body_size,
    heading_text,
    headings,
    parts,
    pictures_of,
    section_style,
    unquoted,
)

LONGEST_TITLE = 300
TITLE_BLOCKS = 12
"""The blocks among which a letter shows its title or its date."""
MOST_DATE_WORDS = 12
LONGEST_QUOTE = 60
LONGEST_SOURCE = 2000
# What programs call a page that nobody gave a title.
NO_TITLES = frozenset(
    {"", "untitled", "sans titre", "document", "newsletter", "email", "e mail", "index", "title", "subject"}
)


@dataclass(frozen=True)
class Metadata:
    """What is known of an issue before its text is read, each with its source; the rest is None."""

    title: str | None = None
    title_source: str | None = None
    date: dt.date | None = None
    date_source: str | None = None
    language: str | None = None
    recipients: tuple[str, ...] = ()


def assemble(page: ParsedContent, known: Metadata) -> ParsedIssue:
    """Make an issue of a page."""
    blocks = mark(listed(unquoted(page.blocks), page.numbers), known.recipients)
    live = [block for block in blocks if block.reason is None and not block.hidden]
    title, source, at = _title(live, page, known)
    day, day_source = _forwarded_day(blocks) or ((known.date, known.date_source) if known.date else _day(blocks))
    shown = live[at] if at is not None else None
    sections = _sections(_without_title(parts(live, at), shown), shown.links if shown else [])
    words = "\n".join([title or "", *(part.text for part in sections)])
    return ParsedIssue(
        title=title,
        title_source=source,
        date=day,
        date_source=day_source,
        # The page's own word comes last: templates say "en" of letters in any language.
        language=known.language or language_of(words) or page.language,
        sections=tuple(sections),
        left_out=tuple(LeftOut(clean(block.line), block.reason) for block in blocks if block.reason and block.line),
        warnings=(*page.warnings, *_warnings(blocks, title)),
    )


def _title(live: Sequence[Block], page: ParsedContent, known: Metadata) -> tuple[str | None, str | None, int | None]:
    """Give the title, its source, and where the text shows it."""
    heads = headings(live, body_size(live))
    if known.title:
        return known.title, known.title_source, _shown_at(live, known.title)
    named = page.title if page.title and key_of(page.title) not in NO_TITLES else None
    if named and (at := _shown_at(live, named)) is not None:
        return heading_text(live[at]), "text", at
    at = _top_heading(live, heads)
    if at is not None and len(heading_text(live[at])) <= LONGEST_TITLE:
        return clean(heading_text(live[at])), "text", at
    return (clean(named[:LONGEST_TITLE]), "header", None) if named else (None, None, None)


def _shown_at(live: Sequence[Block], title: str) -> int | None:
    """Give the place, near the top, of the block that says just the title."""
    top = [at for at, block in enumerate(live) if block.line][:TITLE_BLOCKS]
    return next((at for at in top if live[at].key == key_of(title) and fold(live[at].line)), None)


def _top_heading(live: Sequence[Block], heads: dict[int, HeadingStyle]) -> int | None:
    """Give the place of the heading that is the title: the only one of its class, above all others and all text.

    Of several headings without a text between them, the strongest; where all headings are alike, none is the title
    unless nothing stands between it and the next.
    """
    if not heads:
        return None
    first = min(heads)
    if any(_is_text(block) for block in live[:first]):
        return None
    labels = list(heads.values())
    row = [first]
    for at in sorted(heads)[1:]:
        if any(_is_text(block) for block in live[row[-1] + 1 : at]):
            break
        row.append(at)
    single = [at for at in row if labels.count(heads[at]) == 1]
    if single:
        best = max(single, key=lambda at: (heads[at], -at))
        others = [label for label in labels if label != heads[best]]
        return best if len(heads) == 1 or not others or heads[best] >= max(others) or best == first else None
    if heads[first] == max(labels) and section_style(live, heads) < heads[first]:
        return first
    alike = len(set(labels)) == 1 and len(row) > 1 and len(labels) > 2  # noqa: PLR2004
    return first if alike and not any(block.words for block in live[first + 1 : row[1]]) else None


def _forwarded_day(blocks: Sequence[Block]) -> tuple[dt.date, str] | None:
    """Give the day on which a forwarded letter was sent first; the header says when it was forwarded."""
    for block in blocks[:TITLE_BLOCKS]:
        if block.reason is Reason.PREHEADER and is_forward(block) and (day := date_in_words(block.line)):
            return day, "text"
    return None


def _is_text(block: Block) -> bool:
    """Tell a block of running text from a line above it, such as a date."""
    return block.words > MOST_DATE_WORDS or block.line.endswith((".", "!", "?", "…", ":")) or bool(block.containers)


def _day(blocks: Sequence[Block]) -> tuple[dt.date | None, str | None]:
    """Give the one day that a short line at the top states in full."""
    top = [block for block in blocks if block.words and not block.hidden][:TITLE_BLOCKS]
    days = {day for block in top if block.words <= MOST_DATE_WORDS and (day := date_in_words(block.line))}
    return (days.pop(), "text") if len(days) == 1 else (None, None)


def _without_title(found: Sequence[SectionBlocks], title: Block | None) -> list[SectionBlocks]:
    """Take the block that shows the title out of the parts; its images stay."""
    if title is None:
        return list(found)
    kept = []
    for part in found:
        blocks = [image for each in part.blocks for image in (pictures_of(each) if each is title else [each])]
        kept.append(SectionBlocks(part.heading, blocks))
    return kept


def _sections(found: Sequence[SectionBlocks], title_links: Sequence[Hyperlink]) -> list[Section]:
    """Make the sections; where the title leads is kept with the first."""
    sections: list[Section] = []
    for part in found:
        heading, above = None, list[Block]()
        links = [] if sections else [*_kept(title_links)]
        if part.heading:
            heading = clean(heading_text(part.heading))
            above = pictures_of(part.heading)
            shown = {span.link for span in part.heading.spans if span.picture}
            links += _kept(link for link in part.heading.links if link not in shown)
        blocks = _trimmed([*above, *part.blocks])
        if heading or any(block.line or block.pictures for block in blocks):
            sections.append(body(heading, blocks, links))
    return sections


def _kept(links: Iterable[Hyperlink]) -> list[str]:
    """Give the addresses that can be kept as sources."""
    return [link.url for link in links if link.url.startswith("http") and len(link.url) <= LONGEST_SOURCE]


def _trimmed(blocks: Sequence[Block]) -> list[Block]:
    """Take off the rules at both ends: they part sections, and belong to none; of several in a row one is enough."""
    kept: list[Block] = []
    for block in blocks:
        if block.kind is not BlockKind.RULE or (kept and kept[-1].kind is not BlockKind.RULE):
            kept.append(block)
    while kept and kept[-1].kind is BlockKind.RULE:
        kept.pop()
    return kept


def _warnings(blocks: Sequence[Block], title: str | None) -> list[str]:
    warnings = [] if title else ["no title was found"]
    unseen = [block.line for block in blocks if block.hidden and block.reason is None]
    if unseen:
        first = unseen[0] if len(unseen[0]) <= LONGEST_QUOTE else unseen[0][: LONGEST_QUOTE - 1] + "…"
        warnings.append(f"hidden text was left aside ({len(unseen)}): “{clean(first)}”")
    if any("\ufffd" in block.text for block in blocks):
        warnings.append("the text holds the sign \ufffd: characters were lost before it came here")
    return warnings
