"""Subscribers get issues as they appear: each once, in order, and only those that they may see."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import orjson
import pytest
import sqlalchemy as sa

from api.graphql import issue_feed
from api.graphql.issue_feed import IssueFeed, Subscriber
from schema import changelog, db, writes
from schema.engine.object_refs import Event
from schema.engine.subscriptions import SourceInterrupted
from schema.graphql import build_schema
from schema.notifications import Notifications
from schema.visibility import DRAFT, PUBLISHED, View
from tests.databases import PostgresDatabases
from tests.patience import PATIENCE
from tests.reader import Reader, reading

DUE = datetime(2999, 1, 1, 6, tzinfo=UTC)
QUERY = "subscription { issuePublished { slug sections { heading } } }"


class Magazine:
    """A database with its reader, the feed of its issues, and a way to publish some."""

    def __init__(self, url: str, reader: Reader, max_subscribers: int = 10) -> None:
        self.now = DUE - timedelta(hours=1)
        self.reader = reader
        notifications = Notifications(url) if reader.database.dialect.name == "postgresql" else None
        self.issue_feed = IssueFeed(url, reader.database, notifications, lambda: self.now, max_subscribers)
        self.url = url
        self.engine = db.connect(url)

    def publish(self, *slugs: str, at: datetime | None = None) -> None:
        """Publish new issues in one transaction."""
        with db.write_transaction(self.engine) as session:
            for slug in slugs:
                writes.save_issue(session, {"slug": slug, "title": slug, "status": "DRAFT"})
                writes.publish_issue(session, slug, at)

    def unpublish(self, slug: str) -> None:
        """Take an issue back."""
        with db.write_transaction(self.engine) as session:
            writes.unpublish_issue(session, slug)

    async def subscribe(self, query: str = QUERY, view: View = PUBLISHED, after: str | None = None) -> Any:
        """Subscribe, from now on or after an event, and return the answers."""
        context = self.reader.context(view, self.issue_feed)
        context.last_event_id = after
        return await self.reader.schema.stream(query, None, context)


@pytest.fixture
async def magazine(database_url: str) -> AsyncIterator[Magazine]:
    """A magazine whose log is followed when a test calls ``poll``, which happens at each tick otherwise."""
    async with reading(database_url, build_schema()) as reader:
        magazine = Magazine(database_url, reader)
        await magazine.issue_feed.poll()
        yield magazine
        await magazine.issue_feed.close()
        magazine.engine.dispose()


async def next_slugs(answers: Any, number: int) -> list[str]:
    """Wait for some answers, and return their slugs."""
    slugs = []
    async with asyncio.timeout(PATIENCE):
        for _ in range(number):
            answer = await anext(answers)
            assert not answer.errors
            slugs.append(orjson.loads(orjson.dumps(answer.data))["issuePublished"]["slug"])
    return slugs


async def test_each_issue_that_appears_is_sent_once_and_in_order(magazine: Magazine) -> None:
    magazine.publish("before")
    await magazine.issue_feed.poll()
    async with aclosing(await magazine.subscribe()) as answers:
        magazine.publish("one", "two")
        magazine.publish("three")
        await magazine.issue_feed.poll()
        await magazine.issue_feed.poll()
        magazine.publish("four")
        await magazine.issue_feed.poll()
        assert await next_slugs(answers, 4) == ["one", "two", "three", "four"]


async def test_a_scheduled_issue_is_sent_when_its_time_has_come(magazine: Magazine) -> None:
    async with aclosing(await magazine.subscribe()) as answers:
        magazine.publish("later", at=DUE)
        magazine.publish("now")
        await magazine.issue_feed.poll()
        magazine.now = DUE
        await magazine.issue_feed.poll()
        await magazine.issue_feed.poll()
        magazine.publish("last")
        await magazine.issue_feed.poll()
        assert await next_slugs(answers, 3) == ["now", "later", "last"]


async def test_each_process_serves_its_own_subscribers_and_due_issues_are_logged_once(magazine: Magazine) -> None:
    async with reading(magazine.url, build_schema()) as reader:
        other = Magazine(magazine.url, reader)
        magazine.publish("later", at=DUE)
        for each in (magazine, other):
            await each.issue_feed.poll()
        streams = [await each.subscribe() for each in (magazine, other)]
        magazine.now = other.now = DUE
        await asyncio.gather(magazine.issue_feed.poll(), other.issue_feed.poll())
        await asyncio.gather(magazine.issue_feed.poll(), other.issue_feed.poll())
        magazine.publish("last")
        await asyncio.gather(magazine.issue_feed.poll(), other.issue_feed.poll())
        for each in streams:
            assert await next_slugs(each, 2) == ["later", "last"]
            await each.aclose()
        other.engine.dispose()


async def test_who_comes_again_after_an_event_is_told_first_of_what_has_appeared_since(magazine: Magazine) -> None:
    async with aclosing(await magazine.subscribe()) as answers:
        magazine.publish("one")
        await magazine.issue_feed.poll()
        event_id = (await anext(answers)).event_id
    magazine.publish("two", "three")
    magazine.publish("later", at=DUE)
    await magazine.issue_feed.poll()
    magazine.publish("four")  # not yet read by the feed: it will be sent
    async with aclosing(await magazine.subscribe(after=event_id)) as answers:
        magazine.now = DUE
        await magazine.issue_feed.poll()
        await magazine.issue_feed.poll()
        assert await next_slugs(answers, 4) == ["two", "three", "four", "later"]
        magazine.publish("five")
        await magazine.issue_feed.poll()
        assert await next_slugs(answers, 1) == ["five"]


async def test_what_was_missed_is_told_once_and_only_as_far_as_it_is_visible(magazine: Magazine) -> None:
    magazine.publish("one", "gone")
    await magazine.issue_feed.poll()
    event_id = await magazine.issue_feed.latest_event_id()
    magazine.publish("two", "twice", "three")
    magazine.unpublish("twice")
    magazine.unpublish("gone")
    magazine.unpublish("two")
    magazine.publish("twice")
    await magazine.issue_feed.poll()
    async with aclosing(await magazine.subscribe(after=event_id)) as answers:
        magazine.publish("last")
        await magazine.issue_feed.poll()
        assert await next_slugs(answers, 3) == ["three", "twice", "last"]


async def test_an_issue_that_appears_again_is_another_event(magazine: Magazine) -> None:
    ids = []
    async with aclosing(await magazine.subscribe()) as answers:
        for slug in ("one", "other", "one"):
            magazine.publish(slug)
            await magazine.issue_feed.poll()
            ids.append((await anext(answers)).event_id)
            if len(ids) == 1:
                magazine.unpublish("one")
    for event_id, missed in zip(ids, (["other", "one"], ["one"], []), strict=True):
        async with aclosing(await magazine.subscribe(after=event_id)) as answers:
            magazine.publish(last := f"after-{len(missed)}")
            await magazine.issue_feed.poll()
            assert await next_slugs(answers, len(missed) + 1) == [*missed, last]
            magazine.unpublish(last)


async def test_an_edit_of_an_issue_that_stays_published_is_not_told(magazine: Magazine) -> None:
    magazine.publish("one")
    await magazine.issue_feed.poll()
    async with aclosing(await magazine.subscribe()) as answers:
        with db.write_transaction(magazine.engine) as session:
            writes.save_issue(session, {"slug": "one", "title": "Corrected"})
        with db.write_transaction(magazine.engine) as session:
            writes.publish_issue(session, "one", None)
        magazine.publish("other")
        await magazine.issue_feed.poll()
        assert await next_slugs(answers, 1) == ["other"]


async def test_an_event_that_is_not_known_is_one_of_now(magazine: Magazine) -> None:
    magazine.publish("one")
    await magazine.issue_feed.poll()
    for event_id in ("iss_unknown.1", "7", "", "iss_1.0", "'; DROP TABLE issues", "x" * 10_000, "é", "iss_1.9999999"):
        async with aclosing(await magazine.subscribe(after=event_id)) as answers:
            slug = f"slug-{abs(hash(event_id))}"
            magazine.publish(slug)
            await magazine.issue_feed.poll()
            assert await next_slugs(answers, 1) == [slug]


async def test_who_was_away_for_long_is_told_of_the_last_that_it_missed(
    magazine: Magazine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue_feed, "MAX_PENDING_EVENTS", 3)
    magazine.publish("zero")
    await magazine.issue_feed.poll()
    event_id = await magazine.issue_feed.latest_event_id()
    magazine.publish("one", "two", "three", "four")
    await magazine.issue_feed.poll()
    async with aclosing(await magazine.subscribe(after=event_id)) as answers:
        assert await next_slugs(answers, 3) == ["two", "three", "four"]


async def test_the_latest_event_is_one_of_an_issue_that_is_still_visible(magazine: Magazine) -> None:
    assert await magazine.issue_feed.latest_event_id() is None
    magazine.publish("one", "two")
    await magazine.issue_feed.poll()
    latest = await magazine.issue_feed.latest_event_id()
    magazine.publish("gone")
    magazine.unpublish("gone")
    await magazine.issue_feed.poll()
    assert await magazine.issue_feed.latest_event_id() == latest
    async with reading(magazine.url, build_schema()) as reader:  # another process finds the same
        other = Magazine(magazine.url, reader)
        await other.issue_feed.poll()
        assert await other.issue_feed.latest_event_id() == latest
        other.engine.dispose()


async def test_the_latest_is_not_sought_where_nothing_has_happened(magazine: Magazine) -> None:
    magazine.publish("one")
    log = changelog.LogReader(magazine.reader.database)
    moved = await log.look(magazine.now, None, 0)
    still = await log.look(magazine.now, None, moved.sequence)
    assert moved.latest
    assert (still.sequence, still.appeared, still.latest) == (moved.sequence, [], None)


async def test_a_look_at_the_log_is_one_statement_that_is_compiled_already(
    magazine: Magazine, monkeypatch: pytest.MonkeyPatch
) -> None:
    magazine.publish("one")
    statements = magazine.reader.database.statements
    with monkeypatch.context() as patched:
        # Every write is a reason to look: while an archive is imported, dozens a second.
        patched.setattr(sa.sql.compiler.SQLCompiler, "__init__", None)
        await magazine.issue_feed.poll()
    assert magazine.reader.database.statements == statements + 1
    assert await magazine.issue_feed.latest_event_id()


async def test_appearances_are_found_by_their_index(magazine: Magazine, monkeypatch: pytest.MonkeyPatch) -> None:
    magazine.publish("one")
    statements: list[tuple[str, list[Any]]] = []
    fetch = magazine.reader.database.fetch

    async def record(sql: str, values: Any, seconds: float) -> Any:
        statements.append((sql, values))
        return await fetch(sql, values, seconds)

    monkeypatch.setattr(magazine.reader.database, "fetch", record)
    await magazine.issue_feed.poll()
    event_id = await magazine.issue_feed.latest_event_id()
    assert event_id
    await changelog.LogReader(magazine.reader.database).missed(event_id, 10, 10)
    (state, of_state), (missed, of_missed) = statements[-2:]
    with magazine.engine.connect() as connection:
        # What has appeared, and the latest of all; PostgreSQL counts by it, too, the how manieth time each was.
        times = 2 if connection.dialect.name == "sqlite" else 4
        assert explained(connection, state, of_state).count("ix_changes_appearances") == times
        assert "ix_changes_appearances" in explained(connection, missed, of_missed)


def explained(connection: sa.Connection, sql: str, values: list[Any]) -> str:
    """Return the database's plan of a statement, for tables that are too large to be scanned."""
    if connection.dialect.name == "sqlite":
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", tuple(values))
    else:
        for number in range(len(values), 0, -1):
            value = values[number - 1]
            sql = sql.replace(f"${number}", str(value) if isinstance(value, int) else f"'{value}'")
        connection.exec_driver_sql("SET enable_seqscan = off")
        plan = connection.exec_driver_sql(f"EXPLAIN {sql}".replace("%", "%%"))
    return "\n".join(str(row[-1]) for row in plan)


