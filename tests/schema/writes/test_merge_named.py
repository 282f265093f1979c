"""Two people, or two organisations, that are one become one, and all that led to either leads to it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from schema import writes
from schema.bases import table_of
from schema.documents import unpack
from schema.rows import Model, fetch_row, fetch_rows
from schema.tables import (
    Affiliation,
    Availability,
    Change,
    Credit,
    Issue,
    IssueAuthor,
    Organization,
    Person,
    Recommendation,
    Revision,
    Section,
    SectionOrganization,
    SectionPerson,
    Slug,
    Source,
    Work,
    WorkOrganization,
)
from schema.writes import Invalid, Saved, recompute_visibility

MERGES: dict[Model, Callable[[Session, str, str], Saved]] = {
    Person: writes.merge_people,
    Organization: writes.merge_organizations,
}
PAIRS = {Person: ("ada", "ada-l"), Organization: ("arte", "arte-tv")}
IN_WORKS: tuple[Model, ...] = (Credit, Availability, WorkOrganization)
IN_SECTIONS: tuple[Model, ...] = (SectionPerson, SectionOrganization, Source)
NAMED = pytest.mark.parametrize("model", list(MERGES))


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session with a person and an organisation that stand twice, and with all that can name them."""
    with Session(engine) as session:
        arte = writes.save_organization(session, {"slug": "arte", "name": "Arte", "kind": "PLATFORM"}).id
        tv = {
            "slug": "arte-tv",
            "name": "ARTE.tv",
            "kind": "STUDIO",
            "url": "https://arte.example",
            "aliases": ["arte"],
        }
        tv_id = writes.save_organization(session, {**tv, "former_slugs": ["la-sept"]}).id
        posts = [{"organization_id": tv_id, "title": "Editor"}, {"organization_id": arte, "title": "Editor"}]
        ada = writes.save_person(session, {"slug": "ada", "name": "Ada", "affiliations": posts[1:]}).id
        twin = {"slug": "ada-l", "name": "Ada Lovelace", "summary": "Counts.", "affiliations": posts}
        twin_id = writes.save_person(session, {**twin, "former_slugs": ["ada-byron"]}).id
        work = {
            "slug": "film",
            "kind": "APP",
            "title": "Film",
            "credits": [
                {"person_id": twin_id, "role": "DIRECTOR"},
                {"person_id": ada, "role": "DIRECTOR"},
                {"person_id": twin_id, "role": "ACTOR"},
            ],
            "organizations": [arte, tv_id],
            "details": {"developer_id": tv_id},
            "availability": [{"platform_id": tv_id, "access": "FREE"}, {"platform_id": arte, "access": "FREE"}],
        }
        work_id = writes.save_work(session, work).id
        section = {
            "heading": "Un",
            "people": [twin_id, ada],
            "organizations": [tv_id, arte],
            "sources": [{"publication_id": tv_id, "title": "Une source"}],
            "recommendations": [{"work_id": work_id, "role": "PICK", "recommended_by_id": twin_id}],
        }
        sections = [section, {"heading": "Deux", "people": [ada, twin_id], "organizations": [tv_id]}]
        issue = {"slug": "un", "title": "Un", "authors": [ada, twin_id], "sections": sections}
        issue_id = writes.save_issue(session, issue).id
        writes.record_import(session, issue_id, {"parts": [{"people": [ada, twin_id], "organizations": [tv_id]}]})
        writes.publish_issue(session, "un")
        yield session


def merged(session: Session, model: Model) -> tuple[str, str]:
    """Merge the two that are one; return the ids of the one that stayed and the one that went."""
    into, duplicate = PAIRS[model]
    gone = writes.find_id(session, model, duplicate)
    return MERGES[model](session, into, duplicate).id, gone


def named_in(session: Session, row_id: str) -> list[tuple[str, str]]:
    """Return where the id of something still stands: tables and columns, but for what tells of the past."""
    past = {"changes", "revisions"}
    found = []
    for table in SQLModel.metadata.sorted_tables:
        for column in table.c if table.name not in past else ():
            condition = sa.cast(column, sa.Text).contains(row_id)
            if session.execute(sa.select(sa.func.count()).select_from(table).where(condition)).scalar_one():
                found.append((table.name, column.name))
    return found


def column(session: Session, model: Model, name: str) -> list[Any]:
    rows = session.execute(sa.select(table_of(model)).order_by(table_of(model).c.position)).mappings()
    return [row[name] for row in rows]


@NAMED
def test_nothing_names_the_duplicate_any_more(session: Session, model: Model) -> None:
    _, gone = merged(session, model)
    assert named_in(session, gone) == []


