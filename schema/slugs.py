"""Conditions on slugs: rows are found by those that they have, and by those that they had."""

from typing import Any

import sqlalchemy as sa

from schema import tables
from schema.bases import table_of
from schema.engine.arguments import is_any_of
from schema.text import fold


def slug_is(type_: str) -> Any:
    """Return the condition that a row has the slug, now or formerly, whichever its case and accents."""
    return lambda row, slug: row.id.in_(_select_targets(type_, lambda column: column == slug.each(fold).parameter()))


def slug_in(type_: str, column: str = "id") -> Any:
    """Return the condition that ``column`` refers to a row that has one of the slugs, as ``slug_is`` has it."""
    return lambda row, slugs: getattr(row, column).in_(select_with_slugs(type_, slugs))


def select_with_slugs(type_: str, slugs: Any) -> "sa.Select[Any]":
    """Select the ids of the rows that have one of the slugs, as ``slug_is`` has it."""
    return _select_targets(type_, lambda column: is_any_of(column, slugs.each(fold)))


def _select_targets(type_: str, matches: Any) -> "sa.Select[Any]":
    slugs = table_of(tables.Slug)
    of_type = slugs.c.type == sa.literal_column(f"'{type_}'")
    return sa.select(slugs.c.target_id).where(of_type, matches(slugs.c.slug))
