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
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from schema.tables import Column, Issue, Recommendation, Section, Work
from schema.vocabulary import RecommendationRole
from seed.linking.names import CatalogueEntry

LATEST_SECTIONS = 20
"""From how many sections of a column, its latest, roles are learnt: years of issues make an import no slower."""


def _role_counts() -> "sa.Select[str, str, str, int]":
    """Build the statement that counts the roles of each column by the kinds of works."""
    other = aliased(Section)
    latest = sa.select(col(other.sort_key)).where(col(other.column_id) == col(Column.id)).correlate(Column)
    oldest = latest.order_by(col(other.sort_key).desc()).offset(LATEST_SECTIONS - 1).limit(1).scalar_subquery()
    in_latest = col(Section.sort_key) >= sa.func.coalesce(oldest, "")
    return (
        sa.select(col(Column.slug), col(Recommendation.role), col(Work.kind), sa.func.count())
        .select_from(Column)
        .join(Section, (col(Section.column_id) == col(Column.id)) & in_latest)
        .join(Recommendation, col(Recommendation.section_id) == col(Section.id))
        .join(Issue, col(Issue.id) == col(Recommendation.issue_id))
        .join(Work, col(Work.id) == col(Recommendation.work_id))
        .where(col(Recommendation.role) != RecommendationRole.REFERENCE)
        .where(col(Issue.identity).is_distinct_from(sa.bindparam("identity", type_=sa.Text)))
        .group_by(col(Column.slug), col(Recommendation.role), col(Work.kind))
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
