"""Pictures get into forms: sent by a script beforehand, or, where there is none, with the form itself."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import httpx
import pytest

from api.admin import editing, files
from api.pictures import upload
from schema.vocabulary import UserRole
from tests.api.admin.forms_of_pages import form_of
from tests.api.admin.people import signed_in
from tests.api.admin.test_screens import first_of, problems
from tests.api.serving import Clock, application, serving
from tests.pictures import jpeg

PICTURE = jpeg(1200, 800)


@pytest.fixture
def editor(seeded_url: str, tmp_path: Path, clock: Clock) -> Iterator[httpx.Client]:
    """A client of a chief editor, of a server that keeps pictures."""
    app = application(seeded_url, clock=clock, pictures=str(tmp_path / "store"), pictures_cache=tmp_path / "cache")
    with serving(app) as client:
        client.headers.update({**signed_in(seeded_url, UserRole.CHIEF, clock.now), "Accept": "text/html"})
        yield client


def send_with_file(client: httpx.Client, path: str, name: str, file: bytes, **changes: str) -> httpx.Response:
    """Send the form of a page as it is, but for some texts, with a file, as a browser does without a script."""
    sent = [(each, changes.pop(each.replace(".", "__"), text)) for each, text in form_of(client.get(path).text)]
    parts = [(each, (None, text)) for each, text in sent if each != name]
    return client.post(path, files=[*parts, (name, ("a.jpg", file, "image/jpeg"))])


def test_a_picture_is_sent_by_who_is_signed_in(editor: httpx.Client) -> None:
    answer = editor.post("/admin/pictures", content=PICTURE)
    told = answer.json()
    assert (answer.status_code, told["width"], told["height"]) == (201, 1200, 800)
    assert editor.get(httpx.URL(told["url"]).path, headers={"Accept": "image/jpeg"}).status_code == 200
    assert editor.post("/admin/pictures", content=b"no picture").status_code == 422


def test_a_picture_that_is_refused_is_refused_in_the_language_of_who_sends_it(editor: httpx.Client) -> None:
    told = {
        language: editor.post("/admin/pictures", content=b"no picture", headers={"Accept-Language": language})
        for language in ("fr", "en")
    }
    assert told["fr"].json()["detail"].startswith("Le fichier n’est pas pris\N{NO-BREAK SPACE}: pas une image lisible")
    assert told["en"].json()["detail"].startswith("The file is no picture that can be read")
    assert {answer.status_code for answer in told.values()} == {422}
    with patch.object(upload, "MOST_BYTES", 10):
        large = editor.post("/admin/pictures", content=PICTURE, headers={"Accept-Language": "fr"})
    assert (large.status_code, large.json()["detail"]) == (413, "Une image peut faire 30 Mo.")


def test_pages_of_others_and_strangers_send_none(editor: httpx.Client) -> None:
    assert editor.post("/admin/pictures", content=PICTURE, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert editor.post("/pictures", content=PICTURE).status_code == 401
    del editor.headers["Cookie"]
    assert editor.post("/admin/pictures", content=PICTURE, headers={"Accept": "*/*"}).status_code == 401


@pytest.mark.parametrize(("kind", "name"), [("issues", "cover"), ("works", "image")])
def test_without_a_script_a_file_goes_with_its_form(editor: httpx.Client, kind: str, name: str) -> None:
    path = first_of(editor, kind)
    assert 'enctype="multipart/form-data"' in editor.get(path).text
    answer = send_with_file(editor, path, f"{name}.file", PICTURE, **{f"{name}__alt": "Un coin rouge"})
    assert answer.status_code == 303, problems(answer.text)
    stored = dict(form_of(editor.get(path).text))
    assert (stored[f"{name}.width"], stored[f"{name}.height"], stored[f"{name}.alt"]) == (
        "1200",
        "800",
        "Un coin rouge",
    )
    assert "/pictures/" in stored[f"{name}.url"]


def test_what_is_no_picture_stores_nothing_and_loses_no_word(editor: httpx.Client) -> None:
    path = first_of(editor, "works")
    before = dict(form_of(editor.get(path).text))
    answer = send_with_file(editor, path, "image.file", b"no picture", summary="Des mots qui restent")
    assert answer.status_code == 422
    assert "Des mots qui restent" in answer.text
    assert any("pas une image lisible" in each for each in problems(answer.text))
    assert dict(form_of(editor.get(path).text)) == before


def test_a_picture_without_words_is_kept_in_the_form_that_asks_for_them(editor: httpx.Client) -> None:
    path = first_of(editor, "works")
    answer = send_with_file(editor, path, "image.file", PICTURE, image__alt="")
    assert answer.status_code == 422
    assert "/pictures/" in dict(form_of(answer.text))["image.url"]
    assert 'id="f-image-alt-problems"' in answer.text


def test_forms_have_an_end(editor: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path = first_of(editor, "works")
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    assert send_with_file(editor, path, "image.file", PICTURE).status_code == 422
    monkeypatch.setattr(editing, "MOST_BYTES", 100)
    assert send_with_file(editor, path, "image.file", PICTURE).status_code == 413
