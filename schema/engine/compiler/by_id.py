"""Objects by their global ids: the root fields ``node`` and ``nodes``, and objects that Python refers to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLNamedType, GraphQLObjectType, get_named_type

from schema.engine.arguments import LARGEST_PAGE, Values
from schema.engine.compiler.context import Arguments, CompilerContext
from schema.engine.compiler.dispatch import compile_spec
from schema.engine.compiler.json_objects import compile_any_object
from schema.engine.compiler.operation import FieldNodes, SelectedField
from schema.engine.compiler.relations import relation, select_value
from schema.engine.cost import ID_COUNT
from schema.engine.errors import BAD_USER_INPUT, INVALID_ID, Path, Refused
from schema.engine.fields import entity_of, possible_types
from schema.engine.global_ids import id_prefix
from schema.engine.specs import ByIdField
from schema.engine.sql.json_text import Coalesced, Concat, JoinedSelect, ListParameter, json_array, unnest

Prefixes = set[str | None]


@compile_spec.register(ByIdField)
@relation
def _by_id(spec: ByIdField, ctx: CompilerContext, _row: Any, selected: SelectedField) -> sa.ColumnElement[Any]:
    types = possible_types(ctx.operation.schema, get_named_type(selected.definition.type))
    return _nodes(ctx, types, selected) if spec.many else _node(ctx, types, selected)


def _node(ctx: CompilerContext, types: Sequence[GraphQLObjectType], selected: SelectedField) -> sa.ColumnElement[Any]:
    prefixes = _prefixes(types)
    arguments = ctx.arguments(selected, lambda values: _check_id(values, prefixes))
    id_ = arguments.value("id").parameter()
    with ctx.cost.counting():
        return _first_with_id(ctx, types, id_, selected)


def _nodes(ctx: CompilerContext, types: Sequence[GraphQLObjectType], selected: SelectedField) -> sa.ColumnElement[Any]:
    prefixes = _prefixes(types)
    arguments = ctx.arguments(selected, lambda values: _check_ids(values, prefixes))
    _refuse_bad_ids(ctx, arguments, prefixes, selected.path)
    ids = ctx.parameter(ListParameter(sa.Text()), lambda values: values["ids"], arguments.reader)
    with ctx.cost.counting_ids(ctx.argument_readers, arguments.reader, arguments.values):
        entry = unnest(ids, ctx.dialect)
        item: sa.ColumnElement[Any]
        try:
            item = _first_with_id(ctx, types, entry.c.value, selected)
        except Refused as refused:
            # The items may be null, so what is refused in them goes no further.
            ctx.refuse(refused)
            item = Concat("null")
        return json_array(JoinedSelect(item, sa.select().select_from(entry), [entry.c.key]))


def compile_refs(ctx: CompilerContext, type_: GraphQLNamedType, nodes: FieldNodes, path: Path) -> sa.ColumnElement[Any]:
    """Return a JSON array of the objects with the environment's ``ids``, in order, without those that are hidden."""
    types = possible_types(ctx.operation.schema, type_)
    entry = unnest(ctx.parameter(ListParameter(sa.Text()), lambda env: env["ids"], None), ctx.dialect)
    with ctx.cost.counting():
        objects_by_table = [object_with_id(ctx, group, entry.c.value, nodes, path) for group in by_table(types)]
    item = sa.func.coalesce(*objects_by_table) if len(objects_by_table) > 1 else objects_by_table[0]
    objects = sa.select(entry.c.key, item.label("json")).subquery()
    visible = sa.select().select_from(objects).where(objects.c.json.is_not(None))
    return json_array(JoinedSelect(objects.c.json, visible, [objects.c.key]))


def _first_with_id(
    ctx: CompilerContext, types: Sequence[GraphQLObjectType], id_: Any, selected: SelectedField
) -> sa.ColumnElement[Any]:
    """Return the object with an id, which may be in any of the types' tables."""
    return Coalesced(
        [object_with_id(ctx, group, id_, selected.nodes, selected.path) for group in by_table(types)], "null"
    )


def by_table(types: Sequence[GraphQLObjectType]) -> Sequence[Sequence[GraphQLObjectType]]:
    """Group types by the table that their objects are rows of."""
    groups: dict[sa.Table, list[GraphQLObjectType]] = {}
    for type_ in types:
        groups.setdefault(entity_of(type_).table, []).append(type_)
    return list(groups.values())


def object_with_id(
    ctx: CompilerContext, types: Sequence[GraphQLObjectType], id_: Any, nodes: FieldNodes, path: Path
) -> sa.ColumnElement[Any]:
    """Return the object with an id in the one table of some types."""
    alias = ctx.alias(entity_of(types[0]).table)
    where = [alias.row().id == id_, *ctx.visibility(alias.row())]
    return select_value(alias, compile_any_object(ctx, alias, types, nodes, path), where).scalar_subquery()


def _prefixes(types: Sequence[GraphQLObjectType]) -> Prefixes:
    return {entity_of(type_).prefix for type_ in types}


def _refuse_bad_ids(ctx: CompilerContext, arguments: Arguments, prefixes: Prefixes, path: Path) -> None:
    """Refuse each bad id of this request; without any, plan for requests without any."""
    problems = arguments.values["problems"]
    for index, problem in problems:
        ctx.refuse(problem.at((*path, index)))
    if not problems:
        reader = ctx.argument_readers[arguments.reader]
        ctx.argument_readers[arguments.reader] = replace(reader, prepare=_without_problems(prefixes))


def _check_id(values: Values, prefixes: Prefixes) -> Values:
    if id_prefix(values["id"]) not in prefixes:
        raise Refused(INVALID_ID, "No type of this API has ids like this one; use an `id` as an answer gave it.")
    return values


def _check_ids(values: Values, prefixes: Prefixes) -> Values:
    if len(values["ids"]) > LARGEST_PAGE:
        raise Refused(BAD_USER_INPUT, f"`ids` takes at most {LARGEST_PAGE} ids.")
    problems = []
    for index, id_ in enumerate(values["ids"]):
        try:
            _check_id({"id": id_}, prefixes)
        except Refused as refused:
            problems.append((index, refused))
    return {"ids": list(values["ids"]), ID_COUNT: len(values["ids"]), "problems": problems}


def _without_problems(prefixes: Prefixes) -> Callable[[Values], Values]:
    """Return the check of a plan that reports no bad id: a request with one raises, and is planned anew."""

    def prepare(values: Values) -> Values:
        checked = _check_ids(values, prefixes)
        for _, problem in checked["problems"]:
            raise problem
        return checked

    return prepare
