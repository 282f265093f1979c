"""The times when a database is away, as the log tells of them: a line when one begins, a line when it ends."""

import logging
from time import monotonic

from schema.engine.database.protocol import DatabaseAway

log = logging.getLogger("liane.database")


class Outage:
    """Whether a database is away, and why: ``reason`` is None while it is not.

    Args:
        level: the level of the two lines.
    """

    def __init__(self, level: int = logging.WARNING) -> None:
        self.reason: str | None = None
        self._level = level
        self._began = 0.0

    def begin(self, away: DatabaseAway) -> None:
        """Note that the database is away."""
        if self.reason is None:
            self._began = monotonic()
            log.log(self._level, "the database is away: %s", away)
        self.reason = str(away)

    def end(self) -> None:
        """Note that it has answered."""
        self.reason = None
        log.log(self._level, "the database is back after %.1f s", monotonic() - self._began)
