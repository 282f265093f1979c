"""``/oembed``: from the URL of a page to the card that other sites show, as in oEmbed 1.0 (https://oembed.com)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import orjson
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.http.cache_control import ContentState
from api.http.etags import Representation
from api.website.content_rules import WithName, is_recommended, is_web
from api.website.embedding.cards import HEIGHT, named_key
from api.website.results import Operations, Thumbnail
from api.website.typography.typeset import typeset
from api.website.urls import address, as_uri, card_path
from api.website.xml_writing import add_element, serialize

MEDIA_TYPES = {"json": "application/json", "xml": "text/xml"}
WIDTH = 560
MINIMUM = (240, 120)
"""How wide and how high a card has to be to say anything; where it may not be it is offered as a link."""
CACHE_AGE = 3600
# Our links open windows of their own; nothing else of the partner's page is touched.
SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox"


@dataclass(frozen=True)
class Card:
    """What oEmbed answers of a card."""

    path: str
    """Below ``/embed/``."""
    title: str
    author: str
    """Empty where nobody is named."""
    image: Thumbnail | None
    publication: str
    language: str
    """That its words are typeset in."""
    content_state: ContentState


@dataclass(frozen=True)
class Box:
    """The space that a consumer has, in CSS pixels; None where it does not say."""

    width: int | None
    height: int | None

    def holds(self, width: int, height: int) -> bool:
        """Whether something of a size fits in."""
        return (self.width is None or width <= self.width) and (self.height is None or height <= self.height)

    def card_size(self) -> tuple[int, int] | None:
        """Return width and height of a card in it; None where none fits in."""
        width = WIDTH if self.width is None else min(WIDTH, self.width)
        height = HEIGHT if self.height is None else min(HEIGHT, self.height)
        return (width, height) if width >= MINIMUM[0] and height >= MINIMUM[1] else None


class OEmbed:
    """The oEmbed endpoint, reading through stored operations as an anonymous client.

    Args:
        operations: the stored operations.
    """

    def __init__(self, operations: Operations) -> None:
        self.operations = operations
        self._readers = {
            "issues": self._issue,
            "works": self._work,
            "recommendations": self._recommendation,
        }

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/oembed", self.answer)]

    async def answer(self, request: Request) -> Response:
        """Answer a consumer's request.

        Raises:
            HTTPException: 400 for an invalid request; 404 for what has no card, be it a draft, a work that is only
                named in passing or another site's page; 501 for a format that oEmbed does not know.
            OperationFailed: nothing can be read.
        """
        form = request.query_params.get("format", "json")
        if form not in MEDIA_TYPES:
            raise HTTPException(501, "The formats are json and xml.")
        url = request.query_params.get("url")
        if not url:
            raise HTTPException(400, "url takes the address of the page to embed.")
        box = Box(pixels(request, "maxwidth"), pixels(request, "maxheight"))
        path = card_path(url, self.operations.base_url)
        card = await self._read(path) if path else None
        if card is None:
            raise HTTPException(404, "There is no card for this address.")
        key = named_key(QueryParams(urlsplit(url).query))
        body = print_response(self._response(card, box, key), form)
        headers = {"X-Content-Type-Options": "nosniff"}
        return Representation(body, MEDIA_TYPES[form], card.content_state, headers)

    async def _read(self, path: str) -> Card | None:
        """Read what there is at a path below ``/embed/``; None where there is no card."""
        kind, _, name = path.partition("/")
        return await self._readers[kind](name)

    async def _issue(self, slug: str) -> Card | None:
        result = await self.operations.issue_oembed(slug=slug)
        publication, issue = result.data["publication"]["name"], result.data["issue"]
        if issue is None:
            return None
        path, authors, language = f"issues/{issue['slug']}", join_names(issue["authors"]), issue["language"]
        return Card(path, issue["title"], authors, issue["cover"], publication, language, result.content_state)

    async def _work(self, slug: str) -> Card | None:
        result = await self.operations.work_oembed(slug=slug)
        publication, work = result.data["publication"], result.data["work"]
        if work is None or not any(map(is_recommended, work["recommendations"]["nodes"])):
            return None
        path, name, language = f"works/{work['slug']}", publication["name"], publication["language"]
        return Card(path, work["title"], "", work["image"], name, language, result.content_state)

    async def _recommendation(self, id_: str) -> Card | None:
        result = await self.operations.recommendation_oembed(id=id_)
        publication, recommendation = result.data["publication"]["name"], result.data["node"]
        if not recommendation or not is_recommended(recommendation):
            return None
        path, work = f"recommendations/{recommendation['id']}", recommendation["work"]
        editor = recommendation["recommendedBy"]
        issue = recommendation["issue"]
        author = editor["name"] if editor else join_names(issue["authors"])
        return Card(path, work["title"], author, work["image"], publication, issue["language"], result.content_state)

    def _response(self, card: Card, box: Box, key: str | None) -> dict[str, str | int]:
        """Return the parameters of a response (oEmbed, 2.3.4); the card names the key that the page's address names."""
        base_url = self.operations.base_url
        title, publication, author = (
            typeset(text, card.language) for text in (card.title, card.publication, card.author or card.publication)
        )
        frame = address(f"{base_url}/embed/{card.path}", key=key)
        return {
            "version": "1.0",
            "type": "link",
            "title": title,
            "author_name": author,
            "provider_name": publication,
            "provider_url": f"{base_url}/",
            "cache_age": CACHE_AGE,
            **thumbnail(card.image, box),
            **rich(f"{base_url}/{card.path}", frame, f"{title} – {publication}", box),
        }


def pixels(request: Request, name: str) -> int | None:
    """Return a number of pixels from the query, None where it is not given.

    Raises:
        HTTPException: 400 where it is no whole number above 0.
    """
    text = request.query_params.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < len("1000000") and int(text)):
        raise HTTPException(400, f"{name} takes a whole number of pixels.")
    return int(text)


def join_names(people: Iterable[WithName]) -> str:
    """Return names as the author of a response."""
    return ", ".join(person["name"] for person in people)


def rich(page: str, frame: str, title: str, box: Box) -> dict[str, str | int]:
    """Return what makes a response ``rich``: the card's frame and its size; nothing where the card does not fit in.

    A quotation that nobody sees stands before the frame: only with one does WordPress load the script that follows the
    card's link. It takes the quotation's attributes away, and shows it until the card has spoken.
    """
    size = box.card_size()
    if size is None:
        return {}
    width, height = size
    html = (
        f'<blockquote hidden><a href="{escape(page)}">{escape(title)}</a></blockquote>'
        f'<iframe src="{escape(frame)}" title="{escape(title)}" width="{width}" height="{height}" frameborder="0" '
        f'loading="lazy" sandbox="{SANDBOX}"></iframe>'
    )
    return {"type": "rich", "html": html, "width": width, "height": height}


def thumbnail(image: Thumbnail | None, box: Box) -> dict[str, str | int]:
    """Return a picture with its size; nothing where the size is not known or too large."""
    if not image or not is_web(image["url"]) or not image["width"] or not image["height"]:
        return {}
    if not box.holds(image["width"], image["height"]):
        return {}
    size = {"thumbnail_width": image["width"], "thumbnail_height": image["height"]}
    return {"thumbnail_url": as_uri(image["url"]), **size}


def print_response(parameters: Mapping[str, str | int], form: str) -> bytes:
    """Return a response as JSON or as XML (oEmbed, 2.3.5)."""
    if form == "json":
        return orjson.dumps(parameters)
    root = ET.Element("oembed")
    for name, value in parameters.items():
        add_element(root, name, str(value))
    return serialize(root)
