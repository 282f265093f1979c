"""Relay connections: keyset pagination, limited in SQL at any depth.

The rows of a page are read by nested SELECTs: one that is limited, and one that prints its rows. Where more than the
rows is asked for, the limited one reads one row more, to see whether there is a next page, and one between the two
numbers its rows. Where the key of the order is no column, those inside work it out, once for each row, and choose.
"""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLObjectType, get_named_type

from schema.engine.compiler.context import Arguments, CompilerContext
from schema.engine.compiler.dispatch import compile_spec
from schema.engine.compiler.filtering import filter_conditions, keys_of, linked_rows
from schema.engine.compiler.json_objects import compile_any_object, compile_object
from schema.engine.compiler.operation import FieldNodes, SelectedField, field_name
from schema.engine.compiler.relations import related, relation, select_value
from schema.engine.cost import COUNTED_LIST, ORDERED_LIST
from schema.engine.cursors import encode_cursor
from schema.engine.errors import Path
from schema.engine.fields import entity_of, possible_types
from schema.engine.pagination import read_page_arguments
from schema.engine.specs import ConnectionField, LinkedRow, Order
from schema.engine.sql.json_text import (
    ByCodePoint,
    Coalesced,
    Concat,
    JoinedAggregate,
    JoinedSelect,
    json_array,
    json_object,
)
from schema.engine.sql.rows import Row, TableAlias

FALSE, TRUE = Concat("false"), Concat("true")
ROW_FIELDS = {"nodes", "edges"}
CURSOR_BYTES = 100


