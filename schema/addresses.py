"""The addresses of all that may be read, for sitemaps.

They are whole lists, read by one statement, where a connection has pages of a hundred.
"""

from datetime import datetime
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from schema.bases import table_of
from schema.column_types import UtcDateTime
from schema.engine.read_scope import ReadScope
from schema.engine.sql.json_text import Concat, Instant
from schema.tables import Column, Issue, Organization, Person, Recommendation, Work
from schema.version import content_version
from schema.vocabulary import RecommendationRole

SEPARATOR = sa.literal_column("','", sa.Text())  # in no slug, id or instant


class AddressList(StrEnum):
    """The lists, by the first part of their addresses."""

    ISSUES = "issues"
    WORKS = "works"
    RECOMMENDATIONS = "recommendations"
    COLUMNS = "columns"
    PEOPLE = "people"
    ORGANIZATIONS = "organizations"


def select_names(now: datetime, read_scope: ReadScope, lists: list[AddressList]) -> "sa.Select[Any]":
    """Select the content version and what ends the addresses of each list: ``a,b,c``, in no order.

    With an issue stands when it was changed: ``a 2023-07-21T06:00:00Z,b ...``.
    """
    return _select(now, read_scope, lists, lambda name: sa.func.coalesce(sa.func.string_agg(name, SEPARATOR), ""))


def select_counts(now: datetime, read_scope: ReadScope) -> "sa.Select[Any]":
    """Select the content version and how many addresses each list has."""
    return _select(now, read_scope, list(AddressList), lambda _: sa.cast(sa.func.count(), sa.Text))


def _select(now: datetime, read_scope: ReadScope, lists: list[AddressList], aggregate: Any) -> "sa.Select[Any]":
    env = SimpleNamespace(now=sa.bindparam("now", now, UtcDateTime()))
    issues, works, recommendations = table_of(Issue), table_of(Work), table_of(Recommendation)
    columns, people, organizations = table_of(Column), table_of(Person), table_of(Organization)
    recommended = recommendations.c.role.in_([RecommendationRole.PICK, RecommendationRole.SUBJECT])
    names: dict[AddressList, tuple[sa.Table, sa.ColumnElement[Any], list[sa.ColumnElement[bool]]]] = {
        AddressList.ISSUES: (issues, Concat(issues.c.slug, " ", Instant(issues.c.updated_at)), []),
        AddressList.WORKS: (works, works.c.slug, []),
        AddressList.RECOMMENDATIONS: (recommendations, recommendations.c.id, [recommended]),
        AddressList.COLUMNS: (columns, columns.c.slug, []),
        AddressList.PEOPLE: (people, people.c.slug, []),
        AddressList.ORGANIZATIONS: (organizations, organizations.c.slug, []),
    }
    selected: list[sa.ColumnElement[Any]] = [content_version(env, read_scope)]
    for each in lists:
        table, name, conditions = names[each]
        row: Any = table.c
        visible: Any = read_scope.rule(row, env)
        where = conditions if visible is None else [visible, *conditions]
        selected.append(sa.select(aggregate(name)).select_from(table).where(*where).scalar_subquery())
    labelled: list[Any] = [column.label(f"r{number}") for number, column in enumerate(selected)]
    return sa.select(*labelled)
