"""``/oembed``: from the address of a page to the card that other sites show, as in oEmbed 1.0 (https://oembed.com)."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.etree import ElementTree as ET

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.etags import Representation
from api.website.cards import HEIGHT, NARROW, WIDE, WIDE_FROM
from api.website.content_rules import is_recommended, is_web
from api.website.pages import RETRY
from api.website.stored_operations import OperationFailed, OperationResult, StoredOperations
from api.website.urls import as_uri, card_path
from api.website.xml_writing import document, element

log = logging.getLogger("liane.oembed")
MEDIA_TYPES = {"json": "application/json", "xml": "text/xml"}
OPERATIONS = {
    "issues": ("issue_oembed", "slug"),
    "works": ("work_oembed", "slug"),
    "recommendations": ("recommendation_oembed", "id"),
}
"""What is asked for an address, and by what."""
WIDTH = 560
SMALLEST = (200, 120)
"""How wide and how high a card has to be to say anything; where it may not be it is offered as a link."""
KEPT = 3600
# Our links open windows of their own; nothing else of the partner's page is touched.
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Box:
    """The space that a consumer has, in CSS pixels; None where it does not say."""

    width: int | None
    height: int | None

    def holds(self, width: int, height: int) -> bool:
        """Tell whether something of a size fits in."""
        return (self.width is None or width <= self.width) and (self.height is None or height <= self.height)

    def card(self) -> tuple[int, int] | None:
        """Give the size of a card in it; None where none fits in."""
        width = WIDTH if self.width is None else min(WIDTH, self.width)
        height = HEIGHT[WIDE if width >= WIDE_FROM else NARROW]
        height = height if self.height is None else min(height, self.height)
        return (width, height) if width >= SMALLEST[0] and height >= SMALLEST[1] else None


class OEmbed:
    """The oEmbed endpoint, reading through stored operations as nobody in particular.

    Args:
        operations: the stored operations.
    """

    def __init__(self, operations: StoredOperations) -> None:
        self.operations = operations

    def routes(self) -> list[Route]:
        """Give the routes."""
        return [Route("/oembed", self.answer)]

    async def answer(self, request: Request) -> Response:
        """Answer what a consumer asks.

        Raises:
            HTTPException: 400 for a question that is none; 404 for what has no card, be it a draft, a work that is only
                named in passing or another site's page; 501 for a format that oEmbed does not know; 503 for a while.
        """
        form = request.query_params.get("format", "json")
        if form not in MEDIA_TYPES:
            raise HTTPException(501, "The formats are json and xml.")
        address = request.query_params.get("url")
        if not address:
            raise HTTPException(400, "url takes the address of the page to embed.")
        box = Box(pixels(request, "maxwidth"), pixels(request, "maxheight"))
        path = card_path(address, self.operations.base_url)
        answer = await self._answer(path, box, form) if path else None
        if answer is None:
            raise HTTPException(404, "There is no card for this address.")
        return answer

    async def _answer(self, path: str, box: Box, form: str) -> Representation | None:
        """Answer what is at a path; None where there is no card."""
        kind, _, name = path.partition("/")
        operation, argument = OPERATIONS[kind]
        try:
            found = await self.operations.run(operation, **{argument: name})
        except OperationFailed as failure:
            log.exception("oEmbed could not read")
            raise HTTPException(503, headers=RETRY) from failure
        if not found["found"] or not has_card(kind, found["found"]):
            return None
        body = printed(self._told(kind, found, box), form)
        headers = {"X-Content-Type-Options": "nosniff"}
        # Near a publication the age that is told runs out with every second.
        return Representation(body, MEDIA_TYPES[form], found.content_state, headers, stable=False)

    def _told(self, kind: str, found: OperationResult, box: Box) -> dict[str, str | int]:
        """Tell of what has a card."""
        row, publication = found["found"], found["publication"]
        shown = row.get("work", row)
        address = f"{self.operations.base_url}/embed/{kind}/{row.get('slug') or row['id']}"
        return {
            "version": "1.0",
            "type": "link",
            "title": shown["title"],
            "author_name": author(row) or publication["name"],
            "provider_name": publication["name"],
            "provider_url": f"{self.operations.base_url}/",
            "cache_age": found.content_state.capped(KEPT),
            **thumbnail(shown["image"], box),
            **frame(address, shown["title"], box),
        }


def pixels(request: Request, name: str) -> int | None:
    """Give a number of pixels that a consumer states, None where it states none.

    Raises:
        HTTPException: 400 where it is no whole number above 0.
    """
    text = request.query_params.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < len("1000000") and int(text)):
        raise HTTPException(400, f"{name} takes a whole number of pixels.")
    return int(text)


def has_card(kind: str, row: Row) -> bool:
    """Tell whether something has a card: every issue, and what is recommended or examined somewhere."""
    if kind == "works":
        return any(is_recommended(each) for each in row["recommendations"]["nodes"])
    return kind == "issues" or is_recommended(row)


def author(row: Row) -> str:
    """Say who recommends: the one whose recommendation it is, else the authors of the issue."""
    one = row.get("recommendedBy")
    everyone = [one] if one else row.get("issue", row).get("authors", [])
    return ", ".join(each["name"] for each in everyone)


def frame(address: str, title: str, box: Box) -> dict[str, str | int]:
    """Give what makes an answer ``rich``: the card's frame and its size. Nothing where the card does not fit in."""
    size = box.card()
    if size is None:
        return {}
    width, height = size
    html = (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" height="{height}" frameborder="0" '
        f'loading="lazy" sandbox="{SANDBOX}"></iframe>'
    )
    return {"type": "rich", "html": html, "width": width, "height": height}


def thumbnail(image: Row | None, box: Box) -> dict[str, str | int]:
    """Give a picture with its size; nothing where the size is not known or too large."""
    if not image or not is_web(image["url"]) or not image["width"] or not image["height"]:
        return {}
    if not box.holds(image["width"], image["height"]):
        return {}
    size = {"thumbnail_width": image["width"], "thumbnail_height": image["height"]}
    return {"thumbnail_url": as_uri(image["url"]), **size}


def printed(told: Mapping[str, str | int], form: str) -> bytes:
    """Print an answer as JSON or as XML (oEmbed, 2.3.5)."""
    if form == "json":
        return orjson.dumps(told)
    root = ET.Element("oembed")
    for name, value in told.items():
        element(root, name, str(value))
    return document(root)
