"""Attempts to sign in: after five that fail the next ones wait, longer and longer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db
from schema.identity_tables import SignInAttempts
from schema.rows import fetch_rows
from schema.writes.attempts import FORGOTTEN, FREE, WAITS, count_attempt, forget_attempts

AT = datetime(2023, 9, 1, 6, tzinfo=UTC)
EMAIL = "ada@example.org"


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with db.side_transaction(engine) as session:
        yield session


def test_each_failure_beyond_the_free_ones_makes_the_next_attempt_wait_longer(session: Session) -> None:
    for _ in range(FREE):
        assert count_attempt(session, EMAIL, AT) is None
    now, waits = AT, []
    for _ in range(8):
        until = count_attempt(session, EMAIL, now)
        assert until
        waits.append((until - now).total_seconds())
        now = until
        assert count_attempt(session, " ADA@Example.org", now) is None
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    assert WAITS[-1] == timedelta(minutes=15)


def test_who_tries_while_they_wait_does_not_wait_longer(session: Session) -> None:
    for _ in range(FREE):
        count_attempt(session, EMAIL, AT)
    later = AT + timedelta(seconds=10)
    assert {count_attempt(session, EMAIL, later) for _ in range(10)} == {AT + WAITS[0]}


def test_addresses_wait_each_by_itself(session: Session) -> None:
    for _ in range(FREE + 1):
        count_attempt(session, EMAIL, AT)
    assert count_attempt(session, "bo@example.org", AT) is None


def test_attempts_are_forgotten_after_one_that_succeeds_and_after_a_day(session: Session) -> None:
    for _ in range(FREE):
        count_attempt(session, EMAIL, AT)
    forget_attempts(session, "ADA@example.org")
    for _ in range(FREE):
        assert count_attempt(session, EMAIL, AT) is None
    assert count_attempt(session, "bo@example.org", AT + FORGOTTEN) is None
    (row,) = fetch_rows(session, SignInAttempts)
    assert row["failures"] == 1


def test_nothing_that_somebody_typed_is_stored(session: Session) -> None:
    count_attempt(session, "my secret password", AT)
    assert "secret" not in str(fetch_rows(session, SignInAttempts))


def test_who_tries_many_times_at_once_has_no_more_attempts(engine: sa.Engine) -> None:
    def attempt(_: int) -> bool:
        with db.side_transaction(engine) as session:
            return count_attempt(session, EMAIL, AT) is None

    with ThreadPoolExecutor(5) as threads:
        assert sum(threads.map(attempt, range(20))) == FREE
