"""Lists of objects of several tables, in an order that a SELECT of their ids gives."""

from typing import Any

import sqlalchemy as sa
from graphql import get_named_type

from schema.engine.compiler.by_id import by_table, object_with_id
from schema.engine.compiler.context import CompilerContext
from schema.engine.compiler.dispatch import compile_spec
from schema.engine.compiler.found import FOUND
from schema.engine.compiler.operation import SelectedField
from schema.engine.compiler.relations import relation
from schema.engine.fields import possible_types
from schema.engine.specs import GatheredField
from schema.engine.sql.json_text import JoinedSelect, json_array
from schema.engine.sql.rows import TableAlias


@compile_spec.register(GatheredField)
@relation
def _gathered(spec: GatheredField, ctx: CompilerContext, parent: Any, selected: SelectedField) -> sa.ColumnElement[Any]:
    types = possible_types(ctx.operation.schema, get_named_type(selected.definition.type))
    ids = TableAlias(FOUND, ctx.numbers, {"id": sa.Text(), "place": sa.Integer()}, "gathered")
    row = ids.row()
    with ctx.cost.counting(spec.size):
        objects = [object_with_id(ctx, group, row.id, selected.nodes, selected.path) for group in by_table(types)]
    found = (
        sa.select(row.place.label("place"), sa.func.coalesce(*objects, sa.null()).label("json"))
        .select_from(spec.select(parent).subquery(ids.name))
        .subquery()
    )
    # What is hidden was not read.
    visible = sa.select().select_from(found).where(found.c.json.is_not(None))
    return json_array(JoinedSelect(found.c.json, visible, [found.c.place]))
