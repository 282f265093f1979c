"""JSON objects: the selected fields of one concrete type, or of several types that share a table."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

import sqlalchemy as sa
from graphql import GraphQLObjectType, get_named_type

from schema.engine.compiler.context import CompilerContext
from schema.engine.compiler.dispatch import compile_field, compile_spec
from schema.engine.compiler.operation import FieldNodes, NodeIds, SelectedField, field_name, node_ids
from schema.engine.errors import Path
from schema.engine.fields import entity_of, spec_of
from schema.engine.specs import EmbeddedField
from schema.engine.sql.json_text import Concat, json_object, literal
from schema.engine.sql.rows import PrefixedRow, Row, TableAlias

Selections = Mapping[GraphQLObjectType, Mapping[str, FieldNodes]]
"""The selected fields of each concrete type, by response key."""
Types = Sequence[GraphQLObjectType]
TYPENAME_BYTES = 14


class MemberKey(NamedTuple):
    """Two types share a member of their objects if its response key, its field spec and its nodes are the same."""

    response_key: str
    spec_id: int
    node_ids: NodeIds


@compile_spec.register(EmbeddedField)
def _embedded(spec: EmbeddedField, ctx: CompilerContext, row: Any, selected: SelectedField) -> sa.ColumnElement[Any]:
    columns = PrefixedRow(row, spec.prefix)
    type_ = get_named_type(selected.definition.type)
    assert isinstance(type_, GraphQLObjectType)
    value = compile_object(ctx, columns, type_, selected.nodes, selected.path)
    if spec.null_unless is None:
        return value
    return sa.case((getattr(columns, spec.null_unless).is_not(None), value), else_=Concat("null"))


def compile_object(
    ctx: CompilerContext, row: Any, type_: GraphQLObjectType, nodes: FieldNodes, path: Path
) -> sa.ColumnElement[Any]:
    """Return an object of one concrete type, as JSON text."""
    fields = ctx.collect_fields(type_, nodes, path)
    return json_object((key, _member_value(ctx, row, type_, inner, (*path, key))) for key, inner in fields.items())


def compile_any_object(
    ctx: CompilerContext, alias: TableAlias, types: Types, nodes: FieldNodes, path: Path
) -> sa.ColumnElement[Any]:
    """Return an object of one of several types, told apart by a column, as JSON text.

    A member that all types share is written once; others stand in a CASE. Where the types want shared members in
    different orders there is a CASE over whole objects instead.
    """
    if len(types) == 1:
        return compile_object(ctx, _row_of(alias, types[0]), types[0], nodes, path)
    row = alias.row()
    selections = {type_: ctx.collect_fields(type_, nodes, path) for type_ in types}
    order = common_order(selections)
    if order is None:
        groups = same_members(selections).values()
        objects = [compile_object(ctx, _row_of(alias, having[0]), having[0], nodes, path) for having in groups]
        return _case_of_types(row, zip(groups, objects, strict=True))
    first_is_common = not order or _types_with(selections, order[0]) == list(types)
    members: list[Any] = []
    for position, member_key in enumerate(order):
        having = _types_with(selections, member_key)
        key, inner = member_key.response_key, selections[having[0]][member_key.response_key]
        if field_name(inner) == "__typename":
            ctx.cost.count_key(key)
            ctx.cost.count_bytes(TYPENAME_BYTES)
            value = _case_of_types(row, (([type_], _typename(type_)) for type_ in having))
        else:
            value = _member_value(ctx, _row_of(alias, having[0]), having[0], inner, (*path, key))
        comma = "" if position == 0 and first_is_common else ","
        member = Concat(f'{comma}"{key}":', value)
        members.append(member if len(having) == len(types) else _only_for(row, having, member))
    if first_is_common:
        return Concat("{", *members, "}")
    # Whichever member comes first starts with a comma, which is cut off.
    return Concat("{", sa.func.substr(Concat(*members), sa.literal_column("2")), "}")


def _typename(type_: GraphQLObjectType) -> Concat:
    return Concat(f'"{type_.name}"')


def _member_value(
    ctx: CompilerContext, row: Any, type_: GraphQLObjectType, nodes: FieldNodes, path: Path
) -> sa.ColumnElement[Any]:
    ctx.cost.count_key(str(path[-1]))
    if field_name(nodes) != "__typename":
        return compile_field(ctx, row, type_, nodes, path)
    ctx.cost.count_bytes(TYPENAME_BYTES)
    return _typename(type_)


def _row_of(alias: TableAlias, type_: GraphQLObjectType) -> Row:
    return alias.row(entity_of(type_).extension)


def member_key_of(type_: GraphQLObjectType, response_key: str, nodes: FieldNodes) -> MemberKey:
    """Return what a type's member shares with that of another type, if they are compiled once."""
    # An interface's field is converted anew for each type that has it; the spec it was declared with is one object.
    spec = spec_of(type_.fields.get(field_name(nodes)))
    return MemberKey(response_key, id(spec), node_ids(nodes))


def _types_with(selections: Selections, member_key: MemberKey) -> list[GraphQLObjectType]:
    key = member_key.response_key
    return [
        type_
        for type_, fields in selections.items()
        if key in fields and member_key_of(type_, key, fields[key]) == member_key
    ]


def common_order(selections: Selections) -> list[MemberKey] | None:
    """Return an order of all members that keeps the order of each type, or None if there is none."""
    predecessors: dict[MemberKey, list[MemberKey]] = {}
    for type_, fields in selections.items():
        previous: MemberKey | None = None
        for key, nodes in fields.items():
            member_key = member_key_of(type_, key, nodes)
            predecessors.setdefault(member_key, [])
            if previous is not None:
                predecessors[member_key].append(previous)
            previous = member_key
    try:
        return list(TopologicalSorter(predecessors).static_order())
    except CycleError:
        return None


def same_members(selections: Selections) -> dict[tuple[Hashable, ...], list[GraphQLObjectType]]:
    """Group the types whose objects have the same members in the same order; ``__typename`` differs for each."""
    groups: dict[tuple[Hashable, ...], list[GraphQLObjectType]] = {}
    for type_, fields in selections.items():
        named = any(field_name(nodes) == "__typename" for nodes in fields.values())
        members = tuple(member_key_of(type_, key, nodes) for key, nodes in fields.items())
        groups.setdefault((type_.name if named else None, *members), []).append(type_)
    return groups


def _is_of(row: Any, types: Types) -> sa.ColumnElement[bool]:
    """Return the condition that a row is of one of some types."""
    entities = [entity_of(type_) for type_ in types]
    kind_column = getattr(row, str(entities[0].kind_column))
    return kind_column.in_([sa.literal_column(literal(str(entity.kind))) for entity in entities])  # type: ignore[no-any-return]


def _only_for(row: Any, types: Types, member: Any) -> sa.ColumnElement[Any]:
    return sa.case((_is_of(row, types), member), else_=Concat(""))


def _case_of_types(row: Any, values: Iterable[tuple[Types, sa.ColumnElement[Any]]]) -> sa.ColumnElement[Any]:
    return sa.case(*((_is_of(row, types), value) for types, value in values), else_=Concat("null"))
