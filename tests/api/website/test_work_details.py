"""The lines of a work's page: what each sort of detail is shown as, whatever kind has it."""

from typing import Any

import pytest

from api.website.detail_fields import CARD_DETAILS, DETAIL_FIELDS, WORK_DETAILS, DetailField
from api.website.i18n import translator
from api.website.structured_data import _value
from api.website.work_details import _text, list_details
from schema.kinds import Detail, Localized, Unit

LABEL = Localized(fr="Nom", en="Name")
A = {"slug": "a", "name": "<A"}
ANSWERS = {True: Localized(fr="Ouvert", en="Open")}


def link(folder: str) -> str:
    """Return the link to a page of the test."""
    return f'<a href="/root/{folder}/a">&lt;A</a>'


@pytest.mark.parametrize(
    ("options", "type_", "value", "french", "english", "linked"),
    [
        ({}, "str", "Ripple", "Ripple", "Ripple", "Ripple"),
        ({}, "int", 3, "3", "3", 3),
        ({}, "bool", False, "Non", "No", False),
        ({}, "date", "2023-07-01", "1er juillet 2023", "July 1, 2023", "2023-07-01"),
        ({}, "str", ["a", "b"], "a, b", "a, b", ["a", "b"]),
        ({"values": ANSWERS}, "bool", True, "Ouvert", "Open", True),
        ({"values": ANSWERS}, "bool", False, "", "", False),
        ({}, "int", 1024, "1\u202f024", "1,024", 1024),
        ({"unit": Unit.MINUTES}, "int", 45, "45\u00a0min", "45\u00a0min", "PT45M"),
        ({"unit": Unit.MINUTES}, "int", 125, "2\u00a0h\u00a005", "2\u00a0h 05\u00a0min", "PT125M"),
        ({"unit": Unit.SECONDS}, "int", 75, "1\u00a0min 15\u00a0s", "1\u00a0min 15\u00a0s", "PT75S"),
        ({"unit": Unit.SECONDS}, "int", 45, "45\u00a0s", "45\u00a0s", "PT45S"),
        ({"unit": Unit.SECONDS}, "int", 3600, "1\u00a0h\u00a000", "1\u00a0h 00\u00a0min", "PT3600S"),
        ({}, "Organization", A, *[link("organizations")] * 2, {"@type": "Organization", "name": "<A"}),
        ({}, "Person", [A, A], *[f"{link('people')}, {link('people')}"] * 2, [{"@type": "Person", "name": "<A"}] * 2),
        ({}, "Work", A, *[link("works")] * 2, {"@type": "CreativeWork", "name": "<A"}),
    ],
)
def test_a_detail_is_shown_and_described_by_what_it_is(
    options: dict[str, Any], type_: str, value: Any, french: str, english: str, linked: Any
) -> None:
    field = DetailField(Detail("name", LABEL, **options), "film_name", "film_name: name", type_)
    assert [_text(value, field, translator(language), "/root") for language in ("fr", "en")] == [french, english]
    assert _value(value, field) == linked


def test_details_of_one_name_have_keys_of_their_own_since_their_types_may_differ() -> None:
    keys = [field.key for fields in DETAIL_FIELDS.values() for field in fields]
    assert len(set(keys)) == len(keys)
    assert "... on Ad { ad_durationSeconds: durationSeconds ad_episodeNumber: episodeNumber" in WORK_DETAILS
    assert "ad_brand: brand { slug name }" in WORK_DETAILS


def test_cards_ask_for_the_details_that_tell_what_is_discontinued() -> None:
    assert "... on App { app_stage: stage }" in CARD_DETAILS
    assert "... on Film" not in CARD_DETAILS


def test_an_organisation_that_a_line_of_the_kind_names_is_not_named_again() -> None:
    studio, lender = ({"slug": slug, "name": slug.title()} for slug in ("studio", "lender"))
    work = {"kind": "APP", "credits": [], "app_developer": studio, "organizations": [studio, lender]}
    t = translator("en")
    lines = dict(list_details(work, t, ""))
    assert "Studio" in lines["Made by"]
    assert "Studio" not in lines[t.label("fact", "organizations")]
    assert "Lender" in lines[t.label("fact", "organizations")]
    assert t.label("fact", "organizations") not in dict(list_details({**work, "organizations": [studio]}, t, ""))
