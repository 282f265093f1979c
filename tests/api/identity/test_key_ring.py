"""Keys in memory: checked without a statement, read again after every change, and never taken for valid for long."""

import logging
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from api.identity import key_ring
from api.identity.key_ring import PATIENCE_SECONDS, KeyRing
from api.identity.refusal import Refusal
from schema import db
from schema.context import ApiKey
from schema.engine.database.protocol import DatabaseAway
from schema.keys import checksum, digest_of, new_key, prefix_of
from schema.rows import fetch_rows
from schema.tables import Key
from schema.vocabulary import Scope
from tests.api.keys import make_key, revoke
from tests.api.serving import Clock
from tests.reader import Counted

LATER = datetime(2099, 1, 1, tzinfo=UTC)


class Unsteady(Counted):
    """A database that can be away."""

    is_away = False

    async def fetch(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[bytes]:
        """Run a statement, unless it is."""
        if self.is_away:
            raise DatabaseAway("away")
        return await super().fetch(sql, values, seconds)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Unsteady]:
    """The read side of a database without content."""
    database = Unsteady(db.connect_read_only(database_url))
    yield database
    await database.close()


@pytest.fixture
def ring(database: Unsteady, database_url: str, clock: Clock) -> KeyRing:
    """Its keys, which are read when a test says so."""
    return KeyRing(database, database_url, clock)


def code(ring: KeyRing, text: str) -> str:
    """Return the code of the refusal of a text, or the name of the key that it is."""
    try:
        return ring.check(text).name
    except Refusal as refusal:
        return refusal.code


async def test_a_key_is_what_was_stored_and_no_statement_runs_to_check_it(
    ring: KeyRing, database: Unsteady, database_url: str
) -> None:
    key = make_key(database_url, Scope.SYNC, Scope.ADMIN, origins=["https://a.example"], expires_at=LATER, name="A\n”")
    await ring.look()
    statements = database.statements
    found = [ring.check(key) for _ in range(1_000)][-1]
    scopes, origins = frozenset({Scope.SYNC, Scope.ADMIN}), frozenset({"https://a.example"})
    assert found == ApiKey(key[3:11], "A\n”", scopes, origins, None, LATER)
    assert ring.origins == {"https://a.example"}
    assert database.statements == statements


async def test_what_is_no_key_and_what_is_nobodys_is_refused(ring: KeyRing, database_url: str) -> None:
    key, other = make_key(database_url), new_key()
    await ring.look()
    stranger = new_key()
    while prefix_of(stranger) == prefix_of(key):  # pragma: no cover - one in 10**14
        stranger = new_key()
    texts = ["", "lk_", key[:-1], key.lower(), f"{key} ", "undefined", stranger, other]
    assert {code(ring, text) for text in texts} == {"UNAUTHENTICATED"}
    assert code(ring, key) == "Front"


async def test_the_public_letters_of_a_key_do_not_stand_for_it(ring: KeyRing, database_url: str) -> None:
    key = make_key(database_url)
    await ring.look()
    forged = key[:11] + "0" * 30
    assert code(ring, forged + checksum(forged)) == "UNAUTHENTICATED"
    named = ring.named(key[3:11])
    assert named
    assert named.name == "Front"
    assert ring.named("00000000") is None


async def test_a_key_that_is_made_or_revoked_is_known_at_the_next_look(ring: KeyRing, database_url: str) -> None:
    await ring.look()
    key = make_key(database_url)
    await ring.look()
    assert code(ring, key) == "Front"
    revoke(database_url, key)
    await ring.look()
    assert code(ring, key) == "UNAUTHENTICATED"
    assert ring.named(key[3:11]) is None


async def test_keys_are_read_only_after_a_change(ring: KeyRing, database: Unsteady) -> None:
    await ring.look()
    before = database.statements
    for _ in range(3):
        await ring.look()
    assert database.statements == before + 3


