"""What search engines read: ``/robots.txt`` and ``/sitemap.xml`` (sitemaps.org, protocol 0.9)."""

import logging
from collections.abc import AsyncIterator
from xml.sax.saxutils import escape

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.http.cache_control import ContentState
from api.http.etags import Representation
from api.website.pages import RETRY
from api.website.rendering import Renderer
from api.website.stored_operations import OperationFailed, OperationResult, StoredOperations

log = logging.getLogger("liane.sitemap")
LISTS = ("issues", "works", "recommendations")
MOST = 50_000
"""How many addresses one sitemap may hold."""
NOSNIFF = {"X-Content-Type-Options": "nosniff"}
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Sitemap:
    """The sitemap, read through stored operations as nobody in particular.

    Args:
        operations: the stored operations.
        renderer: knows the public address.
        most: how many addresses one sitemap may hold.
    """

    def __init__(self, operations: StoredOperations, renderer: Renderer, most: int = MOST) -> None:
        self.operations = operations
        self.renderer = renderer
        self.most = most

    def routes(self) -> list[Route]:
        """Give the routes."""
        return [Route("/sitemap.xml", self.sitemap), Route("/robots.txt", self.robots)]

    async def robots(self, request: Request) -> Response:
        """Answer ``/robots.txt``: pages may be read, cards and programs' addresses need not be."""
        lines = [
            "User-agent: *",
            *(f"Disallow: {self.renderer.root}/{path}" for path in ("embed/", "graphql", "admin")),
        ]
        lines.append(f"Sitemap: {self.renderer.base_url}/sitemap.xml")
        return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": "public, max-age=3600", **NOSNIFF})

    async def sitemap(self, request: Request) -> Response:
        """Answer all addresses; where they are too many for one sitemap an index, and each part by ``?part=``.

        Raises:
            HTTPException: 503 for a while.
        """
        try:
            content_state, entries = await self._entries()
        except OperationFailed as failure:
            log.exception("the sitemap could not be read")
            raise HTTPException(503, headers=RETRY) from failure
        parts = [entries[start : start + self.most] for start in range(0, len(entries), self.most)] or [[]]
        asked = request.query_params.get("part")
        if asked is None and len(parts) > 1:
            addresses = (f"{self.renderer.base_url}/sitemap.xml?part={number}" for number in range(1, len(parts) + 1))
            return listed(
                content_state, "sitemapindex", [f"<sitemap><loc>{each}</loc></sitemap>" for each in addresses]
            )
        number = int(asked) if asked and asked.isdecimal() and asked.isascii() and len(asked) < len(str(MOST)) else 1
        if not 1 <= number <= len(parts):
            return PlainTextResponse("There is no such part.\n", 404)
        return listed(content_state, "urlset", parts[number - 1])

    async def _entries(self) -> tuple[ContentState, list[str]]:
        """Give the entry of every page, and when reading them began: what changed since makes another version."""
        pages = [page async for page in self._pages()]
        entries = [f"<url><loc>{escape(self.renderer.base_url)}/</loc></url>"]
        for page in pages:
            for row in page["list"]["nodes"]:
                changed = f"<lastmod>{row['updatedAt']}</lastmod>" if "updatedAt" in row else ""
                entries.append(f"<url><loc>{escape(row['url'])}</loc>{changed}</url>")
        return pages[0].content_state, entries

    async def _pages(self) -> AsyncIterator[OperationResult]:
        """Read issues, works and what is recommended, each list a hundred at a time."""
        for name in LISTS:
            after, more = None, True
            while more:
                found = await self.operations.run(f"sitemap_{name}", after=after)
                around = found["list"]["pageInfo"]
                after, more = around["endCursor"], around["hasNextPage"]
                yield found


def listed(content_state: ContentState, root: str, entries: list[str]) -> Representation:
    """Print a sitemap or an index of its parts."""
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'
    text = opening + "\n".join(entries) + f"\n</{root}>\n"
    return Representation(text.encode(), "application/xml", content_state, NOSNIFF)
