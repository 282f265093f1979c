"""The role that a column implies for the works named in it, learnt from the recommendations it has already.

The column role is the role, other than REFERENCE, that the column's recommendations have most often (PICK where two are
as frequent), together with the kinds of the works that have it. In a new section of that column, the works that the
section is about get this role; every other work is a REFERENCE, and so is every work where there is nothing to learn
from: in a section without a column, and in a column that is new.

A section is about the works named in its heading; else about those that it names most. Works of a kind that had the
role before come before all others; among them, those named more than half as often as the most named one count, and
when each is named only once, the first of them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from schema.tables import Column, Issue, Recommendation, Section, Work
from schema.vocabulary import RecommendationRole
from seed.linking.names import CatalogueEntry

ROLE_COUNTS = (
    sa.select(col(Column.slug), col(Recommendation.role), col(Work.kind), sa.func.count())
    .select_from(Recommendation)
    .join(Section, col(Section.id) == col(Recommendation.section_id))
    .join(Column, col(Column.id) == col(Section.column_id))
    .join(Issue, col(Issue.id) == col(Recommendation.issue_id))
    .join(Work, col(Work.id) == col(Recommendation.work_id))
    .where(col(Recommendation.role) != RecommendationRole.REFERENCE)
    .where(col(Issue.identity).is_distinct_from(sa.bindparam("identity", type_=sa.Text)))
    .group_by(col(Column.slug), col(Recommendation.role), col(Work.kind))
)


@dataclass(frozen=True)
class ColumnRole:
    """The role of the works that a column's sections are about, and the kinds of the works that had it."""

    role: RecommendationRole
    kinds: frozenset[str]


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
        role = max(role_counts, key=lambda role: (role_counts[role], role == RecommendationRole.PICK))
        column_roles[column] = ColumnRole(RecommendationRole[role], frozenset(kinds[column, role]))
    return column_roles


def assign_roles(
    column_role: ColumnRole | None, mentions: Mapping[CatalogueEntry, int], in_heading: Collection[CatalogueEntry]
) -> dict[CatalogueEntry, RecommendationRole]:
    """Return the role of each work that a section names.

    Args:
        column_role: that of the section's column, if any.
        mentions: how often each work is named, in order of first mention.
        in_heading: those of the works that the heading names.
    """
    if column_role is None:
        return dict.fromkeys(mentions, RecommendationRole.REFERENCE)
    subjects = _subjects(column_role, mentions, in_heading)
    return {work: column_role.role if work in subjects else RecommendationRole.REFERENCE for work in mentions}


def _subjects(
    column_role: ColumnRole, mentions: Mapping[CatalogueEntry, int], in_heading: Collection[CatalogueEntry]
) -> set[CatalogueEntry]:
    """Return the works that a section is about."""
    if in_heading:
        return set(in_heading)
    usual = [work for work in mentions if work.kind in column_role.kinds] or list(mentions)
    most = max((mentions[work] for work in usual), default=0)
    if most == 1:
        return set(usual[:1])
    return {work for work in usual if 2 * mentions[work] > most}
