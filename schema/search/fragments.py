"""Fragments: stretches of what was found, with where the query's words stand in them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from schema.search.analysis import BOTH
from schema.search.query import Query
from schema.search.stems import forms
from schema.search.words import WORD, compounds, folded, inner_words

MOST_LETTERS = 20_000
"""Of a text so many are looked through."""
MOST_PLACES = 200
"""Of a text so many places are weighed."""

Texts = Sequence[tuple[str, str | Sequence[str] | None]]
"""The fields of what was found, and the text or the texts of each."""


class Place(NamedTuple):
    """Where a word of the query stands in a text, and which of its terms it is."""

    start: int
    end: int
    term: int


class Marked(NamedTuple):
    """A stretch of a field's text, and the places in it."""

    field: str
    text: str
    places: tuple[Place, ...]

    @property
    def terms(self) -> int:
        """How many terms of the query stand in it."""
        return len({place.term for place in self.places})


class Marker:
    """Finds the words of a query in texts; with ``corrected`` those too that it may have meant."""

    def __init__(self, query: Query, *, corrected: bool) -> None:
        self._terms: dict[str, int] = {}
        for number, term in enumerate(query.terms):
            meant = term.variants if corrected else ()
            for word in (*(word for words in term.alternatives for word in words), *meant):
                self._terms.setdefault(word, number)
        self._of = lru_cache(maxsize=2_000)(self._term_of)

    def _term_of(self, written: str) -> int | None:
        """Return which term a written word is, if any."""
        return next((self._terms[form] for form in forms(folded(written), BOTH) if form in self._terms), None)

    def fragments(self, texts: Texts, length: int) -> list[Marked]:
        """Return a fragment of each text that has any of the words, the one with the most of them first."""
        marked = [
            self.mark(field, text, length)
            for field, given in texts
            for text in ([given] if isinstance(given, str) else given or ())
        ]
        return sorted((each for each in marked if each.places), key=lambda each: -each.terms)

    def mark(self, field: str, text: str, length: int) -> Marked:
        """Return the stretch of a text that has the most of the words."""
        text = text[:MOST_LETTERS]
        places = [*self._places(text)] or [*self._joined(text)]
        return _best(field, text, places[:MOST_PLACES], length)

    def _places(self, text: str) -> Iterator[Place]:
        for match in WORD.finditer(text):
            if (term := self._of(match[0])) is not None:
                yield Place(match.start(), match.end(), term)

    def _joined(self, text: str) -> Iterator[Place]:
        """Yield the places of words that are joined in the query and not in the text, or the other way round."""
        for compound in compounds(text):
            start, end = compound.words[0].start, compound.words[-1].end
            parts = inner_words(text[start:end]) if len(compound.words) == 1 else compound.joined()
            if term := next((self._terms[part] + 1 for part in parts if part in self._terms), 0):
                yield Place(start, end, term - 1)


def _best(field: str, text: str, places: Sequence[Place], length: int) -> Marked:
    """Cut out the stretch with the most different terms, which begins some words before the first."""
    if len(text) <= length or not places:
        return Marked(field, text[:length] if not places else text, tuple(places))
    best: tuple[int, int] = (0, 0)
    for number, place in enumerate(places):
        terms = {other.term for other in places[number:] if other.end <= place.start + length * 3 // 4}
        best = max(best, (len(terms), -number))
    first = places[-best[1]]
    start = max(first.start - length // 4, 0)
    if start:
        space = text.find(" ", start, first.start)
        start = space + 1 if space >= 0 else start
    end = min(start + length, len(text))
    if end < len(text):
        space = text.rfind(" ", first.end, end)
        end = space if space >= 0 else max(end, min(first.end, start + length))
    inside = [place for place in places if start <= place.start and place.end <= end]
    moved = tuple(Place(place.start - start, place.end - start, place.term) for place in inside)
    return Marked(field, text[start:end], moved)


def as_html(text: str, places: Sequence[Place]) -> str:
    """Return a text as HTML: escaped piece by piece, the places in ``mark`` elements."""
    pieces: list[str] = []
    end = 0
    for place in places:
        pieces += (escape(text[end : place.start]), "<mark>", escape(text[place.start : place.end]), "</mark>")
        end = place.end
    return "".join((*pieces, escape(text[end:])))


def finish(raw: Any, found: Mapping[str, Any], own: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Make fragments of the texts of a hit.

    Args:
        raw: how the hit was found, and its texts.
        found: the arguments of the search.
        own: the arguments of the fragments.
    """
    corrected = raw["match"] == "CORRECTED"
    marker = found["query"].marker(corrected=corrected)
    marked = marker.fragments(raw["texts"], own["length"])[: own["limit"]]
    return [
        {
            "field": each.field,
            "text": each.text,
            "ranges": [{"start": place.start, "end": place.end} for place in each.places],
            "html": as_html(each.text, each.places),
        }
        for each in marked
    ]
