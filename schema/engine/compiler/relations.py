"""Other rows: to-one, lists, and rows by their ids."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType, get_named_type

from schema.engine.arguments import LARGEST_PAGE, Values
from schema.engine.compiler import json_objects as objects
from schema.engine.cost import ID_COUNT
from schema.engine.errors import BAD_USER_INPUT, INVALID_ID, Path, Refused
from schema.engine.fields import Argument, ByIdField, Entity, ToManyField, ToOneField, entity_of, possible_types
from schema.engine.relay import id_prefix
from schema.engine.sql.json_text import Coalesced, Concat, JoinedSelect, ListParameter, json_array, print_value, unnest
from schema.engine.sql.rows import Row, TableAlias

if TYPE_CHECKING:
    from schema.engine.compiler.planner import Arguments, Fields, Planner


def one(
    planner: "Planner", parent: Any, spec: ToOneField, definition: GraphQLField, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    """Give one row's object as JSON text, or ``null``."""
    types = possible_types(planner.operation.schema, get_named_type(definition.type))
    source = planner.alias(entity_of(types[0]).table)
    row = source.row()
    where = [*_related(spec.on, parent, row), *planner.visible(row)]
    if spec.arguments:
        prepare = _exactly_one if spec.exactly_one else dict
        where += conditions(planner.arguments(definition, details, path, prepare), spec.arguments, row)
    with planner.cost.counting():
        item = objects.polymorphic(planner, source, types, details, path)
    read = select(source, item, where)
    if spec.order is not None:
        read = read.order_by(*_terms(spec.order(row))).limit(sa.literal_column("1"))
    return null_if_none(read)