async def test_an_issue_that_was_unpublished_meanwhile_is_not_sent_to_the_public(magazine: Magazine) -> None:
    async with (
        aclosing(await magazine.subscribe()) as public,
        aclosing(await magazine.subscribe(QUERY, DRAFT)) as editor,
    ):
        magazine.publish("gone", "stays")
        await magazine.issue_feed.poll()
        with db.write_transaction(magazine.engine) as session:
            writes.unpublish_issue(session, "gone")
        assert await next_slugs(public, 1) == ["stays"]
        assert await next_slugs(editor, 2) == ["gone", "stays"]


async def test_equal_subscriptions_share_one_statement(magazine: Magazine) -> None:
    streams = [await magazine.subscribe() for _ in range(5)]
    streams += [
        await magazine.subscribe("subscription { issuePublished { slug } }"),
        await magazine.subscribe(QUERY, DRAFT),
    ]
    magazine.publish("one")
    await magazine.issue_feed.poll()
    before = magazine.reader.database.statements
    assert await asyncio.gather(*(next_slugs(each, 1) for each in streams)) == [["one"]] * 7
    assert magazine.reader.database.statements == before + 3
    for each in streams:
        await each.aclose()


async def test_a_subscriber_that_leaves_does_not_end_the_shared_statement() -> None:
    event = Event("iss_1")
    started, go = asyncio.Event(), asyncio.Event()

    async def fetch(*_: Any) -> list[bytes]:
        started.set()
        await go.wait()
        return [b"read"]

    first, second = (asyncio.create_task(event.shared_reads.get("SELECT", [], fetch)) for _ in range(2))
    await started.wait()
    first.cancel()
    go.set()
    assert await second == [b"read"]


