"""Lets working copies take the places of their originals when they are due, beside the server."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

import orjson
import sqlalchemy as sa

from schema import db
from schema.engine.compiler.statement import compile_select
from schema.engine.database.protocol import Database, DatabaseAway, DatabaseBusy
from schema.mutation.due_copies import due_copies, publish_due_copy, refuse, select_next

log = logging.getLogger("liane.working_copies")
TICK_SECONDS = 1.0
"""How often it is looked whether one is due."""
READ_SECONDS = 5.0
FAILED = "The server failed at it, and its log says how."


class DueCopies:
    """The working copies that are due. Each of several processes may look; one of them finds it still to be done.

    Args:
        database: where it is read when the next one is due, on a connection that no request waits for.
        url: the same database, which is written to.
        clock: returns the current instant.
        committed: is called after something was written.
    """

    def __init__(
        self, database: Database, url: str, clock: Callable[[], datetime], committed: Callable[[], None]
    ) -> None:
        self._database = database
        self._url = url
        self._clock = clock
        self._committed = committed
        self._select_next = compile_select(select_next(), database.dialect)

    async def follow(self) -> None:
        """Look for as long as the server runs."""
        while True:
            await asyncio.sleep(TICK_SECONDS)
            try:
                if await self.is_one_due():
                    await asyncio.to_thread(self.step)
            except (DatabaseAway, DatabaseBusy, TimeoutError, sa.exc.OperationalError):
                pass  # it is logged where requests notice it, and done later
            except Exception:
                log.exception("working copies cannot take their places")

    async def is_one_due(self) -> bool:
        """Whether a working copy is due."""
        (first,) = await self._database.fetch(*self._select_next, READ_SECONDS)
        at = orjson.loads(first)
        return at is not None and datetime.fromisoformat(at) <= self._clock()

    def step(self) -> None:
        """Let all that are due take their places, each in a transaction of its own."""
        engine, now = db.connect(self._url), self._clock()
        try:
            with db.read_transaction(engine) as session:
                ids = due_copies(session, now)
            for copy_id in ids:
                self._publish(engine, copy_id, now)
        finally:
            engine.dispose()
        self._committed()

    def _publish(self, engine: sa.Engine, copy_id: str, now: datetime) -> None:
        try:
            with db.write_transaction(engine) as session:
                reason = publish_due_copy(session, copy_id, now)
        except sa.exc.OperationalError:
            raise
        except Exception:
            log.exception("the working copy %s failed to take its place", copy_id)
            with db.write_transaction(engine) as session:
                refuse(session, copy_id, FAILED)
        else:
            if reason:  # which tells of drafts, and is for editors alone
                log.warning("the working copy %s does not take its place: its `replacesProblem` says why", copy_id)
