"""Relay connections: keyset pages, limited in SQL at any depth.

The rows of a page are read by three nested selects: the limited one (one row more than asked for, to see whether
there is more), one that numbers its rows, and one that aggregates them. What nobody asks for is left out.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType, get_named_type

from schema.engine import objects
from schema.engine.errors import Path
from schema.engine.relations import select
from schema.engine.relay import cursor_text, read_page
from schema.engine.rows import Row
from schema.engine.sql import Array, Coalesced, Concat, Hex, Quoted
from schema.engine.words import Order, Page, entity_of, filter_condition, possible_types

if TYPE_CHECKING:
    from schema.engine.plan import Arguments, Fields, Planner

NO, YES = Concat("false"), Concat("true")


@dataclass
class Listing:
    """A list and the part of it that was asked for."""

    planner: "Planner"
    parent: Any
    word: Page
    definition: GraphQLField
    types: list[GraphQLObjectType]
    arguments: "Arguments"
    path: Path

    @property
    def order(self) -> Order:
        """The order that was asked for."""
        return self.word.orders[self.arguments.values["order"]]

    @property
    def backward(self) -> bool:
        """Whether the page is taken from the end (``last``)."""
        return bool(self.arguments.values["backward"])

    def rows(self) -> tuple[Row, list[sa.ColumnElement[bool]]]:
        """Give a fresh row of the list and the conditions for being in it, cursors aside."""
        row = self.planner.row(entity_of(self.types[0]).table)
        where = self.planner.visible(row)
        if self.word.on is not None:
            where = [self.word.on(row) if self.parent is None else self.word.on(self.parent, row), *where]
        for key, given in self.arguments.given("filter").given() if "filter" in self.arguments.values else []:
            filter_type = get_named_type(self.definition.args["filter"].type)
            where.append(filter_condition(filter_type, key)(row, given))
        return row, where

    def terms(self, row: Any, *, reverse: bool = False) -> list[sa.ColumnElement[Any]]:
        """Give the order of the list, or its reverse."""
        columns = [getattr(row, self.order.key), row.id]
        return [column.desc() if self.order.descending != reverse else column.asc() for column in columns]

    def beyond(self, row: Row, bound: str, *, inclusive_other_side: bool = False) -> sa.ColumnElement[bool]:
        """Give the condition of coming after ``after`` or before ``before``, or of not doing so."""
        key, id_ = (self.arguments.given(bound, part).value() for part in ("key", "id"))
        place = sa.tuple_(getattr(row, self.order.key), row.id)
        forward = (bound == "after") != self.order.descending
        if inclusive_other_side:
            return place <= sa.tuple_(key, id_) if forward else place >= sa.tuple_(key, id_)
        return place > sa.tuple_(key, id_) if forward else place < sa.tuple_(key, id_)

    def has_beyond(self, bound: str) -> sa.ColumnElement[Any]:
        """Tell, as JSON text, whether the list has rows on the other side of a cursor."""
        if bound not in self.arguments.values:
            return NO
        row, where = self.rows()
        exists = select(row, sa.literal_column("1"), [*where, self.beyond(row, bound, inclusive_other_side=True)])
        return sa.case((exists.exists(), YES), else_=NO)

    def cursor(self, row: Any) -> sa.ColumnElement[Any]:
        """Give a row's cursor as JSON text."""
        name = self.arguments.values["order"]
        text = Concat(f"{name}:", getattr(row, self.order.key), ":", row.id)
        assert cursor_text(name, "", "") == f"{name}::"
        return Quoted(Hex(text), safe=True)


