"""Fields: how a content type declares where each of its fields comes from.

A type is declared with Strawberry as usual; ``entity_type`` names its table, and each field is one of

* ``scalar``: a column of the row,
* ``expression``: an SQL expression over the row,
* ``embed``: an object made of columns of the same row (``cover_url``, ``cover_alt`` ...),
* ``one``: a row of another table, or none,
* ``many``: a list of rows of another table,
* ``gathered``: a list of objects of several tables,
* ``connection``: a Relay connection over rows of another table,
* ``facet``: the values that the rows of a connection have, each with how many have it,
* ``by_id``: the root fields ``node`` and ``nodes``,
* ``found``: the rows of a SELECT of the field's own, which are no table's,
* ``ranked``: a Relay connection over such rows, in an order of their own,
* ``referred``: the object that such a row refers to,
* ``listed``: the objects of a JSON array that such a row has in a column,
* ``finished``: what Python makes of what the statement prints.

Conditions and orders are functions of rows: ``on=lambda issue, section: section.issue_id == issue.id``.
"""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import strawberry
from graphql import GraphQLField, GraphQLNamedType, GraphQLObjectType, GraphQLSchema, is_abstract_type
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from schema.engine.arguments import is_any_of
from schema.engine.specs import (
    AnyFilter,
    Argument,
    ByIdField,
    CheckedCondition,
    ConnectionField,
    EmbeddedField,
    Entity,
    ExpressionField,
    FacetField,
    FinishedField,
    FoundField,
    GatheredField,
    LinkedRow,
    ListedField,
    NotFilter,
    Order,
    PartOfRow,
    RankedField,
    ReferredField,
    ScalarField,
    SqlBuilder,
    ToManyField,
    ToOneField,
)

SPEC = "engine.spec"
"""The key of a field's spec in Strawberry's metadata."""
ENTITY = "__entity__"
STRAWBERRY_DEFINITION = "strawberry-definition"
"""The extension in which Strawberry keeps its own definition of a graphql-core type or field."""


def entity_type(
    table: Any, *, prefix: str | None = None, kind: str | None = None, extension: Any = None, kinds: str | None = None
) -> Callable[[type], Any]:
    """Declare a GraphQL type whose objects are rows of ``table``; its docstring is its description.

    Args:
        table: the SQLModel class of the rows.
        prefix: the start of the ids, for a Relay node.
        kinds: the column that tells the implementing types apart; makes the type an interface.
        kind: for an implementing type, its value in that column.
        extension: for an implementing type, the SQLModel class of its own columns.
    """
    extension_table = extension.__table__ if extension is not None else None

    def declare(cls: type) -> Any:
        inherited: Entity | None = getattr(cls, ENTITY, None)
        kind_column = kinds or (inherited.kind_column if inherited else None)
        setattr(cls, ENTITY, Entity(table.__table__, prefix, kind_column, kind, extension_table))
        make = strawberry.interface if kinds else strawberry.type
        return make(cls, description=_description(cls))

    return declare


def value_type(cls: type) -> Any:
    """Declare a GraphQL type without a table of its own; its docstring is its description."""
    return strawberry.type(cls, description=_description(cls))


def input_type(cls: type) -> Any:
    """Declare a GraphQL input type; its docstring is its description."""
    return strawberry.input(cls, description=_description(cls))


def scalar(
    description: str, column: str | None = None, name: str | None = None, *, json_safe: bool = False, size: int = 30
) -> Any:
    """Declare a field that is a column of the row; ``json_safe`` if no value of it needs escaping in JSON."""
    return _field(description, ScalarField(column, json_safe, size), name=name)


def expression(
    description: str,
    sql: SqlBuilder,
    *,
    arguments: Mapping[str, Argument] | None = None,
    prepare: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict,
    size: int = 60,
) -> Any:
    """Declare a field that is the SQL expression ``sql(row, env)``; with arguments ``sql(row, env, arguments)``.

    ``prepare`` checks the arguments' values, and returns what the expression needs of them.
    """
    return _field(description, ExpressionField(sql, size, arguments or {}, prepare), arguments)


def embed(description: str, prefix: str, null_unless: str | None = None) -> Any:
    """Declare an object made of the row's columns that start with ``prefix``."""
    return _field(description, EmbeddedField(prefix, null_unless))


def one(
    description: str,
    on: SqlBuilder | None = None,
    *,
    order: SqlBuilder | None = None,
    arguments: Mapping[str, Argument] | None = None,
    exactly_one: bool = False,
) -> Any:
    """Declare a field that is one row of another table; ``exactly_one``: requests must give one of its arguments."""
    return _field(description, ToOneField(on, order, arguments or {}, exactly_one), arguments)


