"""What editors should look at is found by indexes, and tells of works and changes as they are."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from schema import attention, db
from schema.engine.compiler.statement import compile_select
from tests.schema.content import issue, pick, work
from tests.schema.mutation.editing import PREFIX, Editing, editing
from tests.schema.mutation.test_issues import draft

NOW = datetime(2023, 8, 1, tzinfo=UTC)


@pytest.fixture
async def magazine(database_url: str) -> AsyncIterator[Editing]:
    """A magazine without content."""
    async with editing(database_url) as empty:
        yield empty


async def read(magazine: Editing, select: Any) -> Any:
    """Return what a SELECT finds."""
    (text,) = await magazine.schema.engine.read(select)
    return orjson.loads(text)


async def test_works_of_one_kind_and_title_are_duplicates_in_pages(magazine: Editing) -> None:
    engine = db.connect(magazine.url)
    with db.write_transaction(engine) as session:
        titles = {"a": "Été", "b": "ete", "c": "ETE", "d": "Hiver", "e": "hiver", "f": "Alone"}
        ids = {slug: work(session, slug, title=title) for slug, title in titles.items()}
        work(session, "g", title="Alone", kind="BOOK")
    engine.dispose()
    first = await read(magazine, attention.select_duplicates(1))
    assert {each["id"] for each in first} == {ids["a"], ids["b"], ids["c"]}
    assert {(each["kind"], each["title"]) for each in first} == {("FILM", "ete")}
    after = await read(magazine, attention.select_duplicates(1, ("FILM", "ete")))
    assert {each["id"] for each in after} == {ids["d"], ids["e"]}
    assert await read(magazine, attention.select_duplicates(1, ("FILM", "hiver"))) == []


async def test_works_of_new_issues_lack_pictures_and_looks_at_their_availability(magazine: Editing) -> None:
    engine = db.connect(magazine.url)
    offered = [{"access": "FREE", "verified_at": datetime(2023, 7, 1, tzinfo=UTC)}]
    with db.write_transaction(engine) as session:
        bare = work(session, "bare", availability=[{"access": "FREE"}])
        whole = work(session, "whole", image_url="https://liane.example/a.png", image_alt="A", availability=offered)
        work(session, "elsewhere")
        issue(session, sections=[{"heading": "A", "recommendations": [pick(bare), pick(whole)]}])
    engine.dispose()
    assert await read(magazine, attention.select_without_picture(9)) == [bare]
    assert await read(magazine, attention.select_unverified(datetime(2023, 7, 31, tzinfo=UTC), 9)) == [bare]
    assert await read(magazine, attention.select_unverified(NOW, 9)) == [bare, whole]


async def test_the_latest_changes_tell_who_did_what(magazine: Editing) -> None:
    issue_id = (await draft(magazine))["id"]
    await magazine.edit("updateIssue", id=issue_id, title="Two")
    found = await read(magazine, attention.select_latest_changes(2))
    assert [(each["type"], each["id"], each["action"], each["by"]) for each in found] == [
        ("Issue", issue_id, "UPDATED", PREFIX),
        ("Issue", issue_id, "CREATED", PREFIX),
    ]


def test_duplicates_are_read_from_an_index_alone(engine: Any) -> None:
    if engine.dialect.name != "sqlite":
        return
    sql, parameters = compile_select(attention.select_duplicates(20, ("FILM", "x")), engine.dialect)
    with engine.connect() as connection:
        plan = "\n".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", tuple(parameters)))
    assert "USING COVERING INDEX ix_works_kind_order" in plan
    assert "SCAN works" not in plan
