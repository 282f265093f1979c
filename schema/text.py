"""What is derived from text: folded keys, slugs, HTML, plain text, word counts, reading time."""

import re
import unicodedata
from functools import cache
from hashlib import sha256
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

import nh3
from cachetools import LRUCache, cached

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

WORD = re.compile(r"\w+(?:[’'\-.,]\w+)*", re.UNICODE)
WORK_LINK = re.compile(r'href="work:([a-z0-9-]{1,120})"')
"""A link to a work by its slug, as it is rendered: it leads to the work's page."""
WORDS_PER_MINUTE = 230
# An importer and the write functions render the same bodies; about so many bytes of the latest stay cached.
RENDER_CACHE_BYTES = 4_000_000
BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "tr", "figure", "hr", "div"}
TAGS = nh3.ALLOWED_TAGS - {"center", "font", "map", "area", "tt", "strike", "hgroup"}
# The categories Cc and Cs, but for the line feed and the tab.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "Ø": "o", "’": "'"})


class CombiningMarks(dict[int, int | None]):
    """A table for ``str.translate`` that deletes combining marks; it fills as characters are met."""

    def __missing__(self, code: int) -> int | None:
        replacement = self[code] = None if unicodedata.combining(chr(code)) else code
        return replacement


COMBINING_MARKS = CombiningMarks()


class Body(NamedTuple):
    """A Markdown text and what is derived from it."""

    markdown: str
    html: str
    text: str
    words: int


def fold(text: str) -> str:
    """Fold case, accents, ligatures and white space: ``À la  Une`` and ``a la une`` are one name."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(LIGATURES)).translate(COMBINING_MARKS)
    return " ".join(text.casefold().split())


def slugify(text: str, limit: int = 80) -> str:
    """Make a slug (``[a-z0-9-]+``) of at most ``limit`` characters, cut at a word; ``x`` when nothing is left."""
    slug = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(slug) > limit:
        slug = slug[: limit + 1].rsplit("-", 1)[0][:limit]
    return slug or "x"


def tag_slug(name: str) -> str:
    """Return the slug that tells tags apart: that of the name, or a digest of a name in other letters."""
    slug = slugify(name)
    return slug if slug != "x" or fold(name) == slug else f"x-{sha256(fold(name).encode()).hexdigest()[:12]}"


def count_words(text: str) -> int:
    """Count words; an elided or hyphenated word is one."""
    return len(WORD.findall(text))


def reading_minutes(words: int) -> int:
    """Return the whole minutes it takes to read, at least one where there is any word."""
    return -(-words // WORDS_PER_MINUTE)


def clean(text: str) -> str:
    """Normalise to NFC with LF line ends and no control characters, which both databases can store."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", CONTROLS.sub("", text))


RENDERED: LRUCache[str, Body] = LRUCache(RENDER_CACHE_BYTES, getsizeof=lambda body: 3 * len(body.html) + 1000)
RENDER_LOCK = RLock()


@cached(RENDERED, key=str, lock=RENDER_LOCK)
def render(markdown: str) -> Body:
    """Derive sanitised HTML (CommonMark with tables) and plain text from Markdown.

    Harmless raw HTML in the Markdown stays; scripts, event handlers and unsafe links are removed.
    """
    markdown = clean(markdown).strip("\n")
    html = nh3.clean(
        WORK_LINK.sub(r'href="/works/\1"', _commonmark().render(markdown)),
        tags=TAGS,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    ).strip()
    text = plain_text(html)
    return Body(markdown, html, text, count_words(text))


def cache_rendered(body: Body) -> None:
    """Cache a body that another process has rendered, so that ``render`` need not."""
    with RENDER_LOCK:
        RENDERED[body.markdown] = body


def plain_text(html: str) -> str:
    """Return the text of an HTML fragment, with a blank line between blocks."""
    # Only who writes needs these parsers; a server that is read loads neither.
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415

    body = LexborHTMLParser(html).body
    if body is None:
        return ""
    pieces: list[str] = []
    for node in body.traverse(include_text=True):
        if node.tag == "-text":
            pieces.append(re.sub(r"[ \t\n]+", " ", node.text_content or ""))
        elif node.tag == "br":
            pieces.append("\n")
        elif node.tag in BLOCKS:
            pieces.append("\n\n")
    lines = [line.strip(" ") for line in "".join(pieces).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


@cache
def _commonmark() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - as above

    return MarkdownIt("commonmark", {"html": True}).enable("table")
