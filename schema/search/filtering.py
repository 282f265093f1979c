"""The condition of lists that have a filter by words."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from schema.bases import table_of
from schema.engine.sql.json_text import Condition
from schema.search.documents import Kind
from schema.search.expressions import expressions, filter_expression
from schema.search.query import read_query
from schema.tables import Section


class Words(sa.types.TypeDecorator[str]):
    """A parameter that is a query as somebody typed it, and becomes an expression of the database's."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, class_: str) -> None:
        """Take the class of the lexemes that are asked for."""
        super().__init__()
        self.class_ = class_

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Write the expression."""
        return None if value is None else filter_expression(read_query(value), self.class_, dialect.name)


class WordsOfTier(sa.types.TypeDecorator[str]):
    """A parameter that is a query as somebody typed it, and becomes the expression of a tier of its ranking."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, tier: str) -> None:
        """Take the name of the tier's expression."""
        super().__init__()
        self.tier = tier

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Write the expression."""
        return None if value is None else str(getattr(expressions(read_query(value), dialect.name), self.tier))


class HasWords(Condition):
    """The condition that the document with the id in a column has the words: the documents that do are read first."""

    def __init__(self, column: Any, kind: Kind, words: Any) -> None:
        self.column = column
        self.kind = kind
        self.words = words


@compiles(HasWords)
def _has_words(element: HasWords, compiler: Any, **options: Any) -> str:
    column, words = (compiler.process(part, **options) for part in (element.column, element.words))
    # The kind is asked of the texts, so that of all other kinds that have the words no document is read.
    of_kind = f"(t.rowid >> 27) & 7 = {7 - element.kind}"
    if compiler.dialect.name == "sqlite":
        return f"""{column} IN (SELECT d.id FROM search_documents d WHERE d.key IN
        (SELECT t.rowid FROM search_text t WHERE t.search_text MATCH {words} AND {of_kind}))"""
    return f"""{column} = ANY (ARRAY(SELECT d.id FROM search_text t JOIN search_documents d ON d.key = t.rowid
    WHERE t.lexemes @@ CAST({words} AS tsquery) AND {of_kind}))"""


class Relevance(sa.ColumnElement[str]):
    """The place of a document that has the words in its names or headline, as text: the greatest is the best.

    It is what ``search`` orders by: the tier, in the second the size of the name, and the key.
    """

    inherit_cache = False
    type = sa.Text()

    def __init__(self, column: Any, text: Any) -> None:
        """Take the column with the document's id, and the query."""
        self.column = column
        self.exact, self.names = (text.parameter(WordsOfTier(tier)) for tier in ("exact", "names"))


@compiles(Relevance)
def _relevance(element: Relevance, compiler: Any, **options: Any) -> str:
    column, exact, names = (
        compiler.process(part, **options) for part in (element.column, element.exact, element.names)
    )
    halves = "(d.key >> 32) + 2147483648", "d.key & 4294967295"
    if compiler.dialect.name == "sqlite":
        tiers = [f"d.key IN (SELECT rowid FROM search_text WHERE search_text MATCH {each})" for each in (exact, names)]
        size, key = "printf('%06d', 999999 - d.size)", f"printf('%010d%010d', {', '.join(halves)})"
        rows = "search_documents d"
    else:
        tiers = [f"t.lexemes @@ CAST({each} AS tsquery)" for each in (exact, names)]
        size = "lpad(CAST(999999 - d.size AS TEXT), 6, '0')"
        rows = "search_documents d JOIN search_text t ON t.rowid = d.key"
        key = " || ".join(f"lpad(CAST({half} AS TEXT), 10, '0')" for half in halves)
    tier = f"CASE WHEN {tiers[0]} THEN '3000000' WHEN {tiers[1]} THEN '2' || {size} ELSE '1000000' END"
    return f"coalesce((SELECT {tier} || {key} FROM {rows} WHERE d.id = {column}), '')"


def has_words(kind: Kind, class_: str = "h") -> Any:
    """Return the condition that a row's names or headline have all words of a query, or with ``b`` its body too."""
    return lambda row, text: HasWords(row.id, kind, text.parameter(Words(class_)))


def issue_has_words(issue: Any, text: Any) -> sa.ColumnElement[bool]:
    """Return the condition that an issue's title and standfirst have all words of a query, or one of its sections."""
    sections = table_of(Section)
    in_section = HasWords(sections.c.id, Kind.SECTION, text.parameter(Words("b")))
    return sa.or_(
        HasWords(issue.id, Kind.ISSUE, text.parameter(Words("h"))),
        issue.id.in_(sa.select(sections.c.issue_id).where(in_section)),
    )
