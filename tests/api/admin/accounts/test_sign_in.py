"""Signing in with a password, and out."""

import re
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import quote

import httpx
import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from api.admin.accounts import sign_in
from api.admin.session import own_path
from api.app import create_app
from api.identity import passwords
from api.settings import Settings
from schema import db
from schema.rows import Row
from schema.vocabulary import UserRole
from schema.writes.attempts import FREE
from schema.writes.users import disable_user, find_user
from tests.api.admin.conftest import DESK
from tests.api.admin.people import (
    COOKIE,
    EMAIL,
    OWN_PAGE,
    PASSWORD,
    cookie_of,
    make_session,
    make_user,
    try_to_sign_in,
)
from tests.api.serving import NOON, Clock, application, serving

HTML = "text/html; charset=utf-8"


def user_of(url: str, email: str = EMAIL) -> Row:
    engine = db.connect(url)
    with db.read_transaction(engine) as session:
        found = find_user(session, email)
    engine.dispose()
    assert found
    return found


def test_who_knows_the_password_is_signed_in_and_led_to_where_they_were_going(
    desk: httpx.Client, database_url: str
) -> None:
    make_user(database_url, UserRole.CHIEF)
    page = desk.get("/admin/sign-in", params={"next": f"{DESK}?page=2"})
    assert (page.status_code, page.headers["content-type"], page.headers["cache-control"]) == (200, HTML, "no-store")
    assert f'value="{DESK}?page=2"' in page.text
    response = try_to_sign_in(desk, email=f" {EMAIL.upper()} ", next=f"{DESK}?page=2")
    assert (response.status_code, response.headers["location"]) == (303, f"{DESK}?page=2")
    assert response.headers["cache-control"] == "no-store"
    attributes = {each.strip().lower() for each in response.headers["set-cookie"].split(";")[1:]}
    assert attributes == {"httponly", "secure", "samesite=lax", "path=/", f"max-age={30 * 24 * 3600}"}
    assert re.fullmatch(r"[\w-]{43}", cookie_of(response))
    assert desk.get(DESK).status_code == 401, "a client that lost its cookie"
    signed_in = {"Cookie": f"{COOKIE}={cookie_of(response)}"}
    assert desk.get(DESK, headers=signed_in).text.startswith("Ada ")
    again = desk.get("/admin/sign-in", params={"next": DESK}, headers=signed_in)
    assert (again.status_code, again.headers["location"]) == (303, DESK)


def test_in_development_without_https_the_cookie_has_a_plain_name(database_url: str) -> None:
    make_user(database_url)
    settings = Settings(database_url=database_url, base_url="http://127.0.0.1:8000")
    with serving(create_app(settings, clock=lambda: NOON)) as client:
        data = {"email": EMAIL, "password": PASSWORD}
        response = client.post("/admin/sign-in", data=data, headers={"Origin": "http://127.0.0.1:8000"})
    name, _, rest = response.headers["set-cookie"].partition("=")
    assert (name, "secure" in rest.lower()) == ("session", False)


def test_each_signing_in_begins_a_new_session_and_what_the_browser_brought_is_worth_nothing(
    desk: httpx.Client, database_url: str
) -> None:
    user = make_user(database_url)
    planted = "planted-by-somebody-else"
    before = make_session(database_url, user, NOON)
    for brought in (planted, before):
        headers = {**OWN_PAGE, "Cookie": f"{COOKIE}={brought}"}
        response = desk.post("/admin/sign-in", data={"email": EMAIL, "password": PASSWORD}, headers=headers)
        assert cookie_of(response) != brought
        assert desk.get(DESK, headers={"Cookie": f"{COOKIE}={brought}"}).status_code == 401


def test_signing_out_ends_the_session_and_takes_the_cookie(desk: httpx.Client, database_url: str) -> None:
    token = make_session(database_url, make_user(database_url), NOON)
    cookie = {"Cookie": f"{COOKIE}={token}"}
    response = desk.post("/admin/sign-out", headers={**OWN_PAGE, **cookie})
    assert (response.status_code, response.headers["location"]) == (303, "/admin/sign-in")
    assert "max-age=0" in response.headers["set-cookie"].lower()
    assert desk.get(DESK, headers=cookie).status_code == 401


def test_no_link_signs_anybody_out(desk: httpx.Client, database_url: str) -> None:
    cookie = {"Cookie": f"{COOKIE}={make_session(database_url, make_user(database_url), NOON)}"}
    assert desk.get("/admin/sign-out", headers=cookie).status_code == 405
    assert desk.get(DESK, headers=cookie).status_code == 200


# What is wrong


def facts(response: httpx.Response, email: str) -> tuple[int, str, frozenset[str]]:
    """Return all of a response that its client sees, without what they sent."""
    changing = {"date", "x-request-id"}
    headers = {f"{name}: {value}" for name, value in response.headers.items() if name not in changing}
    return response.status_code, response.text.replace(email, ""), frozenset(headers)


@pytest.fixture
def disabled(database_url: str) -> str:
    email = "bob@liane.example"
    user = make_user(database_url, email=email, name="Bob")
    engine = db.connect(database_url)
    with db.side_transaction(engine) as session:
        disable_user(session, user, NOON)
    engine.dispose()
    return email


@pytest.fixture
def verified() -> Iterator[list[bool]]:
    """Whether passwords were verified against a stored hash, each time that any was."""
    verified: list[bool] = []
    verify = passwords.verify_password

    def recording(stored: str | None, password: str) -> bool:
        verified.append(stored is not None)
        return verify(stored, password)

    with patch.object(passwords, "verify_password", recording):
        yield verified


