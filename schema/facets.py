"""What lists hold, counted by what they can be filtered by."""

from typing import Annotated, Any

import sqlalchemy as sa
import strawberry

from schema import tables
from schema.engine.fields import facet, one, scalar, value_type
from schema.engine.specs import LinkedRow
from schema.enums import Access, CreditRole, OrganizationKind, RecommendationRole, WorkKind
from schema.filters import (
    APPEARANCE,
    CREDIT,
    CREDITED,
    OFFER,
    POSITION,
    SECTION_OF_ISSUE,
    WORK_IN_ISSUE,
    WORK_IN_SECTION,
)


def year_of_publication(issue: Any) -> sa.ColumnElement[int]:
    """Return the expression of the year of an issue's day."""
    return sa.cast(sa.func.substr(issue.published_on, sa.literal_column("1"), sa.literal_column("4")), sa.Integer)


@value_type
class KindCount:
    """A kind of work, and how many of the list are of it, or hold such works."""

    kind: WorkKind = scalar("The kind.", column="value")
    count: int = scalar("How many.", column="row_count")


@value_type
class TagCount:
    """A tag, and how many works of the list have it."""

    tag: str = scalar("The tag.", column="value")
    count: int = scalar("How many.", column="row_count")


@value_type
class YearCount:
    """A year, and how many of the list appeared in it."""

    year: int = scalar("The year.", column="value")
    count: int = scalar("How many.", column="row_count")


@value_type
class AccessCount:
    """A way to get at works, and how many of the list are offered so."""

    access: Access = scalar("The way.", column="value")
    count: int = scalar("How many.", column="row_count")


@value_type
class RoleCount:
    """A role, and how many of the list have it."""

    role: RecommendationRole = scalar("The role.", column="value")
    count: int = scalar("How many.", column="row_count")


@value_type
class CreditRoleCount:
    """What people do for works, and how many of the list did it."""

    role: CreditRole = scalar("What they did.", column="value")
    count: int = scalar("How many.", column="row_count")


@value_type
class OrganizationKindCount:
    """A kind of organisation, and how many of the list are of it."""

    kind: OrganizationKind = scalar("The kind.", column="value")
    count: int = scalar("How many.", column="row_count")


@value_type
class ColumnCount:
    """A column, and how many of the list appeared in it."""

    column: Annotated["Column", strawberry.lazy("schema.types")] = one(  # type: ignore[name-defined]  # noqa: F821
        "The column.", on=lambda counted, column: column.id == counted.value
    )
    count: int = scalar("How many.", column="row_count")


@value_type
class OrganizationCount:
    """An organisation, and how many of the list it belongs to."""

    organization: Annotated["Organization", strawberry.lazy("schema.types")] = one(  # type: ignore[name-defined]  # noqa: F821
        "The organisation.", on=lambda counted, body: body.id == counted.value
    )
    count: int = scalar("How many.", column="row_count")


@value_type
class PersonCount:
    """A person, and how many of the list are theirs."""

    person: Annotated["Person", strawberry.lazy("schema.types")] = one(  # type: ignore[name-defined]  # noqa: F821
        "The person.", on=lambda counted, person: person.id == counted.value
    )
    count: int = scalar("How many.", column="row_count")


def by_year_of_issues() -> Any:
    """Declare the years that the issues of rows are dated in."""
    return facet(
        "By the year that their issues are dated in, the newest first; without `published`.",
        year_of_publication,
        ignores="published",
        at=tables.Issue,
        key="issue_id",
    )


def by_kind_of_works(linked: LinkedRow) -> Any:
    """Declare the kinds of the works in rows, by the recommendations that filters ask for."""
    return facet(
        "By the kinds of the works they recommend, examine or name, in the roles of `role` where it is given, the most "
        "first.",
        lambda work: work.kind,
        ignores="kind",
        by_count=True,
        at=tables.Work,
        key="work_id",
        linked=linked,
    )


def by_role_of_works(linked: LinkedRow) -> Any:
    """Declare the roles that works have in rows, by the same recommendations."""
    return facet(
        "By the roles that works have in them, of the kinds of `kind` where it is given, the most first.",
        lambda recommendation: recommendation.role,
        ignores="role",
        by_count=True,
        linked=linked,
    )


