"""Codes of an app beside the password: set up, asked for, and each taken once."""

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pyotp
import pytest

from api.admin.accounts.second_step import LIFETIME
from api.identity.one_time_codes import RECOVERY_CODES
from schema.vocabulary import UserRole
from schema.writes.attempts import FREE
from tests.api.admin.conftest import DESK
from tests.api.admin.people import (
    COOKIE,
    OWN_PAGE,
    PASSWORD,
    cookie_of,
    make_session,
    make_user,
    signed_in,
    try_to_sign_in,
)
from tests.api.serving import NOON, Clock

AUTHENTICATOR = "/admin/account/authenticator"
STEP = timedelta(seconds=30)


class Phone:
    """The app of a user that shows codes, and the recovery codes that they wrote down."""

    def __init__(self, client: httpx.Client, headers: dict[str, str], clock: Clock) -> None:
        self.client, self.headers, self._clock = client, headers, clock
        page = client.get(AUTHENTICATOR, headers=headers)
        assert "<svg" in page.text
        (self.secret,) = set(re.findall(r'name="secret" value="([A-Z2-7]{32})"', page.text))

    def code(self, drift: int = 0) -> str:
        """Return the code that it shows now, or some steps of time from now."""
        return pyotp.TOTP(self.secret).at(self._clock.now + drift * STEP)

    def set_up(self, **fields: str) -> httpx.Response:
        """Send the form that takes its secret over."""
        data = {"secret": self.secret, "code": self.code(), "current": PASSWORD, **fields}
        return self.client.post(AUTHENTICATOR, data=data, headers=self.headers)


def codes_in(page: httpx.Response) -> list[str]:
    return re.findall(r"<code>([a-z2-7-]{19})</code>", page.text)


@pytest.fixture
def user(database_url: str) -> str:
    return make_user(database_url)


@pytest.fixture
def phone(desk: httpx.Client, database_url: str, clock: Clock, user: str) -> Phone:
    headers = {**OWN_PAGE, "Cookie": f"{COOKIE}={make_session(database_url, user, NOON)}", "Accept": "text/html"}
    return Phone(desk, headers, clock)


@pytest.fixture
def answer(desk: httpx.Client) -> Callable[[httpx.Response, str], httpx.Response]:
    """Answer the question for a code."""

    def send(asked: httpx.Response, code: str) -> httpx.Response:
        (step,) = re.findall(r'name="step" value="([\w.-]+)"', asked.text)
        return desk.post("/admin/sign-in/code", data={"step": step, "code": code}, headers=OWN_PAGE)

    return send


Answer = Callable[[httpx.Response, str], httpx.Response]


def test_who_has_an_authenticator_is_asked_for_a_code_of_the_present(
    desk: httpx.Client, phone: Phone, clock: Clock, answer: Answer
) -> None:
    shown = phone.set_up()
    assert (shown.status_code, len(codes_in(shown))) == (200, RECOVERY_CODES)
    asked = try_to_sign_in(desk, next=f"{DESK}?page=2")
    assert (asked.status_code, "set-cookie" in asked.headers) == (200, False)
    wrong = answer(asked, "000000")
    assert (wrong.status_code, "set-cookie" in wrong.headers) == (422, False)
    assert answer(wrong, phone.code()).status_code == 422, "the code that set it up was used"
    clock.now += STEP
    entered = answer(wrong, f" {phone.code()[:3]} {phone.code()[3:]} ")
    assert (entered.status_code, entered.headers["location"]) == (303, f"{DESK}?page=2")
    assert desk.get(DESK, headers={"Cookie": f"{COOKIE}={cookie_of(entered)}"}).status_code == 200
    assert answer(try_to_sign_in(desk), phone.code()).status_code == 422, "each code counts once"


def test_clocks_may_be_half_a_minute_wrong_and_no_more(
    desk: httpx.Client, phone: Phone, clock: Clock, answer: Answer
) -> None:
    phone.set_up()
    clock.now += 10 * STEP
    asked = try_to_sign_in(desk)
    assert [answer(asked, phone.code(drift)).status_code for drift in (-2, 2, -1)] == [422, 422, 303]


