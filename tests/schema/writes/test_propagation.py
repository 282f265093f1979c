"""Visibility propagates from the issues: whatever is written, each row has the earliest date of what leads to it."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from schema import tables, writes
from schema.bases import table_of
from schema.db import write_transaction
from schema.kinds import KINDS
from schema.rows import Model
from schema.tables import Column, Issue, Organization, Person, Recommendation, Section, Work
from schema.writes.reach import dependencies
from tests.schema.content import (
    JULY,
    JUNE,
    changes,
    column,
    get_row,
    get_rows,
    issue,
    organization,
    person,
    pick,
    published,
    work,
)

Seen: TypeAlias = dict[str, datetime | None]
CONTENT = (Issue, Section, Recommendation, Work, Person, Organization, Column)


def seen(session: Session) -> Seen:
    """Return the stored ``visible_from`` of every row, by id."""
    return {row["id"]: row["visible_from"] for model in CONTENT for row in get_rows(session, model, "id")}


KIND_REFERENCES: list[tuple[Model, str, str]] = [
    (kind.row, "id", column.name)
    for kind in KINDS.values()
    for column in table_of(kind.row).c
    if column.name.endswith("_id")
]


def edges_between_rows(session: Session) -> list[tuple[str, str]]:
    """Return the pairs of ids that lead from one row to another, spelt out table by table."""
    pairs: list[tuple[Model, str, str]] = [
        (Section, "issue_id", "id"),
        (Recommendation, "issue_id", "id"),
        (Recommendation, "id", "work_id"),
        (Recommendation, "id", "recommended_by_id"),
        (Section, "id", "column_id"),
        (Work, "id", "part_of_id"),
        (tables.IssueAuthor, "issue_id", "person_id"),
        (tables.SectionPerson, "section_id", "person_id"),
        (tables.SectionOrganization, "section_id", "organization_id"),
        (tables.Source, "section_id", "publication_id"),
        (tables.Credit, "work_id", "person_id"),
        (tables.WorkOrganization, "work_id", "organization_id"),
        (tables.Availability, "work_id", "platform_id"),
        (tables.Affiliation, "person_id", "organization_id"),
        *KIND_REFERENCES,
    ]
    edges = [(row[source], row[target]) for model, source, target in pairs for row in get_rows(session, model, source)]
    return [(source, target) for source, target in edges if target is not None]


def expected(session: Session) -> Seen:
    """Work out ``visible_from`` the slow way: push dates along the pairs until nothing changes."""
    at: Seen = dict.fromkeys(seen(session))
    for row in get_rows(session, Issue, "id"):
        at[row["id"]] = row["published_at"] if row["status"] == "PUBLISHED" else None
    edges, changed = edges_between_rows(session), True
    while changed:
        changed = False
        for source, target in edges:
            earlier, now = at[source], at[target]
            if earlier is not None and (now is None or earlier < now):
                at[target], changed = earlier, True
    return at


WORKS = [f"w{number}" for number in range(5)]
PEOPLE = ["p0", "p1", "p2"]
ORGANIZATIONS = ["o0", "o1", "o2", "o3"]
COLUMNS = ["c0", "c1"]
ISSUES = ["i0", "i1", "i2"]
OWNER = {"AD": "brand_id", "APP": "developer_id", "BOOK": "publisher_id", "FILM": None}


def some(names: list[str], most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True, max_size=most)


def one(names: list[str]) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *names])


SECTION = st.fixed_dictionaries(
    {
        "column": one(COLUMNS),
        "works": some(WORKS, 3),
        "by": one(PEOPLE),
        "people": some(PEOPLE),
        "organizations": some(ORGANIZATIONS),
        "source": one(ORGANIZATIONS),
    }
)
STEP = st.one_of(
    st.tuples(
        st.just("issue"),
        st.sampled_from(ISSUES),
        st.sampled_from(["DRAFT", "PUBLISHED", "UNPUBLISHED"]),
        st.integers(0, 3),
        some(PEOPLE),
        st.lists(SECTION, max_size=2),
    ),
    st.tuples(
        st.just("work"),
        st.integers(0, len(WORKS) - 1),
        st.integers(0, len(WORKS) - 1),
        st.sampled_from(sorted(OWNER)),
        st.fixed_dictionaries(
            {
                "owner": one(ORGANIZATIONS),
                "people": some(PEOPLE),
                "organizations": some(ORGANIZATIONS),
                "platform": one(ORGANIZATIONS),
            }
        ),
    ),
    st.tuples(st.just("person"), st.sampled_from(PEOPLE), some(ORGANIZATIONS)),
    st.tuples(st.sampled_from(["publish", "unpublish", "delete"]), st.sampled_from(ISSUES)),
)


class Magazine:
    """A catalogue whose things are called by short names, and the steps that change it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.ids: dict[str | None, str | None] = {None: None}
        self.ids |= {name: organization(session, name) for name in ORGANIZATIONS}
        self.ids |= {name: person(session, name) for name in PEOPLE}
        self.ids |= {name: column(session, name) for name in COLUMNS}
        self.ids |= {name: work(session, name) for name in WORKS}

    def take(self, step: tuple[Any, ...]) -> None:
        name, *details = step
        getattr(self, name)(*details)

    def issue(self, slug: str, status: str, week: int, authors: list[str], sections: list[dict[str, Any]]) -> None:
        issue(
            self.session,
            slug,
            status=status,
            published_at=JUNE + timedelta(weeks=week),
            authors=[self.ids[name] for name in authors],
            sections=[self.section(section) for section in sections],
        )

    def section(self, section: dict[str, Any]) -> dict[str, Any]:
        by = self.ids[section["by"]]
        return {
            "column_id": self.ids[section["column"]],
            "recommendations": [
                {"work_id": self.ids[name], "role": "PICK", "recommended_by_id": by} for name in section["works"]
            ],
            "people": [self.ids[name] for name in section["people"]],
            "organizations": [self.ids[name] for name in section["organizations"]],
            "sources": [{"title": "x", "publication_id": self.ids[section["source"]]}],
        }

    def work(self, number: int, whole: int, kind: str, names: dict[str, Any]) -> None:
        detail = OWNER[kind]
        work(
            self.session,
            WORKS[number],
            kind=kind,
            part_of_id=self.ids[WORKS[whole]] if whole < number else None,
            details={detail: self.ids[names["owner"]]} if detail else {},
            credits=[{"person_id": self.ids[name], "role": "SELF"} for name in names["people"]],
            organizations=[self.ids[name] for name in names["organizations"]],
            availability=[{"access": "FREE", "platform_id": self.ids[names["platform"]]}],
        )

    def person(self, slug: str, organizations: list[str]) -> None:
        person(
            self.session,
            slug,
            affiliations=[{"organization_id": self.ids[name], "title": "membre"} for name in organizations],
        )

    def publish(self, slug: str) -> None:
        if self.has(slug):
            writes.publish_issue(self.session, slug, JUNE)

    def unpublish(self, slug: str) -> None:
        if self.has(slug):
            writes.unpublish_issue(self.session, slug)

    def delete(self, slug: str) -> None:
        if self.has(slug):
            writes.delete_issue(self.session, slug)

    def has(self, slug: str) -> bool:
        return any(row["slug"] == slug for row in get_rows(self.session, Issue, "id"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=8))
