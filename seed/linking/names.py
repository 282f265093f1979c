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
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from schema.text import fold
from seed.importers.document.markdown_escape import URL
from seed.linking.near_names import JOINED, Words, joined, near

TOKEN = re.compile(r"[^\W_]+\+*")
FEWEST_FREE_LETTERS = 5
# Of how many words the beginnings are that bound a search: many names begin with "the", few go on as a text does.
BEGINNINGS = (1, 3)
OPENING, CLOSING = "«“\"'‘‹", "»”\"'’›"
SAME_SIGN = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-", "—": "-"})


class CatalogueEntry(NamedTuple):
    """A work, a person or an organisation that a name stands for.

    ``kind``, ``part_of_id`` (of the whole that an episode or a song belongs to) and ``year`` are a work's alone.
    """

    type: str
    id: str
    slug: str
    title: str
    kind: str = ""
    part_of_id: str | None = None
    year: int | None = None


class Mention(NamedTuple):
    """One place in a text where a name stands, and all entries with that name."""

    start: int
    end: int
    entries: tuple[CatalogueEntry, ...]


class Name(NamedTuple):
    """A name as it is written, and all entries that have it."""

    text: str
    entries: tuple[CatalogueEntry, ...]


class Names:
    """All names, by their folded words: a search looks up each run of words that may be a name.

    A dictionary of whole names takes a third of the memory of a trie of words, and half the time to fill.
    """

    def __init__(self) -> None:
        self._by_words: dict[str, tuple[Name, ...]] = {}
        self._newest: dict[str, CatalogueEntry | None] = {}  # of the ids that were removed
        self._first_words: set[str] = set()
        self._words = Words()
        self._joined: dict[str, str] = {}  # names with the words as one that a sign joins, and the words that they have
        self._most_words: dict[str, int] = {}  # of the names with a beginning, so that a search ends there

    def add(self, text: str, entry: CatalogueEntry) -> None:
        """Let a name stand for ``entry``; one without letters and digits is ignored."""
        words = [_fold(word) for word in TOKEN.findall(text)]
        if not words:
            return
        if entry.id in self._newest:
            self._newest[entry.id] = entry
        self._first_words.add(words[0])
        self._words.add(words)
        key = " ".join(words)
        if written := joined(text):
            self._joined[_key(written)] = key
        names = self._by_words.get(key, ())
        self._by_words[key] = _with_entry(names, text, entry) if names else (Name(text, (entry,)),)
        for count in BEGINNINGS:
            beginning = " ".join(words[:count])
            if len(words) > self._most_words.get(beginning, count):
                self._most_words[beginning] = len(words)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget the entries with these ids, until they are added again; no name has to be looked for."""
        self._newest.update(dict.fromkeys(ids))

    def __contains__(self, name: str) -> bool:
        """Whether an entry has a name of these words, whatever their case and accents and the signs between them."""
        return bool(self._names(_key(name)))

    def near(self, name: str) -> list[tuple[CatalogueEntry, str]]:
        """Return what has nearly this name, each with how it differs, and never what has it."""
        words = [_fold(word) for word in TOKEN.findall(name)]
        if not words or self._names(" ".join(words)):
            return []
        found: dict[str, tuple[CatalogueEntry, str]] = {}
        own = [(self._joined.get(" ".join(words), ""), JOINED), (_key(joined(name) or ""), JOINED)]
        for key, why in chain(own, near(words, self._words)):
            if key in self._by_words:
                for entry in (entry for each in self._names(key) for entry in each.entries):
                    found.setdefault(entry.id, (entry, why))
        return [*found.values()]

    def _names(self, words: str) -> tuple[Name, ...]:
        """Return the names of these folded words, without what was known of removed entries."""
        names = self._by_words.get(words, ())
        if not names or not self._newest:
            return names
        current = (
            Name(text, tuple(entry for entry in entries if self._newest.get(entry.id, entry) is entry))
            for text, entries in names
        )
        return tuple(name for name in current if name.entries)

    def find(self, text: str) -> list[Mention]:
        """Return the mentions in ``text``, in order; they do not overlap, and none is inside a URL."""
        text = URL.sub(lambda url: "_" * len(url[0]), text)
        words = list(TOKEN.finditer(text))
        folded = [_fold(word[0]) for word in words]
        mentions, first = [], 0
        while first < len(words):
            begins_name = folded[first] in self._first_words
            length, entries = self._longest(text, words, folded, first) if begins_name else (0, [])
            if length:
                mentions.append(Mention(words[first].start(), words[first + length - 1].end(), tuple(entries)))
            first += length or 1
        return mentions

    def _longest(
        self, text: str, words: list[re.Match[str]], folded: list[str], first: int
    ) -> tuple[int, list[CatalogueEntry]]:
        """Return the number of words of the longest name that begins at the word ``first``, and its entries."""
        for length, names in self._names_from(folded, first):
            start, last = words[first].start(), first + length - 1
            written = [word[0] for word in words[first : last + 1]]
            quoted = _quoted(text, start, words[last].end())
            # Most of what folds like a name is written otherwise: that is told before what stands between is looked at.
            likely = [each for each in names if _same_case(TOKEN.findall(each.text), written, quoted=quoted)]
            if not likely:
                continue
            around = _gaps(text, words[max(0, first - 1) : last + 2])
            inside = around[1 if first else 0 :][: length - 1]
            if (first and around[0] == "-") or (last + 1 < len(words) and around[-1] == "-"):
                continue
            entries = [entry for name in likely if _same_gaps(name.text, inside) for entry in name.entries]
            if entries:
                return length, sorted(set(entries), key=lambda entry: entry.id)
        return 0, []

    def _names_from(self, folded: list[str], first: int) -> list[tuple[int, tuple[Name, ...]]]:
        """Return the names that begin at the word ``first``, each with its number of words, the longest first."""
        found: list[tuple[int, tuple[Name, ...]]] = []
        key, length, most = folded[first], 1, len(folded) - first
        while True:
            if key in self._by_words and (names := self._names(key)):
                found.insert(0, (length, names))
            if length in BEGINNINGS:
                most = min(most, self._most_words.get(key, length))
            if length >= most:
                return found
            key += " " + folded[first + length]
            length += 1


def _key(name: str) -> str:
    """Return the folded words of a name, joined by spaces."""
    return " ".join(_fold(word) for word in TOKEN.findall(name))


def _with_entry(names: tuple[Name, ...], text: str, entry: CatalogueEntry) -> tuple[Name, ...]:
    """Return the names of the same folded words, with one more, or with one more entry of one of them."""
    if any(name.text == text and known is entry for name in names for known in name.entries):
        return names
    if any(name.text == text for name in names):
        return tuple(Name(text, (*entries, entry)) if own == text else Name(own, entries) for own, entries in names)
    return (*names, Name(text, (entry,)))


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


def _same_gaps(name: str, text: list[str]) -> bool:
    """Whether what stands between words of a text may stand there in a name."""
    own_gaps = _gaps(name, list(TOKEN.finditer(name)))
    return all(written in ("", "-") or written == own for own, written in zip(own_gaps, text, strict=True))


def _same_case(name: list[str], text: list[str], *, quoted: bool) -> bool:
    """Whether words of a text have the capitals of a name, and not only its folded words."""
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
