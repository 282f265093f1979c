"""Merging works that are one: what becomes of them is seen before anything is stored."""

import httpx
import pytest

from schema.vocabulary import UserRole
from tests.api.admin.catalogue.pages import path_to, told
from tests.api.admin.forms_of_pages import form_of, send
from tests.api.admin.people import signed_in
from tests.api.serving import Clock

TITLE = "The Deepest Breath"


@pytest.fixture
def duplicate(chief: httpx.Client) -> str:
    """The address of a work that is in the sample already."""
    given = {"kind": "FILM", "title": "The Deepest Breath (2023)", "slug": "deepest", "originalTitle": "Deep"}
    made = send(chief, "/admin/works/new", [], **given)
    return made.headers["location"].removesuffix("?saved")


def test_a_merge_is_seen_before_it_is_done(chief: httpx.Client, duplicate: str) -> None:
    path = path_to(chief, "works", TITLE)
    page = chief.get(f"{path}/merge?duplicate=deepest")
    assert page.status_code == 200
    assert "Titre original Deep Deep" in told(page.text)
    assert chief.get(duplicate).status_code == 200
    assert send(chief, f"{path}/merge", form_of(page.text)).status_code == 303
    assert chief.get(duplicate).status_code == 404
    merged = dict(form_of(chief.get(path).text))
    assert (merged["title"], merged["originalTitle"]) == (TITLE, "Deep")
    assert "The Deepest Breath (2023)" in merged["aliases"]
    assert chief.get("/works/deepest").headers["location"].endswith("/works/the-deepest-breath")


def test_what_was_changed_since_it_was_seen_is_not_merged(chief: httpx.Client, duplicate: str) -> None:
    path = path_to(chief, "works", TITLE)
    seen = form_of(chief.get(f"{path}/merge?duplicate=deepest").text)
    send(chief, duplicate, form_of(chief.get(duplicate).text), summary="Somebody's words.")
    answer = send(chief, f"{path}/merge", seen)
    assert answer.status_code == 422
    assert "Quelqu’un a modifié la même chose entre-temps" in told(answer.text)
    assert chief.get(duplicate).status_code == 200


@pytest.mark.parametrize(
    ("duplicate_slug", "reason"),
    [
        ("no-such-work", "Il n’y a pas d’œuvre de ce nom."),
        ("the-deepest-breath", "Une œuvre ne peut être réunie à elle-même."),
        ("chatgpt", "donnez-leur d’abord le même"),
    ],
)
def test_what_cannot_be_merged_is_told(chief: httpx.Client, duplicate_slug: str, reason: str) -> None:
    page = chief.get(f"{path_to(chief, 'works', TITLE)}/merge?duplicate={duplicate_slug}")
    assert page.status_code == 422
    assert reason in told(page.text)


def test_who_may_not_publish_may_not_merge(chief: httpx.Client, duplicate: str, seeded_url: str, clock: Clock) -> None:
    path = path_to(chief, "works", TITLE)
    seen = form_of(chief.get(f"{path}/merge?duplicate=deepest").text)
    chief.headers.update(signed_in(seeded_url, UserRole.EDITOR, clock.now, email="b@liane.example", name="Bo"))
    assert send(chief, f"{path}/merge", seen).status_code == 422
    assert chief.get(duplicate).status_code == 200
    assert f"{path}/merge" not in chief.get(path).text


@pytest.mark.parametrize(
    ("path", "name", "given", "told_of"),
    [
        ("people", "Laura McGann", {"name": "L. McGann"}, "Nom Laura McGann L. McGann Laura McGann"),
        (
            "organizations",
            "Netflix",
            {"name": "NETFLIX Inc.", "kind": "PLATFORM", "website": "https://n.example"},
            "Site https://n.example https://n.example",
        ),
    ],
)
def test_people_and_organisations_are_merged_likewise(
    chief: httpx.Client, path: str, name: str, given: dict[str, str], told_of: str
) -> None:
    gone = send(chief, f"/admin/{path}/new", [], slug="twin", **given).headers["location"].removesuffix("?saved")
    kept = path_to(chief, path, name)
    assert f"{kept}/merge" in chief.get(kept).text
    page = chief.get(f"{kept}/merge?duplicate=twin")
    assert page.status_code == 200
    assert told_of in told(page.text)
    assert chief.get(gone).status_code == 200
    assert send(chief, f"{kept}/merge", form_of(page.text)).status_code == 303
    assert chief.get(gone).status_code == 404
    assert given["name"] in dict(form_of(chief.get(kept).text))["aliases"]
    nobody = chief.get(f"{kept}/merge?duplicate=nobody-here")
    assert (nobody.status_code, "de ce nom" in told(nobody.text)) == (422, True)
    itself = chief.get(f"{kept}/merge?duplicate=twin")
    assert "ne peut être réunie à elle-même" in told(itself.text), "its old slug leads to the other"
