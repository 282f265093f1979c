"""A page of the documentation, read from its Markdown."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from graphql import OperationDefinitionNode, parse
from markdown_it import MarkdownIt
from markdown_it.token import Token

from schema.text import slugify

FOR_TESTS = re.compile(r"^# Statements:.*\n", re.MULTILINE)
"""A line of a documented query that tells tests how many statements it takes."""


@dataclass(frozen=True)
class DocPage:
    """A page of the documentation: its title, the HTML below it, and the headings of its sections by anchor."""

    title: str
    html: str
    sections: dict[str, str]


def read_page(
    text: str, target: Callable[[str], str], size: Callable[[str], tuple[int, int] | None], endpoint: str
) -> DocPage:
    """Read a page.

    Args:
        text: its Markdown, which begins with its title.
        target: returns the URL of a link's or picture's target, as it is written.
        size: returns the width and height of a picture by its URL, where they are known.
        endpoint: the path of the GraphQL endpoint, where documented operations can be tried.
    """
    tokens = [token for token in _markdown().parse(text) if token.type != "html_block"]
    title, tokens = _plain_text(tokens[1]), tokens[3:]
    sections: dict[str, str] = {}
    for heading, inline in pairwise(tokens):
        if heading.type == "heading_open":
            anchor = _add_anchor(heading, inline)
            if heading.tag == "h2":
                sections[anchor] = _plain_text(inline)
    for token in _walk(tokens):
        for attribute in {"href", "src"} & token.attrs.keys():
            token.attrSet(attribute, target(str(token.attrs[attribute])))
        if token.type == "image" and (known := size(str(token.attrs["src"]))):
            token.attrs |= dict(zip(("width", "height"), known, strict=True))
    html = _markdown().renderer.render(tokens, _markdown().options, {"endpoint": endpoint})
    return DocPage(title, html, sections)


def _add_anchor(heading: Token, inline: Token) -> str:
    """Add an anchor to a heading, with a link to itself, and return it."""
    anchor = slugify(_plain_text(inline))
    heading.attrSet("id", anchor)
    opening = Token("link_open", "a", 1, attrs={"href": f"#{anchor}"})
    inline.children = [opening, *(inline.children or []), Token("link_close", "a", -1)]
    return anchor


def _plain_text(inline: Token) -> str:
    """Return the text of a line without its markup."""
    return "".join(token.content for token in inline.children or [])


def _walk(tokens: list[Token]) -> Iterator[Token]:
    """Yield all tokens, those inside of lines too."""
    for token in tokens:
        yield token
        yield from token.children or []


@cache
def _markdown() -> MarkdownIt:
    """Return the Markdown parser; code and tables, which may be wide, can be scrolled with the keyboard."""
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.add_render_rule("fence", _code)
    markdown.add_render_rule("code_block", _code)
    markdown.add_render_rule("table_open", lambda *_: '<div class="box" tabindex="0"><table>')
    markdown.add_render_rule("table_close", lambda *_: "</table></div>")
    return markdown


def _code(_: Any, tokens: list[Token], index: int, __: Any, environment: Mapping[str, str]) -> str:
    code, language = tokens[index].content, tokens[index].info
    link = _link_to(code, environment["endpoint"]) if language == "graphql" else ""
    return f'<pre tabindex="0"><code>{escape(code)}</code></pre>\n{link}'


def _link_to(text: str, endpoint: str) -> str:
    """Return a link that opens operations in the explorer, where a text has any: a part of the schema has none."""
    definitions = parse(text).definitions
    if not any(isinstance(each, OperationDefinitionNode) for each in definitions):
        return ""
    query = FOR_TESTS.sub("", text).strip()
    address = escape(f"{endpoint}?{urlencode({'query': query})}")
    return f'<p class="try"><a href="{address}">Open in GraphiQL</a></p>\n'
