"""Of several works of one name, what stands beside the name tells which is meant; where it does not, none is linked."""

from collections.abc import Collection, Mapping

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from seed.importers.parsed_issue import make_section
from seed.linking.candidates import candidates
from seed.linking.catalogue import Catalogue, SectionLinks
from seed.linking.catalogue_cache import CatalogueCache
from seed.linking.names import CatalogueEntry, Names

WORKS = [
    CatalogueEntry("work", "old", "rade-sud-1961", "Rade Sud", "FILM", None, 1961),
    CatalogueEntry("work", "new", "rade-sud-2019", "Rade Sud", "FILM", None, 2019),
    CatalogueEntry("work", "read", "rade-sud-roman", "Rade Sud", "BOOK", None, 1958),
    CatalogueEntry("work", "undated", "rade-sud-serie", "Rade Sud", "SERIES"),
]
PEOPLE = [
    CatalogueEntry("person", "lou", "lou-voss", "Lou Voss"),
    CatalogueEntry("person", "ada", "ada-morvan", "Ada Morvan"),
]
STUDIO = CatalogueEntry("organization", "ponant", "ponant", "Studio Ponant")
BEHIND = {"old": {"lou"}, "new": {"ada", "ponant"}, "read": {"lou"}, "undated": set[str]()}
URL = "https://www.imdb.com/title/tt0095250/"


def makers(ids: Collection[str]) -> Mapping[str, Collection[str]]:
    return {each: BEHIND[each] for each in ids}


def links(text: str, *urls: str, works: Collection[CatalogueEntry] = WORKS) -> SectionLinks:
    names = Names()
    for entry in (*works, *PEOPLE, STUDIO):
        names.add(entry.title, entry)
    at_links = {("imdb", "tt0095250"): WORKS[1]}
    return Catalogue(names, {}, {}, at_links, makers).link_section(None, text, urls)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # a year right after it: that of a work, or one year from it
        *(("Revoir Rade Sud (2019).", ["new"]), ("Revoir « Rade Sud » (Lou Voss, 1961).", ["old"])),
        *(("Revoir Rade Sud (1960).", ["old"]), ("Revoir Rade Sud (2020).", ["new"]), ("Rade Sud de 1961", ["old"])),
        # the word for a kind right before it, whatever signs stand between
        *(("Lire le roman Rade Sud.", ["read"]), ("La série « Rade Sud » commence.", ["undated"])),
        ("Le film Rade Sud (2019) après le livre Rade Sud.", ["new", "read"]),
        # who is behind it, right after it or in the same sentence
        *(("Le film Rade Sud de Lou Voss.", ["old"]), ("Ada Morvan a tourné Rade Sud en mer.", ["new"])),
        ("Rade Sud, produit par Studio Ponant.", ["new"]),
        ("Rade Sud d’Ada Morvan vaut mieux que l’autre, de Lou Voss.", ["new"]),
        # what is right beside it counts before the rest of the sentence
        ("On a revu Rade Sud (2019), puis le film Rade Sud de Lou Voss.", ["new", "old"]),
        # once it is said which, the name stands for it
        ("Rade Sud (2019) est là. Rade Sud est beau, et Rade Sud est long.", ["new"]),
        ("On y revient : Rade Sud est beau. C’est Rade Sud (2019).", ["new"]),
    ],
)
def test_what_stands_beside_a_name_tells_which_work_is_meant(text: str, meant: list[str]) -> None:
    found = links(text)
    assert [work.id for work in found.works] == meant
    assert found.ambiguous == {}
    assert all(found.evidence[work].named for work in found.works)


@pytest.mark.parametrize(
    ("text", "weighed"),
    [
        ("Revoir Rade Sud.", ()),
        *(("Revoir Rade Sud (1990).", ("1990",)), ("Le podcast Rade Sud.", ("podcast",))),
        ("Le roman Rade Sud (2019).", ("2019", "roman")),  # of which one must be wrong
        ("Rade Sud de Lou Voss.", ("Lou Voss",)),  # who made a film and a book of this name
        ("Ada Morvan est là. Revoir Rade Sud.", ()),  # in another sentence
        ("Le film Rade Sud.", ("film",)),
    ],
)
def test_what_leaves_several_or_none_links_none_and_says_what_was_weighed(text: str, weighed: tuple[str, ...]) -> None:
    found = links(text)
    assert found.works == {}
    assert {work.id for work in found.ambiguous["Rade Sud"]} == {work.id for work in WORKS}
    assert found.weighed == {"Rade Sud": weighed}
    section = make_section(None, text)
    [told] = [each for each in candidates(section, found, Catalogue(Names(), {}, {})) if "several" in each.reason]
    assert all(clue in told.reason for clue in weighed)
    assert ("does not tell which" in told.reason) == bool(weighed)


def test_a_name_of_two_works_that_were_both_told_stands_for_neither_by_itself() -> None:
    found = links("Rade Sud (2019), Rade Sud (1961), et Rade Sud encore.")
    assert [work.id for work in found.works] == ["new", "old"]
    assert set(found.ambiguous) == {"Rade Sud"}


def test_a_link_of_the_section_to_one_of_them_tells() -> None:
    assert [work.id for work in links("Revoir Rade Sud.", URL).works] == ["new"]
    assert [work.id for work in links("Le roman Rade Sud.", URL).works] == ["read", "new"]
    assert links("Revoir Rade Sud.", URL).ambiguous == {}


def test_a_year_says_nothing_where_no_work_has_one() -> None:
    undated = [work._replace(year=None) for work in WORKS[1:3]]
    assert [work.id for work in links("Le roman Rade Sud (2019).", works=undated).works] == ["read"]


def test_who_is_behind_a_work_is_read_from_the_database(engine: sa.Engine) -> None:
    with db.write_transaction(engine) as session:
        person = writes.save_person(session, {"slug": "lou-voss", "name": "Lou Voss"}).id
        studio = writes.save_organization(session, {"slug": "ponant", "name": "Studio Ponant", "kind": "STUDIO"}).id
        work = {"kind": "FILM", "title": "Rade Sud"}
        credits_ = [{"person_id": person, "role": "DIRECTOR"}]
        writes.save_work(session, {**work, "slug": "one", "year": 1961, "credits": credits_})
        writes.save_work(session, {**work, "slug": "two", "year": 2019, "organizations": [studio]})
    with Session(engine) as session:
        catalogue = CatalogueCache().catalogue(session, "")
        for text, slug in (
            ("Rade Sud de Lou Voss", "one"),
            ("Rade Sud, par Studio Ponant", "two"),
            ("Rade Sud (2018)", "two"),
        ):
            assert [found.slug for found in catalogue.link_section(None, text).works] == [slug]
