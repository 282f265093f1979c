"""Reading and following the change log: which issues are due, and which have appeared.

An issue appears with a ``PUBLISHED`` entry and disappears with ``UNPUBLISHED`` or ``DELETED``; other rows are ``SHOWN``
and ``HIDDEN``. A save logs what it makes visible. A scheduled issue becomes visible without any save, so the entries
are missing until the next write transaction, or ``schema.writes.log_due``, adds them.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from schema.bases import table_of
from schema.engine.compiler.statement import PreparedSelect
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
EARLIEST = datetime.min.replace(tzinfo=UTC)
LAST_SEQUENCE = 2**62
"""After any of the log."""
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


class LogState(NamedTuple):
    """What a look at the log shows.

    ``has_due``: an issue has fallen due, around the time of the previous look or later, and is not in the log.
    ``sequence`` is the log's last, ``appeared`` are the event ids of the issues that appeared since the previous look,
    in order, and ``latest`` is the event id of the last of all that did and is still visible: None where the sequence
    has not moved.
    """

    has_due: bool
    sequence: int
    appeared: list[str]
    latest: str | None


class LogReader:
    """Looks at the log, again and again: each write is a reason to. Its statements are compiled once.

    Args:
        database: the read side of the database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._select_state = PreparedSelect(_select_state(), database.dialect)
        self._select_missed = PreparedSelect(_select_missed(), database.dialect)

    async def look(self, at: datetime, since: datetime | None, after: int | None) -> LogState:
        """Return what there is to see, in one statement.

        Args:
            at: the present.
            since: when it was looked before.
            after: the last sequence seen before; None reads no issues.
        """
        since = since - MARGIN if since else EARLIEST
        after = LAST_SEQUENCE if after is None else after
        count, sequence, appeared, latest = await self._fetch(self._select_state, at=at, since=since, after=after)
        return LogState(count != b"0", int(sequence), orjson.loads(appeared), next(iter(orjson.loads(latest)), None))

    async def missed(self, event_id: str, through: int, most: int) -> list[str]:
        """Return the event ids after one, up to a sequence: the last ``most``; none where the event is not known."""
        known = EVENT_ID.fullmatch(event_id)
        if known is None:
            return []
        earlier = int(known["time"]) - 1
        (missed,) = await self._fetch(
            self._select_missed, issue=known["issue"], earlier=earlier, through=through, most=most
        )
        return orjson.loads(missed)  # type: ignore[no-any-return]

    async def _fetch(self, select: PreparedSelect, **given: Any) -> list[bytes]:
        """Run a SELECT of texts and return the columns of its row."""
        return list(await self._database.fetch(select.sql, select.values(**given), READ_TIMEOUT))


def _select_state() -> "sa.Select[Any]":
    """Select whether anything is due, the last sequence, what appeared after another, and the latest of all."""
    at = sa.bindparam("at", type_=table_of(Issue).c.visible_from.type)
    since = sa.bindparam("since", type_=table_of(Issue).c.visible_from.type)
    after = sa.bindparam("after", type_=sa.BigInteger())
    due = select_due(at, since).order_by(None).subquery()
    count = sa.select(sa.cast(sa.func.count(), sa.Text)).select_from(due).scalar_subquery()
    last = sa.func.coalesce(sa.select(sa.func.max(table_of(Change).c.sequence)).scalar_subquery(), 0)
    issues, entry, any_entry = table_of(Issue), table_of(Change).alias(), table_of(Change).alias()
    appeared = _select_appearances(entry, after, last)
    visible = sa.select(issues.c.id).where(issues.c.id == any_entry.c.target_id, issues.c.visible_from <= at)
    latest = _select_appearances(any_entry, 0, last).where(visible.exists()).limit(1)
    # Many may have disappeared since, all of which are looked at: not where nothing has happened.
    if_moved = sa.case((last != after, _event_ids(latest)), else_="[]")
    return sa.select(count, sa.cast(last, sa.Text), _event_ids(appeared), if_moved)


def _select_missed() -> "sa.Select[Any]":
    """Select the event ids after that of an issue which had appeared so many times before."""
    got, entry = table_of(Change).alias(), table_of(Change).alias()
    of_issue = sa.select(got.c.sequence).where(is_appearance(got), got.c.target_id == sa.bindparam("issue"))
    earlier, most = (sa.bindparam(name, type_=sa.BigInteger()) for name in ("earlier", "most"))
    after = of_issue.order_by(got.c.sequence).offset(earlier).limit(1).scalar_subquery()
    through = sa.bindparam("through", type_=sa.BigInteger())
    return sa.select(_event_ids(_select_appearances(entry, after, through).limit(most)))


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
