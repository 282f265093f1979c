"""One feed as Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, with pages that lead to each other (RFC 5005)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree as ET

import orjson
from markupsafe import escape

from api.website.xml_writing import document, element

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
JSON_FEED = "https://jsonfeed.org/version/1.1"
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
RSS_IMAGE = (144, 400)
"""How wide and how high the picture of an RSS channel may be."""
RSS_PICTURES = (".gif", ".jpeg", ".jpg", ".png")


@dataclass(frozen=True)
class Picture:
    """A picture, with its size where it is known."""

    url: str
    width: int | None
    height: int | None


@dataclass(frozen=True)
class Entry:
    """One entry; instants are written ``2023-07-21T06:00:00Z``."""

    id: str
    url: str
    title: str
    language: str
    published: str
    updated: str
    authors: tuple[str, ...]
    summary: str
    html: str
    """Sanitised, with absolute addresses."""
    image: str | None


@dataclass(frozen=True)
class Feed:
    """One page of a feed."""

    id: str
    address: str
    """Where it is, without the ending of a format."""
    home: str
    title: str
    subtitle: str
    author: str
    language: str
    updated: str
    logo: Picture | None
    entries: tuple[Entry, ...]
    here: str = ""
    """The query of this page; ``next`` holds older entries, ``previous`` newer ones."""
    next: str | None = None
    previous: str | None = None

    def links(self, form: str) -> Iterator[tuple[str, str]]:
        """Give the addresses of this page and of those around it, with their relations."""
        pages = (("self", self.here), ("first", ""), ("next", self.next), ("previous", self.previous))
        yield from ((relation, f"{self.address}.{form}{query}") for relation, query in pages if query is not None)


def atom(feed: Feed) -> bytes:
    """Print a feed as Atom."""
    root = ET.Element("feed", {"xmlns": ATOM, **spoken(feed.language)})
    element(root, "id", feed.id)
    element(root, "title", feed.title)
    if feed.subtitle:
        element(root, "subtitle", feed.subtitle)
    element(root, "updated", feed.updated)
    _atom_author(root, feed.author)
    element(root, "link", rel="alternate", type="text/html", href=feed.home)
    for relation, address in feed.links("atom"):
        element(root, "link", rel=relation, type="application/atom+xml", href=address)
    if feed.logo:
        element(root, "logo", feed.logo.url)
    for entry in feed.entries:
        _atom_entry(root, entry)
    return document(root)


def _atom_entry(root: ET.Element, entry: Entry) -> None:
    item = element(root, "entry", **spoken(entry.language))
    element(item, "id", entry.id)
    element(item, "title", entry.title)
    element(item, "published", entry.published)
    element(item, "updated", entry.updated)
    for name in entry.authors:
        _atom_author(item, name)
    element(item, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.summary:
        element(item, "summary", entry.summary)
    element(item, "content", entry.html, type="html")


def _atom_author(parent: ET.Element, name: str) -> None:
    element(element(parent, "author"), "name", name)


def rss(feed: Feed) -> bytes:
    """Print a feed as RSS 2.0, as the RSS Advisory Board's best practices have it."""
    names = {"xmlns:atom": ATOM, "xmlns:content": CONTENT, "xmlns:dc": DUBLIN_CORE}
    root = ET.Element("rss", {"version": "2.0", **names})
    channel = element(root, "channel")
    element(channel, "title", feed.title)
    element(channel, "link", feed.home)
    element(channel, "description", feed.subtitle or feed.title)
    if spoken(feed.language):
        element(channel, "language", feed.language)
    element(channel, "lastBuildDate", rfc_822(feed.updated))
    for relation, address in feed.links("rss"):
        element(channel, "atom:link", rel=relation, type="application/rss+xml", href=address)
    if feed.logo and feed.logo.url.lower().endswith(RSS_PICTURES):
        _rss_image(channel, feed, feed.logo)
    for entry in feed.entries:
        _rss_item(channel, entry)
    return document(root)


def _rss_image(channel: ET.Element, feed: Feed, logo: Picture) -> None:
    most_wide, most_high = RSS_IMAGE
    if logo.width and logo.height and logo.width <= most_wide and logo.height <= most_high:
        image = element(channel, "image")
        for name, text in (("url", logo.url), ("title", feed.title), ("link", feed.home)):
            element(image, name, text)
        element(image, "width", str(logo.width))
        element(image, "height", str(logo.height))


def _rss_item(channel: ET.Element, entry: Entry) -> None:
    item = element(channel, "item")
    element(item, "title", entry.title)
    element(item, "link", entry.url)
    element(item, "guid", entry.id, isPermaLink="false")
    element(item, "pubDate", rfc_822(entry.published))
    for name in entry.authors:
        element(item, "dc:creator", name)
    # Here alone readers take text for HTML: words that look like it are escaped once more.
    element(item, "description", str(escape(entry.summary or entry.title)))
    element(item, "content:encoded", entry.html)


def json_feed(feed: Feed) -> bytes:
    """Print a feed as JSON Feed."""
    links = dict(feed.links("json"))
    return orjson.dumps(
        stated(
            {
                "version": JSON_FEED,
                "title": feed.title,
                "home_page_url": feed.home,
                "feed_url": links["first"],  # it identifies the feed, so all pages have the same
                "description": feed.subtitle,
                "next_url": links.get("next"),
                "icon": feed.logo and feed.logo.url,
                "authors": [{"name": feed.author, "url": feed.home}],
                "language": spoken(feed.language).get("xml:lang"),
                "items": [_json_item(entry) for entry in feed.entries],
            }
        )
    )


def _json_item(entry: Entry) -> dict[str, Any]:
    return stated(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "content_html": entry.html,
            "summary": entry.summary,
            "image": entry.image,
            "date_published": entry.published,
            "date_modified": entry.updated,
            "authors": [{"name": name} for name in entry.authors] or None,
            "language": spoken(entry.language).get("xml:lang"),
        }
    )


def stated(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def spoken(language: str) -> dict[str, str]:
    """Give the attribute that names a language; none for what cannot be a language tag (RFC 3066)."""
    return {"xml:lang": language} if LANGUAGE.fullmatch(language) else {}


def rfc_822(instant: str) -> str:
    """Print an instant as RSS has it: ``Fri, 21 Jul 2023 06:00:00 GMT``."""
    return format_datetime(datetime.fromisoformat(instant), usegmt=True)


FORMATS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "rss": ("application/rss+xml; charset=utf-8", rss),
    "json": ("application/feed+json", json_feed),
}
"""Media types and printers, by the ending of the address."""
