"""Entries of the change log, each in the transaction of the change it tells of.

They wait in the transaction until a write function ends, and go in one statement; search follows what they tell of.
Whoever appends first appends what has fallen due since the last entry, so that the log is in the order of time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session

from schema.among import chunks
from schema.bases import now, table_of
from schema.changelog import MARGIN, select_due
from schema.db import ACTOR
from schema.related import words as related
from schema.rows import Model, Row
from schema.search import index as search
from schema.tables import Change, Issue, Work
from schema.vocabulary import ChangeAction
from schema.writes.reach import IdsByTable, model_of, propagation_order, reachable
from schema.writes.rows import insert_into, touch

KEPT = "log"
"""The key in a session's ``info`` under which the log of its transaction is kept."""


class Visibility(Enum):
    """Whether readers see a row, before a write or after it: never, from an instant to come on, or now."""

    HIDDEN = 0
    SCHEDULED = 1
    VISIBLE = 2


class Saved(NamedTuple):
    """The outcome of a write: the id it wrote under, and its action; None when nothing differed."""

    id: str
    action: ChangeAction | None


class Appearance(NamedTuple):
    """From when on the public sees a row: before a write, and after it."""

    id: str
    before: datetime | None
    after: datetime | None


@dataclass
class TransactionLog:
    """What one transaction appends.

    The entries of one write have one time, by which it is decided too what the public sees. They are numbered after the
    last entry: nobody else appends meanwhile.
    """

    transaction: object
    at: datetime
    batch: int
    waiting: list[Row] = field(default_factory=list)
    appended: int = 0
    touched: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The rows, by their models' names, whose documents search brings up to date."""
    written: dict[str, Row] = field(default_factory=dict)
    """Those of them, by id, that search need not read again."""

    def clear(self) -> None:
        """Forget what waits."""
        self.waiting.clear()
        self.touched.clear()
        self.written.clear()

    def add(self, model: Model, action: ChangeAction, target_id: str, visibility: Visibility) -> None:
        """Let an entry wait."""
        target = {"type": model.__name__, "target_id": target_id}
        seen, public = visibility is Visibility.VISIBLE, visibility is not Visibility.HIDDEN
        self.waiting.append({**target, "action": action.value, "seen": seen, "public": public})

    def waiting_issues(self) -> list[str]:
        """Return the ids of the issues that waiting entries tell of."""
        return [entry["target_id"] for entry in self.waiting if entry["type"] == Issue.__name__]


def log(session: Session, model: Model, action: ChangeAction, *target_ids: str, visibility: Visibility) -> None:
    """Log one entry per target; its type is the model's name, which is also the GraphQL type's.

    Args:
        session: the open transaction.
        model: the targets' table.
        action: what happened to them.
        target_ids: their ids.
        visibility: whether readers see one of them, before it or after it.
    """
    for target_id in target_ids:
        open_log(session).add(model, action, target_id, visibility)
        open_log(session).touched[model.__name__].add(target_id)


def search_again(session: Session, model: Model, target_ids: Iterable[str]) -> None:
    """Have search bring rows up to date that themselves stay as they are."""
    open_log(session).touched[model.__name__].update(target_ids)


def search_need_not_read(session: Session, rows: Iterable[Row]) -> None:
    """Hand rows on to search that are stored as they are here; that of a section with the language of its issue."""
    open_log(session).written.update((row["id"], row) for row in rows)


def log_save(
    session: Session,
    model: Model,
    row_id: str,
    action: ChangeAction | None,
    *,
    visibility: Visibility,
    lists_changed: bool = False,
) -> Saved:
    """Log the save of a row; a row of which only lists changed counts as updated."""
    if action is None and lists_changed:
        touch(session, model, row_id)
        action = ChangeAction.UPDATED
    if action is not None:
        log(session, model, action, row_id, visibility=visibility)
    return Saved(row_id, action)


def log_appearances(session: Session, model: Model, rows: Iterable[Appearance]) -> None:
    """Log the rows that a write has just made visible or hidden; of an issue these are its publication and its end."""
    shown, hidden = ChangeAction.SHOWN, ChangeAction.HIDDEN
    if model is Issue:
        shown, hidden = ChangeAction.PUBLISHED, ChangeAction.UNPUBLISHED
    for row in (row for row in rows if row.before != row.after):
        open_log(session).touched[model.__name__].add(row.id)
        before, after = is_visible(session, row.before), is_visible(session, row.after)
        if before != after:
            log(session, model, shown if after else hidden, row.id, visibility=Visibility.VISIBLE)


def visibility_of(session: Session, *visible_from: datetime | None) -> Visibility:
    """Return whether readers see a row, by any of these instants, at the time of the transaction."""
    instants = [instant for instant in visible_from if instant is not None]
    if not instants:
        return Visibility.HIDDEN
    return Visibility.VISIBLE if min(instants) <= open_log(session).at else Visibility.SCHEDULED


def is_visible(session: Session, visible_from: datetime | None) -> bool:
    """Return whether readers see a row now."""
    return visibility_of(session, visible_from) is Visibility.VISIBLE


