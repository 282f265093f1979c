"""Translations of pages and cards."""

import re

import pytest
import yaml

from api.website.i18n import LANGUAGES, translator
from api.website.paths import TEMPLATES
from api.website.results import Figure, Price
from api.website.typography.typeset import typeset
from schema import vocabulary
from schema.kinds import KINDS, Gender

STRINGS = yaml.safe_load((TEMPLATES / "strings.yaml").read_text())
DECLARED = [
    text
    for kind in KINDS.values()
    for text in (
        kind.display_name,
        *(text for detail in kind.details for text in (detail.label, *detail.values.values())),
    )
]
"""The texts that kinds of work declare."""
FR, EN = translator("fr"), translator("en")
VOCABULARIES = {
    "role": vocabulary.RecommendationRole,
    "access": vocabulary.Access,
    "credit": vocabulary.CreditRole,
    "precision": vocabulary.Precision,
    "period": vocabulary.PricePeriod,
}


def forms(text: str | dict[str, str]) -> list[str]:
    """Return a string's forms: one, or one for each gender."""
    return [text] if isinstance(text, str) else [*text.values()]


@pytest.mark.parametrize("name", STRINGS)
def test_every_string_is_there_in_every_language_with_the_same_values_to_put_in(name: str) -> None:
    assert set(STRINGS[name]) == set(LANGUAGES)
    every = [form for text in STRINGS[name].values() for form in forms(text)]
    assert len({frozenset(re.findall(r"\{\w+\}", form)) for form in every}) == 1


@pytest.mark.parametrize("name", STRINGS)
def test_the_french_strings_are_set_as_french_is(name: str) -> None:
    assert [typeset(form, "fr") for form in forms(STRINGS[name]["fr"])] == forms(STRINGS[name]["fr"])


@pytest.mark.parametrize("name", [name for name, text in STRINGS.items() if isinstance(text["fr"], dict)])
def test_what_agrees_has_a_form_for_every_gender(name: str) -> None:
    assert set(STRINGS[name]["fr"]) == set(Gender)


@pytest.mark.parametrize(
    ("kind", "role", "heading"),
    [("SERIES", "Recommandée", "Où la trouver"), ("FILM", "Recommandé", "Où le trouver")],
)
def test_words_agree_with_the_kind_that_they_speak_of(kind: str, role: str, heading: str) -> None:
    assert (FR.label("role", "PICK", of=kind), FR("availability", of=kind)) == (role, heading)
    assert (EN.label("role", "PICK", of=kind), EN("availability", of=kind)) == ("Recommended", "Where to find it")


def test_what_kinds_declare_is_there_in_every_language_and_set_as_french_is() -> None:
    assert all(text.text(language) for text in DECLARED for language in LANGUAGES)
    assert [text.fr for text in DECLARED if typeset(text.fr, "fr") != text.fr] == []


@pytest.mark.parametrize(
    ("language", "value", "unit", "shown"),
    [
        ("fr", "8000000000", "dollars", "de dollars"),
        ("fr", "6000000", "abonnés", "d’abonnés"),
        ("fr", "1500000", "heures", "d’heures"),
        ("fr", "160000", "professionnels", "professionnels"),
        ("en", "8000000000", "dollars", "dollars"),
    ],
)
def test_french_has_millions_of_something(language: str, value: str, unit: str, shown: str) -> None:
    figure: Figure = {"label": "", "value": value, "upperValue": None, "unit": unit, "precision": "EXACT"}
    assert translator(language).unit(figure) == shown


def test_a_kind_within_a_line_has_no_capital_unless_it_is_an_abbreviation() -> None:
    assert [FR.kind_in_sentence(kind) for kind in ("AI_MODEL", "EPISODE")] == ["modèle d’IA", "épisode"]
    assert [EN.kind_in_sentence(kind) for kind in ("AI_MODEL", "EPISODE")] == ["AI model", "episode"]


def test_every_string_is_used_somewhere() -> None:
    source = "".join(file.read_text() for file in [*TEMPLATES.rglob("*.html"), *TEMPLATES.parent.rglob("*.py")])
    assert [name for name in STRINGS if "." not in name and f'"{name}"' not in source] == []


@pytest.mark.parametrize("group", VOCABULARIES)
def test_every_value_of_a_vocabulary_has_its_word(group: str) -> None:
    assert [member for member in VOCABULARIES[group] if f"{group}.{member.value}" not in STRINGS] == []


def test_a_value_that_is_new_is_shown_as_a_plain_word() -> None:
    assert FR.label("kind", "VIDEO_GAME") == "Video game"
    assert [FR.label("kind", kind) for kind in KINDS] == [kind.display_name.fr for kind in KINDS.values()]


@pytest.mark.parametrize(
    ("tag", "language"), [("fr", "fr"), ("fr-CA", "fr"), ("FR", "fr"), ("en-GB", "en"), ("de", "en")]
)
def test_french_is_answered_in_french_and_all_else_in_english(tag: str, language: str) -> None:
    assert translator(tag).language == language
    assert translator(tag) is translator(language)  # visitors send what they like: only ours are kept


def test_days_are_said_in_full() -> None:
    assert (FR.day("2023-07-01"), FR.day("2023-07-21")) == ("1er juillet 2023", "21 juillet 2023")
    assert EN.day("2023-07-01") == "July 1, 2023"


def test_the_day_of_an_instant_is_the_one_on_the_publications_clock() -> None:
    assert FR.local_day("2023-07-20T22:30:00Z", "Europe/Paris") == "21 juillet 2023"
    assert FR.local_day("2023-07-20T22:30:00Z", "America/New_York") == "20 juillet 2023"
    assert FR.local_day("2023-07-20T22:30:00Z", "../../etc/passwd") == "20 juillet 2023"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("160000", "160\u202f000", "160,000"),
        ("1600000", "1,6\u00a0million", "1.6\u00a0million"),
        ("8000000000", "8\u00a0milliards", "8\u00a0billion"),
        ("1234567", "1\u202f234\u202f567", "1,234,567"),
        ("999995000", "999\u202f995\u202f000", "999,995,000"),
        ("0.5", "0,5", "0.5"),
        ("1e999999", "1e999999", "1e999999"),
        ("<b>", "<b>", "<b>"),
    ],
)
def test_numbers_are_short_where_that_loses_nothing(value: str, french: str, english: str) -> None:
    assert (FR.number(value), EN.number(value)) == (french, english)


def test_a_figure_says_how_exact_it_is() -> None:
    figure: Figure = {"label": "", "value": "4", "upperValue": "9", "unit": "", "precision": "ABOUT"}
    assert FR.figure(figure) == "environ 4 à 9"


def test_a_price_is_said_with_its_currency_and_what_it_covers() -> None:
    price: Price = {"amount": "9.99", "currency": "EUR", "period": "MONTH", "approximate": False}
    assert FR.price(price) == "9,99\u00a0€ par mois"
    assert EN.price({**price, "amount": "10.00", "approximate": True}) == "about €10 a month"
    assert FR.price({**price, "amount": "gratuit", "currency": "<b>"}) == "gratuit <b> par mois"


def test_countries_have_their_names() -> None:
    assert (FR.country("BR"), EN.country("BR"), FR.country("ZZZ")) == ("Brésil", "Brazil", "ZZZ")
