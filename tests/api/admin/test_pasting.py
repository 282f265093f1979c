"""What is pasted from word processors and mail becomes clean Markdown, for who is signed in."""

from collections.abc import Iterator

import httpx
import pytest

from api.admin import pasting
from tests.api.admin.people import signed_in
from tests.api.serving import NOW, application, serving

HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def editor(database_url: str) -> Iterator[httpx.Client]:
    """A client of an editor."""
    with serving(application(database_url)) as client:
        client.headers.update(signed_in(database_url, at=NOW))
        yield client


def test_what_is_pasted_is_markdown(editor: httpx.Client) -> None:
    html = (
        '<p>Un <b>gras</b> et <a href="https://click.mail.example/track?url=https%3A%2F%2Fexample.org%2F">lien</a></p>'
    )
    answer = editor.post("/admin/markdown", content=html, headers=HTML)
    assert (answer.status_code, answer.text) == (200, "Un **gras** et [lien](<https://example.org/>)")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"


def test_what_is_no_html_or_too_long_is_refused(editor: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert editor.post("/admin/markdown", json={}).status_code == 415
    bomb = "<div " + " ".join(f"a{each}" for each in range(5_000)) + ">"
    assert editor.post("/admin/markdown", content=bomb, headers=HTML).status_code == 422
    monkeypatch.setattr(pasting, "MOST_BYTES", 10)
    assert editor.post("/admin/markdown", content="<p>" * 10, headers=HTML).status_code == 413


def test_pages_of_others_have_nothing_read(editor: httpx.Client) -> None:
    headers = {**HTML, "Sec-Fetch-Site": "cross-site"}
    assert editor.post("/admin/markdown", content="<p>a", headers=headers).status_code == 403
    del editor.headers["Cookie"]
    assert editor.post("/admin/markdown", content="<p>a", headers=HTML).status_code == 401
