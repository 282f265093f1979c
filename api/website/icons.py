"""The magazine's sign where browsers and telephones show it: icons, and the web application manifest.

The files in ``static/icons`` are drawn from one sign: the SVG with round corners, an ICO of it with 16, 32 and 48
pixels, and full squares for telephones, which cut the corners themselves and want the sign within the middle 80 %.
All are answered in the colours of the publication.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache
from io import BytesIO
from typing import Any, cast

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
SIGN, ICO = "/favicon.svg", "/favicon.ico"
ICONS = STATIC / "icons"
DRAWN = (ICONS / SIGN.strip("/")).read_text(encoding="utf-8")
"""The sign in the colours of the house."""


@lru_cache(32)
def icon(path: str, forest: str, leaf: str) -> bytes:
    """Return an icon in two colours: that of the ground, and that of the sign."""
    file = ICONS / path.strip("/")
    if (forest, leaf) == (HOUSE.forest, HOUSE.leaf):
        return file.read_bytes()
    if path == SIGN:
        return DRAWN.replace(HOUSE.forest, forest).replace(HOUSE.leaf, leaf).encode()
    from PIL import Image  # noqa: PLC0415 - for the first who asks for an icon, not at the start

    out, opened = BytesIO(), cast("Any", Image.open(file))  # an icon has what other pictures have not
    with opened as picture:
        sizes = sorted(picture.info.get("sizes", [picture.size]))
        frames = [picture.ico.getimage(size) if path == ICO else picture for size in sizes]
        *others, largest = [_colored(frame, forest, leaf) for frame in frames]
    if path == ICO:
        largest.save(out, "ICO", sizes=sizes, append_images=others)
    else:
        largest.save(out, "PNG", optimize=True)
    return out.getvalue()


def _colored(picture: Any, forest: str, leaf: str) -> Any:
    """Return a picture in other colours: how red each point is tells how much of it is the sign."""
    from PIL import Image, ImageColor  # noqa: PLC0415

    low, high = (ImageColor.getrgb(color)[0] for color in (HOUSE.forest, HOUSE.leaf))
    shares = [min(255, max(0, round((red - low) * 255 / (high - low)))) for red in range(256)]
    red, *_, alpha = picture.convert("RGBA").split()
    ground, sign = (Image.new("RGB", picture.size, color) for color in (forest, leaf))
    colored = Image.composite(sign, ground, red.point(shares))
    colored.putalpha(alpha)
    return colored


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
        files = [Route(path, self._answering(path)) for path in FILES]
        return [*files, Route("/manifest.webmanifest", self.manifest)]

    def _answering(self, path: str) -> Callable[[Request], Awaitable[Response]]:
        """Return a handler that answers an icon, in the colours of the publication as far as they can be read."""

        async def answer(request: Request) -> Response:
            try:
                colors = palette((await self.operations.manifest()).data["publication"]["accentColor"])
            except OperationFailed:
                colors = HOUSE
            body = await asyncio.to_thread(icon, path, colors.forest, colors.leaf)
            return release_asset(request, body, FILES[path], {})

        return answer

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
