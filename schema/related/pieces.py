"""Pieces of SQL that both databases have under one name."""

from typing import Any

import sqlalchemy as sa

from schema.engine.sql.rows import ColumnRef
from schema.related.rules import BITS


def number(value: int) -> sa.ColumnElement[int]:
    """Return a number that is part of the statement."""
    return sa.literal_column(str(value), sa.Integer())


def text(value: str) -> sa.ColumnElement[str]:
    """Return a text of this program's that is part of the statement."""
    return sa.literal_column(f"'{value}'", sa.Text())


def bits(count: Any) -> sa.ColumnElement[int]:
    """Return what a thing is worth that so many works have: 15 where they are two, one less each time they double."""
    return sa.case(
        *((count <= number(1 << power), number(BITS + 1 - power)) for power in range(1, BITS + 1)), else_=number(1)
    )


def outer(rows: sa.FromClause, column: str) -> ColumnRef:
    """Return a column of rows around a SELECT, to which they would be added if they were named as such."""
    return ColumnRef(str(rows.name), column, rows.c[column].type, nullable=True)  # type: ignore[attr-defined]


def at_most(value: Any, limit: Any) -> sa.ColumnElement[int]:
    """Return the smaller of two numbers; the databases have two names for that."""
    return sa.case((value < limit, value), else_=limit)
