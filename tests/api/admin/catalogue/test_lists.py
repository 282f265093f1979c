"""The lists of the catalogue: searched, paged both ways, and changed together."""

import re
from unittest.mock import patch

import httpx
import pytest

from api.admin.catalogue import lists
from schema.vocabulary import UserRole
from tests.api.admin.catalogue.pages import path_to, told
from tests.api.admin.forms_of_pages import form_of, send
from tests.api.admin.people import signed_in
from tests.api.serving import Clock

TITLE = re.compile(r'class="title" href="/admin/\w+/\w+">([^<]*)<')


def titles(client: httpx.Client, address: str) -> list[str]:
    """Return what a page of a list shows."""
    return TITLE.findall(client.get(address).text)


def turned(html: str, rel: str) -> str:
    """Return the address of the page before or after one."""
    found = re.search(rf'rel="{rel}" href="[^"]*?(/admin/[^"]*)"', html)
    assert found, rel
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("works?text=grand+bleu", ["Le Grand Bleu"]),
        ("works?text=bleu&kind=BOOK", []),
        ("people?text=mcgann", ["Laura McGann"]),
        ("organizations?text=netflix", ["Netflix"]),
    ],
)
def test_a_list_is_searched(chief: httpx.Client, address: str, found: list[str]) -> None:
    assert titles(chief, f"/admin/{address}") == found


def test_what_is_called_so_comes_before_what_speaks_of_it(chief: httpx.Client) -> None:
    for title, tag in (("Abysses", "apnée"), ("Apnée", "mer"), ("Apnée libre", "mer")):
        send(chief, "/admin/works/new", [], kind="FILM", title=title, tags=tag)
    assert titles(chief, "/admin/works?text=apnee")[:2] == ["Apnée", "Apnée libre"]
    assert "Abysses" in titles(chief, "/admin/works?text=apnee")
    assert titles(chief, "/admin/works?text=apnee&kind=FILM")[0] == "Abysses"


def test_a_slip_is_forgiven_and_what_was_meant_is_offered(chief: httpx.Client) -> None:
    page = chief.get("/admin/works?text=deepst+breath").text
    assert TITLE.findall(page) == ["The Deepest Breath"]
    assert '<a href="?text=deepest%20breath">deepest breath</a>' in page


def test_what_is_found_is_paged_and_goes_back_to_its_beginning(chief: httpx.Client) -> None:
    with patch.object(lists, "PAGE", 2):
        first = chief.get("/admin/works?text=film").text
        second = chief.get(turned(first, "next")).text
        third = chief.get(turned(second, "next")).text
        again = chief.get(turned(third, "prev")).text
    assert 'rel="prev"' not in first
    assert turned(third, "prev") == "/admin/works?text=film"
    assert len({*TITLE.findall(first), *TITLE.findall(second), *TITLE.findall(third)}) >= 5
    assert TITLE.findall(again) == TITLE.findall(first)


def test_nothing_found_says_so(chief: httpx.Client) -> None:
    assert "Rien ici n’a ces mots." in chief.get("/admin/works?text=zzzz").text
    assert titles(chief, "/admin/columns?text=zzzz") == titles(chief, "/admin/columns") != []


def test_pages_go_on_and_back(chief: httpx.Client) -> None:
    with patch.object(lists, "PAGE", 4):
        first = chief.get("/admin/works").text
        second = chief.get(turned(first, "next")).text
        again = chief.get(turned(second, "prev")).text
    assert len(TITLE.findall(second)) == 4
    assert TITLE.findall(second) != TITLE.findall(first)
    assert TITLE.findall(again) == TITLE.findall(first)


def test_a_cursor_of_nothing_is_not_found(chief: httpx.Client) -> None:
    assert chief.get("/admin/works?after=nothing").status_code == 404


def test_tags_of_what_is_ticked_are_changed_together(chief: httpx.Client) -> None:
    paths = [path_to(chief, "works", title) for title in ("The Deepest Breath", "Free Solo")]
    ids = [path.rpartition("/")[2] for path in paths]
    data = {"id": ids, "add": "Plein air, Apnée", "remove": "SPORT"}
    answer = chief.post("/admin/works?kind=FILM", data=data)
    assert (answer.status_code, answer.headers["location"][-20:]) == (303, "?kind=FILM&changed=2")
    for path in paths:
        tags = dict(form_of(chief.get(path).text))["tags"].lower().split("\r\n")
        assert "plein air" in tags
        assert "sport" not in tags
        assert tags.count("apnée") == 1
    again = chief.post("/admin/works", data={**data, "id": ids})
    assert again.headers["location"].endswith("?changed=0")


def test_all_is_changed_or_nothing(chief: httpx.Client, seeded_url: str, clock: Clock) -> None:
    made = send(chief, "/admin/works/new", [], kind="FILM", title="Nobody's").headers["location"].removesuffix("?saved")
    seen = path_to(chief, "works", "Free Solo")
    chief.headers.update(signed_in(seeded_url, UserRole.EDITOR, clock.now, email="b@liane.example", name="Bo"))
    ids = [path.rpartition("/")[2] for path in (made, seen)]
    answer = chief.post("/admin/works", data={"id": ids, "add": "plein air"})
    assert answer.status_code == 422
    assert "plein air" not in dict(form_of(chief.get(made).text))["tags"]


def test_no_more_are_changed_than_an_operation_takes(chief: httpx.Client) -> None:
    answer = chief.post("/admin/works", data={"id": ["wrk_x"] * 21, "add": "a"})
    assert answer.status_code == 422
    assert "vingt au plus" in told(answer.text)


def test_kinds_of_organisations_are_set_together(chief: httpx.Client) -> None:
    path = path_to(chief, "organizations", "Netflix")
    assert chief.post("/admin/organizations", data={"id": path.rpartition("/")[2], "kind": "STUDIO"}).status_code == 303
    assert dict(form_of(chief.get(path).text))["kind"] == "STUDIO"
