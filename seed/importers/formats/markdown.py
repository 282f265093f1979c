"""Markdown: with YAML front matter, with ``Title:`` and ``Date:`` lines, or bare."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from seed.importers.blocks import Block, Span
from seed.importers.content import ParsedContent
from seed.importers.decoding import decode_text
from seed.importers.formats.frontmatter import has_front_matter, split_front_matter
from seed.importers.formats.grid_tables import BORDER, expand_grid_tables
from seed.importers.formats.template_code import without_template_code
from seed.importers.html.page import parse_html
from seed.importers.parsed_issue import Reason, Unreadable
from seed.importers.wordlist import wordset

SAMPLE = 200_000
HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
UNDERLINED = re.compile(r"^[^\s|].*\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
LINK = re.compile(r"\]\(<?(?:https?:|mailto:|/|#)|^\[[^\[\]]+\]:\s+\S", re.MULTILINE)
BOLD = re.compile(r"(?<![\w*])\*\*[^\s*][^*\n]*\*\*|(?<![\w_])__[^\s_][^_\n]*__")
TABLE = re.compile(r"^ {0,3}\|?[ :]*+-{3}(?=[- :]*+\|)[-| :]*+$", re.MULTILINE)
# What pandoc and others write behind a heading: its id and classes.
ATTRIBUTES = re.compile(r"^( {0,3}#{1,6}[ \t](?:.*?[^ \t\n])??)[ \t]*+\{[#.][^{}\n]*\}[ \t]*+#*+[ \t]*+$", re.MULTILINE)
# What is typed for a list where Markdown's own sign was not known.
BULLET = re.compile(r"^( {0,3})[•‣▪◦●∙][ \t\u00a0]*(?=\S)", re.MULTILINE)
# A note below the text, which would be read as the address of a link.
FOOTNOTE = re.compile(r"^( {0,3})(?=\[\^[^\[\]\n]+\]:)", re.MULTILINE)
TAG = re.compile(r"</?([A-Za-z][\w:.-]*)")
TAGS = wordset(
    "a abbr acronym address area article aside audio b base basefont bdi bdo big blockquote body br button canvas "
    "caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset "
    "figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img "
    "input ins kbd label legend li link listing main map mark menu meta nav noembed noframes noscript object ol "
    "optgroup option output p param picture plaintext pre progress q rp rt ruby s samp script search section select "
    "small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time "
    "title tr track tt u ul var video wbr xmp o:p"
)
DEEPEST = 12
MOST_LINES = 50_000
MARKER = r"[ \t]*+(?:>|[-*+]|\d{1,9}[.)])"
NESTED = re.compile(rf"^((?:{MARKER}[ \t]*+){{{DEEPEST}}})(?:{MARKER}(?=[\s>]))+", re.MULTILINE)


def parse(data: bytes) -> ParsedContent:
    """Parse a Markdown newsletter.

    Raises:
        Unreadable: the bytes are no text, or built to take minutes.
    """
    text, warnings = decode_text(data)
    front_matter = split_front_matter(text)
    content = parse_markdown(front_matter.text)
    page = content.metadata
    content.metadata = replace(front_matter.metadata, page_title=page.page_title, page_language=page.page_language)
    content.warnings[:0] = [*warnings, *front_matter.warnings]
    return content


def parse_markdown(text: str) -> ParsedContent:
    """Parse a Markdown text without front matter.

    Raises:
        Unreadable: it is built to take minutes.
    """
    if text.count("\n") > MOST_LINES:
        raise Unreadable(f"the text has more than {MOST_LINES:,} lines, which no newsletter has")
    text, taken = without_template_code(text)
    text = FOOTNOTE.sub(r"\1\\", BULLET.sub(r"\1- ", text))
    text = NESTED.sub(r"\1 ", ATTRIBUTES.sub(r"\1", expand_grid_tables(text)))
    content = parse_html(_commonmark().render(text))
    content.blocks += [Block(spans=[Span(piece)], hidden=True, reason=Reason.MARKUP) for piece in taken]
    return content


def is_markdown(text: str) -> bool:
    """Whether a text has the marks of Markdown."""
    text = text[:SAMPLE]
    if has_front_matter(text):
        return True
    if HEADING.search(text) or BORDER.search(text) or LINK.search(text):
        return True
    if UNDERLINED.search(text) or TABLE.search(text):
        return True
    return len(BOLD.findall(text)) > 1


@cache
def _commonmark() -> MarkdownIt:
    # Deeper than the default, since what is too deep is not rendered at all.
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable(["table", "strikethrough"])
    for rule in ("html_inline", "html_block"):
        parser.add_render_rule(rule, _render_html)
    return parser


def _render_html(_: RendererHTML, tokens: Sequence[Token], index: int, *__: Any) -> str:
    """Render the HTML in a text; what only looks like a tag, such as a word in angle brackets, is a word."""
    return TAG.sub(lambda tag: tag[0] if tag[1].lower() in TAGS else f"&lt;{tag[0][1:]}", tokens[index].content)
