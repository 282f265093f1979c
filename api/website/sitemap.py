"""What search engines read: ``/robots.txt`` and ``/sitemap.xml`` (sitemaps.org, protocol 0.9)."""

from collections.abc import AsyncIterator
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.http.cache_control import ContentState
from api.http.etags import Representation
from api.website.rendering import Renderer
from api.website.results import Operations, SitemapIssues, SitemapRecommendations, SitemapWorks
from api.website.stored_operations import OperationResult

MAX_URLS = 50_000
"""How many URLs one sitemap may hold."""
NOSNIFF = {"X-Content-Type-Options": "nosniff"}
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
SitemapPage = OperationResult[SitemapIssues] | OperationResult[SitemapWorks] | OperationResult[SitemapRecommendations]


class Sitemap:
    """The sitemap, read through stored operations as an anonymous client.

    Args:
        operations: the stored operations.
        renderer: knows the public URL.
        max_urls: how many URLs one sitemap may hold.
    """

    def __init__(self, operations: Operations, renderer: Renderer, max_urls: int = MAX_URLS) -> None:
        self.operations = operations
        self.renderer = renderer
        self.max_urls = max_urls

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/sitemap.xml", self.sitemap), Route("/robots.txt", self.robots)]

    async def robots(self, request: Request) -> Response:
        """Answer ``/robots.txt``: pages may be read, cards and programs' endpoints need not be."""
        lines = [
            "User-agent: *",
            *(f"Disallow: {self.renderer.root}/{path}" for path in ("embed/", "graphql", "admin")),
        ]
        lines.append(f"Sitemap: {self.renderer.base_url}/sitemap.xml")
        return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": "public, max-age=3600", **NOSNIFF})

    async def sitemap(self, request: Request) -> Response:
        """Answer all URLs; where they are too many for one sitemap an index, and each part by ``?part=``.

        Raises:
            OperationFailed: nothing can be read.
        """
        content_state, entries = await self._entries()
        parts = [entries[start : start + self.max_urls] for start in range(0, len(entries), self.max_urls)] or [[]]
        part = request.query_params.get("part")
        if part is None and len(parts) > 1:
            urls = (f"{self.renderer.base_url}/sitemap.xml?part={number}" for number in range(1, len(parts) + 1))
            return respond(content_state, "sitemapindex", [f"<sitemap><loc>{url}</loc></sitemap>" for url in urls])
        number = int(part) if part and part.isdecimal() and part.isascii() and len(part) < len(str(MAX_URLS)) else 1
        if not 1 <= number <= len(parts):
            return PlainTextResponse("There is no such part.\n", 404)
        return respond(content_state, "urlset", parts[number - 1])

    async def _entries(self) -> tuple[ContentState, list[str]]:
        """Return the entries of all pages, and the state of the content when the first of them were read."""
        pages = [page async for page in self._pages()]
        entries = [f"<url><loc>{escape(self.renderer.base_url)}/</loc></url>"]
        for page in pages:
            for node in page.data["list"]["nodes"]:
                updated_at = node.get("updatedAt")
                changed = f"<lastmod>{updated_at}</lastmod>" if updated_at else ""
                entries.append(f"<url><loc>{escape(node['url'])}</loc>{changed}</url>")
        return pages[0].content_state, entries

    async def _pages(self) -> AsyncIterator[SitemapPage]:
        """Read issues, works and what is recommended, each list a hundred at a time."""
        operations = self.operations
        for read in (operations.sitemap_issues, operations.sitemap_works, operations.sitemap_recommendations):
            after, more = None, True
            while more:
                page: SitemapPage = await read(after=after)
                page_info = page.data["list"]["pageInfo"]
                after, more = page_info["endCursor"], page_info["hasNextPage"]
                yield page


def respond(content_state: ContentState, root: str, entries: list[str]) -> Representation:
    """Return a sitemap, or an index of its parts."""
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'
    text = opening + "\n".join(entries) + f"\n</{root}>\n"
    return Representation(text.encode(), "application/xml", content_state, NOSNIFF)
