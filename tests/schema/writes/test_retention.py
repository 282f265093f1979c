"""Revisions thin out as they grow old; what readers saw, and the newest, stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from schema import writes
from schema.db import ACTOR
from schema.documents import pack
from schema.rows import fetch_rows
from schema.tables import Revision
from schema.writes import Retention, prune_revisions
from schema.writes.log import open_log
from tests.schema.content import issue, published
from tests.schema.writes.test_revisions import kept

START = datetime(2040, 1, 2, 8, tzinfo=UTC)
"""A Monday to come: the time of a transaction never goes back."""


def save(session: Session, issue_id: str, at: datetime, actor: str = "ada") -> None:
    """Save another title at an instant."""
    session.info[ACTOR] = actor
    open_log(session).at = at
    writes.save_issue(session, {"id": issue_id, "title": f"{at} {actor}"})


def prune(session: Session, at: datetime) -> None:
    """Review all that is due at an instant."""
    while prune_revisions(session, Retention(), at):
        pass


def versions(session: Session, issue_id: str) -> list[int]:
    return [version for version, _ in kept(session, issue_id)]


@pytest.fixture
def draft(session: Session) -> str:
    """A draft that was begun long ago."""
    session.info[ACTOR] = "ada"
    open_log(session).at = START
    return issue(session)


def test_what_a_later_save_of_the_same_run_replaces_goes_after_a_day(session: Session, draft: str) -> None:
    for minutes in (2, 4, 30):
        save(session, draft, START + timedelta(minutes=minutes))
    prune(session, START + timedelta(hours=23))
    assert versions(session, draft) == [1, 2, 3, 4]
    prune(session, START + timedelta(hours=25))
    assert versions(session, draft) == [3, 4]


def test_after_a_month_the_last_of_each_day_stays_and_after_a_year_of_each_week(session: Session, draft: str) -> None:
    for hours in (1, 2, 24, 25, 48, 24 * 7, 24 * 7 + 1):
        save(session, draft, START + timedelta(hours=hours))
    prune(session, START + timedelta(days=29))
    assert versions(session, draft) == [1, 2, 3, 4, 5, 6, 7, 8]
    prune(session, START + timedelta(days=38))
    assert versions(session, draft) == [3, 5, 6, 8]
    prune(session, START + timedelta(days=380))
    assert versions(session, draft) == [6, 8]


def test_what_readers_saw_stays_for_good(session: Session) -> None:
    open_log(session).at = START
    issue_id = published(session, at=START - timedelta(days=1))
    for minutes in (1, 2, 3):
        save(session, issue_id, START + timedelta(minutes=minutes))
    prune(session, START + timedelta(days=4000))
    assert versions(session, issue_id) == [1, 2, 3, 4]


def test_what_fell_due_and_was_seen_stays_for_good(session: Session, draft: str) -> None:
    open_log(session).at = START + timedelta(minutes=1)
    writes.publish_issue(session, "issue", START + timedelta(hours=1))
    writes.log_due(session, START + timedelta(hours=2))
    for hours in (3, 4):
        save(session, draft, START + timedelta(hours=hours))
    prune(session, START + timedelta(days=4000))
    assert versions(session, draft) == [2, 3, 4]


@given(minutes=st.lists(st.integers(1, 60 * 24 * 40), min_size=1, max_size=12, unique=True), looks=st.integers(1, 5))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_how_often_it_is_looked_makes_no_difference(session: Session, minutes: list[int], looks: int) -> None:
    left = []
    for times in (1, looks):
        with session.begin_nested() as nested:
            open_log(session).at = START
            issue_id = issue(session)
            for each in sorted(minutes):
                save(session, issue_id, START + timedelta(minutes=each))
            for part in range(1, times + 1):
                prune(session, START + timedelta(days=500) * (part / times))
            left.append(versions(session, issue_id))
            nested.rollback()
    assert left[0][-1] == left[1][-1] == len(minutes) + 1
    assert left[0] == left[1]


def test_ten_thousand_saves_of_one_issue_take_what_their_days_take(session: Session, draft: str) -> None:
    document = pack({"title": "x" * 200})
    rows: list[dict[str, Any]] = [
        {
            "type": "Issue",
            "target_id": draft,
            "version": number,
            "at": START + timedelta(minutes=number),
            "actor": "ada",
            "action": "UPDATED",
            "document": document,
            "review_at": START + timedelta(days=1, minutes=number),
        }
        for number in range(2, 10_001)
    ]
    session.execute(Revision.__table__.insert(), rows)  # type: ignore[attr-defined]
    prune(session, START + timedelta(days=60))
    assert len(fetch_rows(session, Revision, "target_id", [draft])) == len({row["at"].date() for row in rows})
