"""Passkeys: made with the password, used without; each answer counts once, and only to our own question."""

from typing import Any

import httpx
import pytest

from api.admin.accounts.sign_in import ATTEMPTS_PER_MINUTE
from api.app import create_app
from api.settings import Settings
from schema import db
from schema.challenges import LIFETIME
from schema.vocabulary import UserRole
from schema.writes.users import disable_user
from tests.api.admin.accounts.device import PRESENT, Device
from tests.api.admin.conftest import DESK
from tests.api.admin.people import COOKIE, OWN_PAGE, PASSWORD, cookie_of, make_session, make_user
from tests.api.serving import NOON, Clock, desk_routes

PASSKEYS = "/admin/account/passkeys"
SIGN_IN = "/admin/sign-in/passkey"


class Person:
    """Somebody who is signed in, with a device."""

    def __init__(self, client: httpx.Client, url: str, email: str = "ada@liane.example", name: str = "Ada") -> None:
        self.client = client
        self.id = make_user(url, UserRole.EDITOR, email, name)
        self.headers = {**OWN_PAGE, "Cookie": f"{COOKIE}={make_session(url, self.id, NOON)}", "Accept": "text/html"}

    def offered(self, current: str = PASSWORD) -> httpx.Response:
        """Ask for what makes a passkey."""
        return self.client.post(f"{PASSKEYS}/options", data={"current": current}, headers=self.headers)

    def add(self, device: Device, options: dict[str, Any] | None = None) -> httpx.Response:
        """Make a passkey on a device, and send it."""
        credential = device.create(options or self.offered().json())
        return self.client.post(PASSKEYS, json={"credential": credential, "name": "Phone"}, headers=self.headers)


def asked(client: httpx.Client) -> dict[str, Any]:
    """Ask for what uses a passkey."""
    options: dict[str, Any] = client.post(f"{SIGN_IN}/options", headers=OWN_PAGE).json()
    return options


def enter(client: httpx.Client, credential: Any, to: str = DESK) -> httpx.Response:
    """Send what a device has answered."""
    return client.post(SIGN_IN, json={"credential": credential, "next": to}, headers=OWN_PAGE)


@pytest.fixture
def ada(desk: httpx.Client, database_url: str) -> Person:
    return Person(desk, database_url)


def test_who_has_made_a_passkey_signs_in_with_it_alone_and_is_led_on(desk: httpx.Client, ada: Person) -> None:
    phone = Device()
    made = ada.add(phone)
    assert (made.status_code, made.json()) == (200, {"location": "/admin/account?done=passkey"})
    page = desk.get("/admin/account?done=passkey", headers=ada.headers).text
    assert "The passkey is ready" in page
    assert "Phone" in page
    entered = enter(desk, phone.get(asked(desk)))
    assert (entered.status_code, entered.json()) == (200, {"location": DESK})
    assert desk.get(DESK, headers={"Cookie": f"{COOKIE}={cookie_of(entered)}"}).text.startswith("Ada ")
    elsewhere = enter(desk, phone.get(asked(desk)), "https://evil.example/admin")
    assert elsewhere.json() == {"location": "/admin"}
    assert "data-passkey-sign-in" in desk.get("/admin/sign-in").text


def test_what_was_removed_is_refused(desk: httpx.Client, database_url: str, ada: Person) -> None:
    phone, other = Device(), Person(desk, database_url, "bo@liane.example", "Bo")
    ada.add(phone)
    credential = phone.get(asked(desk))
    for person, status in ((other, 200), (ada, 422)):
        removed = desk.post(f"{PASSKEYS}/remove", data={"remove": credential["id"]}, headers=person.headers)
        assert removed.status_code == 303
        assert enter(desk, phone.get(asked(desk))).status_code == status


def test_a_passkey_is_made_by_who_knows_the_password_and_once(ada: Person) -> None:
    refused = ada.offered("wrong")
    assert (refused.status_code, refused.json()["detail"]) == (422, "This is not your current password.")
    phone = Device()
    options = ada.offered().json()
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert ada.add(phone, options).status_code == 200
    assert ada.add(Device(), options).status_code == 422, "the challenge was used"
    assert ada.add(phone).status_code == 422, "the passkey is stored already"
    assert [each["id"] for each in ada.offered().json()["excludeCredentials"]] == [phone.get(options)["id"]]


def test_what_is_not_asked_by_us_now_of_them_is_refused(
    desk: httpx.Client, database_url: str, clock: Clock, ada: Person
) -> None:
    other = Person(desk, database_url, "bo@liane.example", "Bo")
    for device, options in (
        (Device(origin="https://evil.example"), ada.offered().json()),
        (Device(host="evil.example"), ada.offered().json()),
        (Device(flags=PRESENT), ada.offered().json()),
        (Device(), other.offered().json()),
        (Device(), asked(desk)),
        (Device(), {"challenge": "AAAA"}),
    ):
        assert ada.add(device, options).status_code == 422
    phone = Device()
    ada.add(phone)
    once, late = phone.get(asked(desk)), asked(desk)
    assert [enter(desk, once).status_code for _ in range(2)] == [200, 422]
    for changes in ({"origin": "https://evil.example"}, {"host": "evil.example"}, {"flags": PRESENT}, {"count": 0}):
        before = {name: getattr(phone, name) for name in changes}
        vars(phone).update(changes)
        assert enter(desk, phone.get(asked(desk))).status_code == 422, changes
        vars(phone).update({**before, "count": 9 + phone.count})
    stranger = Device()
    stranger.id = phone.id
    assert enter(desk, stranger.get(asked(desk))).status_code == 422
    assert enter(desk, phone.get(ada.offered().json())).status_code == 422, "that question was for another purpose"
    clock.now += LIFETIME
    assert enter(desk, phone.get(late)).status_code == 422
    assert enter(desk, phone.get(asked(desk))).status_code == 200


def test_who_is_disabled_has_no_passkeys(desk: httpx.Client, database_url: str, ada: Person) -> None:
    phone = Device()
    ada.add(phone)
    engine = db.connect(database_url)
    with db.side_transaction(engine) as session:
        disable_user(session, ada.id, NOON)
    engine.dispose()
    assert enter(desk, phone.get(asked(desk))).status_code == 422


def test_what_makes_no_sense_is_refused_and_too_much_of_it_too(desk: httpx.Client, ada: Person) -> None:
    challenge = asked(desk)
    good = Device().get(challenge)
    nonsense: tuple[Any, ...] = (
        None,
        "x",
        {},
        {"response": {}},
        {"response": {"clientDataJSON": "x"}},
        {"response": {"clientDataJSON": 1}},
        {"id": "x", "response": {"clientDataJSON": good["response"]["clientDataJSON"]}},
    )
    for credential in nonsense:
        assert enter(desk, credential).status_code == 422
        assert desk.post(PASSKEYS, json={"credential": credential, "name": 1}, headers=ada.headers).status_code == 422
    for body, status in ((b"[]", 400), (b"{", 400), (b"x" * 70_000, 413)):
        assert desk.post(SIGN_IN, content=body, headers=OWN_PAGE).status_code == status
    assert desk.post(SIGN_IN, json={}, headers={"Origin": "https://evil.example"}).status_code == 403
    refused = [enter(desk, None).status_code for _ in range(ATTEMPTS_PER_MINUTE)]
    assert refused[-1] == 429


def test_where_the_address_is_a_number_there_are_none(database_url: str) -> None:
    app = create_app(Settings(database_url=database_url, base_url="http://127.0.0.1:8000", response_cache_bytes=0))
    assert not [route.path for route in desk_routes(app) if "passkey" in route.path]
