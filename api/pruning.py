"""Thins out old revisions beside the server, a few at a time, and drops the files of old imports."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from schema import db, writes
from schema.writes import Retention

log = logging.getLogger("liane.revisions")
SECONDS = 60.0
"""How often it is looked whether revisions are to be reviewed."""


class Pruning:
    """The thinning out of revisions.

    Args:
        url: the database.
        retention: what is kept.
        clock: returns the current instant.
    """

    def __init__(self, url: str, retention: Retention, clock: Callable[[], datetime]) -> None:
        self._url = url
        self._retention = retention
        self._clock = clock

    async def follow(self) -> None:
        """Review revisions for as long as the server runs."""
        while True:
            await asyncio.sleep(SECONDS)
            try:
                await asyncio.to_thread(self.step)
            except Exception as error:  # noqa: BLE001 - it is tried again, and nobody waits for it
                log.info("old revisions are not thinned out yet: %s", type(error).__name__)

    def step(self) -> int:
        """Review some revisions; return how many."""
        engine = db.connect(self._url)
        try:
            with db.side_transaction(engine) as session:
                writes.forget_import_data(session, self._clock())
                return writes.prune_revisions(session, self._retention, self._clock())
        finally:
            engine.dispose()
