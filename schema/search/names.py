"""Names: what a query has to be to be one of them, the words that they are found by, and what completes one."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from schema.search.words import Compound, compounds, inner_words

ARTICLES = frozenset(["le", "la", "les", "un", "une", "des", "the", "an", "a"])
MOST_WORDS = 40
"""A name of more words is found by these."""
LONGEST_LABEL = 60
"""Of what completes a name, so many letters are compared."""


def words_of_name(name: str) -> list[str]:
    """Return the words of a name in order, as they are compared: without what is elided."""
    return [word.folded for compound in _compounds(name) for word in compound.words]


def name_keys(words: list[str]) -> Iterator[str]:
    """Yield what queries are compared with that may be this name: all its words, and those after its first article."""
    if words:
        yield name_key(words)
    if len(words) > 1 and words[0] in ARTICLES:
        yield name_key(words[1:])


def name_key(words: Iterable[str]) -> str:
    """Return the digest of some words in order."""
    return blake2b(" ".join(words).encode(), digest_size=8).hexdigest()


def forms_in_name(name: str) -> Iterator[str]:
    """Yield all words that a name is found by: its own, those joined by signs as one, and the parts of a single one."""
    for compound in _compounds(name):
        for word in compound.words:
            yield word.folded
            yield from inner_words(name[word.start : word.end])
        yield from compound.joined()


def last_name(name: str) -> list[str]:
    """Return the words of a person's last name; none where they have but one name."""
    found = _compounds(name)
    return [word.folded for word in found[-1].words] if len(found) > 1 else []


def labels(name: str) -> Iterator[tuple[str, int]]:
    """Yield what completes a name: itself with 0, and from each further word on with 1; also with its compounds joined.

    ``Spider-Man`` is completed from ``spider man``, ``man`` and ``spiderman``.
    """
    found = _compounds(name)
    plain = [word.folded for compound in found for word in compound.words]
    joined = [[*compound.joined()][-1:] or [word.folded for word in compound.words] for compound in found]
    for words in dict.fromkeys((tuple(plain), tuple(word for each in joined for word in each))):
        for place in range(len(words)):
            yield " ".join(words[place:])[:LONGEST_LABEL].rstrip(), min(place, 1)


def _compounds(name: str) -> list[Compound]:
    kept: list[Compound] = []
    count = 0
    for compound in compounds(name):
        count += len(compound.words)
        if count > MOST_WORDS:
            break
        kept.append(compound)
    return kept
