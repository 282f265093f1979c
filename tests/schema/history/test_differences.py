"""Every save reads as differences in plain words, and none reads as none."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from schema import writes
from schema.documents import as_json
from schema.history.differences import differences
from schema.history.documents import names_of
from schema.rows import Row
from schema.tables import Issue, Work
from schema.writes.documents import read_document
from tests.schema.content import column, issue, person, pick, work
from tests.schema.writes.test_revisions import ISSUES, catalogue  # noqa: F401 - a fixture

Plain = list[tuple[str, str | None, str | None]]


def document(session: Session, issue_id: str) -> Row:
    return as_json(read_document(session, Issue, issue_id))


def saved(session: Session, issue_id: str, **values: Any) -> Plain:
    """Save, and return what that has changed."""
    before = document(session, issue_id)
    writes.save_issue(session, {"id": issue_id, **values})
    after = document(session, issue_id)
    found = differences(before, after, names_of(session, Issue, before, after))
    return [(each.label, each.before, each.after) for each in found]


def test_fields_are_told_with_both_values(session: Session) -> None:
    issue_id = issue(session, title="Un", number=3)
    found = saved(session, issue_id, title="Deux", number=None, standfirst="Chapeau")
    assert found == [
        ("number removed", "3", None),
        ("title changed", "Un", "Deux"),
        ("standfirst added", None, "Chapeau"),
    ]


def test_what_is_referred_to_is_told_by_its_name(session: Session) -> None:
    issue_id = issue(session, sections=[{"heading": "H", "recommendations": [pick(work(session, "one"))]}])
    section = {"heading": "H", "column_id": column(session, "loupe")}
    two = pick(work(session, "two"), reason="Pour voir.")
    found = saved(session, issue_id, authors=[person(session, "ada")], sections=[{**section, "recommendations": [two]}])
    assert found == [
        ("authors added", None, "Ada"),
        ("section 1 “H”: column added", None, "Loupe"),
        ("section 1 “H”: “One” removed", "“One”", None),
        ("section 1 “H”: “Two” added", None, "“Two”"),
    ]


def test_sections_come_go_and_move(session: Session) -> None:
    issue_id = issue(session, sections=[{"heading": "A", "body_markdown": "a"}, {"heading": "B"}])
    found = saved(session, issue_id, sections=[{"heading": "B", "body_markdown": "b"}, {"heading": "C"}])
    assert found == [
        ("section 1 “A” removed", "a", None),
        ("section 1 “B”: text added", None, "b"),
        ("section 2 “C” added", None, None),
    ]
    moved = saved(session, issue_id, sections=[{"heading": "C"}, {"heading": "B"}])
    assert moved == [
        ("section 1 “C” moved, it was section 2", "2", "1"),
        ("section 2 “B” moved, it was section 1", "1", "2"),
    ]


def test_details_and_lists_of_a_work_are_told(session: Session) -> None:
    work_id = work(session, "one", details={"runtime_minutes": 90})
    before = as_json(read_document(session, Work, work_id))
    writes.save_work(session, {"id": work_id, "details": {"runtime_minutes": 95}, "tags": ["mer"], "links": []})
    after = as_json(read_document(session, Work, work_id))
    found = [(each.path, each.label, each.before, each.after) for each in differences(before, after, {})]
    assert found == [
        (["tags"], "tags added", None, "mer"),
        (["details", "runtimeMinutes"], "runtime minutes changed", "90", "95"),
    ]


def test_items_of_lists_are_told(session: Session) -> None:
    ada, work_id = person(session, "ada"), work(session, "one")
    before = as_json(read_document(session, Work, work_id))
    given_credits = [{"person_id": ada, "role": "DIRECTOR"}, {"person_id": ada, "role": "WRITER"}]
    writes.save_work(session, {"id": work_id, "credits": given_credits})
    after = as_json(read_document(session, Work, work_id))
    found = [(each.label, each.before, each.after) for each in differences(before, after, {ada: "Ada"})]
    assert found == [("credits added", None, "Ada, DIRECTOR; Ada, WRITER")]


@given(saves=st.lists(ISSUES, min_size=1, max_size=4))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_save_that_changes_something_is_told(catalogue: Session, saves: list[Row]) -> None:  # noqa: F811
    with catalogue.begin_nested() as nested:
        issue_id = issue(catalogue)
        for values in saves:
            before = document(catalogue, issue_id)
            found = saved(catalogue, issue_id, **values)
            assert bool(found) == (before != document(catalogue, issue_id))
        nested.rollback()
