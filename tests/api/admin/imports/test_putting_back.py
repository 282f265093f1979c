"""What an importer left out is put back where the letter has it, and candidates that are works by now wait no more."""

import re
from collections.abc import Callable, Mapping
from html import unescape

import httpx
import pytest

from api.admin.imports.putting_back import put_back
from tests.api.admin.forms_of_pages import form_of
from tests.api.admin.imports.test_corrections import forms, put_right
from tests.api.admin.imports.test_lists import LETTER
from tests.api.admin.imports.test_review import imported
from tests.api.admin.test_story_in_browser import LETTER as MAIL

GREETING, FOOTER = "Chères lectrices, chers lecteurs,", "Le Ponton, 3 quai Exemple, 29200 Brest"
TEXT = "Le titre\n\nBonjour à tous\n\nUn phare.\n\nDeux phares.\n\nLa mer\n\nLa marée.\n\nÀ bientôt !"


def left_out(html: str) -> Mapping[str, str]:
    """Return the buttons of what was left out, by its words; empty where there is none."""
    found = re.findall(r"<dd>(.*?)</dd>", html[html.index('class="left-out"') :], re.DOTALL)
    buttons = [re.search(r'value="(put_back:\d+)"', each) for each in found]
    words = [unescape(each.split("\n")[0]) for each in found]
    return {text: button[1] if button else "" for text, button in zip(words, buttons, strict=True)}


def bodies(client: httpx.Client, page: str) -> list[str]:
    """Return the texts of the sections of the draft that a page is about."""
    found = re.search(r'"(/admin/issues/iss_\w+)"', page)
    assert found
    sent = form_of(client.get(found[1]).text)
    return [text.replace("\r\n", "\n") for name, text in sent if name == "sections.body"]


def test_a_greeting_is_put_back_with_one_button_and_so_is_a_footer(
    editor: httpx.Client, work: Callable[[], None]
) -> None:
    path = imported(editor, work, MAIL.name, MAIL.read_bytes())
    page = editor.get(path).text
    before = bodies(editor, page)
    (sent,) = forms(page, left_out(page)[GREETING])
    answer = put_right(editor, path, left_out(page)[GREETING], sent)
    assert answer.headers["location"].endswith("?done=put_back&undo=1#section-2"), answer.text
    page = editor.get(answer.headers["location"]).text
    assert "It is back in the draft" in page
    assert left_out(page)[GREETING] == ""
    now = bodies(editor, page)
    assert now == [before[0], f"{GREETING}\n\n{before[1]}", *before[2:]]

    (sent,) = forms(page, left_out(page)[FOOTER])
    answer = put_right(editor, path, left_out(page)[FOOTER], sent)
    assert answer.headers["location"].endswith("#section-4")
    assert bodies(editor, page) == [*now[:3], f"{now[3]}\n\n{FOOTER}"]
    (undo,) = forms(editor.get(answer.headers["location"]).text, "undo")
    assert put_right(editor, path, "undo", undo).status_code == 303
    assert bodies(editor, page) == now

    old = put_right(editor, path, left_out(page)[FOOTER], sent)
    assert (old.status_code, "The draft has changed since" in old.text) == (422, True)
    assert "There is nothing to change there." in put_right(editor, path, "put_back:99", {**sent, **version(old)}).text


def version(page: httpx.Response) -> dict[str, str]:
    found = re.search(r'name="version" value="(\d+)"', page.text)
    assert found
    return {"version": found[1]}


def test_what_has_no_words_for_readers_has_no_button(editor: httpx.Client, work: Callable[[], None]) -> None:
    page = editor.get(imported(editor, work, MAIL.name, MAIL.read_bytes())).text
    assert left_out(page)["https://ponton.example/o/1.gif"] == ""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Bonjour à tous", ["Bonjour à tous\n\nUn *phare*.\n\nDeux phares.", "La marée."]),
        ("Deux phares.", ["Un *phare*.\n\nDeux phares.\n\nDeux phares.", "La marée."]),
        ("À bientôt !", ["Un *phare*.\n\nDeux phares.", "La marée.\n\nÀ bientôt !"]),
        ("La mer", ["Un *phare*.\n\nDeux phares.\n\nLa mer", "La marée."]),
        ("1. *Nulle part*\nni ici", ["1\\. \\*Nulle part\\*\\\nni ici\n\nUn *phare*.\n\nDeux phares.", "La marée."]),
    ],
)
def test_words_stand_after_what_comes_before_them_in_the_letter(words: str, expected: list[str]) -> None:
    sections = [{"heading": "", "body": "Un *phare*.\n\nDeux phares."}, {"heading": "La mer", "body": "La marée."}]
    put_back(sections, TEXT, words)
    assert [each["body"] for each in sections] == expected


def test_candidates_that_are_works_by_now_are_counted_no_more(editor: httpx.Client, work: Callable[[], None]) -> None:
    path = imported(editor, work, "2024-03-14-phares.txt", LETTER)
    assert "possible works: 1" in editor.get("/admin/imports").text
    (sent,) = forms(editor.get(path).text, "create")
    assert put_right(editor, path, "create", sent).status_code == 303
    assert "possible works" not in editor.get("/admin/imports").text
