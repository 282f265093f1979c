"""Markdown: with YAML front matter, with ``Title:`` and ``Date:`` lines, or bare; or an issue that Liane exported."""

import re
from functools import cache

from markdown_it import MarkdownIt

from seed.errors import BadContent
from seed.files.formats import read_issue
from seed.importers import frontmatter
from seed.importers import grid_tables as grids
from seed.importers.assemble import assemble
from seed.importers.decoding import decode
from seed.importers.html_blocks import ParsedContent, parse_html
from seed.importers.parsed_issue import ParsedIssue, Unreadable, make_section

SAMPLE = 200_000
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
UNDERLINED = re.compile(r"^[^\s|].*\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
LINK = re.compile(r"\]\(<?(?:https?:|mailto:|/|#)|^\[[^\]]+\]:\s+\S", re.MULTILINE)
BOLD = re.compile(r"(?<![\w*])\*\*[^\s*][^*\n]*\*\*|(?<![\w_])__[^\s_][^_\n]*__")
TABLE = re.compile(r"^ {0,3}\|?[ :]*-{3,}[-| :]*\|[-| :]*$", re.MULTILINE)
# What pandoc and others write behind a heading: its id and classes.
ATTRIBUTES = re.compile(r"^( {0,3}#{1,6}[ \t].*?)[ \t]*\{[#.][^{}\n]*\}[ \t]*#*[ \t]*$", re.MULTILINE)
# What is typed for a list where Markdown's own sign was not known.
BULLET = re.compile(r"^( {0,3})[•‣▪◦●∙][ \t\u00a0]*(?=\S)", re.MULTILINE)
DEEPEST = 12
MOST_LINES = 50_000
MARKER = r"[ \t]*(?:>|[-*+]|\d{1,9}[.)])"
NESTED = re.compile(rf"^((?:{MARKER}[ \t]*){{{DEEPEST}}})(?:{MARKER}(?=[\s>]))+", re.MULTILINE)
EXPORTED = re.compile(r"^<!-- section 1 -->[ \t]*$|\A---\nid: iss_", re.MULTILINE)


def parse(data: bytes) -> ParsedIssue:
    """Read a Markdown newsletter.

    Raises:
        Unreadable: the bytes are no UTF-8 text, or show no words.
    """
    text = decode(data)
    if exported := _exported(text):
        return exported
    front = frontmatter.split(text)
    shown = page(front.text)
    if not any(block.line for block in shown.blocks):
        raise Unreadable("there is no text in it")
    shown.warnings[:0] = front.warnings
    return assemble(shown, front.known)


def page(text: str) -> ParsedContent:
    """Read a Markdown text without front matter.

    Raises:
        Unreadable: it is built to take minutes.
    """
    if text.count("\n") > MOST_LINES:
        raise Unreadable(f"the text has more than {MOST_LINES:,} lines, which no newsletter has")
    text = BULLET.sub(r"\1- ", text)
    text = NESTED.sub(r"\1 ", ATTRIBUTES.sub(r"\1", grids.expand(text)))
    return parse_html(_commonmark().render(text))


def is_markdown(text: str) -> bool:
    """Tell Markdown from plain text by its marks."""
    text = text[:SAMPLE]
    if frontmatter.has_fields(text):
        return True
    if HEADING.search(text) or grids.BORDER.search(text) or LINK.search(text):
        return True
    if UNDERLINED.search(text) or TABLE.search(text):
        return True
    return len(BOLD.findall(text)) > 1


def _exported(text: str) -> ParsedIssue | None:
    """Read an issue as ``liane export`` writes it: nothing has to be guessed."""
    if not EXPORTED.search(text):
        return None
    try:
        issue = read_issue(text, "")
    except BadContent:
        return None
    return ParsedIssue(
        title=issue.title,
        title_source="frontmatter",
        date=issue.published_at.date() if issue.published_at else None,
        date_source="frontmatter" if issue.published_at else None,
        language=issue.language,
        sections=tuple(
            make_section(part.heading, part.body, [each.url for each in part.sources if each.url and not each.title])
            for part in issue.sections
        ),
        known_as=issue.identity,
        exported=None if issue.identity else issue,
    )


@cache
def _commonmark() -> MarkdownIt:
    # Deeper than the default, since what is too deep is not rendered at all.
    return MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable("table")