def test_a_recovery_code_takes_the_place_of_the_app_once(desk: httpx.Client, phone: Phone, answer: Answer) -> None:
    codes = codes_in(phone.set_up())
    assert answer(try_to_sign_in(desk), codes[0].upper().replace("-", " ")).status_code == 303
    assert answer(try_to_sign_in(desk), codes[0]).status_code == 422
    assert "left: 9" in desk.get("/admin/account", headers=phone.headers).text
    change = {"do": "codes", "current": PASSWORD}
    others = codes_in(desk.post(f"{AUTHENTICATOR}/change", data=change, headers=phone.headers))
    assert len(others) == RECOVERY_CODES
    assert answer(try_to_sign_in(desk), codes[1]).status_code == 422
    assert answer(try_to_sign_in(desk), others[0]).status_code == 303


def test_codes_cannot_be_guessed_and_a_right_password_is_no_fresh_start(
    desk: httpx.Client, phone: Phone, clock: Clock, answer: Answer
) -> None:
    phone.set_up()
    asked = try_to_sign_in(desk)
    refused = [answer(asked, "000000").status_code for _ in range(FREE)]
    assert refused == [422] * (FREE - 1) + [429]
    assert try_to_sign_in(desk).status_code == 429
    clock.now += STEP
    assert answer(asked, phone.code()).status_code == 303


def test_the_question_holds_for_some_minutes_and_for_the_same_password(
    desk: httpx.Client, phone: Phone, clock: Clock, answer: Answer
) -> None:
    phone.set_up()
    asked = try_to_sign_in(desk)
    clock.now += LIFETIME
    assert "took too long" in answer(asked, phone.code()).text
    clock.now -= LIFETIME - STEP
    change = {"current": PASSWORD, "new": PASSWORD * 2, "again": PASSWORD * 2}
    assert desk.post("/admin/account/password", data=change, headers=phone.headers).status_code == 303
    assert answer(asked, phone.code()).status_code == 422
    forged = {"step": "x" * 5_000, "code": phone.code()}
    assert desk.post("/admin/sign-in/code", data=forged, headers=OWN_PAGE).status_code == 422


def test_nothing_is_set_up_without_the_password_and_a_code_of_the_secret(
    desk: httpx.Client, phone: Phone, clock: Clock
) -> None:
    assert phone.set_up(current="wrong").status_code == 422
    assert phone.set_up(code="000000").status_code == 422
    assert phone.set_up(secret="A" * 31).status_code == 422
    assert try_to_sign_in(desk).status_code == 303
    assert phone.set_up().status_code == 200
    for current, status in (("wrong", 422), (PASSWORD, 303)):
        change = {"do": "remove", "current": current}
        response = desk.post(f"{AUTHENTICATOR}/change", data=change, headers=phone.headers)
        assert response.status_code == status
    assert try_to_sign_in(desk).status_code == 303
    del clock


def test_an_administrator_helps_who_has_lost_it_and_an_invitation_does_not_go_round_it(
    desk: httpx.Client, database_url: str, phone: Phone, user: str
) -> None:
    phone.set_up()
    admin = {
        **signed_in(database_url, UserRole.ADMIN, NOON, email="bo@liane.example", name="Bo"),
        "Accept": "text/html",
    }
    path = f"/admin/settings/users/{user}"
    page = desk.post(path, data={"do": "invite"}, headers=admin)
    (link,) = re.findall(r'value="https://liane\.example(/admin/invitation/[\w.-]+)"', page.text)
    chosen = desk.post(link, data={"new": PASSWORD * 2, "again": PASSWORD * 2}, headers=OWN_PAGE)
    assert (chosen.headers["location"], "set-cookie" in chosen.headers) == ("/admin/sign-in", False)
    assert try_to_sign_in(desk, PASSWORD * 2).status_code == 200
    assert "Ask for no code" in page.text
    assert desk.post(path, data={"do": "factor"}, headers=admin).status_code == 200
    assert try_to_sign_in(desk, PASSWORD * 2).status_code == 303
