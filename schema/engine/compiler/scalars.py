"""Columns and SQL expressions, printed as JSON."""

from typing import Any

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLList, get_named_type, get_nullable_type, is_enum_type, is_non_null_type

from schema.engine.compiler.context import CompilerContext
from schema.engine.compiler.dispatch import compile_spec
from schema.engine.compiler.operation import SelectedField
from schema.engine.fields import python_name
from schema.engine.specs import ExpressionField, ScalarField
from schema.engine.sql.json_text import print_value
from schema.engine.sql.rows import ColumnRef


@compile_spec.register(ScalarField)
def _scalar(spec: ScalarField, ctx: CompilerContext, row: Any, selected: SelectedField) -> sa.ColumnElement[Any]:
    ctx.cost.count_bytes(spec.size)
    column = getattr(row, spec.column or python_name(selected.definition))
    return _print_as(column, selected.definition, json_safe=spec.json_safe)


@compile_spec.register(ExpressionField)
def _expression(
    spec: ExpressionField, ctx: CompilerContext, row: Any, selected: SelectedField
) -> sa.ColumnElement[Any]:
    ctx.cost.count_bytes(spec.size)
    if not spec.arguments:
        return _print_as(spec.sql(row, ctx.env), selected.definition)
    return _print_as(spec.sql(row, ctx.env, ctx.arguments(selected, spec.prepare)), selected.definition)


def _print_as(
    value: sa.ColumnElement[Any], definition: GraphQLField, *, json_safe: bool = False
) -> sa.ColumnElement[Any]:
    """Print a column or expression as the type of a field."""
    type_ = get_named_type(definition.type)
    nullable = value.nullable if isinstance(value, ColumnRef) else not is_non_null_type(definition.type)
    # A decimal number as text is JSON already, and the same on both databases, which print floats differently.
    is_json = isinstance(get_nullable_type(definition.type), GraphQLList) or type_.name == "Float"
    never_escaped = json_safe or is_enum_type(type_) or type_.name == "ID"
    return print_value(value, nullable=nullable, json_safe=never_escaped, is_json=is_json)
