"""The planner: a validated operation becomes SQL expressions that print its root fields as JSON text.

The walk follows the specification's execution (https://spec.graphql.org/September2025/#sec-Executing-Operations):
fields are collected and merged for each concrete type, and each becomes an SQL expression of the row it is read from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLError, GraphQLNamedType

from schema.engine.arguments import ArgumentReader
from schema.engine.compiler import (
    by_id,
    connection,
    facets,
    found,
    gathered,
    json_objects,
    listed,
    scalars,
    to_many,
    to_one,
)
from schema.engine.compiler.context import CompilerContext, Parameter
from schema.engine.compiler.dispatch import compile_field
from schema.engine.compiler.operation import FieldNodes, field_name
from schema.engine.cost import INTROSPECTED, CostTerm
from schema.engine.errors import Path, Refused
from schema.engine.fields import spec_of
from schema.engine.finishing import Finisher
from schema.engine.limits import INTROSPECTION
from schema.engine.sql.json_text import Concat

REGISTERED = (scalars, json_objects, to_one, to_many, connection, facets, gathered, by_id, found, listed)
"""The modules that register with ``compile_spec``: one for each kind of field spec."""


@dataclass
class Plan:
    """A statement before it is compiled for a database.

    ``columns`` are the root fields that are content, by response key; ``python_keys`` are those of the other root
    fields. ``is_daily``: what is read depends on the day. ``data_is_null``: a refusal reached the root.
    ``only_introspects``: it asks for nothing but the schema.
    """

    columns: dict[str, sa.ColumnElement[Any]]
    python_keys: list[str]
    argument_readers: list[ArgumentReader]
    parameters: list[Parameter]
    errors: list[GraphQLError]
    cost: Sequence[CostTerm]
    finishers: Sequence[Finisher] = ()
    is_daily: bool = False
    data_is_null: bool = False
    only_introspects: bool = False


def plan_query(ctx: CompilerContext) -> Plan:
    """Plan the root fields of a query."""
    root = ctx.operation.schema.query_type
    assert root is not None
    columns: dict[str, sa.ColumnElement[Any]] = {}
    python_keys: list[str] = []
    names: set[str] = set()
    data_is_null = False
    try:
        for key, nodes in ctx.operation.collect_root_fields(root).items():
            name = field_name(nodes)
            names.add(name)
            if name == "__typename":
                columns[key] = Concat(f'"{root.name}"')
            elif spec_of(root.fields.get(name)) is None:
                python_keys.append(key)
                if name in INTROSPECTION:
                    ctx.cost.path = (key,)
                    ctx.cost.count_read(INTROSPECTED)
            else:
                columns[key] = compile_field(ctx, None, root, nodes, (key,))
    except Refused as refused:
        ctx.refuse(refused)
        data_is_null = True
    plan = _plan(ctx, columns, python_keys, data_is_null=data_is_null)
    plan.only_introspects = names <= INTROSPECTION | {"__typename"}
    return plan


def plan_refs(ctx: CompilerContext, type_: GraphQLNamedType, nodes: FieldNodes, path: Path) -> Plan:
    """Plan the selection of a field whose objects are referred to by the ``ids`` of the environment, in order.

    Raises:
        Refused: an argument inside cannot be answered, and nothing between it and the field is nullable.
    """
    return _plan(ctx, {"refs": by_id.compile_refs(ctx, type_, nodes, path)}, [])


def _plan(
    ctx: CompilerContext,
    columns: dict[str, sa.ColumnElement[Any]],
    python_keys: list[str],
    *,
    data_is_null: bool = False,
) -> Plan:
    return Plan(
        columns,
        python_keys,
        ctx.argument_readers,
        ctx.parameters,
        ctx.errors,
        ctx.cost.terms,
        ctx.finishers,
        ctx.is_daily,
        data_is_null,
    )
