"""Writing the catalogue: what is derived, what is logged, what is refused, and that a repeated write does nothing."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import writes
from schema.bases import table_of
from schema.kinds import KINDS
from schema.tables import (
    Affiliation,
    Availability,
    Column,
    Credit,
    Person,
    Publication,
    Tag,
    Work,
    WorkOrganization,
    WorkTag,
)
from tests.schema import content
from tests.schema.content import changes, get_row, get_rows, organization, person, work


def full_work(session: Session) -> dict[str, Any]:
    netflix, zecchini = organization(session, "netflix"), person(session, "zecchini")
    return {
        "slug": "le-grand-bleu",
        "kind": "FILM",
        "title": "Le Grand Bleu",
        "aliases": ["The Big Blue"],
        "release_date": date(1988, 5, 11),
        "tags": ["Mer", "Plongée"],
        "details": {"runtime_minutes": 137},
        "credits": [{"person_id": zecchini, "role": "ACTOR"}, {"person_id": zecchini, "role": "SELF"}],
        "organizations": [netflix],
        "availability": [{"platform_id": netflix, "country": "FR", "access": "SUBSCRIPTION"}],
        "external_ids": [{"scheme": "imdb", "value": "tt0095250"}],
        "links": [{"rel": "official", "url": "https://example.org/"}],
    }


def test_a_work_is_written_with_all_that_belongs_to_it(session: Session) -> None:
    work_id = writes.save_work(session, full_work(session)).id
    assert get_row(session, KINDS["FILM"].row, work_id)["runtime_minutes"] == 137
    assert [(row["role"], row["position"]) for row in get_rows(session, Credit)] == [("ACTOR", 1), ("SELF", 2)]
    assert [row["country"] for row in get_rows(session, Availability)] == ["FR"]
    assert {row["name"] for row in get_rows(session, Tag, "name")} == {"Mer", "Plongée"}


def test_writing_the_same_again_changes_no_row_and_logs_nothing(session: Session) -> None:
    values = full_work(session)
    writes.save_work(session, values)
    before = content.all_rows(session)
    assert writes.save_work(session, values).action is None
    assert content.all_rows(session) == before


def test_what_an_update_leaves_out_stays(session: Session) -> None:
    work_id = writes.save_work(session, full_work(session)).id
    assert writes.save_work(session, {"id": work_id, "summary": "Sous la surface."}).action == "UPDATED"
    stored = get_row(session, Work, work_id)
    assert (stored["summary"], stored["title"]) == ("Sous la surface.", "Le Grand Bleu")
    assert len(get_rows(session, Credit)) == 2
    assert get_row(session, KINDS["FILM"].row, work_id)["runtime_minutes"] == 137


def test_a_change_in_a_list_alone_updates_the_work_once(session: Session) -> None:
    values = full_work(session)
    work_id = writes.save_work(session, values).id
    changes(session)
    writes.save_work(session, {"id": work_id, "credits": values["credits"][::-1], "tags": ["Plongée", "Mer"]})
    assert changes(session) == [("Work", "UPDATED")]
    assert [(row["role"], row["position"]) for row in get_rows(session, Credit)] == [("SELF", 1), ("ACTOR", 2)]


def test_titles_and_dates_give_the_keys_that_lists_are_ordered_by(session: Session) -> None:
    dated = get_row(session, Work, work(session, "a", title="L’Œuvre  À la Une", release_date=date(2023, 7, 19)))
    assert (dated["title_key"], dated["release_key"], dated["year"]) == ("l'oeuvre a la une", "2023-07-19", 2023)
    assert get_row(session, Work, work(session, "b", year=987))["release_key"] == "0987"
    assert get_row(session, Work, work(session, "c"))["release_key"] == ""
    assert get_row(session, Person, person(session, "e", name="Éric"))["name_key"] == "eric"


def test_an_organisation_that_the_details_name_is_among_the_organisations(session: Session) -> None:
    apple, agency = organization(session, "apple"), organization(session, "agency")
    values = {"kind": "AD", "details": {"brand_id": apple}, "organizations": [agency]}
    work_id = work(session, "ad", **values)
    assert [row["organization_id"] for row in get_rows(session, WorkOrganization)] == [agency, apple]
    changes(session)
    assert work(session, "ad", **values) == work_id
    assert changes(session) == []


def test_another_kind_moves_the_details_to_its_own_table(session: Session) -> None:
    work_id = work(session, "w", details={"runtime_minutes": 90})
    work(session, "w", kind="SERIES", details={"seasons": 2})
    assert [row["id"] for row in get_rows(session, KINDS["FILM"].row, "id")] == []
    assert get_row(session, KINDS["SERIES"].row, work_id)["seasons"] == 2


def sample(column: sa.Column[Any]) -> Any:
    """A value that fits; ``RELEASED`` is one of the known stages of an app, and text like any other elsewhere."""
    samples = {sa.Integer: 3, sa.Boolean: True, sa.String: "RELEASED"}
    return next(value for sort, value in samples.items() if isinstance(getattr(column.type, "impl", column.type), sort))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_row_and_takes_back_each_detail(session: Session, kind: str) -> None:
    model = KINDS[kind].row
    assert get_row(session, model, work(session, "w", kind=kind))["id"]
    organization_id = organization(session, "meta")
    details = {
        column.name: organization_id if column.foreign_keys else sample(column)
        for column in table_of(model).c
        if column.name != "id"
    }
    work_id = work(session, "w", kind=kind, details=details)
    assert get_row(session, model, work_id) == {"id": work_id, **details}
    work(session, "w", kind=kind, details={})
    assert set(get_row(session, model, work_id).values()) <= {work_id, None, False}


def test_a_tag_is_one_however_it_is_spelt_and_keeps_its_first_name(session: Session) -> None:
    work(session, "a", tags=["Cinéma"])
    work(session, "b", tags=["cinema", "CINÉMA"])
    assert [row["name"] for row in get_rows(session, Tag, "name")] == ["Cinéma"]
    assert len(get_rows(session, WorkTag)) == 2


def test_tags_in_other_letters_are_told_apart(session: Session) -> None:
    work(session, "a", tags=["映画", "音楽", "x"])
    assert len(get_rows(session, WorkTag)) == 3


def test_the_publication_a_column_and_a_person_log_their_own_names(session: Session) -> None:
    writes.save_publication(session, {"name": "Liane"})
    writes.save_publication(session, {"tagline": "Ce qui relie."})
    content.column(session, "un-format")
    person(session, "p", affiliations=[{"organization_id": organization(session, "o"), "title": "présidente"}])
    assert changes(session) == [
        ("Publication", "CREATED"),
        ("Publication", "UPDATED"),
        ("Column", "CREATED"),
        ("Organization", "CREATED"),
        ("Person", "CREATED"),
    ]
    assert get_row(session, Publication, "pub_1")["name"] == "Liane"
    assert [row["title"] for row in get_rows(session, Affiliation)] == ["présidente"]
    assert [row["name_key"] for row in get_rows(session, Column, "id")] == ["un-format"]


def test_text_is_stored_composed_and_without_control_characters(session: Session) -> None:
    assert get_row(session, Work, work(session, "w", title="E\x00\u0301le\x07ve"))["title"] == "Éleve"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"nope": 1}, "works: there is no 'nope'"),
        ({"title": None}, "works: title is missing"),
        ({"title": 7}, "works: title: Input should be a valid string"),
        ({"year": 2**40}, "works: year is too large"),
        ({"kind": "OPERA"}, "kind"),
        ({"release_date_basis": "GUESSED"}, "works: release_date_basis is not one of the known values"),
        ({"details": {"nope": 1}}, "films: there is no 'nope'"),
        ({"details": {"runtime_minutes": "long"}}, "films: runtime_minutes: Input should be a valid integer"),
        ({"details": {"runtime_minutes": -1}}, "films: a rule is broken: runtime minutes positive"),
        ({"credits": [{"role": "ACTOR"}]}, "credits: person_id is missing"),
        ({"availability": [{"access": "FREE", "country": "fr"}]}, "availability: a rule is broken: country iso"),
        ({"external_ids": [{"scheme": "imdb", "value": "tt1"}] * 2}, "external_ids: another one has the same"),
        ({"organizations": ["org_nobody"]}, "refers to something that does not exist"),
        ({"slug": "À la une"}, "is not a slug"),
        ({"slug": 'a"b'}, "is not a slug"),
        ({"slug": "a\\b"}, "is not a slug"),
        ({"slug": "a\n"}, "is not a slug"),
        ({"slug": None}, "slug is missing"),
        ({"id": "<id>"}, "is not an id"),
    ],
)
def test_what_does_not_fit_is_refused_in_plain_words(session: Session, values: dict[str, Any], message: str) -> None:
    values = {"slug": "w", "kind": "FILM", "title": "W"} | values
    with pytest.raises(writes.Invalid) as refused:
        writes.save_work(session, values)
    assert message in str(refused.value)


def test_a_work_is_not_part_of_its_own_part(session: Session) -> None:
    whole = work(session, "whole")
    part = work(session, "part", part_of_id=whole)
    with pytest.raises(writes.Invalid, match="part of itself"):
        work(session, "whole", part_of_id=part)


def test_two_columns_cannot_have_names_that_fold_to_the_same(session: Session) -> None:
    writes.save_column(session, {"slug": "a", "name": "À la une"})
    with pytest.raises(writes.Invalid, match="columns: another one has the same name_key"):
        writes.save_column(session, {"slug": "b", "name": "A LA UNE"})
