"""What is not there, not allowed or does not work stays in the desk: its pages, in the visitor's language."""

import logging
from typing import Any

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from api.admin.today import Today
from api.website.stored_operations import OperationFailed
from tests.api.admin.people import signed_in
from tests.api.admin.test_screens import first_of
from tests.api.serving import Clock, application, serving

HTML = {"Accept": "text/html"}


def desk_page(response: httpx.Response) -> tuple[int, str, bool]:
    """Return the status of a page of the desk, its heading, and whether the ways of the desk lead on from it."""
    page = LexborHTMLParser(response.text)
    heading = page.css_first("h1")
    assert heading
    assert page.css("a.button.main[href='/admin']")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"
    return response.status_code, heading.text(), bool(page.css("nav a[href='/admin/works']"))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/admin/nowhere"),
        ("GET", "/admin/works/wrk_nothing"),
        ("GET", "/admin/imports/imp_nothing"),
        ("GET", "/admin/options?target=User"),
        ("POST", "/admin/nowhere"),
    ],
)
def test_what_there_is_not_is_told_in_the_desk_in_the_language_of_who_asks(
    chief: httpx.Client, method: str, path: str
) -> None:
    french = chief.request(method, path, headers={"Accept-Language": "fr"})
    assert desk_page(french) == (404, "Il n’y a rien à cette adresse", True)
    english = chief.request(method, path, headers={"Accept-Language": "en"})
    assert desk_page(english) == (404, "There is nothing at this address", True)


def test_programs_get_problems_and_strangers_sign_in_first(chief: httpx.Client) -> None:
    program = chief.get("/admin/nowhere", headers={"Accept": "application/json"})
    assert (program.status_code, program.headers["content-type"]) == (404, "application/problem+json")
    del chief.headers["Cookie"]
    stranger = chief.get("/admin/nowhere")
    assert (stranger.status_code, stranger.headers["location"]) == (303, "/admin/sign-in?next=%2Fadmin%2Fnowhere")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/admin/sign-out", "POST"),
        ("HEAD", "/admin/markdown", "POST"),
        ("GET", "/admin/imports/imp_nothing/state", "POST"),
        ("DELETE", "/admin/works/wrk_nothing", "GET, HEAD, POST"),
        ("POST", "/admin/settings/colors", "GET, HEAD"),
    ],
)
def test_what_takes_other_methods_says_which(chief: httpx.Client, method: str, path: str, allowed: str) -> None:
    refused = chief.request(method, path, headers={"Accept": "application/json"})
    assert (refused.status_code, refused.headers["allow"]) == (405, allowed)
    del chief.headers["Cookie"]
    assert chief.request(method, path).status_code == 303
    assert chief.request(method, path, headers={"Accept": "application/json"}).status_code == 401


def test_a_method_that_is_not_taken_is_told_in_the_desk(chief: httpx.Client) -> None:
    refused = chief.get("/admin/sign-out", headers={"Accept-Language": "en"})
    assert desk_page(refused) == (405, "This cannot be opened", True)
    assert refused.headers["allow"] == "POST"


def test_a_closing_slash_leads_to_the_page_without(chief: httpx.Client) -> None:
    answer = chief.get("/admin/works/")
    assert (answer.status_code, answer.headers["location"]) == (301, "/admin/works")


def test_what_a_role_does_not_allow_is_told_in_the_desk(seeded_url: str, clock: Clock) -> None:
    with serving(application(seeded_url, clock=clock)) as client:
        client.headers.update({**signed_in(seeded_url, at=clock.now), **HTML, "Accept-Language": "en"})
        path = f"{first_of(client, 'issues')}/publish"
        refused = client.post(path, data={"do": "unpublish"})
        assert desk_page(refused) == (403, "You may not do this", True)


def test_what_another_site_sends_is_refused_in_the_desk(chief: httpx.Client) -> None:
    forged = chief.post("/admin/works/new", headers={"Sec-Fetch-Site": "cross-site", "Accept-Language": "en"})
    assert (forged.status_code, "You may not do this" in forged.text) == (403, True)


def test_a_fault_is_logged_and_told_in_the_desk(
    chief: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(Today, "_waiting", broken)
    with caplog.at_level(logging.ERROR, "liane.admin"):
        assert desk_page(chief.get("/admin", headers={"Accept-Language": "en"})) == (
            500,
            "The server could not do this",
            True,
        )
    assert "ZeroDivisionError" in caplog.text


def test_an_absent_database_is_told_in_the_desk(chief: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_: Any) -> Any:
        raise OperationFailed("a name", "It is away.", "UNAVAILABLE")

    monkeypatch.setattr(Today, "_waiting", away)
    answer = chief.get("/admin", headers={"Accept-Language": "en"})
    assert desk_page(answer) == (503, "The server does not answer at the moment", True)
    assert answer.headers["retry-after"] == "5"
