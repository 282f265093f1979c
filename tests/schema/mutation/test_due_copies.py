"""A working copy that is scheduled takes the place of its original when it is due, or says to editors why it cannot."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import Any

import pytest

from schema import db, writes
from schema.mutation.due_copies import due_copies, publish_due_copy
from schema.visibility import DRAFT
from schema.vocabulary import Scope
from tests.schema.mutation.editing import PREFIX, Editing, operation_of
from tests.schema.mutation.test_working_copies import published_and_copy, stored

AT = "2031-01-01T06:00:00Z"
DUE = datetime(2031, 1, 1, 6, tzinfo=UTC)
FIELDS = "id status title replaces { id } replacesAt replacesProblem"
STATE = f"issue {{ {FIELDS} }}"


async def scheduled(magazine: Editing) -> tuple[Any, Any]:
    """Return a published issue, and its working copy, which has another title and is scheduled."""
    original, copied = await published_and_copy(magazine)
    await magazine.edit("updateIssue", id=copied["id"], title="A better title")
    payload = await magazine.edit("publishIssue", STATE, id=copied["id"], at=AT)
    return original, payload["issue"]


def run_at(magazine: Editing, now: datetime) -> list[str | None]:
    """Let what is due take its place, and return why it could not."""
    engine = db.connect(magazine.url)
    with db.read_transaction(engine) as session:
        ids = due_copies(session, now)
    reasons = []
    for copy_id in ids:
        with db.write_transaction(engine) as session:
            reasons.append(publish_due_copy(session, copy_id, now))
    engine.dispose()
    return reasons


async def state(magazine: Editing, issue_id: str) -> Any:
    """Return what editors see of an issue."""
    operation = f"query($id: ID!) {{ node(id: $id) {{ ... on Issue {{ {FIELDS} }} }} }}"
    return (await magazine.answer(operation, {"id": issue_id}, view=DRAFT))["data"]["node"]


async def test_a_scheduled_working_copy_is_a_draft_that_says_when_it_is_due(empty: Editing) -> None:
    original, copied = await scheduled(empty)
    assert (copied["status"], copied["replaces"]["id"], copied["replacesAt"]) == ("DRAFT", original["id"], AT)
    assert copied["replacesProblem"] is None
    assert (await stored(empty, original["id"]))["title"] == "A draft"


async def test_it_takes_the_place_of_its_original_at_that_instant_or_later_and_once(empty: Editing) -> None:
    original, copied = await scheduled(empty)
    assert run_at(empty, DUE - timedelta(seconds=1)) == []
    assert run_at(empty, DUE + timedelta(days=3)) == [None]
    after = await stored(empty, original["id"])
    assert (after["title"], after["status"], after["slug"]) == ("A better title", "PUBLISHED", original["slug"])
    assert [each["id"] for each in after["sections"]] == [each["id"] for each in original["sections"]]
    assert await stored(empty, copied["id"]) is None
    assert run_at(empty, DUE + timedelta(days=3)) == []


async def test_what_it_changes_is_told_as_by_who_scheduled_it(empty: Editing) -> None:
    original, copied = await scheduled(empty)
    assert run_at(empty, DUE) == [None]
    content = empty.content()
    newest = max((row for row in content["revisions"] if row["target_id"] == original["id"]), key=itemgetter("version"))
    assert (newest["actor"], newest["action"]) == (PREFIX, "UPDATED")
    told = {row["target_id"]: row["actor"] for row in content["changes"]}
    assert (told[original["id"]], told[copied["id"]]) == (PREFIX, PREFIX)


async def test_why_it_could_not_is_told_as_by_nobody(empty: Editing) -> None:
    original, copied = await scheduled(empty)
    await empty.edit("updateIssue", id=original["id"], title="Ours")
    run_at(empty, DUE)
    told = [row["actor"] for row in empty.content()["revisions"] if row["target_id"] == copied["id"]]
    assert told[-1] is None


async def test_a_version_that_was_due_is_not_due_again_unless_it_was_until_it_was_deleted(empty: Editing) -> None:
    _, copied = await scheduled(empty)

    def scheduled_by() -> list[str | None]:
        return [row["replaces_by"] for row in empty.content()["issues"] if row["id"] == copied["id"]]

    assert scheduled_by() == [PREFIX]
    await empty.edit("deleteContent", id=copied["id"])
    await empty.edit("restoreContent", id=copied["id"], version=2)
    assert scheduled_by() == [PREFIX]
    await empty.edit("unpublishIssue", id=copied["id"])
    await empty.edit("restoreContent", id=copied["id"], version=3)
    assert scheduled_by() == [None]


async def test_a_process_that_comes_second_does_nothing(empty: Editing) -> None:
    _, copied = await scheduled(empty)
    assert run_at(empty, DUE) == [None]
    before = empty.digest()
    engine = db.connect(empty.url)
    with db.write_transaction(engine) as session:
        assert publish_due_copy(session, copied["id"], DUE) is None
    engine.dispose()
    assert empty.digest() == before


async def test_a_conflict_leaves_both_as_they_are_and_tells_editors_and_nobody_tries_again(empty: Editing) -> None:
    original, copied = await scheduled(empty)
    await empty.edit("updateIssue", id=original["id"], title="Ours")
    [reason] = run_at(empty, DUE)
    assert reason is not None
    assert "title changed" in reason
    left = await state(empty, copied["id"])
    assert (left["title"], left["replacesAt"], left["replacesProblem"]) == ("A better title", AT, reason)
    assert (await stored(empty, original["id"]))["title"] == "Ours"
    assert run_at(empty, DUE + timedelta(days=1)) == []
    payload = await empty.attempt("publishIssue", STATE, id=copied["id"])
    assert [each["code"] for each in payload["problems"]] == ["CONFLICT"]


async def test_one_that_could_not_can_be_mended_and_scheduled_again(empty: Editing) -> None:
    original, copied = await scheduled(empty)
    await empty.edit("updateIssue", id=original["id"], title="Ours")
    run_at(empty, DUE)
    await empty.edit("updateIssue", id=copied["id"], title="Ours", standfirst="Both agree.")
    again = (await empty.edit("publishIssue", STATE, id=copied["id"], at=AT))["issue"]
    assert (again["replacesAt"], again["replacesProblem"]) == (AT, None)
    assert run_at(empty, DUE) == [None]


async def break_off(magazine: Editing, _: Any, copied: Any) -> None:
    """Leave a section of the working copy without a text."""
    await magazine.edit("updateIssue", id=copied["id"], sections=[{"heading": "Nothing yet"}])


async def delete_original(magazine: Editing, original: Any, _: Any) -> None:
    """Delete the issue that it is a copy of."""
    await magazine.edit("deleteContent", id=original["id"])


@pytest.mark.parametrize(
    ("happens", "words"), [(break_off, "neither a text nor a recommendation"), (delete_original, "not there any more")]
)
async def test_what_no_reader_should_see_is_not_shown(empty: Editing, happens: Callable[..., Any], words: str) -> None:
    original, copied = await scheduled(empty)
    await happens(empty, original, copied)
    [reason] = run_at(empty, DUE)
    assert reason is not None
    assert words in reason
    assert (await state(empty, copied["id"]))["status"] == "DRAFT"


async def test_a_conflict_that_is_there_already_is_told_when_it_is_scheduled(empty: Editing) -> None:
    original, copied = await published_and_copy(empty)
    await empty.edit("updateIssue", id=copied["id"], title="Theirs")
    await empty.edit("updateIssue", id=original["id"], title="Ours")
    payload = await empty.attempt("publishIssue", STATE, id=copied["id"], at=AT)
    assert [each["code"] for each in payload["problems"]] == ["CONFLICT"]
    assert payload["issue"]["replacesAt"] is None


async def test_taken_back_it_is_a_draft_again(empty: Editing) -> None:
    _, copied = await scheduled(empty)
    after = (await empty.edit("unpublishIssue", STATE, id=copied["id"]))["issue"]
    assert (after["status"], after["replacesAt"]) == ("DRAFT", None)
    assert run_at(empty, DUE) == []


async def test_published_without_a_date_it_takes_its_place_at_once(empty: Editing) -> None:
    original, copied = await scheduled(empty)
    after = (await empty.edit("publishIssue", STATE, id=copied["id"]))["issue"]
    assert (after["id"], after["title"], after["replacesAt"]) == (original["id"], "A better title", None)


async def test_a_date_that_is_past_is_now(empty: Editing) -> None:
    original, copied = await published_and_copy(empty)
    after = (await empty.edit("publishIssue", STATE, id=copied["id"], at="2020-01-01T06:00:00Z"))["issue"]
    assert after["id"] == original["id"]


async def test_a_copy_whose_original_is_gone_is_published_like_any_other_and_is_due_no_more(empty: Editing) -> None:
    original, copied = await scheduled(empty)
    await empty.edit("deleteContent", id=original["id"])
    after = (await empty.edit("publishIssue", STATE, id=copied["id"]))["issue"]
    assert (after["id"], after["status"], after["replacesAt"]) == (copied["id"], "PUBLISHED", None)


@pytest.mark.parametrize(
    ("field", "more"), [("updateIssue", {"title": "Rose"}), ("deleteContent", {}), ("restoreContent", {"version": 1})]
)
async def test_what_is_due_is_changed_with_the_scope_publish(empty: Editing, field: str, more: dict[str, Any]) -> None:
    _, copied = await scheduled(empty)
    value = {"input": {"id": copied["id"], **more}}
    answer = await empty.answer(operation_of(field), value, [Scope.WRITE_CONTENT])
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]


async def test_what_was_due_when_it_was_deleted_is_restored_with_the_scope_publish(empty: Editing) -> None:
    _, copied = await scheduled(empty)
    value = {"input": {"id": copied["id"], "version": 2}}
    for step, codes in (("deleteContent", ["FORBIDDEN"]), ("restoreContent", ["FORBIDDEN"]), ("unpublishIssue", [])):
        await empty.edit(step, **{"id": copied["id"]} | ({"version": 2} if step == "restoreContent" else {}))
        answer = await empty.answer(operation_of("restoreContent"), value, [Scope.WRITE_CONTENT])
        assert [error["extensions"]["code"] for error in answer.get("errors", ())] == codes


async def test_a_copy_of_it_is_not_due(empty: Editing) -> None:
    _, copied = await scheduled(empty)
    other = (await empty.edit("copyIssue", STATE, id=copied["id"]))["issue"]
    assert (other["replaces"], other["replacesAt"]) == (None, None)


async def test_history_tells_when_it_was_to_be(empty: Editing) -> None:
    _, copied = await scheduled(empty)
    operation = """query($id: ID!) { revisions(id: $id) { nodes { differences(from: 2) { label after } } } }"""
    answer = await empty.answer(operation, {"id": copied["id"]}, view=DRAFT)
    [difference] = answer["data"]["revisions"]["nodes"][0]["differences"]
    assert difference == {"label": "date of taking its place added", "after": AT}


async def test_the_command_that_takes_back_ends_the_schedule_too(empty: Editing) -> None:
    _, copied = await scheduled(empty)
    engine = db.connect(empty.url)
    with db.write_transaction(engine) as session:
        writes.unpublish_issue(session, (await stored(empty, copied["id"]))["slug"])
    engine.dispose()
    assert (await state(empty, copied["id"]))["replacesAt"] is None
