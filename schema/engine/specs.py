"""Field specs: what ``schema.engine.fields`` declares of each field, and the compiler reads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

SqlBuilder = Callable[..., Any]
"""A function of rows, and of an argument's value or the environment, that returns an SQLAlchemy expression."""

Asked = Mapping[str, Any]
"""The arguments, or fields of a filter, that are given, by their GraphQL names: each an ``ArgumentValue``."""


@dataclass(frozen=True)
class Entity:
    """The table of an object type.

    ``prefix`` starts the ids of a Relay node. A type that shares its table with others has a ``kind`` (its value in the
    column ``kind_column``) and may have an ``extension``: a table with the same ids for its own columns.
    """

    table: sa.Table
    prefix: str | None = None
    kind_column: str | None = None
    kind: str | None = None
    extension: sa.Table | None = None


@dataclass(frozen=True)
class Argument:
    """An argument of a field: its GraphQL type, its description, and the condition it puts on the rows.

    ``read`` returns what a value stands for, or refuses it.
    """

    type: Any
    description: str
    condition: SqlBuilder | None = None
    read: Callable[[Any], Any] | None = None


@dataclass(frozen=True)
class ScalarField:
    """A column; ``column`` defaults to the field's Python name.

    A list type means the column holds JSON text, and a float that it holds a decimal number as text.

    ``json_safe``: no value contains a character that JSON escapes, as with ids and enum values. Escaping is the most
    expensive part of printing a text. In the cost of an operation a value counts as ``size`` bytes; few have more.
    """

    column: str | None = None
    json_safe: bool = False
    size: int = 30


@dataclass(frozen=True)
class ExpressionField:
    """An SQL expression ``sql(row, env)``; the attributes of ``env`` are the request's parameters.

    With ``arguments`` it is ``sql(row, env, arguments)``: those of the request, as ``prepare`` makes them.
    """

    sql: SqlBuilder
    size: int = 60
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    prepare: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict


@dataclass(frozen=True)
class EmbeddedField:
    """An object made of the row's columns that start with ``prefix``; null where the column ``null_unless`` is NULL."""

    prefix: str
    null_unless: str | None = None


@dataclass(frozen=True)
class ToOneField:
    """One row where ``on(parent, child)`` holds, or ``on(child)`` at the root; with an ``order``, the first of them."""

    on: SqlBuilder | None = None
    order: SqlBuilder | None = None
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    exactly_one: bool = False


@dataclass(frozen=True)
class ToManyField:
    """The rows where ``on(parent, child[, link])`` holds, by ``order(child[, link])``; ``through`` is a link table.

    With ``value`` the list holds that column of the child rows (``of`` is their table) rather than objects. In the cost
    of an operation a list counts as ``size`` objects; few hold more. ``asked(child, arguments, env)`` is what those of
    its arguments do that are given, where they depend on each other.
    """

    order: SqlBuilder
    on: SqlBuilder | None = None
    through: sa.Table | None = None
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    of: sa.Table | None = None
    value: str | None = None
    size: int = 10
    asked: "Callable[[Any, Asked, Any], Listing] | None" = None


