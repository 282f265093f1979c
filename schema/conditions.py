"""What the fields of filters ask for, as SELECTs of the rows that meet it and conditions on rows.

What a condition looks at beside the row itself has to be visible too, unless the row leads to it: what a visible work
or section names is visible.
"""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from schema import tables
from schema.bases import table_of
from schema.engine.arguments import is_any_of
from schema.engine.specs import Asked
from schema.slugs import select_with_slugs
from schema.text import tag_slug

Conditions = list[sa.ColumnElement[bool]]


def select_tagged(names: Any) -> "sa.Select[Any]":
    """Select the works with any of the tags, which are the same however they are spelt (``writes.save_work``)."""
    links, tags = table_of(tables.WorkTag), table_of(tables.Tag)
    named = is_any_of(tags.c.slug, names.each(tag_slug))
    return sa.select(links.c.work_id).join(tags, tags.c.id == links.c.tag_id).where(named)


def select_kinds(kinds: Any) -> "sa.Select[Any]":
    """Select the works of some kinds."""
    works = table_of(tables.Work)
    return sa.select(works.c.id).where(is_any_of(works.c.kind, kinds))


def select_of_years(years: Any) -> "sa.Select[Any]":
    """Select the works that came out within a range of years."""
    works = table_of(tables.Work)
    return sa.select(works.c.id).where(within(works.c.year, years, sa.Integer()))


def select_in_columns(slugs: Any) -> "sa.Select[Any]":
    """Select the sections of some columns."""
    sections = table_of(tables.Section)
    return sa.select(sections.c.id).where(sections.c.column_id.in_(select_with_slugs("Column", slugs)))


def select_linked_to(model: type[SQLModel], owner: str, target: str, type_: str, slugs: Any) -> "sa.Select[Any]":
    """Select the ``owner`` of the links of a table whose ``target`` has any of the slugs."""
    links = table_of(model)
    return sa.select(links.c[owner]).where(links.c[target].in_(select_with_slugs(type_, slugs)))


def select_named(model: type[SQLModel], target: str, type_: str, slugs: Any) -> "sa.Select[Any]":
    """Select the issues with a section that names any of some people or organisations."""
    sections = table_of(tables.Section)
    naming = select_linked_to(model, "section_id", target, type_, slugs)
    return sa.select(sections.c.issue_id).where(sections.c.id.in_(naming))


def select_named_elsewhere(names: Any) -> "sa.Select[Any]":
    """Select the works that have any of some names in somebody else's catalogue."""
    stored = table_of(tables.ExternalId)
    named = [
        sa.and_(stored.c.scheme == name["scheme"].parameter(), stored.c.value == name["value"].parameter())
        for name in names.each_item()
    ]
    return sa.select(stored.c.work_id).where(sa.or_(sa.false(), *named))


def select_published(days: Any) -> "sa.Select[Any]":
    """Select the issues that are dated within some days."""
    issues = table_of(tables.Issue)
    return sa.select(issues.c.id).where(published_within(issues.c, days))


def select_in_languages(tags: Any) -> "sa.Select[Any]":
    """Select the issues in any of some languages."""
    issues = table_of(tables.Issue)
    return sa.select(issues.c.id).where(in_languages(issues.c, tags))


def select_appeared(model: type[SQLModel], target: str, slugs: Any, env: Any) -> "sa.Select[Any]":
    """Select what visible sections of some columns name."""
    links, sections = table_of(model), table_of(tables.Section)
    visible = sa.select(sections.c.id).where(
        sections.c.column_id.in_(select_with_slugs("Column", slugs)), *env.visible(sections.c)
    )
    return sa.select(links.c[target]).where(links.c.section_id.in_(visible))


def in_languages(issue: Any, tags: Any) -> sa.ColumnElement[bool]:
    """Return the condition that an issue is in any of some languages."""
    return is_any_of(sa.func.lower(issue.language), tags.each(str.lower))


def within(column: Any, bounds: Any, type_: Any) -> sa.ColumnElement[bool]:
    """Return the condition that a column's value is within a range, its ends included; NULL is within none."""
    ends = {key: end.parameter(type_) for key, end in bounds.items()}
    return _between(column, ends)


def published_within(issue: Any, days: Any) -> sa.ColumnElement[bool]:
    """Return the condition that an issue's day is within a range."""
    return _between(issue.published_on, {key: day.each(date.isoformat).parameter() for key, day in days.items()})


def _between(column: Any, ends: dict[str, Any]) -> sa.ColumnElement[bool]:
    conditions = [column.is_not(None)]
    if "from" in ends:
        conditions.append(column >= ends["from"])
    if "to" in ends:
        conditions.append(column <= ends["to"])
    return sa.and_(*conditions)


def is_credit(credit: Any, asked: Asked, env: Any) -> Conditions:
    """Return the conditions that one credit is what the fields of a filter of works ask for together."""
    del env
    where: Conditions = []
    if "person" in asked:
        where.append(credit.person_id.in_(select_with_slugs("Person", asked["person"])))
    if "creditRole" in asked:
        where.append(is_any_of(credit.role, asked["creditRole"]))
    return where


def is_credited(credit: Any, asked: Asked, env: Any) -> Conditions:
    """Return the conditions that a credit of somebody is in some role, for a visible work."""
    works = table_of(tables.Work)
    where: Conditions = [is_any_of(credit.role, asked["role"])] if "role" in asked else []
    if visible := env.visible(works.c):
        where.append(credit.work_id.in_(sa.select(works.c.id).where(*visible)))
    return where


def is_in_column(section: Any, asked: Asked, env: Any) -> Conditions:
    """Return the conditions that a section is in a column."""
    del env
    return [section.column_id.in_(select_with_slugs("Column", asked["column"]))] if "column" in asked else []


def is_position(affiliation: Any, asked: Asked, env: Any) -> Conditions:
    """Return the conditions that an affiliation is to an organisation."""
    del env
    slugs = asked.get("organization")
    return [affiliation.organization_id.in_(select_with_slugs("Organization", slugs))] if slugs else []


def is_said(recommendation: Any, asked: Asked, env: Any) -> Conditions:
    """Return the conditions that one recommendation is what the fields of a filter ask for together."""
    del env
    where: Conditions = []
    if "work" in asked:
        where.append(recommendation.work_id.in_(select_with_slugs("Work", asked["work"])))
    if "kind" in asked:
        where.append(recommendation.work_id.in_(select_kinds(asked["kind"])))
    if "column" in asked:
        where.append(recommendation.section_id.in_(select_in_columns(asked["column"])))
    if "role" in asked:
        where.append(is_any_of(recommendation.role, asked["role"]))
    if "recommended" in asked:
        where.append(recommendation.issue_id.in_(select_published(asked["recommended"])))
    return where
