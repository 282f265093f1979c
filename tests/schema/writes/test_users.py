"""Users: who may sign in, and what they may do."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db
from schema.identity_tables import SignInSession, User
from schema.rows import fetch_row, fetch_rows
from schema.vocabulary import Scope, UserRole
from schema.writes.errors import Invalid
from schema.writes.sessions import find_session, open_session
from schema.writes.users import (
    LastAdmin,
    create_user,
    disable_user,
    enable_user,
    find_user,
    replace_hash,
    set_password,
    set_role,
)

AT = datetime(2023, 9, 1, 6, tzinfo=UTC)


@pytest.fixture
def session(engine: sa.Engine) -> Any:
    with db.side_transaction(engine) as session:
        yield session


def row(session: Session, user: str) -> dict[str, Any]:
    found = fetch_row(session, User, user)
    assert found is not None
    return found


def test_a_user_is_found_by_their_address_however_it_is_written(session: Session) -> None:
    user = create_user(session, " Zoé@Example.ORG ", " Zoé ", UserRole.CHIEF, "hash")
    assert user.startswith("usr_")
    stored = row(session, user)
    assert {name: stored[name] for name in ("email", "name", "role", "password", "disabled_at")} == {
        "email": "zoé@example.org",
        "name": "Zoé",
        "role": "CHIEF",
        "password": "hash",
        "disabled_at": None,
    }
    assert find_user(session, "ZOE\u0301@example.org") == stored
    assert find_user(session, "zoe@example.org") is None


@pytest.mark.parametrize(
    ("email", "name", "reason"),
    [
        ("ada", "Ada", "the e-mail address is none"),
        ("a da@example.org", "Ada", "the e-mail address is none"),
        (f"{'a' * 65}@example.org", "Ada", "the e-mail address is none"),
        ("ada@example.org", " ", "the name has 1 to 100 letters"),
        ("ada@example.org", "a" * 101, "the name has 1 to 100 letters"),
        ("TAKEN@example.org", "Ada", "there is a user with the e-mail address taken@example.org"),
    ],
)
def test_a_user_who_makes_no_sense_is_refused(engine: sa.Engine, email: str, name: str, reason: str) -> None:
    with db.side_transaction(engine) as session:
        create_user(session, "taken@example.org", "Taken", UserRole.EDITOR)
    with pytest.raises(Invalid, match=reason), db.side_transaction(engine) as session:
        create_user(session, email, name, UserRole.EDITOR)


def test_roles_are_sets_of_scopes_each_with_more_than_the_one_before() -> None:
    assert UserRole.EDITOR.scopes == {Scope.READ_DRAFTS, Scope.WRITE_CONTENT}
    assert UserRole.CHIEF.scopes == {*UserRole.EDITOR.scopes, Scope.PUBLISH}
    assert UserRole.ADMIN.scopes == set(Scope)


def test_another_password_ends_all_sessions_but_one(session: Session) -> None:
    user, other = (create_user(session, f"{name}@example.org", name, UserRole.EDITOR) for name in ("ada", "bo"))
    for owner, token in ((user, "here"), (user, "there"), (other, "elsewhere")):
        open_session(session, owner, token, "", AT)
    here = find_session(session, "here", AT)
    assert here
    set_password(session, user, "new", keep=here.session)
    assert row(session, user)["password"] == "new"
    left = {token for token in ("here", "there", "elsewhere") if find_session(session, token, AT)}
    assert left == {"here", "elsewhere"}


def test_a_password_is_not_hashed_anew_once_it_is_another(session: Session) -> None:
    user = create_user(session, "ada@example.org", "Ada", UserRole.EDITOR, "old")
    replace_hash(session, user, "old", "older password, hashed anew")
    replace_hash(session, user, "old", "too late")
    assert row(session, user)["password"] == "older password, hashed anew"


def test_who_is_disabled_is_signed_out_and_has_no_session_until_they_are_enabled(session: Session) -> None:
    user = create_user(session, "ada@example.org", "Ada", UserRole.EDITOR)
    open_session(session, user, "token", "", AT)
    disable_user(session, user, AT)
    disable_user(session, user, datetime(2024, 1, 1, tzinfo=UTC))
    assert row(session, user)["disabled_at"] == AT
    assert fetch_rows(session, SignInSession) == []
    open_session(session, user, "token", "", AT)
    assert find_session(session, "token", AT) is None
    enable_user(session, user)
    assert find_session(session, "token", AT)


def test_the_last_administrator_stays_one(session: Session) -> None:
    user, other = (create_user(session, f"{name}@example.org", name, UserRole.ADMIN) for name in ("ada", "bo"))
    disable_user(session, other, AT)
    with pytest.raises(LastAdmin):
        disable_user(session, user, AT)
    with pytest.raises(LastAdmin):
        set_role(session, user, UserRole.CHIEF)
    enable_user(session, other)
    set_role(session, user, UserRole.CHIEF)
    set_role(session, user, UserRole.EDITOR)
    assert row(session, user)["role"] == "EDITOR"
    with pytest.raises(LastAdmin):
        disable_user(session, other, AT)


def test_where_there_is_no_administrator_editors_are_disabled_all_the_same(session: Session) -> None:
    user = create_user(session, "ada@example.org", "Ada", UserRole.EDITOR)
    set_role(session, user, UserRole.CHIEF)
    disable_user(session, user, AT)
    assert row(session, user)["disabled_at"] == AT
