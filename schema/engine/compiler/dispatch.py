"""From a field to its SQL: each kind of field spec registers the function that compiles it."""

from functools import singledispatch
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLObjectType, is_non_null_type

from schema.engine.compiler.context import CompilerContext
from schema.engine.compiler.operation import FieldNodes, SelectedField, field_name
from schema.engine.errors import Path, Refused
from schema.engine.fields import spec_of
from schema.engine.sql.json_text import Concat


@singledispatch
def compile_spec(spec: Any, ctx: CompilerContext, row: Any, selected: SelectedField) -> sa.ColumnElement[Any]:
    """Return the value of a field, as JSON text; ``row`` is the row it belongs to, None for a root field."""
    del spec, ctx, row
    raise TypeError(f"{field_name(selected.nodes)} has no field spec")


def compile_field(
    ctx: CompilerContext, row: Any, type_: GraphQLObjectType, nodes: FieldNodes, path: Path
) -> sa.ColumnElement[Any]:
    """Return the value of a type's field, as JSON text; a refusal inside becomes null here, if the type allows it."""
    definition = type_.fields[field_name(nodes)]
    outer, ctx.cost.path = ctx.cost.path, path
    try:
        return compile_spec(spec_of(definition), ctx, row, SelectedField(definition, nodes, path))
    except Refused as refused:
        if is_non_null_type(definition.type):
            raise
        ctx.refuse(refused)
        return Concat("null")
    finally:
        ctx.cost.path = outer
