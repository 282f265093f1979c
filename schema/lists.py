"""What lists of the content have in common: the SELECTs and expressions that their types share."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from schema import tables
from schema.bases import table_of
from schema.engine.specs import SqlBuilder
from schema.enums import CreditRole
from schema.vocabulary import StoredStatus

VERSION = "1 when it is made, one more with each change of it that is saved: an edit says which state it is made on."


def page_url(path: str, key: str = "slug") -> SqlBuilder:
    """Return the expression of a page's URL: the base URL, the path and the row's slug or id."""
    return lambda row, env: env.base_url + sa.literal_column(f"'{path}'", sa.Text()) + getattr(row, key)


def current_status(issue: Any, env: Any) -> Any:
    """Return the expression of an issue's status now: a published issue with a date in the future is scheduled."""
    scheduled = (issue.status == sa.literal_column(f"'{StoredStatus.PUBLISHED}'")) & (issue.published_at > env.now)
    return sa.case((scheduled, sa.literal_column("'SCHEDULED'", sa.Text())), else_=issue.status)


def select_linked(model: type[SQLModel], column: str, **equal: Any) -> "sa.Select[Any]":
    """Select ``column`` of the rows whose other columns equal these values."""
    table = table_of(model)
    return sa.select(table.c[column]).where(*(table.c[name] == value for name, value in equal.items()))


def select_sections_about(body: Any) -> "sa.CompoundSelect[Any]":
    """Select the sections that name an organisation, and those with a source that it published."""
    named = select_linked(tables.SectionOrganization, "section_id", organization_id=body.id)
    return named.union(select_linked(tables.Source, "section_id", publication_id=body.id))


def select_works_of(body: Any) -> "sa.Select[Any]":
    """Select the works that an organisation is behind."""
    return select_linked(tables.WorkOrganization, "work_id", organization_id=body.id)


def select_recommendations_of(works: "sa.Select[Any]") -> "sa.Select[Any]":
    """Select the recommendations of some works."""
    table = table_of(tables.Recommendation)
    return sa.select(table.c.id).where(table.c.work_id.in_(works))


MAKING = ((CreditRole.CREATOR, CreditRole.AUTHOR), (CreditRole.DIRECTOR,), (CreditRole.PERFORMER, CreditRole.HOST))
"""In which roles people are those by whom a work is: the first of these that somebody has."""


def select_makers(work: Any) -> "sa.CompoundSelect[Any]":
    """Select the ids of those by whom a work is, with their places: people, or where there are none organisations."""
    credit, best, behind = (table_of(each).alias() for each in (tables.Credit, tables.Credit, tables.WorkOrganization))
    first = sa.select(sa.func.min(_rank(best.c.role))).where(best.c.work_id == work.id).scalar_subquery()
    people = (
        sa.select(credit.c.person_id.label("id"), sa.func.min(credit.c.position).label("place"))
        .where(credit.c.work_id == work.id, _rank(credit.c.role) == first)
        .group_by(credit.c.person_id)
    )
    organizations = sa.select(behind.c.organization_id, behind.c.position).where(
        behind.c.work_id == work.id, first.is_(None)
    )
    return people.union_all(organizations)


def _rank(role: Any) -> sa.ColumnElement[Any]:
    """Return the expression of how near a role is to making; NULL for those that are not."""
    cases: list[tuple[sa.ColumnElement[bool], sa.ColumnElement[Any]]] = [
        (role.in_([sa.literal_column(f"'{each}'") for each in roles]), sa.literal_column(str(rank)))
        for rank, roles in enumerate(MAKING, 1)
    ]
    return sa.case(*cases, else_=sa.null())