async def test_a_subscriber_that_leaves_is_forgotten(magazine: Magazine) -> None:
    answers = await magazine.subscribe()
    waiting = asyncio.ensure_future(anext(answers))
    await asyncio.sleep(0)
    assert len(magazine.issue_feed) == 1
    waiting.cancel()
    await asyncio.wait({waiting})
    assert len(magazine.issue_feed) == 0


async def test_a_stream_that_nobody_began_to_read_is_forgotten(magazine: Magazine) -> None:
    answers = await magazine.subscribe()
    await answers.aclose()
    del answers
    assert len(magazine.issue_feed) == 0


async def test_the_subscription_of_a_slow_client_ends_with_an_error(
    magazine: Magazine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue_feed, "MAX_PENDING_EVENTS", 2)
    async with aclosing(await magazine.subscribe()) as answers:
        magazine.publish("one", "two", "three")
        await magazine.issue_feed.poll()
        answer = await anext(answers)
        assert [error.extensions for error in answer.errors] == [{"code": "OVERLOADED"}]
        with pytest.raises(StopAsyncIteration):
            await anext(answers)


async def test_the_number_of_subscribers_is_limited_by_a_setting(database_url: str) -> None:
    async with reading(database_url, build_schema()) as reader:
        magazine = Magazine(database_url, reader, max_subscribers=1)
        await magazine.issue_feed.poll()
        first = await magazine.subscribe()
        (refused,) = [answer async for answer in await magazine.subscribe()]
        assert [error.extensions for error in refused.errors] == [{"code": "OVERLOADED"}]
        await first.aclose()
        del first
        await (await magazine.subscribe()).aclose()
        magazine.engine.dispose()


