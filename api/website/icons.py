"""The magazine's sign where browsers and telephones show it: icons, and the web application manifest.

The files in ``static/icons`` are drawn from one sign: the SVG with round corners, an ICO of it with 16, 32 and 48
pixels, and full squares for telephones, which cut the corners themselves and want the sign within the middle 80 %.
The SVG, which browsers prefer, is in the colours of the publication; the others are in those of the house.
"""

from collections.abc import Awaitable, Callable

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.etags import Representation, release_asset
from api.website.palette import HOUSE, palette
from api.website.paths import STATIC
from api.website.results import Operations
from api.website.stored_operations import OperationFailed

FILES = {
    "/favicon.ico": "image/vnd.microsoft.icon",
    "/favicon.svg": "image/svg+xml",
    "/apple-touch-icon.png": "image/png",
    "/icon-192.png": "image/png",
    "/icon-512.png": "image/png",
}
"""The addresses that browsers look for, by the name of the file."""
SIGN = "/favicon.svg"
ICONS = STATIC / "icons"
DRAWN = (ICONS / SIGN.strip("/")).read_text(encoding="utf-8")
"""The sign in the colours of the house."""


def icon(path: str) -> Callable[[Request], Awaitable[Response]]:
    """Return a handler that answers an icon."""
    body = (ICONS / path.strip("/")).read_bytes()

    async def answer(request: Request) -> Response:
        return release_asset(request, body, FILES[path], {})

    return answer


class Icons:
    """The icons and the manifest.

    Args:
        operations: the stored operations.
        root: the path that this site's addresses begin with.
    """

    def __init__(self, operations: Operations, root: str) -> None:
        self.operations = operations
        self.root = root

    def routes(self) -> list[Route]:
        """Return the routes."""
        files = [Route(path, icon(path)) for path in FILES if path != SIGN]
        return [*files, Route(SIGN, self.sign), Route("/manifest.webmanifest", self.manifest)]

    async def sign(self, request: Request) -> Response:
        """Answer the sign, in the colours of the publication as far as they can be read."""
        try:
            colors = palette((await self.operations.manifest()).data["publication"]["accentColor"])
        except OperationFailed:
            colors = HOUSE
        svg = DRAWN.replace(HOUSE.forest, colors.forest).replace(HOUSE.leaf, colors.leaf)
        return release_asset(request, svg.encode(), FILES[SIGN], {})

    async def manifest(self, request: Request) -> Response:
        """Answer the manifest (https://www.w3.org/TR/appmanifest/)."""
        result = await self.operations.manifest()
        publication = result.data["publication"]
        ground = palette(publication["accentColor"]).forest
        manifest = {
            "name": publication["name"],
            "short_name": publication["name"],
            "description": publication["tagline"] or publication["name"],
            "lang": publication["language"],
            "start_url": f"{self.root}/",
            "scope": f"{self.root}/",
            "display": "minimal-ui",
            "theme_color": ground,
            "background_color": ground,
            "icons": [
                {
                    "src": f"{self.root}/icon-{size}.png",
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for size in (192, 512)
                for purpose in ("any", "maskable")
            ],
        }
        headers = {"X-Content-Type-Options": "nosniff"}
        return Representation(orjson.dumps(manifest), "application/manifest+json", result.content_state, headers)
