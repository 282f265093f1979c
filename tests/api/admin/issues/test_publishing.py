"""The page from which an issue is published: each way has a button, and each answer says what readers see."""

import httpx
import pytest

from tests.api.admin.catalogue.pages import told
from tests.api.admin.forms_of_pages import form_of, send
from tests.api.serving import Clock


@pytest.fixture
def path(chief: httpx.Client) -> str:
    """The address of a draft with a section, whose editor reads English."""
    chief.headers["Accept-Language"] = "en"
    made = send(chief, "/admin/issues/new", [], title="Demain", language="fr")
    path = made.headers["location"].removesuffix("?saved")
    section = [("sections[]", ""), ("sections.heading", "Voir"), ("sections.body", "À voir.")]
    assert send(chief, path, [*form_of(chief.get(path).text), *section]).status_code == 303
    return path


def act(chief: httpx.Client, path: str, form: str = "form.way", **changes: str) -> str:
    """Press a button, and return what the next page says."""
    answer = send(chief, f"{path}/publish", form_of(chief.get(f"{path}/publish").text, form), **changes)
    return told(chief.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text)


def seen(chief: httpx.Client) -> bool:
    """Return whether readers see the issue."""
    return chief.get("/issues/demain").status_code == 200


def test_what_is_for_another_day_is_scheduled_and_not_published(chief: httpx.Client, path: str) -> None:
    said = act(chief, path, "#then", do="then", local_time="2099-12-24T18:00")
    assert "It is scheduled: it appears on 12/24/99, 6:00 PM." in said
    assert not seen(chief)
    assert dict(form_of(chief.get(f"{path}/publish").text, "#then"))["local_time"] == "2099-12-24T18:00"


def test_whoever_changes_their_mind_has_a_draft_again_or_publishes_now(
    chief: httpx.Client, path: str, clock: Clock
) -> None:
    act(chief, path, "#then", do="then", local_time="2099-12-24T18:00")
    assert "It is a draft: readers do not see it." in act(chief, path, do="unpublish")
    act(chief, path, "#then", do="then", local_time="2099-12-24T18:00")
    assert "It is published" in act(chief, path, do="now")
    assert seen(chief)
    [at] = [value for name, value in form_of(chief.get(f"{path}/publish").text, "#then") if name == "local_time"]
    assert at == f"{clock.now:%Y-%m-%d}T14:00"  # as clocks in Paris show it


def test_what_was_to_appear_does_not_and_keeps_its_day(chief: httpx.Client, path: str) -> None:
    act(chief, path, "#then", do="then", local_time="2099-12-24T18:00")
    assert "It is scheduled no more: readers will not see it." in act(chief, path, do="cancel")
    assert not seen(chief)
    assert "Draft" in told(chief.get(path).text)
    assert "That was the date: it waits for that day." in told(chief.get(f"{path}/publish").text)
    assert "It is scheduled: it appears on 12/24/99, 6:00 PM." in act(chief, path, do="own")


def test_a_day_that_is_not_given_publishes_nothing(chief: httpx.Client, path: str) -> None:
    assert "Say on which day" in act(chief, path, "#then", do="then", local_time="")
    assert not seen(chief)


def test_a_letter_keeps_its_own_date(chief: httpx.Client, path: str) -> None:
    act(chief, path, "#then", do="then", local_time="2023-05-17T08:00")
    act(chief, path, do="unpublish")
    page = chief.get(f"{path}/publish").text
    assert 'value="own"' in page
    assert "That is the letter’s own date" in told(page)
    assert "It is published, with the date of 5/17/23, 8:00 AM" in act(chief, path, do="own")


def test_what_is_missing_leads_to_its_place(chief: httpx.Client, path: str) -> None:
    sent = form_of(chief.get(path).text)
    send(chief, path, [*sent, ("sections[]", ""), ("sections.heading", "Vide")])
    answer = send(chief, f"{path}/publish", form_of(chief.get(f"{path}/publish").text, "form.way"), do="now")
    assert answer.status_code == 422
    assert f'href="{path}#f-sections-1-body"' in answer.text
    assert 'id="f-sections-1-body"' in chief.get(path).text


def test_a_picture_is_enough_for_a_section(chief: httpx.Client, path: str) -> None:
    sent = [(name, value) for name, value in form_of(chief.get(path).text) if name != "sections.body"]
    picture = ("sections.body", "![La mer](https://pictures.example/mer.jpg)")
    heading = [name for name, _ in sent].index("sections.heading")
    assert send(chief, path, [*sent[: heading + 1], picture, *sent[heading + 1 :]]).status_code == 303
    assert "It is published" in act(chief, path, do="now")


def test_what_is_deleted_is_told_and_comes_back_as_it_was(chief: httpx.Client, path: str) -> None:
    act(chief, path, do="now")
    said = act(chief, path, "details.act form", do="delete")
    assert "“Demain” is deleted. Bring back" in said
    assert not seen(chief)
    page = chief.get("/admin/issues/deleted").text
    history = chief.get(f"{path}/history").text
    assert "deleted" in told(history)
    [number] = {part.split('"')[0] for part in page.split('name="restore" value="')[1:]}
    assert send(chief, f"{path}/history", [], restore=number).status_code == 303
    assert seen(chief)
    assert "Demain" not in told(chief.get("/admin/issues/deleted").text)


def test_who_edits_what_is_public_is_told_so(chief: httpx.Client, path: str) -> None:
    assert "This issue is public" not in told(chief.get(path).text)
    act(chief, path, do="now")
    assert "readers see at once what you save" in told(chief.get(path).text)
