"""The role that a column implies for the works named in it, learnt from its latest sections.

The column role is the role, other than REFERENCE, that the column's recommendations have most often, together with the
kinds of the works that have it. In a new section of that column, what the section singles out gets this role; every
other work is a REFERENCE, and so is every work where there is nothing to learn from: in a section without a column, and
in a column that is new.

A section singles out the works named in its heading; else one work of a kind that had the role before (of any kind
where none is): the only one, or the one named at least twice as often as each other. Several can be examined side by
side (SUBJECT) where each is named more than once; only one is recommended (PICK). Where several could be meant, and
where the column had two roles equally often, nothing is guessed: all are a REFERENCE, and the editor is told.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.tables import Column, Issue, Recommendation, Section, Work
from schema.vocabulary import RecommendationRole
from seed.linking.names import CatalogueEntry

LATEST_SECTIONS = 20
"""From how many sections of a column, its latest, roles are learnt: years of issues make an import no slower."""


def _role_counts() -> "sa.Select[str, str, str, int]":
    """Build the statement that counts the roles of each column by the kinds of works."""
    columns, sections, works = table_of(Column), table_of(Section), table_of(Work)
    recommendations, issues, other = table_of(Recommendation), table_of(Issue), table_of(Section).alias()
    latest = sa.select(other.c.sort_key).where(other.c.column_id == columns.c.id).correlate(columns)
    oldest = latest.order_by(other.c.sort_key.desc()).offset(LATEST_SECTIONS - 1).limit(1).scalar_subquery()
    in_latest = sections.c.sort_key >= sa.func.coalesce(oldest, "")
    named = (columns.c.slug, recommendations.c.role, works.c.kind)
    return (
        sa.select(*named, sa.func.count())
        .select_from(columns)
        .join(sections, (sections.c.column_id == columns.c.id) & in_latest)
        .join(recommendations, recommendations.c.section_id == sections.c.id)
        .join(issues, issues.c.id == recommendations.c.issue_id)
        .join(works, works.c.id == recommendations.c.work_id)
        .where(recommendations.c.role != RecommendationRole.REFERENCE)
        .where(issues.c.identity.is_distinct_from(sa.bindparam("identity", type_=sa.Text)))
        .group_by(*named)
    )


ROLE_COUNTS = _role_counts()


@dataclass(frozen=True)
class ColumnRole:
    """The role of the works that a column's sections are about, and their kinds; None where two are as frequent."""

    role: RecommendationRole | None
    kinds: frozenset[str]


class Roles(NamedTuple):
    """The role of each work that a section names, and those of them of which one or more may have the column's role."""

    roles: dict[CatalogueEntry, RecommendationRole]
    undecided: tuple[CatalogueEntry, ...] = ()


def learn_column_roles(session: Session, identity: str) -> dict[str, ColumnRole]:
    """Return the role of each column, by its slug, learnt from all issues but the one with this identity.

    The issue that is being imported does not count, so that importing it again gives the same roles.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for column, role, kind, count in session.execute(ROLE_COUNTS, {"identity": identity}):
        counts[column][role] += count
        kinds[column, role].add(kind)
    column_roles = {}
    for column, role_counts in counts.items():
        most = max(role_counts.values())
        roles = [role for role, count in role_counts.items() if count == most]
        role = RecommendationRole[roles[0]] if len(roles) == 1 else None
        column_roles[column] = ColumnRole(role, frozenset().union(*(kinds[column, each] for each in roles)))
    return column_roles


def assign_roles(
    column_role: ColumnRole | None, mentions: Mapping[CatalogueEntry, int], in_heading: Collection[CatalogueEntry]
) -> Roles:
    """Return the role of each work that a section names.

    Args:
        column_role: that of the section's column, if any.
        mentions: how often each work is named, in order of first mention.
        in_heading: those of the works that the heading names.
    """
    roles = dict.fromkeys(mentions, RecommendationRole.REFERENCE)
    if column_role is None:
        return Roles(roles)
    subjects = _subjects(column_role, mentions, in_heading)
    side_by_side = column_role.role == RecommendationRole.SUBJECT and all(mentions[work] > 1 for work in subjects)
    if column_role.role is None or not (len(subjects) == 1 or in_heading or side_by_side):
        return Roles(roles, tuple(subjects))
    return Roles(roles | dict.fromkeys(subjects, column_role.role))


def _subjects(
    column_role: ColumnRole, mentions: Mapping[CatalogueEntry, int], in_heading: Collection[CatalogueEntry]
) -> list[CatalogueEntry]:
    """Return the works that a section may be about; one, where it singles out one."""
    if in_heading:
        return [work for work in mentions if work in in_heading]
    usual = [work for work in mentions if work.kind in column_role.kinds] or list(mentions)
    most = max((mentions[work] for work in usual), default=0)
    return [work for work in usual if 2 * mentions[work] > most]
