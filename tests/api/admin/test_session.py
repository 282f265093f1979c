"""Who is signed in: at the back office alone, from its own pages, until the session ends."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from schema import db
from schema.vocabulary import Scope, UserRole
from schema.writes.sessions import IDLE, LONGEST, SEEN_EVERY, digest_of_token, end_session
from schema.writes.users import disable_user, find_user, set_role
from tests.api.admin.conftest import DESK
from tests.api.admin.people import (
    COOKIE,
    EMAIL,
    ORIGIN,
    OWN_PAGE,
    make_session,
    make_user,
    signed_in,
    try_to_sign_in,
)
from tests.api.keys import bearer, make_key
from tests.api.serving import NOON, Clock, application, serving

BROWSER = {"Accept": "text/html,application/xhtml+xml"}


def with_cookie(token: str, **more: str) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={token}", **more}


def change(url: str, work: Any) -> None:
    engine = db.connect(url)
    with db.side_transaction(engine) as session:
        work(session)
    engine.dispose()


@pytest.mark.parametrize("role", list(UserRole))
def test_who_is_signed_in_has_their_name_the_scopes_of_their_role_and_sees_drafts(
    desk: httpx.Client, database_url: str, role: UserRole
) -> None:
    response = desk.get(DESK, headers=signed_in(database_url, role, NOON))
    assert response.text == f"Ada {','.join(sorted(role.scopes))} editorial"
    assert response.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in response.headers
    assert "frame-ancestors 'self'" in response.headers["content-security-policy"]


def test_nobody_is_led_to_where_one_signs_in_and_back(desk: httpx.Client) -> None:
    response = desk.get(f"{DESK}?page=2", headers=BROWSER)
    assert (response.status_code, response.headers["location"]) == (
        303,
        "/admin/sign-in?next=%2Fadmin%2Fdesk%3Fpage%3D2",
    )
    posted = desk.post(DESK, headers={**BROWSER, **OWN_PAGE})
    assert (posted.status_code, posted.headers["location"]) == (303, "/admin/sign-in?next=%2Fadmin")


def test_a_script_of_who_is_not_signed_in_is_told_so(desk: httpx.Client) -> None:
    response = desk.post(DESK, headers=OWN_PAGE)
    assert (response.status_code, response.json()["code"]) == (401, "UNAUTHENTICATED")
    assert response.headers["cache-control"] == "no-store"


def test_what_is_no_session_is_nobody(desk: httpx.Client, database_url: str) -> None:
    signed_in(database_url, at=NOON)
    for token in ("", "x", "a" * 43, "'; DROP TABLE users; --", "é"):
        sent: dict[Any, Any] = {"Cookie": f"{COOKIE}={token}".encode("latin-1")}
        assert desk.get(DESK, headers=sent).status_code == 401, token


def test_the_digest_that_is_stored_and_a_cookie_without_its_prefix_are_nobody(
    desk: httpx.Client, database_url: str
) -> None:
    token = make_session(database_url, make_user(database_url), NOON)
    assert desk.get(DESK, headers=with_cookie(token)).status_code == 200
    assert desk.get(DESK, headers=with_cookie(digest_of_token(token))).status_code == 401
    assert desk.get(DESK, headers={"Cookie": f"session={token}"}).status_code == 401


def test_a_session_that_was_ended_is_refused_at_once(desk: httpx.Client, database_url: str) -> None:
    token = make_session(database_url, make_user(database_url), NOON)
    assert desk.get(DESK, headers=with_cookie(token)).status_code == 200
    change(database_url, lambda session: end_session(session, digest_of_token(token)))
    assert desk.get(DESK, headers=with_cookie(token)).status_code == 401


def test_who_is_disabled_is_out_and_another_role_holds_from_the_next_request_on(
    desk: httpx.Client, database_url: str
) -> None:
    headers = signed_in(database_url, at=NOON)
    user = {}
    change(database_url, lambda session: user.update(find_user(session, EMAIL) or {}))
    change(database_url, lambda session: set_role(session, user["id"], UserRole.CHIEF))
    assert Scope.PUBLISH in desk.get(DESK, headers=headers).text
    change(database_url, lambda session: disable_user(session, user["id"], NOON))
    assert desk.get(DESK, headers=headers).status_code == 401


def test_a_session_lasts_while_it_is_used_and_no_month_longer(
    desk: httpx.Client, database_url: str, clock: Clock
) -> None:
    headers = signed_in(database_url, at=NOON)
    while clock.now < NOON + LONGEST - IDLE:
        clock.now += IDLE - timedelta(seconds=1)
        assert desk.get(DESK, headers=headers).status_code == 200
    clock.now = NOON + LONGEST
    assert desk.get(DESK, headers=headers).status_code == 401


def test_a_session_that_was_not_used_for_half_a_day_has_ended(
    desk: httpx.Client, database_url: str, clock: Clock
) -> None:
    headers = signed_in(database_url, at=NOON)
    clock.now += SEEN_EVERY / 2
    assert desk.get(DESK, headers=headers).status_code == 200  # too soon to be written
    clock.now = NOON + IDLE
    assert desk.get(DESK, headers=headers).status_code == 401


def test_while_the_database_is_away_nobody_is_told_that_they_are_signed_out() -> None:
    with serving(application("postgresql://nobody:secret@127.0.0.1:9/nothing")) as client:
        away = client.get("/admin", headers=with_cookie("x" * 43))
        assert (away.status_code, away.headers["retry-after"], away.json()["code"]) == (503, "5", "UNAVAILABLE")
        page = client.get("/admin", headers=with_cookie("x" * 43, **BROWSER))
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert try_to_sign_in(client).status_code == 503
        assert client.get("/admin/sign-in").status_code == 200


# Forged requests


FORGED: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site", "Origin": ORIGIN},
    {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    {"Origin": "https://evil.example"},
    {"Origin": f"{ORIGIN}.evil.example"},
    {"Origin": "http://liane.example"},
    {"Origin": "null"},
    {},
]


@pytest.mark.parametrize("path", [DESK, "/admin/sign-in", "/admin/sign-out"])
def test_what_a_page_of_somebody_else_sends_is_refused(desk: httpx.Client, database_url: str, path: str) -> None:
    token = make_session(database_url, make_user(database_url), NOON)
    for headers in FORGED:
        response = desk.post(path, headers=with_cookie(token, **headers), data={"email": EMAIL})
        assert (response.status_code, response.json()["code"]) == (403, "FORBIDDEN"), headers
        assert "set-cookie" not in response.headers
    assert desk.get(DESK, headers=with_cookie(token)).status_code == 200


def test_what_our_own_pages_send_is_taken(desk: httpx.Client, database_url: str) -> None:
    token = make_session(database_url, make_user(database_url), NOON)
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, OWN_PAGE):
        assert desk.post(DESK, headers=with_cookie(token, **headers)).status_code == 200, headers


def test_no_page_of_another_origin_is_told_that_it_may_send_anything(desk: httpx.Client) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for path in (DESK, "/admin/sign-in", "/admin", "/admin/nothing"):
        response = desk.options(path, headers=asked)
        assert not [name for name in response.headers if name.startswith("access-control")], path


# Elsewhere


def test_a_session_is_nothing_to_the_api_and_to_public_pages(desk: httpx.Client, database_url: str) -> None:
    headers = signed_in(database_url, UserRole.ADMIN, NOON)
    query = {"query": "{ viewer { name scopes } }"}
    viewer = desk.post("/graphql", json=query, headers=headers).json()["data"]["viewer"]
    assert viewer == {"name": None, "scopes": []}
    mutation = {"query": 'mutation { createPerson(input: {name: "Eve"}) { problems { message } } }'}
    errors = desk.post("/graphql", json=mutation, headers=headers).json()["errors"]
    assert [error["extensions"]["code"] for error in errors] == ["UNAUTHENTICATED"]
    draft = desk.post("/graphql", json=query, headers={**headers, "Liane-View": "draft"})
    assert draft.status_code == 403
    assert desk.post("/pictures", content=b"x", headers=headers).status_code == 401
    assert desk.get("/metrics", headers=headers).status_code == 403


def test_a_key_opens_no_back_office(desk: httpx.Client, database_url: str) -> None:
    key = make_key(database_url, *Scope)
    assert desk.get(DESK, headers=bearer(key)).status_code == 401