def test_a_person_gets_what_the_other_had_and_is_named_once(session: Session) -> None:
    ada, _ = merged(session, Person)
    row = fetch_row(session, Person, ada) or {}
    assert (row["name"], row["summary"], row["aliases"]) == ("Ada", "Counts.", ["Ada Lovelace"])
    assert [(each["person_id"], each["role"]) for each in fetch_rows(session, Credit)] == [
        (ada, "DIRECTOR"),
        (ada, "ACTOR"),
    ]
    assert column(session, IssueAuthor, "person_id") == [ada]
    assert column(session, SectionPerson, "person_id") == [ada, ada]
    assert len(fetch_rows(session, Affiliation)) == 2
    assert [each["recommended_by_id"] for each in fetch_rows(session, Recommendation)] == [ada]


def test_an_organisation_gets_what_the_other_had_and_is_named_once(session: Session) -> None:
    arte, _ = merged(session, Organization)
    row = fetch_row(session, Organization, arte) or {}
    assert (row["kind"], row["url"], row["aliases"]) == ("PLATFORM", "https://arte.example", ["ARTE.tv"])
    assert column(session, WorkOrganization, "organization_id") == [arte]
    assert column(session, SectionOrganization, "organization_id") == [arte, arte]
    assert column(session, Availability, "platform_id") == [arte]
    assert column(session, Source, "publication_id") == [arte]
    assert {each["organization_id"] for each in fetch_rows(session, Affiliation)} == {arte}
    assert len(fetch_rows(session, Affiliation)) == 2


@NAMED
def test_its_slugs_lead_to_the_other(session: Session, model: Model) -> None:
    kept, _ = merged(session, model)
    formerly = {Person: "ada-byron", Organization: "la-sept"}[model]
    assert {writes.find_id(session, model, slug) for slug in (*PAIRS[model], formerly)} == {kept}
    own = [each for each in fetch_rows(session, Slug, "target_id", [kept]) if each["current"]]
    assert [each["slug"] for each in own] == [PAIRS[model][0]]


@NAMED
def test_what_readers_see_is_right_without_being_recomputed(session: Session, model: Model) -> None:
    merged(session, model)
    assert recompute_visibility(session) == 0


@NAMED
def test_all_that_named_it_has_a_revision_that_is_what_is_stored(session: Session, model: Model) -> None:
    kept, gone = merged(session, model)
    for owner in (Work, Issue, *([Person] if model is Organization else [model])):
        for row in fetch_rows(session, owner):
            [last] = [
                each
                for each in fetch_rows(session, Revision, "target_id", [row["id"]])
                if each["version"] == row["version"]
            ]
            assert gone not in str(unpack(last["document"]))
            assert kept in str(unpack(last["document"])) or row["id"] == kept
    deleted = max(fetch_rows(session, Revision, "target_id", [gone]), key=lambda each: int(each["version"]))
    assert deleted["action"] == "DELETED"


@NAMED
def test_the_log_tells_of_all_that_became_another(session: Session, model: Model) -> None:
    last = session.execute(sa.select(sa.func.max(Change.sequence))).scalar_one()
    merged(session, model)
    logged = {(each["type"], each["action"]) for each in fetch_rows(session, Change) if each["sequence"] > last}
    expected = {(each, "UPDATED") for each in ("Work", "Issue", "Section", model.__name__)}
    assert logged >= expected | {(model.__name__, "DELETED")}
    assert (("Recommendation", "UPDATED") in logged) is (model is Person)


@NAMED
def test_lists_are_numbered_from_one_as_a_save_would(session: Session, model: Model) -> None:
    merged(session, model)
    (work,), (issue,) = fetch_rows(session, Work), fetch_rows(session, Issue)
    lists: list[tuple[Model, str, str]] = [(each, "work_id", work["id"]) for each in IN_WORKS]
    lists += [(each, "section_id", row["id"]) for row in fetch_rows(session, Section) for each in IN_SECTIONS]
    lists.append((IssueAuthor, "issue_id", issue["id"]))
    for listed, owner, owner_id in lists:
        places = sorted(row["position"] for row in fetch_rows(session, listed, owner, [owner_id]))
        assert places == list(range(1, len(places) + 1)), listed


@NAMED
def test_nobody_is_merged_into_themselves(session: Session, model: Model) -> None:
    with pytest.raises(Invalid, match="cannot be merged into itself"):
        MERGES[model](session, PAIRS[model][0], PAIRS[model][0])
    with pytest.raises(writes.NotFound):
        MERGES[model](session, PAIRS[model][0], "nobody")
