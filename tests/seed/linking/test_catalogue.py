"""Linking a section to the catalogue in the database: works with roles, people, organisations, its column."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from schema.bases import table_of
from schema.tables import Column, Work
from schema.vocabulary import RecommendationRole
from seed.linking import column_roles
from seed.linking.catalogue import Catalogue
from seed.linking.catalogue_cache import CatalogueCache
from seed.linking.column_roles import LATEST_SECTIONS, learn_column_roles

PICK, SUBJECT, REFERENCE = RecommendationRole.PICK, RecommendationRole.SUBJECT, RecommendationRole.REFERENCE
COLUMNS = sa.select(table_of(Column).c.id, table_of(Column).c.slug)


@pytest.fixture
def catalogue(catalogued: sa.Engine) -> Catalogue:
    with Session(catalogued) as session:
        return read(session)


def read(session: Session, identity: str = "") -> Catalogue:
    return CatalogueCache().catalogue(session, identity)


def works(catalogue: Catalogue, heading: str | None, text: str) -> dict[str, RecommendationRole]:
    return {work.slug: role for work, role in catalogue.link_section(heading, text).works.items()}


def test_titles_original_titles_and_aliases_link_in_order_of_first_mention_once_each(catalogue: Catalogue) -> None:
    text = "D’abord Low Tide, puis Marégraphe, Tidal et Estran, enfin Basse mer."
    assert list(works(catalogue, None, text)) == ["basse-mer", "maregraphe", "estran"]


def test_people_and_organisations_link(catalogue: Catalogue) -> None:
    links = catalogue.link_section(None, "L’armateur Ponant & Fils répond à Ada Morvan\u00a0; Ada Morvan doute.")
    assert (links.people, links.organizations, links.works) == (["ada-morvan"], ["ponant"], {})


@pytest.mark.parametrize("heading", ["UN CAILLOU DANS LA MARE", "un caillou  dans la mare", "Un Caillou dans la Mâre"])
def test_a_column_is_known_by_its_folded_name(catalogue: Catalogue, heading: str) -> None:
    assert catalogue.link_section(heading, "").column == "caillou"


@pytest.mark.parametrize("heading", [None, "", "UN CAILLOU", "LE MOT D’ENCRE"])
def test_any_other_heading_has_no_column(catalogue: Catalogue, heading: str | None) -> None:
    assert catalogue.link_section(heading, "").column is None


def test_without_a_column_every_work_is_a_reference(catalogue: Catalogue) -> None:
    assert works(catalogue, None, "Boussole 3, Boussole 3 et Estran") == {"boussole-3": REFERENCE, "estran": REFERENCE}


def test_a_column_gives_the_role_it_gave_before_to_what_the_section_is_about(catalogue: Catalogue) -> None:
    text = "Les Gardiens aiment Estran. Boussole 3 aussi\u00a0; Boussole 3 avance, Boussole 3 gagne."
    roles = works(catalogue, "UN CAILLOU DANS LA MARE", text)
    assert roles == {"les-gardiens": REFERENCE, "estran": REFERENCE, "boussole-3": SUBJECT}


def test_each_column_has_a_role_of_its_own(catalogue: Catalogue) -> None:
    roles = works(catalogue, "La dernière vague", "Sur Estran, on parle de Low Tide.")
    assert roles == {"estran": REFERENCE, "basse-mer": PICK}


def test_a_work_in_a_heading_that_is_no_column_links(catalogue: Catalogue) -> None:
    assert works(catalogue, "VOIR BASSE MER", "Un beau film.") == {"basse-mer": REFERENCE}


def test_the_name_of_a_column_names_no_work(catalogued: sa.Engine) -> None:
    with db.write_transaction(catalogued) as session:
        writes.save_work(session, {"slug": "vague", "kind": "FILM", "title": "La dernière vague"})
        assert works(read(session), "LA DERNIÈRE VAGUE", "Un texte.") == {}


def test_a_name_that_several_works_have_links_none_and_is_reported(catalogued: sa.Engine) -> None:
    with db.write_transaction(catalogued) as session:
        writes.save_work(session, {"slug": "grand-large-1950", "kind": "FILM", "title": "Grand Large"})
        links = read(session).link_section(None, "Revoir Grand Large.")
    assert links.works == {}
    assert {work.slug for work in links.ambiguous["Grand Large"]} == {"grand-large", "grand-large-1950"}


def test_a_title_goes_before_an_alias_and_a_whole_before_its_part(catalogued: sa.Engine) -> None:
    with db.write_transaction(catalogued) as session:
        whole = writes.find_id(session, Work, "les-gardiens")
        writes.save_work(
            session, {"slug": "gardiens-1", "kind": "EPISODE", "title": "Les Gardiens", "part_of_id": whole}
        )
        writes.save_work(session, {"slug": "eau", "kind": "BOOK", "title": "L’Eau vive", "aliases": ["Grand Large"]})
        roles = works(read(session), None, "Les Gardiens, puis Grand Large.")
    assert list(roles) == ["les-gardiens", "grand-large"]


def test_an_empty_catalogue_links_nothing(engine: sa.Engine) -> None:
    with Session(engine) as session:
        links = read(session).link_section("UN CAILLOU DANS LA MARE", "Boussole 3 et Estran")
    assert (links.column, links.works, links.people, links.organizations) == (None, {}, [], [])


def test_an_issue_does_not_learn_from_itself(catalogued: sa.Engine) -> None:
    with db.write_transaction(catalogued) as session:
        writes.save_issue(session, {"slug": "avant", "title": "Avant", "identity": "2024-01-01:avant"})
        alone = read(session, "2024-01-01:avant")
        beside = read(session, "2024-02-02:apres")
    assert works(alone, "LA DERNIÈRE VAGUE", "Grand Large") == {"grand-large": REFERENCE}
    assert works(beside, "LA DERNIÈRE VAGUE", "Grand Large") == {"grand-large": PICK}


def test_roles_are_learnt_from_the_latest_sections_of_a_column(catalogued: sa.Engine) -> None:
    def publish(year: int, role: str, sections: int) -> None:
        recommendation = {"work_id": writes.find_id(session, Work, "grand-large"), "role": role}
        section = {"column_id": writes.find_id(session, Column, "vague"), "recommendations": [recommendation]}
        dated = {"status": "PUBLISHED", "published_at": datetime(year, 1, 1, tzinfo=UTC)}
        issue = {"slug": str(year), "title": str(year), "sections": [dict(section) for _ in range(sections)]}
        writes.save_issue(session, issue | dated)

    with db.write_transaction(catalogued) as session:
        publish(2030, "PICK", 2 * LATEST_SECTIONS)
        assert works(read(session), "LA DERNIÈRE VAGUE", "Grand Large") == {"grand-large": PICK}
        publish(2031, "SUBJECT", LATEST_SECTIONS)
        assert works(read(session), "LA DERNIÈRE VAGUE", "Grand Large") == {"grand-large": SUBJECT}


def test_roles_of_more_columns_than_a_statement_reads(catalogued: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with Session(catalogued) as session:
        at_once = learn_column_roles(session, columns := dict(session.execute(COLUMNS).all()), "")
        monkeypatch.setattr(column_roles, "MOST_COLUMNS", 1)
        assert learn_column_roles(session, columns, "") == at_once
    assert len(at_once) > 1