async def test_the_end_of_the_server_interrupts_the_streams_and_those_to_come(magazine: Magazine) -> None:
    answers = await magazine.subscribe()
    waiting = asyncio.ensure_future(anext(answers, "the end"))
    await asyncio.sleep(0)
    magazine.issue_feed.interrupt()
    for interrupted in (waiting, anext(await magazine.subscribe(), "the end")):
        with pytest.raises(SourceInterrupted):
            await interrupted


TOO_MANY = (
    "sections { recommendations { work { recommendations(first: 100) "
    "{ nodes { issue { recommendations { role } } } } } } }"
)


@pytest.mark.parametrize(
    ("selection", "code"),
    [
        pytest.param("nothing", "GRAPHQL_VALIDATION_FAILED", id="unknown"),
        pytest.param("previous { " * 30 + "slug" + " }" * 30, "QUERY_LIMIT", id="deep"),
        pytest.param(TOO_MANY, "COST_LIMIT", id="costly"),
    ],
)
async def test_a_subscription_has_limits_like_any_operation(magazine: Magazine, selection: str, code: str) -> None:
    query = f"subscription {{ issuePublished {{ {selection} }} }}"
    (refused,) = [answer async for answer in await magazine.subscribe(query)]
    assert [error.extensions["code"] for error in refused.errors] == [code]
    assert len(magazine.issue_feed) == 0


