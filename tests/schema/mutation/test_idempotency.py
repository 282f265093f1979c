"""A mutation that is sent again under its key is run once, and every time its first answer comes."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
import sqlalchemy as sa

from schema import db
from schema.mutation.idempotency import KEPT, LIFETIME
from schema.vocabulary import Scope
from tests.schema.mutation.editing import Editing, editing

CREATE = """
mutation Add($key: String!, $name: String!) @idempotent(key: $key) {
  createPerson(input: { name: $name }) { person { id slug version } problems { code } }
}
"""


async def people(magazine: Editing) -> list[str]:
    """Return the names of all people."""
    return sorted(row["name"] for row in magazine.content()["people"])


async def test_it_is_run_once_and_answered_as_often_as_it_is_sent(empty: Editing) -> None:
    first = await empty.ask(CREATE, key="one", name="Ada")
    before = empty.digest()
    assert await empty.ask(CREATE, key="one", name="Ada") == first
    assert empty.digest() == before
    assert await empty.ask(CREATE, key="two", name="Ada") != first
    assert await people(empty) == ["Ada", "Ada"]


async def test_twenty_at_once_on_several_servers_make_one_change(empty: Editing) -> None:
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(editing(empty.url)) for _ in range(4)]
        asked = [server.ask(CREATE, key="one", name="Ada") for server in servers * 5]
        answers = await asyncio.gather(*asked)
    assert answers == [answers[0]] * 20
    assert await people(empty) == ["Ada"]


async def test_the_key_is_refused_with_another_request(empty: Editing) -> None:
    await empty.ask(CREATE, key="one", name="Ada")
    answer = await empty.answer(CREATE, {"key": "one", "name": "Bea"})
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["BAD_USER_INPUT"]
    assert await people(empty) == ["Ada"]


async def test_what_had_problems_is_run_again(empty: Editing) -> None:
    payload = await empty.ask(CREATE, key="one", name=" ")
    assert [each["code"] for each in payload["createPerson"]["problems"]] == ["REQUIRED"]
    await empty.ask(CREATE, key="one", name="Ada")
    assert await people(empty) == ["Ada"]


async def test_after_a_day_it_is_run_again_and_the_old_answer_is_gone(empty: Editing) -> None:
    await empty.ask(CREATE, key="one", name="Ada")
    engine = db.connect(empty.url)
    with engine.begin() as connection:
        stored = connection.execute(sa.select(KEPT.c.at)).scalar_one()
        connection.execute(sa.update(KEPT).values(at=stored - LIFETIME - timedelta(seconds=1)))
    engine.dispose()
    await empty.ask(CREATE, key="one", name="Ada")
    assert await people(empty) == ["Ada", "Ada"]
    assert len(empty.content()["idempotency"]) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb"])
async def test_a_key_that_is_none_is_refused(empty: Editing, key: str) -> None:
    answer = await empty.answer(CREATE, {"key": key, "name": "Ada"})
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["BAD_USER_INPUT"]


async def test_a_dry_run_is_not_kept(empty: Editing) -> None:
    tried = CREATE.replace("@idempotent", "@dryRun @idempotent")
    await empty.ask(tried, key="one", name="Ada")
    await empty.ask(CREATE, key="one", name="Ada")
    assert await people(empty) == ["Ada"]


async def test_who_may_not_write_learns_nothing_of_it(empty: Editing) -> None:
    await empty.ask(CREATE, key="one", name="Ada")
    answer = await empty.answer(CREATE, {"key": "one", "name": "Ada"}, [Scope.READ_DRAFTS])
    assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]
