"""Writes what was counted of embeds, beside the server and a minute at a time."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from api.http.embed_counts import EmbedCounts
from schema import db, writes

log = logging.getLogger("liane.embeds")
SECONDS = 60.0
"""How often it is written: a process that is killed loses so much."""


class EmbedWriting:
    """Adds what one process has counted to what is stored; any number of processes do so.

    Args:
        counts: what was counted.
        url: the database.
        clock: returns the current instant.
    """

    def __init__(self, counts: EmbedCounts, url: str, clock: Callable[[], datetime]) -> None:
        self._counts = counts
        self._url = url
        self._clock = clock

    async def follow(self) -> None:
        """Write for as long as the server runs, and once when it ends."""
        try:
            while True:
                await asyncio.sleep(SECONDS)
                await asyncio.to_thread(self.write)
        finally:
            self.write()

    def write(self) -> None:
        """Write what was counted; what cannot be written now is kept for later."""
        counted = self._counts.take()
        if not counted:
            return
        engine = db.connect(self._url)
        try:
            with db.side_transaction(engine) as session:
                writes.add_embeds(session, counted, self._clock().date())
        except Exception as error:  # noqa: BLE001 - it is tried again, and nobody waits for it
            self._counts.give_back(counted)
            log.info("embeds are not written yet: %s", type(error).__name__)
        finally:
            engine.dispose()
