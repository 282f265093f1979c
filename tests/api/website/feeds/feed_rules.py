"""What the specifications of feeds require, as checks: each yields what is wrong, and nothing for a valid feed.

The rules are those that the W3C's feed validator holds feeds against, as far as our elements go.
"""

import json
import re
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree
from selectolax.lexbor import LexborHTMLParser

GRAMMAR = Path(__file__).parents[3] / "fixtures" / "atom.rng"
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
# No validator believes a date before 1990.
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} (?:199|2\d\d)\d \d\d:\d\d:\d\d GMT")
RFC_3339 = re.compile(r"(?:199|2\d\d)\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
CHANNEL = {"title", "link", "description", "language", "lastBuildDate", "image", "item", f"{ATOM}link"}
ITEM = ["title", "link", "guid", "pubDate", CREATOR, "description", CONTENT]
# https://www.jsonfeed.org/version/1.1/: name to type, and whether it is required.
JSON_TOP: Mapping[str, tuple[type, bool]] = {
    "version": (str, True),
    "title": (str, True),
    "home_page_url": (str, False),
    "feed_url": (str, False),
    "description": (str, False),
    "next_url": (str, False),
    "icon": (str, False),
    "authors": (list, False),
    "language": (str, False),
    "items": (list, True),
}
JSON_ITEM: Mapping[str, tuple[type, bool]] = {
    "id": (str, True),
    "url": (str, False),
    "title": (str, False),
    "content_html": (str, True),
    "summary": (str, False),
    "image": (str, False),
    "date_published": (str, False),
    "date_modified": (str, False),
    "authors": (list, False),
    "language": (str, False),
}
Problems = Iterator[str]


def problems(form: str, body: bytes) -> list[str]:
    """Return what is wrong with a feed."""
    if form == "json":
        return list(in_json_feed(json.loads(body)))
    root = etree.fromstring(body)
    return list(in_atom(root) if form == "atom" else in_rss(root))


def in_atom(root: Any) -> Problems:
    """Check a feed against the grammar of RFC 4287 and what its text requires besides."""
    grammar = etree.RelaxNG(etree.parse(str(GRAMMAR)))
    if not grammar.validate(root):
        yield str(grammar.error_log)
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    if len(ids) != len(set(ids)):
        yield "two entries have one id"
    for item in (root, *root.iter(f"{ATOM}entry")):
        alternates = [link for link in item.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        if len(alternates) != 1:
            yield "an entry without content needs one alternate link, and there is one per type"
        if not item.findtext(f"{ATOM}title") or not RFC_3339.fullmatch(item.findtext(f"{ATOM}updated")):
            yield "no title or no date"
    relations = [link.get("rel") for link in root.findall(f"{ATOM}link")]
    if relations.count("self") != 1 or len(relations) != len(set(relations)):
        yield f"links: {relations}"
    if root.find(f"{ATOM}author/{ATOM}name") is None:
        yield "neither the feed nor every entry has an author"
    for entry in root.iter(f"{ATOM}entry"):
        if entry.findtext(f"{ATOM}updated") < entry.findtext(f"{ATOM}published"):
            yield "updated before it was published"
        yield from in_html(entry.findtext(f"{ATOM}content"))


def in_rss(root: Any) -> Problems:
    """Check a feed against RSS 2.0 and the best practices of the RSS Advisory Board."""
    (channel,) = root
    if root.tag != "rss" or root.attrib != {"version": "2.0"}:
        yield "not RSS 2.0"
    if unknown := {element.tag for element in channel} - CHANNEL:
        yield f"unknown elements: {unknown}"
    for name in ("title", "link", "description"):
        if not (channel.findtext(name) or "").strip():
            yield f"the channel has no {name}"
    yield from in_plain_text(channel.findtext("title"))
    yield from in_plain_text(channel.findtext("description"))
    selves = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if len(selves) != 1 or selves[0].get("type") != "application/rss+xml" or not absolute(selves[0].get("href")):
        yield "no atom:link to itself"
    yield from in_rss_date(channel.findtext("lastBuildDate"))
    for item in channel.iter("item"):
        yield from in_rss_item(item)
    guids = [element.text for element in root.iter("guid")]
    if len(guids) != len(set(guids)):
        yield "two items have one guid"


def in_rss_item(item: Any) -> Problems:
    """Check an item against them."""
    names = [element.tag for element in item if element.tag != CREATOR]
    if names != [name for name in ITEM if name != CREATOR]:
        yield f"elements of an item: {names}"
    if item.find("guid").attrib != {"isPermaLink": "false"} or not item.findtext("guid"):
        yield "a guid that is no address says so"
    if not item.findtext("title") or not item.findtext("description") or not is_uri(item.findtext("link")):
        yield "an item needs a title, a description and a link"
    yield from in_plain_text(item.findtext("title"))
    yield from in_rss_date(item.findtext("pubDate"))
    yield from in_html(item.findtext("description"))
    yield from in_html(item.findtext(CONTENT))


def in_plain_text(text: str) -> Problems:
    """Check that a text has neither tags nor entities, as ``nonhtml`` of W3C's validator does."""
    if re.search(r"</?[A-Za-z][^<>]*>|&#?\w+;", text):
        yield f"HTML in a plain text: {text}"


def in_rss_date(text: str) -> Problems:
    """Check a date against RFC 822 with a year of four digits."""
    if not RFC_822.fullmatch(text) or parsedate_to_datetime(text).strftime("%a") != text[:3]:
        yield f"date: {text}"


def in_json_feed(feed: dict[str, Any]) -> Problems:
    """Check a feed against JSON Feed 1.1."""
    yield from in_object(feed, JSON_TOP)
    if feed["version"] != "https://jsonfeed.org/version/1.1":
        yield "version"
    for name in ("home_page_url", "feed_url", "next_url", "icon"):
        if name in feed and not is_uri(feed[name]):
            yield name
    for item in feed["items"]:
        yield from in_json_item(item)
    for author in [*feed["authors"], *(author for item in feed["items"] for author in item.get("authors", []))]:
        if not set(author) <= {"name", "url", "avatar"} or not author.get("name"):
            yield f"author: {author}"


def in_json_item(item: dict[str, Any]) -> Problems:
    """Check an item against it."""
    yield from in_object(item, JSON_ITEM)
    for name in ("date_published", "date_modified"):
        if not RFC_3339.fullmatch(item[name]):
            yield name
    for name in ("url", "image"):
        if name in item and not is_uri(item[name]):
            yield name
    yield from in_html(item["content_html"])


def in_object(value_by_name: dict[str, Any], known: Mapping[str, tuple[type, bool]]) -> Problems:
    """Check the names and types of a JSON object against those that the specification has."""
    for name, value in value_by_name.items():
        if name not in known or not isinstance(value, known[name][0]):
            yield f"{name}: {value!r}"
    for name, (_, required) in known.items():
        if required and name not in value_by_name:
            yield f"no {name}"


def in_html(text: str) -> Problems:
    """Check HTML against what a feed reader can show on a page of its own."""
    tree = LexborHTMLParser(f"<body>{text}")
    for node in tree.css("body *"):
        if node.tag in {"script", "style", "iframe", "object", "embed", "form", "input", "svg", "link", "meta"}:
            yield f"<{node.tag}>"
        for name, value in node.attributes.items():
            if name.startswith("on") or name in {"style", "class", "id"}:
                yield f"{node.tag} {name}"
            if (
                name in {"href", "src", "cite"}
                and not absolute(value or "")
                and not (value or "").startswith("mailto:")
            ):
                yield f"{name}={value}"


def absolute(url: str) -> bool:
    """Whether a URL is an absolute one of the web."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def is_uri(url: str) -> bool:
    """Whether a URL is absolute, and of nothing but what a URI may hold (RFC 3986, section 2)."""
    return absolute(url) and bool(re.fullmatch(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", url))
