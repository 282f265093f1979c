"""The words in which content types say what each field is.

A type is declared with Strawberry as usual; ``content`` names its table, and each field is one of

* ``scalar``: a column of the row,
* ``expression``: an SQL expression over the row,
* ``embed``: an object made of columns of the same row (``cover_url``, ``cover_alt`` ...),
* ``one``: a row of another table, or none,
* ``many``: a list of rows of another table,
* ``page``: a Relay connection over rows of another table.

Conditions and orders are functions of rows: ``on=lambda issue, section: section.issue_id == issue.id``.
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
import strawberry
from graphql import GraphQLField, GraphQLNamedType, GraphQLObjectType, GraphQLSchema, is_abstract_type
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

WORD = "engine.word"
ENTITY = "__entity__"
BACKREF = "strawberry-definition"
"""Where Strawberry leaves its own definition on a graphql-core type or field."""
Sql = Callable[..., Any]
"""A function of rows (and of what was given, or of the environment) that gives an SQLAlchemy expression."""


@dataclass(frozen=True)
class Entity:
    """Where the objects of a type live.

    ``prefix`` starts the ids of a Relay node. A type that shares its table with others has a ``kind`` (the value of
    the column ``kind_column``) and may have an ``extension``: a table with the same ids for its own columns.
    """

    table: sa.Table
    prefix: str | None = None
    kind_column: str | None = None
    kind: str | None = None
    extension: sa.Table | None = None


@dataclass(frozen=True)
class Argument:
    """An argument of a field: its GraphQL type, what it is for, and the condition it puts on the rows."""

    type: Any
    description: str
    condition: Sql | None = None


@dataclass(frozen=True)
class Scalar:
    """A column; ``column`` defaults to the field's Python name. A list type means the column holds JSON text.

    ``plain``: no value of it has a character that JSON escapes, as with ids and enum values. Escaping costs more than
    all else that printing a text takes.
    """

    column: str | None = None
    plain: bool = False


@dataclass(frozen=True)
class Expression:
    """``sql(row, env)``; ``env`` gives the request's parameters by name."""

    sql: Sql


@dataclass(frozen=True)
class Embed:
    """An object from the row's columns that start with ``prefix``; null where the column ``present`` is null."""

    prefix: str
    present: str | None = None


@dataclass(frozen=True)
class One:
    """``on(parent, child)``, or ``on(child)`` at the root; with an ``order`` the first row of it."""

    on: Sql | None = None
    order: Sql | None = None
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    exactly_one: bool = False


@dataclass(frozen=True)
class Many:
    """``on(parent, child[, link])`` in ``order(child[, link])``; ``through`` is a link table between the two.

    With ``value`` the list holds that column of the child rows (``of``: their table) rather than objects. A list counts
    for ``size`` objects when those of an operation are counted: it seldom holds more.
    """

    order: Sql
    on: Sql | None = None
    through: sa.Table | None = None
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    of: sa.Table | None = None
    value: str | None = None
    size: int = 10


@dataclass(frozen=True)
class Order:
    """A total order: one not-null text key that compares by code point, then the id, both in one direction."""

    key: str
    descending: bool = False


@dataclass(frozen=True)
class Page:
    """A Relay connection. The first of ``orders`` (by enum value) holds when none is asked for."""

    orders: Mapping[Any, Order]
    on: Sql | None = None


@dataclass(frozen=True)
class ById:
    """The Relay root fields ``node`` and, with ``many``, ``nodes``."""

    many: bool = False


def content(
    table: Any, *, prefix: str | None = None, kind: str | None = None, extension: Any = None, kinds: str | None = None
) -> Callable[[type], Any]:
    """Declare a GraphQL type over ``table``; its docstring is its description.

    Args:
        table: the SQLModel class of the rows.
        prefix: what the ids start with, for a Relay node.
        kinds: makes it an interface; the column that tells the implementing types apart.
        kind: for an implementing type, its value in that column.
        extension: for an implementing type, the SQLModel class of its own columns.
    """
    extra = extension.__table__ if extension is not None else None

    def declare(cls: type) -> Any:
        inherited: Entity | None = getattr(cls, ENTITY, None)
        kind_column = kinds or (inherited.kind_column if inherited else None)
        setattr(cls, ENTITY, Entity(table.__table__, prefix, kind_column, kind, extra))
        make = strawberry.interface if kinds else strawberry.type
        return make(cls, description=_described(cls))

    return declare


def embedded(cls: type) -> Any:
    """Declare a GraphQL type that is made of another row's columns, or a value; its docstring is its description."""
    return strawberry.type(cls, description=_described(cls))


def inputs(cls: type) -> Any:
    """Declare a GraphQL input type; its docstring is its description."""
    return strawberry.input(cls, description=_described(cls))


