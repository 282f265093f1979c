"""A slug names one thing for ever: an old one leads to its target and is never given to another."""

import pytest
from sqlmodel import Session

from schema import writes
from schema.tables import Issue, Work
from tests.schema.content import changes, issue, slugs, work


def test_a_renamed_work_is_found_by_both_slugs(session: Session) -> None:
    work_id = work(session, "old")
    assert work(session, "new", id=work_id) == work_id
    assert slugs(session, work_id) == [("old", False), ("new", True)]
    assert writes.find_id(session, Work, "old") == writes.find_id(session, Work, "new") == work_id


def test_an_old_slug_is_not_given_to_another(session: Session) -> None:
    work(session, "new", id=work(session, "old"))
    with pytest.raises(writes.SlugTaken, match="'old' belongs to another work"):
        work(session, "old", id="wrk_other")


def test_a_work_takes_its_own_old_slug_back(session: Session) -> None:
    work_id = work(session, "a")
    for slug in ("b", "c", "a"):
        work(session, slug, id=work_id)
    assert slugs(session, work_id) == [("b", False), ("c", False), ("a", True)]


def test_the_same_slug_may_name_things_of_different_types(session: Session) -> None:
    assert work(session, "ripple") != issue(session, "ripple")


def test_a_renaming_file_is_recognised_by_its_former_slug(session: Session) -> None:
    work_id = work(session, "old")
    assert work(session, "new", former_slugs=["old"]) == work_id


def test_former_slugs_of_a_new_work_are_reserved_for_it_in_their_order(session: Session) -> None:
    work_id = work(session, "now", former_slugs=["first", "second"])
    assert slugs(session, work_id) == [("first", False), ("second", False), ("now", True)]
    changes(session)
    work(session, "now", former_slugs=["first", "second"])
    assert changes(session) == []
    work(session, "now", former_slugs=["third"])
    assert changes(session) == [("Work", "UPDATED")]
    assert slugs(session, work_id)[2:] == [("third", False), ("now", True)]


def test_a_deleted_issue_keeps_its_slugs_for_its_return(session: Session) -> None:
    issue_id = issue(session, "july")
    issue(session, "summer", id=issue_id)
    writes.delete_issue(session, "july")
    with pytest.raises(writes.NotFound, match="there is no issue with the slug 'summer'"):
        writes.find_id(session, Issue, "summer")
    with pytest.raises(writes.SlugTaken):
        issue(session, "summer", id="iss_other")
    assert issue(session, "summer") == issue_id
    assert writes.find_id(session, Issue, "july") == issue_id


def test_an_id_that_is_taken_makes_room_with_a_counter(session: Session) -> None:
    first = work(session, "a")
    work(session, "b", id=first)
    stated = work(session, "c", id="wrk_stated")
    assert len({first, stated, work(session, "d")}) == 3
