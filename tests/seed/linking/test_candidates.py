"""Likely new works: what looks like a title, of which kind, and why; what the catalogue has is none."""

import pytest

from seed.importers.blocks import Block, Span
from seed.importers.document.markdown_writer import write_markdown
from seed.importers.parsed_issue import make_section
from seed.linking.candidates import candidates
from seed.linking.catalogue import Catalogue
from seed.linking.names import CatalogueEntry, Names
from seed.linking.title_cues import Candidate


def catalogue(*titles: str) -> Catalogue:
    names = Names()
    for title in titles:
        names.add(title, CatalogueEntry("work", title, title, title, "FILM"))
    return Catalogue(names, {}, {})


def paragraph(text: str) -> str:
    return write_markdown([Block(spans=[Span(text)])])


def candidates_in(text: str, *titles: str) -> list[Candidate]:
    known = catalogue(*titles)
    return candidates(make_section(None, paragraph(text)), known.link_section(None, text), known)


@pytest.mark.parametrize(
    ("text", "title", "kind", "reason"),
    [
        ("Vu le film Vent debout hier.", "Vent", "FILM", "after the word “film”"),
        ("l’émission Thalassa Nuit, le vendredi", "Thalassa Nuit", "SERIES", "after the word “émission”"),
        ("Série\u00a0: Dix Pour Cent", "Dix Pour Cent", "SERIES", "after the label “Série”"),
        ("L’appli Boussole 3 sort", "Boussole 3", "APP", "after the word “appli”"),
        ("le film L’Eau vive de Lou", "L’Eau", "FILM", "after the word “film”"),
        ("le roman Le Rivage des Syrtes a paru", "Le Rivage des Syrtes", "BOOK", "after the word “roman”"),
        (
            "le film «\u00a0Le ciel attend, lui\u00a0!\u00a0»",
            "Le ciel attend, lui\u00a0!",
            "FILM",
            "in quotation marks after “film”",
        ),
        ("J’ai relu « Port Nord » hier.", "Port Nord", None, "in quotation marks after “relu”"),
        ("« Port Nord », de Lou Le Goff, suffit.", "Port Nord", None, "in quotation marks with a name"),
        ("„Port Nord“ von Lou Voss genügt.", "Port Nord", None, "in quotation marks with a name"),
        ("« Port Nord » (éditions du Môle)", "Port Nord", None, "in quotation marks with a name"),
        ("La novela «Port Nord» cuesta poco.", "Port Nord", "BOOK", "in quotation marks after “novela”"),
        ("L’album de Lou, “Port Nord”, est sorti.", "Port Nord", "ALBUM", "in quotation marks"),
        ("Dans Free Solo (2018), il grimpe.", "Free Solo", None, "followed by a year"),
        ("Low Tide (Basse mer, en VF) émeut.", "Low Tide", None, "followed by another title, “Basse mer”"),
        (
            "« Le ciel nous attend toujours là-bas » (1999)",
            "Le ciel nous attend toujours là-bas",
            None,
            "in quotation marks with a year",
        ),
        ("the movie House of Salt is on", "House of Salt", "FILM", "after the word “movie”"),
    ],
)
def test_what_looks_like_a_title(text: str, title: str, kind: str | None, reason: str) -> None:
    assert candidates_in(text) == [Candidate(title, kind, reason)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "« On part demain ! » dit-elle.",
        "Le « Plan Marée » attend.",
        "Une nuit avec « Port Nord » suffit.",
        "La série Netflix et le film Arte",
        "un film de Lou Voss (2020), vu en Mars (2024)",
        "« Personne ici ne dormira ce soir », prévient-elle.",
        "« les gens du port », « lent mais sûr »",
        "un film, une série et l’album de la semaine",
        "Une série Une étoile filante",
        "La NASA (agence) et Lou Le Goff",
        "C’était en (1999).",
        "de J. Morel (1962)",
        "",
    ],
)
def test_what_does_not(text: str) -> None:
    assert candidates_in(text) == []


def test_what_the_catalogue_has_is_none() -> None:
    assert candidates_in("le film Port Nord, «\u00a0Port Nord\u00a0» et PORT NORD (2001)", "Port Nord") == []
    assert candidates_in("« Le port nord »", "Le Port Nord") == []


def test_each_candidate_comes_once_in_order() -> None:
    text = "« Port Nord », le film Rade Sud, « Port Nord » encore, le film Port Nord"
    assert [candidate.title for candidate in candidates_in(text)] == ["Port Nord", "Rade Sud"]


def test_a_name_that_several_works_have_is_reported() -> None:
    names = Names()
    for slug in ("rade-1950", "rade-2020"):
        names.add("Rade Sud", CatalogueEntry("work", slug, slug, "Rade Sud", "FILM"))
    known = Catalogue(names, {}, {})
    text = "Revoir Rade Sud."
    reason = "several works have this name: rade-1950, rade-2020"
    assert candidates(make_section(None, paragraph(text)), known.link_section(None, text), known) == [
        Candidate("Rade Sud", None, reason)
    ]
