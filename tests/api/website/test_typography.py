"""The spaces of French typography."""

import pytest

from api.website.typography import typeset, typeset_html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Vraiment ? Oui !", "Vraiment\u202f? Oui\u202f!"),
        ("un mot ; deux : trois", "un mot\u202f; deux\u00a0: trois"),
        ("dit « oui » ici", "dit «\u00a0oui\u00a0» ici"),
        ("160 000 fois, 12 345 678, en 2023 300 mots", "160\u202f000 fois, 12\u202f345\u202f678, en 2023 300 mots"),
        ("10 % et 5 €", "10\u202f% et 5\u202f€"),
        (
            "« 1 234 % » ; 2023 123 456 ; 1 2345",
            "«\u00a01\u202f234\u202f%\u00a0»\u202f; 2023 123\u202f456\u202f; 1 2345",
        ),
    ],
)
def test_french_spaces_do_not_break(text: str, shown: str) -> None:
    assert typeset(text, "fr") == shown
    assert typeset(shown, "fr") == shown
    assert typeset(text, "en") == text


def test_the_tags_of_html_are_left_alone() -> None:
    html = '<p title="quoi ?"><a href="/?a=1 !">quoi ?</a></p>'
    assert typeset_html(html, "fr") == '<p title="quoi ?"><a href="/?a=1 !">quoi\u202f?</a></p>'