@value_type
class WorkFacets:
    """What works there are in the whole list; each facet leaves out the filter's own condition on it, and no other."""

    kind: list[KindCount] = facet("By kind, the most first.", lambda work: work.kind, ignores="kind", by_count=True)
    year: list[YearCount] = facet(
        "By the year they came out, the newest first; without `year` and `years`.",
        lambda work: work.year,
        ignores=("year", "years"),
    )
    tag: list[TagCount] = facet(
        "By tag, the most first.",
        lambda tag: tag.name,
        ignores="tag",
        by_count=True,
        through=tables.WorkTag,
        of=tables.Tag,
        owner="work_id",
        target="tag_id",
    )
    column: list[ColumnCount] = facet(
        "By the columns they were recommended, examined or named in, the most first.",
        lambda section: section.column_id,
        at=tables.Section,
        key="section_id",
        ignores="column",
        by_count=True,
        of=tables.Column,
        linked=APPEARANCE,
    )
    platform: list[OrganizationCount] = facet(
        "By the platforms of offers that meet all else that is asked of one offer, the most first: those that are open "
        "on the day.",
        lambda offer: offer.platform_id,
        ignores="platform",
        by_count=True,
        of=tables.Organization,
        linked=OFFER,
    )
    access: list[AccessCount] = facet(
        "By the ways of the same offers, the most first.",
        lambda offer: offer.access,
        ignores="access",
        by_count=True,
        linked=OFFER,
    )
    person: list[PersonCount] = facet(
        "By the people credited, in the roles of `creditRole` where it is given, the most first.",
        lambda credit: credit.person_id,
        ignores="person",
        by_count=True,
        of=tables.Person,
        linked=CREDIT,
    )
    organization: list[OrganizationCount] = facet(
        "By the organisations behind them, the most first.",
        lambda body: body.id,
        ignores="organization",
        by_count=True,
        through=tables.WorkOrganization,
        of=tables.Organization,
        owner="work_id",
        target="organization_id",
    )


@value_type
class IssueFacets:
    """What issues there are in the whole list; each facet leaves out the filter's own condition on it, and no other."""

    year: list[YearCount] = facet(
        "By the year they are dated in, as the publication counts its days; the newest first.",
        year_of_publication,
        ignores="published",
    )
    column: list[ColumnCount] = facet(
        "By the columns of their sections, the most first.",
        lambda section: section.column_id,
        ignores="column",
        by_count=True,
        of=tables.Column,
        linked=SECTION_OF_ISSUE,
    )
    author: list[PersonCount] = facet(
        "By who wrote them, the most first.",
        lambda person: person.id,
        ignores="author",
        by_count=True,
        through=tables.IssueAuthor,
        of=tables.Person,
        owner="issue_id",
        target="person_id",
    )
    kind: list[KindCount] = by_kind_of_works(WORK_IN_ISSUE)
    role: list[RoleCount] = by_role_of_works(WORK_IN_ISSUE)


@value_type
class SectionFacets:
    """What sections there are in the list; each facet leaves out the filter's own condition on it, and no other."""

    year: list[YearCount] = by_year_of_issues()
    column: list[ColumnCount] = facet(
        "By the columns they stand in, the most first.",
        lambda section: section.column_id,
        ignores="column",
        by_count=True,
        of=tables.Column,
    )
    kind: list[KindCount] = by_kind_of_works(WORK_IN_SECTION)
    role: list[RoleCount] = by_role_of_works(WORK_IN_SECTION)


@value_type
class PersonFacets:
    """What people there are in the list; each facet leaves out the filter's own condition on it, and no other."""

    role: list[CreditRoleCount] = facet(
        "By what they did for works, the most first.",
        lambda credit: credit.role,
        ignores="role",
        by_count=True,
        linked=CREDITED,
    )
    organization: list[OrganizationCount] = facet(
        "By the organisations in which they have a position, the most first.",
        lambda affiliation: affiliation.organization_id,
        ignores="organization",
        by_count=True,
        of=tables.Organization,
        linked=POSITION,
    )


@value_type
class OrganizationFacets:
    """What organisations there are in the list; each facet leaves out the filter's own condition on it alone."""

    kind: list[OrganizationKindCount] = facet(
        "By kind, the most first.", lambda body: body.kind, ignores="kind", by_count=True
    )


@value_type
class RecommendationFacets:
    """What recommendations there are in the list; each facet leaves out the filter's own condition on it alone."""

    role: list[RoleCount] = facet("By role, the most first.", lambda row: row.role, ignores="role", by_count=True)
    year: list[YearCount] = by_year_of_issues()
    kind: list[KindCount] = facet(
        "By the kinds of their works, the most first.",
        lambda work: work.kind,
        ignores="kind",
        by_count=True,
        at=tables.Work,
        key="work_id",
    )
    column: list[ColumnCount] = facet(
        "By the columns they stand in, the most first.",
        lambda section: section.column_id,
        ignores="column",
        by_count=True,
        of=tables.Column,
        at=tables.Section,
        key="section_id",
    )
    platform: list[OrganizationCount] = facet(
        "By the platforms of offers that meet all else that is asked of one offer, the most first: those that are open "
        "on the day.",
        lambda offer: offer.platform_id,
        ignores="platform",
        by_count=True,
        of=tables.Organization,
        linked=OFFER,
        own="work_id",
    )
