"""What is written in a form of the back office and not saved: it is kept, offered again, and lost by nothing."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from api.admin.editing import MOST_KEPT, Editing
from api.admin.imports import receiving
from api.http.problems import RETRY_AFTER
from api.identity.refusal import Refusal
from api.website.stored_operations import OperationFailed
from schema import db
from schema.vocabulary import UserRole
from tests.api.admin.forms_of_pages import form_of, send
from tests.api.admin.people import COOKIE, OWN_PAGE, signed_in
from tests.api.admin.test_screens import first_of, versions
from tests.api.serving import Clock, application, serving

BROWSER = {**OWN_PAGE, "Accept": "text/html", "Accept-Language": "en"}


@pytest.fixture
def ada(seeded_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A client of a chief editor, of a server with the sample content."""
    with serving(application(seeded_url, clock=clock)) as client:
        client.headers.update({**BROWSER, **signed_in(seeded_url, UserRole.CHIEF, clock.now)})
        yield client


@pytest.fixture
def bo(ada: httpx.Client, seeded_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A client of another chief editor."""
    headers = {**BROWSER, **signed_in(seeded_url, UserRole.CHIEF, clock.now, email="bo@liane.example", name="Bo")}
    with httpx.Client(base_url=ada.base_url, headers=headers, trust_env=False) as client:
        yield client


def words(html: str, selector: str) -> str:
    """Return what a page says somewhere, or nothing where it has no such place."""
    return " ".join(" ".join(node.text() for node in LexborHTMLParser(html).css(selector)).split())


def autosave(client: httpx.Client, path: str, sent: list[tuple[str, str]], **changes: str) -> httpx.Response:
    return send(client, f"{path}/autosave", sent, **changes)


@pytest.mark.parametrize("kind", ["issues", "people"])
def test_what_is_kept_is_no_content_and_is_offered_in_words(ada: httpx.Client, seeded_url: str, kind: str) -> None:
    before, path = versions(seeded_url), first_of(ada, kind)
    name = {"issues": "title", "people": "name"}[kind]
    sent = form_of(ada.get(path).text)
    answer = autosave(ada, path, sent, **{name: "Half a sen"})
    assert (answer.status_code, answer.json()) == (200, {"notes": []})
    assert versions(seeded_url) == before
    page = ada.get(path).text
    assert "unsaved changes of" in words(page, "#unsaved")
    assert dict(form_of(page))[name] == dict(sent)[name]
    assert f'href="{path}?unsaved"' in page
    assert dict(form_of(ada.get(f"{path}?unsaved").text)) == {**dict(sent), name: "Half a sen"}


def test_what_is_as_stored_is_not_offered(ada: httpx.Client) -> None:
    path = first_of(ada, "issues")
    autosave(ada, path, form_of(ada.get(path).text))
    assert words(ada.get(path).text, "#unsaved") == ""


def test_saving_and_discarding_end_the_offer(ada: httpx.Client) -> None:
    path = first_of(ada, "people")
    sent = form_of(ada.get(path).text)
    autosave(ada, path, sent, name="Draft")
    assert send(ada, path, form_of(ada.get(f"{path}?unsaved").text)).status_code == 303
    page = ada.get(path).text
    assert (words(page, "#unsaved"), dict(form_of(page))["name"]) == ("", "Draft")
    autosave(ada, path, form_of(page), name="Another")
    discarded = ada.post(f"{path}/autosave", data={"discard": "1"})
    assert (discarded.status_code, discarded.headers["location"]) == (303, path)
    assert words(ada.get(path).text, "#unsaved") == ""


def test_who_saves_without_deciding_is_offered_it_again(ada: httpx.Client) -> None:
    path = first_of(ada, "people")
    autosave(ada, path, form_of(ada.get(path).text), name="Draft")
    page = ada.get(path).text
    assert send(ada, path, form_of(page), name="Something else").status_code == 303
    assert words(ada.get(path).text, "#unsaved")


def test_what_is_taken_knows_what_it_was_made_of(ada: httpx.Client, bo: httpx.Client) -> None:
    path = first_of(ada, "people")
    sent = form_of(ada.get(path).text)
    autosave(ada, path, sent, name="Mine")
    assert send(bo, path, form_of(bo.get(path).text), name="Theirs").status_code == 303
    taken = form_of(ada.get(f"{path}?unsaved").text)
    assert dict(taken)["version"] == dict(sent)["version"]
    refused = send(ada, path, taken)
    assert refused.status_code == 422
    assert "Theirs" in words(refused.text, "#problems")
    assert f'href="{path}" target="_blank"' in refused.text
    assert dict(form_of(ada.get(path).text))["name"] == "Theirs"


def test_two_who_write_see_each_other_and_are_merged(ada: httpx.Client, bo: httpx.Client, clock: Clock) -> None:
    path = first_of(ada, "issues")
    mine, theirs = form_of(ada.get(path).text), form_of(bo.get(path).text)
    assert autosave(ada, path, mine, touch="1").json() == {"notes": []}
    assert autosave(bo, path, theirs, touch="1").json() == {"notes": ["Ada has this open too."]}
    assert autosave(ada, path, mine, standfirst="Mine").json() == {"notes": ["Bo has this open too."]}
    assert words(ada.get(path).text, "#notes") == "Bo has this open too."
    assert send(bo, path, theirs, title="Theirs").status_code == 303
    clock.now = clock.now.replace(minute=clock.now.minute + 2)
    (note,) = autosave(ada, path, mine, standfirst="Mine").json()["notes"]
    version = int(dict(mine)["version"])
    assert note.startswith(f"Bo saved version {version + 1} (")
    saved = send(ada, path, mine, standfirst="Mine")
    assert saved.headers["location"] == f"{path}?saved&since={version}"
    page = ada.get(saved.headers["location"]).text
    assert words(page, "#saved") == "Saved. It is merged with what Bo saved."
    kept = dict(form_of(page))
    assert (kept["title"], kept["standfirst"]) == ("Theirs", "Mine")
    assert "merged" not in words(ada.get(f"{path}?saved").text, "#saved")


def test_two_of_one_name_are_told_apart(ada: httpx.Client, bo: httpx.Client, seeded_url: str) -> None:
    engine = db.connect(seeded_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE users SET name = 'Ada'")
    engine.dispose()
    path = first_of(ada, "issues")
    mine, theirs = form_of(ada.get(path).text), form_of(bo.get(path).text)
    assert send(bo, path, theirs, title="Theirs").status_code == 303
    saved = send(ada, path, mine, standfirst="Mine")
    assert "merged with what Ada saved" in words(ada.get(saved.headers["location"]).text, "#saved")


@pytest.mark.parametrize("target", ["iss_nothing", "x" * 100, "%00"])
def test_only_what_there_is_can_be_written_about(ada: httpx.Client, target: str) -> None:
    assert ada.post(f"/admin/issues/{target}/autosave", data={"title": "x"}).status_code == 404


def test_a_form_is_kept_up_to_a_size(ada: httpx.Client) -> None:
    path = first_of(ada, "people")
    assert ada.post(f"{path}/autosave", data=dict.fromkeys("abcd", "x" * (MOST_KEPT // 4 + 1))).status_code == 413


def test_a_form_of_nobody_comes_back_whole_and_can_be_sent_on(ada: httpx.Client) -> None:
    path = first_of(ada, "issues")
    sent = form_of(ada.get(path).text)
    title = '"><script>alert(1)</script>'
    cookie = ada.headers.pop("Cookie")
    answer = send(ada, path, sent, title=title)
    assert (answer.status_code, answer.headers["cache-control"]) == (401, "no-store")
    assert "<script>alert" not in answer.text
    kept = form_of(answer.text)
    written = [(name, title if name == "title" else text) for name, text in sent]
    assert [(name, text.split()) for name, text in kept] == [(name, text.split()) for name, text in written]
    assert f'action="{path}"' in answer.text
    assert send(ada, path, kept).status_code == 401
    ada.headers["Cookie"] = cookie
    assert send(ada, path, kept).status_code == 303
    assert dict(form_of(ada.get(path).text))["title"] == title


def test_a_form_with_a_file_comes_back_with_its_words(ada: httpx.Client) -> None:
    del ada.headers["Cookie"]
    answer = ada.post("/admin/issues/iss_1", data={"title": "Words"}, files={"cover.file": ("a.png", b"picture")})
    assert (answer.status_code, form_of(answer.text)) == (401, [("title", "Words")])


def test_while_the_database_is_away_a_form_comes_back_whole() -> None:
    with serving(application("postgresql://nobody:secret@127.0.0.1:9/nothing")) as client:
        client.headers.update({**BROWSER, "Cookie": f"{COOKIE}={'x' * 43}"})
        answer = client.post("/admin/issues/iss_1", data={"title": "Words", "sections[]": ""})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert form_of(answer.text) == [("title", "Words"), ("sections[]", "")]
        assert "nothing is lost" in answer.text
        assert "sign-in" not in answer.text
        program = client.post("/admin/issues/iss_1", data={"title": "Words"}, headers={"Accept": "*/*"})
        assert program.json()["code"] == "UNAVAILABLE"
        password = client.post("/admin/issues/iss_1", data={"password": "secret"})
        assert (password.status_code, "secret" in password.text) == (503, False)


@pytest.mark.parametrize(
    ("path", "data", "files"),
    [
        ("/admin/issues/new", {"title": "Words", "language": "fr"}, {}),
        ("/admin/imports", {"text": "A whole letter"}, {"files": ("a.txt", b"A file")}),
    ],
)
def test_so_does_one_that_was_read_before_it_went_away(
    ada: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    data: dict[str, str],
    files: dict[str, tuple[str, bytes]],
) -> None:
    async def away(*_: Any, **__: Any) -> Any:
        raise OperationFailed("a name", "It is away.", "UNAVAILABLE")

    async def busy(*_: Any, **__: Any) -> Any:
        raise Refusal(503, "UNAVAILABLE", "It is away.", RETRY_AFTER)

    monkeypatch.setattr(Editing, "store", away)
    monkeypatch.setattr(receiving, "_take", busy)
    answer = ada.post(path, data=data, files=files)
    assert answer.status_code == 503
    assert form_of(answer.text) == list(data.items())


def test_nobody_elses_page_has_a_form_shown(ada: httpx.Client) -> None:
    del ada.headers["Cookie"]
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = ada.post(first := "/admin/issues/iss_1", data={"title": "x"}, headers=headers)
        assert answer.status_code == 403, first
        assert not re.search("value=", answer.text)


@pytest.mark.parametrize("data", [{}, {"title": " "}, {"password": "secret"}, {"title": "x" * 2_000_001}])
def test_nothing_and_passwords_and_what_is_too_long_are_not_repeated(ada: httpx.Client, data: dict[str, str]) -> None:
    del ada.headers["Cookie"]
    answer = ada.post("/admin/issues/iss_1", data=data)
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/sign-in?next=%2Fadmin")


def test_a_script_of_nobody_is_told_so(ada: httpx.Client) -> None:
    del ada.headers["Cookie"]
    answer = ada.post("/admin/issues/iss_1/autosave", data={"title": "x"}, headers={"Accept": "*/*"})
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
