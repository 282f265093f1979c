"""The change log read in SQL: which issues are due, and which have appeared.

An issue appears with a ``PUBLISHED`` entry and disappears with ``UNPUBLISHED`` or ``DELETED``. A save logs its own
transition. A scheduled issue becomes visible without any save, so its entry is missing until ``schema.writes.log_due``
adds it.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from schema.bases import table_of
from schema.engine.sql.json_text import JoinedAggregate, Quoted, json_array
from schema.tables import Change, Issue
from schema.vocabulary import ChangeAction

TRANSITIONS = (ChangeAction.PUBLISHED, ChangeAction.UNPUBLISHED, ChangeAction.DELETED)
# A save that found its issue not yet due may be committed a little after the issue fell due.
MARGIN = timedelta(minutes=5)


def select_due(at: datetime, since: datetime | None = None) -> "sa.Select[Any]":
    """Select the ids of visible issues whose ``PUBLISHED`` entry is missing, in order of appearance.

    Args:
        at: the present.
        since: the time of the previous look; only what has fallen due around then or later is searched.
    """
    issues = table_of(Issue)
    window = [issues.c.visible_from > since - MARGIN] if since else []
    due = sa.select(issues.c.id).where(issues.c.visible_from <= at, *window, sa.not_(logged_as_published(issues)))
    return due.order_by(issues.c.visible_from, issues.c.id)


def count_due(at: datetime, since: datetime | None) -> "sa.Select[Any]":
    """Select, as text, how many issues ``select_due`` finds."""
    return sa.select(sa.cast(sa.func.count(), sa.Text)).select_from(select_due(at, since).order_by(None).subquery())


def select_appeared(after: int | None) -> "sa.Select[Any]":
    """Select the log's last sequence, and as a JSON array the ids of issues that appeared after a sequence, in order.

    Args:
        after: the last sequence read before; None selects the log's last sequence and no issues.
    """
    changes = table_of(Change)
    appeared = (changes.c.type == Issue.__name__) & (changes.c.action == ChangeAction.PUBLISHED)
    last = sa.select(sa.func.max(changes.c.sequence)).scalar_subquery()
    ids = json_array(JoinedAggregate(Quoted(changes.c.target_id), [changes.c.sequence], appeared))
    news = changes.c.sequence > (last if after is None else after)
    columns: list[Any] = [sa.cast(sa.func.coalesce(last, 0), sa.Text), ids]
    return sa.select(*columns).where(news)


def logged_as_published(issues: sa.Table) -> sa.ColumnElement[bool]:
    """Return the condition that an issue's last transition in the log is ``PUBLISHED``."""
    changes = table_of(Change)
    last = (
        sa.select(changes.c.action)
        .where(changes.c.target_id == issues.c.id, changes.c.action.in_(TRANSITIONS))
        .order_by(changes.c.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    return sa.func.coalesce(last, "") == ChangeAction.PUBLISHED
