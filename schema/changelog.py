"""Reading and following the change log: which issues are due, and which have appeared.

An issue appears with a ``PUBLISHED`` entry and disappears with ``UNPUBLISHED`` or ``DELETED``. A save logs its own
transition. A scheduled issue becomes visible without any save, so its entry is missing until ``schema.writes.log_due``
adds it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import orjson
import sqlalchemy as sa

from schema.bases import table_of
from schema.db import CHANNEL
from schema.engine.compiler.statement import converter
from schema.engine.database.protocol import Database
from schema.engine.sql.json_text import JoinedAggregate, Quoted, json_array
from schema.tables import Change, Issue
from schema.vocabulary import ChangeAction

TRANSITIONS = (ChangeAction.PUBLISHED, ChangeAction.UNPUBLISHED, ChangeAction.DELETED)
# A save that found its issue not yet due may be committed a little after the issue fell due.
MARGIN = timedelta(minutes=5)
READ_TIMEOUT = 30.0
"""Seconds that one read of the log may take."""
RECONNECT_SECONDS = 5.0


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


async def has_due(database: Database, at: datetime, since: datetime | None) -> bool:
    """Whether ``select_due`` finds any issue."""
    due = select_due(at, since).order_by(None).subquery()
    (count,) = await _fetch(database, sa.select(sa.cast(sa.func.count(), sa.Text)).select_from(due))
    return count != b"0"


async def read_appeared(database: Database, after: int | None) -> tuple[int, list[str]]:
    """Return the log's last sequence, and the ids of the issues that appeared after a sequence, in order.

    Args:
        database: the read side of the database.
        after: the last sequence read before; None reads no issues.
    """
    changes = table_of(Change)
    appeared = (changes.c.type == Issue.__name__) & (changes.c.action == ChangeAction.PUBLISHED)
    last = sa.select(sa.func.max(changes.c.sequence)).scalar_subquery()
    ids = json_array(JoinedAggregate(Quoted(changes.c.target_id), [changes.c.sequence], appeared))
    columns: list[Any] = [sa.cast(sa.func.coalesce(last, 0), sa.Text), ids]
    new = changes.c.sequence > (last if after is None else after)
    sequence, ids_json = await _fetch(database, sa.select(*columns).where(new))
    return int(sequence), orjson.loads(ids_json)


async def _fetch(database: Database, select: "sa.Select[Any]") -> list[bytes]:
    """Run a SELECT of texts and return the columns of its row."""
    compiled = select.compile(dialect=database.dialect, compile_kwargs={"render_postcompile": True})
    values = []
    for name in compiled.positiontup or ():
        convert = converter(compiled.binds.get(name), database.dialect)
        values.append(convert(compiled.params[name]) if convert else compiled.params[name])
    return list(await database.fetch(str(compiled), values, READ_TIMEOUT))


async def listen(url: str, notify: Callable[[], None]) -> None:
    """Call ``notify`` at every notification of a content transaction, and whenever some may have been missed."""
    dsn = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection = await asyncpg.connect(dsn)
            try:
                lost = asyncio.Event()
                connection.add_termination_listener(lambda _, lost=lost: lost.set())
                await connection.add_listener(CHANNEL, lambda *_: notify())
                notify()
                await lost.wait()
            finally:
                await connection.close()
        await asyncio.sleep(RECONNECT_SECONDS)
