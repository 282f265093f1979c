"""What the importer understood wrong is put right beside the letter, and the catalogue learns from it."""

import re
from collections.abc import Callable

import httpx

from tests.api.admin.forms_of_pages import form_of
from tests.api.admin.imports.test_lists import LETTER
from tests.api.admin.imports.test_review import imported
from tests.pictures import jpeg


def forms(html: str, do: str) -> list[dict[str, str]]:
    """Return what each form of a page sends that has a button of this name."""
    found = re.findall(r"<form.*?</form>", html, re.DOTALL)
    return [dict(form_of(form, "form")) for form in found if f'value="{do}"' in form]


def section_of(html: str, number: int) -> str:
    """Return the part of a page that is about a section."""
    (found,) = re.findall(rf'<section [^>]*id="section-{number}".*?</section>', html, re.DOTALL)
    return str(found)


def put_right(client: httpx.Client, path: str, do: str, sent: dict[str, str], **changes: str) -> httpx.Response:
    """Press a button of a form."""
    return client.post(path, data={**sent, **changes, "do": do})


def test_a_work_is_made_of_a_candidate_and_the_draft_recommends_it(
    editor: httpx.Client, work: Callable[[], None]
) -> None:
    path = imported(editor, work, "2024-03-14-phares.txt", LETTER)
    (sent,) = forms(editor.get(path).text, "create")
    assert (sent["title"], sent["kind"]) == ("Vent", "FILM")
    answer = put_right(editor, path, "create", sent, title="Vent debout", year="2023")
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].endswith("?done=create&undo=1#section-3")
    page = editor.get(path).text
    assert forms(page, "create") == []
    assert "Vent debout</a>" in section_of(page, 3)
    assert 'value="2023"' in editor.get(re.findall(r"/admin/works/wrk_\w+", section_of(page, 3))[0]).text


def test_a_candidate_is_a_work_of_the_catalogue_which_learns_the_name(
    editor: httpx.Client, work: Callable[[], None]
) -> None:
    path = imported(editor, work, "2024-03-14-phares.txt", LETTER)
    (sent,) = forms(editor.get(path).text, "same")
    assert put_right(editor, path, "same", sent, work="les-gardiens").status_code == 303
    page = editor.get(path).text
    assert "Les Gardiens</a>" in section_of(page, 3)
    (address,) = set(re.findall(r"/admin/works/wrk_\w+", section_of(page, 3)))
    assert "\nVent</textarea>" in editor.get(address).text


def test_a_work_that_is_wrong_is_replaced_or_removed(editor: httpx.Client, work: Callable[[], None]) -> None:
    path = imported(editor, work, "2024-03-14-phares.txt", LETTER)
    wrong = forms(section_of(editor.get(path).text, 5), "replace")
    assert put_right(editor, path, "replace", wrong[0], work="les-gardiens").status_code == 303
    section = section_of(editor.get(path).text, 5)
    assert "Les Gardiens</a>" in section
    assert "Basse mer</a>" not in section
    assert put_right(editor, path, "remove", wrong[1]).status_code == 303
    again = forms(section_of(editor.get(path).text, 5), "replace")
    assert len(again) == len(wrong) - 1
    assert "The draft has changed since" in put_right(editor, path, "remove", wrong[1]).text


def test_a_work_has_the_role_that_an_editor_gives_it(editor: httpx.Client, work: Callable[[], None]) -> None:
    path = imported(editor, work, "2024-03-14-phares.txt", LETTER)
    (sent,) = forms(editor.get(path).text, "create")
    put_right(editor, path, "create", sent, role="SUBJECT")
    assert "Examined" in section_of(editor.get(path).text, 3)
    (again,) = forms(section_of(editor.get(path).text, 3), "role")
    assert again["role"] == "SUBJECT"
    answer = put_right(editor, path, "role", again, role="PICK")
    assert answer.headers["location"].endswith("?done=role&undo=2#section-3")
    (now,) = forms(section_of(editor.get(path).text, 3), "role")
    assert (now["role"], now["recommendation"]) == ("PICK", again["recommendation"])


def test_a_work_is_made_with_its_picture_and_nothing_is_written_twice(
    editor: httpx.Client, work: Callable[[], None]
) -> None:
    path = imported(editor, work, "2024-03-14-phares.txt", LETTER)
    (sent,) = forms(editor.get(path).text, "create")
    written = {**sent, "title": "Vent debout", "do": "create"}
    refused = editor.post(path, data=written, files={"image.file": ("a.jpg", jpeg(60, 90))})
    assert refused.status_code == 422
    assert "What the picture shows" in refused.text
    (kept,) = forms(refused.text, "create")
    assert kept["title"] == "Vent debout"
    assert "/pictures/" in kept["image.url"]
    assert put_right(editor, path, "create", kept, **{"image.alt": "A boat"}).status_code == 303
    (address,) = set(re.findall(r"/admin/works/wrk_\w+", section_of(editor.get(path).text, 3)))
    assert f'value="{kept["image.url"]}"' in editor.get(address).text


def test_what_cannot_be_is_told_and_nothing_is_stored(editor: httpx.Client, work: Callable[[], None]) -> None:
    path = imported(editor, work, "2024-03-14-phares.txt", LETTER)
    (same,) = forms(editor.get(path).text, "same")
    (create,) = forms(editor.get(path).text, "create")
    for do, sent, changes, told in [
        ("same", same, {"work": ""}, "Choose a work"),
        ("same", same, {"work": "nothing"}, "Choose a work"),
        ("create", create, {"kind": ""}, "A work has a title and a kind."),
        ("create", create, {"year": "soon"}, "Write a whole number."),
        ("create", create, {"title": "x" * 20_000}, "The text is longer"),
    ]:
        answer = put_right(editor, path, do, sent, **changes)
        assert answer.status_code == 422
        assert told in answer.text
    assert len(forms(editor.get(path).text, "create")) == 1


def test_a_work_that_was_chosen_stays_chosen_where_that_is_refused(
    editor: httpx.Client, work: Callable[[], None]
) -> None:
    path = imported(editor, work, "2024-03-14-phares.txt", LETTER)
    page = editor.get(path).text
    (same,) = forms(page, "same")
    first, *_ = forms(section_of(page, 5), "replace")
    assert put_right(editor, path, "remove", first).status_code == 303
    chosen = {"work": "les-gardiens", "work:label": "Les Gardiens", "role": "SUBJECT"}
    (other, *_) = forms(section_of(editor.get(path).text, 5), "replace")
    for do, sent, wrong in (("same", same, {"work": "les-gardien"}), ("replace", other, {"work": "les-gardien"})):
        answer = put_right(editor, path, do, sent, **chosen | wrong)
        assert answer.status_code == 422
        (again, *_) = [each for each in forms(answer.text, do) if each["work"]]
        assert {name: again[name] for name in chosen} == chosen | wrong
        assert '<span class="label">Les Gardiens</span>' in answer.text
        assert len([each for each in forms(answer.text, "replace") if each["work"]]) == int(do == "replace")


def test_today_tells_what_is_to_be_reviewed(editor: httpx.Client, work: Callable[[], None]) -> None:
    path = imported(editor, work, "2024-03-14-phares.txt", LETTER)
    assert f'"{path}"' in editor.get("/admin").text
    editor.post(f"{path}/state", data={"do": "dismiss"})
    assert f'"{path}"' not in editor.get("/admin").text
