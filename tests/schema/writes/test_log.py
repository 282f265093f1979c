"""The change log says when readers begin and cease to see an issue, each time once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from schema.bases import now, table_of
from schema.tables import Change
from tests.schema.content import JULY, changes, issue, published

LATER = datetime(2999, 7, 21, 6, tzinfo=UTC)


def transitions(session: Session) -> list[str]:
    """Return the log's new entries on issues that appear or disappear."""
    return [action for kind, action in changes(session) if kind == "Issue" and action.endswith("PUBLISHED")]


def test_it_appears_when_it_is_published_and_disappears_when_that_is_taken_back(session: Session) -> None:
    issue(session)
    assert transitions(session) == []
    writes.publish_issue(session, "issue")
    assert transitions(session) == ["PUBLISHED"]
    writes.unpublish_issue(session, "issue")
    assert transitions(session) == ["UNPUBLISHED"]
    writes.publish_issue(session, "issue")
    assert transitions(session) == ["PUBLISHED"]


def test_an_edit_or_another_date_of_what_is_seen_already_is_no_appearance(session: Session) -> None:
    published(session)
    transitions(session)
    writes.save_issue(session, {"slug": "issue", "title": "Another title"})
    writes.publish_issue(session, "issue", JULY + timedelta(days=1))
    writes.publish_issue(session, "issue", now())
    assert transitions(session) == []
    assert writes.log_due(session, now() + timedelta(minutes=1)) == []


def test_a_scheduled_issue_appears_when_it_falls_due_and_not_before(session: Session) -> None:
    later = published(session, at=LATER)
    assert writes.log_due(session, LATER - timedelta(seconds=1)) == []
    assert transitions(session) == []
    assert writes.log_due(session, LATER) == [later]
    assert writes.log_due(session, LATER) == []
    assert transitions(session) == ["PUBLISHED"]


def test_what_falls_due_together_appears_in_the_order_of_the_dates(session: Session) -> None:
    second = published(session, "second", at=LATER + timedelta(seconds=1))
    first = published(session, "first", at=LATER)
    assert writes.log_due(session, LATER + timedelta(days=1)) == [first, second]


def test_only_what_fell_due_since_the_last_look_or_shortly_before_is_searched(session: Session) -> None:
    issue_id = published(session, at=LATER)
    assert writes.log_due(session, LATER + timedelta(days=1), since=LATER + timedelta(hours=1)) == []
    assert writes.log_due(session, LATER + timedelta(days=1), since=LATER + timedelta(minutes=1)) == [issue_id]


def test_what_is_put_off_before_it_falls_due_appears_at_its_new_date(session: Session) -> None:
    published(session, at=LATER)
    writes.publish_issue(session, "issue", LATER + timedelta(days=1))
    assert writes.log_due(session, LATER) == []
    assert len(writes.log_due(session, LATER + timedelta(days=1))) == 1


def test_what_is_put_off_after_it_was_seen_disappears_until_then(session: Session) -> None:
    published(session)
    transitions(session)
    writes.publish_issue(session, "issue", LATER)
    assert transitions(session) == ["UNPUBLISHED"]
    assert len(writes.log_due(session, LATER)) == 1


def test_what_is_deleted_and_comes_back_appears_again(session: Session) -> None:
    published(session)
    writes.delete_issue(session, "issue")
    transitions(session)
    published(session)
    assert transitions(session) == ["PUBLISHED"]


def test_concurrent_calls_log_it_once(engine: sa.Engine) -> None:
    with db.write_transaction(engine) as session:
        published(session, at=LATER)

    def log_due(_: int) -> list[str]:
        with db.write_transaction(engine) as session:
            return writes.log_due(session, LATER)

    with ThreadPoolExecutor(5) as threads:
        logged = list(threads.map(log_due, range(5)))
    assert sorted(map(len, logged)) == [0, 0, 0, 0, 1]
    log = table_of(Change)
    with Session(engine) as session:
        counting = sa.select(sa.func.count()).where(log.c.action == "PUBLISHED")
        assert session.execute(counting).scalar_one() == 1


@pytest.mark.parametrize("status", ["DRAFT", "UNPUBLISHED"])
def test_what_nobody_published_never_appears(session: Session, status: str) -> None:
    issue(session, status=status, published_at=JULY)
    assert writes.log_due(session, LATER) == []
