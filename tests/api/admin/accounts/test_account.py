"""One's own account: another password, and the browsers in which one is signed in."""

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from schema.writes.attempts import FREE
from schema.writes.sessions import digest_of_token
from tests.api.admin.conftest import DESK
from tests.api.admin.people import COOKIE, EMAIL, OWN_PAGE, PASSWORD, make_session, make_user, try_to_sign_in
from tests.api.serving import NOON

NEW = "another horse entirely"


@pytest.fixture
def user(database_url: str) -> str:
    return make_user(database_url)


def browser(url: str, user: str) -> dict[str, str]:
    """Return the headers of a browser in which a user is signed in."""
    return {**OWN_PAGE, "Cookie": f"{COOKIE}={make_session(url, user, NOON)}", "Accept": "text/html"}


def change(client: httpx.Client, headers: dict[str, str], **fields: str) -> httpx.Response:
    """Send the form for another password."""
    data = {"current": PASSWORD, "new": NEW, "again": NEW, **fields}
    return client.post("/admin/account/password", data=data, headers=headers)


def is_in(client: httpx.Client, headers: dict[str, str]) -> bool:
    return client.get(DESK, headers=headers).status_code == 200


def test_another_password_takes_the_one_before_and_signs_out_everywhere_else(
    desk: httpx.Client, database_url: str, user: str
) -> None:
    here, there = browser(database_url, user), browser(database_url, user)
    changed = change(desk, here)
    assert (changed.status_code, changed.headers["location"]) == (303, "/admin/account?done=password")
    assert "The password is changed" in desk.get("/admin/account?done=password", headers=here).text
    assert (is_in(desk, here), is_in(desk, there)) == (True, False)
    assert try_to_sign_in(desk).status_code == 422
    assert try_to_sign_in(desk, NEW).status_code == 303


def test_who_does_not_know_the_password_changes_nothing_however_often_they_try(
    desk: httpx.Client, database_url: str, user: str
) -> None:
    here = browser(database_url, user)
    for _ in range(FREE):
        refused = change(desk, here, current="wrong")
        assert refused.status_code == 422
        assert "not your current password" in refused.text
    assert "Try again in 30 seconds" in change(desk, here).text
    assert try_to_sign_in(desk, PASSWORD).status_code == 429


def test_a_password_that_nobody_should_have_is_refused_with_the_reason(
    desk: httpx.Client, database_url: str, user: str
) -> None:
    here = browser(database_url, user)
    for fields, reason in (
        ({"new": "short"}, "12 characters at least"),
        ({"new": "a" * 1001, "again": "a" * 1001}, "1,000 at most"),
        ({"new": EMAIL, "again": EMAIL}, "easily guessed"),
        ({"again": "something else"}, "not the same"),
        ({"new": ""}, "12 characters at least"),
    ):
        refused = change(desk, here, **fields)
        assert refused.status_code == 422
        assert reason in refused.text
    assert try_to_sign_in(desk).status_code == 303


def test_the_browsers_are_listed_and_signed_out_one_by_one_or_together(
    desk: httpx.Client, database_url: str, user: str
) -> None:
    here, *others = (browser(database_url, user) for _ in range(4))
    rows = LexborHTMLParser(desk.get("/admin/account", headers=here).text).css("tbody tr")
    assert ["A browser" in row.text() for row in rows] == [True] * 4
    buttons = {str(row.css("button")[0].attributes["value"]): "this one" in row.text() for row in rows}
    (own,) = (digest for digest, is_own in buttons.items() if is_own)
    ended = desk.post("/admin/account/sessions", data={"end": "no digest"}, headers=here)
    assert ended.status_code == 303
    assert all(is_in(desk, each) for each in others)
    other = next(digest for digest in buttons if digest != own)
    desk.post("/admin/account/sessions", data={"end": other}, headers=here)
    assert (is_in(desk, here), sum(is_in(desk, each) for each in others)) == (True, 2)
    desk.post("/admin/account/sessions", data={"end": "others"}, headers=here)
    assert [is_in(desk, each) for each in [here, *others]] == [True, False, False, False]


def test_nobody_ends_the_session_of_somebody_else(desk: httpx.Client, database_url: str, user: str) -> None:
    theirs = make_session(database_url, make_user(database_url, email="bo@liane.example", name="Bo"), NOON)
    data = {"end": digest_of_token(theirs)}
    desk.post("/admin/account/sessions", data=data, headers=browser(database_url, user))
    assert is_in(desk, {"Cookie": f"{COOKIE}={theirs}"})
