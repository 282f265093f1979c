"""A view of an instant to come shows what working copies that are due by then will have made of their originals."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from schema import db
from schema.mutation import foresight
from schema.mutation.foresight import Foresight
from schema.visibility import AHEAD, PUBLISHED, View
from schema.vocabulary import Scope
from tests.api.keys import bearer, make_key
from tests.api.serving import Clock, at_a_time
from tests.schema.mutation.editing import Editing
from tests.schema.mutation.test_due_copies import AT, DUE, run_at, scheduled
from tests.schema.mutation.test_working_copies import ISSUE, published_and_copy

READ = f"""query($slug: String!, $text: String!) {{
  issue(slug: $slug) {{ {ISSUE} }}
  issues {{ totalCount nodes {{ id title }} }}
  search(query: $text) {{ totalCount nodes {{ __typename ... on Issue {{ id }} }} }}
}}"""
DAY = timedelta(days=1)


@pytest.fixture
async def magazine(empty: Editing, database_url: str) -> AsyncIterator[Editing]:
    """An empty magazine whose future is seen."""
    database = db.connect_read_only(database_url, 1)
    foreseen = empty.schema.engine.foresee = Foresight(database, database_url)
    yield empty
    foreseen.close()
    await database.close()


async def seen(magazine: Editing, slug: str, at: datetime | None = None, text: str = "better") -> Any:
    """Return what readers see, or will see at an instant."""
    view = View(AHEAD, at) if at else PUBLISHED
    answer = await magazine.answer(READ, {"slug": slug, "text": text}, view=view)
    assert "errors" not in answer
    return answer["data"]


async def test_it_shows_what_readers_see_from_that_instant_on_and_changes_nothing(magazine: Editing) -> None:
    original, copied = await published_and_copy(magazine)
    one, two = copied["sections"]
    sections = [{"id": two["id"]}, {"heading": "three", "body": "Trois."}, {"id": one["id"], "heading": "eins"}]
    await magazine.edit("updateIssue", id=copied["id"], title="A better title", sections=sections)
    await magazine.edit("publishIssue", id=copied["id"], at=AT)
    now, before = await seen(magazine, original["slug"]), magazine.digest()
    assert await seen(magazine, original["slug"], DUE - timedelta(seconds=1)) == now
    eve, later = [await seen(magazine, original["slug"], at) for at in (DUE, DUE + DAY)]
    assert eve == later
    assert (eve["issue"]["title"], eve["search"]["totalCount"]) == ("A better title", 1)
    assert magazine.digest() == before
    assert await seen(magazine, original["slug"]) == now
    assert run_at(magazine, DUE) == [None]
    after = await seen(magazine, original["slug"])
    made = [section.pop("id") for answer in (eve, after) for section in answer["issue"]["sections"]]
    assert made[0] == made[3]
    assert after == eve


async def test_what_could_not_take_its_place_is_not_shown(magazine: Editing) -> None:
    original, _ = await scheduled(magazine)
    await magazine.edit("updateIssue", id=original["id"], title="Ours")
    assert (await seen(magazine, original["slug"], DUE))["issue"]["title"] == "Ours"


async def test_a_failure_of_ours_shows_what_stands_there_now(
    magazine: Editing, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    original, copied = await scheduled(magazine)

    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(foresight, "publish_due_copy", fail)
    assert (await seen(magazine, original["slug"], DUE))["issue"]["title"] == "A draft"
    assert [copied["id"] in record.getMessage() for record in caplog.records] == [True]


async def test_nobody_who_writes_waits_for_a_view_that_no_copy_is_due_in(
    magazine: Editing, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, _ = await scheduled(magazine)
    monkeypatch.setattr(foresight, "put_in_place", None)
    assert (await seen(magazine, original["slug"], DUE - DAY))["issue"]["title"] == "A draft"


async def test_too_many_are_told_to_come_again(magazine: Editing, monkeypatch: pytest.MonkeyPatch) -> None:
    original, _ = await scheduled(magazine)
    monkeypatch.setattr(foresight, "MOST_WAITING", 0)
    answer = await magazine.answer(READ, {"slug": original["slug"], "text": "x"}, view=View(AHEAD, DUE))
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["OVERLOADED"]


async def test_every_door_shows_it(sample: Editing) -> None:
    original, _ = await scheduled(sample)
    doors = [f"/issues/{original['slug']}", f"/embed/issues/{original['slug']}", "/issues", "/feeds/issues.atom", "/"]
    query = {"query": "{ latestIssue { title } }"}
    view = bearer(make_key(sample.url, Scope.READ_DRAFTS), f"published; at={AT}")
    clock = Clock()
    clock.now = DUE - DAY

    def walk() -> None:
        with at_a_time(sample.url, clock) as client:
            for title, headers in (("A better title", view), ("A draft", {}), ("A better title", view)):
                shown = {door: title in client.get(door, headers=headers).text for door in doors}
                assert shown == dict.fromkeys(doors, True)
                answer = client.post("/graphql", json=query, headers=headers).json()
                assert answer == {"data": {"latestIssue": {"title": title}}}

    await asyncio.to_thread(walk)
