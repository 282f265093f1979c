"""A copy of an issue says the same, and is another issue."""

from typing import Any

from tests.schema.mutation.editing import Editing
from tests.schema.mutation.test_issues import draft

WORDS = """title standfirst language authors { id } cover { url }
  sections { heading body { markdown } column { id } people { id } sources { title url }
    keyFigures { label value unit } recommendations { role reason work { id } } }"""
IDS = "id slug number status sections { id recommendations { id } }"


async def both(magazine: Editing, **value: Any) -> tuple[Any, Any]:
    """Return an issue and a copy of it."""
    made = await draft(magazine, "one", "two")
    await magazine.edit("updateIssue", id=made["id"], standfirst="Un chapeau", number=7)
    before = await magazine.edit("updateIssue", f"issue {{ {IDS} {WORDS} }}", id=made["id"])
    copied = await magazine.edit("copyIssue", f"issue {{ {IDS} {WORDS} }}", id=made["id"], **value)
    return before["issue"], copied["issue"]


def words(issue: Any) -> Any:
    """Return what an issue says, without ids."""
    if isinstance(issue, dict):
        return {name: words(value) for name, value in issue.items() if name not in {"id", "slug", "number", "status"}}
    return [words(each) for each in issue] if isinstance(issue, list) else issue


def ids(issue: Any) -> set[str]:
    """Return the ids of an issue and of its parts."""
    parts = [each for section in issue["sections"] for each in (section, *section["recommendations"])]
    return {each["id"] for each in (issue, *parts)}


async def test_a_copy_says_the_same_under_ids_of_its_own(empty: Editing) -> None:
    before, copied = await both(empty)
    assert words(copied) == words(before)
    assert not ids(copied) & ids(before)
    assert (copied["number"], copied["status"]) == (None, "DRAFT")
    assert copied["slug"] == f"{before['slug']}-2"


async def test_a_copy_may_have_a_title_and_a_slug_of_its_own(empty: Editing) -> None:
    _, copied = await both(empty, title="La semaine suivante", slug="suivante")
    assert (copied["title"], copied["slug"]) == ("La semaine suivante", "suivante")


async def test_a_copy_can_be_changed_without_its_original(empty: Editing) -> None:
    before, copied = await both(empty)
    await empty.edit("updateIssue", id=copied["id"], sections=[])
    after = await empty.edit("updateIssue", f"issue {{ {IDS} {WORDS} }}", id=before["id"])
    assert after["issue"] == before


async def test_a_slug_that_is_taken_and_a_title_that_is_none_are_problems(empty: Editing) -> None:
    before, _ = await both(empty)
    taken = await empty.attempt("copyIssue", "issue { id }", id=before["id"], slug=before["slug"])
    assert [(each["code"], each["path"][-1]) for each in taken["problems"]] == [("SLUG_TAKEN", "slug")]
    nameless = await empty.attempt("copyIssue", "issue { id }", id=before["id"], title=" ")
    assert [(each["code"], each["path"][-1]) for each in nameless["problems"]] == [("REQUIRED", "title")]