@dataclass
class PagedList:
    """A list of rows, and the arguments that choose a page of it."""

    ctx: CompilerContext
    parent: Any
    spec: ConnectionField
    selected: SelectedField
    type: GraphQLObjectType
    """The connection's own type."""
    row_types: list[GraphQLObjectType]
    arguments: Arguments
    only_rows: bool
    """Whether nothing but the rows is selected, and once."""

    @property
    def table(self) -> sa.Table:
        """The table of the rows."""
        return entity_of(self.row_types[0]).table

    @property
    def order(self) -> Order:
        """The order of the list."""
        return self.spec.orders[self.arguments.values["order"]]

    @property
    def backward(self) -> bool:
        """Whether the page is taken from the end (``last``)."""
        return bool(self.arguments.values["backward"])

    def object_type(self, name: str) -> GraphQLObjectType:
        """Return the type of a field of the connection that is an object, or a list of objects."""
        type_ = get_named_type(self.type.fields[name].type)
        assert isinstance(type_, GraphQLObjectType)
        return type_

    def counting_rows(self) -> AbstractContextManager[None]:
        """Count the page's objects; what is counted inside the block multiplies by them."""
        return self.ctx.cost.counting(self.arguments.values["limit"])

    def rows(self, without: Collection[str] = ()) -> tuple[TableAlias, list[sa.ColumnElement[bool]]]:
        """Return the table under a new alias, and the conditions of the list, without those of the cursors.

        What the filter's fields ``without`` ask for is left out.
        """
        alias = self.ctx.alias(self.table)
        row = alias.row()
        if self.order.sql is not None:
            alias.expressions[self.order.key] = partial(self._worked_out_key, row)
        visibility = self.ctx.visibility(row)
        return alias, [*visibility, *self.narrowing(row, without)]

    def narrowing(self, row: Row, without: Collection[str] = ()) -> list[sa.ColumnElement[bool]]:
        """Return what makes the list less than all that the viewer may see: where it stands, and what is asked."""
        self.ctx.cost.count_read(self.spec.reads)
        where = related(self.spec.on, self.parent, row)
        if "filter" in self.arguments.values:
            where += filter_conditions(self.ctx, self.filter_type, self.arguments.value("filter"), row, without)
        return where

    def _worked_out_key(self, row: Row) -> sa.ColumnElement[Any]:
        """Return the expression of a row's key in the order."""
        assert self.order.sql is not None
        asked = dict(self.arguments.value("filter").items()) if "filter" in self.arguments.values else {}
        self.ctx.cost.count_read(ORDERED_LIST)
        return ByCodePoint(self.order.sql(row, self.ctx.env, asked))

    def keys_of(self, linked: LinkedRow) -> set[str]:
        """Return the fields of the filter that ask for a linked row."""
        return keys_of(self.filter_type, linked) if "filter" in self.selected.definition.args else set()

    def asked_of(self, linked: LinkedRow, without: Collection[str]) -> Mapping[str, Any]:
        """Return what the filter asks of a linked row, but for the fields ``without``."""
        if "filter" not in self.arguments.values:
            return {}
        rows = linked_rows(self.filter_type, self.arguments.value("filter"), without)
        return next((asked for part, asked in rows.items() if part.row == linked), {})

    @property
    def filter_type(self) -> Any:
        """The input type of the filter."""
        return get_named_type(self.selected.definition.args["filter"].type)

    def order_by(self, row: Any, *, reverse: bool = False) -> list[sa.ColumnElement[Any]]:
        """Return the terms of the order, or of its reverse."""
        columns = [getattr(row, self.order.key), row.id]
        return [column.desc() if self.order.descending != reverse else column.asc() for column in columns]

    def within(self, row: Row, bound: str) -> sa.ColumnElement[bool]:
        """Return the condition of coming after the cursor ``after``, or before the cursor ``before``."""
        row_key, cursor = self._keys(row, bound)
        within: sa.ColumnElement[bool] = row_key > cursor if self._is_lower(bound) else row_key < cursor
        return within

    def outside(self, row: Row, bound: str) -> sa.ColumnElement[bool]:
        """Return the condition of being the cursor's own row, or beyond it: not ``within`` the bound."""
        row_key, cursor = self._keys(row, bound)
        outside: sa.ColumnElement[bool] = row_key <= cursor if self._is_lower(bound) else row_key >= cursor
        return outside

    def _keys(self, row: Row, bound: str) -> tuple[Any, Any]:
        """Return what a row is ordered by, key and id, and the same of a cursor."""
        key, id_ = (self.arguments.value(bound, part).parameter() for part in ("key", "id"))
        return sa.tuple_(getattr(row, self.order.key), row.id), sa.tuple_(key, id_)

    def _is_lower(self, bound: str) -> bool:
        return (bound == "after") != self.order.descending

    def has_outside(self, bound: str) -> sa.ColumnElement[Any]:
        """Return whether the list has rows on the other side of a cursor, as JSON text."""
        if bound not in self.arguments.values:
            return FALSE
        alias, where = self.rows()
        exists = select_value(alias, sa.literal_column("1"), [*where, self.outside(alias.row(), bound)]).exists()
        return sa.case((exists, TRUE), else_=FALSE)

    def size(self, name: str) -> sa.ColumnElement[Any]:
        """Return the page's ``limit`` or ``fetch`` as a literal, so that the database plans with it."""
        return sa.literal_column(str(self.arguments.values[name]), sa.Integer())

    def cursor(self, row: Any) -> sa.ColumnElement[Any]:
        """Return the cursor of a row, as JSON text."""
        return encode_cursor(self.arguments.values["order"], getattr(row, self.order.key), row.id)


@compile_spec.register(ConnectionField)
@relation
def _connection(
    spec: ConnectionField, ctx: CompilerContext, parent: Any, selected: SelectedField
) -> sa.ColumnElement[Any]:
    type_ = get_named_type(selected.definition.type)
    assert isinstance(type_, GraphQLObjectType)
    row_types = possible_types(ctx.operation.schema, get_named_type(type_.fields["nodes"].type))
    filtered = selected.definition.args.get("filter")
    filter_type = filtered and get_named_type(filtered.type)
    arguments = ctx.arguments(selected, lambda values: read_page_arguments(values, spec.orders, filter_type))
    fields = ctx.collect_fields(type_, selected.nodes, selected.path)
    names = [field_name(nodes) for nodes in fields.values()]
    only_rows = "pageInfo" not in names and sum(name in ROW_FIELDS for name in names) == 1
    paged = PagedList(ctx, parent, spec, selected, type_, row_types, arguments, only_rows)
    computed: dict[str, Any] = {"row_number": sa.Integer(), "row_count": sa.Integer()}
    if paged.order.sql is not None:
        computed[paged.order.key] = sa.Text()
    page = TableAlias(paged.table, ctx.numbers, computed, prefix="page")
    value = json_object((key, _member(paged, page, nodes, (*selected.path, key))) for key, nodes in fields.items())
    if only_rows or not page.used:
        return value
    return sa.select(value).select_from(page.from_clause(_numbered_rows(paged, page))).scalar_subquery()


