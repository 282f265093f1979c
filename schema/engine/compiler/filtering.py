"""Filters of lists: each field is a condition, some of them belong to one linked row, and filters nest."""

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa

from schema.engine.arguments import ArgumentValue
from schema.engine.compiler.context import CompilerContext
from schema.engine.cost import CONDITION
from schema.engine.fields import filter_spec
from schema.engine.specs import AnyFilter, LinkedRow, NotFilter, PartOfRow
from schema.engine.sql.json_text import AmongSelected, NotTrue

Asked = dict[str, ArgumentValue]


def filter_conditions(
    ctx: CompilerContext, type_: Any, value: ArgumentValue, row: Any, without: Collection[str] = ()
) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that a filter puts on a row, but for those of the fields ``without``."""
    where: list[sa.ColumnElement[bool]] = []
    for key, inner in value.items():
        if key in without:
            continue
        ctx.cost.count_read(CONDITION)
        spec = filter_spec(type_, key)
        if isinstance(spec, AnyFilter):
            nested = [sa.and_(sa.true(), *filter_conditions(ctx, type_, each, row)) for each in inner.each_item()]
            where.append(sa.or_(sa.false(), *nested))
        elif isinstance(spec, NotFilter):
            where.append(NotTrue(sa.and_(sa.true(), *filter_conditions(ctx, type_, inner, row))))
        elif not isinstance(spec, PartOfRow):
            where.append(spec(row, inner, ctx.env))
    for part, asked in linked_rows(type_, value, without).items():
        own, owners = getattr(row, part.own), select_owners(ctx, part.row, asked)
        where.append(AmongSelected(own, owners) if part.row.few & asked.keys() else own.in_(owners))
    return where


def linked_rows(type_: Any, value: ArgumentValue, without: Collection[str] = ()) -> dict[PartOfRow, Asked]:
    """Return the linked rows that a filter asks for, each with the fields that do."""
    rows: dict[PartOfRow, Asked] = {}
    for key, inner in value.items():
        spec = filter_spec(type_, key)
        if key not in without and isinstance(spec, PartOfRow):
            rows.setdefault(spec, {})[key] = inner
    return rows


def keys_of(type_: Any, row: LinkedRow) -> set[str]:
    """Return the fields of a filter that ask for a linked row."""
    specs: Iterator[tuple[str, Any]] = ((key, filter_spec(type_, key)) for key in type_.fields)
    return {key for key, spec in specs if isinstance(spec, PartOfRow) and spec.row == row}


def select_owners(ctx: CompilerContext, linked: LinkedRow, asked: Asked) -> "sa.Select[Any]":
    """Select the owners of the linked rows that meet what is asked for."""
    alias = ctx.alias(linked.table)
    row = alias.row()
    where = [*linked.where(row, asked, ctx.env), *ctx.visibility(row)]
    return sa.select(getattr(row, linked.owner)).select_from(alias.from_clause()).where(*where)