def many(  # noqa: PLR0913 - one call declares all about a list
    description: str,
    on: SqlBuilder | None = None,
    *,
    order: SqlBuilder,
    through: Any = None,
    arguments: Mapping[str, Argument] | None = None,
    of: Any = None,
    value: str | None = None,
    size: int = 10,
    asked: SqlBuilder | None = None,
) -> Any:
    """Declare a field that is a list of rows of another table; ``asked`` are arguments that belong together."""
    link_table = through.__table__ if through is not None else None
    child_table = of.__table__ if of is not None else None
    spec = ToManyField(order, on, link_table, arguments or {}, child_table, value, size, asked)
    return _field(description, spec, arguments)


def many_of(of: Any, value: str, *, on: SqlBuilder, order: SqlBuilder, size: int = 2) -> ToManyField:
    """Return a list of the values of a column, as edges of a connection have it: ``on`` takes a pair and a child."""
    return ToManyField(order, on, of=of.__table__, value=value, size=size)


def gathered(description: str, select: SqlBuilder, *, size: int = 10) -> Any:
    """Declare a list of objects of several tables, whose ids ``select(parent)`` gives with their places."""
    return _field(description, GatheredField(select, size))


def connection(  # noqa: PLR0913 - one call declares all about a list
    description: str,
    on: SqlBuilder | None = None,
    *,
    orders: Mapping[Any, Order],
    order_by: type | None = None,
    filter: Any = None,  # noqa: A002 - the argument's name in the API
    reads: int = 0,
    edges: Mapping[str, ToManyField] | None = None,
) -> Any:
    """Declare a Relay connection.

    ``filter`` is an input type, ``order_by`` an enum whose values name the ``orders``. ``edges`` are made by
    ``many_of``.
    """
    arguments = dict(CONNECTION_ARGUMENTS)
    if filter is not None:
        arguments["filter"] = Argument(filter | None, "Only what meets all of these conditions.")
    if order_by is not None:
        first = next(iter(orders))
        arguments["order_by"] = Argument(order_by | None, f"The order of the list; {first} when left out.")
    return _field(description, ConnectionField(orders, on, reads, edges or {}), arguments)


def facet(  # noqa: PLR0913 - one call declares all about a facet
    description: str,
    value: SqlBuilder,
    *,
    ignores: str | tuple[str, ...],
    by_count: bool = False,
    through: Any = None,
    of: Any = None,
    owner: str = "",
    target: str = "",
    linked: LinkedRow | None = None,
    own: str = "id",
    at: Any = None,
    key: str = "",
) -> Any:
    """Declare the values that the rows of a connection have, each with how many have it."""
    link_table = through.__table__ if through is not None else None
    child_table = of.__table__ if of is not None else None
    ignored = (ignores,) if isinstance(ignores, str) else ignores
    value_table = at.__table__ if at is not None else None
    spec = FacetField(value, ignored, by_count, link_table, child_table, owner, target, linked, own, value_table, key)
    return _field(description, spec, FACET_ARGUMENTS)


def by_id(description: str, *, many: bool = False) -> Any:
    """Declare the root field ``node``, or ``nodes`` with ``many``."""
    if many:
        argument = {"ids": Argument(list[strawberry.ID], "The ids, at most 100; the answer keeps their order.")}
    else:
        argument = {"id": Argument(strawberry.ID, "The id, as any object gives it.")}
    return _field(description, ByIdField(many), argument)


def found(
    description: str,
    select: SqlBuilder,
    *,
    arguments: Mapping[str, Argument] | None = None,
    prepare: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict,
    size: int = 10,
    reads: int = 0,
) -> Any:
    """Declare a list of the rows of ``select(finding)``; without arguments it is of the finding around it."""
    return _field(description, FoundField(select, size, reads, prepare, arguments is not None), arguments)


def ranked(
    description: str,
    select: SqlBuilder,
    *,
    arguments: Mapping[str, Argument],
    prepare: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    reads: int,
) -> Any:
    """Declare a Relay connection over the rows of ``select(finding)``; ``prepare`` gives ``limit`` and ``after``."""
    return _field(description, RankedField(select, prepare, reads), arguments)


def referred(description: str, tables: Mapping[int, Any]) -> Any:
    """Declare the object that a found row refers to; ``tables`` has its SQLModel class by the row's ``kind``."""
    return _field(description, ReferredField({kind: model.__table__ for kind, model in tables.items()}))


def listed(
    description: str, columns: Mapping[str, Any], *, kind: str, kinds: Mapping[str, str], column: str, size: int
) -> Any:
    """Declare the objects of a JSON array in a found row's column, whose types are told apart by a member."""
    return _field(description, ListedField(column, columns, kind, kinds, size))


def finished(
    description: str,
    raw: SqlBuilder,
    finish: Callable[[Any, Mapping[str, Any], Mapping[str, Any]], Any],
    *,
    arguments: Mapping[str, Argument],
    prepare: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    size: int,
) -> Any:
    """Declare objects of a found row that Python makes of what the statement prints, about ``size`` bytes of it."""
    return _field(description, FinishedField(raw, finish, prepare, size), arguments)


