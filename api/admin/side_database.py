"""What the back office reads and writes of people and their sessions: beside content, on a thread."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session

from api.http.problems import RETRY_AFTER
from api.identity.refusal import Refusal
from schema import db
from schema.engine.errors import AWAY, UNAVAILABLE

T = TypeVar("T")


class SideDatabase:
    """Short transactions, for each of which nobody's content waits.

    Args:
        url: the database.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._engine: sa.Engine | None = None

    async def run(self, work: Callable[[Session], T], *, is_patient: bool = False) -> T:
        """Return what a function returns that is given a transaction, which is committed then.

        Args:
            work: the function.
            is_patient: on SQLite wait while another program writes, as for content.

        Raises:
            Refusal: the database is away or busy.
        """
        try:
            return await asyncio.to_thread(self._run, work, is_patient)
        except sa.exc.OperationalError:
            raise Refusal(503, UNAVAILABLE, AWAY, RETRY_AFTER) from None

    def _run(self, work: Callable[[Session], T], is_patient: bool) -> T:  # noqa: FBT001 - a thread takes no names
        self._engine = self._engine or db.connect(self._url)
        with db.side_transaction(self._engine, is_patient=is_patient) as session:
            return work(session)

    def close(self) -> None:
        """Close the connections."""
        if self._engine is not None:
            self._engine.dispose()