async def test_what_goes_on_with_a_key_is_ended_once_when_it_is_revoked_or_expires(
    ring: KeyRing, database_url: str, clock: Clock
) -> None:
    revoked, expiring, lasting = (
        make_key(database_url),
        make_key(database_url, expires_at=LATER),
        make_key(database_url),
    )
    await ring.look()
    ended: list[str] = []
    for text in (revoked, expiring, lasting):
        ring.watch(ring.check(text), lambda text=text: ended.append(text))  # type: ignore[misc]
    ring.watch(ring.check(revoked), lambda: ended.append("unwatched"))()
    await ring.look()
    assert ended == []
    revoke(database_url, revoked)
    await ring.look()
    assert ended == [revoked]
    clock.now = LATER
    await ring.look()
    await ring.look()
    assert ended == [revoked, expiring]
    assert code(ring, expiring) == "UNAUTHENTICATED"


async def test_while_the_log_cannot_be_read_keys_are_valid_for_a_while_and_then_none_is(
    ring: KeyRing, database: Unsteady, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 1_000.0
    monkeypatch.setattr(key_ring, "monotonic", lambda: seconds)
    key = make_key(database_url)
    assert code(ring, key) == "UNAVAILABLE"
    await ring.look()
    found = ring.check(key)
    ended: list[str] = []
    ring.watch(found, lambda: ended.append(key))
    database.is_away = True
    seconds += PATIENCE_SECONDS
    await ring.look()
    assert (code(ring, key), code(ring, new_key()), ended) == ("Front", "UNAUTHENTICATED", [])
    seconds += 1
    await ring.look()
    assert (code(ring, key), code(ring, new_key()), ended) == ("UNAVAILABLE", "UNAVAILABLE", [key])
    with pytest.raises(Refusal) as refused:
        ring.require_valid(found)
    assert (refused.value.status_code, dict(refused.value.headers or {})["retry-after"]) == (503, "5")
    database.is_away = False
    await ring.look()
    assert code(ring, key) == "Front"


async def test_the_day_of_the_last_use_is_written_once_a_day(
    ring: KeyRing, database_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    used, _ = make_key(database_url), make_key(database_url)
    await ring.look()
    writes: list[dict[str, date]] = []
    record = KeyRing._record

    def recorded(self: KeyRing, days: dict[str, date]) -> None:
        writes.append(days)
        record(self, days)

    monkeypatch.setattr(KeyRing, "_record", recorded)
    for day in (1, 1, 2):
        clock.now = datetime(2026, 3, day, 12, tzinfo=UTC)
        for _ in range(5):
            ring.check(used)
        await ring.write_use()
    assert writes == [{used[3:11]: date(2026, 3, 1)}, {used[3:11]: date(2026, 3, 2)}]
    engine = db.connect(database_url)
    with db.read_transaction(engine) as session:
        stored = {row["prefix"]: row["last_used_on"] for row in fetch_rows(session, Key)}
    engine.dispose()
    assert stored.pop(used[3:11]) == date(2026, 3, 2)
    assert [*stored.values()] == [None]


async def test_a_use_that_cannot_be_written_is_written_later(
    ring: KeyRing, database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    key = make_key(database_url)
    await ring.look()
    ring.check(key)
    with monkeypatch.context() as patched, caplog.at_level(logging.INFO):
        patched.setattr(KeyRing, "_record", lambda *_: 1 / 0)
        await ring.write_use()
    assert "ZeroDivisionError" in caplog.text
    written: list[dict[str, date]] = []
    monkeypatch.setattr(KeyRing, "_record", lambda _, days: written.append(days))
    await ring.write_use()
    await ring.write_use()
    assert len(written) == 1


async def test_what_stands_for_a_key_shows_no_digest(ring: KeyRing, database_url: str) -> None:
    key = make_key(database_url)
    await ring.look()
    assert digest_of(key) not in repr(ring._keys) + repr(vars(ring)) + repr(ring.check(key))
