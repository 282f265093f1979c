"""Where works are available: a table on the page of a work, and what nobody has made sure of for long."""

import re
from datetime import timedelta

import httpx
import pytest
from graphql import GraphQLInputObjectType
from selectolax.lexbor import LexborHTMLParser

from api.admin.catalogue.together import MOST
from api.admin.operations import FOLDER
from schema.graphql import build_schema
from schema.instants import instant_text
from schema.vocabulary import UserRole
from tests.api.admin.catalogue.pages import path_to, told
from tests.api.admin.forms_of_pages import form_of, send
from tests.api.admin.people import signed_in
from tests.api.serving import Clock

Sent = list[tuple[str, str]]


@pytest.fixture(autouse=True)
def _english(chief: httpx.Client) -> None:
    chief.headers["Accept-Language"] = "en"


@pytest.fixture
def film(chief: httpx.Client) -> str:
    """The path of a work that an issue leads to, which is available somewhere."""
    return path_to(chief, "works", "The Deepest Breath")


def column(sent: Sent, name: str) -> list[str]:
    """Return what stands in a column of the table."""
    return [value for each, value in sent if each == f"availability.{name}"]


def rows(chief: httpx.Client, path: str, *countries: str) -> Sent:
    """Return the form of a work with other rows in its table."""
    kept = [pair for pair in form_of(chief.get(path).text) if not pair[0].startswith("availability")]
    for number, country in enumerate(countries):
        kept += [("availability[]", ""), ("availability.country", country), ("availability.access", "FREE")]
        kept += [("availability.from", f"2024-01-{9 - number:02}")]
    return kept


def test_rows_are_edited_in_a_table_whose_cells_have_names(chief: httpx.Client, film: str) -> None:
    assert send(chief, film, rows(chief, film, "FR", "BE")).status_code == 303
    page = LexborHTMLParser(chief.get(film).text)
    table = page.css_first("table[data-items]")
    assert table is not None
    assert [head.text() for head in table.css("th")] == [
        "Country (two letters)",
        "Platform",
        "Access",
        "From",
        "Until",
        "Verified",
    ]
    labels = {label.attributes["for"] for label in page.css("label")}
    controls = [each for each in table.css("input, select") if each.attributes.get("type") != "hidden"]
    assert {control.attributes["id"] for control in controls} <= labels
    sent = form_of(page.html or "")
    assert column(sent, "country") == ["FR", "BE"]


def test_without_a_script_rows_are_added_sorted_and_said_to_hold(chief: httpx.Client, film: str, clock: Clock) -> None:
    sent = rows(chief, film, "FR", "", "BE", "FR")

    def clicked(button: str, sent: Sent) -> Sent:
        return form_of(send(chief, film, sent, change=button).text)

    sent = clicked("sort:availability", sent)
    dates = ["2024-01-07", "2024-01-06", "2024-01-09", "2024-01-08"]
    assert (column(sent, "country"), column(sent, "from")) == (["BE", "FR", "FR", ""], dates)
    sent = clicked("verified:availability.1", sent)
    now = instant_text(clock.now)
    assert column(sent, "verifiedAt") == ["", now, "", ""]
    sent = clicked("verified:availability", sent)
    assert column(sent, "verifiedAt") == [now] * 4
    assert len(column(clicked("add:availability", sent), "country")) == 5
    assert send(chief, film, sent).status_code == 303
    assert column(form_of(chief.get(film).text), "verifiedAt") == [now] * 4


def test_what_nobody_has_verified_for_long_is_verified_together(chief: httpx.Client, film: str, clock: Clock) -> None:
    send(chief, film, rows(chief, film, "FR"), **{"availability.verifiedAt": instant_text(clock.now)})
    page = "/admin/works/unverified"
    assert film not in chief.get(page).text
    sent = [*rows(chief, film, "FR"), ("availability.url", "https://example.org/film")]
    sent += [("availability.verifiedAt", instant_text(clock.now - timedelta(days=31)))]
    sent += [("availability.price.amount", "9.99"), ("availability.price.currency", "EUR")]
    assert send(chief, film, sent).status_code == 303
    shown = chief.get(page).text
    assert f'href="{film}"' in shown
    assert 'href="https://example.org/film"' in shown
    answer = chief.post(page, data={"id": film.rpartition("/")[2]})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}?changed=1")
    assert film not in chief.get(page).text
    stored = form_of(chief.get(film).text)
    assert column(stored, "verifiedAt") == [instant_text(clock.now)]
    assert (column(stored, "price.amount"), column(stored, "url")) == (["9.99"], ["https://example.org/film"])


def test_in_the_list_too(chief: httpx.Client, film: str, clock: Clock) -> None:
    send(chief, film, rows(chief, film, "FR"))
    answer = chief.post("/admin/works?kind=FILM", data={"id": film.rpartition("/")[2], "verified": "", "add": "x"})
    assert answer.headers["location"].endswith("?kind=FILM&changed=1")
    sent = form_of(chief.get(film).text)
    assert column(sent, "verifiedAt") == [instant_text(clock.now)]
    assert "x" not in dict(sent)["tags"].split("\r\n")


def test_who_may_not_change_it_is_told(chief: httpx.Client, seeded_url: str, film: str, clock: Clock) -> None:
    send(chief, film, rows(chief, film, "FR"))
    chief.headers.update(signed_in(seeded_url, UserRole.EDITOR, clock.now, email="b@liane.example", name="Bo"))
    answer = chief.post("/admin/works/unverified", data={"id": film.rpartition("/")[2]})
    assert (answer.status_code, "chief editors" in told(answer.text)) == (422, True)
    many = chief.post("/admin/works/unverified", data={"id": ["wrk_x"] * (MOST + 1)})
    assert many.status_code == 422
    assert column(form_of(chief.get(film).text), "verifiedAt") == [""]


def test_all_that_an_update_takes_is_read_for_it() -> None:
    text = (FOLDER / "works_availability.graphql").read_text()
    schema = build_schema().core
    for name in ("AvailabilityInput", "PriceInput"):
        input_type = schema.type_map[name]
        assert isinstance(input_type, GraphQLInputObjectType)
        for field in input_type.fields:
            assert re.search(rf"\b{field}\b", text), field
