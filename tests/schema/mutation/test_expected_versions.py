"""What publishes, takes back, merges or deletes can say which version it means: of a newer one, nothing is done."""

from typing import Any

import pytest

from tests.schema.mutation.editing import Editing
from tests.schema.mutation.test_issues import draft

CONFLICT = "problems { code path ... on Conflict { version changedAt changedBy differences { label } } }"
CHANGED = ["title changed"]


async def attempt(magazine: Editing, field: str, **value: Any) -> list[Any]:
    """Return the problems of a mutation, with all that a conflict tells."""
    name = f"{field[:1].upper()}{field[1:]}Input"
    operation = f"mutation($input: {name}!) {{ {field}(input: $input) {{ {CONFLICT} }} }}"
    problems: list[Any] = (await magazine.ask(operation, input=value))[field]["problems"]
    return problems


async def film(magazine: Editing, title: str) -> str:
    """Make a film, and return its id."""
    return str((await magazine.edit("createWork", "work { id }", kind="FILM", title=title))["work"]["id"])


@pytest.mark.parametrize("field", ["publishIssue", "unpublishIssue", "deleteContent"])
async def test_what_somebody_saved_since_is_a_conflict_in_words_and_nothing_is_done(empty: Editing, field: str) -> None:
    issue = await draft(empty, "one")
    await empty.edit("updateIssue", id=issue["id"], title="Rose")
    before = empty.digest()
    [conflict] = await attempt(empty, field, id=issue["id"], expectedVersion=1)
    assert (conflict["code"], conflict["path"]) == ("CONFLICT", [field, "input", "expectedVersion"])
    assert (conflict["version"], conflict["changedBy"]) == (2, "Ed1t0r00")
    assert [each["label"] for each in conflict["differences"]] == CHANGED
    assert empty.digest() == before
    assert await attempt(empty, field, id=issue["id"], expectedVersion=2) == []


async def test_a_working_copy_that_was_changed_since_does_not_take_its_place(empty: Editing) -> None:
    issue = await draft(empty, "one")
    await empty.edit("publishIssue", id=issue["id"])
    copied = (await empty.edit("copyIssue", "issue { id version }", id=issue["id"], replaces=True))["issue"]
    await empty.edit("updateIssue", id=copied["id"], title="Rose")
    [conflict] = await attempt(empty, "publishIssue", id=copied["id"], expectedVersion=copied["version"])
    assert [each["label"] for each in conflict["differences"]] == CHANGED


@pytest.mark.parametrize("changed", ["into", "duplicate"])
async def test_works_of_which_one_was_changed_since_are_not_merged(empty: Editing, changed: str) -> None:
    ids = {"into": await film(empty, "one"), "duplicate": await film(empty, "uno")}
    await empty.edit("updateWork", id=ids[changed], title="Rose")
    versions = {"expectedVersion": 1, "expectedDuplicateVersion": 1}
    [conflict] = await attempt(empty, "mergeWorks", **ids, **versions)
    name = "expectedVersion" if changed == "into" else "expectedDuplicateVersion"
    assert conflict["path"] == ["mergeWorks", "input", name]
    assert [each["label"] for each in conflict["differences"]] == CHANGED
    assert await attempt(empty, "mergeWorks", **ids, **versions | {name: 2}) == []


@pytest.mark.parametrize(
    ("merge", "create", "update", "given"),
    [
        ("mergePeople", "createPerson", "updatePerson", {}),
        ("mergeOrganizations", "createOrganization", "updateOrganization", {"kind": "STUDIO"}),
    ],
)
async def test_people_and_organisations_are_merged_as_they_were_seen(
    empty: Editing, merge: str, create: str, update: str, given: dict[str, str]
) -> None:
    member = create.removeprefix("create").lower()
    made = [await empty.edit(create, f"{member} {{ id }}", name=name, **given) for name in ("Ada", "Ada L.")]
    ids = dict(zip(("into", "duplicate"), (each[member]["id"] for each in made), strict=True))
    await empty.edit(update, id=ids["duplicate"], summary="Rose")
    [conflict] = await attempt(empty, merge, **ids, expectedDuplicateVersion=1)
    assert conflict["path"] == [merge, "input", "expectedDuplicateVersion"]
    before = empty.digest()
    [missing] = await attempt(empty, merge, into=ids["into"], duplicate="per_nobody")
    assert (missing["code"], missing["path"]) == ("NOT_FOUND", [merge, "input", "duplicate"])
    [same] = await attempt(empty, merge, into=ids["into"], duplicate=ids["into"])
    assert same["code"] == "INVALID"
    assert empty.digest() == before
    selection = f"{member} {{ id aliases summary version }}"
    payload = (await empty.edit(merge, selection, **ids, expectedDuplicateVersion=2))[member]
    assert payload == {"id": ids["into"], "aliases": ["Ada L."], "summary": "Rose", "version": 2}


async def test_what_the_operation_saved_itself_is_no_conflict_and_what_others_did_is(empty: Editing) -> None:
    issue = await draft(empty, "one")
    operation = f"""mutation($id: ID!) {{
      updateIssue(input: {{ id: $id, expectedVersion: 1, standfirst: "Rose" }}) {{ {CONFLICT} }}
      publishIssue(input: {{ id: $id, expectedVersion: 1 }}) {{ {CONFLICT} }} }}"""
    await empty.edit("updateIssue", id=issue["id"], title="Lilas")
    data = await empty.ask(operation, id=issue["id"])
    [conflict] = data["publishIssue"]["problems"]
    assert (conflict["version"], [each["label"] for each in conflict["differences"]]) == (2, CHANGED)
    again = await empty.ask(operation.replace("expectedVersion: 1", "expectedVersion: 2"), id=issue["id"])
    assert [each["problems"] for each in again.values()] == [[], []]
