"""Finding names in running text: whole words, longest match, and case where it tells a name from a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.linking.names import CatalogueEntry, Names

CATALOGUE = {
    "tiktok": ["TikTok"],
    "tiktok-music": ["TikTok Music"],
    "apple": ["Apple"],
    "apple-music": ["Apple Music"],
    "threads": ["Threads"],
    "instagram": ["Instagram"],
    "le-grand-bleu": ["Le Grand Bleu"],
    "deepest-breath": ["The Deepest Breath", "Au plus profond"],
    "underdogs": ["The Underdogs"],
    "maman": ["Maman, j’ai raté l’avion\u00a0!"],
    "llama": ["Llama 2"],
    "us": ["Us"],
    "annee": ["1984"],
    "mission": ["Mission: Impossible"],
    "spider-man": ["Spider-Man"],
    "man": ["Man"],
    "disney": ["Disney"],
    "disney-plus": ["Disney+"],
    "etat": ["État de siège"],
    "drescher": ["Fran Drescher"],
    "coeur": ["Cœur de pirate"],
    "sag": ["Screen Actors Guild – American Federation"],
}


def catalogue_names() -> Names:
    names = Names()
    for slug, titles in CATALOGUE.items():
        for title in titles:
            names.add(title, CatalogueEntry("work", slug, slug, title))
    return names


NAMES = catalogue_names()


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        pytest.param("TikTok Music, puis TikTok.", ["tiktok-music", "tiktok"], id="the longest name wins"),
        pytest.param("Apple Music d'Apple", ["apple-music", "apple"], id="elsewhere the short one"),
        pytest.param("Applemusic et Apples", [], id="whole words"),
        pytest.param(
            "d'Instagram, d’Instagram, L’Apple Music", ["instagram", "instagram", "apple-music"], id="elision"
        ),
        pytest.param("des threads sans fin", [], id="an ordinary word"),
        pytest.param("Instagram avec Threads", ["instagram", "threads"], id="the name of that word"),
        pytest.param("THREADS, Tiktok", ["threads", "tiktok"], id="other case after the first letter"),
        pytest.param("le grand bleu de la mer", [], id="ordinary words"),
        pytest.param("dans le Grand Bleu", ["le-grand-bleu"], id="a small article"),
        pytest.param("LE GRAND BLEU", ["le-grand-bleu"], id="in capitals"),
        pytest.param("Le grand bleu", [], id="a capital is missing"),
        pytest.param("au plus profond, dans", [], id="alias as ordinary words"),
        pytest.param("(Au plus profond, en VF)", ["deepest-breath"], id="alias"),
        pytest.param("avec the Underdogs", ["underdogs"], id="English article"),
        pytest.param("Maman, j'ai raté l'avion", ["maman"], id="straight apostrophes, no mark at the end"),
        pytest.param("Maman j’ai rate l’avion", ["maman"], id="no accents, no comma"),
        pytest.param("LlaMA 2 et llama 2", ["llama", "llama"], id="a number tells"),
        pytest.param("aux US, chez Us", ["us"], id="short names exactly"),
        pytest.param('en 1984, dans «\u00a01984\u00a0» et "1984"', ["annee", "annee"], id="a number needs quotes"),
        pytest.param("Mission\u00a0: Impossible, Mission Impossible", ["mission", "mission"], id="punctuation"),
        pytest.param("La mission. Impossible", [], id="other punctuation"),
        pytest.param("Apple. Music", ["apple"], id="end of a sentence"),
        pytest.param("Apple, Music", ["apple"], id="enumeration"),
        pytest.param("Apple\n\nMusic", ["apple"], id="end of a paragraph"),
        pytest.param("Apple\nMusic", ["apple-music"], id="end of a line"),
        pytest.param("Spider-Man, Spider Man", ["spider-man", "spider-man"], id="hyphen or space"),
        pytest.param("Iron-Man, Man-made", [], id="a hyphen joins"),
        pytest.param("Disney+ de Disney", ["disney-plus", "disney"], id="plus"),
        pytest.param("ÉTAT DE SIEGE, Etat de siège", ["etat", "etat"], id="accents on capitals"),
        pytest.param("Coeur de pirate", ["coeur"], id="ligature"),
        pytest.param("Screen Actors Guild - American Federation", ["sag"], id="dash"),
        pytest.param("https://exemple.test/Apple/Threads", [], id="inside an address"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_find(text: str, slugs: list[str]) -> None:
    assert [mention.entries[0].slug for mention in NAMES.find(text)] == slugs


def test_a_mention_is_the_place_of_the_name() -> None:
    [mention] = NAMES.find("Sur l’Apple Music d’hier")
    assert "Sur l’Apple Music d’hier"[mention.start : mention.end] == "Apple Music"


def test_one_name_may_stand_for_several_works() -> None:
    names = Names()
    names.add("Titanic", CatalogueEntry("work", "titanic-1953", "titanic-1953", "Titanic"))
    names.add("Titanic", CatalogueEntry("work", "titanic-1997", "titanic-1997", "Titanic"))
    names.add("Titanic", CatalogueEntry("work", "titanic-1997", "titanic-1997", "Titanic"))
    assert [entry.slug for entry in names.find("Titanic")[0].entries] == ["titanic-1953", "titanic-1997"]


def test_a_name_of_signs_alone_is_never_found() -> None:
    names = Names()
    names.add("???", CatalogueEntry("work", "x", "x", "???"))
    assert names.find("Quoi ???") == []


@given(st.lists(st.sampled_from([title for titles in CATALOGUE.values() for title in titles]), max_size=8))
def test_every_name_is_found_as_it_is_written(written: list[str]) -> None:
    text = "«\u00a0" + "\u00a0» | «\u00a0".join(written) + "\u00a0»"
    found = [(mention.entries[0].title) for mention in NAMES.find(text)]
    assert found == written


@given(st.text(st.sampled_from("Aa1 -'’.+«»\nTikTokMusic"), max_size=80))
def test_mentions_are_in_order_and_do_not_overlap(text: str) -> None:
    ends = [position for mention in NAMES.find(text) for position in (mention.start, mention.end)]
    assert ends == sorted(ends)


def test_a_removed_entry_leaves_its_names_to_others() -> None:
    names = Names()
    names.add("Titanic", CatalogueEntry("work", "a", "titanic-1953", "Titanic"))
    names.add("Titanic", CatalogueEntry("work", "b", "titanic-1997", "Titanic"))
    names.add("TITANIC", CatalogueEntry("work", "a", "titanic-1953", "Titanic"))
    names.remove({"a"})
    assert [[entry.id for entry in mention.entries] for mention in names.find("Titanic, TITANIC")] == [["b"], ["b"]]
    names.remove({"b"})
    assert names.find("Titanic") == []
    assert "Titanic" not in names


def test_an_entry_that_is_added_again_has_its_new_names_alone() -> None:
    names = Names()
    for name in ("Titanic", "Le Paquebot"):
        names.add(name, CatalogueEntry("work", "a", "titanic", "Titanic"))
    names.remove({"a"})
    again = CatalogueEntry("work", "a", "titanic", "Titanic")
    for name in ("Titanic", "Le Grand Paquebot"):
        names.add(name, again)
    text = "Titanic, Le Paquebot, Le Grand Paquebot"
    assert [text[each.start : each.end] for each in names.find(text)] == ["Titanic", "Le Grand Paquebot"]
