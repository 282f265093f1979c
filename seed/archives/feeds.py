"""An RSS or Atom feed saved as a file, or WordPress's export: its items, where they hold whole letters."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from schema.text import count_words
from seed.archives.letter import Letter
from seed.importers import Unreadable

TOO_LARGE = 200_000_000
# Expat fetches nothing, and since 2.4.1 bounds what entities may unfold to. Feeds declare none, so that those which do
# are refused before they are parsed, and no library that wraps the parser is needed.
ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
ROOT = re.compile(rb"<(?:rss|feed|(?:\w+:)?RDF)[\s>]", re.IGNORECASE)
CONTENT = ("encoded", "content")
SUMMARIES = ("description", "summary")
FEWEST_WORDS = 60
"""A description of so many words is the letter itself, where there is no other content."""
# The elements of an item, by their local names, and the fields that they are.
FIELDS = {
    "title": "title",
    "pubDate": "date",
    "published": "date",
    "issued": "date",
    "date": "pubdate",
    "updated": "created",
    "creator": "authors",
    "author": "author",
    "language": "language",
    "status": "status",
    "post_name": "slug",
    "subtitle": "subtitle",
}
TAG = re.compile(r"<[^<>]*+>")


class Feed:
    """The items of a feed, named by their numbers."""

    def __init__(self, path: Path) -> None:
        """Read a feed.

        Raises:
            Unreadable: it is no well-formed XML, or declares entities.
        """
        if path.stat().st_size > TOO_LARGE:
            raise Unreadable(f"the feed is too large: {TOO_LARGE // 1_000_000} MB or more")
        data = path.read_bytes()
        root_element = ROOT.search(data)
        if ENTITY.search(data, 0, root_element.start() if root_element else len(data)):
            raise Unreadable("the feed declares entities, which no feed needs")
        try:
            root = ET.fromstring(data)  # noqa: S314 - see ENTITY
        except ET.ParseError as error:
            raise Unreadable(f"the feed is no well-formed XML ({error})") from None
        language = _language(root)
        self._items = [
            {"language": language, **_fields(item)} | {"content": _content(item)}
            for item in root.iter()
            if _local(item) in {"item", "entry"} and _is_post(item)
        ]
        if not any(item["content"] for item in self._items):
            raise Unreadable("the feed holds no whole letters, only summaries: export the letters themselves")
        self.names = [str(number) for number, item in enumerate(self._items, 1) if item["content"]]
        self.passed_over = [f"{number}, a summary" for number, item in enumerate(self._items, 1) if not item["content"]]

    def read(self, name: str) -> Letter:
        """Return an item."""
        item = dict(self._items[int(name) - 1])
        html = item.pop("content")
        return Letter(f"{name}.html", f"<html><body>{html}</body></html>".encode(), "html", item)


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _is_post(item: ET.Element) -> bool:
    """Whether an item of WordPress's export is a post, not a page or a picture."""
    return all(part.text == "post" for part in item if _local(part) == "post_type")


def _language(root: ET.Element) -> str | None:
    own = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    channel = next((part for part in root if _local(part) == "channel"), root)
    return own or next((part.text for part in channel if _local(part) == "language"), None)


def _fields(item: ET.Element) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for part in item:
        name = FIELDS.get(_local(part), "")
        words = " ".join("".join(_author(part) if name == "author" else part.itertext()).split())
        if name and words and name not in fields:
            fields[name] = TAG.sub("", words)
        elif _local(part) in {"enclosure", "thumbnail"} and "image" not in fields:
            kind, url = part.get("type") or "image/", part.get("url")
            if url and kind.startswith("image/"):
                fields["image"] = url
    summary = next((part for part in item if _local(part) in SUMMARIES), None)
    words = " ".join(TAG.sub(" ", "".join(summary.itertext())).split()) if summary is not None else ""
    if words and count_words(words) < FEWEST_WORDS:
        fields.setdefault("subtitle", words)
    return fields


def _author(part: ET.Element) -> Iterator[str]:
    names = [name for name in part if _local(name) == "name"]
    for name in names or [part]:
        yield from name.itertext()


def _content(item: ET.Element) -> str:
    """Return the HTML of an item; empty where it has a summary only."""
    for name in CONTENT:
        for part in item:
            if _local(part) == name and (html := _html(part)):
                return html
    for part in item:
        if _local(part) in SUMMARIES and count_words(TAG.sub(" ", html := _html(part))) >= FEWEST_WORDS:
            return html
    return ""


def _html(part: ET.Element) -> str:
    if part.get("type") == "xhtml":
        for element in part.iter():
            element.tag = _local(element)
        return "".join(ET.tostring(child, encoding="unicode", method="html") for child in part)
    return "".join(part.itertext()).strip()
