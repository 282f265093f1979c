"""Newsletters are dropped, pasted or chosen, and an editor sees what comes of them."""

import re
from collections.abc import Callable
from unittest.mock import patch

import httpx

from api.admin.imports import receiving
from schema.vocabulary import UserRole
from tests.api.admin.people import signed_in
from tests.api.serving import Clock
from tests.seed import lighthouse
from tests.seed.test_import_worker import zipped

LETTER = lighthouse.NEWSLETTER.read_bytes()


def hand_in(client: httpx.Client, *files: tuple[str, bytes], text: str = "") -> httpx.Response:
    """Send the form of the page of imports, as a browser does."""
    parts = [("files", file) for file in files] or [("files", ("", b""))]
    return client.post("/admin/imports", data={"text": text}, files=parts)


def test_a_letter_that_was_chosen_becomes_a_draft(editor: httpx.Client, work: Callable[[], None]) -> None:
    answer = hand_in(editor, ("2024-03-14-phares.txt", LETTER))
    assert answer.status_code == 303
    assert re.fullmatch(r"/admin/imports/imp_\w+", answer.headers["location"])
    waiting = editor.get("/admin/imports").text
    assert "Waiting" in waiting
    assert "data-busy" in waiting
    work()
    done = editor.get("/admin/imports").text
    assert "data-busy" not in done
    assert "Phares en grève" in done
    assert "possible works: 1" in done
    assert re.search(r'"/admin/issues/iss_\w+"', done)


def test_a_letter_is_pasted(editor: httpx.Client, work: Callable[[], None]) -> None:
    assert hand_in(editor, text=LETTER.decode()).status_code == 303
    work()
    assert "Phares en grève" in editor.get("/admin/imports").text


def test_an_archive_shows_how_far_it_is(editor: httpx.Client, work: Callable[[], None]) -> None:
    hand_in(editor, ("archive.zip", zipped(3)), ("leer.md", b"# "))
    work()
    page = editor.get("/admin/imports").text
    assert "3 of 3 letters" in page
    assert "<progress" not in page


def test_what_cannot_be_taken_is_told_and_the_rest_waits(editor: httpx.Client) -> None:
    answer = hand_in(editor, ("leer.txt", b" "), ("2024-03-14.txt", LETTER))
    assert answer.status_code == 422
    assert "leer.txt: The file is empty." in answer.text
    assert "2024-03-14.txt" in answer.text
    assert "Choose a file" in hand_in(editor).text


def test_more_than_is_taken_at_once_is_refused_before_it_is_kept(editor: httpx.Client) -> None:
    with patch.object(receiving, "MOST_AT_ONCE", 1_000):
        assert hand_in(editor, ("a.txt", b"a" * 2_000)).status_code == 413
    assert editor.post("/admin/imports", data={"text": "a"}).status_code == 415
    assert "Nothing for now" in editor.get("/admin/imports").text


def test_an_import_is_put_aside_and_comes_back(editor: httpx.Client) -> None:
    path = hand_in(editor, ("2024-03-14.txt", LETTER)).headers["location"]
    assert editor.post(f"{path}/state", data={"do": "dismiss"}).status_code == 303
    assert "2024-03-14.txt" not in editor.get("/admin/imports").text
    assert "2024-03-14.txt" in editor.get("/admin/imports?state=DISMISSED").text
    assert editor.post(f"{path}/state", data={"do": "retry"}).status_code == 303
    assert "Waiting" in editor.get("/admin/imports").text
    assert "under way" in editor.post(f"{path}/state", data={"do": "retry"}).text


def test_nobody_else_hands_in_anything(editor: httpx.Client, lighthouse_url: str, clock: Clock) -> None:
    del editor.headers["Cookie"]
    assert hand_in(editor, ("a.txt", LETTER)).status_code == 303
    editor.headers.update(signed_in(lighthouse_url, UserRole.EDITOR, clock.now, email="b@liane.example", name="Bo"))
    assert "Nothing for now" in editor.get("/admin/imports").text
    editor.headers["Origin"] = "https://elsewhere.example"
    assert hand_in(editor, ("a.txt", LETTER)).status_code == 403
