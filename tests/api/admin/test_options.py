"""References are found as one types: by any of their names and words, with a typo, and with what tells them apart."""

from collections.abc import Iterator

import httpx
import pytest

from schema import db, writes
from tests.api.admin.people import signed_in
from tests.api.serving import Clock, application, serving


@pytest.fixture
def editor(seeded_url: str, clock: Clock) -> Iterator[httpx.Client]:
    """A client of an editor, of a server with the sample content."""
    with serving(application(seeded_url, clock=clock)) as client:
        client.headers.update({**signed_in(seeded_url, at=clock.now), "Accept-Language": "en"})
        yield client


def options(client: httpx.Client, target: str, text: str) -> list[dict[str, str]]:
    answer = client.get("/admin/options", params={"target": target, "text": text})
    assert answer.status_code == 200
    return list(answer.json())


def test_works_are_found_by_how_their_titles_begin_whatever_the_case(editor: httpx.Client) -> None:
    found = options(editor, "Work", "  THE  deep")
    assert found == [{"slug": "the-deepest-breath", "label": "The Deepest Breath", "note": "Film, 2023"}]
    assert [each["label"] for each in options(editor, "Work", "The Underdogs")][:1] == ["The Underdogs"]


@pytest.mark.parametrize("text", ["breath", "deepest br", "the depest", "breath deepest", "Deepest  Bréath"])
def test_words_inside_typos_and_another_order_find_too(editor: httpx.Client, text: str) -> None:
    assert [each["slug"] for each in options(editor, "Work", text)] == ["the-deepest-breath"]


def test_another_name_is_told_and_nothing_is_offered_twice(editor: httpx.Client) -> None:
    found = options(editor, "Work", "home alone")
    assert found == [
        {"slug": "maman-j-ai-rate-l-avion", "label": "Maman, j’ai raté l’avion\u202f!", "note": "“Home Alone”, Film"}
    ]
    slugs = [each["slug"] for each in options(editor, "Work", "t")]
    assert len(slugs) == len(set(slugs)) == 8


def test_a_draft_is_found_at_once(editor: httpx.Client, seeded_url: str) -> None:
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        writes.save_work(session, {"slug": "zut", "kind": "FILM", "title": "Zèbre inédit"})
    engine.dispose()
    assert options(editor, "Work", "inedit") == [{"slug": "zut", "label": "Zèbre inédit", "note": "Film"}]


@pytest.mark.parametrize(
    ("target", "text", "label"),
    [
        ("Person", "laura mc", "Laura McGann"),
        ("Organization", "APPL", "Apple"),
        ("Column", "dernière", "Une dernière liane pour la route"),
        ("Column", "derniere liane", "Une dernière liane pour la route"),
    ],
)
def test_so_are_people_organisations_and_columns(editor: httpx.Client, target: str, text: str, label: str) -> None:
    assert label in [each["label"] for each in options(editor, target, text)]


def test_without_a_text_the_first_are_offered(editor: httpx.Client) -> None:
    labels = [each["label"] for each in options(editor, "Work", "")]
    assert len(labels) == 8


@pytest.mark.parametrize("text", ["zzzz nothing", "a:b:c", "%", "_", "\x00", "é" * 500, "'; DROP TABLE works; --"])
def test_what_nothing_is_called_is_nothing(editor: httpx.Client, text: str) -> None:
    if text != "\x00":
        assert options(editor, "Work", text) == []
    assert options(editor, "Person", f"q{text}") == []


def test_a_link_may_lead_to_anything_that_readers_see(editor: httpx.Client, seeded_url: str) -> None:
    assert options(editor, "Link", "the deep") == [
        {"slug": "work:the-deepest-breath", "label": "The Deepest Breath", "note": "Film, 2023"}
    ]
    texts = ("laura mcg", "sag-aftra", "hollywood en")
    found = [each for text in texts for each in options(editor, "Link", text)]
    pages = {each["slug"]: each["note"].split(",")[0] for each in found}
    assert pages["/people/laura-mcgann"] == "Person"
    assert pages["/organizations/sag-aftra"] == "Organisation"
    assert pages["/issues/hollywood-en-greve-contre-ses-doubles"] == "Issue"
    engine = db.connect(seeded_url)
    with db.write_transaction(engine) as session:
        writes.save_issue(
            session, {"slug": "hollywood-bis", "title": "Hollywood bis", "status": "DRAFT", "sections": []}
        )
    engine.dispose()
    assert "Hollywood bis" not in [each["label"] for each in options(editor, "Link", "hollywood")]
    assert options(editor, "Link", "") == []


def test_works_are_named_by_their_slugs(editor: httpx.Client) -> None:
    slugs = ["the-deepest-breath", "no-such-work"]
    named = editor.get("/admin/options", params={"target": "Work", "slug": slugs}).json()
    assert named == [{"slug": "the-deepest-breath", "label": "The Deepest Breath", "note": "Film, 2023"}]


def test_what_there_is_not_is_not_found(editor: httpx.Client) -> None:
    assert editor.get("/admin/options?target=User&text=a").status_code == 404


def test_nobody_is_offered_nothing(editor: httpx.Client) -> None:
    del editor.headers["Cookie"]
    assert editor.get("/admin/options?target=Work&text=a").status_code == 401
