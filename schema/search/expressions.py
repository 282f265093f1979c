"""Queries as the full-text search of a database takes them, made of nothing but lexemes: nobody's signs are syntax.

The expressions of the tiers nest, so each excludes the one before: a row is found once.
"""

from collections.abc import Sequence
from typing import NamedTuple

import orjson

from schema.search.analysis import GAP
from schema.search.fragments import Marker
from schema.search.query import Alternative, Query, Term

NOTHING = "⁇"
"""A lexeme that no document has."""


class Syntax(NamedTuple):
    """How a database writes a lexeme, and what joins several."""

    quote: str
    or_: str
    and_: str
    and_not: str
    then: str

    def lexeme(self, lexeme: str) -> str:
        """Write one lexeme."""
        return f"{self.quote}{lexeme}{self.quote}"

    def alternative(self, class_: str, words: Alternative) -> str:
        """Write words that have to be there together."""
        written = [self.lexeme(class_ + word) for word in words]
        return written[0] if len(written) == 1 else f"({self.and_.join(written)})"

    def alternatives(self, class_: str, term: Term) -> str:
        """Write what a term stands for, without the parentheses around it."""
        return self.or_.join(self.alternative(class_, words) for words in term.alternatives)

    def terms(self, class_: str, terms: Sequence[Term]) -> str:
        """Write that all terms are there; that nothing is, where there is no term."""
        if not terms:
            return self.lexeme(NOTHING)
        return self.and_.join(f"({self.alternatives(class_, term)})" for term in terms)

    def phrase(self, words: Sequence[str]) -> str:
        """Write words that stand side by side."""
        if self.then:
            return f"({self.then.join(self.lexeme(f'b{word}') for word in words)})"
        return self.lexeme(" ".join(f"b{word}" for word in words))


SYNTAX = {
    "sqlite": Syntax('"', " OR ", " AND ", " NOT ", ""),
    "postgresql": Syntax("'", " | ", " & ", " & !", " <-> "),
}


class Expressions(NamedTuple):
    """The expressions of a query: the tiers of what has its words, of which each excludes the one before.

    ``phrases`` is what rows of all tiers have to have besides, empty where nothing is quoted; on SQLite it is part of
    the tiers.
    """

    exact: str
    names: str
    headline: str
    anywhere: str
    all: str
    phrases: str
    inside: str
    """The phrases after what joins them to a tier, on SQLite."""


def expressions(query: Query, dialect: str) -> Expressions:
    """Write the expressions of a query for a database."""
    syntax = SYNTAX[dialect]
    name = syntax.lexeme(f"x{query.name}" if query.terms else NOTHING)
    names, headline, anywhere = (f"({syntax.terms(class_, query.terms)})" for class_ in "nhb")
    phrases = syntax.and_.join(syntax.phrase(words) for words in query.phrases)
    inside = f"{syntax.and_}{phrases}" if phrases and dialect == "sqlite" else ""

    def but_not(wanted: str, excluded: str) -> str:
        return f"({wanted}{inside}){syntax.and_not}{excluded}"

    return Expressions(
        f"{name}{inside}",
        but_not(names, name),
        but_not(headline, names),
        but_not(anywhere, headline),
        f"{anywhere}{inside}",
        phrases,
        inside,
    )


def filter_expression(query: Query, class_: str, dialect: str) -> str:
    """Write that a document has all terms in one class of lexemes, and all phrases."""
    syntax = SYNTAX[dialect]
    return syntax.and_.join([syntax.terms(class_, query.terms), *map(syntax.phrase, query.phrases)])


def words_to_correct(query: Query, dialect: str) -> str:
    """Return as JSON what a statement needs to put typos right.

    For each term: the word, its alternatives in names and in headlines, its variants, how it is written in the query,
    and the text before it; then the text after all of them.
    """
    syntax = SYNTAX[dialect]
    entries, end = [], 0
    for term in query.corrected_terms:
        entries.append(
            {
                "word": term.word,
                "names": syntax.alternatives("n", term),
                "headline": syntax.alternatives("h", term),
                "variants": term.variants,
                "before": query.text[end : term.start],
                "written": query.text[term.start : term.end],
            }
        )
        end = term.end
    return orjson.dumps({"words": entries, "after": query.text[end:]}).decode()


class Asked:
    """A query of a request, written for a database once, however many parameters of the statement are made of it."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self._expressions: dict[str, Expressions] = {}
        self._to_correct: dict[str, str] = {}
        self._markers: dict[bool, Marker] = {}

    def marker(self, *, corrected: bool) -> Marker:
        """Return what finds its words in texts."""
        if corrected not in self._markers:
            self._markers[corrected] = Marker(self.query, corrected=corrected)
        return self._markers[corrected]

    def expressions(self, dialect: str) -> Expressions:
        """Return its expressions."""
        if dialect not in self._expressions:
            self._expressions[dialect] = expressions(self.query, dialect)
        return self._expressions[dialect]

    def to_correct(self, dialect: str) -> str:
        """Return what is needed to put its typos right."""
        if dialect not in self._to_correct:
            self._to_correct[dialect] = words_to_correct(self.query, dialect)
        return self._to_correct[dialect]


def sqlite_text(lexemes: Sequence[str]) -> str:
    """Return what FTS5 indexes of a document."""
    return " ".join(lexemes)


def tsvector(lexemes: Sequence[str], in_order: int) -> str:
    """Return a document as PostgreSQL reads a ``tsvector``; places count from ``in_order`` on, as FTS5 counts them."""
    places = dict.fromkeys(lexemes[:in_order], "")
    for place, lexeme in enumerate(lexemes[in_order:], in_order + 1):
        if lexeme != GAP:
            before = places.get(lexeme)
            places[lexeme] = f"{before},{place}" if before else f":{place}"
    return " ".join([f"'{lexeme}'{at}" for lexeme, at in places.items()])