def test_nobody_learns_who_is_a_user(
    desk: httpx.Client, database_url: str, disabled: str, verified: list[bool]
) -> None:
    make_user(database_url)
    desk.headers["Accept-Encoding"] = "identity"  # the lengths of what is compressed differ with what was sent
    invited = "eve@liane.example"
    make_user(database_url, email=invited, name="Eve", password=None)
    answers = {
        facts(try_to_sign_in(desk, password, email), email)
        for email, password in (
            (EMAIL, "wrong"),
            ("no1@liane.example", PASSWORD),
            (disabled, PASSWORD),
            (disabled, "wrong"),
            (invited, PASSWORD),
        )
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 422
    assert verified == [True, False, False, False, False], "each took the time of one hash"


def test_a_hash_that_is_not_there_is_verified_like_one_that_is() -> None:
    class Counting:
        verified = 0

        def verify(self, stored: str, password: str) -> bool:
            self.verified += 1
            raise VerifyMismatchError

        def hash(self, password: str) -> str:
            return "hash"

    counting = Counting()
    passwords._decoy.cache_clear()
    with patch.object(passwords, "_hasher", lambda: counting):
        assert [passwords.verify_password(stored, "x") for stored in (None, "hash")] == [False, False]
    passwords._decoy.cache_clear()
    assert counting.verified == 2


@pytest.mark.parametrize("email", [EMAIL, "nobody@liane.example"])
def test_after_five_failures_the_right_password_waits_too_whoever_it_is(
    desk: httpx.Client, database_url: str, clock: Clock, email: str
) -> None:
    make_user(database_url)
    for _ in range(FREE):
        assert try_to_sign_in(desk, "wrong", email).status_code == 422
    locked = try_to_sign_in(desk, PASSWORD, email)
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "30")
    assert "Try again in 30 seconds" in locked.text
    clock.now += timedelta(seconds=30)
    assert try_to_sign_in(desk, PASSWORD, email).status_code == (303 if email == EMAIL else 422)


def test_who_succeeds_begins_to_count_anew(desk: httpx.Client, database_url: str) -> None:
    make_user(database_url)
    for _ in range(2):
        for _ in range(FREE - 1):
            assert try_to_sign_in(desk, "wrong").status_code == 422
        assert try_to_sign_in(desk).status_code == 303


def test_a_network_has_so_many_attempts_whatever_the_addresses(desk: httpx.Client, database_url: str) -> None:
    make_user(database_url)
    for number in range(sign_in.ATTEMPTS_PER_MINUTE):
        assert try_to_sign_in(desk, "wrong", f"user{number}@liane.example").status_code == 422
    refused = try_to_sign_in(desk)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3")


def test_a_hash_of_other_parameters_is_made_anew_when_its_password_is_seen(
    desk: httpx.Client, database_url: str
) -> None:
    make_user(database_url)
    before = user_of(database_url)["password"]
    stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    with patch.object(passwords, "_hasher", lambda: stronger):
        assert try_to_sign_in(desk, "wrong").status_code == 422
        assert user_of(database_url)["password"] == before
        assert try_to_sign_in(desk).status_code == 303
        after = user_of(database_url)["password"]
        assert after != before
        assert "t=2" in after
        assert try_to_sign_in(desk).status_code == 303
        assert user_of(database_url)["password"] == after


def test_what_is_no_form_of_ours_is_refused(desk: httpx.Client) -> None:
    form = "application/x-www-form-urlencoded"
    for body, media_type, status in (
        (b"email=a", form, 422),
        (b"", form, 422),
        (b"\xff=%ff", form, 400),
        (b"&".join([b"a=b"] * 100), form, 400),
        (b"a" * 20_000, form, 413),
        (b'{"email": "a"}', "application/json", 415),
        (b"email=%00&password=%00", form, 422),
    ):
        response = desk.post("/admin/sign-in", content=body, headers={**OWN_PAGE, "Content-Type": media_type})
        assert response.status_code == status, body[:20]
        assert response.headers["cache-control"] == "no-store"


def test_hostile_words_are_words(desk: httpx.Client) -> None:
    words = '"><script>alert(1)</script>'
    response = try_to_sign_in(desk, "wrong", words, next=f"/admin/{words}")
    assert "<script>" not in response.text
    assert "<script>" not in desk.get("/admin/sign-in", params={"next": f"/admin/{words}"}).text


def test_one_is_led_on_within_the_back_office() -> None:
    for path in ("/admin", "/admin/issues", "/admin/issues?status=draft&page=2"):
        assert own_path(path) == path


def test_nobody_is_led_anywhere_else(desk: httpx.Client) -> None:
    for path in (
        None,
        "",
        "https://evil.example/admin",
        "//evil.example/admin",
        "/\\evil.example/admin",
        "/admin\\..\\..",
        "/admin/\r\nSet-Cookie: a=b",
        "/admin/é",
        "/administrator",
        "/",
        "/admin.evil.example",
        "/admin@evil.example",
        "javascript:alert(1)//admin",
        f"/admin/{'a' * 2_000}",
    ):
        assert own_path(path) == "/admin"
        if path:
            assert 'name="next" value="/admin"' in desk.get(f"/admin/sign-in?next={quote(path)}").text


# Memory and budgets


def test_nothing_of_the_back_office_is_kept_in_memory(database_url: str) -> None:
    app = application(database_url, response_cache_bytes=1_000_000)
    with serving(app) as client:
        for _ in range(3):
            assert client.get("/admin/sign-in").status_code == 200
    assert (len(app), app.hits, app.misses) == (0, 0, 0)  # type: ignore[arg-type, attr-defined]
