"""A store in Redis that the workers of an installation share, for what each of them can do without.

Nothing waits for it longer than ``TIMEOUT_SECONDS``. Where it fails, it counts as away: it is asked again once every
``RETRY_SECONDS``, which the log tells once, as it does when the store is back.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = logging.getLogger("liane.store")
TIMEOUT_SECONDS = 0.1
RETRY_SECONDS = 1.0
MAX_CONNECTIONS = 20
MAX_PENDING = 100
"""How many writes may wait at once; others are dropped."""


class SharedStore:
    """Values by key.

    Args:
        url: ``redis://...``, ``rediss://...`` or ``unix://...``; nothing is connected before the first use.
    """

    def __init__(self, url: str) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            protocol=2,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=Retry(NoBackoff(), 0),
            max_connections=MAX_CONNECTIONS,
            timeout=TIMEOUT_SECONDS,
        )
        self._redis = Redis.from_pool(pool)
        self.is_away = False
        self._next_try = 0.0
        self._pending: set[asyncio.Task[object]] = set()

    async def get(self, key: str) -> bytes | None:
        """Return a value; None where there is none, or the store is away."""
        value: bytes | None = await self._ask(lambda: self._redis.get(key))
        return value

    def put_soon(self, key: str, value: bytes, seconds: int) -> None:
        """Write a value that expires, without waiting for it."""
        if len(self._pending) < MAX_PENDING:
            task = asyncio.create_task(self._ask(lambda: self._redis.set(key, value, ex=seconds)))
            self._pending.add(task)
            task.add_done_callback(self._pending.discard)

    def script(self, text: str) -> Callable[..., Awaitable[Any]]:
        """Return a function that runs a script in Lua on a key and arguments, and returns None where that is away."""
        script = self._redis.register_script(text)
        return lambda key, *arguments: self._ask(lambda: script([key], arguments))

    async def close(self) -> None:
        """Finish what is pending, and close the connections."""
        await asyncio.gather(*self._pending, return_exceptions=True)
        await self._redis.aclose()

    async def _ask(self, command: Callable[[], Awaitable[Any]]) -> Any:
        """Run a command; return None where the store is away."""
        now = monotonic()
        if now < self._next_try:
            return None
        if self.is_away:
            self._next_try = now + RETRY_SECONDS  # the others do not try at the same time
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                value = await command()
        except (RedisError, OSError, TimeoutError) as error:
            if not self.is_away:
                log.warning("the shared store is away: %s: %s", type(error).__name__, error)
            self.is_away, self._next_try = True, now + RETRY_SECONDS
            return None
        if self.is_away:
            log.warning("the shared store is back")
        self.is_away, self._next_try = False, 0.0
        return value