def scalar(description: str, column: str | None = None, name: str | None = None, *, plain: bool = False) -> Any:
    """Declare a field that is a column of the row, ``plain`` if nothing in it is ever escaped."""
    return _field(description, Scalar(column, plain), name=name)


def expression(description: str, sql: Sql) -> Any:
    """Declare a field that is the SQL expression ``sql(row, env)``."""
    return _field(description, Expression(sql))


def embed(description: str, prefix: str, present: str | None = None) -> Any:
    """Declare an object made of the row's columns that start with ``prefix``."""
    return _field(description, Embed(prefix, present))


def one(
    description: str,
    on: Sql | None = None,
    *,
    order: Sql | None = None,
    arguments: Mapping[str, Argument] | None = None,
    exactly_one: bool = False,
) -> Any:
    """Declare a field that is one row of another table; ``exactly_one`` of the arguments must then be given."""
    return _field(description, One(on, order, arguments or {}, exactly_one), arguments)


def many(  # noqa: PLR0913 - a list is said in one place
    description: str,
    on: Sql | None = None,
    *,
    order: Sql,
    through: Any = None,
    arguments: Mapping[str, Argument] | None = None,
    of: Any = None,
    value: str | None = None,
    size: int = 10,
) -> Any:
    """Declare a field that is a list of rows of another table."""
    link = through.__table__ if through is not None else None
    source = of.__table__ if of is not None else None
    return _field(description, Many(order, on, link, arguments or {}, source, value, size), arguments)


def page(
    description: str,
    on: Sql | None = None,
    *,
    orders: Mapping[Any, Order],
    order_by: type | None = None,
    filter: Any = None,  # noqa: A002 - the argument's name in the API
) -> Any:
    """Declare a Relay connection.

    ``filter`` is an input type, ``order_by`` an enum whose values name the ``orders``.
    """
    arguments = dict(PAGE_ARGUMENTS)
    if filter is not None:
        arguments["filter"] = Argument(filter | None, "Only what meets all of these conditions.")
    if order_by is not None:
        first = next(iter(orders))
        arguments["order_by"] = Argument(order_by | None, f"The order of the list; {first} when left out.")
    return _field(description, Page(orders, on), arguments)


def by_id(description: str, *, many: bool = False) -> Any:
    """Declare the root field ``node``, or ``nodes`` with ``many``."""
    if many:
        argument = {"ids": Argument(list[strawberry.ID], "The ids, at most 100; the answer keeps their order.")}
    else:
        argument = {"id": Argument(strawberry.ID, "The id, as any object gives it.")}
    return _field(description, ById(many), argument)


def condition(description: str, sql: Sql) -> Any:
    """Declare a field of a filter: the condition ``sql(row, given)`` holds when the field is given."""
    return strawberry.field(description=description, default=strawberry.UNSET, metadata={WORD: sql})


def any_of(description: str, column: str) -> Any:
    """Declare a filter that is a list: rows match whose ``column`` is any of it (of an empty list, none)."""
    return condition(description, lambda row, given: given.contains(getattr(row, column)))


PAGE_ARGUMENTS: Mapping[str, Argument] = {
    "first": Argument(int | None, "How many from the start, 1 to 100; 20 when neither this nor `last` is given."),
    "after": Argument(str | None, "Only what comes after this cursor."),
    "last": Argument(int | None, "How many from the end, 1 to 100; not together with `first`."),
    "before": Argument(str | None, "Only what comes before this cursor."),
}


def _field(
    description: str, word: Any, arguments: Mapping[str, Argument] | None = None, name: str | None = None
) -> Any:
    declared = strawberry.field(description=description, metadata={WORD: word}, name=name)
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


def _described(cls: type) -> str:
    return inspect.cleandoc(cls.__doc__ or "")


def word_of(definition: GraphQLField | None) -> Any:
    """Give the word that a field is declared with, or None for a field that Python answers."""
    declared = definition.extensions.get(BACKREF) if definition is not None else None
    return declared.metadata.get(WORD) if declared is not None else None


def python_name(definition: GraphQLField) -> str:
    """Give the name that a field has in its Python class."""
    return str(definition.extensions[BACKREF].python_name)


def filter_condition(input_type: Any, key: str) -> Sql:
    """Give the condition that a field of a filter declares, by its GraphQL name."""
    declared = input_type.fields[key].extensions[BACKREF]
    return declared.metadata[WORD]  # type: ignore[no-any-return]


def entity_of(type_: GraphQLNamedType) -> Entity:
    """Give the table of an object type."""
    return getattr(type_.extensions[BACKREF].origin, ENTITY)  # type: ignore[no-any-return]


def possible_types(schema: GraphQLSchema, type_: Any) -> list[GraphQLObjectType]:
    """List the concrete types an object of this type can have."""
    return list(schema.get_possible_types(type_)) if is_abstract_type(type_) else [type_]
