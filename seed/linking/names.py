"""Finding the names of a catalogue in running text.

The rule, which has to serve French and English texts and names that are ordinary words too:

- Whole words only; a hyphen joins words, an apostrophe does not (``d'Instagram``, ``l’Apple Music``).
- The longest name wins: in "TikTok Music" nobody named "TikTok", elsewhere in the same text they did.
- Case and accents do not matter, except that a word which begins with a capital in the name begins with one in the
  text: ``threads`` is not "Threads". Only a first word may be small where another word is a number or has its capital:
  "le Grand Bleu", but not "le grand bleu".
- A one-word name of fewer than five letters has to be written exactly: "Us" is not "US".
- A name that is a mere number counts in quotation marks only: « 1984 ».
- Between the words the punctuation is the name's own, or just a space.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from schema.text import fold
from seed.importers.markdown_escape import URL

TOKEN = re.compile(r"[^\W_]+\+*")
FEWEST_FREE_LETTERS = 5
OPENING, CLOSING = "«“\"'‘‹", "»”\"'’›"
SAME_SIGN = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"})


class CatalogueEntry(NamedTuple):
    """What a name stands for; ``kind`` and ``part_of`` (a slug) are those of a work."""

    type: str
    slug: str
    title: str
    kind: str = ""
    part_of: str | None = None


class Mention(NamedTuple):
    """One place in a text where a name stands, and all that bear it."""

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
    """All names, as one tree of folded words: finding takes one pass over the text, however many names there are."""

    def __init__(self) -> None:
        self._root = _Node()
        self._folded: set[str] = set()

    def add(self, name: str, entry: CatalogueEntry) -> None:
        """Let ``name`` stand for ``entry``; a name without letters and digits is passed over."""
        tokens = list(TOKEN.finditer(name))
        if not tokens:
            return
        self._folded.add(fold(name))
        node = self._root
        for token in tokens:
            node = node.next.setdefault(_fold(token[0]), _Node())
        words, gaps = [token[0] for token in tokens], _gaps(name, tokens)
        for known in node.names:
            if known.words == words and known.gaps == gaps:
                if entry not in known.entries:
                    known.entries.append(entry)
                return
        node.names.append(_Name(words, gaps, [entry]))

    def knows(self, name: str) -> bool:
        """Tell whether this is a name, whatever its case and accents."""
        return fold(name) in self._folded

    def find(self, text: str) -> list[Mention]:
        """Give the mentions in ``text``, in order; they do not overlap, and none is inside a web address."""
        text = URL.sub(lambda address: "_" * len(address[0]), text)
        words = list(TOKEN.finditer(text))
        gaps = _gaps(text, words)
        mentions, at = [], 0
        while at < len(words):
            length, entries = self._longest(text, words, gaps, at)
            if length:
                mentions.append(Mention(words[at].start(), words[at + length - 1].end(), tuple(entries)))
            at += length or 1
        return mentions

    def _longest(
        self, text: str, words: list[re.Match[str]], gaps: list[str], at: int
    ) -> tuple[int, list[CatalogueEntry]]:
        best: tuple[int, list[CatalogueEntry]] = (0, [])
        if at and gaps[at - 1] == "-":
            return best
        for length, node in self._paths(words, at):
            last = at + length - 1
            if last < len(gaps) and gaps[last] == "-":
                continue
            written = [word[0] for word in words[at : last + 1]]
            quoted = _quoted(text, words[at].start(), words[last].end())
            entries = [
                entry
                for name in node.names
                if _same_gaps(name.gaps, gaps[at:last]) and _same_case(name.words, written, quoted=quoted)
                for entry in name.entries
            ]
            if entries:
                best = (length, list(dict.fromkeys(entries)))
        return best

    def _paths(self, words: list[re.Match[str]], at: int) -> Iterator[tuple[int, _Node]]:
        node: _Node | None = self._root
        for index in range(at, len(words)):
            node = node.next.get(_fold(words[index][0])) if node else None
            if node is None:
                return
            if node.names:
                yield index - at + 1, node


@lru_cache(maxsize=100_000)
def _fold(word: str) -> str:
    return fold(word)


def _gaps(text: str, tokens: list[re.Match[str]]) -> list[str]:
    return [_canonical(text[left.end() : right.start()]) for left, right in pairwise(tokens)]


def _canonical(gap: str) -> str:
    """Give what stands between two words: its signs without spaces, ``" - "`` for a dash, ``¶`` for a new paragraph."""
    if "\n\n" in gap:
        return "¶"
    signs = "".join(gap.translate(SAME_SIGN).split())
    return " - " if signs == "-" and len(gap) > 1 else signs


def _same_gaps(name: list[str], text: list[str]) -> bool:
    return all(stands in ("", "-") or stands == meant for meant, stands in zip(name, text, strict=True))


def _same_case(name: list[str], text: list[str], *, quoted: bool) -> bool:
    if len(name) == 1:
        if name[0].isdigit():
            return quoted
        if len(name[0]) < FEWEST_FREE_LETTERS:
            return name == text
    kept = [stands[0].isupper() or not meant[0].isupper() for meant, stands in zip(name, text, strict=True)]
    telling = any(word[0].isupper() or word[0].isdigit() for word in name[1:])
    return all(kept[1:]) and (kept[0] or telling)


def _quoted(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start].rstrip(), text[end : end + 2].lstrip()
    return bool(before and after) and before[-1] in OPENING and after[0] in CLOSING
