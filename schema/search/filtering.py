"""The condition of lists that have a filter by words."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from schema.bases import table_of
from schema.engine.sql.json_text import Condition
from schema.search.documents import Kind
from schema.search.expressions import filter_expression
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


class HasWords(Condition):
    """The condition that the document with the id in a column has the words: the documents that do are read first."""

    def __init__(self, column: Any, kind: Kind, words: Any) -> None:
        self.column = column
        self.kind = kind
        self.words = words


@compiles(HasWords)
def _has_words(element: HasWords, compiler: Any, **options: Any) -> str:
    column, words = (compiler.process(part, **options) for part in (element.column, element.words))
    of_kind = f"(d.key >> 27) & 7 = {7 - element.kind}"
    if compiler.dialect.name == "sqlite":
        return f"""{column} IN (SELECT d.id FROM search_documents d WHERE {of_kind}
        AND d.key IN (SELECT rowid FROM search_text WHERE search_text MATCH {words}))"""
    return f"""{column} = ANY (ARRAY(SELECT d.id FROM search_text t JOIN search_documents d ON d.key = t.rowid
    WHERE t.lexemes @@ CAST({words} AS tsquery) AND {of_kind}))"""


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
