"""Queries: what somebody typed, as the lexemes that a document has to have."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from schema.search.analysis import BOTH, content_words
from schema.search.names import LONGEST_LABEL, name_key, words_of_name
from schema.search.stems import STOP_WORDS, forms
from schema.search.variants import is_correctable, variants
from schema.search.words import LONGEST, compounds, inner_words

LONGEST_QUERY = 400
"""Of a longer query so many characters count."""
MOST_WORDS = 12
"""Of a query so many words count."""
MOST_CORRECTED = 4
"""Of a longer query no typo is put right: it would take thousands of looks."""
PHRASE = re.compile(r'["“”«]([^"“”«»]*)["“”»]')

Alternative = tuple[str, ...]
"""Words that a document has to have together."""


class Term(NamedTuple):
    """A word of a query: what it stands for, one of which a document has to have, and its place in the query."""

    word: str
    start: int
    end: int
    alternatives: tuple[Alternative, ...]
    in_phrase: bool

    @property
    def variants(self) -> list[str]:
        """What it may have been meant to be, the likeliest first."""
        return [] if self.in_phrase or not is_correctable(self.word) else variants(self.word)


@dataclass(frozen=True)
class Query:
    """What was asked: terms that all have to be there, phrases that do, and the digest of a name that it may be."""

    text: str
    terms: tuple[Term, ...]
    phrases: tuple[tuple[str, ...], ...]
    name: str

    @cached_property
    def corrected_terms(self) -> tuple[Term, ...]:
        """The terms, where there are few enough for typos to be put right."""
        return self.terms if len(self.terms) <= MOST_CORRECTED else ()


def read_query(text: str) -> Query:
    """Read what somebody typed, whatever it is."""
    text = text[:LONGEST_QUERY]
    quoted = [(match.start(1), match.end(1)) for match in PHRASE.finditer(text)]
    found = [*_terms(text, quoted)]
    said = [term for term in found if term.word not in STOP_WORDS] or found
    terms = tuple({term.word: term for term in reversed(said[:MOST_WORDS])}.values())[::-1]
    phrases = [tuple(content_words(text[start:end])) for start, end in quoted]
    name = words_of_name(text)
    return Query(text, terms, tuple(phrase for phrase in phrases if len(phrase) > 1), name_key(name) if name else "")


def _terms(text: str, quoted: Sequence[tuple[int, int]]) -> Iterator[Term]:
    found = [word for compound in compounds(text) for word in compound.words]
    neighbours: dict[int, list[str]] = {place: [] for place in range(len(found))}
    for place, (one, other) in enumerate(pairwise(found)):
        joined = one.folded + other.folded
        if len(joined) <= LONGEST:
            neighbours[place].append(joined)
            neighbours[place + 1].append(joined)
    for place, word in enumerate(found):
        in_phrase = any(start <= word.start < end for start, end in quoted)
        single = [word.folded] if in_phrase else [*forms(word.folded, BOTH), *neighbours[place]]
        parts = [] if in_phrase else inner_words(text[word.start : word.end])
        alternatives = [(form,) for form in single] + ([tuple(parts)] if parts else [])
        yield Term(word.folded, word.start, word.end, tuple(alternatives), in_phrase)


def prefix_of_name(text: str) -> str:
    """Return what labels have to begin with to complete what was typed; empty where nothing was."""
    return " ".join(words_of_name(text[:LONGEST_QUERY]))[:LONGEST_LABEL].rstrip()
