"""Reading and following the change log: which issues are due, and which have appeared.

An issue appears with a ``PUBLISHED`` entry and disappears with ``UNPUBLISHED`` or ``DELETED``; other rows are ``SHOWN``
and ``HIDDEN``. A save logs what it makes visible. A scheduled issue becomes visible without any save, so the entries
are missing until the next write transaction, or ``schema.writes.log_due``, adds them.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from schema.bases import table_of
from schema.engine.compiler.statement import compile_select
from schema.engine.database.protocol import Database
from schema.engine.id_pattern import ID_PATTERN
from schema.engine.sql.json_text import JoinedAggregate, Quoted, json_array
from schema.tables import Change, Issue
from schema.vocabulary import ChangeAction, StoredStatus

TRANSITIONS = (ChangeAction.PUBLISHED, ChangeAction.UNPUBLISHED, ChangeAction.DELETED)
# A save that found its issue not yet due may be committed a little after the issue fell due.
MARGIN = timedelta(minutes=5)
READ_TIMEOUT = 30.0
"""Seconds that one read of the log may take."""
EVENT_ID = re.compile(rf"(?P<issue>{ID_PATTERN.pattern})\.(?P<time>[1-9]\d{{0,5}})")


def select_due(at: Any, since: Any = None) -> "sa.Select[Any]":
    """Select the ids of visible issues whose ``PUBLISHED`` entry is missing, in order of appearance.

    Args:
        at: the present.
        since: only what has fallen due later is searched.
    """
    issues = table_of(Issue)
    window = [issues.c.visible_from > since] if since is not None else []
    is_published = issues.c.status == sa.literal_column(f"'{StoredStatus.PUBLISHED}'")  # as the index says it
    visible = (is_published, issues.c.visible_from <= at, *window)
    due = sa.select(issues.c.id).where(*visible, sa.not_(logged_as_published(issues)))
    return due.order_by(issues.c.visible_from, issues.c.id)


def logged_as_published(issues: sa.Table) -> sa.ColumnElement[bool]:
    """Return the condition that an issue's last transition in the log is ``PUBLISHED``."""
    changes = table_of(Change)
    last = (
        sa.select(changes.c.action)
        .where(changes.c.target_id == issues.c.id, changes.c.action.in_(literals(TRANSITIONS)))
        .order_by(changes.c.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    return sa.func.coalesce(last, "") == ChangeAction.PUBLISHED


def literals(values: Iterable[str]) -> list[sa.ColumnClause[str]]:
    """Return values for ``IN`` that are written out: a list of parameters is put into its statement at each run."""
    return [sa.literal_column(f"'{value}'") for value in values]


async def has_due(database: Database, at: datetime, since: datetime | None) -> bool:
    """Whether an issue has fallen due, around the time of the previous look or later, and is not in the log."""
    due = select_due(at, since and since - MARGIN).order_by(None).subquery()
    (count,) = await _fetch(database, sa.select(sa.cast(sa.func.count(), sa.Text)).select_from(due))
    return count != b"0"


async def read_appeared(database: Database, after: int | None) -> tuple[int, list[str]]:
    """Return the log's last sequence, and the event ids of the issues that appeared after a sequence, in order.

    Args:
        database: the read side of the database.
        after: the last sequence read before; None reads no issues.
    """
    last = sa.func.coalesce(sa.select(sa.func.max(table_of(Change).c.sequence)).scalar_subquery(), 0)
    entry = table_of(Change).alias()
    appeared = _event_ids(_select_appearances(entry, last if after is None else after, last))
    sequence, event_ids = await _fetch(database, sa.select(sa.cast(last, sa.Text), appeared))
    return int(sequence), orjson.loads(event_ids)


async def read_missed(database: Database, event_id: str, through: int, most: int) -> list[str]:
    """Return the event ids after one, up to a sequence: the last ``most``; none where the event is not known."""
    known = EVENT_ID.fullmatch(event_id)
    if known is None:
        return []
    got, entry = table_of(Change).alias(), table_of(Change).alias()
    of_issue = sa.select(got.c.sequence).where(is_appearance(got), got.c.target_id == known["issue"])
    after = of_issue.order_by(got.c.sequence).offset(int(known["time"]) - 1).limit(1).scalar_subquery()
    (missed,) = await _fetch(database, sa.select(_event_ids(_select_appearances(entry, after, through).limit(most))))
    return orjson.loads(missed)  # type: ignore[no-any-return]


async def read_latest(database: Database, through: int, at: datetime) -> str | None:
    """Return the event id of the last issue that appeared up to a sequence and is still visible."""
    issues, entry = table_of(Issue), table_of(Change).alias()
    visible = sa.select(issues.c.id).where(issues.c.id == entry.c.target_id, issues.c.visible_from <= at)
    appearances = _select_appearances(entry, 0, through).where(visible.exists())
    (latest,) = await _fetch(database, sa.select(_event_ids(appearances.limit(1))))
    return next(iter(orjson.loads(latest)), None)


def issue_of(event_id: str) -> str:
    """Return the id of the issue that an event tells of."""
    return event_id.rpartition(".")[0]


def is_appearance(changes: Any) -> sa.ColumnElement[bool]:
    """Return the condition that an entry tells of an issue that appeared, as the index on these has it."""
    of_type = changes.c.type == sa.literal_column(f"'{Issue.__name__}'")
    return sa.and_(of_type, changes.c.action == sa.literal_column(f"'{ChangeAction.PUBLISHED.value}'"))


def _select_appearances(entry: Any, after: Any, through: Any) -> "sa.Select[Any]":
    """Select from the log the entries of issues that appeared after a sequence and up to another, the last first.

    An event's id says which issue appeared, and for the which time it did: the log's sequence would tell how much is
    edited in private.
    """
    earlier = table_of(Change).alias()
    times = sa.select(sa.func.count()).where(
        is_appearance(earlier), earlier.c.target_id == entry.c.target_id, earlier.c.sequence <= entry.c.sequence
    )
    event_id = entry.c.target_id + "." + sa.cast(times.scalar_subquery(), sa.Text)
    appeared = sa.select(entry.c.sequence, event_id.label("event_id")).where(is_appearance(entry))
    return appeared.where(entry.c.sequence > after, entry.c.sequence <= through).order_by(entry.c.sequence.desc())


def _event_ids(appearances: "sa.Select[Any]") -> sa.ColumnElement[Any]:
    """Return a JSON array of the event ids, in the order of the log."""
    entries = appearances.subquery()
    ids = sa.select(json_array(JoinedAggregate(Quoted(entries.c.event_id), [entries.c.sequence]))).select_from(entries)
    return ids.scalar_subquery()


async def _fetch(database: Database, select: "sa.Select[Any]") -> list[bytes]:
    """Run a SELECT of texts and return the columns of its row."""
    sql, values = compile_select(select, database.dialect)
    return list(await database.fetch(sql, values, READ_TIMEOUT))
