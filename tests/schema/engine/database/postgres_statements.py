"""Statements that tell of connections, and waiting for what PostgreSQL is about to do."""

import asyncio
from typing import Any

from tests.patience import PATIENCE

PID = "SELECT pg_backend_pid()::text"
SLEEP = "SELECT pg_sleep(3600)::text"


async def until(condition: Any) -> None:
    """Wait for what a database is about to do.

    Raises:
        TimeoutError: it did not.
    """
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(condition):  # noqa: ASYNC110 - the database tells nobody when it changes
            await asyncio.sleep(0.01)
