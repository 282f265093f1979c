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

from api.website.xml_writing import add_element, serialize

ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
JSON_FEED = "https://jsonfeed.org/version/1.1"
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
TAG = re.compile(r"<(/?[A-Za-z][^<>]*)>")
ENTITY = re.compile(r"&(#?\w+;)")
RSS_IMAGE = (144, 400)
"""How wide and how high the picture of an RSS channel may be."""
RSS_IMAGE_SUFFIXES = (".gif", ".jpeg", ".jpg", ".png")


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
    """Sanitised, with absolute URLs."""
    image: str | None


@dataclass(frozen=True)
class Feed:
    """One page of a feed."""

    id: str
    url: str
    """Without the suffix of a format."""
    home: str
    title: str
    subtitle: str
    author: str
    language: str
    updated: str
    logo: Picture | None
    entries: tuple[Entry, ...]
    current: str = ""
    """The query of this page; ``next`` holds older entries, ``previous`` newer ones."""
    next: str | None = None
    previous: str | None = None

    def links(self, form: str) -> Iterator[tuple[str, str]]:
        """Yield the link relations of this page and of those around it, with their URLs."""
        pages = (("self", self.current), ("first", ""), ("next", self.next), ("previous", self.previous))
        yield from ((relation, f"{self.url}.{form}{query}") for relation, query in pages if query is not None)


def atom(feed: Feed) -> bytes:
    """Return a feed as Atom."""
    root = ET.Element("feed", {"xmlns": ATOM, **language_attribute(feed.language)})
    add_element(root, "id", feed.id)
    add_element(root, "title", feed.title)
    if feed.subtitle:
        add_element(root, "subtitle", feed.subtitle)
    add_element(root, "updated", feed.updated)
    _atom_author(root, feed.author)
    add_element(root, "link", rel="alternate", type="text/html", href=feed.home)
    for relation, url in feed.links("atom"):
        add_element(root, "link", rel=relation, type="application/atom+xml", href=url)
    if feed.logo:
        add_element(root, "logo", feed.logo.url)
    for entry in feed.entries:
        _atom_entry(root, entry)
    return serialize(root)


def _atom_entry(root: ET.Element, entry: Entry) -> None:
    item = add_element(root, "entry", **language_attribute(entry.language))
    add_element(item, "id", entry.id)
    add_element(item, "title", entry.title)
    add_element(item, "published", entry.published)
    add_element(item, "updated", entry.updated)
    for name in entry.authors:
        _atom_author(item, name)
    add_element(item, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.summary:
        add_element(item, "summary", entry.summary)
    add_element(item, "content", entry.html, type="html")


def _atom_author(parent: ET.Element, name: str) -> None:
    add_element(add_element(parent, "author"), "name", name)


def rss(feed: Feed) -> bytes:
    """Return a feed as RSS 2.0, as the RSS Advisory Board's best practices have it."""
    names = {"xmlns:atom": ATOM, "xmlns:content": CONTENT, "xmlns:dc": DUBLIN_CORE}
    root = ET.Element("rss", {"version": "2.0", **names})
    channel = add_element(root, "channel")
    add_element(channel, "title", without_html(feed.title))
    add_element(channel, "link", feed.home)
    add_element(channel, "description", without_html(feed.subtitle.strip() or feed.title))
    if language_attribute(feed.language):
        add_element(channel, "language", feed.language)
    add_element(channel, "lastBuildDate", rfc_822(feed.updated))
    for relation, url in feed.links("rss"):
        add_element(channel, "atom:link", rel=relation, type="application/rss+xml", href=url)
    if feed.logo and feed.logo.url.lower().endswith(RSS_IMAGE_SUFFIXES):
        _rss_image(channel, feed, feed.logo)
    for entry in feed.entries:
        _rss_item(channel, entry)
    return serialize(root)


def _rss_image(channel: ET.Element, feed: Feed, logo: Picture) -> None:
    max_width, max_height = RSS_IMAGE
    if logo.width and logo.height and logo.width <= max_width and logo.height <= max_height:
        image = add_element(channel, "image")
        for name, text in (("url", logo.url), ("title", feed.title), ("link", feed.home)):
            add_element(image, name, text)
        add_element(image, "width", str(logo.width))
        add_element(image, "height", str(logo.height))


def _rss_item(channel: ET.Element, entry: Entry) -> None:
    item = add_element(channel, "item")
    add_element(item, "title", without_html(entry.title))
    add_element(item, "link", entry.url)
    add_element(item, "guid", entry.id, isPermaLink="false")
    add_element(item, "pubDate", rfc_822(entry.published))
    for name in entry.authors:
        add_element(item, "dc:creator", name)
    # Here alone readers take text for HTML: words that look like it are escaped once more.
    add_element(item, "description", str(escape(entry.summary or entry.title)))
    add_element(item, "content:encoded", entry.html)


def without_html(text: str) -> str:
    """Return a text in which nothing can be taken for HTML: of titles and of a channel RSS does not say what they are.

    Some readers show ``&amp;`` and ``<b>`` as they are, others as what they would mean, and validators refuse both. The
    brackets of a tag become angled quotes, and an entity gets a space.
    """
    return TAG.sub(r"‹\1›", ENTITY.sub(r"& \1", text))


def json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed."""
    links = dict(feed.links("json"))
    return orjson.dumps(
        without_empty(
            {
                "version": JSON_FEED,
                "title": feed.title,
                "home_page_url": feed.home,
                "feed_url": links["first"],  # it identifies the feed, so all pages have the same
                "description": feed.subtitle,
                "next_url": links.get("next"),
                "icon": feed.logo and feed.logo.url,
                "authors": [{"name": feed.author, "url": feed.home}],
                "language": language_attribute(feed.language).get("xml:lang"),
                "items": [_json_item(entry) for entry in feed.entries],
            }
        )
    )


def _json_item(entry: Entry) -> dict[str, Any]:
    return without_empty(
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
            "language": language_attribute(entry.language).get("xml:lang"),
        }
    )


def without_empty(values: dict[str, Any]) -> dict[str, Any]:
    """Return what has a value."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def language_attribute(language: str) -> dict[str, str]:
    """Return the attribute that names a language; none for what is no language tag (RFC 3066)."""
    return {"xml:lang": language} if LANGUAGE.fullmatch(language) else {}


def rfc_822(instant: str) -> str:
    """Return an instant as RSS writes it: ``Fri, 21 Jul 2023 06:00:00 GMT``."""
    return format_datetime(datetime.fromisoformat(instant), usegmt=True)


FORMATS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "atom": ("application/atom+xml; charset=utf-8", atom),
    "rss": ("application/rss+xml; charset=utf-8", rss),
    "json": ("application/feed+json", json_feed),
}
"""Media types and serializers, by the suffix of the URL."""
