"""The screens of the back office: what an editor reads, changes and publishes with forms."""

import re

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from schema import db
from schema.vocabulary import UserRole
from tests.api.admin.catalogue.pages import told
from tests.api.admin.forms_of_pages import form_of, send
from tests.api.admin.people import signed_in
from tests.api.pages import ISSUE
from tests.api.serving import Clock

LISTS = ("issues", "works", "people", "organizations", "columns")


def first_of(client: httpx.Client, path: str) -> str:
    """Return the path of the first thing in a list."""
    found = re.search(rf'"(/admin/{path}/[a-z]+_[a-z0-9]+)"', client.get(f"/admin/{path}").text)
    assert found
    return found[1]


def problems(html: str) -> list[str]:
    """Return what a page says is wrong."""
    return [" ".join(node.text().split()) for node in LexborHTMLParser(html).css(".problems li, .problems p")]


def versions(url: str) -> list[int]:
    """Return the versions of all content."""
    engine = db.connect(url)
    with engine.connect() as connection:
        found = [
            version
            for table in ("issues", "works", "people", "organizations", "columns")
            for (version,) in connection.exec_driver_sql(f"SELECT version FROM {table} ORDER BY id")
        ]
    engine.dispose()
    return found


def test_every_screen_is_shown_and_kept_by_nobody(chief: httpx.Client) -> None:
    paths = ["/admin", *(f"/admin/{each}" for each in LISTS), *(f"/admin/{each}/new" for each in LISTS)]
    paths += [first_of(chief, each) for each in LISTS]
    paths += [f"{first_of(chief, 'issues')}/{each}" for each in ("publish", "history", "preview")]
    for path in paths:
        answer = chief.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), path
        assert "default-src 'none'" in answer.headers["content-security-policy"], path


@pytest.mark.parametrize("path", LISTS)
def test_a_form_that_is_sent_as_it_is_changes_nothing(chief: httpx.Client, seeded_url: str, path: str) -> None:
    before = versions(seeded_url)
    for each in sorted(set(re.findall(rf'"(/admin/{path}/[a-z]+_[a-z0-9]+)"', chief.get(f"/admin/{path}").text))):
        answer = send(chief, each, form_of(chief.get(each).text))
        assert answer.status_code == 303, problems(answer.text)
    assert versions(seeded_url) == before


def test_what_is_changed_in_a_form_is_stored_and_nothing_else(chief: httpx.Client) -> None:
    path = first_of(chief, "people")
    before = form_of(chief.get(path).text)
    assert send(chief, path, before, name="Another name").status_code == 303
    after = dict(form_of(chief.get(path).text))
    assert after.pop("name") == "Another name"
    assert int(after.pop("version")) == int(dict(before)["version"]) + 1
    assert after == {name: value for name, value in before if name not in {"name", "version"}}


def test_problems_come_back_at_their_fields_with_all_that_was_written(chief: httpx.Client) -> None:
    path = first_of(chief, "works")
    answer = send(chief, path, form_of(chief.get(path).text), title="", year="soon", summary="Words that stay")
    assert answer.status_code == 422
    assert 'aria-describedby="f-year-problems"' in answer.text
    assert "Words that stay" in answer.text
    answer = send(chief, path, form_of(answer.text), year="")
    assert 'aria-describedby="f-title-problems"' in answer.text


def test_somebody_elses_words_are_not_overwritten_unseen(chief: httpx.Client) -> None:
    path = first_of(chief, "columns")
    mine = form_of(chief.get(path).text)
    send(chief, path, mine, name="Theirs")
    answer = send(chief, path, mine, name="Mine")
    assert answer.status_code == 422
    assert "Ada" in answer.text
    assert "Theirs" in answer.text
    found = re.search(r'name="over" value="(\d+)"', answer.text)
    assert found
    assert send(chief, path, form_of(answer.text), over=found[1]).status_code == 303
    assert dict(form_of(chief.get(path).text))["name"] == "Mine"


def test_lists_change_without_a_script_and_nothing_is_stored(chief: httpx.Client, seeded_url: str) -> None:
    before, path = versions(seeded_url), first_of(chief, "issues")
    sent = form_of(chief.get(path).text)
    answer = send(chief, path, sent, change="up:sections.1")
    ids = [value for name, value in form_of(answer.text) if name == "sections[]"]
    old = [value for name, value in sent if name == "sections[]"]
    assert ids == [old[1], old[0], *old[2:]]
    assert versions(seeded_url) == before
    assert send(chief, path, form_of(answer.text)).status_code == 303
    assert [value for name, value in form_of(chief.get(path).text) if name == "sections[]"] == ids


