"""What was deleted and can come back: what was merged into another is still there, under its name."""

from collections.abc import AsyncIterator

import pytest

from schema import db, tables
from schema.history.deleted import find_deleted
from schema.rows import Model
from tests.schema.mutation.editing import Editing, editing


@pytest.fixture
async def empty(database_url: str) -> AsyncIterator[Editing]:
    """An empty magazine, and who edits it."""
    async with editing(database_url) as made:
        yield made


def deleted(magazine: Editing, model: Model, limit: int = 10) -> list[tuple[str, str | None]]:
    """Return the names of what was deleted, and by whom."""
    engine = db.connect(magazine.url)
    with db.read_transaction(engine) as session:
        found = [(each.name, each.by) for each in find_deleted(session, model, limit)]
    engine.dispose()
    return found


async def person(magazine: Editing, name: str) -> str:
    """Make a person, and return the id."""
    return str((await magazine.edit("createPerson", "person { id }", name=name))["person"]["id"])


async def test_the_last_comes_first_and_what_came_back_is_none(empty: Editing) -> None:
    ada, bo = await person(empty, "Ada"), await person(empty, "Bo")
    for each in (ada, bo):
        await empty.edit("deleteContent", id=each)
    names = {name for name, _ in deleted(empty, tables.Person)}
    assert names == {"Ada", "Bo"}
    assert len(deleted(empty, tables.Person, 1)) == 1
    assert deleted(empty, tables.Work) == []
    await empty.edit("restoreContent", "node { id }", id=ada, version=2)
    assert [name for name, _ in deleted(empty, tables.Person)] == ["Bo"]
    await empty.edit("deleteContent", id=ada)
    assert {name for name, _ in deleted(empty, tables.Person)} == {"Ada", "Bo"}


async def test_what_was_merged_is_not_deleted(empty: Editing) -> None:
    ada, bo = await person(empty, "Ada"), await person(empty, "Bo")
    await empty.edit("mergePeople", "person { id }", into=ada, duplicate=bo)
    assert deleted(empty, tables.Person) == []
