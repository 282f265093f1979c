"""What is nearly called as a work is told beside a candidate, with how it differs, and never linked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.search.variants import variants
from seed.importers.parsed_issue import make_section
from seed.linking.candidates import candidates
from seed.linking.catalogue import Catalogue
from seed.linking.names import CatalogueEntry, Names
from seed.linking.near_names import ARTICLE, JOINED, ONE_LETTER, Words

TITLES = [
    "Grand Large",
    "Le Phare",
    "Garde-Côte : la brume",
    "Brisants",
    "Nord Sud",
    "L’Estran",
    "Marégraphe 2",
    "Rade",
]


def catalogue() -> Catalogue:
    names = Names()
    for title in TITLES:
        names.add(title, CatalogueEntry("work", title, title.lower(), title, "FILM"))
    names.add("Lou Voss", CatalogueEntry("person", "lou", "lou-voss", "Lou Voss"))
    return Catalogue(names, {}, {})


@pytest.mark.parametrize(
    ("written", "title", "why"),
    [
        *(("Grand Larg", "Grand Large", ONE_LETTER), ("Grnad Large", "Grand Large", ONE_LETTER)),
        *(("Brissants", "Brisants", ONE_LETTER), ("Brisents", "Brisants", ONE_LETTER)),
        *(("Phare", "Le Phare", ARTICLE), ("Le Grand Large", "Grand Large", ARTICLE)),
        *(("Gardecôte : la brume", "Garde-Côte : la brume", JOINED), ("Nordsud", None, None)),
        *(("Bri-sants", "Brisants", JOINED), ("Lestran", "L’Estran", JOINED)),
        # never: digits, few letters, two letters, people, what is known
        *(("Marégraphe 3", None, None), ("Rode", "Rade", ONE_LETTER), ("Grnd Larg", None, None)),
        *(
            ("Lou Vossi", None, None),
            ("GRAND LARGE", None, None),
            ("Une autre histoire", None, None),
            ("???", None, None),
        ),
    ],
)
def test_a_name_is_near_by_one_letter_its_article_or_how_it_is_joined(
    written: str, title: str | None, why: str | None
) -> None:
    assert [(work.title, reason) for work, reason in catalogue().near(written)] == ([(title, why)] if title else [])


@given(st.text("abcd", min_size=4, max_size=7), st.sets(st.text("abcd", min_size=3, max_size=8), max_size=40))
def test_the_words_one_letter_away_are_those_that_search_puts_right(word: str, others: set[str]) -> None:
    words = Words()
    words.add(others)
    assert words.one_letter_from(word) == sorted(others & set(variants(word)))


def test_a_candidate_says_what_it_may_have_been_meant_to_be_and_nothing_is_linked() -> None:
    known = catalogue()
    section = make_section(None, "On a revu *Grand Larg* et *Basse mer*.")
    links = known.link_section(None, section.text)
    assert links.works == {}
    [near, new] = candidates(section, links, known)
    assert [(work.slug, work.title, work.why) for work in near.near] == [("grand large", "Grand Large", ONE_LETTER)]
    assert (new.title, new.near) == ("Basse mer", ())