def test_a_preview_is_the_page_as_it_would_be_and_nothing_is_stored(chief: httpx.Client, seeded_url: str) -> None:
    before, path = versions(seeded_url), first_of(chief, "issues")
    stored = chief.get(ISSUE).text
    sent = form_of(chief.get(path).text)
    same = send(chief, f"{path}/preview", sent)
    assert same.text.partition("<body>")[2] == stored.partition("<body>")[2]
    assert "frame-ancestors 'self'" in same.headers["content-security-policy"]
    changed = send(chief, f"{path}/preview", sent, title="Tout autre chose")
    assert "Tout autre chose</h1>" in changed.text
    assert versions(seeded_url) == before
    refused = send(chief, f"{path}/preview", sent, title="")
    assert (refused.status_code, list(refused.json()["problems"])) == (422, ["title"])


def test_an_issue_goes_from_nothing_to_readers_and_back(chief: httpx.Client) -> None:
    made = send(chief, "/admin/issues/new", [], title="Un numéro d’essai", language="fr")
    assert made.status_code == 303
    path = made.headers["location"].removesuffix("?saved")
    sent = form_of(chief.get(path).text)
    section = [("sections[]", ""), ("sections.heading", "Voir"), ("sections.body", "À **voir**.")]
    assert send(chief, path, [*sent, *section]).status_code == 303
    publish = f"{path}/publish"
    page = chief.get("/issues/un-numero-d-essai")
    assert page.status_code == 404
    then = {"do": "then", "local_time": "2023-08-01T08:00"}
    assert send(chief, publish, form_of(chief.get(publish).text, "#then"), **then).status_code == 303
    assert "<strong>voir</strong>" in chief.get("/issues/un-numero-d-essai").text
    assert send(chief, publish, form_of(chief.get(publish).text, "#then"), do="unpublish").status_code == 303
    assert chief.get("/issues/un-numero-d-essai").status_code == 404


def test_who_may_not_publish_loses_no_word_over_it(chief: httpx.Client, seeded_url: str, clock: Clock) -> None:
    path = first_of(chief, "issues")
    sent = form_of(chief.get(path).text)
    chief.headers.update(signed_in(seeded_url, UserRole.EDITOR, clock.now, email="b@liane.example", name="Bo"))
    answer = send(chief, path, sent, title="Mes mots")
    assert answer.status_code == 422
    assert "Mes mots" in answer.text
    assert 'value="then"' not in chief.get(f"{path}/publish").text


def test_a_version_comes_back(chief: httpx.Client) -> None:
    path = first_of(chief, "people")
    first = dict(form_of(chief.get(path).text))["name"]
    send(chief, path, form_of(chief.get(path).text), name="Another name")
    history = chief.get(f"{path}/history").text
    versions = re.findall(r'name="restore" value="(\d+)"', history)
    assert "Another name" in history
    assert chief.post(f"{path}/history", data={"restore": versions[0]}).status_code == 303
    assert dict(form_of(chief.get(path).text))["name"] == first


def test_history_tells_states_and_instants_in_words(chief: httpx.Client) -> None:
    path = first_of(chief, "issues")
    then = {"do": "then", "local_time": "2099-12-24T18:00"}
    send(chief, f"{path}/publish", form_of(chief.get(f"{path}/publish").text, "#then"), **then)
    send(chief, f"{path}/publish", [], do="unpublish")
    history = LexborHTMLParser(chief.get(f"{path}/history").text).css_first("ol.history li")
    assert history is not None
    assert [each.text() for each in history.css("del, ins")] == ["Publié", "Retiré"]
    assert "24/12/2099 à 18:00" in told(chief.get(f"{path}/history").text)


@pytest.mark.parametrize("path", ["/admin/issues/iss_nothing", "/admin/works/x", "/admin/nothing"])
def test_what_there_is_not_is_not_found(chief: httpx.Client, path: str) -> None:
    assert chief.get(path).status_code == 404


def test_an_hour_that_clocks_show_twice_is_asked_about(chief: httpx.Client) -> None:
    publish = f"{first_of(chief, 'issues')}/publish"
    then = {"do": "then", "local_time": "2026-10-25T02:30"}
    asked = send(chief, publish, form_of(chief.get(publish).text, "#then"), **then)
    choices = re.findall(r'name="at" value="([^"]+)"', asked.text)
    assert (asked.status_code, choices) == (422, ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"])
    assert send(chief, publish, form_of(asked.text, "#then"), at=choices[1]).status_code == 303
    assert 'datetime="2026-10-25T01:30:00Z"' in chief.get(publish).text
