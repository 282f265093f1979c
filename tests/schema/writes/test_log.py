"""The change log says when readers begin and cease to see an issue, each time once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from schema import db, writes
from schema.bases import now, table_of
from schema.rows import Model
from schema.tables import Change, Column, Issue, Organization, Person, Publication, Work
from tests.schema.content import (
    JULY,
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

LATER = datetime(2999, 7, 21, 6, tzinfo=UTC)


def entries(session: Session) -> list[tuple[str, str, bool]]:
    """Return the whole log: of what type, what happened, and whether the public saw it."""
    return [(row["type"], row["action"], row["seen"]) for row in get_rows(session, Change, "sequence")]


def transitions(session: Session) -> list[str]:
    """Return the log's new entries on issues that appear or disappear."""
    return [action for kind, action in changes(session) if kind == "Issue" and action.endswith("PUBLISHED")]


def test_it_appears_when_it_is_published_and_disappears_when_that_is_taken_back(session: Session) -> None:
    issue(session)
    assert transitions(session) == []
    writes.publish_issue(session, "issue")
    assert transitions(session) == ["PUBLISHED"]
    writes.unpublish_issue(session, "issue")
    assert transitions(session) == ["UNPUBLISHED"]
    writes.publish_issue(session, "issue")
    assert transitions(session) == ["PUBLISHED"]


def test_an_edit_or_another_date_of_what_is_seen_already_is_no_appearance(session: Session) -> None:
    published(session)
    transitions(session)
    writes.save_issue(session, {"slug": "issue", "title": "Another title"})
    writes.publish_issue(session, "issue", JULY + timedelta(days=1))
    writes.publish_issue(session, "issue", now())
    assert transitions(session) == []
    assert writes.log_due(session, now() + timedelta(minutes=1)) == []


def test_a_scheduled_issue_appears_when_it_falls_due_and_not_before(session: Session) -> None:
    later = published(session, at=LATER)
    assert writes.log_due(session, LATER - timedelta(seconds=1)) == []
    assert transitions(session) == []
    assert writes.log_due(session, LATER) == [later]
    assert writes.log_due(session, LATER) == []
    assert transitions(session) == ["PUBLISHED"]


def test_what_falls_due_together_appears_in_the_order_of_the_dates(session: Session) -> None:
    second = published(session, "second", at=LATER + timedelta(seconds=1))
    first = published(session, "first", at=LATER)
    assert writes.log_due(session, LATER + timedelta(days=1)) == [first, second]


def test_only_what_fell_due_since_the_last_look_or_shortly_before_is_searched(session: Session) -> None:
    issue_id = published(session, at=LATER)
    assert writes.log_due(session, LATER + timedelta(days=1), since=LATER + timedelta(hours=1)) == []
    assert writes.log_due(session, LATER + timedelta(days=1), since=LATER + timedelta(minutes=1)) == [issue_id]


def test_what_is_put_off_before_it_falls_due_appears_at_its_new_date(session: Session) -> None:
    published(session, at=LATER)
    writes.publish_issue(session, "issue", LATER + timedelta(days=1))
    assert writes.log_due(session, LATER) == []
    assert len(writes.log_due(session, LATER + timedelta(days=1))) == 1


def test_what_is_put_off_after_it_was_seen_disappears_until_then(session: Session) -> None:
    published(session)
    transitions(session)
    writes.publish_issue(session, "issue", LATER)
    assert transitions(session) == ["UNPUBLISHED"]
    assert len(writes.log_due(session, LATER)) == 1


def test_what_is_deleted_and_comes_back_appears_again(session: Session) -> None:
    published(session)
    writes.delete_issue(session, "issue")
    transitions(session)
    published(session)
    assert transitions(session) == ["PUBLISHED"]


def test_concurrent_calls_log_it_once(engine: sa.Engine) -> None:
    with db.write_transaction(engine) as session:
        published(session, at=LATER)

    def log_due(_: int) -> list[str]:
        with db.write_transaction(engine) as session:
            return writes.log_due(session, LATER)

    with ThreadPoolExecutor(5) as threads:
        logged = list(threads.map(log_due, range(5)))
    assert sorted(map(len, logged)) == [0, 0, 0, 0, 1]
    log = table_of(Change)
    with Session(engine) as session:
        counting = sa.select(sa.func.count()).where(log.c.action == "PUBLISHED")
        assert session.execute(counting).scalar_one() == 1


@pytest.mark.parametrize("status", ["DRAFT", "UNPUBLISHED"])
def test_what_nobody_published_never_appears(session: Session, status: str) -> None:
    issue(session, status=status, published_at=JULY)
    assert writes.log_due(session, LATER) == []


# What the public sees, told apart from edits


def test_an_edit_says_whether_the_public_saw_what_was_edited(session: Session) -> None:
    film = work(session, "film")
    issue(session, sections=[{"heading": "One", "recommendations": [pick(film)]}])
    assert {seen for _, _, seen in entries(session)} == {False}
    writes.publish_issue(session, "issue", JULY)
    changes(session)
    work(session, "film", title="Another title")
    issue(session, sections=[{"heading": "Two", "recommendations": [pick(film, reason="Why")]}])
    writes.delete_issue(session, "issue")
    work(session, "film", title="A third title")
    assert entries(session)[-9:] == [
        ("Work", "UPDATED", True),
        ("Section", "UPDATED", True),
        ("Recommendation", "UPDATED", True),
        ("Issue", "UPDATED", True),
        ("Recommendation", "DELETED", True),
        ("Section", "DELETED", True),
        ("Work", "HIDDEN", True),
        ("Issue", "DELETED", True),
        ("Work", "UPDATED", False),
    ]


