"""What the log tells when there is more to do than the database can."""

import logging
from time import monotonic

from schema.engine.database.protocol import DatabaseBusy

TELL_SECONDS = 60.0
"""How often the log tells that requests are refused."""
log = logging.getLogger("liane.database")


class Overload:
    """Tells now and then that requests are refused, and counts them.

    Args:
        readers: how many statements run at once.
    """

    def __init__(self, readers: int) -> None:
        self.refused = 0
        self._readers = readers
        self._tell_next = 0.0

    def refuse(self) -> DatabaseBusy:
        """Return the exception for who is refused."""
        self.refused += 1
        if monotonic() >= self._tell_next:
            self._tell_next = monotonic() + TELL_SECONDS
            log.warning("all %d connections to the database are busy: requests are refused", self._readers)
        return DatabaseBusy()
