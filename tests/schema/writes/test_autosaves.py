"""What is kept of a form that is not saved: one row for each person and thing, and who was seen there."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db
from schema.vocabulary import UserRole
from schema.writes.autosaves import FORGOTTEN, OPEN, Unsaved, find_form, find_others, forget_form, keep_form, touch
from schema.writes.users import create_user

AT = datetime(2023, 9, 1, 6, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FORM = [("version", "3"), ("sections[]", ""), ("sections[]", ""), ("title", "Été ; “l’an”\n")]


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with db.side_transaction(engine) as session:
        yield session


@pytest.fixture
def ada(session: Session) -> str:
    return create_user(session, "ada@liane.example", "Ada", UserRole.EDITOR, None)


@pytest.fixture
def bo(session: Session) -> str:
    return create_user(session, "bo@liane.example", "Bo", UserRole.EDITOR, None)


def test_a_form_is_found_as_it_was_sent_and_by_nobody_else(session: Session, ada: str, bo: str) -> None:
    keep_form(session, ada, "iss_1", [("version", "2")], AT)
    keep_form(session, ada, "iss_1", FORM, AT + SECOND)
    assert find_form(session, ada, "iss_1") == Unsaved(FORM, AT + SECOND)
    assert find_form(session, bo, "iss_1") is find_form(session, ada, "iss_2") is None


def test_being_seen_somewhere_leaves_what_was_written(session: Session, ada: str) -> None:
    touch(session, ada, "iss_1", AT)
    assert find_form(session, ada, "iss_1") is None
    keep_form(session, ada, "iss_1", FORM, AT)
    touch(session, ada, "iss_1", AT + SECOND)
    assert find_form(session, ada, "iss_1") == Unsaved(FORM, AT)
    forget_form(session, ada, "iss_1")
    assert find_form(session, ada, "iss_1") is None


def test_others_have_something_open_for_a_minute(session: Session, ada: str, bo: str) -> None:
    touch(session, bo, "iss_1", AT)
    assert find_others(session, ada, "iss_1", AT + OPEN - SECOND) == ["Bo"]
    assert find_others(session, ada, "iss_1", AT + OPEN) == []
    assert find_others(session, ada, "iss_2", AT) == find_others(session, bo, "iss_1", AT) == []


def test_words_wait_for_long_and_a_visit_leaves_nothing(session: Session, ada: str, bo: str) -> None:
    touch(session, bo, "iss_2", AT)
    keep_form(session, ada, "iss_1", FORM, AT)
    touch(session, bo, "iss_1", AT + FORGOTTEN - SECOND)
    assert find_form(session, ada, "iss_1")
    assert session.execute(sa.text("SELECT count(*) FROM autosaves")).scalar() == 2
    touch(session, bo, "iss_1", AT + FORGOTTEN)
    assert find_form(session, ada, "iss_1") is None