def magazine(session: Session, at: datetime) -> str:
    """Schedule an issue that leads to one thing of each sort; return the id of its work."""
    by = person(session, "by", affiliations=[{"organization_id": organization(session, "studio"), "title": "Head"}])
    film = work(session, "film", credits=[{"person_id": by, "role": "DIRECTOR"}])
    published(session, at=at, sections=[{"column_id": column(session, "films"), "recommendations": [pick(film)]}])
    return film


SHOWN = ["Column", "Organization", "Person", "Recommendation", "Section", "Work"]


def test_what_falls_due_is_logged_for_every_row_once(session: Session) -> None:
    magazine(session, LATER)
    assert not {action for _, action, _ in entries(session)} & {"SHOWN", "PUBLISHED"}
    changes(session)
    writes.log_due(session, LATER)
    writes.log_due(session, LATER + timedelta(days=1))
    assert changes(session)[0] == ("Issue", "PUBLISHED")
    told = entries(session)[-7:]
    assert sorted(told[1:]) == [(name, "SHOWN", True) for name in SHOWN]


def test_what_an_earlier_issue_showed_already_does_not_fall_due_again(session: Session) -> None:
    film = magazine(session, LATER)
    published(session, "earlier", JULY, sections=[{"recommendations": [pick(film)]}])
    changes(session)
    writes.log_due(session, LATER)
    assert sorted(changes(session)) == [("Column", "SHOWN"), ("Issue", "PUBLISHED")] + [
        (name, "SHOWN") for name in ("Recommendation", "Section")
    ]


def test_whoever_writes_next_logs_what_has_fallen_due_before_what_they_write(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.write_transaction(engine) as session:
        magazine(session, now() + timedelta(days=30))
    monkeypatch.setattr("schema.writes.log.now", lambda: now() + timedelta(days=60))
    with db.write_transaction(engine) as session:
        changes(session)
        writes.unpublish_issue(session, "issue")
        told = changes(session)
    assert sorted(told[:7]) == sorted([("Issue", "PUBLISHED"), *((name, "SHOWN") for name in SHOWN)])
    hidden = [*((name, "HIDDEN") for name in SHOWN), ("Issue", "UNPUBLISHED"), ("Issue", "UPDATED")]
    assert sorted(told[7:]) == sorted(hidden)
    with db.write_transaction(engine) as session:
        assert writes.log_due(session, now() + timedelta(days=60)) == []


# Who wrote, what goes together, and the numbers


def test_entries_are_numbered_without_a_gap_and_name_their_transaction_and_who_wrote(engine: sa.Engine) -> None:
    with db.write_transaction(engine, actor="Ada") as session:
        work(session, "one")
        work(session, "two")
    with db.write_transaction(engine) as session:
        work(session, "three")
        session.rollback()
    with db.write_transaction(engine) as session:
        work(session, "five")
        rows = get_rows(session, Change, "sequence")
    told = [(row["sequence"], row["batch"], row["actor"]) for row in rows]
    assert told == [(1, 1, "Ada"), (2, 1, "Ada"), (3, 3, None)]


def test_a_refused_write_leaves_nothing_to_be_logged_by_the_next(session: Session) -> None:
    published(session)
    writes.merge_works(session, into=_slug(session, "one"), duplicate=_slug(session, "two"))
    changes(session)
    with pytest.raises(writes.WriteRefused), session.begin_nested():
        issue(session, number=-1, sections=[{"heading": "One"}])
    work(session, "three")
    assert changes(session) == [("Work", "CREATED")]


def _slug(session: Session, slug: str) -> str:
    work(session, slug)
    return slug


VERSIONED: list[tuple[Model, str, dict[str, object]]] = [
    (Issue, "save_issue", {"title": "A", "sections": [{"heading": "One"}]}),
    (Work, "save_work", {"title": "A", "kind": "FILM", "tags": ["one"]}),
    (Person, "save_person", {"name": "A"}),
    (Organization, "save_organization", {"name": "A", "kind": "COMPANY"}),
    (Column, "save_column", {"name": "A"}),
    (Publication, "save_publication", {"name": "A"}),
]


@pytest.mark.parametrize(("model", "function", "values"), VERSIONED, ids=lambda each: getattr(each, "__name__", None))
def test_each_saved_change_counts_one_version(
    session: Session, model: Model, function: str, values: dict[str, object]
) -> None:
    slug = {} if model is Publication else {"slug": "a"}
    other = {"title": "B"} if "title" in values else {"name": "B"}
    changed_list = {"sections": [{"heading": "Two"}]} if model is Issue else {"tags": ["two"]} if model is Work else {}
    versions = []
    for given in (values, values, other, {**other, **changed_list}):
        row_id = getattr(writes, function)(session, {**slug, **given}).id
        versions.append(get_row(session, model, row_id)["version"])
    assert versions == [1, 1, 2, 3 if changed_list else 2]


def test_to_be_shown_is_no_new_version(session: Session) -> None:
    film = magazine(session, JULY)
    assert get_row(session, Work, film)["version"] == 1
    writes.unpublish_issue(session, "issue")
    assert get_row(session, Work, film)["version"] == 1
    assert get_rows(session, Issue, "id")[0]["version"] == 2
