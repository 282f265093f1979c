"""Relay connections: keyset pages, limited in SQL at any depth.

The rows of a page are read by nested selects: the limited one, and one that lists what it gave. Where more than the
rows is asked for, the limited one reads one row more, to see whether there is more, and one between numbers its rows.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType, get_named_type

from schema.engine.compiler import json_objects as objects
from schema.engine.compiler.relations import select
from schema.engine.errors import Path
from schema.engine.fields import ConnectionField, Order, entity_of, filter_condition, possible_types
from schema.engine.relay import read_page
from schema.engine.sql.json_text import (
    Coalesced,
    Concat,
    Hex,
    JoinedAggregate,
    JoinedSelect,
    Quoted,
    json_array,
    json_object,
)
from schema.engine.sql.rows import Row, TableAlias

if TYPE_CHECKING:
    from schema.engine.compiler.planner import Arguments, Fields, Planner

NO, YES = Concat("false"), Concat("true")
ROWS = {"nodes", "edges"}


@dataclass
class Listing:
    """A list and the part of it that was asked for."""

    planner: "Planner"
    parent: Any
    spec: ConnectionField
    definition: GraphQLField
    types: list[GraphQLObjectType]
    arguments: "Arguments"
    path: Path
    only_rows: bool
    """Whether nothing but the rows is asked for, and once."""

    @property
    def table(self) -> sa.Table:
        """The table of the list's rows."""
        return entity_of(self.types[0]).table

    @property
    def order(self) -> Order:
        """The order that was asked for."""
        return self.spec.orders[self.arguments.values["order"]]

    @property
    def backward(self) -> bool:
        """Whether the page is taken from the end (``last``)."""
        return bool(self.arguments.values["backward"])

    def counted(self) -> AbstractContextManager[None]:
        """Count the page's objects, and inside of the block what each of them holds."""
        return self.planner.cost.counting(self.arguments.values["limit"])

    def read(self) -> tuple[TableAlias, list[sa.ColumnElement[bool]]]:
        """Give the list's table under a fresh name and the conditions for being in the list, cursors aside."""
        source = self.planner.alias(self.table)
        row = source.row()
        where = self.planner.visible(row)
        if self.spec.on is not None:
            where = [self.spec.on(row) if self.parent is None else self.spec.on(self.parent, row), *where]
        for key, value in self.arguments.value("filter").items() if "filter" in self.arguments.values else []:
            filter_type = get_named_type(self.definition.args["filter"].type)
            where.append(filter_condition(filter_type, key)(row, value))
        return source, where

    def terms(self, row: Any, *, reverse: bool = False) -> list[sa.ColumnElement[Any]]:
        """Give the order of the list, or its reverse."""
        columns = [getattr(row, self.order.key), row.id]
        return [column.desc() if self.order.descending != reverse else column.asc() for column in columns]

    def beyond(self, row: Row, bound: str, *, inclusive_other_side: bool = False) -> sa.ColumnElement[bool]:
        """Give the condition of coming after ``after`` or before ``before``, or of not doing so."""
        key, id_ = (self.arguments.value(bound, part).parameter() for part in ("key", "id"))
        place = sa.tuple_(getattr(row, self.order.key), row.id)
        forward = (bound == "after") != self.order.descending
        if inclusive_other_side:
            return place <= sa.tuple_(key, id_) if forward else place >= sa.tuple_(key, id_)
        return place > sa.tuple_(key, id_) if forward else place < sa.tuple_(key, id_)

    def has_beyond(self, bound: str) -> sa.ColumnElement[Any]:
        """Tell, as JSON text, whether the list has rows on the other side of a cursor."""
        if bound not in self.arguments.values:
            return NO
        source, where = self.read()
        exists = select(
            source, sa.literal_column("1"), [*where, self.beyond(source.row(), bound, inclusive_other_side=True)]
        )
        return sa.case((exists.exists(), YES), else_=NO)

    def size(self, name: str) -> sa.ColumnElement[Any]:
        """Give the page's ``limit`` or ``fetch``: a literal, for the database to plan with."""
        return sa.literal_column(str(self.arguments.values[name]), sa.Integer())

    def cursor(self, row: Any) -> sa.ColumnElement[Any]:
        """Give a row's cursor as JSON text."""
        name = self.arguments.values["order"]
        text = Concat(f"{name}:", getattr(row, self.order.key), ":", row.id)
        return Quoted(Hex(text))


