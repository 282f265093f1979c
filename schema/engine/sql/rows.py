"""Rows as conditions and expressions see them: attributes are columns."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement


class ColumnRef(ColumnElement[Any]):
    """A column, by the alias of its table in the statement.

    It does not say which table it needs, so a SELECT never adds tables of its own: the planner names each FROM.
    """

    inherit_cache = False

    def __init__(self, table_alias: str, name: str, type_: Any, *, nullable: bool) -> None:
        """Take the names, the SQL type and whether the value may be NULL."""
        self.table_alias = table_alias
        self.name = name
        self.type = type_
        self.nullable = nullable


@compiles(ColumnRef)
def _column_ref(element: ColumnRef, compiler: Any, **_: Any) -> str:
    return f"{element.table_alias}.{compiler.preparer.quote(element.name)}"


class TableAlias:
    """A table, or a page of its rows, under a name of its own in the statement.

    ``used`` are the names of the columns that were referred to. Extensions (tables that share the table's ids) are
    joined when a column of theirs is referred to.
    """

    def __init__(
        self, table: sa.Table, numbers: Iterator[int], computed: Mapping[str, Any] | None = None, prefix: str = ""
    ) -> None:
        """Take the table, the statement's counter of aliases, and computed columns with their SQL types."""
        self.name = f"{prefix or table.name[0]}{next(numbers)}"
        self.table = table
        self.used: set[str] = set()
        self.computed = computed or {}
        self.expressions: dict[str, Callable[[], ColumnElement[Any]]] = {}
        """What makes that which the row has besides its columns; it is written out wherever it is used."""
        self._numbers = numbers
        self._extensions: dict[sa.Table, sa.FromClause] = {}

    def row(self, extension: sa.Table | None = None) -> "Row":
        """Return the row as conditions and expressions see it, including the columns of an extension."""
        return Row(self, extension)

    def column(self, name: str) -> Any:
        """Return a column of the table, or None if it has no such column."""
        if name in self.expressions:
            return self.expressions[name]()
        if name in self.computed:
            self.used.add(name)
            return ColumnRef(self.name, name, self.computed[name], nullable=False)
        if name not in self.table.c:
            return None
        self.used.add(name)
        return ColumnRef(self.name, name, self.table.c[name].type, nullable=bool(self.table.c[name].nullable))

    def extension_column(self, extension: sa.Table, name: str) -> ColumnRef | None:
        """Return a column of an extension, which is joined from now on, or None if it has no such column."""
        if name not in extension.c:
            return None
        if extension not in self._extensions:
            self._extensions[extension] = extension.alias(f"{extension.name[0]}{next(self._numbers)}")
        alias = str(self._extensions[extension].name)  # type: ignore[attr-defined]
        return ColumnRef(alias, name, extension.c[name].type, nullable=bool(extension.c[name].nullable))

    def from_clause(self, subquery: sa.FromClause | None = None) -> sa.FromClause:
        """Return the aliased table, or a subquery of the same name, joined with the extensions in use."""
        clause = self.table.alias(self.name) if subquery is None else subquery
        for extension in self._extensions.values():
            clause = clause.outerjoin(extension, extension.c.id == self.row().id)
        return clause


class Row:
    """A row; each attribute is a column. ``getattr(row, name, None)`` tests whether there is one."""

    def __init__(self, alias: TableAlias, extension: sa.Table | None = None) -> None:
        """Take the alias of the row's table, and the extension whose columns are included."""
        self._alias = alias
        self._extension = extension

    def __getattr__(self, name: str) -> Any:
        """Return the column; raise ``AttributeError`` if there is none."""
        column = self._alias.column(name)
        if column is None and self._extension is not None:
            column = self._alias.extension_column(self._extension, name)
        if column is None:
            raise AttributeError(f"{self._alias.table.name} has no column {name}")
        return column


class PrefixedRow:
    """The columns of a row whose names start with a prefix, under their names without it."""

    def __init__(self, row: Row, prefix: str) -> None:
        """Take the row and the prefix."""
        self._row = row
        self._prefix = prefix

    def __getattr__(self, name: str) -> Any:
        """Return the column ``prefix + name``."""
        return getattr(self._row, self._prefix + name)
