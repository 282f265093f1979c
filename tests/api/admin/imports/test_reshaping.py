"""What was understood as one section is divided beside the letter, and what is two is joined; all can be undone."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.api.admin.forms_of_pages import form_of, send
from tests.api.admin.imports.test_corrections import forms, put_right, section_of
from tests.api.admin.imports.test_lists import LETTER
from tests.api.admin.imports.test_review import imported

MAIL = Path(__file__).parents[3] / "fixtures" / "desk" / "2024-05-17-retenir-son-souffle.eml"


@pytest.fixture
def path(editor: httpx.Client, work: Callable[[], None]) -> str:
    """The page of a newsletter that was imported."""
    return imported(editor, work, "2024-03-14-phares.txt", LETTER)


def headings(page: str) -> list[str]:
    return re.findall(r'<h2 id="heading-\d+">([^\n]*)', page)


def reshape(client: httpx.Client, path: str, number: int, do: str, **changes: str) -> httpx.Response:
    """Press a button within the words of a section."""
    (sent,) = forms(section_of(client.get(path).text, number), do)
    return put_right(client, path, do, sent, **changes)


def test_a_section_is_divided_and_what_its_text_names_goes_with_it(editor: httpx.Client, path: str) -> None:
    before = editor.get(path).text
    answer = reshape(editor, path, 1, "split:1")
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].endswith("?done=split&undo=1#section-1")
    page = editor.get(answer.headers["location"]).text
    assert "The section is two now." in page
    assert len(headings(page)) == len(headings(before)) + 1
    assert "Les Gardiens" in section_of(page, 1)
    assert "Deuxième paragraphe" in section_of(page, 2)
    assert "Les Gardiens" not in section_of(page, 2)
    ids = re.findall(r'name="section_id" value="(sec_\w+)"', section_of(before, 1))
    assert ids[0] in section_of(page, 1)


def test_it_is_undone_while_nothing_came_after(editor: httpx.Client, path: str) -> None:
    before = headings(editor.get(path).text)
    address = reshape(editor, path, 2, "merge").headers["location"]
    (sent,) = forms(editor.get(address).text, "undo")
    assert put_right(editor, path, "undo", sent).headers["location"].endswith("?done=undo")
    assert headings(editor.get(path).text) == before
    assert "Undone." in editor.get(f"{path}?done=undo").text
    late = put_right(editor, path, "undo", sent)
    assert late.status_code == 422
    assert forms(editor.get(f"{path}?done=merge&undo=1").text, "undo") == []


def test_sections_are_joined_moved_and_called_otherwise(editor: httpx.Client, path: str) -> None:
    first = headings(editor.get(path).text)
    assert reshape(editor, path, 1, "down").headers["location"].endswith("#section-2")  # where it is then
    assert headings(editor.get(path).text)[0] == first[1]
    reshape(editor, path, 2, "rename", heading="Un tout autre titre")
    assert headings(editor.get(path).text)[1] == "Un tout autre titre"
    assert reshape(editor, path, 2, "up").headers["location"].endswith("#section-1")
    reshape(editor, path, 1, "merge")
    page = editor.get(path).text
    assert headings(page)[0] == "Un tout autre titre"
    assert len(headings(page)) == len(first) - 1
    for title in ("Les Gardiens", "Boussole 3"):
        assert f"{title}</a>" in section_of(page, 1)


def test_a_candidate_goes_where_its_words_are(editor: httpx.Client, path: str) -> None:
    assert "Vent" in section_of(editor.get(path).text, 3)
    reshape(editor, path, 2, "merge")
    (sent,) = forms(section_of(editor.get(path).text, 2), "create")
    assert sent["named"] == "Vent"


def test_first_words_and_a_picture_of_the_letter_lead_the_issue(editor: httpx.Client, work: Callable[[], None]) -> None:
    path = imported(editor, work, MAIL.name, MAIL.read_bytes())
    before = headings(editor.get(path).text)
    assert reshape(editor, path, 1, "lead:1").status_code == 303
    page = editor.get(path).text
    assert "Make it the cover" not in page
    assert reshape(editor, path, 1, "lead:0").headers["location"].endswith("?done=lead&undo=2#section-1")
    page = editor.get(path).text
    assert headings(page) == before[1:]
    (address,) = set(re.findall(r"/admin/issues/iss_\w+(?=\")", page))
    form = dict(form_of(editor.get(address).text))
    assert form["standfirst"].startswith("Ce qui se passe quand on descend")
    assert (form["cover.alt"], form["cover.width"]) == ("La lune au-dessus d’une mer calme", "640")
    (sent,) = forms(section_of(page, 1), "split:1")
    assert put_right(editor, path, "lead:0", sent).status_code == 422


def test_what_cannot_be_or_has_changed_since_is_told(editor: httpx.Client, path: str) -> None:
    (sent,) = forms(section_of(editor.get(path).text, 1), "split:1")
    assert "There is nothing to change there." in put_right(editor, path, "split:7", sent).text
    assert "There is nothing to change there." in put_right(editor, path, "up", sent).text
    assert "There is nothing to change there." in put_right(editor, path, "dance", sent).text
    reshape(editor, path, 1, "down")
    assert "The draft has changed since" in put_right(editor, path, "split:1", sent).text


def test_the_editor_does_the_same_where_no_script_does(editor: httpx.Client, path: str) -> None:
    (address,) = set(re.findall(r"/admin/issues/iss_\w+(?=\")", editor.get(path).text))
    sent = form_of(editor.get(address).text)
    bodies = [value for name, value in sent if name == "sections.body"]
    answer = send(editor, address, sent, change=f"split:sections.0:{len(bodies[0])}")
    divided = [value for name, value in form_of(answer.text) if name == "sections.body"]
    assert len(divided) == len(bodies) + 1
    assert divided[1].startswith("Deuxième paragraphe")
    joined = form_of(send(editor, address, form_of(answer.text), change="merge:sections.0").text)
    assert [value for name, value in joined if name == "sections.body"] == bodies
    assert [pair for pair in joined if pair[0].endswith("[]")] == [pair for pair in sent if pair[0].endswith("[]")]
    for nonsense in ("split:sections.99:3", "split:sections.x", "merge:sections.99", "merge:title"):
        same = form_of(send(editor, address, sent, change=nonsense).text)
        assert [value for name, value in same if name == "sections.body"] == bodies
