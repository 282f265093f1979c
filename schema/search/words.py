"""The words of a text: where they stand, as they are compared, and what joins them into one."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from schema.text import fold

LONGEST = 64
"""Of a longer word so many letters count."""
# Combining marks stay with their letter, as texts that are not normalised have them.
WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*")
APOSTROPHES = frozenset("'’ʼ")
JOINING = APOSTROPHES | frozenset("-‐‑.·&+")
"""The signs that make one name of the words around them: ``Spider-Man``, ``WALL·E``, ``SAG-AFTRA``."""
ELIDED = frozenset(["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"])
"""What French leaves before an apostrophe; the word is what comes after it."""
INNER = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
"""Where a written word has parts: ``TikTok``, ``Llama2``."""


class Word(NamedTuple):
    """A word of a text: folded, and its place there, in code points."""

    folded: str
    start: int
    end: int


class Compound(NamedTuple):
    """Words that signs join, often a single one; ``elided`` are those of them that are only the rest of an article."""

    words: tuple[Word, ...]
    elided: tuple[Word, ...]

    def joined(self) -> Iterator[str]:
        """Yield the words as one, with and without what is elided, where they are several."""
        written = "".join(word.folded for word in self.elided + self.words)
        without = "".join(word.folded for word in self.words)
        if len(self.words) > 1 and len(without) <= LONGEST:
            yield without
        if self.elided and len(written) <= LONGEST:
            yield written


@lru_cache(maxsize=20_000)
def folded(written: str) -> str:
    """Fold one word: without case, accents and ligatures; nothing where that leaves no letter or digit."""
    text = fold(written)
    if not text.isalnum():
        text = "".join(character for character in text if character.isalnum())
    return unicodedata.normalize("NFC", text)[:LONGEST]


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text."""
    for match in WORD.finditer(text):
        if word := folded(match[0]):
            yield Word(word, match.start(), match.end())


def compounds(text: str) -> Iterator[Compound]:
    """Yield the words of a text, those together that a sign joins."""
    held: list[Word] = []
    for word in words(text):
        if held and not _joins(text, held[-1].end, word.start):
            yield _compound(text, held)
            held = []
        held.append(word)
    if held:
        yield _compound(text, held)


def _joins(text: str, end: int, start: int) -> bool:
    return start - end == 1 and text[end] in JOINING


def _compound(text: str, held: list[Word]) -> Compound:
    is_elided = len(held) > 1 and held[0].folded in ELIDED and text[held[0].end] in APOSTROPHES
    return Compound(tuple(held[is_elided:]), tuple(held[:is_elided]))


def inner_words(written: str) -> list[str]:
    """Return the parts of a written word, ``you`` and ``tube`` of ``YouTube``; none where it is whole."""
    parts = [part for piece in INNER.split(written) if (part := folded(piece))]
    return parts if len(parts) > 1 else []
