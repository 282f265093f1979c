"""From blocks to a section whose Markdown is proved to show their words, links and images."""

from collections.abc import Sequence

from seed.importers.blocks import Block, Span
from seed.importers.document.inline_markdown import spelled
from seed.importers.document.markdown_writer import write_markdown
from seed.importers.parsed_issue import Section, make_section


def write_section(
    heading: str | None, blocks: Sequence[Block], heading_links: Sequence[str], warnings: list[str]
) -> Section:
    """Build a section of blocks.

    Its Markdown is proved to show their words, links and images: where marks are read as words or words as marks, a
    block is spelled out, without emphasis, and a warning says so.
    """
    section = make_section(heading, write_markdown(blocks), heading_links)
    if _shows(section, blocks):
        return section
    alone = [make_section(None, write_markdown([block])) for block in blocks]
    pieces = [
        part.markdown if _shows(part, [block]) else spelled(block.all_spans)
        for part, block in zip(alone, blocks, strict=True)
    ]
    warnings.append(f"emphasis was left out under “{heading or ''}”: it could not be written beside the signs there")
    section = make_section(heading, "\n\n".join(filter(None, pieces)), heading_links)
    if _shows(section, blocks):
        return section
    return make_section(heading, "\n\n".join(spelled(block.all_spans) for block in blocks), heading_links)


def _shows(section: Section, blocks: Sequence[Block]) -> bool:
    """Whether a section shows the words of blocks, and as many links and images."""
    words = section.text.split() == " ".join(block.text for block in blocks).split()
    links = {span.link for block in blocks for span in block.all_spans if span.link and _is_seen(span)}
    pictures = sum(len(block.pictures) for block in blocks)
    web = sum(link.url.startswith("http") for link in links)
    return words and len(section.anchors) >= web and section.body.html.count("<img ") >= pictures


def _is_seen(span: Span) -> bool:
    return bool(span.picture or span.text.strip())
