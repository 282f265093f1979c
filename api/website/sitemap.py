"""What search engines read: ``/robots.txt`` and ``/sitemap.xml`` (sitemaps.org, protocol 0.9)."""

import re
from itertools import chain
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.http.cache_control import ContentState
from api.http.etags import Representation
from api.website.rendering import Renderer
from api.website.stored_operations import StoredOperations
from schema.addresses import AddressList

MAX_URLS = 10_000
"""How many URLs one sitemap holds, where it might be 50,000: as many as are answered in 50 ms."""
ALWAYS = ("", "issues", "works", "about", "subscribe")
"""What is there whatever the content: the front page, and the lists of the archive."""
PART = re.compile(rf"({'|'.join(AddressList)})(?:-([2-9]|[1-9]\d{{1,5}}))?", re.ASCII)
NO_PART = "There is no such part.\n"
NOSNIFF = {"X-Content-Type-Options": "nosniff"}
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Sitemap:
    """The sitemap, read as an anonymous client.

    Args:
        operations: the stored operations.
        renderer: knows the public URL.
        max_urls: how many URLs one sitemap may hold.
    """

    def __init__(self, operations: StoredOperations, renderer: Renderer, max_urls: int = MAX_URLS) -> None:
        self.operations = operations
        self.renderer = renderer
        self.max_urls = max_urls

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/sitemap.xml", self.sitemap), Route("/robots.txt", self.robots)]

    async def robots(self, request: Request) -> Response:
        """Answer ``/robots.txt``: pages may be read; cards, programs' endpoints and views of one page need not be."""
        lines = [
            "User-agent: *",
            *(f"Disallow: {self.renderer.root}/{path}" for path in ("embed/", "graphql", "admin", "*?country=")),
        ]
        lines.append(f"Sitemap: {self.renderer.base_url}/sitemap.xml")
        return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": "public, max-age=3600", **NOSNIFF})

    async def sitemap(self, request: Request) -> Response:
        """Answer all URLs; where they are too many for one sitemap an index, and each part by ``?part=``.

        A part is a list or a piece of one (``works``, ``works-2`` ...), so that it is read by one statement.
        """
        part = request.query_params.get("part")
        if part is not None:
            return await self._part(part)
        counts = await self.operations.counts()
        if sum(counts.data.values()) + len(ALWAYS) <= self.max_urls:
            names = await self.operations.names(*AddressList)
            urls = [*map(self._url, ALWAYS), *chain.from_iterable(map(self._urls, AddressList, names.data))]
            return respond(names.content_state, "urlset", urls)
        address = escape(f"{self.renderer.base_url}/sitemap.xml?part=")
        parts = (part for each, count in counts.data.items() for part in self._parts(each, count))
        return respond(
            counts.content_state, "sitemapindex", [f"<sitemap><loc>{address}{part}</loc></sitemap>" for part in parts]
        )

    def _parts(self, each: AddressList, count: int) -> list[str]:
        """Return the names of a list's parts."""
        return [each.value, *(f"{each}-{number}" for number in range(2, -(-count // self.max_urls) + 1))]

    async def _part(self, part: str) -> Response:
        """Answer a part; what is always there stands with the issues."""
        match = PART.fullmatch(part)
        if match is None:
            return PlainTextResponse(NO_PART, 404)
        each, start = AddressList(match[1]), (int(match[2] or 1) - 1) * self.max_urls
        names = await self.operations.names(each)
        some = names.data[0][start : start + self.max_urls]
        if not some and start:
            return PlainTextResponse(NO_PART, 404)
        always = map(self._url, ALWAYS if part == AddressList.ISSUES else ())
        return respond(names.content_state, "urlset", [*always, *self._urls(each, some)])

    def _urls(self, each: AddressList, names: list[str]) -> list[str]:
        """Return the entries of a list."""
        if each is not AddressList.ISSUES:
            before, after = self._url(f"{each}/\n").split("\n")
            return [f"{before}{name}{after}" for name in names]
        pairs = (name.split(" ") for name in names)
        return [self._url(f"{each}/{slug}", f"<lastmod>{updated_at}</lastmod>") for slug, updated_at in pairs]

    def _url(self, path: str, changed: str = "") -> str:
        return f"<url><loc>{escape(self.renderer.base_url)}/{path}</loc>{changed}</url>"


def respond(content_state: ContentState, root: str, entries: list[str]) -> Representation:
    """Return a sitemap, or an index of its parts."""
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'
    text = opening + "\n".join(entries) + f"\n</{root}>\n"
    return Representation(text.encode(), "application/xml", content_state, NOSNIFF)
