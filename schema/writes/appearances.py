"""When issues appear and disappear, as the change log tells it: ``PUBLISHED`` and ``UNPUBLISHED``.

A save says so at once. A scheduled issue appears without any save, so somebody has to say it when it falls due:
``log_due``. Whoever is asked to, and however often, it is said once.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import now, table_of
from schema.tables import Change, Issue
from schema.vocabulary import ChangeAction
from schema.writes.log import log

TRANSITIONS = (ChangeAction.PUBLISHED, ChangeAction.UNPUBLISHED, ChangeAction.DELETED)
# A save that found its issue not yet due may be committed a little after the issue fell due.
MARGIN = timedelta(minutes=5)


def due(at: datetime, since: datetime | None = None) -> "sa.Select[Any]":
    """Select the ids of the issues that are visible, and that the log does not say so of; in order of appearance.

    Args:
        at: the present.
        since: when this was last asked; only what has fallen due about then or later is looked at.
    """
    issues = table_of(Issue)
    window = [issues.c.visible_from > since - MARGIN] if since else []
    found = sa.select(issues.c.id).where(issues.c.visible_from <= at, *window, sa.not_(_said_published(issues)))
    return found.order_by(issues.c.visible_from, issues.c.id)


def log_due(session: Session, at: datetime, since: datetime | None = None) -> list[str]:
    """Log the issues that fell due; give their ids."""
    ids = list(session.execute(due(at, since)).scalars())
    log(session, Issue, ChangeAction.PUBLISHED, *ids)
    return ids


def log_transition(session: Session, issue_id: str) -> None:
    """Log that an issue that was just saved appeared or disappeared by it, if it did."""
    issues = table_of(Issue)
    visible = sa.func.coalesce(issues.c.visible_from <= now(), sa.false())
    row = session.execute(sa.select(visible, _said_published(issues)).where(issues.c.id == issue_id)).one()
    if bool(row[0]) != bool(row[1]):
        log(session, Issue, ChangeAction.PUBLISHED if row[0] else ChangeAction.UNPUBLISHED, issue_id)


def _said_published(issues: sa.Table) -> sa.ColumnElement[bool]:
    """Tell whether the last word of the log is that an issue appeared."""
    changes = table_of(Change)
    last = (
        sa.select(changes.c.action)
        .where(changes.c.target_id == issues.c.id, changes.c.action.in_(TRANSITIONS))
        .order_by(changes.c.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    return sa.func.coalesce(last, "") == ChangeAction.PUBLISHED
