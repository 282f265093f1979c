"""Entries of the change log, each in the transaction of the change it tells of."""

from datetime import datetime
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import now, table_of
from schema.changelog import logged_as_published, select_due
from schema.rows import Model
from schema.tables import Change, Issue
from schema.vocabulary import ChangeAction
from schema.writes.rows import insert_into, touch


class Saved(NamedTuple):
    """The outcome of a write: the id it wrote under, and its action; None when nothing differed."""

    id: str
    action: ChangeAction | None


def log(session: Session, model: Model, action: ChangeAction, *target_ids: str) -> None:
    """Append one entry per target; its type is the model's name, which is also the GraphQL type's."""
    rows = [{"at": now(), "type": model.__name__, "target_id": target, "action": action.value} for target in target_ids]
    if rows:
        session.execute(insert_into(Change), rows)


def log_save(
    session: Session, model: Model, row_id: str, action: ChangeAction | None, *, lists_changed: bool = False
) -> Saved:
    """Log the save of a row; a row of which only lists changed counts as updated."""
    if action is None and lists_changed:
        touch(session, model, row_id)
        action = ChangeAction.UPDATED
    if action is not None:
        log(session, model, action, row_id)
    return Saved(row_id, action)


def log_transition(session: Session, issue_id: str) -> None:
    """Log ``PUBLISHED`` or ``UNPUBLISHED`` if saving the issue has just made it appear or disappear.

    What readers have never seen has not changed for them since its day, however lately it was written.
    """
    issues = table_of(Issue)
    row = session.execute(_select_appearance(), {"now": now(), "issue_id": issue_id}).one()
    if bool(row[0]) == bool(row[1]):
        return
    changes = table_of(Change)
    seen = sa.exists().where(changes.c.target_id == issue_id, changes.c.action == ChangeAction.PUBLISHED)
    if row[0]:
        first = sa.update(issues).where(issues.c.id == issue_id, sa.not_(seen))
        session.execute(first.values(updated_at=issues.c.published_at))
    log(session, Issue, ChangeAction.PUBLISHED if row[0] else ChangeAction.UNPUBLISHED, issue_id)


@cache
def _select_appearance() -> sa.Select[bool, bool]:
    """Select whether an issue is visible, and whether the log says so."""
    issues = table_of(Issue)
    visible = sa.func.coalesce(
        issues.c.visible_from <= sa.bindparam("now", type_=issues.c.visible_from.type), sa.false()
    )
    return sa.select(visible, logged_as_published(issues)).where(issues.c.id == sa.bindparam("issue_id"))


def log_due(session: Session, at: datetime, since: datetime | None = None) -> list[str]:
    """Log the issues that fell due, each once however often this runs; return their ids."""
    ids = list(session.execute(select_due(at, since)).scalars())
    log(session, Issue, ChangeAction.PUBLISHED, *ids)
    return ids
