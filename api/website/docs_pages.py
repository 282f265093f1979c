"""The documentation as pages: ``docs/*.md`` at ``/docs``, in the house's style, with the files that they show."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.etags import release_asset
from api.website.i18n import translator
from api.website.paths import DOCS
from api.website.rendering import Renderer
from schema.text import slugify

INDEX = "README.md"
SHOWN = {".webp": "image/webp", ".html": "text/plain"}
"""What documents show beside their words; a page of the examples is there to be read, not to be run."""


@dataclass(frozen=True)
class Document:
    """A document: its title, its HTML below the title, and its sections by their anchors."""

    title: str
    html: str
    sections: dict[str, str]


class Documentation:
    """The documents, each rendered when it is first asked for.

    Args:
        renderer: the templates.
    """

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer
        self.document = cache(self._document)
        self.printed = cache(self._printed)

    def routes(self) -> list[Route]:
        """Give the routes."""
        return [Route("/docs", self.page), Route("/docs/{path:path}", self.page)]

    @cached_property
    def pages(self) -> dict[str, Path]:
        """The documents by their addresses: ``http.md`` is ``/docs/http``, a folder's README the folder's."""
        return {self.address(_path(file)): file for file in DOCS.rglob("*.md")}

    @cached_property
    def shown(self) -> dict[str, Path]:
        """The other files by their addresses."""
        return {self.address(_path(file)): file for file in DOCS.rglob("*") if file.suffix in SHOWN}

    def address(self, path: str) -> str:
        """Say where a file of the documentation is found."""
        name = path.removesuffix(INDEX).removesuffix(".md")
        return f"{self.renderer.root}/docs/{name}".removesuffix("/")

    async def page(self, request: Request) -> Response:
        """Answer a document, or a file that one shows."""
        address = self.address(request.path_params.get("path", ""))
        if address in self.pages:
            headers = self.renderer.surfaces["docs"].headers()
            return release_asset(request, self.printed(address), "text/html", headers)
        if address in self.shown:
            file = self.shown[address]
            return release_asset(request, file.read_bytes(), SHOWN[file.suffix], {})
        raise HTTPException(404)

    @cached_property
    def contents(self) -> dict[str, str]:
        """The addresses of the documents and their names, in the order of the index."""
        index = self.document(self.address(INDEX))
        links = re.findall(r'<a href="([^"#]+)">([^<]+)</a>', index.html)
        return {address: name for address, name in links if address in self.pages}

    def _printed(self, address: str) -> bytes:
        context = {"document": self.document(address), "address": address, "contents": self.contents}
        return self.renderer.page("docs", translator("en"), context)

    def _document(self, address: str) -> Document:
        file = self.pages[address]
        tokens = [each for each in _markdown().parse(file.read_text(encoding="utf-8")) if each.type != "html_block"]
        title, tokens = _words(tokens[1]), tokens[3:]
        sections: dict[str, str] = {}
        for heading, inline in pairwise(tokens):
            if heading.type == "heading_open":
                anchor = _name(heading, inline)
                if heading.tag == "h2":
                    sections[anchor] = _words(inline)
        folder = posixpath.dirname(_path(file))
        for token in _within(tokens):
            for attribute in {"href", "src"} & token.attrs.keys():
                token.attrSet(attribute, self._target(str(token.attrs[attribute]), folder))
        return Document(title, _markdown().renderer.render(tokens, _markdown().options, {}), sections)

    def _target(self, link: str, folder: str) -> str:
        """Give the address of what a document links to: another one, a file that it shows, or a place on the web."""
        to = urlsplit(link)
        if to.scheme or not to.path:
            return link
        path = posixpath.normpath(posixpath.join(folder, to.path))
        return self.address(path) + (f"#{to.fragment}" if to.fragment else "")


def _path(file: Path) -> str:
    return file.relative_to(DOCS).as_posix()


def _name(heading: Token, inline: Token) -> str:
    """Give a heading an anchor, and make it lead there."""
    anchor = slugify(_words(inline))
    heading.attrSet("id", anchor)
    opening = Token("link_open", "a", 1, attrs={"href": f"#{anchor}"})
    inline.children = [opening, *(inline.children or []), Token("link_close", "a", -1)]
    return anchor


def _words(inline: Token) -> str:
    """Give the words of a line without their marks."""
    return "".join(each.content for each in inline.children or [])


def _within(tokens: list[Token]) -> Iterator[Token]:
    """Give all tokens, those inside of lines too."""
    for token in tokens:
        yield token
        yield from token.children or []


@cache
def _markdown() -> MarkdownIt:
    """Read Markdown as our documents are written; what may be wider than a page can be scrolled with the keyboard."""
    markdown = MarkdownIt("commonmark").enable("table")
    markdown.add_render_rule("fence", _code)
    markdown.add_render_rule("code_block", _code)
    markdown.add_render_rule("table_open", lambda *_: '<div class="box" tabindex="0"><table>')
    markdown.add_render_rule("table_close", lambda *_: "</table></div>")
    return markdown


def _code(_: Any, tokens: list[Token], place: int, *__: Any) -> str:
    return f'<pre tabindex="0"><code>{escape(tokens[place].content)}</code></pre>\n'