def test_after_any_writes_every_row_has_the_earliest_date_of_what_leads_to_it(
    engine: sa.Engine, steps: list[tuple[Any, ...]]
) -> None:
    with Session(engine) as session:  # never committed: each example begins with an empty database
        magazine = Magazine(session)
        for step in steps:
            magazine.take(step)
            assert seen(session) == expected(session)
            assert writes.recompute_visibility(session) == 0
            at = seen(session)
            dead_ends = [target for source, target in edges_between_rows(session) if at[source] and not at[target]]
            assert dead_ends == []


def test_a_full_recomputation_repairs_whatever_is_wrong(session: Session) -> None:
    published(session, sections=[{"recommendations": [pick(work(session, "w", kind="AD"))]}])
    right = seen(session)
    for model in CONTENT:
        session.execute(table_of(model).update().values(visible_from=None))
    assert writes.recompute_visibility(session) == len([at for at in right.values() if at])
    assert seen(session) == right


def test_the_slow_model_above_knows_every_way_there_is() -> None:
    """A new foreign key propagates by itself; count it here once ``edges_between_rows`` lists it."""
    assert len(dependencies()) == 15 + len(KIND_REFERENCES)


def test_the_earliest_issue_counts_and_a_later_one_takes_over_when_it_goes(session: Session) -> None:
    film = work(session, "film")
    published(session, "june", JUNE, sections=[{"recommendations": [pick(film)]}])
    published(session, "july", JULY, sections=[{"recommendations": [pick(film)]}])
    assert get_row(session, Work, film)["visible_from"] == JUNE
    writes.unpublish_issue(session, "june")
    assert get_row(session, Work, film)["visible_from"] == JULY
    writes.delete_issue(session, "july")
    assert get_row(session, Work, film)["visible_from"] is None


def test_a_whole_is_seen_through_its_parts_and_a_part_is_not_seen_through_its_whole(session: Session) -> None:
    saga = work(session, "saga")
    series = work(session, "series", part_of_id=saga)
    episode, other = work(session, "episode", part_of_id=series), work(session, "other", part_of_id=series)
    published(session, sections=[{"recommendations": [pick(episode)]}])
    assert [get_row(session, Work, work_id)["visible_from"] for work_id in (saga, series, episode)] == [JULY] * 3
    assert get_row(session, Work, other)["visible_from"] is None


def test_what_becomes_visible_or_hidden_is_logged(session: Session) -> None:
    actor = person(session, "actor")
    film = work(session, "film", credits=[{"person_id": actor, "role": "ACTOR"}])
    issue(session, sections=[{"recommendations": [pick(film)]}])
    changes(session)
    writes.publish_issue(session, "issue", datetime(2023, 7, 21, tzinfo=UTC))
    flowed = ["Person", "Recommendation", "Section", "Work"]
    assert sorted(changes(session)) == sorted(
        [("Issue", "UPDATED"), ("Issue", "PUBLISHED"), *((name, "SHOWN") for name in flowed)]
    )
    writes.unpublish_issue(session, "issue")
    assert sorted(changes(session)) == sorted(
        [("Issue", "UPDATED"), ("Issue", "UNPUBLISHED"), *((name, "HIDDEN") for name in flowed)]
    )


def test_a_save_of_a_text_asks_for_nothing_that_the_issue_leads_to(engine: sa.Engine) -> None:
    statements: list[str] = []
    with write_transaction(engine) as session:
        film, by = work(session, "film"), person(session, "by")
        sections = [{"heading": "One", "recommendations": [pick(film)], "people": [by]}]
        published(session, authors=[by], sections=sections)
    sa.event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with write_transaction(engine) as session:
        published(session, title="Another", authors=[by], sections=[{**sections[0], "body_markdown": "Another text"}])
    assert statements
    assert not [each for each in statements if "FROM works" in each or "FROM people" in each]