@dataclass(frozen=True)
class Listing:
    """What the arguments of a list make of it together: conditions, an order before its own, and what rows have more.

    ``expressions`` make columns that only the fields of the objects see, where they are selected.
    """

    where: Sequence[sa.ColumnElement[bool]] = ()
    order: Sequence[sa.ColumnElement[Any]] = ()
    expressions: Mapping[str, Callable[[], sa.ColumnElement[Any]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Order:
    """A total order: one not-null text key that compares by code point, then the id, both in one direction.

    ``key`` is a column; with ``sql`` it is ``sql(row, env, asked)``, worked out for each row of the list, where
    ``asked`` are the fields of the filter that are given. ``needs`` is the one of them that has to be.
    """

    key: str
    descending: bool = False
    sql: SqlBuilder | None = None
    needs: str = ""


@dataclass(frozen=True)
class ConnectionField:
    """A Relay connection. ``orders`` are keyed by enum value; the first is the default.

    ``reads``: how many rows are read to find any page, where no index gives the list in its order. ``edges`` are
    lists of values of the edges; their ``on`` takes the parent and the row together, as a pair.
    """

    orders: Mapping[Any, Order]
    on: SqlBuilder | None = None
    reads: int = 0
    edges: Mapping[str, ToManyField] = field(default_factory=dict)
    """What edges have besides, by GraphQL name; where another connection has none of it, it is null."""


@dataclass(frozen=True)
class GatheredField:
    """Objects of several tables: those whose ids are in the column ``id`` of ``select(parent)``, by its ``place``.

    In the cost of an operation the list counts as ``size`` objects.
    """

    select: SqlBuilder
    size: int = 10


@dataclass(frozen=True)
class LinkedRow:
    """What some fields of a filter ask for together: a row of ``table`` whose ``owner`` is the row of the list.

    ``where(link, asked, env)`` are the conditions on it; ``asked`` are those of the fields that are given. Where one of
    the fields ``few`` is among them, so few rows meet it that they are read first.
    """

    table: sa.Table
    owner: str
    where: SqlBuilder
    few: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PartOfRow:
    """A field of a filter that asks for a linked row with others; ``own`` is the list's column with its owner."""

    row: LinkedRow
    own: str


@dataclass(frozen=True)
class CheckedCondition:
    """A field of a filter whose values have a form: ``read`` returns what one stands for, or refuses it."""

    sql: SqlBuilder
    read: Callable[[Any], Any]

    def __call__(self, row: Any, value: Any, env: Any) -> Any:
        """Return the condition."""
        return self.sql(row, value, env)


class AnyFilter:
    """A field of a filter that is a list of such filters: one of them has to hold."""


class NotFilter:
    """A field of a filter that is such a filter, and has not to hold."""


@dataclass(frozen=True)
class FacetField:
    """The values of ``value(row)`` among the rows of a connection, each with how many have it; none for NULL.

    With ``through``, ``value`` is of the rows of ``of`` that this table links them to; the columns of the links are
    ``owner`` and ``target``. The condition of the filter's field ``ignores`` does not hold here. Objects have the
    columns ``value`` and ``row_count``; they come by ``value`` from the greatest, or with ``by_count`` by frequency.

    With ``linked``, ``value`` is of the linked rows that meet what the filter asks of them together, whose owner is in
    the list's column ``own``. With ``at``, ``value`` is of the row of this table that the row's column ``key`` refers
    to. Where ``of`` is a table without ``through``, the values are ids of its rows.
    """

    value: SqlBuilder
    ignores: tuple[str, ...]
    by_count: bool = False
    through: sa.Table | None = None
    of: sa.Table | None = None
    owner: str = ""
    target: str = ""
    linked: LinkedRow | None = None
    own: str = "id"
    at: sa.Table | None = None
    key: str = ""


@dataclass(frozen=True)
class FoundField:
    """The rows of ``select(finding)``; the fields of the objects are its columns.

    In the cost of an operation the list counts as ``size`` objects, or as what ``prepare`` makes of ``first``, and
    ``reads`` are what is read for it.
    """

    select: SqlBuilder
    size: int = 10
    reads: int = 0
    prepare: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict
    own: bool = True
    """Whether it has arguments of its own; else those of the field around it are meant."""


@dataclass(frozen=True)
class RankedField:
    """A Relay connection over the rows of ``select(finding)``, in the order of their column ``place``.

    The SELECT gives a row more than a page holds, where there are more. Each has a ``cursor``.
    """

    select: SqlBuilder
    prepare: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    reads: int


@dataclass(frozen=True)
class ReferredField:
    """The object whose id is in the row's column ``id``; ``tables`` has its table by the column ``kind``."""

    tables: Mapping[int, sa.Table]


@dataclass(frozen=True)
class ListedField:
    """The objects of the JSON array in a column; ``columns`` are the SQL types of their members.

    The types that may be are told apart by the member ``kind``: ``kinds`` has its value for each. In the cost of an
    operation the list counts as ``size`` objects.
    """

    column: str
    columns: Mapping[str, Any]
    kind: str
    kinds: Mapping[str, str]
    size: int


@dataclass(frozen=True)
class FinishedField:
    """Objects that ``finish(raw, found, own)`` makes of the JSON of ``raw(row, env)``, as mappings of their fields.

    ``found`` are the arguments of the finding around it, and ``own`` its own, as ``prepare`` makes them.
    """

    raw: SqlBuilder
    finish: Callable[[Any, Mapping[str, Any], Mapping[str, Any]], Any]
    prepare: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    size: int


@dataclass(frozen=True)
class ByIdField:
    """The Relay root fields ``node`` and, with ``many``, ``nodes``."""

    many: bool = False
