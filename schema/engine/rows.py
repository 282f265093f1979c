"""Rows as conditions and expressions see them: attributes are columns."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa


class Row:
    """A row of an aliased table or of a limited subquery; ``row.title`` is its column.

    ``extended(table)`` gives the same row with the columns of a table that shares its ids; that table is joined only
    when one of its columns is used.
    """

    def __init__(self, source: sa.FromClause, number: Iterator[int]) -> None:
        """Take the FROM element and the statement's alias counter."""
        self._source = source
        self._number = number
        self._joined: dict[sa.Table, sa.FromClause] = {}

    def __getattr__(self, name: str) -> Any:
        """Give the column; ``AttributeError`` when there is none."""
        try:
            return self._source.c[name]
        except KeyError:
            raise AttributeError(f"{self._source!s} has no column {name}") from None

    def extended(self, extension: sa.Table | None) -> "Row":
        """See also the columns of ``extension``."""
        return self if extension is None else _Extended(self, extension)

    def has(self, name: str) -> bool:
        """Tell whether there is such a column."""
        return name in self._source.c

    def join(self, table: sa.Table) -> sa.FromClause:
        """Give the alias of an extension table, joined from now on."""
        if table not in self._joined:
            self._joined[table] = alias(table, self._number)
        return self._joined[table]

    def source(self) -> sa.FromClause:
        """Give the FROM element with the extensions that were used."""
        source = self._source
        for extension in self._joined.values():
            source = source.outerjoin(extension, extension.c.id == self._source.c.id)
        return source

    def owned(self) -> list[sa.FromClause]:
        """List the FROM elements that belong to this row; everything else in its expressions is an outer row's."""
        return [self._source, *self._joined.values()]


class _Extended(Row):
    """A row with an extension table's columns in reach."""

    def __init__(self, row: Row, extension: sa.Table) -> None:
        self.__dict__.update(row.__dict__)
        self._row = row
        self._extension = extension

    def __getattr__(self, name: str) -> Any:
        if name in self._extension.c and name not in self._source.c:
            return self._row.join(self._extension).c[name]
        return super().__getattr__(name)


class Prefixed:
    """The columns of a row that start with a prefix, seen without it."""

    def __init__(self, row: Row, prefix: str) -> None:
        """Take the row and the prefix."""
        self._row = row
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        """Give the column ``prefix + name``."""
        return getattr(self._row, self._prefix + name)


def alias(table: sa.Table, number: Iterator[int]) -> sa.FromClause:
    """Alias a table with a short name that is unique in the statement: ``s3``."""
    return table.alias(f"{table.name[0]}{next(number)}")
