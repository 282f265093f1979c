"""Sessions: found by what a cookie holds, which is nowhere stored, until they end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db
from schema.identity_tables import SignInSession
from schema.rows import fetch_rows
from schema.vocabulary import UserRole
from schema.writes.sessions import (
    IDLE,
    LONGEST,
    LONGEST_AGENT,
    end_session,
    find_session,
    keep_session,
    list_sessions,
    open_session,
)
from schema.writes.users import create_user, set_role

AT = datetime(2023, 9, 1, 6, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with db.side_transaction(engine) as session:
        yield session


@pytest.fixture
def user(session: Session) -> str:
    return create_user(session, "ada@example.org", "Ada", UserRole.EDITOR)


def test_a_session_tells_who_is_signed_in_as_they_are_now(session: Session, user: str) -> None:
    open_session(session, user, "token", "A browser" * 100, AT)
    (row,) = fetch_rows(session, SignInSession)
    assert "token" not in str(row)
    assert len(row["agent"]) == LONGEST_AGENT
    found = find_session(session, "token", AT)
    assert found
    assert (found.user, found.name, found.email, found.role) == (user, "Ada", "ada@example.org", UserRole.EDITOR)
    assert found.session not in repr(found)
    set_role(session, user, UserRole.CHIEF)
    changed = find_session(session, "token", AT)
    assert changed
    assert changed.role is UserRole.CHIEF
    assert find_session(session, row["digest"], AT) is None, "what is stored opens nothing"


def test_a_session_ends_when_it_was_not_used_for_half_a_day(session: Session, user: str) -> None:
    open_session(session, user, "token", "", AT)
    assert find_session(session, "token", AT + IDLE - SECOND)
    assert find_session(session, "token", AT + IDLE) is None
    (row,) = fetch_rows(session, SignInSession)
    keep_session(session, row["digest"], AT + IDLE - SECOND)
    assert find_session(session, "token", AT + IDLE)


def test_a_session_ends_after_a_month_however_much_it_is_used(session: Session, user: str) -> None:
    open_session(session, user, "token", "", AT)
    (row,) = fetch_rows(session, SignInSession)
    keep_session(session, row["digest"], AT + LONGEST)
    assert find_session(session, "token", AT + LONGEST - SECOND)
    assert find_session(session, "token", AT + LONGEST) is None


def test_what_has_ended_is_forgotten_when_the_next_session_begins(session: Session, user: str) -> None:
    open_session(session, user, "first", "First", AT)
    open_session(session, user, "second", "Second", AT + IDLE)
    assert [row["agent"] for row in fetch_rows(session, SignInSession)] == ["Second"]


def test_a_user_sees_and_ends_their_own_sessions_alone(session: Session, user: str) -> None:
    other = create_user(session, "bo@example.org", "Bo", UserRole.ADMIN)
    for place, (owner, token) in enumerate(((user, "first"), (user, "second"), (other, "third"))):
        open_session(session, owner, token, token, AT + place * SECOND)
    listed = list_sessions(session, user, AT)
    assert [row["agent"] for row in listed] == ["second", "first"]
    end_session(session, listed[0]["digest"], other)
    assert len(list_sessions(session, user, AT)) == 2
    end_session(session, listed[0]["digest"], user)
    assert [row["agent"] for row in list_sessions(session, user, AT)] == ["first"]
