"""Objects that a statement has made as JSON: the items of an array in a column become rows of their own."""

from typing import Any

import sqlalchemy as sa
from graphql import get_named_type

from schema.engine.compiler.context import CompilerContext
from schema.engine.compiler.dispatch import compile_spec
from schema.engine.compiler.json_objects import compile_object
from schema.engine.compiler.operation import SelectedField
from schema.engine.compiler.relations import relation
from schema.engine.fields import possible_types
from schema.engine.specs import ListedField
from schema.engine.sql.json_text import Concat, JoinedSelect, json_array, json_items, json_member, literal
from schema.engine.sql.rows import Row, TableAlias

LISTED = sa.Table("listed", sa.MetaData())
"""Stands for the items of an array."""


@compile_spec.register(ListedField)
@relation
def _listed(spec: ListedField, ctx: CompilerContext, row: Row, selected: SelectedField) -> sa.ColumnElement[Any]:
    alias = TableAlias(LISTED, ctx.numbers, {**spec.columns, "place": sa.Integer()}, "listed")
    item_row, cases = alias.row(), []
    with ctx.cost.counting(spec.size):
        for type_ in possible_types(ctx.operation.schema, get_named_type(selected.definition.type)):
            is_kind = getattr(item_row, spec.kind) == sa.literal_column(literal(spec.kinds[type_.name]))
            cases.append((is_kind, compile_object(ctx, item_row, type_, selected.nodes, selected.path)))
    items = _items(getattr(row, spec.column), spec, ctx.dialect).subquery(alias.name)
    item = sa.case(*cases, else_=Concat("null"))
    return json_array(JoinedSelect(item, sa.select().select_from(items), [item_row.place]))


def _items(array: Any, spec: ListedField, dialect: str) -> "sa.Select[Any]":
    """Select the members of the items of an array, with their ``place``."""
    each = json_items(array, dialect, "item")
    members = [
        json_member(each, sa.literal_column(literal(name)), type_).label(name) for name, type_ in spec.columns.items()
    ]
    return sa.select(*members, each.c.key.label("place")).select_from(each)
