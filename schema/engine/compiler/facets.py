"""Facets: the values that the rows of a connection have, each with how many have it.

They are counted over the whole list, whatever its page, by one GROUP BY each.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from graphql import GraphQLObjectType, get_named_type

from schema.engine.compiler.context import CompilerContext
from schema.engine.compiler.dispatch import compile_spec
from schema.engine.compiler.json_objects import compile_object
from schema.engine.compiler.operation import SelectedField
from schema.engine.compiler.relations import relation
from schema.engine.cost import COUNTED_LINKS, COUNTED_LIST
from schema.engine.pagination import read_facet_arguments
from schema.engine.specs import FacetField, LinkedRow
from schema.engine.sql.json_text import JoinedSelect, NotTrue, json_array
from schema.engine.sql.rows import Row, TableAlias

if TYPE_CHECKING:
    from schema.engine.compiler.connection import PagedList


@compile_spec.register(FacetField)
@relation
def _facet(
    spec: FacetField, ctx: CompilerContext, paged: "PagedList", selected: SelectedField
) -> sa.ColumnElement[Any]:
    limit = ctx.arguments(selected, read_facet_arguments).values["first"]
    type_ = get_named_type(selected.definition.type)
    assert isinstance(type_, GraphQLObjectType)
    counted = _counting(spec)(spec, paged)
    order = _order(spec, counted.selected_columns)
    rows = counted.order_by(*order).limit(sa.literal_column(str(limit), sa.Integer()))
    alias = TableAlias(
        paged.table, ctx.numbers, {"value": counted.selected_columns.value.type, "row_count": sa.Integer()}, "facet"
    )
    in_rows = spec.through is None and spec.linked is None and spec.at is None
    ctx.cost.count_read(COUNTED_LIST if in_rows else COUNTED_LINKS)
    with ctx.cost.counting(limit):
        item = compile_object(ctx, alias.row(), type_, selected.nodes, selected.path)
    subquery = rows.subquery(alias.name)
    return json_array(JoinedSelect(item, sa.select().select_from(subquery), _order(spec, subquery.c)))


def _counting(spec: FacetField) -> "Callable[[FacetField, PagedList], sa.Select[Any]]":
    """Return the function that selects the values, each with how many rows have it and its place among equals."""
    if spec.through is not None:
        return _count_links
    return _count_values if spec.linked is None and spec.of is None and spec.at is None else _count_elsewhere


def _order(spec: FacetField, columns: Any) -> list[sa.ColumnElement[Any]]:
    """Return the order of the values, by the columns of a SELECT or a subquery."""
    return [columns.row_count.desc(), columns.place] if spec.by_count else [columns.place.desc()]


def _count_values(spec: FacetField, paged: "PagedList") -> "sa.Select[Any]":
    """Select the values of the rows themselves."""
    alias, where = paged.rows(spec.ignores)
    value = spec.value(alias.row())
    counted = (
        sa.select(value.label("value"), sa.func.count().label("row_count"))
        .select_from(alias.from_clause())
        .where(*where, value.is_not(None))
        .group_by(value)
        .subquery(f"counted{next(paged.ctx.numbers)}")
    )
    return sa.select(counted.c.value, counted.c.row_count, counted.c.value.label("place"))


def _count_elsewhere(spec: FacetField, paged: "PagedList") -> "sa.Select[Any]":
    """Select the values of what rows are linked to, or refer to: each row counts once for each of them."""
    ctx = paged.ctx
    if spec.linked is None:
        alias, where = paged.rows(spec.ignores)
        found = _select_each(spec, ctx, alias.row(), alias.row().id, alias.from_clause(), where)
    else:
        found = _select_linked(spec, spec.linked, paged)
    each = found.subquery(f"each{next(ctx.numbers)}")
    number = sa.func.count() if spec.linked is None else sa.func.count(each.c.id.distinct())
    counted = (
        sa.select(each.c.value, number.label("row_count"))
        .where(each.c.value.is_not(None))
        .group_by(each.c.value)
        .subquery(f"counted{next(ctx.numbers)}")
    )
    if spec.of is None:
        return sa.select(counted.c.value, counted.c.row_count, counted.c.value.label("place"))
    target = ctx.alias(spec.of)
    return (
        sa.select(counted.c.value, counted.c.row_count, target.row().slug.label("place"))
        .select_from(target.from_clause().join(counted, target.row().id == counted.c.value))
        .where(*ctx.visibility(target.row()))
    )


def _select_linked(spec: FacetField, linked: LinkedRow, paged: "PagedList") -> "sa.Select[Any]":
    """Select the values of linked rows that meet what is asked of one, with the ids of the rows they belong to.

    Where all rows that the viewer may see are in the list, the few that they may not are left out: looking up each of
    the others would take most of the time.
    """
    ctx = paged.ctx
    link, alias = ctx.alias(linked.table), ctx.alias(paged.table)
    row, own = link.row(), alias.row()
    owner, from_clause = getattr(row, linked.owner), link.from_clause()
    where = [*linked.where(row, paged.asked_of(linked, spec.ignores), ctx.env), *ctx.visibility(row)]
    narrowing = paged.narrowing(own, {*spec.ignores, *paged.keys_of(linked)})
    visible = ctx.visibility(own)
    if narrowing or spec.own != "id":
        columns = [own.id.label("id"), getattr(own, spec.own).label("own")]
        listed = sa.select(*columns).select_from(alias.from_clause()).where(*visible, *narrowing)
        if paged.spec.on:
            # With an OFFSET the rows of the parent stay a SELECT of its own. SQLite would read them anew for each link.
            listed = listed.offset(sa.literal_column("0"))
        rows: Any = listed.subquery(f"listed{next(ctx.numbers)}")
        from_clause = from_clause.join(rows, owner == rows.c.own)
        owner = rows.c.id
    elif visible:
        hidden = sa.select(own.id).select_from(alias.from_clause()).where(NotTrue(sa.and_(*visible)))
        where.append(owner.not_in(hidden))
    return _select_each(spec, ctx, row, owner, from_clause, where)


def _select_each(
    spec: FacetField,
    ctx: CompilerContext,
    row: Row,
    id_: sa.ColumnElement[Any],
    from_clause: sa.FromClause,
    where: list[sa.ColumnElement[bool]],
) -> "sa.Select[Any]":
    """Select the value of each row, with the id of the row of the list that it counts for."""
    if spec.at is not None:
        at = ctx.alias(spec.at)
        from_clause = from_clause.join(at.from_clause(), at.row().id == getattr(row, spec.key))
        row = at.row()
    return sa.select(spec.value(row).label("value"), id_.label("id")).select_from(from_clause).where(*where)


def _count_links(spec: FacetField, paged: "PagedList") -> "sa.Select[Any]":
    """Select the values of the rows that a table links them to: the links are counted before their values are read."""
    ctx = paged.ctx
    assert spec.through is not None
    assert spec.of is not None
    alias, where = paged.rows(spec.ignores)
    link, target = ctx.alias(spec.through), ctx.alias(spec.of)
    linked = getattr(link.row(), spec.target)
    counted = (
        sa.select(linked.label("id"), sa.func.count().label("row_count"))
        .select_from(link.from_clause().join(alias.from_clause(), getattr(link.row(), spec.owner) == alias.row().id))
        .where(*where)
        .group_by(linked)
        .subquery(f"counted{next(ctx.numbers)}")
    )
    row = target.row()
    return (
        sa.select(spec.value(row).label("value"), counted.c.row_count, row.slug.label("place"))
        .select_from(target.from_clause().join(counted, row.id == counted.c.id))
        .where(*ctx.visibility(row))
    )
