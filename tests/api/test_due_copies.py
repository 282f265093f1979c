"""The server lets working copies take the places of their originals, by whichever of its processes comes first."""

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api import due_copies
from api.due_copies import DueCopies
from schema import db
from schema.engine.database.protocol import Database
from tests.api.processes import served
from tests.api.serving import NO_CERTIFICATES
from tests.patience import PATIENCE
from tests.schema.mutation.editing import Editing, editing
from tests.schema.mutation.test_due_copies import DUE, scheduled, state
from tests.schema.mutation.test_working_copies import published_and_copy, stored

CONNECTIONS = 12
"""So many that each of two processes has some."""
SOON = timedelta(seconds=4)


@pytest.fixture
async def magazine(database_url: str) -> AsyncIterator[Editing]:
    async with editing(database_url) as made:
        yield made


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = db.connect_read_only(database_url, 1)
    yield opened
    await opened.close()


class Process:
    """What a process has of it, at an instant; it counts what it commits."""

    def __init__(self, database: Database, url: str, now: datetime) -> None:
        self.commits = 0
        self.due = DueCopies(database, url, lambda: now, self.committed)

    def committed(self) -> None:
        self.commits += 1


async def test_it_is_due_at_its_instant_and_no_more_once_it_took_its_place(
    magazine: Editing, database: Database
) -> None:
    early = Process(database, magazine.url, DUE - timedelta(seconds=1))
    late = Process(database, magazine.url, DUE)
    assert not await late.due.is_one_due()
    original, _ = await scheduled(magazine)
    assert (await early.due.is_one_due(), await late.due.is_one_due()) == (False, True)
    late.due.step()
    assert (await stored(magazine, original["id"]))["title"] == "A better title"
    assert (late.commits, await late.due.is_one_due()) == (1, False)


async def test_processes_that_look_at_once_do_it_once(magazine: Editing, database: Database) -> None:
    original, _ = await scheduled(magazine)
    before = magazine.content()["issues"]
    processes = [Process(database, magazine.url, DUE) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda process: process.due.step(), processes))
    version = {row["id"]: row["version"] for row in before}[original["id"]]
    assert [(row["id"], row["version"]) for row in magazine.content()["issues"]] == [(original["id"], version + 1)]


async def test_a_server_that_starts_late_does_it_late(
    magazine: Editing, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_copies, "TICK_SECONDS", 0.01)
    original, copied = await scheduled(magazine)
    done = asyncio.Event()
    process = DueCopies(database, magazine.url, lambda: DUE + timedelta(days=1), done.set)
    following = asyncio.create_task(process.follow())
    async with asyncio.timeout(PATIENCE):
        await done.wait()
    following.cancel()
    assert (await stored(magazine, original["id"]))["title"] == "A better title"
    assert await stored(magazine, copied["id"]) is None


async def test_one_that_cannot_is_logged_without_its_words(
    magazine: Editing, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    original, copied = await scheduled(magazine)
    await magazine.edit("updateIssue", id=original["id"], title="Ours")
    with caplog.at_level(logging.WARNING):
        Process(database, magazine.url, DUE).due.step()
    [line] = [record.getMessage() for record in caplog.records if record.name == "liane.working_copies"]
    assert copied["id"] in line
    assert "title" not in line


async def test_a_failure_of_ours_stops_one_and_not_the_others(
    magazine: Editing, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, copied = await scheduled(magazine)

    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(due_copies, "publish_due_copy", fail)
    process = Process(database, magazine.url, DUE)
    process.due.step()
    assert (await state(magazine, copied["id"]))["replacesProblem"] == due_copies.FAILED
    assert (await stored(magazine, original["id"]))["title"] == "A draft"
    assert not await process.due.is_one_due()


@pytest.mark.long
async def test_every_process_shows_it_from_its_second_on_and_none_before(magazine: Editing) -> None:
    original, copied = await published_and_copy(magazine)
    await magazine.edit("updateIssue", id=copied["id"], title="A better title")
    [before] = [row for row in magazine.content()["issues"] if row["id"] == original["id"]]
    page = f"/graphql?query={{issue(slug:%22{original['slug']}%22){{title}}}}"
    with served(magazine.url, workers=2) as server, ExitStack() as stack:
        options: Any = {"base_url": f"http://{server.address}", "verify": NO_CERTIFICATES, "timeout": PATIENCE}
        clients = [stack.enter_context(httpx.Client(**options, trust_env=False)) for _ in range(CONNECTIONS)]

        def titles() -> set[str]:
            return {client.get(page).json()["data"]["issue"]["title"] for client in clients}

        due = (datetime.now(UTC) + SOON).replace(microsecond=0)
        await magazine.edit("publishIssue", id=copied["id"], at=due.isoformat())
        seen: set[str] = set()
        async with asyncio.timeout(PATIENCE):
            while (now := titles()) != {"A better title"}:
                assert "A better title" not in now or datetime.now(UTC) >= due
                seen |= now
                await asyncio.sleep(0)
        assert seen - {"A better title"} == {"A draft"}
        assert datetime.now(UTC) >= due
    [after] = magazine.content()["issues"]
    assert (after["id"], after["version"]) == (original["id"], before["version"] + 1)
