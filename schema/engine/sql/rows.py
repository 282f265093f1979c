"""Rows as conditions and expressions see them: attributes are columns."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement


class ColumnRef(ColumnElement[Any]):
    """A column of a row, by the row's name in the statement.

    It does not say which table it needs, so a SELECT never adds tables of its own: the planner names each FROM.
    """

    inherit_cache = False

    def __init__(self, row: str, name: str, type_: Any, *, nullable: bool) -> None:
        """Take the names, the SQL type and whether the value may be NULL."""
        self.row = row
        self.name = name
        self.type = type_
        self.nullable = nullable


@compiles(ColumnRef)
def _cell(element: ColumnRef, compiler: Any, **_: Any) -> str:
    return f"{element.row}.{compiler.preparer.quote(element.name)}"


class TableAlias:
    """A table (or a page of it) under a name of its own in the statement.

    ``used`` tells which of its columns were used. Extensions (tables that share its ids) are joined when a column of
    theirs is used.
    """

    def __init__(
        self, table: sa.Table, numbers: Iterator[int], computed: Mapping[str, Any] | None = None, prefix: str = ""
    ) -> None:
        """Take the table, the statement's counter of names, and further columns with their SQL types."""
        self.name = f"{prefix or table.name[0]}{next(numbers)}"
        self.table = table
        self.used: set[str] = set()
        self.computed = computed or {}
        self._numbers = numbers
        self._joined: dict[sa.Table, sa.FromClause] = {}

    def row(self, extension: sa.Table | None = None) -> "Row":
        """Give the row as conditions and expressions see it, with the columns of an extension in reach."""
        return Row(self, extension)

    def cell(self, name: str) -> ColumnRef | None:
        """Give one of its own columns, if there is such a column."""
        if name in self.computed:
            self.used.add(name)
            return ColumnRef(self.name, name, self.computed[name], nullable=False)
        if name not in self.table.c:
            return None
        self.used.add(name)
        return ColumnRef(self.name, name, self.table.c[name].type, nullable=bool(self.table.c[name].nullable))

    def joined_cell(self, extension: sa.Table, name: str) -> ColumnRef | None:
        """Give a column of an extension, which is joined from now on."""
        if name not in extension.c:
            return None
        if extension not in self._joined:
            self._joined[extension] = extension.alias(f"{extension.name[0]}{next(self._numbers)}")
        alias = str(self._joined[extension].name)  # type: ignore[attr-defined]
        return ColumnRef(alias, name, extension.c[name].type, nullable=bool(extension.c[name].nullable))

    def clause(self, source: sa.FromClause | None = None) -> sa.FromClause:
        """Give what to select from: the aliased table (or ``source``, named alike) with the extensions in use."""
        clause = self.table.alias(self.name) if source is None else source
        for extension in self._joined.values():
            clause = clause.outerjoin(extension, extension.c.id == self.row().id)
        return clause


class Row:
    """A row; each attribute is a column. ``getattr(row, name, None)`` asks whether there is one."""

    def __init__(self, source: TableAlias, extension: sa.Table | None = None) -> None:
        """Take where the row is read from and the extension whose columns are in reach."""
        self._source = source
        self._extension = extension

    def __getattr__(self, name: str) -> ColumnRef:
        """Give the column; ``AttributeError`` when there is none."""
        cell = self._source.cell(name)
        if cell is None and self._extension is not None:
            cell = self._source.joined_cell(self._extension, name)
        if cell is None:
            raise AttributeError(f"{self._source.table.name} has no column {name}")
        return cell


class PrefixedRow:
    """The columns of a row that start with a prefix, seen without it."""

    def __init__(self, row: Row, prefix: str) -> None:
        """Take the row and the prefix."""
        self._row = row
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        """Give the column ``prefix + name``."""
        return getattr(self._row, self._prefix + name)
