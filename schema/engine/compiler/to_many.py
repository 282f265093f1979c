"""To-many relations: a list of rows of another table."""

from typing import Any

import sqlalchemy as sa
from graphql import get_named_type

from schema.engine.compiler.context import CompilerContext
from schema.engine.compiler.dispatch import compile_spec
from schema.engine.compiler.json_objects import compile_any_object
from schema.engine.compiler.operation import SelectedField
from schema.engine.compiler.relations import argument_conditions, order_terms, related, relation, select_from
from schema.engine.fields import entity_of, possible_types
from schema.engine.specs import ToManyField
from schema.engine.sql.json_text import JoinedSelect, json_array, print_value

VALUE_BYTES = 30


@compile_spec.register(ToManyField)
@relation
def _to_many(spec: ToManyField, ctx: CompilerContext, parent: Any, selected: SelectedField) -> sa.ColumnElement[Any]:
    holds_values = spec.of is not None
    types = [] if holds_values else possible_types(ctx.operation.schema, get_named_type(selected.definition.type))
    alias = ctx.alias(spec.of if spec.of is not None else entity_of(types[0]).table)
    link = ctx.alias(spec.through) if spec.through is not None else None
    rows = [alias.row()] if link is None else [alias.row(), link.row()]
    where = [*related(spec.on, parent, *rows)]
    for row in rows:
        where += ctx.visibility(row)
    order = order_terms(spec.order(*rows))
    if spec.arguments:
        arguments = ctx.arguments(selected)
        where += argument_conditions(arguments, spec.arguments, rows[0])
        if spec.asked:
            listing = spec.asked(rows[0], arguments.given(), ctx.env)
            where += listing.where
            order = [*listing.order, *order]
            alias.expressions |= listing.expressions
    if spec.value is not None:
        with ctx.cost.counting(spec.size):
            ctx.cost.count_bytes(VALUE_BYTES)
            item = print_value(getattr(rows[0], spec.value), nullable=False, json_safe=False, is_json=False)
    else:
        with ctx.cost.counting(spec.size):
            item = compile_any_object(ctx, alias, types, selected.nodes, selected.path)
    return json_array(JoinedSelect(item, select_from(alias, where, link), order))
