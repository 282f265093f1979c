"""What lists hold, counted: works by kind and tag, issues by year."""

from typing import Any

import sqlalchemy as sa

from schema import tables
from schema.engine.fields import facet, scalar, value_type
from schema.enums import WorkKind


def year_of_publication(issue: Any) -> sa.ColumnElement[int]:
    """Return the expression of the year of an issue's day."""
    return sa.cast(sa.func.substr(issue.published_on, sa.literal_column("1"), sa.literal_column("4")), sa.Integer)


@value_type
class KindCount:
    """A kind, and how many works of the list are of it."""

    kind: WorkKind = scalar("The kind.", column="value")
    count: int = scalar("How many.", column="row_count")


@value_type
class TagCount:
    """A tag, and how many works of the list have it."""

    tag: str = scalar("The tag.", column="value")
    count: int = scalar("How many.", column="row_count")


@value_type
class YearCount:
    """A year, and how many issues of the list appeared in it."""

    year: int = scalar("The year.", column="value")
    count: int = scalar("How many.", column="row_count")


@value_type
class WorkFacets:
    """What works there are in the whole list; each facet leaves out the filter's own condition on it, and no other."""

    kind: list[KindCount] = facet("By kind, the most first.", lambda work: work.kind, ignores="kind", by_count=True)
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


@value_type
class IssueFacets:
    """What issues there are in the whole list; each facet leaves out the filter's own condition on it, and no other."""

    year: list[YearCount] = facet(
        "By the year they are dated in, as the publication counts its days; the newest first.",
        year_of_publication,
        ignores="published",
    )
