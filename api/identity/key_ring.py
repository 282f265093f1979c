"""The keys in memory: one is checked in microseconds, and no statement runs for it.

The log of changes is looked at every ``TICK_SECONDS``, on a connection that no request waits for; after a change the
keys are read again. So a key that was revoked, by whichever process, is refused within a second. Where the log cannot
be read for ``PATIENCE_SECONDS``, no key is taken for valid.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import aclosing, suppress
from datetime import date, datetime
from hmac import compare_digest
from time import monotonic
from typing import Any, TypeVar

from api.http.problems import RETRY_AFTER
from api.identity.refusal import Refusal, unauthenticated
from schema import db, writes
from schema.context import ApiKey
from schema.engine.compiler.statement import compile_select
from schema.engine.database.protocol import Database, DatabaseAway, DatabaseBusy
from schema.engine.errors import UNAVAILABLE
from schema.engine.subscriptions import SourceInterrupted
from schema.key_list import StoredKey, parse_keys, select_keys, select_state
from schema.keys import digest_of, prefix_of

log = logging.getLogger("liane.identity")
T = TypeVar("T")
TICK_SECONDS = 0.25
READ_SECONDS = 5.0
PATIENCE_SECONDS = 30.0
USE_SECONDS = 60.0
"""How long it takes at most until it is written that a key was used."""
NO_KEY = "Authorization takes a key: Bearer lk_... with all of its 47 letters."
UNKNOWN = "This key is not valid: it is unknown, has been revoked or has expired."
AWAY = "Keys cannot be checked at the moment; try again in a few seconds."


class KeyRing:
    """The keys of an installation, as of now.

    Args:
        database: where they are read, on a connection that no request waits for.
        url: the same database, where it is written that they are used.
        clock: returns the current instant.
    """

    def __init__(self, database: Database, url: str, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._url = url
        self._clock = clock
        self._select_state = compile_select(select_state(), database.dialect)
        self._select_keys = compile_select(select_keys(), database.dialect)
        self._keys: dict[str, StoredKey] = {}
        self._origins: frozenset[str] = frozenset()
        self._state = b""
        self.read_at = -PATIENCE_SECONDS
        """When the log was last looked at, by the monotonic clock."""
        self._watched: dict[object, tuple[ApiKey, Callable[[], None]]] = {}
        self._used: dict[str, date] = {}
        self._written: dict[str, date] = {}
        self._is_failing = False
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Read the keys, and begin to follow their changes."""
        await self.look()
        self._tasks = [asyncio.create_task(self._follow()), asyncio.create_task(self._write_uses())]

    async def close(self) -> None:
        """Stop following."""
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.write_use()

    # Checking

    @property
    def origins(self) -> Collection[str]:
        """All origins that any key lists."""
        return self._origins

    def check(self, text: str) -> ApiKey:
        """Return the key that a text is.

        Raises:
            Refusal: it is none, or keys cannot be checked.
        """
        prefix = prefix_of(text)
        if prefix is None:
            raise unauthenticated(NO_KEY)
        stored = self._keys.get(prefix)
        digest = digest_of(text)
        # A key that is not known takes as long as one whose secret is wrong.
        if not compare_digest(digest, stored.digest if stored else digest[::-1]) or stored is None:
            self._require_news()
            raise unauthenticated(UNKNOWN)
        self.require_valid(stored.key)
        self._used[prefix] = self._clock().date()
        return stored.key

    def require_valid(self, key: ApiKey) -> None:
        """Check that a key is still what it was when it was sent.

        Raises:
            Refusal: it is not, or keys cannot be checked.
        """
        self._require_news()
        if not self._is_valid(key):
            raise unauthenticated(UNKNOWN)

    def named(self, prefix: str) -> ApiKey | None:
        """Return the key with some public letters, which prove nothing; None where there is none that is valid."""
        stored = self._keys.get(prefix)
        return stored.key if stored and self._is_valid(stored.key) else None

    def _is_valid(self, key: ApiKey) -> bool:
        stored = self._keys.get(key.prefix)
        return stored is not None and stored.key == key and (key.expires_at is None or key.expires_at > self._clock())

    def _require_news(self) -> None:
        if monotonic() - self.read_at > PATIENCE_SECONDS:
            raise Refusal(503, UNAVAILABLE, AWAY, RETRY_AFTER)

    # Watching

    def watch(self, key: ApiKey, ended: Callable[[], None]) -> Callable[[], None]:
        """Call ``ended`` once when a key is valid no longer; return a function that ends the watching."""
        token = object()
        self._watched[token] = key, ended

        def unwatch() -> None:
            self._watched.pop(token, None)

        return unwatch

    async def while_valid(self, key: ApiKey, results: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
        """Yield results for as long as a key is valid.

        Raises:
            SourceInterrupted: it is no longer: whoever tries again is told why.
        """
        ended = asyncio.Event()
        unwatch = self.watch(key, ended.set)
        ending: asyncio.Future[Any] = asyncio.ensure_future(ended.wait())
        try:
            async with aclosing(results):
                while True:
                    coming: asyncio.Future[Any] = asyncio.ensure_future(anext(results, None))
                    try:
                        await asyncio.wait({coming, ending}, return_when=asyncio.FIRST_COMPLETED)
                        if ending.done():
                            raise SourceInterrupted
                        result = coming.result()
                    finally:
                        await cancelled(coming)
                    if result is None:
                        return
                    yield result
        finally:
            unwatch()
            ending.cancel()

    # Following

    async def look(self) -> None:
        """Read the keys if anything has changed; end what goes on with a key that is valid no longer."""
        began = monotonic()
        try:
            (state,) = await self._database.fetch(*self._select_state, READ_SECONDS)
            if state != self._state:
                state, keys = await self._database.fetch(*self._select_keys, READ_SECONDS)
                self._keys, self._state = parse_keys(keys), state
                self._origins = frozenset().union(*(stored.key.origins for stored in self._keys.values()))
            self.read_at, self._is_failing = began, False
        except (DatabaseAway, DatabaseBusy, TimeoutError):
            pass  # it is logged where requests notice it
        except Exception as error:  # noqa: BLE001 - whatever it is, the database may be back soon
            if not self._is_failing:
                log.warning("the keys cannot be read: %s", type(error).__name__)
            self._is_failing = True
        self._end_invalid()

    def _end_invalid(self) -> None:
        is_stale = monotonic() - self.read_at > PATIENCE_SECONDS
        for token, (key, ended) in list(self._watched.items()):
            if is_stale or not self._is_valid(key):
                del self._watched[token]
                ended()

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(TICK_SECONDS)
            await self.look()

    # Uses

    async def write_use(self) -> None:
        """Write on which day keys were used last, those that were used on another day than is written."""
        days = {prefix: day for prefix, day in self._used.items() if self._written.get(prefix) != day}
        if not days:
            return
        try:
            await asyncio.to_thread(self._record, days)
        except Exception as error:  # noqa: BLE001 - it is tried again, and nobody waits for it
            log.info("the use of keys is not written yet: %s", type(error).__name__)
        else:
            self._written.update(days)

    def _record(self, days: dict[str, date]) -> None:
        engine = db.connect(self._url)
        try:
            with db.side_transaction(engine) as session:
                writes.record_use(session, days)
        finally:
            engine.dispose()

    async def _write_uses(self) -> None:
        while True:
            await asyncio.sleep(USE_SECONDS)
            await self.write_use()


async def cancelled(*futures: "asyncio.Future[Any]") -> None:
    """Cancel what still runs, and wait for its end."""
    for future in (each for each in futures if not each.done()):
        future.cancel()
        with suppress(asyncio.CancelledError):
            await future