def many(
    planner: "Planner", parent: Any, spec: ToManyField, definition: GraphQLField, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    """Give the list of the related rows' objects (or values) as JSON text."""
    types = [] if spec.of is not None else possible_types(planner.operation.schema, get_named_type(definition.type))
    source = planner.alias(spec.of if spec.of is not None else entity_of(types[0]).table)
    link = planner.alias(spec.through) if spec.through is not None else None
    rows = [source.row()] if link is None else [source.row(), link.row()]
    where = [*_related(spec.on, parent, *rows)]
    for each in rows:
        where += planner.visible(each)
    if spec.arguments:
        where += conditions(planner.arguments(definition, details, path), spec.arguments, rows[0])
    if spec.value is not None:
        item = print_value(getattr(rows[0], spec.value), nullable=False, safe=False, raw=False)
    else:
        with planner.cost.counting(spec.size):
            item = objects.polymorphic(planner, source, types, details, path)
    return json_array(JoinedSelect(item, found(source, where, link), _terms(spec.order(*rows))))


def by_id(
    planner: "Planner", spec: ByIdField, definition: GraphQLField, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    """Give the object (or, in order, the objects) of any type with these ids."""
    schema = planner.operation.schema
    types = possible_types(schema, get_named_type(definition.type))
    tables = _by_table(types)
    prefixes = {entity.prefix for entity in map(entity_of, types)}
    if not spec.many:
        arguments = planner.arguments(definition, details, path, lambda values: _checked_id(values, prefixes))
        where = arguments.value("id").parameter()
        with planner.cost.counting():
            return Coalesced([_with_id(planner, group, where, details, path) for group in tables], "null")
    arguments = planner.arguments(definition, details, path, lambda values: _checked_ids(values, prefixes))
    for index, problem in arguments.values["problems"]:
        planner.refuse(problem.at((*path, index)))
    if not arguments.values["problems"]:
        strict = replace(planner.argument_readers[arguments.reader], prepare=_without_problems(prefixes))
        planner.argument_readers[arguments.reader] = strict
    ids = planner.parameter(ListParameter(sa.Text()), lambda values: values["ids"], arguments.reader)
    with planner.cost.counting_ids(planner.argument_readers, arguments.reader, arguments.values):
        return _in_order(planner, tables, ids, details, path)


def expanded(planner: "Planner", type_: Any, details: "Fields", path: Path) -> sa.ColumnElement[Any]:
    """Give a JSON array with the objects that have the environment's ``ids``, in order, without the hidden."""
    types = possible_types(planner.operation.schema, type_)
    each = unnest(planner.parameter(ListParameter(sa.Text()), lambda env: env["ids"], None), planner.dialect)
    with planner.cost.counting():
        item = _with_id(planner, types, each.c.value, details, path)
    read = sa.select(each.c.key, item.label("json")).subquery()
    there = read.c.json.is_not(None)
    return json_array(JoinedSelect(read.c.json, sa.select().select_from(read).where(there), [read.c.key]))


def conditions(arguments: "Arguments", declared: Mapping[str, Argument], row: Row) -> list[sa.ColumnElement[bool]]:
    """Give the conditions that the given arguments put on the rows."""
    found = []
    for name, argument in declared.items():
        key = _camel(name)
        if argument.condition is not None and arguments.values.get(key) is not None:
            found.append(argument.condition(row, arguments.value(key)))
    return found


def found(
    source: TableAlias, where: Sequence[sa.ColumnElement[bool]], link: TableAlias | None = None
) -> "sa.Select[Any]":
    """Select, without columns yet, from a table joined with its link table; the rows around it are in reach."""
    clause = source.clause() if link is None else source.clause().join(link.clause(), sa.true())
    return sa.select().select_from(clause).where(*where)


def select(
    source: TableAlias, what: sa.ColumnElement[Any], where: Sequence[sa.ColumnElement[bool]]
) -> "sa.Select[Any]":
    """Select one value from a table."""
    return found(source, where).add_columns(what)


def null_if_none(found: "sa.Select[Any]") -> sa.ColumnElement[Any]:
    """Give ``null`` where the subquery finds no row."""
    return Coalesced([found.scalar_subquery()], "null")


def _related(on: Any, parent: Any, *rows: Row) -> list[sa.ColumnElement[bool]]:
    if on is None:
        return []
    return [on(*rows) if parent is None else on(parent, *rows)]


def _terms(order: Any) -> list[Any]:
    return list(order) if isinstance(order, tuple | list) else [order]


def _by_table(types: Sequence[GraphQLObjectType]) -> list[list[GraphQLObjectType]]:
    tables: dict[sa.Table, list[GraphQLObjectType]] = {}
    for type_ in types:
        tables.setdefault(entity_of(type_).table, []).append(type_)
    return list(tables.values())


def _with_id(
    planner: "Planner", types: Sequence[GraphQLObjectType], id_: Any, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    entity: Entity = entity_of(types[0])
    source = planner.alias(entity.table)
    where = [source.row().id == id_, *planner.visible(source.row())]
    return select(source, objects.polymorphic(planner, source, types, details, path), where).scalar_subquery()


def _in_order(
    planner: "Planner", tables: list[list[GraphQLObjectType]], ids: Any, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    each = unnest(ids, planner.dialect)
    item: sa.ColumnElement[Any]
    try:
        item = Coalesced([_with_id(planner, types, each.c.value, details, path) for types in tables], "null")
    except Refused as refused:
        # The items may be null, so what is refused in them goes no further.
        planner.refuse(refused)
        item = Concat("null")
    return json_array(JoinedSelect(item, sa.select().select_from(each), [each.c.key]))


def _checked_id(values: Values, prefixes: set[str | None]) -> Values:
    if id_prefix(values["id"]) not in prefixes:
        raise Refused(INVALID_ID, "No type of this API has ids like this one; use an `id` as an answer gave it.")
    return values


def _checked_ids(values: Values, prefixes: set[str | None]) -> Values:
    if len(values["ids"]) > LARGEST_PAGE:
        raise Refused(BAD_USER_INPUT, f"`ids` takes at most {LARGEST_PAGE} ids.")
    problems = []
    for index, id_ in enumerate(values["ids"]):
        try:
            _checked_id({"id": id_}, prefixes)
        except Refused as refused:
            problems.append((index, refused))
    return {"ids": list(values["ids"]), ID_COUNT: len(values["ids"]), "problems": problems}


def _without_problems(prefixes: set[str | None]) -> Callable[[Values], Values]:
    """A plan that tells of no bad id serves only requests without any; another is planned anew."""

    def prepare(values: Values) -> Values:
        checked = _checked_ids(values, prefixes)
        for _, problem in checked["problems"]:
            raise problem
        return checked

    return prepare


def _exactly_one(values: Values) -> Values:
    if sum(value is not None for value in values.values()) != 1:
        raise Refused(BAD_USER_INPUT, "Give exactly one of the arguments of this field.")
    return values


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
