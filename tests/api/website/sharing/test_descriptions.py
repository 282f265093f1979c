"""Descriptions of pages for who links to them."""

import pytest

from api.website.sharing.descriptions import LENGTH, first_of, first_sentences

LONG = "Une phrase qui compte, dit-elle, et qui dit quelque chose de simple. "


@pytest.mark.parametrize(
    ("html", "description"),
    [
        (["<p>Une phrase.</p>"], "Une phrase."),
        (["", "<p>La <em>deuxième</em> section &amp; rien d’autre.</p>"], "La deuxième section & rien d’autre."),
        ([f"<p>{LONG * 9}</p>"], (LONG * 2).strip()),
        (["<p>" + "« Oui ! » dit-il. " * 30 + "</p>"], ("« Oui ! » dit-il. " * 11).strip()),
        ([], ""),
        (["<p> </p>"], ""),
    ],
)
def test_the_first_sentences_are_those_that_have_room(html: list[str], description: str) -> None:
    assert first_sentences(html) == description


def test_a_first_sentence_that_is_too_long_is_cut_between_words() -> None:
    description = first_sentences([f"<p>{'mot ' * 100}</p>"])
    assert description.endswith(" mot…")
    assert len(description) <= LENGTH + 1


def test_the_first_text_that_says_anything_is_taken() -> None:
    assert first_of(None, "", " ", "Ceci", "Cela") == "Ceci"
    assert first_of(None) == ""
