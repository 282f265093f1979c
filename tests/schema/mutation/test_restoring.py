"""Any version comes back, and so does what was deleted: the same content under the same ids."""

from typing import Any

import pytest

from schema.vocabulary import Scope
from tests.schema.mutation.editing import Editing, operation_of
from tests.schema.mutation.test_issues import draft

ALL = """id slug title number standfirst language authors { id } cover { url alt }
  sections { id heading body { markdown } column { id } people { id } organizations { id } sources { title url }
    keyFigures { label value unit } recommendations { id role reason work { id } recommendedBy { id } } }"""
NODE = f"node {{ id ... on Issue {{ version {ALL} }} ... on Film {{ title }} ... on Person {{ name }} }}"


async def issue_now(magazine: Editing, issue_id: str) -> Any:
    """Return an issue as it stands."""
    return (await magazine.edit("updateIssue", f"issue {{ {ALL} }}", id=issue_id))["issue"]


async def restored(magazine: Editing, row_id: str, version: int) -> Any:
    """Restore a version, and return what there is now."""
    node = (await magazine.edit("restoreContent", NODE, id=row_id, version=version))["node"]
    return {name: value for name, value in node.items() if name != "version"}


async def test_each_version_of_an_issue_comes_back_with_its_ids(empty: Editing) -> None:
    made = await draft(empty, "one", "two")
    one, two = made["sections"]
    states = {1: await issue_now(empty, made["id"])}
    edits: list[dict[str, Any]] = [
        {"title": "Rose", "slug": "rose"},
        {"sections": [{"id": two["id"], "heading": "zwei", "sources": [{"title": "Un communiqué"}]}]},
        {"sections": [{"id": two["id"], "recommendations": []}, {"heading": "three", "body": "Trois."}]},
        {"standfirst": "Un chapeau", "cover": {"url": "https://a.example/b.png", "alt": "B"}},
        {"cover": None, "sections": []},
    ]
    for version, edit in enumerate(edits, 2):
        await empty.edit("updateIssue", id=made["id"], **edit)
        states[version] = await issue_now(empty, made["id"])
    assert one["id"] not in str(states[3])
    for version in (3, 1, 6, 5, 2, 4):
        assert await restored(empty, made["id"], version) == states[version]


async def test_a_deleted_issue_comes_back_with_its_ids_and_its_version_goes_on(empty: Editing) -> None:
    made = await draft(empty, "one", "two")
    before = await issue_now(empty, made["id"])
    await empty.edit("deleteContent", id=made["id"])
    node = (await empty.edit("restoreContent", NODE, id=made["id"], version=1))["node"]
    assert node == {**before, "version": 3}


async def test_what_a_version_names_and_was_deleted_is_a_problem_with_its_place(empty: Editing) -> None:
    made = await draft(empty, "one")
    work = made["sections"][0]["recommendations"][0]["work"]["slug"]
    work_id = (await empty.edit("updateWork", "work { id }", id=await id_of_work(empty, made)))["work"]["id"]
    await empty.edit("updateIssue", id=made["id"], sections=[])
    await empty.edit("deleteContent", id=work_id)
    payload = await empty.attempt("restoreContent", NODE, id=made["id"], version=1)
    path = ["restoreContent", "input", "version", "sections", "0", "recommendations", "0", "work"]
    assert [(each["code"], each["path"], each["id"]) for each in payload["problems"]] == [("NOT_FOUND", path, work_id)]
    await empty.edit("restoreContent", "node { id }", id=work_id, version=1)
    assert (await restored(empty, made["id"], 1))["sections"][0]["recommendations"][0]["work"]["id"] == work_id
    assert work == "one"


async def id_of_work(magazine: Editing, issue: Any) -> str:
    """Return the id of the first work of an issue."""
    payload = await magazine.edit(
        "updateIssue", "issue { sections { recommendations { work { id } } } }", id=issue["id"]
    )
    return str(payload["issue"]["sections"][0]["recommendations"][0]["work"]["id"])


async def test_an_earlier_text_is_seen_as_the_newest_was(empty: Editing) -> None:
    made = await draft(empty, "one")
    await empty.edit("updateIssue", id=made["id"], title="Rose")
    await empty.edit("publishIssue", id=made["id"])
    node = "node { ... on Issue { title status publishedAt } }"
    published = (await empty.edit("updateIssue", "issue { publishedAt }", id=made["id"]))["issue"]["publishedAt"]
    seen = {"title": made["title"], "status": "PUBLISHED", "publishedAt": published}
    assert (await empty.edit("restoreContent", node, id=made["id"], version=1))["node"] == seen
    await empty.edit("unpublishIssue", id=made["id"])
    hidden = {"title": "Rose", "status": "UNPUBLISHED", "publishedAt": published}
    assert (await empty.edit("restoreContent", node, id=made["id"], version=3))["node"] == hidden


async def test_who_may_not_publish_restores_nothing_that_readers_see_or_would(empty: Editing) -> None:
    made = await draft(empty, "one")
    operation = operation_of("restoreContent", "node { id }")
    value = {"input": {"id": made["id"], "version": 1}}
    for step in ("publishIssue", "deleteContent"):
        await empty.edit(step, id=made["id"])
        answer = await empty.answer(operation, value, [Scope.WRITE_CONTENT])
        assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]
    await empty.edit("restoreContent", "node { id }", id=made["id"], version=1)
    await empty.edit("unpublishIssue", id=made["id"])
    assert "errors" not in await empty.answer(operation, value, [Scope.WRITE_CONTENT])


async def test_what_was_saved_meanwhile_is_a_conflict(empty: Editing) -> None:
    made = await draft(empty, "one")
    await empty.edit("updateIssue", id=made["id"], title="Rose")
    value = {"id": made["id"], "version": 1, "expectedVersion": 1}
    payload = await empty.attempt("restoreContent", NODE, **value)
    assert [(each["code"], each["path"][-1]) for each in payload["problems"]] == [("CONFLICT", "expectedVersion")]
    assert payload["node"]["title"] == "Rose"


@pytest.mark.parametrize(
    "value", [{"id": "iss_nothing", "version": 1}, {"id": "x", "version": 1}, {"id": "sec_1", "version": 0}]
)
async def test_what_was_never_there_is_a_problem(empty: Editing, value: dict[str, Any]) -> None:
    payload = await empty.attempt("restoreContent", NODE, **value)
    assert [each["code"] for each in payload["problems"]] == ["NOT_FOUND"]
