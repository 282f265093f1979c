"""Two editors of one thing: both edits stay where they are about something else; else nobody's words are lost."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.schema.mutation.editing import Editing, editing
from tests.schema.mutation.test_issues import draft

SECTIONS = "sections { id heading body { markdown } recommendations { id reason } }"
CONFLICT = "__typename code path ... on Conflict { version changedBy differences { path label before after } }"
FIELDS = ["title", "standfirst", "heading 0", "body 0", "heading 1", "body 1", "reason 0", "reason 1"]
EDITS = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["Rose", "Lilas"]), min_size=1, max_size=4)


async def update(magazine: Editing, **value: Any) -> Any:
    """Return the payload of an update, with all that a conflict tells."""
    payload = f"issue {{ id version title standfirst {SECTIONS} }} problems {{ {CONFLICT} }}"
    operation = f"mutation($input: UpdateIssueInput!) {{ updateIssue(input: $input) {{ {payload} }} }}"
    return (await magazine.ask(operation, input=value))["updateIssue"]


def edit_of(issue: Any, edits: dict[str, str]) -> dict[str, Any]:
    """Return the input of an editor who has opened an issue, and changes some places in it."""
    value: dict[str, Any] = {"id": issue["id"], "expectedVersion": issue["version"]}
    sections = []
    for place, section in enumerate(issue["sections"]):
        words = {name: edits[f"{name} {place}"] for name in ("heading", "body") if f"{name} {place}" in edits}
        [recommendation] = section["recommendations"]
        if reason := edits.get(f"reason {place}"):
            words["recommendations"] = [{"id": recommendation["id"], "reason": reason}]  # type: ignore[assignment]
        sections.append({"id": section["id"], **words})
    return value | {"sections": sections} | {name: edits[name] for name in ("title", "standfirst") if name in edits}


def words_of(issue: Any) -> dict[str, str]:
    """Return what stands at each place that editors change."""
    words = {"title": issue["title"], "standfirst": issue["standfirst"]}
    for place, section in enumerate(issue["sections"]):
        words[f"heading {place}"] = section["heading"]
        words[f"body {place}"] = section["body"]["markdown"]
        words[f"reason {place}"] = section["recommendations"][0]["reason"]
    return words


def paths(conflict: Any) -> set[str]:
    """Return the places that a conflict names."""
    named = set()
    for difference in conflict["differences"]:
        path = difference["path"]
        named.add(path[-1] if path[0] != "sections" else f"{path[-1]} {path[1]}")
    return named


@given(first=EDITS, second=EDITS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_word_is_lost_and_a_conflict_names_what_both_have_changed(
    empty_magazine: Any, first: dict[str, str], second: dict[str, str]
) -> None:
    run, magazine = empty_magazine

    async def race() -> None:
        opened = await reset(magazine)
        saved = await update(magazine, **edit_of(opened, first))
        assert saved["problems"] == []
        late = await update(magazine, **edit_of(opened, second))
        clash = {name for name in first.keys() & second.keys() if first[name] != second[name]}
        expected = words_of(opened) | first | ({} if clash else second)
        assert words_of(late["issue"]) == expected
        if clash:
            [conflict] = late["problems"]
            assert (conflict["__typename"], conflict["path"][-1]) == ("Conflict", "expectedVersion")
            assert conflict["version"] == saved["issue"]["version"]
            assert paths(conflict) == clash
        else:
            assert late["problems"] == []

    run(race())


ISSUES: dict[int, Any] = {}


async def reset(magazine: Editing) -> Any:
    """Return the issue as every race begins."""
    if id(magazine) not in ISSUES:
        ISSUES[id(magazine)] = await draft(magazine, "one", "two")
    made = ISSUES[id(magazine)]
    sections = [
        {
            "id": section["id"],
            "heading": section["heading"],
            "body": "Un mot.",
            "recommendations": [{"id": section["recommendations"][0]["id"], "reason": None}],
        }
        for section in made["sections"]
    ]
    value = {"id": made["id"], "title": "A draft", "standfirst": None, "sections": sections}
    return (await update(magazine, **value))["issue"]


async def opened(magazine: Editing) -> Any:
    """Make an issue with two sections, and return it as an editor sees it."""
    made = await draft(magazine, "one", "two")
    return (await update(magazine, id=made["id"]))["issue"]


async def test_a_section_that_one_edits_and_the_other_takes_out_is_a_conflict(empty: Editing) -> None:
    issue = await opened(empty)
    await update(empty, id=issue["id"], sections=[{"id": issue["sections"][0]["id"]}])
    late = await update(empty, **edit_of(issue, {"body 1": "Rose"}))
    assert [each["label"] for each in late["problems"][0]["differences"]] == ["a section “two” removed"]
    kept = await update(empty, **edit_of(issue, {"body 0": "Rose"}))
    assert kept["problems"] == []
    assert [each["body"]["markdown"] for each in kept["issue"]["sections"]] == ["Rose"]


async def test_a_section_that_one_takes_out_and_the_other_edits_is_a_conflict(empty: Editing) -> None:
    issue = await opened(empty)
    await update(empty, **edit_of(issue, {"body 1": "Rose"}))
    left = {"id": issue["sections"][0]["id"]}
    late = await update(empty, id=issue["id"], expectedVersion=issue["version"], sections=[left])
    assert [each["label"] for each in late["problems"][0]["differences"]] == ["section 2 “two” changed"]


async def test_both_add_sections_and_both_move_some(empty: Editing) -> None:
    issue = await opened(empty)
    one, two = ({"id": section["id"]} for section in issue["sections"])
    await update(empty, id=issue["id"], sections=[two, one, {"heading": "three"}])
    late = await update(
        empty, id=issue["id"], expectedVersion=issue["version"], sections=[one, two, {"heading": "four"}]
    )
    assert late["problems"] == []
    headings = [each["heading"] for each in late["issue"]["sections"]]
    assert headings == ["two", "four", "one", "three"]


async def test_an_edit_of_a_version_that_is_not_kept_is_a_conflict_whatever_it_changes(empty: Editing) -> None:
    issue = await opened(empty)
    late = await update(empty, id=issue["id"], expectedVersion=issue["version"] + 7, title="Rose")
    assert [(each["code"], each["differences"]) for each in late["problems"]] == [("CONFLICT", [])]
    assert late["issue"]["title"] == "A draft"


async def test_without_a_version_an_edit_is_written_over_whatever_is_there(empty: Editing) -> None:
    issue = await opened(empty)
    await update(empty, id=issue["id"], title="Rose")
    assert (await update(empty, id=issue["id"], title="Lilas"))["issue"]["title"] == "Lilas"


async def test_details_of_a_work_are_merged_field_by_field(empty: Editing) -> None:
    made = await empty.edit("createWork", "work { id version }", kind="FILM", title="One")
    base = {"id": made["work"]["id"], "expectedVersion": made["work"]["version"]}
    await empty.edit("updateWork", **base, details={"film": {"runtimeMinutes": 95}}, tags=["mer"])
    selection = "work { tags ... on Film { runtimeMinutes isDocumentary } }"
    late = await empty.edit("updateWork", selection, **base, details={"film": {"isDocumentary": True}}, tags=["ciel"])
    assert late["work"] == {"tags": ["mer", "ciel"], "runtimeMinutes": 95, "isDocumentary": True}


@pytest.fixture
def empty_magazine(database_url: str) -> Any:
    """A magazine without content, and what runs a coroutine in its loop."""
    loop, stack = asyncio.new_event_loop(), AsyncExitStack()
    magazine = loop.run_until_complete(stack.enter_async_context(editing(database_url)))
    yield loop.run_until_complete, magazine
    ISSUES.clear()
    loop.run_until_complete(stack.aclose())
    loop.close()
