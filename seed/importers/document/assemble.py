"""From blocks in sections to the issue: Markdown, links, language, and what is left out."""

from collections.abc import Iterable, Sequence

from schema.text import clean
from seed.importers.blocks import Block, BlockKind, Hyperlink
from seed.importers.content import ParsedContent, SectionBlocks
from seed.importers.document.section_writer import write_section
from seed.importers.language import language_of
from seed.importers.parsed_issue import LeftOut, ParsedIssue, Section
from seed.importers.structure.headings import heading_text, pictures_of

LONGEST_QUOTE = 60
LONGEST_SOURCE = 2000


def assemble(content: ParsedContent) -> ParsedIssue:
    """Build the issue of content that all steps have gone through."""
    blocks, metadata = content.blocks, content.metadata
    sections = _sections(content)
    text = "\n".join([metadata.title or "", *(section.text for section in sections)])
    return ParsedIssue(
        title=metadata.title,
        title_source=metadata.title_source,
        date=metadata.date,
        date_source=metadata.date_source,
        # The page's own word comes last: templates say "en" of letters in any language.
        language=metadata.language or language_of(text) or metadata.page_language,
        standfirst=metadata.standfirst,
        number=metadata.number,
        authors=metadata.authors,
        cover=(metadata.cover.url, metadata.cover.alt) if metadata.cover else None,
        slug=metadata.slug,
        withheld=metadata.withheld,
        sections=tuple(sections),
        left_out=tuple(LeftOut(clean(block.line), block.reason) for block in blocks if block.reason and block.line),
        warnings=(*content.warnings, *_warnings(blocks)),
        pictures=tuple(
            picture
            for address, picture in content.pictures.items()
            if any(address in section.markdown for section in sections)
        ),
    )


def _sections(content: ParsedContent) -> list[Section]:
    """Build the sections; the links of the title are kept with the first."""
    sections: list[Section] = []
    for part in content.sections:
        links = _kept(content.title_block.links) if content.title_block and not sections else []
        if section := _section(part, links, content.warnings):
            sections.append(section)
    return sections


def _section(part: SectionBlocks, links: list[str], warnings: list[str]) -> Section | None:
    heading, pictures = None, list[Block]()
    if part.heading:
        heading = clean(heading_text(part.heading))
        pictures = pictures_of(part.heading)
        pictured = {span.link for span in part.heading.spans if span.picture}
        links += _kept(link for link in part.heading.links if link not in pictured)
    blocks = _without_outer_rules([*pictures, *part.blocks])
    if heading or any(block.line or block.pictures for block in blocks):
        return write_section(heading, blocks, links, warnings)
    return None


def _kept(links: Iterable[Hyperlink]) -> list[str]:
    """Return the addresses that can be kept as sources."""
    return [link.url for link in links if link.url.startswith("http") and len(link.url) <= LONGEST_SOURCE]


def _without_outer_rules(blocks: Sequence[Block]) -> list[Block]:
    """Drop the rules at both ends, which separate sections; of several in a row one is enough."""
    kept: list[Block] = []
    for block in blocks:
        if block.kind is not BlockKind.RULE or (kept and kept[-1].kind is not BlockKind.RULE):
            kept.append(block)
    while kept and kept[-1].kind is BlockKind.RULE:
        kept.pop()
    return kept


def _warnings(blocks: Sequence[Block]) -> list[str]:
    warnings = []
    hidden = [block.line for block in blocks if block.hidden and block.reason is None]
    if hidden:
        first = hidden[0] if len(hidden[0]) <= LONGEST_QUOTE else hidden[0][: LONGEST_QUOTE - 1] + "…"
        warnings.append(f"hidden text was left aside ({len(hidden)}): “{clean(first)}”")
    if any("\ufffd" in block.text for block in blocks):
        warnings.append("the text holds the sign \ufffd: characters were lost before it came here")
    return warnings
