"""Statements that tell of connections, and waiting for what PostgreSQL is about to do."""

import asyncio
from typing import Any

SECONDS = 10
PID = "SELECT pg_backend_pid()::text"
SLEEP = "SELECT pg_sleep(60)::text"


async def until(condition: Any) -> None:
    """Wait for what a database is about to do.

    Raises:
        TimeoutError: it did not.
    """
    async with asyncio.timeout(SECONDS):
        while not await asyncio.to_thread(condition):  # noqa: ASYNC110 - the database tells nobody when it changes
            await asyncio.sleep(0.01)
