"""Labels before titles and buttons below them: which kind of work they announce."""

import pytest

from schema.vocabulary import WorkKind
from seed.linking import kind_labels


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("🎬 À VOIR", "FILM"),
        ("What we’re watching", "FILM"),
        ("La série", "SERIES"),
        ("Un podcast", "PODCAST"),
        ("Playing", "APP"),
        ("Ailleurs", None),
        ("", None),
        (None, None),
    ],
)
def test_a_heading_announces_a_kind_whatever_signs_stand_around_it(heading: str | None, kind: str | None) -> None:
    assert kind_labels.kind_of(heading) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [("Acheter en librairie →", "BOOK"), ("Watch the trailer", "FILM"), ("Jouer maintenant", "APP"), ("Lire", None)],
)
def test_a_button_tells_the_kind_of_what_it_leads_to(text: str, kind: str | None) -> None:
    assert kind_labels.kind_of_button(text) == kind


@pytest.mark.parametrize(
    ("label", "near", "kind"),
    [
        (WorkKind.FILM, WorkKind.SERIES, "SERIES"),
        (WorkKind.ALBUM, WorkKind.EPISODE, "EPISODE"),
        (WorkKind.BOOK, WorkKind.ARTICLE, "ARTICLE"),
        (WorkKind.FILM, WorkKind.BOOK, "FILM"),
        (WorkKind.APP, WorkKind.FILM, "APP"),
        (WorkKind.APP, None, "APP"),
    ],
)
def test_words_near_a_title_decide_among_kinds_that_people_do_the_same_with(
    label: WorkKind, near: WorkKind | None, kind: str
) -> None:
    assert kind_labels.refine(label, near) == kind


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("À voir : Basse mer", ("À voir", "Basse mer", "FILM")),
        ("Reading Emma", ("Reading", "Emma", "BOOK")),
        ("Reading is fun", None),
        ("Game Emma", None),
        ("Note : Emma", None),
    ],
)
def test_a_line_is_split_after_its_label(line: str, parts: tuple[str, str, str] | None) -> None:
    assert kind_labels.split(line) == parts
