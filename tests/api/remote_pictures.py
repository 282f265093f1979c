"""Pictures from elsewhere for tests in a browser: each has the size that its name states, ``600x400-boat.jpg``."""

import re
import struct
import zlib
from functools import cache

from playwright.sync_api import Page, Route

HOST = "https://pictures.example"
SIZE = re.compile(r"/(\d+)x(\d+)-[a-z]+\.\w+$")
STRIPE = 16


def serve_pictures(page: Page) -> None:
    """Answer what a page asks of the host of pictures; what has no size in its name is not there."""
    page.route(f"{HOST}/**", answer)


def answer(route: Route) -> None:
    """Answer a request for a picture."""
    size = SIZE.search(route.request.url)
    if size is None:
        route.fulfill(status=404, body="")
    else:
        route.fulfill(body=png(int(size[1]), int(size[2])), content_type="image/png")


@cache
def png(width: int, height: int) -> bytes:
    """Return a picture of slanting stripes, light and dark, so that words over it meet both."""
    light, dark = b"\xee\xd9\xb4", b"\x2a\x5d\x8a"
    stripes = (light * STRIPE + dark * STRIPE) * (width // STRIPE + 2)
    rows = b"".join(b"\0" + stripes[3 * (y % (2 * STRIPE)) :][: 3 * width] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