def _member(paged: PagedList, page: TableAlias, nodes: FieldNodes, path: Path) -> sa.ColumnElement[Any]:
    """Return the value of a field of the connection."""
    paged.ctx.cost.count_key(str(path[-1]))
    match field_name(nodes):
        case "nodes":
            with paged.counting_rows():
                item = compile_any_object(paged.ctx, page, paged.row_types, nodes, path)
            return _page_items(paged, page, item)
        case "edges":
            with paged.counting_rows():
                item = _edge(paged, page, nodes, path)
            return _page_items(paged, page, item)
        case "pageInfo":
            return _page_info(paged, page.row(), nodes, path)
        case "totalCount":
            return _total_count(paged)
        case "facets":
            return compile_object(paged.ctx, paged, paged.object_type("facets"), nodes, path)
    return Concat(f'"{paged.type.name}"')


def _page_items(paged: PagedList, page: TableAlias, item: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return the array of the page's items, without the one that was only read to see whether there are more."""
    if paged.only_rows:
        limited = _limited_rows(paged, page.used, "limit").subquery(page.name)
        rows = sa.select().select_from(page.from_clause(limited))
        return json_array(JoinedSelect(item, rows, paged.order_by(page.row())))
    row_number = page.row().row_number
    order = [row_number.desc() if paged.backward else row_number.asc()]
    return json_array(JoinedAggregate(item, order, row_number <= paged.size("limit")))


def _limited_rows(paged: PagedList, used: set[str], size: str) -> "sa.Select[Any]":
    """Select the rows of the page: the columns in use, and those of the order."""
    alias, where = paged.rows()
    row = alias.row()
    if paged.order.sql is not None:
        return _worked_out_rows(paged, used, size, (alias, where))
    where += [paged.within(row, bound) for bound in ("after", "before") if bound in paged.arguments.values]
    columns = [column.name for column in paged.table.c if column.name in {*used, paged.order.key, "id"}]
    return (
        sa.select(*(getattr(row, name).label(name) for name in columns))
        .select_from(alias.from_clause())
        .where(*where)
        .order_by(*paged.order_by(row, reverse=paged.backward))
        .limit(paged.size(size))
    )


def _worked_out_rows(
    paged: PagedList, used: set[str], size: str, listed: tuple[TableAlias, list[sa.ColumnElement[bool]]]
) -> "sa.Select[Any]":
    """Select the same where the key of the order is worked out.

    Until the page is chosen there are ids and keys alone, which indexes have. With an OFFSET the keys stay a SELECT of
    its own, or they would be worked out wherever they stand.
    """
    alias, where = listed
    key, numbers = paged.order.key, paged.ctx.numbers
    columns = [getattr(alias.row(), name).label(name) for name in ("id", key)]
    every = sa.select(*columns).select_from(alias.from_clause()).where(*where).offset(sa.literal_column("0"))
    keyed = every.subquery(f"keyed{next(numbers)}")
    row: Any = keyed.c
    within = [paged.within(row, bound) for bound in ("after", "before") if bound in paged.arguments.values]
    chosen = sa.select(*row).where(*within).order_by(*paged.order_by(row, reverse=paged.backward))
    page = chosen.limit(paged.size(size)).subquery(f"chosen{next(numbers)}")
    whole = paged.ctx.alias(paged.table)
    names = [column.name for column in paged.table.c if column.name in {*used, "id"}]
    found = whole.from_clause().join(page, whole.row().id == page.c.id)
    return sa.select(*(getattr(whole.row(), name).label(name) for name in names), page.c[key]).select_from(found)


def _numbered_rows(paged: PagedList, page: TableAlias) -> sa.FromClause:
    """Select the page's rows and one more, with their ``row_number`` from where the page starts, and the ``row_count``.

    They are numbered outside of the limited SELECT, which would number the whole list.
    """
    limited = _limited_rows(paged, page.used, "fetch").subquery(f"limited{next(paged.ctx.numbers)}")
    computed = {
        "row_number": sa.func.row_number().over(order_by=paged.order_by(limited.c, reverse=paged.backward)),
        "row_count": sa.func.count().over(),
    }
    numbers = [value.label(name) for name, value in computed.items() if name in page.used]
    return sa.select(*limited.c, *numbers).subquery(page.name)


def _edge(paged: PagedList, page: TableAlias, nodes: FieldNodes, path: Path) -> sa.ColumnElement[Any]:
    type_ = paged.object_type("edges")

    def member(key: str, inner: FieldNodes) -> sa.ColumnElement[Any]:
        paged.ctx.cost.count_key(key)
        match field_name(inner):
            case "cursor":
                paged.ctx.cost.count_bytes(CURSOR_BYTES)
                return paged.cursor(page.row())
            case "node":
                return compile_any_object(paged.ctx, page, paged.row_types, inner, (*path, key))
            case "__typename":
                return Concat(f'"{type_.name}"')
            case name:
                return _of_edge(paged, page, SelectedField(type_.fields[name], inner, (*path, key)))

    fields = paged.ctx.collect_fields(type_, nodes, path)
    return json_object((key, member(key, inner)) for key, inner in fields.items())


def _of_edge(paged: PagedList, page: TableAlias, selected: SelectedField) -> sa.ColumnElement[Any]:
    """Return what the edges of this connection have besides, or ``null`` where others alone have it."""
    spec = paged.spec.edges.get(field_name(selected.nodes))
    return Concat("null") if spec is None else compile_spec(spec, paged.ctx, (paged.parent, page.row()), selected)


def _page_info(paged: PagedList, row: Row, nodes: FieldNodes, path: Path) -> sa.ColumnElement[Any]:
    type_ = paged.object_type("pageInfo")

    def member(key: str, inner: FieldNodes) -> sa.ColumnElement[Any]:
        name = field_name(inner)
        paged.ctx.cost.count_key(key)
        match name:
            case "hasNextPage":
                return paged.has_outside("before") if paged.backward else _has_more(paged, row, "before")
            case "hasPreviousPage":
                return _has_more(paged, row, "after") if paged.backward else paged.has_outside("after")
            case "startCursor" | "endCursor":
                paged.ctx.cost.count_bytes(CURSOR_BYTES)
                return _end_cursor(paged, row, first=(name == "startCursor") != paged.backward)
        return Concat(f'"{type_.name}"')

    fields = paged.ctx.collect_fields(type_, nodes, path)
    return json_object((key, member(key, inner)) for key, inner in fields.items())


def _has_more(paged: PagedList, row: Row, bound: str) -> sa.ColumnElement[Any]:
    """Return whether rows follow the page: the one read beyond its limit, or those beyond the far cursor."""
    beyond_limit = sa.func.count(row.id) > paged.size("limit")
    return sa.case((beyond_limit, TRUE), else_=paged.has_outside(bound))


def _end_cursor(paged: PagedList, row: Row, *, first: bool) -> sa.ColumnElement[Any]:
    """Return the cursor of the item where the page starts (``first``) or ends, or ``null`` for an empty page."""
    limit = paged.size("limit")
    last = sa.case((row.row_count < limit, row.row_count), else_=limit)
    is_end = row.row_number == (sa.literal_column("1") if first else last)
    return Coalesced([sa.func.max(paged.cursor(row)).filter(is_end)], "null")


def _total_count(paged: PagedList) -> sa.ColumnElement[Any]:
    paged.ctx.cost.count_read(COUNTED_LIST)
    alias, where = paged.rows()
    return sa.cast(select_value(alias, sa.func.count(), where).scalar_subquery(), sa.Text)
