"""An export of Ghost (JSON), and a JSON feed: posts with their HTML and what is known of them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from seed.archives.letter import Letter
from seed.importers import Unreadable

TOO_LARGE = 200_000_000
"""Ghost's exports of ten years of posts have some tens of megabytes."""
# The columns of a post that say something of the letter; none is about a reader.
FIELDS = (
    *("title", "slug", "status", "visibility", "published_at", "custom_excerpt", "feature_image", "locale"),
    *("feature_image_alt",),
)
FEED_FIELDS = ("title", "date_published", "summary", "image", "language", "authors", "author")

Fields = Mapping[str, Any]


class JsonExport:
    """The posts of an export, named by their slugs."""

    def __init__(self, posts: Mapping[str, tuple[Fields, str]], passed_over: list[str]) -> None:
        self._posts = posts
        self.names = list(posts)
        self.passed_over = passed_over

    def read(self, name: str) -> Letter:
        """Return a post.

        Raises:
            Unreadable: it has no text.
        """
        fields, html = self._posts[name]
        if not html.strip():
            raise Unreadable("the post has no HTML in this export")
        return Letter(f"{name}.html", f"<html><body>{html}</body></html>".encode(), "html", fields)


def open_json(path: Path) -> JsonExport | None:
    """Return the posts of a Ghost export or a JSON feed; None for any other file."""
    if path.stat().st_size > TOO_LARGE:
        return None
    try:
        content = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError:
        return None
    if not isinstance(content, dict):
        return None
    if str(content.get("version", "")).startswith("https://jsonfeed.org/"):
        return _named(_feed_items(content), [])
    data = _ghost_data(content)
    if data is None:
        return None
    posts = [post for post in data["posts"] if isinstance(post, dict)]
    letters = [post for post in posts if post.get("type", "post") == "post"]
    pages = [f"page {post.get('slug', '')}" for post in posts if post.get("type", "post") != "post"]
    return _named(((_ghost_fields(post, data), str(post.get("html") or "")) for post in letters), pages)


def _named(posts: Iterator[tuple[Fields, str]], passed_over: list[str]) -> JsonExport:
    named: dict[str, tuple[Fields, str]] = {}
    for number, (fields, html) in enumerate(posts, 1):
        slug = str(fields.get("slug") or number).replace("/", "-")
        named[slug if slug not in named else f"{slug}-{number}"] = fields, html
    return JsonExport(named, passed_over)


def _ghost_data(content: Fields) -> dict[str, list[Any]] | None:
    """Return the tables of an export."""
    databases = content.get("db")
    database = databases[0] if isinstance(databases, list) and databases else content
    data = database.get("data") if isinstance(database, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("posts"), list):
        return None
    return {name: rows for name, rows in data.items() if isinstance(rows, list)}


def _ghost_fields(post: Fields, data: Mapping[str, list[Any]]) -> dict[str, Any]:
    fields = {name: post.get(name) for name in FIELDS}
    fields |= next((_meta(row) for row in data.get("posts_meta", ()) if _of(row, post)), {})
    authors = [row.get("author_id") for row in data.get("posts_authors", ()) if _of(row, post)]
    authors = authors or [post.get("author_id")]
    names = {row.get("id"): row.get("name") for row in data.get("users", ()) if isinstance(row, dict)}
    return {**fields, "authors": [names[author] for author in authors if names.get(author)]}


def _meta(row: Fields) -> dict[str, Any]:
    return {name: row[name] for name in ("feature_image_alt", "email_subject") if row.get(name)}


def _of(row: Any, post: Fields) -> bool:
    return isinstance(row, dict) and row.get("post_id") == post.get("id") and post.get("id") is not None


def _feed_items(content: Fields) -> Iterator[tuple[Fields, str]]:
    items = content.get("items")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict):
            fields = {name: item[name] for name in FEED_FIELDS if item.get(name)}
            yield {"language": content.get("language"), **fields}, str(item.get("content_html") or "")
