"""What a name may have been meant to be that is not quite one: but for a letter, its article, or how it is joined."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from schema.search.names import ARTICLES
from schema.search.variants import is_correctable

ONE_LETTER = "one letter differs"
ARTICLE = "but for its article"
JOINED = "written as one word or as several"
LAST = "\uffff"
"""Sorts after every letter."""
MOST_WORDS = 6
"""In a name of more words no letter is looked for."""
JOINING = re.compile(r"(?<=[^\W_])[-‐‑.·&+'’ʼ](?=[^\W_])")


def joined(name: str) -> str | None:
    """Return a name with the words as one that a sign joins, ``Spiderman`` of ``Spider-Man``; None where none does."""
    written = JOINING.sub("", name)
    return written if written != name else None


class Words:
    """The words that there are in names; those one letter from another are found by the half that they share."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._in_order: list[str] = []
        self._backwards: list[str] = []

    def add(self, words: Iterable[str]) -> None:
        """Add some words."""
        self._words.update(words)

    def __contains__(self, word: str) -> bool:
        """Whether a name has a word."""
        return word in self._words

    def one_letter_from(self, word: str) -> list[str]:
        """Return the words that are one slip of the fingers from a word: one missing, too many, wrong, two swapped."""
        if not is_correctable(word):
            return []
        if len(self._in_order) != len(self._words):
            self._in_order = sorted(self._words)
            self._backwards = sorted(each[::-1] for each in self._words)
        half = len(word) // 2
        swapped = word[: half - 1] + word[half] + word[half - 1] + word[half + 1 :]
        halves = [*_beginning(self._in_order, word[:half])]
        halves += [each[::-1] for each in _beginning(self._backwards, word[half:][::-1])]
        found = {each for each in halves if each.isalpha() and _is_one_letter(word, each)}
        return sorted(found | ({swapped} & self._words) - {word})


def _beginning(words: list[str], start: str) -> list[str]:
    """Return those of some words in order that begin so."""
    return words[bisect_left(words, start) : bisect_left(words, start + LAST)]


def _is_one_letter(word: str, other: str) -> bool:
    """Whether two words are one slip from each other."""
    longer = len(other) - len(word)
    if abs(longer) > 1 or word == other:
        return False
    same = next((place for place, (own, its) in enumerate(zip(word, other, strict=False)) if own != its), None)
    if same is None:
        return True
    rest, its_rest = word[same:], other[same:]
    if longer:
        return rest == its_rest[1:] if longer > 0 else rest[1:] == its_rest
    return rest[1:] == its_rest[1:] or (rest[:2] == its_rest[1::-1] and rest[2:] == its_rest[2:])


def near(words: Sequence[str], known: Words) -> Iterator[tuple[str, str]]:
    """Yield what some folded words may have been meant to be, joined by spaces, and how they differ.

    Args:
        words: the words.
        known: the words that there are in names.
    """
    if words[0] in ARTICLES and len(words) > 1:
        yield " ".join(words[1:]), ARTICLE
    yield from ((f"{article} {' '.join(words)}", ARTICLE) for article in ARTICLES)
    for place in range(len(words) - 1):
        if (one := words[place] + words[place + 1]) in known:
            yield " ".join([*words[:place], one, *words[place + 2 :]]), JOINED
    unknown = [place for place, word in enumerate(words) if word not in known]
    if len(words) <= MOST_WORDS and len(unknown) <= 1:  # with one letter but one word is put right
        for place in unknown or range(len(words)):
            for one in known.one_letter_from(words[place]):
                yield " ".join([*words[:place], one, *words[place + 1 :]]), ONE_LETTER
