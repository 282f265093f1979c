"""A working copy is a draft until it takes the place of its original, under the same ids, or is a conflict."""

from typing import Any

from schema.visibility import DRAFT
from schema.vocabulary import Scope
from tests.schema.mutation.editing import Editing
from tests.schema.mutation.test_issues import draft

ISSUE = """id slug number status publishedAt title replaces { id }
  sections { id heading body { markdown } recommendations { id role reason work { id } } }"""
READ = f"query($id: ID!) {{ node(id: $id) {{ ... on Issue {{ {ISSUE} }} }} }}"


async def stored(magazine: Editing, issue_id: str) -> Any:
    """Return an issue as it stands."""
    return (await magazine.answer(READ, {"id": issue_id}, view=DRAFT))["data"]["node"]


async def published_and_copy(magazine: Editing) -> tuple[Any, Any]:
    """Return a published issue with two sections, and its working copy."""
    made = await draft(magazine, "one", "two")
    await magazine.edit("updateIssue", id=made["id"], number=7)
    await magazine.edit("publishIssue", id=made["id"])
    copied = await magazine.edit("copyIssue", f"issue {{ {ISSUE} }}", id=made["id"], replaces=True)
    return await stored(magazine, made["id"]), copied["issue"]


def ids(issue: Any) -> list[str]:
    """Return the ids of an issue and of its parts, in order."""
    return [
        issue["id"],
        *(each["id"] for section in issue["sections"] for each in (section, *section["recommendations"])),
    ]


async def publish(magazine: Editing, copy: Any) -> Any:
    """Publish a working copy, and return the payload."""
    return await magazine.attempt("publishIssue", f"issue {{ {ISSUE} }}", id=copy["id"])


async def test_a_working_copy_is_a_draft_that_names_its_original(empty: Editing) -> None:
    original, copied = await published_and_copy(empty)
    assert (copied["status"], copied["replaces"]) == ("DRAFT", {"id": original["id"]})
    assert not set(ids(copied)) & set(ids(original))
    assert await stored(empty, original["id"]) == original


async def test_what_was_changed_in_it_takes_the_place_of_the_original_under_its_ids(empty: Editing) -> None:
    original, copied = await published_and_copy(empty)
    one, two = copied["sections"]
    sections = [{"id": two["id"]}, {"heading": "three", "body": "Trois."}, {"id": one["id"], "heading": "eins"}]
    await empty.edit("updateIssue", id=copied["id"], title="A better title", sections=sections)
    payload = await publish(empty, copied)
    assert payload["problems"] == []
    after = payload["issue"]
    assert (after["id"], after["slug"], after["number"]) == (original["id"], original["slug"], 7)
    assert (after["status"], after["publishedAt"]) == ("PUBLISHED", original["publishedAt"])
    assert after["title"] == "A better title"
    assert [section["heading"] for section in after["sections"]] == ["two", "three", "eins"]
    kept = [after["sections"][2], after["sections"][0]]
    assert ids({"id": original["id"], "sections": kept}) == ids(original)
    assert await stored(empty, copied["id"]) is None


async def test_an_unchanged_working_copy_changes_nothing(empty: Editing) -> None:
    original, copied = await published_and_copy(empty)
    assert (await publish(empty, copied))["problems"] == []
    assert await stored(empty, original["id"]) == original


async def test_what_was_changed_in_both_in_different_places_is_kept(empty: Editing) -> None:
    original, copied = await published_and_copy(empty)
    one, two = copied["sections"]
    await empty.edit("updateIssue", id=copied["id"], sections=[{"id": one["id"], "body": "Un."}, {"id": two["id"]}])
    corrected = [{"id": original["sections"][0]["id"]}, {"id": original["sections"][1]["id"], "body": "Deux."}]
    await empty.edit("updateIssue", id=original["id"], sections=corrected)
    after = (await publish(empty, copied))["issue"]
    assert [section["body"]["markdown"] for section in after["sections"]] == ["Un.", "Deux."]


async def test_what_was_changed_in_both_in_one_place_is_a_conflict_and_nothing_is_changed(empty: Editing) -> None:
    original, copied = await published_and_copy(empty)
    await empty.edit("updateIssue", id=copied["id"], title="Theirs")
    await empty.edit("updateIssue", id=original["id"], title="Ours")
    payload = await publish(empty, copied)
    assert [each["code"] for each in payload["problems"]] == ["CONFLICT"]
    assert (await stored(empty, original["id"]))["title"] == "Ours"
    assert (await stored(empty, copied["id"]))["title"] == "Theirs"


async def test_there_is_one_working_copy_of_what_is_published(empty: Editing) -> None:
    original, _ = await published_and_copy(empty)
    again = await empty.attempt("copyIssue", "issue { id }", id=original["id"], replaces=True)
    other = await draft(empty, "three")
    of_draft = await empty.attempt("copyIssue", "issue { id }", id=other["id"], replaces=True)
    for payload in (again, of_draft):
        assert [each["path"][-1] for each in payload["problems"]] == ["replaces"]


async def test_without_its_original_it_is_a_draft_like_any_other(empty: Editing) -> None:
    original, copied = await published_and_copy(empty)
    await empty.edit("deleteContent", id=original["id"])
    after = (await publish(empty, copied))["issue"]
    assert (after["id"], after["status"], after["replaces"]) == (copied["id"], "PUBLISHED", None)


async def test_writing_content_makes_a_working_copy_and_publishing_takes_its_scope(empty: Editing) -> None:
    _, copied = await published_and_copy(empty)
    operation = "mutation($input: PublishIssueInput!) { publishIssue(input: $input) { problems { code } } }"
    answer = await empty.answer(operation, {"input": {"id": copied["id"]}}, [Scope.WRITE_CONTENT])
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
