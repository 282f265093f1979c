"""The documentation as pages: ``docs/*.md`` at ``/docs``, with the files that they show."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from graphql import OperationDefinitionNode, parse
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
from api.website.sharing.descriptions import first_sentences
from api.website.sharing.subjects import ShareImage
from schema.text import slugify

INDEX = "README.md"
SHOWN_FILES = {".webp": "image/webp", ".html": "text/plain"}
"""Media types of other files that are served; HTML is an example to be read, so it is plain text."""

PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)
FOR_TESTS = re.compile(r"^# Statements:.*\n", re.MULTILINE)
"""A line of a documented query that tells tests how many statements it takes."""


@dataclass(frozen=True)
class DocPage:
    """A page of the documentation: its title, the HTML below it, and the headings of its sections by anchor."""

    title: str
    html: str
    sections: dict[str, str]


class Documentation:
    """The documentation, each page rendered when it is first requested.

    Args:
        renderer: the templates.
    """

    def __init__(self, renderer: Renderer) -> None:
        self.renderer = renderer
        self.parse = cache(self._parse)
        self.render = cache(self._render)

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/docs", self.page), Route("/docs/{path:path}", self.page)]

    @cached_property
    def pages(self) -> dict[str, Path]:
        """The Markdown files by their URL paths: ``http.md`` is ``/docs/http``, a folder's README the folder's."""
        return {self.url(_path(file)): file for file in DOCS.rglob("*.md")}

    @cached_property
    def files(self) -> dict[str, Path]:
        """The other files by their URL paths."""
        return {self.url(_path(file)): file for file in DOCS.rglob("*") if file.suffix in SHOWN_FILES}

    def url(self, path: str) -> str:
        """Return the URL path of a file of the documentation."""
        name = path.removesuffix(INDEX).removesuffix(".md")
        return f"{self.renderer.root}/docs/{name}".removesuffix("/")

    async def page(self, request: Request) -> Response:
        """Answer a page, or a file that one shows."""
        url = self.url(request.path_params.get("path", ""))
        if url in self.pages:
            headers = self.renderer.assets["docs"].headers()
            return release_asset(request, self.render(url), "text/html", headers)
        if url in self.files:
            file = self.files[url]
            return release_asset(request, file.read_bytes(), SHOWN_FILES[file.suffix], {})
        raise HTTPException(404)

    @cached_property
    def contents(self) -> dict[str, str]:
        """The titles of the pages by their URL paths, in the order of the index."""
        index = self.parse(self.url(INDEX))
        links = re.findall(r'<a href="([^"#]+)">([^<]+)</a>', index.html)
        return {url: name for url, name in links if url in self.pages}

    def _render(self, url: str) -> bytes:
        page, base_url = self.parse(url), self.renderer.base_url
        context = {
            "page": page,
            "url": url,
            "contents": self.contents,
            "description": first_sentences([part[0] for part in PARAGRAPH.finditer(page.html)]) or page.title,
            "share": ShareImage(f"{base_url}/share/front.png", "Liane"),
        }
        return self.renderer.render("docs", translator("en"), context)

    def _parse(self, url: str) -> DocPage:
        file = self.pages[url]
        tokens = [token for token in _markdown().parse(file.read_text(encoding="utf-8")) if token.type != "html_block"]
        title, tokens = _plain_text(tokens[1]), tokens[3:]
        sections: dict[str, str] = {}
        for heading, inline in pairwise(tokens):
            if heading.type == "heading_open":
                anchor = _add_anchor(heading, inline)
                if heading.tag == "h2":
                    sections[anchor] = _plain_text(inline)
        folder = posixpath.dirname(_path(file))
        for token in _walk(tokens):
            for attribute in {"href", "src"} & token.attrs.keys():
                token.attrSet(attribute, self._target(str(token.attrs[attribute]), folder))
            if token.type == "image" and (picture := self.files.get(str(token.attrs["src"]))):
                width, height = read_size(picture)
                token.attrs |= {"width": width, "height": height}
        html = _markdown().renderer.render(tokens, _markdown().options, {"endpoint": f"{self.renderer.root}/graphql"})
        return DocPage(title, html, sections)

    def _target(self, link: str, folder: str) -> str:
        """Return the URL of a link's target: another page, a file that is shown, or somewhere on the web."""
        target = urlsplit(link)
        if target.scheme or not target.path:
            return link
        path = posixpath.normpath(posixpath.join(folder, target.path))
        return self.url(path) + (f"#{target.fragment}" if target.fragment else "")


def read_size(file: Path) -> tuple[int, int]:
    """Return the width and height of a picture."""
    from PIL import Image  # noqa: PLC0415 - Pillow is loaded for the first page that shows one, not at the start

    with Image.open(file) as picture:
        return picture.size


def _path(file: Path) -> str:
    return file.relative_to(DOCS).as_posix()


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
