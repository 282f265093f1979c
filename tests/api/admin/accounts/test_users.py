"""The users, as administrators make and change them."""

import re
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest

from schema import db
from schema.invitations import LIFETIME
from schema.rows import Row
from schema.vocabulary import UserRole
from schema.writes.users import list_users
from tests.api.admin.conftest import DESK
from tests.api.admin.people import COOKIE, EMAIL, OWN_PAGE, PASSWORD, cookie_of, make_user, signed_in, try_to_sign_in
from tests.api.serving import NOON, Clock

USERS = "/admin/settings/users"
BO = {"name": "Bo", "email": "Bo@liane.example", "role": "CHIEF"}
CHOSEN = {"new": PASSWORD, "again": PASSWORD}
Send = Callable[..., httpx.Response]


@pytest.fixture
def admin(desk: httpx.Client, database_url: str) -> Send:
    """Send a request as an administrator."""
    headers = {**signed_in(database_url, UserRole.ADMIN, NOON), "Accept": "text/html"}

    def send(path: str, **data: str) -> httpx.Response:
        return desk.post(path, data=data, headers=headers) if data else desk.get(path, headers=headers)

    return send


def user_of(url: str, name: str) -> Row:
    engine = db.connect(url)
    with db.read_transaction(engine) as session:
        found = next(user for user in list_users(session) if user["name"] == name)
    engine.dispose()
    return found


def link_in(page: httpx.Response) -> str:
    """Return the path of the invitation that a page shows."""
    found = re.search(r'value="https://liane\.example(/admin/invitation/[\w.-]+)"', page.text)
    assert found, page.text
    return found[1]


def test_somebody_is_invited_chooses_a_password_and_is_in(desk: httpx.Client, database_url: str, admin: Send) -> None:
    link = link_in(admin(f"{USERS}/new", **BO))
    assert user_of(database_url, "Bo")["state"] == "INVITED"
    assert try_to_sign_in(desk, PASSWORD, BO["email"]).status_code == 422
    for _ in range(2):  # programs that look into mails use nothing up
        page = desk.get(link)
        assert (page.status_code, "Bo" in page.text, page.headers["cache-control"]) == (200, True, "no-store")
    refused = desk.post(link, data={"new": "short", "again": "short"}, headers=OWN_PAGE)
    assert (refused.status_code, "12 characters" in refused.text) == (422, True)
    accepted = desk.post(link, data=CHOSEN, headers=OWN_PAGE)
    assert (accepted.status_code, accepted.headers["location"]) == (303, "/admin")
    assert desk.get(DESK, headers={"Cookie": f"{COOKIE}={cookie_of(accepted)}"}).text.startswith("Bo ")
    assert user_of(database_url, "Bo")["state"] == "ACTIVE"
    assert try_to_sign_in(desk, PASSWORD, BO["email"]).status_code == 303


def test_an_invitation_works_once_for_a_week_and_only_from_our_own_page(
    desk: httpx.Client, clock: Clock, admin: Send
) -> None:
    link = link_in(admin(f"{USERS}/new", **BO))
    assert desk.post(link, data=CHOSEN, headers={"Origin": "https://evil.example"}).status_code == 403
    for wrong in (link[:-1], f"{link}x", "/admin/invitation/x", f"/admin/invitation/{'x' * 400}"):
        assert desk.get(wrong).status_code == 404
    clock.now = NOON + LIFETIME - timedelta(seconds=1)
    assert desk.get(link).status_code == 200
    clock.now = NOON + LIFETIME
    assert desk.post(link, data=CHOSEN, headers=OWN_PAGE).status_code == 404
    clock.now = NOON
    assert desk.post(link, data=CHOSEN, headers=OWN_PAGE).status_code == 303
    assert desk.post(link, data=CHOSEN, headers=OWN_PAGE).status_code == 404
    assert "has been used" in desk.get(link).text


def test_who_forgot_their_password_gets_a_link_and_the_old_password_holds_until_it_is_used(
    desk: httpx.Client, database_url: str, admin: Send
) -> None:
    user = make_user(database_url, email="bo@liane.example", name="Bo")
    first, second = (link_in(admin(f"{USERS}/{user}", do="invite")) for _ in range(2))
    assert try_to_sign_in(desk, PASSWORD, "bo@liane.example").status_code == 303
    assert desk.post(first, data={"new": PASSWORD * 2, "again": PASSWORD * 2}, headers=OWN_PAGE).status_code == 303
    assert desk.get(second).status_code == 404
    assert try_to_sign_in(desk, PASSWORD, "bo@liane.example").status_code == 422


def test_who_is_closed_out_cannot_use_an_invitation_either(desk: httpx.Client, database_url: str, admin: Send) -> None:
    link = link_in(admin(f"{USERS}/new", **BO))
    path = f"{USERS}/{user_of(database_url, 'Bo')['id']}"
    assert "closed" in admin(path, do="disable").text
    assert desk.post(link, data=CHOSEN, headers=OWN_PAGE).status_code == 404
    assert "invited" in admin(path, do="enable").text
    assert desk.get(link).status_code == 200


def test_users_are_listed_with_their_roles_and_get_others(database_url: str, admin: Send) -> None:
    user = make_user(database_url, email="bo@liane.example", name="Bo")
    listed = admin(USERS).text
    assert EMAIL in listed
    assert f"{USERS}/{user}" in listed
    assert admin(f"{USERS}/{user}", do="role", role="CHIEF").status_code == 200
    assert user_of(database_url, "Bo")["role"] == "CHIEF"
    ada = user_of(database_url, "Ada")["id"]
    for change in ({"do": "role", "role": "EDITOR"}, {"do": "disable"}):
        refused = admin(f"{USERS}/{ada}", **change)
        assert (refused.status_code, "the last administrator" in refused.text) == (422, True)
    assert user_of(database_url, "Ada")["role"] == "ADMIN"


def test_a_user_who_makes_no_sense_is_refused_and_the_form_keeps_what_was_written(admin: Send) -> None:
    for fields, reason in (
        ({"email": "bo"}, "no e-mail address"),
        ({"email": EMAIL.upper()}, "a user’s already"),
        ({"name": " "}, "Write a name"),
        ({"role": "BOSS"}, "Choose a role"),
    ):
        refused = admin(f"{USERS}/new", **{**BO, **fields})
        assert refused.status_code == 422
        assert reason in refused.text
        assert fields.get("email", "Bo@liane.example") in refused.text


def test_what_is_no_change_changes_nothing(database_url: str, admin: Send) -> None:
    path = f"{USERS}/{user_of(database_url, 'Ada')['id']}"
    for data in ({"do": "delete"}, {"do": "role", "role": "BOSS"}, {"x": "y"}):
        assert admin(path, **data).status_code == 422
    assert admin(f"{USERS}/usr_nobody", do="disable").status_code == 404


@pytest.mark.parametrize("role", [UserRole.EDITOR, UserRole.CHIEF])
def test_to_others_there_are_no_users(desk: httpx.Client, database_url: str, role: UserRole) -> None:
    headers = signed_in(database_url, role, NOON)
    user = user_of(database_url, "Ada")["id"]
    for path in (USERS, f"{USERS}/new", f"{USERS}/{user}"):
        assert desk.get(path, headers=headers).status_code == 404
    data = {"do": "role", "role": "ADMIN"}
    assert desk.post(f"{USERS}/{user}", data=data, headers=headers).status_code == 404
    assert desk.post(f"{USERS}/new", data=BO, headers=headers).status_code == 404
    assert user_of(database_url, "Ada")["role"] == role
