"""The settings: who administers changes the magazine and its keys, everybody else reads."""

import re
from collections.abc import Iterator

import httpx
import pytest

from schema.vocabulary import UserRole
from tests.api.admin.forms_of_pages import form_of, send
from tests.api.admin.people import signed_in
from tests.api.serving import Clock, application, serving, wait_until

SETTINGS, KEYS = "/admin/settings", "/admin/settings/keys"


@pytest.fixture
def admin(seeded_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A client of an administrator, of a server with the sample content."""
    with serving(application(seeded_url, clock=clock)) as client:
        client.headers.update({**signed_in(seeded_url, UserRole.ADMIN, clock.now), "Accept": "text/html"})
        yield client


def test_the_magazine_gets_another_name_and_keeps_the_rest(admin: httpx.Client) -> None:
    before = form_of(admin.get(SETTINGS).text)
    assert send(admin, SETTINGS, before, name="Ramure").status_code == 303
    after = dict(form_of(admin.get(SETTINGS).text))
    assert (after.pop("name"), int(after.pop("version"))) == ("Ramure", int(dict(before)["version"]) + 1)
    assert after == {name: value for name, value in before if name not in {"name", "version"}}


def test_a_time_zone_that_is_none_is_told_at_its_field(admin: httpx.Client) -> None:
    answer = send(admin, SETTINGS, form_of(admin.get(SETTINGS).text), timeZone="Nowhere")
    assert answer.status_code == 422
    assert 'aria-describedby="f-timeZone-problems"' in answer.text


def test_a_key_is_made_and_shown_once_and_ended(admin: httpx.Client) -> None:
    made = admin.post(KEYS, data={"name": "Partner", "scope": ["READ_DRAFTS"], "origins": "https://example.org"})
    found = re.search(r'value="(lk_\w{44})"', made.text)
    assert found
    assert found[1] not in admin.get(KEYS).text
    asked = {"query": "{ viewer { name scopes } }"}
    headers = {"Authorization": f"Bearer {found[1]}", "Cookie": "", "Accept": "application/json"}
    revoke = re.search(r'name="revoke" value="(\w+)"', admin.get(KEYS).text)
    assert revoke
    assert admin.post(KEYS, data={"revoke": revoke[1]}).status_code == 200
    assert 'name="revoke"' not in admin.get(KEYS).text
    wait_until(lambda: admin.post("/graphql", json=asked, headers=headers).status_code == 401)


def test_a_key_without_a_name_is_not_made(admin: httpx.Client) -> None:
    answer = admin.post(KEYS, data={"name": "", "origins": "https://example.org"})
    assert answer.status_code == 422
    assert 'value="https://example.org"' in answer.text


def test_others_read_the_settings_and_neither_change_them_nor_see_keys(
    admin: httpx.Client, seeded_url: str, clock: Clock
) -> None:
    form = form_of(admin.get(SETTINGS).text)
    admin.headers.update(signed_in(seeded_url, UserRole.CHIEF, clock.now, email="b@liane.example", name="Bo"))
    assert "disabled" in admin.get(SETTINGS).text
    assert send(admin, SETTINGS, form, name="Mine").status_code == 422
    assert "<tbody>" not in admin.get(KEYS).text
    assert admin.post(KEYS, data={"name": "Mine"}).status_code == 422
