"""What search engines read: ``/robots.txt`` and ``/sitemap.xml`` (sitemaps.org, protocol 0.9)."""

from collections.abc import AsyncIterator
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.rendering import Renderer, tagged
from api.stored_operations import StoredOperations

LISTS = ("issues", "works", "recommendations")
MOST = 50_000
"""How many addresses one sitemap may hold."""
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
        self.headers = {"Cache-Control": renderer.cache_control, "X-Content-Type-Options": "nosniff"}

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
        return PlainTextResponse("\n".join(lines) + "\n", headers=self.headers)

    async def sitemap(self, request: Request) -> Response:
        """Answer all addresses; where they are too many for one sitemap an index, and each part by ``?part=``."""
        entries = [entry async for entry in self.entries()]
        parts = [entries[start : start + self.most] for start in range(0, len(entries), self.most)] or [[]]
        asked = request.query_params.get("part")
        if asked is None and len(parts) > 1:
            addresses = (f"{self.renderer.base_url}/sitemap.xml?part={number}" for number in range(1, len(parts) + 1))
            return self._answer(
                request, "sitemapindex", [f"<sitemap><loc>{each}</loc></sitemap>" for each in addresses]
            )
        number = int(asked) if asked and asked.isdecimal() and asked.isascii() and len(asked) < len(str(MOST)) else 1
        if not 1 <= number <= len(parts):
            return PlainTextResponse("There is no such part.\n", 404)
        return self._answer(request, "urlset", parts[number - 1])

    async def entries(self) -> AsyncIterator[str]:
        """Give the entry of every page: issues, works and what is recommended, each list a hundred at a time."""
        yield f"<url><loc>{escape(self.renderer.base_url)}/</loc></url>"
        for name in LISTS:
            after = None
            while True:
                found = (await self.operations.run(f"sitemap_{name}", after=after))["list"]
                for row in found["nodes"]:
                    changed = f"<lastmod>{row['updatedAt']}</lastmod>" if "updatedAt" in row else ""
                    yield f"<url><loc>{escape(row['url'])}</loc>{changed}</url>"
                if not found["pageInfo"]["hasNextPage"]:
                    break
                after = found["pageInfo"]["endCursor"]

    def _answer(self, request: Request, root: str, entries: list[str]) -> Response:
        opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'
        text = opening + "\n".join(entries) + f"\n</{root}>\n"
        return tagged(request, text.encode(), "application/xml", self.headers)
