"""Which of several works of one name is meant: by its year, its kind, who made it, or where a link leads.

What stands right beside the name comes first: a year in brackets, the word for a kind of work, "de" and a name. Where
that leaves more than one, a credited name in the same sentence tells, and then a link of the section to one of them.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from seed.linking import kind_labels
from seed.linking.names import OPENING, CatalogueEntry, Mention
from seed.linking.title_evidence import CLOSED, MAKERS

Works = tuple[CatalogueEntry, ...]
Makers = Callable[[Collection[str]], Mapping[str, Collection[str]]]
"""Returns for the ids of works those of the people and organisations that are behind each."""
YEAR = re.compile(
    rf"\s?{CLOSED}\s*(?:\((?:[^()\d]{{1,40}},\s*)?((?:1[5-9]|20)\d\d)\)|(?:de|of|from)\s((?:19|20)\d\d)\b)"
)
MAKER_BETWEEN = re.compile(rf"\s?{CLOSED},?\s+(?:{MAKERS})", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?…]\s|\n")
FURTHEST = 400
"""So many characters of a sentence are looked at, before a name and after it."""


class Meant(NamedTuple):
    """The works that may be meant, and what was weighed, in words of the text."""

    works: Works
    weighed: tuple[str, ...]


def no_makers(_: Collection[str]) -> Mapping[str, Collection[str]]:
    """Return that nobody is known to be behind any work."""
    return {}


def which_is_meant(
    works: Works, mention: Mention, text: str, named: Sequence[Mention], linked: Collection[str], makers: Makers
) -> Meant:
    """Return which of several works of one name is meant.

    Args:
        works: the works.
        mention: where the name stands.
        text: the text around it.
        named: everything that is named in the text.
        linked: the ids of works that links of the section lead to.
        makers: who is behind works.
    """
    others = [each for each in named if any(entry.type != "work" for entry in each.entries)]
    beside = [each for each in others if MAKER_BETWEEN.fullmatch(text[mention.end : each.start])]
    weighed: list[str] = []
    left = works
    for word, fitting in (_by_year(works, mention, text), _by_kind(works, mention, text)):
        if word:
            weighed.append(word)
            left = tuple(work for work in left if work in fitting)
    if left and beside:
        left = _by_makers(left, beside, makers, weighed) or left
    if len(left) > 1:
        left = _by_makers(left, _in_sentence(others, mention, text), makers, weighed) or left
    if len(left) > 1 and linked:
        left = tuple(work for work in left if work.id in linked) or left
    return Meant(left if len(left) == 1 else works, tuple(dict.fromkeys(weighed)))


def _by_year(works: Works, mention: Mention, text: str) -> tuple[str, Works]:
    """Return the year that stands right after a name, and the works of it, or else of the year before or after."""
    found = YEAR.match(text, mention.end)
    if found is None or not any(work.year for work in works):
        return "", works
    year = int(found[1] or found[2])
    exact = tuple(work for work in works if work.year == year)
    return str(year), exact or tuple(work for work in works if work.year and abs(work.year - year) == 1)


def _by_kind(works: Works, mention: Mention, text: str) -> tuple[str, Works]:
    """Return the word for a kind of work right before a name, and the works of that kind."""
    start = len(text[: mention.start].rstrip(f"{OPENING} \u00a0\u202f"))
    start = start + 1 if start < mention.start else start
    hint = kind_labels.hint_right_before(text, start)
    if hint is None:
        return "", works
    kind = kind_labels.KIND_OF_HINT[hint.casefold()]
    return hint, tuple(work for work in works if work.kind == kind)


def _by_makers(works: Works, named: Iterable[Mention], makers: Makers, weighed: list[str]) -> Works:
    """Return those of some works that somebody is behind who is named."""
    names = {entry.id: entry.title for each in named for entry in each.entries if entry.type != "work"}
    if not names:
        return ()
    behind = makers([work.id for work in works])
    fitting = tuple(work for work in works if names.keys() & set(behind.get(work.id, ())))
    weighed += [names[each] for work in fitting for each in behind[work.id] if each in names]
    return fitting


def _in_sentence(named: Iterable[Mention], mention: Mention, text: str) -> list[Mention]:
    """Return what is named in the sentence of a name."""
    first, last = max(0, mention.start - FURTHEST), mention.end + FURTHEST
    ends = [found.end() for found in SENTENCE_END.finditer(text, first, mention.start)]
    begin, end = ends[-1] if ends else first, SENTENCE_END.search(text, mention.end, last)
    return [each for each in named if begin <= each.start and each.end <= (end.start() if end else last)]
