"""Thins out revisions as they grow old, in small steps; what readers once saw is never deleted, nor the newest.

What comes after a revision decides when it goes: each but the first is reviewed together with the one before it.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.tables import Change, Revision
from schema.writes.revisions import REVIEWED_AFTER

STEP = 200
"""How many are reviewed at once."""


class Retention(NamedTuple):
    """For how many days each revision is kept, and for how many after that the last of each day, then of each week."""

    days: int = 30
    daily_days: int = 365

    def ages(self) -> tuple[timedelta, timedelta, timedelta]:
        """Return the ages at which it is looked whether the revision before is still needed."""
        return REVIEWED_AFTER, timedelta(days=self.days), timedelta(days=self.daily_days)


def prune_revisions(session: Session, retention: Retention, at: datetime) -> int:
    """Review the revisions that have waited the longest, and delete those that are not needed any more.

    Returns:
        how many were reviewed; where it is ``STEP``, more may wait.
    """
    pairs = session.execute(_select_due(at)).all()
    later: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    for pair in pairs:
        of_row = {"of_type": pair.type, "target": pair.target_id}
        age = at - pair.at
        next_age = next((each for each in retention.ages() if each > age), None)
        later.append({**of_row, "number": pair.version, "review": next_age and pair.at + next_age})
        if not pair.was_seen and _replaces(pair, age, retention):
            gone.append({**of_row, "number": pair.earlier})
    table = table_of(Revision)
    keys = zip((table.c.type, table.c.target_id, table.c.version), ("of_type", "target", "number"), strict=True)
    is_one = sa.and_(*(column == sa.bindparam(name) for column, name in keys))
    if later:
        review = sa.bindparam("review", type_=table.c.review_at.type)
        session.execute(sa.update(table).where(is_one).values(review_at=review), later)
    if gone:
        session.execute(sa.delete(table).where(is_one), gone)
    return len(pairs)


def _select_due(at: datetime) -> "sa.Select[Any]":
    """Select the revisions that are due, each with the one before it, and whether readers saw that meanwhile."""
    table, changes = table_of(Revision), table_of(Change)
    before, other = table.alias(), table.alias()
    last = sa.select(sa.func.max(other.c.version)).where(
        other.c.type == table.c.type, other.c.target_id == table.c.target_id, other.c.version < table.c.version
    )
    is_before = sa.and_(
        before.c.type == table.c.type,
        before.c.target_id == table.c.target_id,
        before.c.version == last.scalar_subquery(),
    )
    seen = sa.exists().where(
        changes.c.target_id == table.c.target_id, changes.c.seen, changes.c.at.between(before.c.at, table.c.at)
    )
    return (
        sa.select(table, before.c.version.label("earlier"), before.c.at.label("earlier_at"), seen.label("was_seen"))
        .select_from(table.outerjoin(before, is_before))
        .where(table.c.review_at <= at)
        .order_by(table.c.review_at, table.c.type, table.c.target_id, table.c.version)
        .limit(STEP)
    )


def _replaces(pair: Any, age: timedelta, retention: Retention) -> bool:
    """Whether a revision is enough without the one before it."""
    if pair.earlier is None:
        return False
    if pair.continues is not None and pair.continues <= pair.earlier:
        return True
    _, daily, weekly = retention.ages()
    if age >= weekly:
        return bool(pair.at.isocalendar()[:2] == pair.earlier_at.isocalendar()[:2])
    return bool(age >= daily and pair.at.date() == pair.earlier_at.date())
