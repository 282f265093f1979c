"""The slow twin of search: the same question, asked of each document in turn, in plain Python.

It shares with search what a document and a query are (``schema.search.analysis``, ``query``), and none of its SQL:
tiers, order, what is visible, what is put right and what is counted are worked out here once more.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.search.analysis import Document, analyze
from schema.search.documents import MODELS, read
from schema.search.keys import key_of
from schema.search.query import Query, Term, read_query

MATCHES = {
    1: "EXACT_NAME",
    2: "NAME",
    3: "HEADLINE",
    4: "TEXT",
    5: "CORRECTED",
    6: "CORRECTED",
}


@dataclass(frozen=True)
class Indexed:
    """A document, with all that is asked of it."""

    id: str
    key: int
    kind: str
    visible_from: datetime | None
    document: Document
    lexemes: frozenset[str]

    def has(self, class_: str, term: Term, others: Sequence[str] = ()) -> bool:
        """Whether it has in one class of lexemes what a term stands for, or one of other words."""
        alternatives = [*term.alternatives, *((other,) for other in others)]
        return any(all(class_ + word in self.lexemes for word in words) for words in alternatives)

    def has_phrase(self, words: Sequence[str]) -> bool:
        """Whether it has some words side by side."""
        wanted, lexemes = [f"b{word}" for word in words], self.document.lexemes
        starts = (place for place, lexeme in enumerate(lexemes) if lexeme == wanted[0])
        return any(lexemes[place : place + len(wanted)] == wanted for place in starts)


class Hit(NamedTuple):
    """What is found, and how."""

    tier: int
    size: int
    below: int
    """The key, turned round: the highest is first."""
    id: str
    kind: str

    def told(self) -> tuple[str, str, int]:
        """Return its id, how it was found, and its score."""
        score = {1: 1000, 2: 800 - min(self.size, 99), 3: 500, 4: 300}.get(self.tier, 100)
        return self.id, MATCHES[self.tier], score


class Found(NamedTuple):
    """All hits in order, how many there are of each type, and the query with its typos put right."""

    hits: list[Hit]
    counts: dict[str, int]
    correction: str | None


class SearchTwin:
    """All documents of a database, in memory."""

    def __init__(self, session: Session) -> None:
        self.documents: list[Indexed] = []
        for kind, model in MODELS.items():
            ids = session.execute(sa.select(table_of(model).c.id)).scalars().all()
            for row in read(session, kind, ids):
                document = analyze(row.source)
                kept = frozenset(document.lexemes)
                self.documents.append(Indexed(row.id, key_of(row), kind.name, row.visible_from, document, kept))
        assert len({each.key for each in self.documents}) == len(self.documents)

    def search(self, text: str, now: datetime) -> Found:
        """Look at each document that the public sees."""
        query = read_query(text)
        seen = [each for each in self.documents if each.visible_from is not None and each.visible_from <= now]
        labels = {label for each in seen for label, _ in each.document.labels}
        fixed = {term.word: _fixes(term, labels) for term in query.corrected_terms}
        hits = sorted(_ranked(query, seen))
        if not hits:
            hits = sorted(_put_right(query, seen, {word: words or [] for word, words in fixed.items()}))
        return Found(hits, dict(Counter(hit.kind for hit in hits)), _correction(query, fixed))


def _ranked(query: Query, seen: Sequence[Indexed]) -> Iterator[Hit]:
    for each in seen:
        if not query.terms or not all(map(each.has_phrase, query.phrases)):
            continue
        tiers = [f"x{query.name}" in each.lexemes]
        tiers += [all(each.has(class_, term) for term in query.terms) for class_ in "nhb"]
        if True in tiers:
            yield _hit(tiers.index(True) + 1, each)


def _put_right(query: Query, seen: Sequence[Indexed], fixed: dict[str, list[str]]) -> Iterator[Hit]:
    if not any(fixed.values()):
        return
    for each in seen:
        if all(map(each.has_phrase, query.phrases)):
            tiers = [all(each.has(class_, term, fixed[term.word]) for term in query.terms) for class_ in "nh"]
            if True in tiers:
                yield _hit(tiers.index(True) + 5, each)


def _hit(tier: int, each: Indexed) -> Hit:
    return Hit(tier, each.document.size if tier in {2, 5} else 0, -each.key, each.id, each.kind)


def _fixes(term: Term, labels: set[str]) -> list[str] | None:
    """Return the names' words that an unknown word may have been meant to be; None where it is known or is never."""
    if not term.variants or _begins(term.word, labels):
        return None
    return [variant for variant in term.variants if _begins(variant, labels)]


def _begins(word: str, labels: set[str]) -> bool:
    return any(label == word or label.startswith(f"{word} ") for label in labels)


def _correction(query: Query, fixed: dict[str, list[str] | None]) -> str | None:
    unknown = [words for words in fixed.values() if words is not None]
    if not unknown or not all(unknown):
        return None
    written, end = "", 0
    for term in query.corrected_terms:
        words = fixed[term.word]
        written += query.text[end : term.start] + (words[0] if words else query.text[term.start : term.end])
        end = term.end
    return written + query.text[end:]


def told(answer: Any) -> tuple[list[tuple[str, str, int]], dict[str, int], str | None]:
    """Return what an answer tells, as ``Found`` does."""
    hits = [(edge["node"]["id"], edge["match"], edge["score"]) for edge in answer["edges"]]
    return hits, {each["type"]: each["count"] for each in answer["counts"]}, answer["correction"]