def page(
    planner: "Planner", parent: Any, spec: ConnectionField, definition: GraphQLField, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    """Give a connection as JSON text."""
    connection = get_named_type(definition.type)
    assert isinstance(connection, GraphQLObjectType)
    types = possible_types(planner.operation.schema, get_named_type(connection.fields["nodes"].type))
    arguments = planner.arguments(definition, details, path, lambda values: read_page(values, spec.orders))
    fields = planner.collect(connection, details, path)
    names = [inner[0].node.name.value for inner in fields.values()]
    only_rows = "pageInfo" not in names and sum(name in ROWS for name in names) == 1
    listing = Listing(planner, parent, spec, definition, types, arguments, path, only_rows)
    source = TableAlias(listing.table, planner.numbers, {"place": sa.Integer(), "held": sa.Integer()}, prefix="page")
    members = json_object(
        (key, _member(listing, connection, source, inner, (*path, key))) for key, inner in fields.items()
    )
    if only_rows or not source.used:
        return members
    return sa.select(members).select_from(source.clause(_numbered(listing, source.used, source.name))).scalar_subquery()


def _member(
    listing: Listing, connection: GraphQLObjectType, source: TableAlias, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    """Give the value of a connection's field."""
    match details[0].node.name.value:
        case "nodes":
            with listing.counted():
                item = objects.polymorphic(listing.planner, source, listing.types, details, path)
            return _shown(listing, source, item)
        case "edges":
            with listing.counted():
                item = _edge(listing, connection, source, details, path)
            return _shown(listing, source, item)
        case "pageInfo":
            return _page_info(listing, connection, source.row(), details, path)
        case "totalCount":
            return _total(listing)
    return Concat(f'"{connection.name}"')


def _shown(listing: Listing, source: TableAlias, item: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Give the array of the page's items, without the one that was only read to see whether there is more."""
    if listing.only_rows:
        rows = sa.select().select_from(source.clause(_limited(listing, source.used, "limit").subquery(source.name)))
        return json_array(JoinedSelect(item, rows, listing.terms(source.row())))
    place = source.row().place
    return json_array(
        JoinedAggregate(item, [place.desc() if listing.backward else place.asc()], place <= listing.size("limit"))
    )


def _limited(listing: Listing, used: set[str], size: str) -> "sa.Select[Any]":
    """Select the rows of a page, of which only the columns in use and those of the order."""
    source, where = listing.read()
    row = source.row()
    where += [listing.beyond(row, bound) for bound in ("after", "before") if bound in listing.arguments.values]
    own = [column for column in listing.table.c if column.name in {*used, listing.order.key, "id"}]
    return (
        sa.select(*(getattr(row, column.name).label(column.name) for column in own))
        .select_from(source.clause())
        .where(*where)
        .order_by(*listing.terms(row, reverse=listing.backward))
        .limit(listing.size(size))
    )


def _numbered(listing: Listing, used: set[str], name: str) -> sa.FromClause:
    """Select the page's rows and one more, with ``place`` (1 is nearest to where the page starts) and ``held``.

    Numbering stands outside of the limit, so that it sees one page, not a list.
    """
    limited = _limited(listing, used, "fetch").subquery(f"limited{next(listing.planner.numbers)}")
    computed = {
        "place": sa.func.row_number().over(order_by=listing.terms(limited.c, reverse=listing.backward)),
        "held": sa.func.count().over(),
    }
    numbers = [value.label(column) for column, value in computed.items() if column in used]
    return sa.select(*limited.c, *numbers).subquery(name)


def _edge(
    listing: Listing, connection: GraphQLObjectType, source: TableAlias, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    edge = get_named_type(connection.fields["edges"].type)
    assert isinstance(edge, GraphQLObjectType)

    def member(key: str, inner: "Fields") -> sa.ColumnElement[Any]:
        match inner[0].node.name.value:
            case "cursor":
                return listing.cursor(source.row())
            case "node":
                return objects.polymorphic(listing.planner, source, listing.types, inner, (*path, key))
        return Concat(f'"{edge.name}"')

    return json_object((key, member(key, inner)) for key, inner in listing.planner.collect(edge, details, path).items())


def _page_info(
    listing: Listing, connection: GraphQLObjectType, row: Row, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    info = get_named_type(connection.fields["pageInfo"].type)
    assert isinstance(info, GraphQLObjectType)

    def member(name: str) -> sa.ColumnElement[Any]:
        match name:
            case "hasNextPage":
                return listing.has_beyond("before") if listing.backward else _more(listing, row, "before")
            case "hasPreviousPage":
                return _more(listing, row, "after") if listing.backward else listing.has_beyond("after")
            case "startCursor" | "endCursor":
                return _end_cursor(listing, row, first=(name == "startCursor") != listing.backward)
        return Concat(f'"{info.name}"')

    fields = listing.planner.collect(info, details, path)
    return json_object((key, member(inner[0].node.name.value)) for key, inner in fields.items())


def _more(listing: Listing, row: Row, bound: str) -> sa.ColumnElement[Any]:
    """Tell whether rows follow in the direction of reading: fetched but not shown, or beyond the far cursor."""
    fetched = sa.func.count(row.id) > listing.size("limit")
    return sa.case((fetched, YES), else_=listing.has_beyond(bound))


def _end_cursor(listing: Listing, row: Row, *, first: bool) -> sa.ColumnElement[Any]:
    """Give the cursor of the page's outermost item on one side (``first``: where reading starts), or ``null``."""
    limit = listing.size("limit")
    last = sa.case((row.held < limit, row.held), else_=limit)
    wanted = row.place == (sa.literal_column("1") if first else last)
    return Coalesced([sa.func.max(listing.cursor(row)).filter(wanted)], "null")


def _total(listing: Listing) -> sa.ColumnElement[Any]:
    source, where = listing.read()
    return sa.cast(select(source, sa.func.count(), where).scalar_subquery(), sa.Text)
