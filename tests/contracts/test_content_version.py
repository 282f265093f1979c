"""No answer changes while the content version of readers stands, and nothing that they never see makes a new one.

Writes of all sorts are made up, and time passes between. Every path of the schema is walked after each of them: whoever
adds one need not think of versions. What a version answered once it has to answer for ever.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from schema import db, writes
from schema.bases import now, table_of
from schema.engine.engine import Engine
from schema.graphql import build_schema
from schema.rows import Model
from schema.tables import Column, Issue, Organization, Person, Work
from schema.visibility import DRAFT, PUBLIC, View
from schema.writes.errors import WriteRefused
from tests.conftest import fresh
from tests.contracts import secrets
from tests.contracts.secrets import ALL, HIDDEN, OPEN, Chapter
from tests.contracts.walk import Step, Walk
from tests.databases import Databases
from tests.reader import BEYOND_THE_DEFAULTS, Reader, asking, reading
from tests.schema.content import pick
from tests.schema.engine.twin import readable_schema

Write = Callable[[Session], object]
SCHEMA = build_schema()
STEPS = [*Walk(readable_schema(), secrets.values()).steps()]
LOOKUPS = {"Query.node", "Query.issue", "Query.work", "Query.column", "Query.person", "Query.organization"}
NEVER_SEEN = tuple(chapter for chapter in HIDDEN if chapter.published_at != secrets.FUTURE)
NAMED: dict[Model, Any] = {
    Column: writes.save_column,
    Organization: writes.save_organization,
    Person: writes.save_person,
}
SAVES: dict[Model, Any] = {**NAMED, Work: writes.save_work, Issue: writes.save_issue}
PREFIXES: dict[Model, str] = {Column: "col", Organization: "org", Person: "per"}
MERGES = [
    (writes.merge_people, ""),
    (writes.merge_organizations, ""),
    *((writes.merge_works, kind) for kind in ALL),
]
WORDS = st.sampled_from(["Rose", "open", "Été"])
SLUGS = st.sampled_from(["one-slug", "another-slug"])
"""So few that rows take them from each other, where they may."""


class Clock:
    """The time of writes and of readers, which only goes on."""

    def __init__(self) -> None:
        self.now = now()

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now


def work_of(chapters: tuple[Chapter, ...]) -> st.SearchStrategy[str]:
    """Choose a work of some chapters."""
    return st.sampled_from(sorted({work for chapter in chapters for work in chapter.works()}))


def save(model: Model, row_id: str, values: dict[str, Any], session: Session) -> None:
    """Save some values of a row, where it is there."""
    slug = session.execute(sa.select(table_of(model).c.slug).where(table_of(model).c.id == row_id)).scalar()
    if slug is not None:
        SAVES[model](session, {"id": row_id, "slug": slug, **values})


def edits(chapters: tuple[Chapter, ...], linked: tuple[Chapter, ...]) -> st.SearchStrategy[Write]:
    """Make up writes of things of some chapters; what they link are things of others."""
    named, chapter, links = st.sampled_from([*NAMED]), st.sampled_from(chapters), st.sampled_from(linked)
    text: st.SearchStrategy[dict[str, Any]] = st.one_of(
        st.fixed_dictionaries({"slug": SLUGS}), st.fixed_dictionaries({"former_slugs": st.lists(SLUGS, max_size=1)})
    )
    of_work = st.one_of(
        text,
        st.builds(lambda word: {"title": word}, WORDS),
        st.builds(lambda word: {"tags": [word]}, WORDS),
        st.builds(lambda whole: {"part_of_id": whole}, work_of(linked)),
        st.builds(lambda other: {"availability": [secrets.availability(other, other.id("org"))]}, links),
        st.builds(lambda other: {"credits": [{"person_id": other.id("per"), "role": "SELF"}]}, links),
        st.builds(lambda word: {"external_ids": [{"scheme": "one", "value": word}]}, WORDS),
    )
    of_issue = st.one_of(
        text,
        st.builds(lambda word: {"title": word}, WORDS),
        st.builds(lambda other: {"authors": [other.id("per")]}, links),
        st.builds(
            lambda word, other, works: {"sections": [section(word, other, works)]},
            WORDS,
            links,
            st.lists(work_of(linked), unique=True, max_size=2),
        ),
    )
    of_named = st.one_of(text, st.builds(lambda word: {"name": word}, WORDS))
    return st.one_of(
        st.builds(
            lambda of, model, values: partial(save, model, of.id(PREFIXES[model]), values), chapter, named, of_named
        ),
        st.builds(lambda work, values: partial(save, Work, work, values), work_of(chapters), of_work),
        st.builds(lambda of, values: partial(save, Issue, of.id("iss"), values), chapter, of_issue),
        st.builds(merging, st.sampled_from(MERGES), chapter, chapter),
        st.builds(lambda of, model: partial(writes.delete_named, model=model, slug=of.slug()), chapter, named),
        st.builds(lambda of: partial(writes.delete_named, model=Work, slug=of.slug(of.kinds[0])), chapter),
        st.builds(lambda of: partial(writes.delete_issue, slug=of.slug()), chapter),
    )


def section(word: str, other: Chapter, works: list[str]) -> dict[str, Any]:
    """Return a section that recommends works, about things of a chapter."""
    linked = {"column_id": other.id("col"), "people": [other.id("per")], "organizations": [other.id("org")]}
    return {"heading": word, **linked, "recommendations": [pick(work, reason=word) for work in works]}


def merging(merge: tuple[Any, str], into: Chapter, duplicate: Chapter) -> Write:
    """Return a merge of things of two chapters."""
    function, kind = merge
    return partial(function, into=into.slug(kind), duplicate=duplicate.slug(kind))


def transitions(chapters: tuple[Chapter, ...]) -> st.SearchStrategy[Write]:
    """Make up writes that show or hide an issue, sooner or later."""
    instants = st.sampled_from([None, secrets.STAMP, secrets.FUTURE, secrets.FUTURE + timedelta(days=1)])
    slugs = st.sampled_from([chapter.slug() for chapter in chapters])
    return st.one_of(
        st.builds(lambda slug, at: partial(writes.publish_issue, slug=slug, at=at), slugs, instants),
        st.builds(lambda slug: partial(writes.unpublish_issue, slug=slug), slugs),
        st.builds(lambda name: partial(writes.save_publication, publication={"name": name}), WORDS),
    )


PAUSES = st.sampled_from([timedelta(seconds=1), secrets.FUTURE, secrets.FUTURE + timedelta(days=1)])
EVERYTHING = (*OPEN, *HIDDEN)
TAKEN = st.one_of(edits(EVERYTHING, EVERYTHING), transitions(EVERYTHING), PAUSES)


class Follower:
    """A reader of one database after each write, with the version that each answer had."""

    def __init__(self, url: str, reader: Reader, clock: Clock) -> None:
        self.reader = reader
        self.clock = clock
        self.answers: dict[tuple[str, Any], dict[str, bytes]] = {}
        self._engine = db.connect(url)

    def close(self) -> None:
        """Close the connections of writes."""
        self._engine.dispose()

    def write(self, write: Write) -> None:
        """Write; what is refused changes nothing."""
        time = patch("schema.writes.log.now", self.clock)
        with time, suppress(WriteRefused), db.write_transaction(self._engine) as session:
            write(session)

    async def version(self, view: View | None = None) -> str:
        """Return the content version, of readers if of no other view."""
        context = self.reader.context(view or View(PUBLIC, self.clock.now))
        version = await self.reader.schema.engine.version(context.read_scope, context.environment)
        assert version
        return version

    async def walk(self) -> None:
        """Hold all answers against those that the version has had before."""
        view = View(PUBLIC, self.clock.now)
        before = self.answers.setdefault((await self.version(), self.clock.now.date()), {})
        for step in STEPS:
            for variables in asked(step):
                key = f"{step.document} {variables}"
                body = sha256(await self.reader.body(step.document, view, **variables)).digest()
                assert before.setdefault(key, body) == body, (step.place, variables)


def asked(step: Step) -> list[dict[str, Any]]:
    """Return with which variables an operation is asked; lookups with all."""
    return list(step.variables) if step.place in LOOKUPS else list(step.variables[:1])


@pytest.fixture
def template(databases: Databases) -> str:
    """A database with what was published and what never was."""
    return databases.template(secrets.fill, databases.migrated)


def following(databases: Databases, template: str, follow: Callable[[Follower], Any]) -> None:
    """Have a coroutine follow a copy of a database."""

    async def run() -> None:
        with fresh(databases, template) as url:
            async with reading(url, SCHEMA, BEYOND_THE_DEFAULTS) as reader:
                engine = PLANS.setdefault(reader.database.dialect.name, reader.schema.engine)
                reader.schema.attach(engine)
                follower = Follower(url, reader, Clock())
                with asking(engine, reader.database):
                    try:
                        await follow(follower)
                    finally:
                        follower.close()

    asyncio.run(run())


PLANS: dict[str, Engine] = {}
"""The engine for each sort of database, with the statements that it has planned for others of the sort."""
SOME = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.long
@settings(SOME, max_examples=6)
@given(taken=st.lists(TAKEN, min_size=1, max_size=7))
def test_no_answer_changes_while_the_version_stands(databases: Databases, template: str, taken: list[Any]) -> None:
    async def follow(follower: Follower) -> None:
        await follower.walk()
        for each in taken:
            if isinstance(each, timedelta):
                follower.clock.now += each
            elif isinstance(each, datetime):
                follower.clock.now = max(follower.clock.now, each)
            else:
                follower.write(each)
            await follower.walk()

    following(databases, template, follow)


def test_an_issue_taken_back_and_scheduled_again_falls_due_under_a_new_version(
    databases: Databases, template: str
) -> None:
    due, slug = secrets.FUTURE - timedelta(days=1), HIDDEN[0].slug()

    async def follow(follower: Follower) -> None:
        follower.write(lambda session: writes.publish_issue(session, slug, due))
        follower.write(lambda session: writes.unpublish_issue(session, slug))
        without = await follower.version()
        follower.write(lambda session: writes.publish_issue(session, slug, due))
        follower.clock.now = due
        assert await follower.version() != without

    following(databases, template, follow)


@SOME
@given(taken=st.lists(edits(NEVER_SEEN, (*OPEN, *NEVER_SEEN)), min_size=1, max_size=10))
def test_what_readers_never_see_makes_no_new_version_for_them(
    databases: Databases, template: str, taken: list[Write]
) -> None:
    async def follow(follower: Follower) -> None:
        before, of_drafts = await follower.version(), {await follower.version(DRAFT)}
        for each in taken:
            follower.write(each)
            assert await follower.version() == before
            of_drafts.add(await follower.version(DRAFT))
        assert before not in of_drafts

    following(databases, template, follow)
