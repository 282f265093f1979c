"""Second factors: each code of an app counts once, and each recovery code."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db
from schema.vocabulary import UserRole
from schema.writes.authenticators import (
    find_authenticator,
    remove_authenticator,
    set_authenticator,
    set_recovery_codes,
    use_recovery_code,
    use_step,
)
from schema.writes.users import create_user, list_users

AT = datetime(2023, 9, 1, 6, tzinfo=UTC)


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with db.side_transaction(engine) as session:
        yield session


@pytest.fixture
def user(session: Session) -> str:
    user = create_user(session, "ada@example.org", "Ada", UserRole.EDITOR)
    set_authenticator(session, user, "secret", 10, AT)
    set_recovery_codes(session, user, ["one", "two"])
    return user


def test_a_step_is_used_once_and_none_before_it_any_more(session: Session, user: str) -> None:
    used = [use_step(session, user, step) for step in (10, 12, 12, 11, 13)]
    assert used == [False, True, False, False, True]


def test_a_recovery_code_is_used_once_by_its_owner(session: Session, user: str) -> None:
    other = create_user(session, "bo@example.org", "Bo", UserRole.EDITOR)
    assert [use_recovery_code(session, owner, "one") for owner in (other, user, user)] == [False, True, False]
    found = find_authenticator(session, user)
    assert found
    assert found["codes_left"] == 1


def test_another_authenticator_and_other_codes_take_the_place_of_those_before(session: Session, user: str) -> None:
    set_authenticator(session, user, "another", 5, AT)
    set_recovery_codes(session, user, ["three"])
    found = find_authenticator(session, user)
    assert found
    assert (found["secret"], found["last_step"], found["codes_left"]) == ("another", 5, 1)
    assert [use_recovery_code(session, user, code) for code in ("two", "three")] == [False, True]


def test_what_was_taken_away_is_gone_with_its_codes(session: Session, user: str) -> None:
    assert [each["has_authenticator"] for each in list_users(session)] == [True]
    remove_authenticator(session, user)
    assert find_authenticator(session, user) is None
    assert not use_step(session, user, 99)
    assert not use_recovery_code(session, user, "one")
    assert [each["has_authenticator"] for each in list_users(session)] == [False]
