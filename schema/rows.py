"""Reading rows as plain mappings of column names; writes and files share it."""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from schema.among import Among
from schema.bases import table_of

Values: TypeAlias = Mapping[str, Any]
Row: TypeAlias = dict[str, Any]
Model: TypeAlias = type[SQLModel]


def fetch_row(session: Session, model: Model, row_id: str) -> Row | None:
    """Return the row with this id, or None."""
    row = session.execute(_select_by_id(model), {"row_id": row_id}).mappings().first()
    return dict(row) if row else None


@cache
def _select_by_id(model: Model) -> sa.Select[Any]:
    """Build the statement once per table: writes run it more often than any other."""
    table = table_of(model)
    return sa.select(table).where(table.c.id == sa.bindparam("row_id"))


def fetch_rows(session: Session, model: Model, column: str = "id", values: Collection[str] | None = None) -> list[Row]:
    """Return a table's rows, or those with one of ``values`` in ``column``, by position where they have one."""
    if values is None:
        return [dict(row) for row in session.execute(_in_order(model)).mappings()]
    return [dict(row) for row in session.execute(_select_by(model, column), {"among": list(values)}).mappings()]


@cache
def _select_by(model: Model, column: str) -> sa.Select[Any]:
    return _in_order(model).where(Among(table_of(model).c[column]))


def _in_order(model: Model) -> sa.Select[Any]:
    table = table_of(model)
    return sa.select(table).order_by(table.c.position) if "position" in table.c else sa.select(table)
