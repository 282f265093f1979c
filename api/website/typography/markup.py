"""The texts of an HTML document, joined so that a quotation is seen across tags, and put back where they were."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple

from api.website.typography.marks import AMPERSAND, BLOCK, BREAK, GREATER, INLINE, LESS, OPAQUE

TAG = re.compile(
    r"(<(?:script|style)\b(?:[^<]|<(?!/(?:script|style)>))*+(?:</(?:script|style)>)?"
    r"""|</?[a-zA-Z!](?:[^>"']|"[^"]*"|'[^']*')*+>?)"""
)
SHOWN = re.compile(r'(\s(?:alt|aria-label|title)=")([^"]+)(?=")')
"""Attributes whose values are shown, or read aloud."""
META = re.compile(
    r'(\s(?:name|property)="(?:description|article:author|og:(?:description|image:alt|site_name|title))"\scontent=")'
    r'([^"]+)(?=")'
)
NAME = re.compile(r"</?([a-zA-Z0-9]*)")
LANGUAGE = re.compile(r'\slang="([^"]*)"')
CODE = frozenset({"code", "kbd", "pre", "samp", "textarea", "tt", "var"})
WITHIN_WORDS = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "data", "del", "dfn", "em", "i", "ins", "mark", "q", "s", "small", "span"}
    | {"strong", "sub", "sup", "time", "u", "wbr"}
)
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
# A browser prints the first, a template the others; within a text a quotation mark need not be escaped.
ENTITIES = (("&nbsp;", "\u00a0"), ("&#39;", "'"), ("&#34;", '"'), ("&quot;", '"'))
ESCAPED = (("&amp;", AMPERSAND), ("&lt;", LESS), ("&gt;", GREATER))


class Tag(NamedTuple):
    """A tag: the element, what the tag is between words, and the language that it states."""

    name: str
    mark: str
    language: str | None
    closes: bool
    shows: bool
    """Whether an attribute of it is shown."""


@dataclass
class Scope:
    """An element with a language of its own, or of code, and how many of its name are open inside it."""

    name: str
    language: str
    is_code: bool
    depth: int = 1


class Texts:
    """The texts of an HTML document, or of a piece of one, as a sanitiser or a template prints it.

    Args:
        html: the HTML.
        language: the language of what is in no element with a ``lang``.
    """

    def __init__(self, html: str, language: str) -> None:
        self.languages: list[str] = []
        """The language of each text."""
        self._pieces = TAG.split(html)
        self._shown: list[int] = []
        self._with_attributes: list[tuple[int, str]] = []
        joined = "".join(self._join(language))
        if "&" in joined:
            for entity, sign in (*ENTITIES, *ESCAPED):
                joined = joined.replace(entity, sign)
        self.joined = joined
        """The texts without code, with marks for what is between them."""

    def split(self, joined: str) -> list[str]:
        """Return the texts one by one, from what has become of ``joined``."""
        for mark in (BLOCK, BREAK, OPAQUE):
            joined = joined.replace(mark, INLINE)
        return [*filter(None, joined.split(INLINE))]

    def set_attributes(self, typeset: Callable[[str, str], str]) -> None:
        """Set the attributes that are shown; ``typeset`` takes a text and its language."""
        for position, language in self._with_attributes:
            self._pieces[position] = _set_attributes(self._pieces[position], language, typeset)

    def html(self, texts: Sequence[str]) -> str:
        """Return the HTML with other texts; as it was where they are not as many, since a text held a mark."""
        pieces = [*self._pieces]
        if len(texts) == len(self._shown):
            for position, text in zip(self._shown, texts, strict=True):
                pieces[position] = text
        return "".join(pieces)

    def _join(self, language: str) -> Iterator[str]:
        scope, around = Scope("", language, is_code=False), list[Scope]()
        yield BLOCK
        for position, piece in enumerate(self._pieces):
            if position % 2:
                tag = read_tag(piece)
                if tag.language is not None or (tag.name in CODE and not tag.closes and not scope.is_code):
                    around.append(scope)
                    language = scope.language if tag.language is None else tag.language
                    scope = Scope(tag.name, language, scope.is_code or tag.name in CODE)
                elif tag.name == scope.name:
                    scope.depth += -1 if tag.closes else 1
                    scope = scope if scope.depth else around.pop()
                if not scope.is_code:
                    if tag.shows:
                        self._with_attributes.append((position, tag.language or scope.language))
                    yield tag.mark
            elif piece and not scope.is_code:
                if piece.isspace():
                    yield BREAK
                else:
                    self._shown.append(position)
                    self.languages.append(scope.language)
                    yield piece


@lru_cache(2_000)
def read_tag(tag: str) -> Tag:
    """Read a tag."""
    match = NAME.match(tag)
    name = match[1].lower() if match else ""
    stated = LANGUAGE.search(tag) if name not in VOID else None
    shows = bool((META if name == "meta" else SHOWN).search(tag))
    return Tag(name, _mark(name), stated[1].lower() if stated else None, tag.startswith("</"), shows)


@lru_cache(2_000)
def _set_attributes(tag: str, language: str, typeset: Callable[[str, str], str]) -> str:
    pattern = META if tag.startswith("<meta") else SHOWN
    return pattern.sub(lambda match: match[1] + escape(typeset(unescape(match[2]), language)), tag)


def _mark(name: str) -> str:
    if name in WITHIN_WORDS:
        return INLINE
    if name in CODE or name == "img":
        return OPAQUE
    return BREAK if name == "br" else BLOCK
