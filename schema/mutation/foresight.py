"""What readers will see at an instant to come: with the working copies in their places that are due by then.

``visible_from`` tells by itself what an instant shows, but not what a working copy makes of its original: that is
merged three ways. So the copies take their places in a transaction, the statement is run there, and nothing is kept.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlmodel import Session

from schema import db
from schema.engine.compiler.statement import compile_select
from schema.engine.database.protocol import Database, DatabaseAway
from schema.mutation.due_copies import due_copies, publish_due_copy, select_next

log = logging.getLogger("liane.foresight")
MOST_WAITING = 20
"""How many such reads wait at most in a process: nobody else writes while one is read."""


class NotKept(Exception):
    """Everything was read."""


class Foresight:
    """Reads content as it will be at an instant to come.

    Args:
        database: where it is read whether any working copy is due, and what none changes.
        url: the same database, where those that are due take their places for as long as a statement runs.
    """

    def __init__(self, database: Database, url: str) -> None:
        self._database = database
        self._url = url
        self._select_next = compile_select(select_next(), database.dialect)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="foresight")
        self._engine: sa.Engine | None = None
        self._waiting = 0

    async def __call__(self, at: datetime, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement that returns one row of texts, as ``Database.fetch`` does.

        Raises:
            TimeoutError: it takes longer than ``seconds``.
            DatabaseAway: the database cannot be read, or not be written, at the moment.
            DatabaseBusy: too many wait.
        """
        (first,) = await self._database.fetch(*self._select_next, seconds)
        due = orjson.loads(first)
        if due is None or datetime.fromisoformat(due) > at:
            return await self._database.fetch(sql, values, seconds)
        if self._waiting >= MOST_WAITING:
            raise self._database.overload.refuse()
        self._waiting += 1
        try:
            return await asyncio.wrap_future(self._thread.submit(self._read, at, sql, values, seconds))
        finally:
            self._waiting -= 1

    def _read(self, at: datetime, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        self._engine = self._engine or db.connect(self._url)
        row: Sequence[bytes] = ()
        try:
            with db.write_transaction(self._engine) as session:
                put_in_place(session, at)
                found = db.read_row(session.connection(), sql, values, seconds)
                row = [text if isinstance(text, bytes) else str(text).encode() for text in found]
                raise NotKept
        except NotKept:
            return row
        except sa.exc.OperationalError as error:
            raise DatabaseAway.because_of(error) from error

    def close(self) -> None:
        """End the thread and close its connections."""
        self._thread.shutdown()
        if self._engine is not None:
            self._engine.dispose()


def put_in_place(session: Session, at: datetime) -> None:
    """Let the working copies that are due at an instant take their places; those that cannot stay where they are."""
    for copy_id in due_copies(session, at):
        try:
            with session.begin_nested():
                publish_due_copy(session, copy_id, at)
        except sa.exc.OperationalError:
            raise
        except Exception:
            log.exception("the working copy %s would fail to take its place", copy_id)
