"""The catalogue between the files of a run: read once, then brought up to date from the change log."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, col

from schema import db, writes
from schema.bases import table_of
from schema.tables import DatabaseIdentity, Work
from seed.linking import catalogue_cache
from seed.linking.catalogue_cache import CatalogueCache

TEXT = "Basse mer, Marée haute, Estran et Ada Morvan, puis Ada Le Goff."


@pytest.fixture
def statements(catalogued: sa.Engine) -> Iterator[list[str]]:
    """The statements that are run from here on."""
    run: list[str] = []

    def remember(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        run.append(statement)

    event.listen(catalogued, "before_cursor_execute", remember)
    yield run
    event.remove(catalogued, "before_cursor_execute", remember)


def linked(cache: CatalogueCache, engine: sa.Engine, text: str = TEXT, urls: tuple[str, ...] = ()) -> set[str]:
    with Session(engine) as session:
        links = cache.catalogue(session, "", urls).link_section(None, text, urls)
    return {work.slug for work in links.works} | set(links.people)


def save_work(engine: sa.Engine, slug: str, title: str) -> None:
    with db.write_transaction(engine) as session:
        writes.save_work(session, {"slug": slug, "kind": "FILM", "title": title})


def test_nothing_is_read_again_while_nothing_changes(catalogued: sa.Engine, statements: list[str]) -> None:
    cache = CatalogueCache()
    assert linked(cache, catalogued) == {"basse-mer", "estran", "ada-morvan"}
    statements.clear()
    assert linked(cache, catalogued) == {"basse-mer", "estran", "ada-morvan"}
    assert len([each for each in statements if "SELECT" in each]) == 2  # the last changes, and the columns' roles


def test_an_edit_is_followed_by_reading_what_it_changed(catalogued: sa.Engine, statements: list[str]) -> None:
    cache = CatalogueCache()
    linked(cache, catalogued)
    save_work(catalogued, "maree", "Marée haute")
    save_work(catalogued, "estran", "L’Estran, autrement")
    with db.write_transaction(catalogued) as session:
        writes.save_person(session, {"slug": "ada-morvan", "name": "Ada Le Goff"})
    statements.clear()
    assert linked(cache, catalogued) == linked(CatalogueCache(), catalogued) == {"basse-mer", "maree", "ada-morvan"}
    whole = [each for each in statements if "FROM works" in each and "IN (" not in each]
    assert len(whole) == 1  # the new cache's


def test_a_name_that_is_given_up_is_forgotten_and_its_namesake_stays(catalogued: sa.Engine) -> None:
    cache = CatalogueCache()
    save_work(catalogued, "basse-mer-2", "Basse mer")
    assert linked(cache, catalogued) == {"estran", "ada-morvan"}
    save_work(catalogued, "basse-mer-2", "Morte-eau")
    assert linked(cache, catalogued) == {"basse-mer", "estran", "ada-morvan"}


def test_what_an_issue_merely_shows_is_not_read_again(catalogued: sa.Engine, statements: list[str]) -> None:
    cache = CatalogueCache()
    with db.write_transaction(catalogued) as session:
        picks = [{"work_id": writes.find_id(session, Work, "estran"), "role": "PICK"}]
        writes.save_issue(session, {"slug": "issue", "title": "Issue", "sections": [{"recommendations": picks}]})
    linked(cache, catalogued)
    with db.write_transaction(catalogued) as session:
        writes.publish_issue(session, "issue")
    statements.clear()
    linked(cache, catalogued)
    assert not [each for each in statements if "FROM works" in each]


def test_a_new_column_and_its_role_are_known(catalogued: sa.Engine) -> None:
    cache = CatalogueCache()
    linked(cache, catalogued)
    with db.write_transaction(catalogued) as session:
        writes.save_column(session, {"slug": "ecume", "name": "L’écume"})
    with Session(catalogued) as session:
        assert cache.catalogue(session, "").link_section("L’ÉCUME", "").column == "ecume"


def test_many_changes_are_read_as_a_whole(catalogued: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_cache, "MOST_CHANGED", 1)
    cache = CatalogueCache()
    linked(cache, catalogued)
    save_work(catalogued, "maree", "Marée haute")
    save_work(catalogued, "goff", "Ada Le Goff")
    assert linked(cache, catalogued) == {"basse-mer", "estran", "ada-morvan", "maree", "goff"}


def test_a_work_is_found_where_a_link_leads(catalogued: sa.Engine) -> None:
    cache = CatalogueCache()
    url = "https://www.imdb.com/title/tt0095250/"
    assert linked(cache, catalogued, "Un classique.", (url,)) == set()
    with db.write_transaction(catalogued) as session:
        ids = [{"scheme": "imdb", "value": "tt0095250"}]
        writes.save_work(session, {"slug": "bleu", "kind": "FILM", "title": "Bleu", "external_ids": ids})
    assert linked(cache, catalogued, "Un classique.", (url,)) == {"bleu"}


def test_a_database_that_was_put_back_is_read_again(catalogued: sa.Engine) -> None:
    cache = CatalogueCache()
    assert linked(cache, catalogued) == {"basse-mer", "estran", "ada-morvan"}
    with catalogued.begin() as connection:  # another content whose counter agrees, as after a restore
        connection.execute(
            sa.update(table_of(Work)).where(col(Work.slug) == "estran").values(title="Vive-eau", aliases=[])
        )
        connection.execute(sa.update(table_of(DatabaseIdentity)).values(identity="another"))
    assert linked(cache, catalogued) == {"basse-mer", "ada-morvan"}