async def test_an_argument_that_cannot_be_answered_is_an_error_of_each_event(magazine: Magazine) -> None:
    query = "subscription { issuePublished { slug sections { column { sections(first: 0) { totalCount } } } } }"
    async with aclosing(await magazine.subscribe(query)) as answers:
        magazine.publish("one")
        await magazine.issue_feed.poll()
        answer = await anext(answers)
        assert [error.extensions["code"] for error in answer.errors] == ["BAD_USER_INPUT"]
        assert orjson.loads(orjson.dumps(answer.data))["issuePublished"]["slug"] == "one"


async def test_a_subscription_is_not_answered_once(magazine: Magazine) -> None:
    result = await magazine.reader.schema.execute(QUERY, None, magazine.reader.context(PUBLISHED))
    assert [error.extensions for error in result.errors or ()] == [{"code": "BAD_USER_INPUT"}]


# Following by itself


async def test_an_issue_of_another_process_is_sent_without_a_call_of_poll(magazine: Magazine) -> None:
    magazine.issue_feed.start()
    async with aclosing(await magazine.subscribe()) as answers:
        await asyncio.to_thread(magazine.publish, "one")
        assert await next_slugs(answers, 1) == ["one"]
        await asyncio.to_thread(magazine.publish, "two")
        assert await next_slugs(answers, 1) == ["two"]


async def test_no_issue_is_missed_while_the_log_cannot_be_read(
    magazine: Magazine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(issue_feed, "TICK_SECONDS", 0.01)
    monkeypatch.setattr(issue_feed, "SQLITE_POLL_SECONDS", 0.01)
    async with aclosing(await magazine.subscribe()) as answers:
        database, failures = magazine.reader.database, asyncio.Queue[None]()
        fetch = database.fetch

        async def fail(*_: Any) -> Any:
            failures.put_nowait(None)
            raise asyncpg.InterfaceError("gone")

        monkeypatch.setattr(database, "fetch", fail)
        magazine.issue_feed.start()
        magazine.publish("one")
        for _ in range(3):
            await asyncio.wait_for(failures.get(), PATIENCE)
        monkeypatch.setattr(database, "fetch", fetch)
        assert await next_slugs(answers, 1) == ["one"]
    assert len([each for each in caplog.records if each.name == "liane.events"]) == 1


async def test_a_subscription_is_interrupted_where_an_issue_cannot_be_read_at_the_moment(
    postgres_databases: PostgresDatabases,
) -> None:
    """Its client comes again, and is then told of the issue; after an error in its place it would not be."""
    url = postgres_databases.create(postgres_databases.migrated)
    async with reading(url, build_schema()) as reader:
        magazine = Magazine(url, reader)
        await magazine.issue_feed.poll()
        answers = await magazine.subscribe()
        magazine.publish("one")
        await magazine.issue_feed.poll()
        magazine.engine.dispose()
        postgres_databases.drop(url)
        with pytest.raises(SourceInterrupted):
            await anext(answers)


def test_a_subscription_that_is_ended_drops_pending_events() -> None:
    async def scenario() -> list[str]:
        subscriber = Subscriber(lambda _: None)
        subscriber.send(Event("iss_1"))
        subscriber.end(StopAsyncIteration())
        return [event.id async for event in subscriber]

    assert asyncio.run(scenario()) == []
