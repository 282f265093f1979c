"""Whoever may read drafts reads what a thing was, and what each save changed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from schema import db
from schema.bases import table_of
from schema.context import ApiKey, Caller, Identity, RequestContext
from schema.identity_tables import User
from schema.keys import prefix_of
from schema.tables import Key
from schema.visibility import DRAFT, PUBLISHED, View
from schema.vocabulary import Scope, UserRole
from schema.writes import create_key
from schema.writes.users import create_user
from tests.schema.mutation.editing import PREFIX, Editing, editing
from tests.schema.mutation.test_issues import draft

PAGE = (
    "totalCount pageInfo { hasNextPage endCursor } nodes { version by action differences { path label before after } }"
)


@pytest.fixture
async def magazine(database_url: str) -> AsyncIterator[Editing]:
    """A magazine without content."""
    async with editing(database_url) as empty:
        yield empty


async def revisions(magazine: Editing, row_id: str, selection: str = PAGE, view: View = DRAFT, **more: Any) -> Any:
    """Return what is answered to a key that may read drafts."""
    arguments = "query($id: ID!, $first: Int, $after: String)"
    operation = f"{arguments} {{ revisions(id: $id, first: $first, after: $after) {{ {selection} }} }}"
    return await magazine.answer(operation, {"id": row_id, **more}, [Scope.READ_DRAFTS], view)


async def page(magazine: Editing, row_id: str, selection: str = PAGE, **more: Any) -> Any:
    """Return a page of revisions."""
    answer = await revisions(magazine, row_id, selection, **more)
    assert "errors" not in answer, answer
    return answer["data"]["revisions"]


async def test_each_revision_tells_who_changed_what(magazine: Editing) -> None:
    made = await draft(magazine, "one")
    await magazine.edit("publishIssue", id=made["id"])
    await magazine.edit("updateIssue", id=made["id"], title="Rose")
    found = await page(magazine, made["id"])
    told = [(node["version"], node["by"], node["action"]) for node in found["nodes"]]
    assert told == [(3, PREFIX, "UPDATED"), (2, PREFIX, "PUBLISHED"), (1, PREFIX, "CREATED")]
    assert found["nodes"][0]["differences"] == [
        {"path": ["title"], "label": "title changed", "before": "A draft", "after": "Rose"}
    ]
    assert "section 1 “one” added" in [each["label"] for each in found["nodes"][2]["differences"]]


async def test_whoever_saved_is_told_by_the_name_that_they_have_today(magazine: Editing) -> None:
    engine = db.connect(magazine.url)
    with db.write_transaction(engine) as session:
        user = create_user(session, "ada@example.org", "Ada", UserRole.CHIEF)
        letters = str(prefix_of(create_key(session, "Front", list(Scope))))
    key = ApiKey(letters, "Front", frozenset(Scope))
    senders = (Identity("Ada", frozenset(Scope), user=user), Identity("Front", frozenset(Scope), key))
    update = "mutation($input: UpdateIssueInput!) { updateIssue(input: $input) { problems { message } } }"
    made = await draft(magazine, "one")
    for version, sender in enumerate(senders, 1):
        context = RequestContext(Caller(sender), datetime.now(UTC), "https://liane.example")
        value = {"id": made["id"], "title": str(version), "expectedVersion": version}
        result = await magazine.schema.execute(update, {"input": value}, context)
        assert result.errors is None
    assert [node["by"] for node in (await page(magazine, made["id"]))["nodes"]] == ["Front", "Ada", PREFIX]
    conflict = "problems { ... on Conflict { changedBy } }"
    stale = f'mutation {{ deleteContent(input: {{id: "{made["id"]}", expectedVersion: 1}}) {{ {conflict} }} }}'
    assert (await magazine.ask(stale))["deleteContent"]["problems"] == [{"changedBy": "Front"}]
    with db.write_transaction(engine) as session:
        session.execute(sa.update(table_of(User)).values(name="Ada L."))
        session.execute(sa.delete(table_of(Key)))
    engine.dispose()
    assert [node["by"] for node in (await page(magazine, made["id"]))["nodes"]] == [letters, "Ada L.", PREFIX]


async def test_what_one_editor_saves_in_a_row_is_listed_once_with_all_that_it_changed(magazine: Editing) -> None:
    made = await draft(magazine, "one")
    for title in ("Rose", "Lilas"):
        await magazine.edit("updateIssue", id=made["id"], title=title)
    found = await page(magazine, made["id"])
    assert [node["version"] for node in found["nodes"]] == [3]
    assert found["totalCount"] == 1


async def test_pages_go_back_to_the_first_version(magazine: Editing) -> None:
    made = await draft(magazine, "one")
    await magazine.edit("publishIssue", id=made["id"])
    for title in ("Rose", "Lilas"):
        await magazine.edit("updateIssue", id=made["id"], title=title)
    versions, after = [], None
    while True:
        found = await page(magazine, made["id"], first=1, after=after)
        assert found["totalCount"] == 4
        versions += [node["version"] for node in found["nodes"]]
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert versions == [4, 3, 2, 1]
    back = "nodes { version } pageInfo { hasPreviousPage startCursor }"
    operation = f"query($id: ID!, $before: String) {{ revisions(id: $id, last: 3, before: $before) {{ {back} }} }}"
    versions, before = [], None
    for has_more in (True, False):
        answer = await magazine.answer(operation, {"id": made["id"], "before": before}, [Scope.READ_DRAFTS], DRAFT)
        found = answer["data"]["revisions"]
        versions = [node["version"] for node in found["nodes"]] + versions
        before = found["pageInfo"]["startCursor"]
        assert found["pageInfo"]["hasPreviousPage"] == has_more
    assert versions == [4, 3, 2, 1]


async def test_what_was_deleted_is_still_told_of_and_its_document_is_whole(magazine: Editing) -> None:
    made = await draft(magazine, "one")
    await magazine.edit("deleteContent", id=made["id"])
    selection = "nodes { action document differences(from: 1) { label } missing: differences(from: 7) { label } }"
    [deleted, _] = (await page(magazine, made["id"], selection))["nodes"]
    assert (deleted["action"], deleted["differences"], deleted["missing"]) == ("DELETED", [], None)
    assert orjson.loads(deleted["document"])["sections"][0]["id"] == made["sections"][0]["id"]


@pytest.mark.parametrize("row_id", ["iss_nothing", "sec_1", "", "' OR 1"])
async def test_of_what_never_was_there_is_nothing(magazine: Editing, row_id: str) -> None:
    assert (await page(magazine, row_id))["nodes"] == []


async def test_a_scope_alone_shows_no_revision(magazine: Editing) -> None:
    made = await draft(magazine, "one")
    answer = await revisions(magazine, made["id"], view=PUBLISHED)
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]


@pytest.mark.parametrize("arguments", [{"first": 0}, {"first": 101}, {"after": "x"}, {"after": "9" * 20}])
async def test_arguments_that_are_none_are_refused(magazine: Editing, arguments: dict[str, Any]) -> None:
    answer = await revisions(magazine, "iss_nothing", **arguments)
    assert answer["errors"][0]["extensions"]["code"] in {"BAD_USER_INPUT", "INVALID_CURSOR"}
