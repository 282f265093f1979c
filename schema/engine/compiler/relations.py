"""What the fields that read other rows have in common: SELECTs, conditions, and how deep they may nest."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar

import sqlalchemy as sa

from schema.engine.compiler.context import Arguments, CompilerContext
from schema.engine.compiler.operation import SelectedField
from schema.engine.specs import Argument
from schema.engine.sql.rows import Row, TableAlias

Spec = TypeVar("Spec")
CompileSpec = Callable[[Spec, CompilerContext, Any, SelectedField], sa.ColumnElement[Any]]
DERIVED_TABLE_EVERY = 6
"""How many relations may nest without ``as_derived_table``: six keeps 60 nested lists within SQLite's limit."""


def relation(compile_relation: CompileSpec[Spec]) -> CompileSpec[Spec]:
    """Count how deep relations nest around and inside this one, and keep them within SQLite's limit."""

    @wraps(compile_relation)
    def compile_nested(spec: Spec, ctx: CompilerContext, row: Any, selected: SelectedField) -> sa.ColumnElement[Any]:
        ctx.nesting += 1
        try:
            value = compile_relation(spec, ctx, row, selected)
        finally:
            ctx.nesting -= 1
        deep = ctx.dialect == "sqlite" and ctx.nesting % DERIVED_TABLE_EVERY == DERIVED_TABLE_EVERY - 1
        return as_derived_table(value) if deep else value

    return compile_nested


def as_derived_table(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Select a value from a subquery in FROM, so that SQLite accepts deep selections.

    SQLite adds up the depth of the expressions around a nested SELECT, each counted with all that is inside of it, and
    refuses a sum above 1,000: about 20 levels. A subquery in FROM is not part of the expression around it.
    """
    derived = sa.select(value.label("json")).subquery()
    return sa.select(derived.c.json).scalar_subquery()


def select_from(
    alias: TableAlias, where: Sequence[sa.ColumnElement[bool]], link: TableAlias | None = None
) -> "sa.Select[Any]":
    """Select, without columns yet, from a table joined with its link table; ``where`` may refer to outer rows."""
    clause = alias.from_clause() if link is None else alias.from_clause().join(link.from_clause(), sa.true())
    return sa.select().select_from(clause).where(*where)


def select_value(
    alias: TableAlias, value: sa.ColumnElement[Any], where: Sequence[sa.ColumnElement[bool]]
) -> "sa.Select[Any]":
    """Select one value from a table."""
    return select_from(alias, where).add_columns(value)


def related(on: Any, parent: Any, *rows: Row) -> list[sa.ColumnElement[bool]]:
    """Return the condition ``on``, if there is one: of the parent and other rows, or of these alone at the root."""
    if on is None:
        return []
    return [on(*rows) if parent is None else on(parent, *rows)]


def argument_conditions(
    arguments: Arguments, declared: Mapping[str, Argument], row: Row
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that the arguments of a request put on a row."""
    conditions = []
    for name, argument in declared.items():
        key = camel_case(name)
        if argument.condition is not None and arguments.values.get(key) is not None:
            conditions.append(argument.condition(row, arguments.value(key)))
    return conditions


def order_terms(order: Any) -> list[Any]:
    """Return the terms of an order, which may be declared as a single one."""
    return list(order) if isinstance(order, tuple | list) else [order]


def camel_case(name: str) -> str:
    """Return the GraphQL name of an argument."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
