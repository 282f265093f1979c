"""Which role a column implies for the works named in it, learnt from what stands in the column already.

A column's habit is the role, other than REFERENCE, that its recommendations have most often (PICK where two are as
frequent), and the kinds of work that had it. In a new section of that column the habit's role goes to the works that
the section is about; every other work is a REFERENCE, and so is every work where there is no habit to learn from: in
a section without a column, and in a column that is new.

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

COUNTS = (
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
    """The role that a column gives to what it is about, and the kinds of work it gave it to."""

    role: RecommendationRole
    kinds: frozenset[str]


def learn_column_roles(session: Session, identity: str) -> dict[str, ColumnRole]:
    """Learn the habit of each column (by slug) from all issues but the one with this identity.

    The issue that is being imported does not count, so that importing it again gives the same roles.
    """
    rows = session.execute(COUNTS, {"identity": identity})
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for column, role, kind, number in rows:
        counts[column][role] += number
        kinds[column, role].add(kind)
    habits = {}
    for column, count in counts.items():
        role = max(count, key=lambda role: (count[role], role == RecommendationRole.PICK))
        habits[column] = ColumnRole(RecommendationRole[role], frozenset(kinds[column, role]))
    return habits


def roles(
    habit: ColumnRole | None, mentions: Mapping[CatalogueEntry, int], in_heading: Collection[CatalogueEntry]
) -> dict[CatalogueEntry, RecommendationRole]:
    """Give each work of a section its role.

    Args:
        habit: that of the section's column, if any.
        mentions: how often each work is named, in order of first mention.
        in_heading: those of them that the heading names.
    """
    subjects = _subjects(habit, mentions, in_heading) if habit else set()
    return {work: habit.role if habit and work in subjects else RecommendationRole.REFERENCE for work in mentions}


def _subjects(
    habit: ColumnRole, mentions: Mapping[CatalogueEntry, int], in_heading: Collection[CatalogueEntry]
) -> set[CatalogueEntry]:
    if in_heading:
        return set(in_heading)
    usual = [work for work in mentions if work.kind in habit.kinds] or list(mentions)
    most = max((mentions[work] for work in usual), default=0)
    if most == 1:
        return set(usual[:1])
    return {work for work in usual if 2 * mentions[work] > most}
