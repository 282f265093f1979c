"""The bucket of an account: what may be spent at once, what comes back, and what is remembered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.budgets import gcra
from api.budgets.gcra import ROUNDING_SECONDS, WINDOW_SECONDS, Gcra


def test_all_points_may_be_spent_at_once_and_come_back_one_after_the_other() -> None:
    bucket = Gcra()
    assert [bucket.spend("a", 20, 0).allowed for _ in range(4)] == [True, True, True, False]
    assert not bucket.spend("a", 20, 19).allowed
    assert bucket.spend("a", 20, 20).allowed


def test_what_is_refused_is_not_spent_and_asking_is_free() -> None:
    bucket = Gcra()
    bucket.spend("a", 40, 0)
    for _ in range(3):
        assert bucket.spend("a", 21, 0) == (False, 40)
        assert bucket.spend("a", 0, 0) == (True, 40)
    assert bucket.spend("a", 20, 0) == (True, 60)


def test_accounts_are_apart() -> None:
    bucket = Gcra()
    bucket.spend("a", 60, 0)
    assert bucket.spend("b", 60, 0).allowed


def test_a_clock_that_is_set_back_holds_nobody_up() -> None:
    bucket = Gcra()
    bucket.spend("a", 60, 10_000)
    assert bucket.spend("a", 0, 0).seconds == 0
    assert bucket.spend("a", 60, 0).allowed
    assert not bucket.spend("a", 1, 0).allowed


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0.001, 60)), max_size=60))
def test_no_minute_sees_more_spent_than_the_burst_and_what_comes_back(
    hits: list[tuple[float, float]],
) -> None:
    bucket, now = Gcra(), 0.0
    spent: list[tuple[float, float]] = []
    for pause, seconds in hits:
        now += pause
        if bucket.spend("a", seconds, now).allowed:
            spent.append((now, seconds))
    for start, _ in spent:
        within = sum(seconds for at, seconds in spent if start <= at < start + 60)
        assert within <= 2 * WINDOW_SECONDS + len(spent) * ROUNDING_SECONDS


def test_the_accounts_that_were_not_used_for_the_longest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gcra, "MOST_ACCOUNTS", 2)
    bucket = Gcra()
    for account in ("a", "b", "a", "c"):
        bucket.spend(account, 30, 0)
    assert len(bucket) == 2
    assert bucket.spend("a", 0, 0).seconds == 60
    assert bucket.spend("b", 0, 0).seconds == 0
