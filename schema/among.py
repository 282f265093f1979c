"""The condition that a value is in a list that is one parameter: SQLAlchemy writes an ``IN`` anew at each run."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

CHUNK = 1_000


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """Yield ids in lists of which one statement reads the rows at once, always in the same order."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


class ListOfValues(TypeDecorator[Any]):
    """A parameter that is a list of texts or of numbers: an array on PostgreSQL, a JSON text on SQLite."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Collection[Any] | None, dialect: sa.Dialect) -> Any:
        """Return the list as the database takes it."""
        values = list(value or ())
        return orjson.dumps(values).decode() if dialect.name == "sqlite" else values


class Among(FunctionElement[bool]):
    """The condition that a column's value is in the list of a name."""

    type = sa.Boolean()
    inherit_cache = True

    def __init__(self, column: Any, name: str = "among") -> None:
        super().__init__(column, sa.bindparam(name, type_=ListOfValues()))

    def self_group(self, against: Any = None) -> "Among":
        """Return itself: on SQLite, SQLAlchemy would append ``= 1``, and then no index could be used."""
        del against
        return self


@compiles(Among)
def _among(element: Among, compiler: Any, **options: Any) -> str:
    column, parameter = (compiler.process(part, **options) for part in element.clauses)
    if compiler.dialect.name == "sqlite":
        return f"{column} IN (SELECT value FROM json_each({parameter}))"  # noqa: S608 - both are compiled SQL
    array = "BIGINT" if isinstance(next(iter(element.clauses)).type, sa.Integer) else "TEXT"
    return f"{column} = ANY (CAST({parameter} AS {array}[]))"