def page(
    planner: "Planner", parent: Any, word: Page, definition: GraphQLField, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    """Give a connection as JSON text."""
    connection = get_named_type(definition.type)
    assert isinstance(connection, GraphQLObjectType)
    types = possible_types(planner.operation.schema, get_named_type(connection.fields["nodes"].type))
    arguments = planner.arguments(definition, details, path, lambda values: read_page(values, word.orders))
    listing = Listing(planner, parent, word, definition, types, arguments, path)
    numbered = _numbered(listing)
    row = Row(numbered, planner.numbers)
    shown = row.place <= _limit(listing)
    place = row.place.desc() if listing.backward else row.place.asc()
    pieces: list[Any] = []
    for key, inner in planner.collect(connection, details).items():
        match inner[0].node.name.value:
            case "__typename":
                value: Any = Concat(f'"{connection.name}"')
            case "nodes":
                value = Array(objects.polymorphic(planner, row, types, inner, (*path, key)), [place], shown)
            case "edges":
                value = Array(_edge(listing, connection, row, inner, (*path, key)), [place], shown)
            case "pageInfo":
                value = _page_info(listing, connection, row, inner)
            case _:
                value = _total(listing)
        pieces += [f'{"," if pieces else ""}"{key}":', value]
    return select(row, Concat("{", *pieces, "}"), []).scalar_subquery()


def _limit(listing: Listing) -> sa.ColumnElement[Any]:
    return listing.arguments.given("limit").value(sa.Integer())


def _numbered(listing: Listing) -> sa.FromClause:
    """Select the page's rows and one more, with ``place`` (1 is nearest to where the page starts) and ``held``."""
    row, where = listing.rows()
    where += [listing.beyond(row, bound) for bound in ("after", "before") if bound in listing.arguments.values]
    limited = (
        sa.select(*row.owned()[0].c)
        .select_from(row.source())
        .where(*where)
        .order_by(*listing.terms(row, reverse=listing.backward))
        .limit(listing.arguments.given("fetch").value(sa.Integer()))
        .correlate_except(*row.owned())
        .subquery(f"l{next(listing.planner.numbers)}")
    )
    place = sa.func.row_number().over(order_by=listing.terms(limited.c, reverse=listing.backward)).label("place")
    held = sa.func.count().over().label("held")
    return sa.select(*limited.c, place, held).correlate_except(limited).subquery(f"n{next(listing.planner.numbers)}")


def _edge(
    listing: Listing, connection: GraphQLObjectType, row: Row, details: "Fields", path: Path
) -> sa.ColumnElement[Any]:
    edge = get_named_type(connection.fields["edges"].type)
    assert isinstance(edge, GraphQLObjectType)
    pieces: list[Any] = []
    for key, inner in listing.planner.collect(edge, details).items():
        match inner[0].node.name.value:
            case "__typename":
                value: Any = Concat(f'"{edge.name}"')
            case "cursor":
                value = listing.cursor(row)
            case _:
                value = objects.polymorphic(listing.planner, row, listing.types, inner, (*path, key))
        pieces += [f'{"," if pieces else ""}"{key}":', value]
    return Concat("{", *pieces, "}")


def _page_info(listing: Listing, connection: GraphQLObjectType, row: Row, details: "Fields") -> sa.ColumnElement[Any]:
    info = get_named_type(connection.fields["pageInfo"].type)
    assert isinstance(info, GraphQLObjectType)
    pieces: list[Any] = []
    for key, inner in listing.planner.collect(info, details).items():
        match inner[0].node.name.value:
            case "__typename":
                value: Any = Concat('"PageInfo"')
            case "hasNextPage":
                value = listing.has_beyond("before") if listing.backward else _more(listing, row, "before")
            case "hasPreviousPage":
                value = _more(listing, row, "after") if listing.backward else listing.has_beyond("after")
            case name:
                value = _end_cursor(listing, row, first=(name == "startCursor") != listing.backward)
        pieces += [f'{"," if pieces else ""}"{key}":', value]
    return Concat("{", *pieces, "}")


def _more(listing: Listing, row: Row, bound: str) -> sa.ColumnElement[Any]:
    """Tell whether rows follow in the direction of reading: fetched but not shown, or beyond the far cursor."""
    fetched = sa.func.count() > _limit(listing)
    return sa.case((fetched, YES), else_=listing.has_beyond(bound))


def _end_cursor(listing: Listing, row: Row, *, first: bool) -> sa.ColumnElement[Any]:
    limit = _limit(listing)
    last = sa.case((row.held < limit, row.held), else_=limit)
    wanted = row.place == (sa.literal_column("1") if first else last)
    return Coalesced([sa.func.max(listing.cursor(row)).filter(wanted)], "null")


def _total(listing: Listing) -> sa.ColumnElement[Any]:
    row, where = listing.rows()
    return sa.cast(select(row, sa.func.count(), where).scalar_subquery(), sa.Text)
