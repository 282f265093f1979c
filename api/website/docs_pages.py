"""The documentation as pages: ``docs/*.md`` at ``/docs``, with the files that they show."""

import posixpath
import re
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

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

if TYPE_CHECKING:
    from api.website.docs_markdown import DocPage

INDEX = "README.md"
SHOWN_FILES = {".webp": "image/webp", ".html": "text/plain"}
"""Media types of other files that are served; HTML is an example to be read, so it is plain text."""

PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)


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

    def _parse(self, url: str) -> "DocPage":
        from api.website.docs_markdown import read_page  # noqa: PLC0415 - its parser is loaded for the first page

        file = self.pages[url]
        folder = posixpath.dirname(_path(file))
        text = file.read_text(encoding="utf-8")
        return read_page(text, lambda link: self._target(link, folder), self._size, f"{self.renderer.root}/graphql")

    def _size(self, url: str) -> tuple[int, int] | None:
        """Return the width and height of a picture of the documentation."""
        picture = self.files.get(url)
        return read_size(picture) if picture else None

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
