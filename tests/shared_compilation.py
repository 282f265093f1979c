"""SQL is compiled once in a process of tests, though each test has engines of its own."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

STATEMENTS: LRUCache[Any, Any] = LRUCache(5_000)


def share_compiled_statements() -> None:
    """Let all engines on one sort of database share what SQLAlchemy has compiled for the first of them.

    It keeps statements by the dialect, and each engine has one of its own. All come from ``schema.db``, and those of
    one sort are alike.
    """
    for dialect in (PGDialect_psycopg, SQLiteDialect_pysqlite):
        dialect.__eq__ = are_of_one_sort  # type: ignore[method-assign]
        dialect.__hash__ = sort_hash  # type: ignore[method-assign,assignment]
    sa.Engine._compiled_cache = property(lambda _: STATEMENTS, lambda *_: None)  # type: ignore[assignment]


def are_of_one_sort(one: object, two: object) -> bool:
    """Whether two dialects are of one class."""
    return type(one) is type(two)


def sort_hash(dialect: object) -> int:
    """Return the same for all dialects of one class."""
    return hash(type(dialect))