def condition(description: str, sql: SqlBuilder) -> Any:
    """Declare a field of a filter; rows match where ``sql(row, value)`` holds, if the field is given."""
    return condition_now(description, lambda row, value, _: sql(row, value))


def condition_now(description: str, sql: SqlBuilder) -> Any:
    """Declare a field of a filter; rows match where ``sql(row, value, environment)`` holds, if the field is given."""
    return strawberry.field(description=description, default=strawberry.UNSET, metadata={SPEC: sql})


def checked(description: str, sql: SqlBuilder, read: Callable[[Any], Any]) -> Any:
    """Declare a field of a filter that is a list; ``read`` makes of each item what the condition takes, or refuses."""
    spec = CheckedCondition(lambda row, value, _: sql(row, value), read)
    return strawberry.field(description=description, default=strawberry.UNSET, metadata={SPEC: spec})


def one_row(model: Any, owner: str, where: SqlBuilder, *few: str) -> LinkedRow:
    """Return what fields of a filter ask for together: a row of ``model`` whose ``owner`` is a row of the list."""
    return LinkedRow(model.__table__, owner, where, frozenset(few))


def of_row(description: str, row: LinkedRow, own: str = "id") -> Any:
    """Declare a field of a filter that asks for one linked row, together with the other fields of the same."""
    return strawberry.field(description=description, default=strawberry.UNSET, metadata={SPEC: PartOfRow(row, own)})


def alternatives() -> Any:
    """Declare the field ``anyOf`` of a filter."""
    text = "What meets any of these, and all else that is asked for. Filters nest three deep, at most 20 in all."
    return strawberry.field(description=text, default=strawberry.UNSET, metadata={SPEC: AnyFilter()})


def negation() -> Any:
    """Declare the field ``not`` of a filter."""
    text = "What does not meet this."
    return strawberry.field(description=text, default=strawberry.UNSET, metadata={SPEC: NotFilter()}, name="not")


def any_of(description: str, column: str) -> Any:
    """Declare a field of a filter that is a list; rows match whose ``column`` is in it (no row, if it is empty)."""
    return condition(description, lambda row, values: is_any_of(getattr(row, column), values))


FACET_ARGUMENTS: Mapping[str, Argument] = {
    "first": Argument(int | None, "How many of the values, 1 to 100; 20 when left out."),
}
CONNECTION_ARGUMENTS: Mapping[str, Argument] = {
    "first": Argument(int | None, "How many from the start, 1 to 100; 20 when neither this nor `last` is given."),
    "after": Argument(str | None, "Only what comes after this cursor."),
    "last": Argument(int | None, "How many from the end, 1 to 100; not together with `first`."),
    "before": Argument(str | None, "Only what comes before this cursor."),
}


def _field(
    description: str, spec: Any, arguments: Mapping[str, Argument] | None = None, name: str | None = None
) -> Any:
    declared = strawberry.field(description=description, metadata={SPEC: spec}, name=name)
    declared.arguments = [
        StrawberryArgument(
            python_name=key,
            graphql_name=None,
            type_annotation=StrawberryAnnotation(argument.type),
            description=argument.description,
        )
        for key, argument in (arguments or {}).items()
    ]
    return declared


def _description(cls: type) -> str:
    return inspect.cleandoc(cls.__doc__ or "")


def spec_of(definition: GraphQLField | None) -> Any:
    """Return the spec a field is declared with, or None for a field that has a Python resolver."""
    declared = definition.extensions.get(STRAWBERRY_DEFINITION) if definition is not None else None
    return declared.metadata.get(SPEC) if declared is not None else None


def python_name(definition: GraphQLField) -> str:
    """Return the name of a field in its Python class."""
    return str(definition.extensions[STRAWBERRY_DEFINITION].python_name)


def filter_spec(input_type: Any, key: str) -> Any:
    """Return what is declared of the field of a filter with this GraphQL name: its condition, or its part of one."""
    return input_type.fields[key].extensions[STRAWBERRY_DEFINITION].metadata[SPEC]


def entity_of(type_: GraphQLNamedType) -> Entity:
    """Return the table of an object type, and its rows' kind."""
    return getattr(type_.extensions[STRAWBERRY_DEFINITION].origin, ENTITY)  # type: ignore[no-any-return]


def has_table(type_: GraphQLNamedType) -> bool:
    """Whether the objects of a type are rows of a table."""
    return hasattr(type_.extensions[STRAWBERRY_DEFINITION].origin, ENTITY)


def possible_types(schema: GraphQLSchema, type_: Any) -> list[GraphQLObjectType]:
    """List the concrete types of an object, interface or union type."""
    return list(schema.get_possible_types(type_)) if is_abstract_type(type_) else [type_]