def log_due(session: Session, at: datetime, since: datetime | None = None) -> list[str]:
    """Log what fell due, each row once however often this runs; return the ids of the issues.

    Args:
        session: the open transaction.
        at: the present.
        since: the time of the previous look; only what has fallen due around then or later is searched.
    """
    transaction = open_log(session)
    transaction.at = max(transaction.at, at)
    _add_due(session, transaction, since)
    ids = transaction.waiting_issues()
    append_entries(session)
    return ids


def open_log(session: Session) -> TransactionLog:
    """Return the log of the transaction, with what has fallen due since the last entry waiting in it."""
    kept: TransactionLog | None = session.info.get(KEPT)
    if kept is None or kept.transaction is not session.get_transaction():
        session.connection()  # begins the transaction, where that was not yet done
        kept = session.info[KEPT] = _begin(session)
    return kept


def keep_time(session: Session) -> None:
    """Let the time of the transaction go on, between its writes."""
    kept: TransactionLog | None = session.info.get(KEPT)
    present = now()
    if kept is not None and kept.transaction is session.get_transaction() and kept.at < present:
        since, kept.at = kept.at, present
        _add_due(session, kept, since)


def has_written(session: Session) -> bool:
    """Return whether the transaction has changed anything yet."""
    transaction = open_log(session)
    return bool(transaction.appended or transaction.waiting)


def append_entries(session: Session) -> None:
    """Append the waiting entries, and bring search up to date."""
    kept: TransactionLog | None = session.info.get(KEPT)
    if kept is None:
        return
    if kept.touched:
        search.update(session, kept.touched, kept.written)
        related.update(session, kept.touched.get(Work.__name__, ()))
    if kept.waiting:
        _append(session, kept)
    kept.clear()


def _append(session: Session, kept: TransactionLog) -> None:
    of_all = {"batch": kept.batch, "at": kept.at, "actor": session.info.get(ACTOR)}
    first = kept.batch + kept.appended
    rows = [{"sequence": number, **of_all, **entry} for number, entry in enumerate(kept.waiting, first)]
    session.execute(insert_into(Change), rows)
    kept.appended += len(rows)


def drop_entries(session: Session) -> None:
    """Forget the waiting entries of a write that was refused."""
    if KEPT in session.info:
        session.info[KEPT].clear()


def _begin(session: Session) -> TransactionLog:
    present = now()
    near = present - 2 * MARGIN
    last, last_at, due = session.execute(_select_state(), {"at": present, "since": near}).one()
    # Clocks of several machines differ a little, but the log goes forward.
    at = last_at if last_at and present < last_at < present + MARGIN else present
    begun = TransactionLog(session.get_transaction(), at, (last or 0) + 1)
    if last is None or last_at < present - MARGIN or due:
        _add_due(session, begun, last_at and min(last_at, present))
    return begun


@cache
def _select_state() -> "sa.Select[Any]":
    """Select the last entry's number and time, and whether an issue has fallen due and is not in the log."""
    changes, instant = table_of(Change), table_of(Issue).c.visible_from.type
    at, since = (sa.bindparam(name, type_=instant) for name in ("at", "since"))
    last = sa.select(sa.func.max(changes.c.sequence)).scalar_subquery()
    newest = changes.alias()
    last_at = sa.select(newest.c.at).where(newest.c.sequence == last).scalar_subquery()
    return sa.select(last, last_at, select_due(at, since).order_by(None).exists())


def _add_due(session: Session, transaction: TransactionLog, since: datetime | None) -> None:
    """Let entries wait for the issues that fell due, and for all that became visible with them."""
    due = session.execute(select_due(transaction.at, since and since - MARGIN)).scalars()
    known = transaction.waiting_issues()
    issue_ids = [issue_id for issue_id in due if issue_id not in known]
    for issue_id in issue_ids:
        transaction.add(Issue, ChangeAction.PUBLISHED, issue_id, Visibility.VISIBLE)
    for model, ids in _shown_with(session, issue_ids).items() if issue_ids else ():
        for row_id in ids:
            transaction.add(model, ChangeAction.SHOWN, row_id, Visibility.VISIBLE)


def _shown_with(session: Session, issue_ids: Iterable[str]) -> Mapping[Model, list[str]]:
    """Return the ids of the rows that these issues lead to, and that are visible from the same instants on."""
    issues = table_of(Issue)
    start: IdsByTable = {issues.name: set(issue_ids)}
    instants = sa.select(issues.c.visible_from).where(issues.c.id.in_(start[issues.name]))
    reached = reachable(session, start)
    shown: dict[Model, list[str]] = {}
    for table in propagation_order():
        for ids in chunks(reached.get(table.name, set()) if table is not issues else set()):
            of_instants = sa.select(table.c.id).where(table.c.id.in_(ids), table.c.visible_from.in_(instants))
            shown.setdefault(model_of(table.name), []).extend(session.execute(of_instants).scalars())
    return shown
