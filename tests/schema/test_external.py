"""Names in other catalogues: their form is checked, and one form is kept."""

from typing import Any

import pytest
import sqlalchemy as sa

from schema import db, writes
from schema.external import SOURCES, canonical, isbn_13, scheme_of
from schema.visibility import DRAFT
from schema.vocabulary import ExternalSource
from seed.linking.known_sites import ADDRESSES
from tests.reader import reading

WORK = "query ($name: ExternalIdInput) { work(externalId: $name) { slug } }"
WRONG = {"", "?", "a b"}


def test_every_catalogue_that_importers_know_has_names() -> None:
    assert {scheme_of(source) for source in ExternalSource} == {address.site.scheme for address in ADDRESSES}
    assert SOURCES.keys() == set(ExternalSource)


async def test_a_work_is_found_by_its_name_in_a_catalogue(engine: sa.Engine, database_url: str) -> None:
    stored = {source: {"scheme": scheme_of(source), "value": SOURCES[source].example} for source in ExternalSource}
    with db.write_transaction(engine) as session:
        for source, name in stored.items():
            writes.save_work(session, {"slug": name["scheme"], "kind": "FILM", "title": source, "external_ids": [name]})
    async with reading(database_url) as reader:
        for source, pair in stored.items():
            example = pair["value"]
            assert canonical(source, f" {example} ") == example
            for name in ({"source": source, "id": example}, pair):
                assert (await reader.ask(WORK, DRAFT, name=name))["work"] == {"slug": pair["scheme"]}
            for wrong in WRONG:
                answer = (await reader.body(WORK, DRAFT, name={"source": source, "id": wrong})).decode()
                assert example in answer
                assert "BAD_USER_INPUT" in answer


async def test_works_are_filtered_by_names_in_catalogues(engine: sa.Engine, database_url: str) -> None:
    query = "query ($filter: WorkFilter) { works(filter: $filter) { nodes { slug } } }"
    names = {"a": ("imdb", "tt0000001"), "b": ("isbn", "9782070360024"), "c": ("imdb", "tt0000003")}
    with db.write_transaction(engine) as session:
        for slug, (scheme, value) in names.items():
            external = [{"scheme": scheme, "value": value}]
            writes.save_work(session, {"slug": slug, "kind": "FILM", "title": slug, "external_ids": external})
    first, book = {"source": "IMDB", "id": "TT0000001"}, {"source": "ISBN", "id": "2-07-036002-4"}
    found: list[tuple[dict[str, Any], list[str]]] = [
        ({"externalId": [first, book]}, ["a", "b"]),
        ({"externalId": [{"scheme": "imdb", "value": "tt0000003"}, {"source": "NETFLIX", "id": "1"}]}, ["c"]),
        ({"externalId": []}, []),
        ({"anyOf": [{"externalId": [book]}, {"not": {"externalId": [first, book]}}]}, ["b", "c"]),
    ]
    wrong = {"source": "IMDB", "id": "95250"}
    async with reading(database_url) as reader:
        for asked, slugs in found:
            answer = await reader.ask(query, DRAFT, filter=asked)
            assert [each["slug"] for each in answer["works"]["nodes"]] == slugs
        assert reader.database.statements == len(found)
        refused_filters: list[dict[str, Any]] = [
            {"externalId": [first, wrong]},
            {"anyOf": [{"not": {"externalId": [wrong]}}]},
        ]
        for refused in refused_filters:
            body = (await reader.body(query, DRAFT, filter=refused)).decode()
            assert "An id of IMDB is written such as" in body
            assert "BAD_USER_INPUT" in body
        assert "Give `source` and `id`" in (await reader.body(query, filter={"externalId": [{}]})).decode()
        assert reader.database.statements == len(found)


@pytest.mark.parametrize(
    ("source", "written", "kept"),
    [
        ("IMDB", "TT0095250", "tt0095250"),
        ("IMDB", "tt95250", None),
        ("ISBN", "2-07-036002-4", "9782070360024"),
        ("ISBN", "978-2-07-036002-4", "9782070360024"),
        ("ISBN", "0-8044-2957-X", "9780804429573"),
        ("ISBN", "9782070360025", None),
        ("ISBN", "2070360025", None),
        ("WIKIDATA", "q465646", "Q465646"),
        ("MUSICBRAINZ", "F5093C06-23E3-404F-AEAA-40F72885EE3A", "f5093c06-23e3-404f-aeaa-40f72885ee3a"),
        ("NETFLIX", "٣٤", None),
    ],
)
def test_names_have_one_form(source: str, written: str, kept: str | None) -> None:
    assert canonical(ExternalSource[source], written) == kept


def test_isbns_are_checked_by_their_last_digit() -> None:
    for digit in range(10):
        assert bool(isbn_13(f"978207036002{digit}")) == (digit == 4)


@pytest.mark.parametrize(
    "name", [{}, {"source": "IMDB"}, {"id": "tt0095250"}, {"source": "IMDB", "value": "tt0095250"}, {"scheme": "imdb"}]
)
async def test_a_name_is_given_whole(name: dict[str, Any], database_url: str) -> None:
    async with reading(database_url) as reader:
        assert b"Give `source` and `id`" in await reader.body(WORK, name=name)
