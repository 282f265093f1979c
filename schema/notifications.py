"""What content transactions tell on PostgreSQL: a notification with each commit, heard on a connection of its own."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa

from schema.db import CHANNEL

RECONNECT_SECONDS = 5.0


class Notifications:
    """The notifications of one database, counted for this process.

    Args:
        url: the database, ``postgresql://...``.
    """

    def __init__(self, url: str) -> None:
        self._dsn = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._count = 0
        self._connected = False

    def last(self) -> int | None:
        """Return the number of the last one; None where some may be missed, as nobody listens."""
        return self._count if self._connected else None

    async def listen(self, notify: Callable[[], None]) -> None:
        """Call ``notify`` at every notification, and whenever some may have been missed."""
        import asyncpg  # noqa: PLC0415 - where there is PostgreSQL

        while True:
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
                connection = await asyncpg.connect(self._dsn)
                lost = asyncio.Event()
                try:
                    connection.add_termination_listener(lambda _, lost=lost: self._lose(lost))
                    await connection.add_listener(CHANNEL, lambda *_: self._hear(notify))
                    self._connected = True
                    self._hear(notify)
                    await lost.wait()
                finally:
                    self._lose(lost)
                    await connection.close()
            await asyncio.sleep(RECONNECT_SECONDS)

    def _hear(self, notify: Callable[[], None]) -> None:
        self._count += 1
        notify()

    def _lose(self, lost: asyncio.Event) -> None:
        self._connected = False
        lost.set()
