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
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.tables import Issue, Recommendation, Section, Work
from schema.vocabulary import RecommendationRole
from seed.linking.names import CatalogueEntry

LATEST_SECTIONS = 20
"""From how many sections of a column, its latest, roles are learnt: years of issues make an import no slower."""
MOST_COLUMNS = 100
"""So many are read by one statement; SQLite takes 500 parts of a union."""


@cache
def _select_role_counts(columns: int) -> "sa.Select[str, str, str, int]":
    """Select how often each of some columns, ``:column_0`` and on, had a role, by the kinds of works.

    The latest sections are read column by column, so that no database comes to think of reading all recommendations.
    """
    sections, works = table_of(Section), table_of(Work)
    recommendations, issues = table_of(Recommendation), table_of(Issue)
    newest = sa.select(sections.c.id, sections.c.column_id)
    newest = newest.order_by(sections.c.sort_key.desc()).limit(LATEST_SECTIONS)
    of_column = [newest.where(sections.c.column_id == sa.bindparam(f"column_{each}")) for each in range(columns)]
    latest = sa.union_all(*(sa.select(each.subquery()) for each in of_column)).subquery()
    own = sa.select(issues.c.id).where(issues.c.identity == sa.bindparam("identity")).scalar_subquery()
    counted = (latest.c.column_id, recommendations.c.role, works.c.kind)
    return (
        sa.select(*counted, sa.func.count())
        .select_from(latest)
        .join(recommendations, recommendations.c.section_id == latest.c.id)
        .join(works, works.c.id == recommendations.c.work_id)
        .where(recommendations.c.role != RecommendationRole.REFERENCE)
        .where(recommendations.c.issue_id.is_distinct_from(own))
        .group_by(*counted)
    )


@dataclass(frozen=True)
class ColumnRole:
    """The role of the works that a column's sections are about, and their kinds; None where two are as frequent."""

    role: RecommendationRole | None
    kinds: frozenset[str]


class Roles(NamedTuple):
    """The role of each work that a section names, and those of them of which one or more may have the column's role."""

    roles: dict[CatalogueEntry, RecommendationRole]
    undecided: tuple[CatalogueEntry, ...] = ()


def learn_column_roles(session: Session, columns: Mapping[str, str], identity: str) -> dict[str, ColumnRole]:
    """Return the role of each column, by its slug, learnt from all issues but the one with this identity.

    Args:
        session: the open transaction.
        columns: the slugs of columns by their ids.
        identity: of the issue from which nothing is learnt.

    The issue that is being imported does not count, so that importing it again gives the same roles.
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for column, role, kind, count in _role_counts(session, list(columns), identity):
        counts[column][role] += count
        kinds[column, role].add(kind)
    column_roles = {}
    for column, role_counts in counts.items():
        most = max(role_counts.values())
        roles = [role for role, count in role_counts.items() if count == most]
        learnt = RecommendationRole[roles[0]] if len(roles) == 1 else None
        column_roles[columns[column]] = ColumnRole(learnt, frozenset().union(*(kinds[column, each] for each in roles)))
    return column_roles


def _role_counts(session: Session, column_ids: Sequence[str], identity: str) -> Iterator[sa.Row[str, str, str, int]]:
    """Yield how often each column had a role, by the kinds of works."""
    for first in range(0, len(column_ids), MOST_COLUMNS):
        some = column_ids[first : first + MOST_COLUMNS]
        wanted = {f"column_{number}": column_id for number, column_id in enumerate(some)}
        yield from session.execute(_select_role_counts(len(some)), {**wanted, "identity": identity})


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
