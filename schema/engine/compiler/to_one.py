"""To-one relations: one row of another table, or null."""

from typing import Any

import sqlalchemy as sa
from graphql import get_named_type

from schema.engine.arguments import Values
from schema.engine.compiler.context import CompilerContext
from schema.engine.compiler.dispatch import compile_spec
from schema.engine.compiler.json_objects import compile_any_object
from schema.engine.compiler.operation import SelectedField
from schema.engine.compiler.relations import (
    argument_conditions,
    camel_case,
    order_terms,
    related,
    relation,
    select_value,
)
from schema.engine.errors import BAD_USER_INPUT, Refused
from schema.engine.fields import entity_of, possible_types
from schema.engine.specs import ToOneField
from schema.engine.sql.json_text import Coalesced


@compile_spec.register(ToOneField)
@relation
def _to_one(spec: ToOneField, ctx: CompilerContext, parent: Any, selected: SelectedField) -> sa.ColumnElement[Any]:
    types = possible_types(ctx.operation.schema, get_named_type(selected.definition.type))
    alias = ctx.alias(entity_of(types[0]).table)
    row = alias.row()
    where = [*related(spec.on, parent, row), *ctx.visibility(row)]
    if spec.arguments:
        arguments = ctx.arguments(selected, lambda values: _read(spec, values))
        where += argument_conditions(arguments, spec.arguments, row)
    with ctx.cost.counting():
        item = compile_any_object(ctx, alias, types, selected.nodes, selected.path)
    select = select_value(alias, item, where)
    if spec.order is not None:
        select = select.order_by(*order_terms(spec.order(row))).limit(sa.literal_column("1"))
    return Coalesced([select.scalar_subquery()], "null")


def _read(spec: ToOneField, values: Values) -> Values:
    """Check the arguments, and return what they stand for."""
    if spec.exactly_one and sum(value is not None for value in values.values()) != 1:
        raise Refused(BAD_USER_INPUT, "Give exactly one of the arguments of this field.")
    read = {camel_case(name): argument.read for name, argument in spec.arguments.items() if argument.read}
    return {key: read[key](value) if key in read and value is not None else value for key, value in values.items()}
