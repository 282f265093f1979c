"""Each save keeps a revision: what was saved, whole, under its version."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from schema import writes
from schema.db import ACTOR
from schema.documents import LISTS, pack, unpack
from schema.rows import Model, Row
from schema.tables import Column, Issue, Organization, Person, Publication, Revision, Work
from schema.vocabulary import RevisionAction
from schema.writes.documents import read_document
from tests.schema.content import column, get_row, get_rows, issue, organization, person, pick, published, work

SECTIONS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "heading": st.sampled_from(["Une", "Deux", None]),
            "body_markdown": st.sampled_from(["", "Un *texte*.\r\n", "work:a"]),
            "people": st.lists(st.sampled_from(["per_a", "per_b"]), max_size=3),
            "organizations": st.lists(st.just("org_o"), max_size=2),
            "sources": st.lists(st.fixed_dictionaries({"title": st.sampled_from(["S", "T"])}), max_size=2),
            "key_figures": st.lists(
                st.fixed_dictionaries(
                    {"label": st.just("n"), "value": st.just("1"), "unit": st.just("u")},
                    optional={"precision": st.just("ABOUT")},
                ),
                max_size=2,
            ),
            "recommendations": st.lists(st.sampled_from(["wrk_a", "wrk_b"]).map(pick), max_size=2, unique_by=str),
        },
    ),
    max_size=3,
)
ISSUES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["Un", "Deux"]),
        "standfirst": st.sampled_from([None, "Chapeau"]),
        "slug": st.sampled_from(["un", "deux"]),
        "authors": st.lists(st.sampled_from(["per_a", "per_b"]), max_size=3),
        "sections": SECTIONS,
    },
)
WORKS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["Un", "Deux"]),
        "kind": st.sampled_from(["FILM", "AD"]),
        "details": st.just({}),
        "tags": st.lists(st.sampled_from(["Mer", "mer", "Ciel"]), max_size=3),
        "organizations": st.lists(st.just("org_o"), max_size=1),
        "credits": st.lists(st.just({"person_id": "per_a", "role": "DIRECTOR"}), max_size=2),
        "links": st.lists(st.just({"rel": "trailer", "url": "https://a.example/"}), max_size=1),
        "availability": st.lists(st.just({"access": "FREE", "from_date": "2024-01-02"}), max_size=1),
    },
)


def revisions(session: Session, row_id: str) -> list[Row]:
    rows = [row for row in get_rows(session, Revision, "version") if row["target_id"] == row_id]
    return [{**row, "document": unpack(row["document"])} for row in rows]


def kept(session: Session, row_id: str) -> list[tuple[int, str]]:
    return [(row["version"], row["action"]) for row in revisions(session, row_id)]


@pytest.fixture
def catalogue(session: Session) -> Session:
    """A session with works, people and an organisation to refer to."""
    for name in "ab":
        person(session, name, id=f"per_{name}")
        work(session, name, id=f"wrk_{name}")
    organization(session, "o", id="org_o")
    return session


@given(saves=st.lists(ISSUES, min_size=1, max_size=5))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_revision_of_an_issue_is_what_is_stored(catalogue: Session, saves: list[Row]) -> None:
    with catalogue.begin_nested() as nested:
        issue_id = issue(catalogue)
        for values in saves:
            writes.save_issue(catalogue, {"id": issue_id, **values})
            last = revisions(catalogue, issue_id)[-1]
            assert last["version"] == get_row(catalogue, Issue, issue_id)["version"]
            assert last["document"] == as_json(read_document(catalogue, Issue, issue_id))
        nested.rollback()


@given(saves=st.lists(WORKS, min_size=1, max_size=5))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_revision_of_a_work_is_what_is_stored(catalogue: Session, saves: list[Row]) -> None:
    with catalogue.begin_nested() as nested:
        work_id = work(catalogue, "c")
        for values in saves:
            writes.save_work(catalogue, {"id": work_id, **values})
            assert revisions(catalogue, work_id)[-1]["document"] == as_json(read_document(catalogue, Work, work_id))
        nested.rollback()


def as_json(document: Row) -> Any:
    return unpack(pack(document))


@pytest.mark.parametrize("model", [model for model in LISTS if model.__name__ != "Section"], ids=lambda m: m.__name__)
def test_all_that_is_edited_for_itself_has_revisions(session: Session, model: Model) -> None:
    made = {
        Publication: lambda: writes.save_publication(session, {"name": "Liane", "about_markdown": "*Bonjour*"}).id,
        Column: lambda: column(session, "loupe"),
        Organization: lambda: organization(session, "a24"),
        Person: lambda: person(
            session, "ada", affiliations=[{"organization_id": organization(session, "o"), "title": "t"}]
        ),
        Work: lambda: work(session, "film"),
        Issue: lambda: issue(session),
    }
    row_id = made[model]()
    assert kept(session, row_id) == [(1, "CREATED")]
    assert revisions(session, row_id)[0]["document"] == as_json(read_document(session, model, row_id))


def test_what_changes_nothing_keeps_no_revision(session: Session) -> None:
    issue_id = issue(session, title="Un")
    writes.save_issue(session, {"id": issue_id, "title": "Un"})
    assert kept(session, issue_id) == [(1, "CREATED")]


def test_publishing_taking_back_and_imports_are_told_as_such(session: Session) -> None:
    issue_id = issue(session, published_at="2023-07-21T06:00:00Z")
    writes.publish_issue(session, "issue")
    writes.unpublish_issue(session, "issue")
    with writes.told_as(session, RevisionAction.IMPORTED):
        writes.save_issue(session, {"id": issue_id, "title": "Deux"})
    actions = [(1, "CREATED"), (2, "PUBLISHED"), (3, "UNPUBLISHED"), (4, "IMPORTED")]
    assert kept(session, issue_id) == actions


def test_a_deleted_issue_keeps_its_last_state_and_its_version_goes_on(session: Session) -> None:
    issue_id = issue(session, title="Un")
    writes.delete_issue(session, "issue")
    assert kept(session, issue_id) == [(1, "CREATED"), (2, "DELETED")]
    assert revisions(session, issue_id)[1]["document"]["title"] == "Un"
    assert issue(session) == issue_id
    assert get_row(session, Issue, issue_id)["version"] == 3
    assert kept(session, issue_id)[-1] == (3, "CREATED")


def test_what_was_stored_before_there_were_revisions_gets_one_at_its_next_save(session: Session) -> None:
    issue_id = issue(session, title="Un", sections=[{"heading": "H", "sources": [{"title": "S"}]}])
    session.execute(sa.text("DELETE FROM revisions"))
    writes.save_issue(session, {"id": issue_id, "title": "Deux"})
    first, second = revisions(session, issue_id)
    assert (first["document"]["title"], second["document"]["title"]) == ("Un", "Deux")
    assert first["document"]["sections"] == second["document"]["sections"]


def test_a_merge_of_works_keeps_revisions_of_the_issues_that_lead_to_them(session: Session) -> None:
    kept_work, gone = work(session, "a"), work(session, "b")
    issue_id = issue(session, sections=[{"recommendations": [pick(gone)]}])
    writes.merge_works(session, "a", "b")
    last = revisions(session, issue_id)[-1]
    assert last["version"] == get_row(session, Issue, issue_id)["version"] == 2
    assert last["document"]["sections"][0]["recommendations"][0]["work_id"] == kept_work
    assert kept(session, gone)[-1] == (2, "DELETED")


class Clock:
    """Sets when, and by whom, the next saves of a draft come."""

    def __init__(self, session: Session, issue_id: str) -> None:
        self.session, self.issue_id = session, issue_id

    def save(self, title: str, minutes: int, actor: str = "ada") -> int | None:
        """Save a title so many minutes after the first; return the version which that goes on from."""
        self.session.info[ACTOR] = actor
        started = revisions(self.session, self.issue_id)[0]["at"]
        self.session.info["log"].at = started + timedelta(minutes=minutes)
        writes.save_issue(self.session, {"id": self.issue_id, "title": title})
        continues: int | None = revisions(self.session, self.issue_id)[-1]["continues"]
        return continues


def test_what_one_editor_saves_within_ten_minutes_is_one_revision(session: Session) -> None:
    session.info[ACTOR] = "ada"
    clock = Clock(session, issue(session))
    assert clock.save("a", 4) == 1
    assert clock.save("b", 9) == 1
    assert clock.save("c", 11) is None
    assert clock.save("d", 12, "bob") is None
    assert clock.save("e", 13, "bob") == 5


def test_what_readers_see_is_a_revision_of_its_own(session: Session) -> None:
    session.info[ACTOR] = "ada"
    clock = Clock(session, published(session))
    assert clock.save("a", 1) is None
    assert clock.save("b", 2) is None
