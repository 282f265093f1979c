"""Phrases of a language, as its data file writes them, found in folded words.

A phrase is words with spaces between: ``désabonn*`` is every word that begins so, ``a|b`` one of several, ``a|b?`` one
or none, ``..`` up to five words of any kind, and ``<letter>`` what the language calls a letter. Case, accents and signs
do not matter: "l'appli" is two words in one place. The first word of a phrase is never ``..`` or optional.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from seed.importers.blocks import fold_words

GAP = "(?:[^ ]+ ){0,5}?"
INDEXED = 3
"""So many first characters of a word tell which phrases may begin with it."""
WORD = re.compile(r"[^ ]+")


class Phrases:
    """Phrases to be found, in time that grows with the text: each word is looked up once."""

    def __init__(self) -> None:
        self._by_start: dict[str, list[str]] = {}

    def add(self, phrases: Iterable[str], letter: Sequence[str] = ()) -> None:
        """Compile and add phrases; ``letter`` is what stands for ``<letter>``.

        Raises:
            ValueError: a phrase begins with what may be missing.
        """
        for phrase in phrases:
            tokens = [_alternatives(token, letter) for token in phrase.split(" ")]
            first, optional = tokens[0]
            if optional or not first:
                raise ValueError(f"no word begins the phrase {phrase!r}")
            pattern = "".join(_pattern(*token) for token in tokens)
            for start in {word[:INDEXED].rstrip("*") for word in first}:
                self._by_start.setdefault(start, []).append(pattern)

    def within(self, key: str) -> bool:
        """Whether one of the phrases stands anywhere in folded words."""
        key = f"{key} "
        return any(
            pattern.match(key, word.start()) for word in WORD.finditer(key) for pattern in self._beginning(word[0])
        )

    def whole(self, key: str) -> bool:
        """Whether folded words are one of the phrases and nothing else."""
        return any(pattern.fullmatch(f"{key} ") for pattern in self._beginning(key))

    def opens(self, key: str, most_more: int) -> bool:
        """Whether folded words begin with one of the phrases, and at most so many more follow."""
        found = (pattern.match(f"{key} ") for pattern in self._beginning(key))
        return any(match and f"{key} ".count(" ", match.end()) <= most_more for match in found)

    def _beginning(self, key: str) -> Iterator[re.Pattern[str]]:
        return map(_compiled, self._by_start.get(key.partition(" ")[0][:INDEXED], ()))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _alternatives(token: str, letter: Sequence[str]) -> tuple[list[str], bool]:
    """Return the folded alternatives of one word, which may be several words each, and whether it may be missing."""
    optional = token.endswith("?")
    words: list[str] = []
    for word in token.rstrip("?").split("|"):
        if word == "<letter>":
            words += [fold_words(name) for name in letter]
        elif word != "..":
            words.append(fold_words(word) + ("*" if word.endswith("*") else ""))
    return words, optional


def _pattern(words: list[str], optional: bool) -> str:  # noqa: FBT001 (one of a pair)
    if not words:
        return GAP
    each = (re.escape(word.rstrip("*")) + ("[^ ]*" if word.endswith("*") else "") for word in words)
    return f"(?:(?:{'|'.join(each)}) ){'?' if optional else ''}"
