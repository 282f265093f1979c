"""Finding the names of a catalogue in running text.

The rules, made for French and English texts and for names that are ordinary words too:

- Whole words only; a hyphen joins words, an apostrophe does not (``d'Instagram``, ``l’Apple Music``).
- The longest name wins: "TikTok Music" does not mention "TikTok", which may be mentioned elsewhere in the same text.
- Case and accents do not matter, except that a word which begins with a capital in the name begins with one in the
  text: ``threads`` is not "Threads". Only a first word may be small where another word is a number or has its capital:
  "le Grand Bleu", but not "le grand bleu".
- A one-word name of fewer than five letters has to be written exactly: "Us" is not "US".
- A name that is a mere number counts in quotation marks only: « 1984 ».
- Between the words stands the punctuation of the name, or just a space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from schema.text import fold
from seed.importers.document.markdown_escape import URL

TOKEN = re.compile(r"[^\W_]+\+*")
FEWEST_FREE_LETTERS = 5
OPENING, CLOSING = "«“\"'‘‹", "»”\"'’›"
SAME_SIGN = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"})


class CatalogueEntry(NamedTuple):
    """A work, a person or an organisation that a name stands for; only works have ``kind`` and ``part_of`` (a slug)."""

    type: str
    slug: str
    title: str
    kind: str = ""
    part_of: str | None = None


class Mention(NamedTuple):
    """One place in a text where a name stands, and all entries with that name."""

    start: int
    end: int
    entries: tuple[CatalogueEntry, ...]


@dataclass
class _Name:
    words: list[str]
    gaps: list[str]
    entries: list[CatalogueEntry]


@dataclass
class _Node:
    next: dict[str, "_Node"] = field(default_factory=dict)
    names: list[_Name] = field(default_factory=list)


class Names:
    """All names, as one trie of folded words: a search takes one pass over the text, however many names there are."""

    def __init__(self) -> None:
        self._root = _Node()
        self._folded: set[str] = set()

    def add(self, name: str, entry: CatalogueEntry) -> None:
        """Let ``name`` stand for ``entry``; a name without letters and digits is ignored."""
        tokens = list(TOKEN.finditer(name))
        if not tokens:
            return
        self._folded.add(fold(name))
        node = self._root
        for token in tokens:
            node = node.next.setdefault(_fold(token[0]), _Node())
        words, gaps = [token[0] for token in tokens], _gaps(name, tokens)
        for existing in node.names:
            if existing.words == words and existing.gaps == gaps:
                if entry not in existing.entries:
                    existing.entries.append(entry)
                return
        node.names.append(_Name(words, gaps, [entry]))

    def __contains__(self, name: str) -> bool:
        """Whether an entry has this name, whatever its case and accents."""
        return fold(name) in self._folded

    def find(self, text: str) -> list[Mention]:
        """Return the mentions in ``text``, in order; they do not overlap, and none is inside a URL."""
        text = URL.sub(lambda url: "_" * len(url[0]), text)
        words = list(TOKEN.finditer(text))
        gaps = _gaps(text, words)
        mentions, first = [], 0
        while first < len(words):
            length, entries = self._longest(text, words, gaps, first)
            if length:
                mentions.append(Mention(words[first].start(), words[first + length - 1].end(), tuple(entries)))
            first += length or 1
        return mentions

    def _longest(
        self, text: str, words: list[re.Match[str]], gaps: list[str], first: int
    ) -> tuple[int, list[CatalogueEntry]]:
        """Return the number of words of the longest name that begins at the word ``first``, and its entries."""
        longest: tuple[int, list[CatalogueEntry]] = (0, [])
        if first and gaps[first - 1] == "-":
            return longest
        for length, node in self._nodes(words, first):
            last = first + length - 1
            if last < len(gaps) and gaps[last] == "-":
                continue
            written = [word[0] for word in words[first : last + 1]]
            quoted = _quoted(text, words[first].start(), words[last].end())
            entries = [
                entry
                for name in node.names
                if _same_gaps(name.gaps, gaps[first:last]) and _same_case(name.words, written, quoted=quoted)
                for entry in name.entries
            ]
            if entries:
                longest = (length, list(dict.fromkeys(entries)))
        return longest

    def _nodes(self, words: list[re.Match[str]], first: int) -> Iterator[tuple[int, _Node]]:
        """Yield the nodes with names on the path from the word ``first`` on, each with its depth."""
        node: _Node | None = self._root
        for index in range(first, len(words)):
            node = node.next.get(_fold(words[index][0])) if node else None
            if node is None:
                return
            if node.names:
                yield index - first + 1, node


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    return fold(word)


def _gaps(text: str, tokens: list[re.Match[str]]) -> list[str]:
    return [_canonical(text[left.end() : right.start()]) for left, right in pairwise(tokens)]


def _canonical(gap: str) -> str:
    """Return the signs between two words without spaces, ``" - "`` for a dash, ``¶`` for a new paragraph."""
    if "\n\n" in gap:
        return "¶"
    signs = "".join(gap.translate(SAME_SIGN).split())
    return " - " if signs == "-" and len(gap) > 1 else signs


def _same_gaps(name: list[str], text: list[str]) -> bool:
    return all(written in ("", "-") or written == own for own, written in zip(name, text, strict=True))


def _same_case(name: list[str], text: list[str], *, quoted: bool) -> bool:
    if len(name) == 1:
        if name[0].isdigit():
            return quoted
        if len(name[0]) < FEWEST_FREE_LETTERS:
            return name == text
    capitals_kept = [written[0].isupper() or not own[0].isupper() for own, written in zip(name, text, strict=True)]
    distinctive = any(word[0].isupper() or word[0].isdigit() for word in name[1:])
    return all(capitals_kept[1:]) and (capitals_kept[0] or distinctive)


def _quoted(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start].rstrip(), text[end : end + 2].lstrip()
    return bool(before and after) and before[-1] in OPENING and after[0] in CLOSING
