"""Strawberry with DataLoaders over SQLModel, as its documentation teaches: one statement per relation and level.

``uvicorn --factory bench.peers.dataloaders:create_app``, with ``DATABASE_URL`` set.
"""

import asyncio
import os
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
import strawberry
from fastapi import FastAPI
from sqlmodel import Session, SQLModel, create_engine
from strawberry.dataloader import DataLoader
from strawberry.fastapi import GraphQLRouter
from strawberry.types import Info

from schema import tables

POOL = 4
Rows = list[Any]


class Database:
    """SQLModel's sessions, each in a thread, as FastAPI runs what is synchronous."""

    def __init__(self, url: str) -> None:
        """Connect to the database at ``url``."""
        self.engine = create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), pool_size=POOL)

    async def all(self, statement: Any) -> Rows:
        """Return the objects that a statement selects."""
        return await asyncio.to_thread(self._all, statement)

    def _all(self, statement: Any) -> Rows:
        with Session(self.engine, expire_on_commit=False) as session:
            return list(session.scalars(statement).all())


class Loaders:
    """The DataLoaders of one request."""

    def __init__(self, database: Database) -> None:
        """Make them all; each is empty."""
        self.database = database
        self.sections = self.many(tables.Section, "issue_id")
        self.recommendations = self.many(tables.Recommendation, "section_id")
        self.credits = self.many(tables.Credit, "work_id")
        self.availability = self.many(tables.Availability, "work_id")
        self.works = self.one(tables.Work)
        self.people = self.one(tables.Person)
        self.organizations = self.one(tables.Organization)

    def many(self, model: type[SQLModel], owner: str) -> DataLoader[str, Rows]:
        """Load the lists of owners, in order."""
        column, position = getattr(model, owner), model.position  # type: ignore[attr-defined]

        async def load(ids: Sequence[str]) -> list[Rows]:
            found: dict[str, Rows] = defaultdict(list)
            for row in await self.database.all(sa.select(model).where(column.in_(ids)).order_by(position)):
                found[getattr(row, owner)].append(row)
            return [found[each] for each in ids]

        return DataLoader(load)

    def one(self, model: type[SQLModel]) -> DataLoader[str, Any]:
        """Load rows by id."""
        column = model.id  # type: ignore[attr-defined]

        async def load(ids: Sequence[str]) -> Rows:
            found = {row.id: row for row in await self.database.all(sa.select(model).where(column.in_(ids)))}
            return [found.get(each) for each in ids]

        return DataLoader(load)


def loaded(loader: str, key: str) -> Callable[[Any, Info], Awaitable[Any]]:
    """Return the resolver that loads the object whose id stands in a column of the parent."""

    async def resolve(root: Any, info: Info) -> Any:
        value = getattr(root, key)
        return None if value is None else await getattr(info.context["loaders"], loader).load(value)

    return resolve


@strawberry.type
class Organization:
    """A platform."""

    slug: str
    name: str


@strawberry.type
class Person:
    """Somebody."""

    slug: str
    name: str


@strawberry.type
class Availability:
    """Where a work can be had."""

    access: str
    country: str | None
    platform: Organization | None = strawberry.field(resolver=loaded("organizations", "platform_id"))


@strawberry.type
class Credit:
    """Who did what."""

    position: int
    role: str
    person: Person = strawberry.field(resolver=loaded("people", "person_id"))


@strawberry.type
class Work:
    """A work."""

    slug: str
    kind: str
    title: str
    original_title: str | None
    release_date: str | None = strawberry.field(
        resolver=lambda root: root.release_date.isoformat() if root.release_date else None
    )
    year: int | None
    summary: str | None
    credits: list[Credit] = strawberry.field(resolver=loaded("credits", "id"))
    availability: list[Availability] = strawberry.field(resolver=loaded("availability", "id"))


@strawberry.type
class Recommendation:
    """A work in a section."""

    position: int
    role: str
    reason: str | None
    work: Work = strawberry.field(resolver=loaded("works", "work_id"))


@strawberry.type
class Body:
    """A section's text."""

    html: str
    text: str
    markdown: str


@strawberry.type
class Section:
    """A part of an issue."""

    heading: str | None
    position: int
    recommendations: list[Recommendation] = strawberry.field(resolver=loaded("recommendations", "id"))

    @strawberry.field
    def body(root: Any) -> Body:  # noqa: N805 - the row that was loaded
        """Return the section's text."""
        return Body(html=root.body_html, text=root.body_text, markdown=root.body_markdown)


@strawberry.type
class Issue:
    """An issue."""

    slug: str
    number: int | None
    title: str
    standfirst: str | None
    reading_minutes: int
    sections: list[Section] = strawberry.field(resolver=loaded("sections", "id"))


@strawberry.type
class Issues:
    """A page of issues."""

    nodes: list[Issue]


@strawberry.type
class Works:
    """A page of works."""

    nodes: list[Work]


@strawberry.type
class Query:
    """The three questions."""

    database: ClassVar[Database]

    @strawberry.field
    async def issues(self, first: int) -> Issues:
        """Return the newest issues."""
        key, place = tables.Issue.sort_key, tables.Issue.id
        newest = sa.select(tables.Issue).order_by(sa.desc(key), sa.desc(place)).limit(first)
        return Issues(nodes=await Query.database.all(newest))

    @strawberry.field
    async def issue(self, slug: str) -> Issue | None:
        """Return one issue."""
        found = await Query.database.all(sa.select(tables.Issue).where(sa.column("slug") == slug))
        return next(iter(found), None)

    @strawberry.field
    async def works(self, first: int) -> Works:
        """Return works by title."""
        titled = sa.select(tables.Work).order_by(sa.column("title_key"), sa.column("id")).limit(first)
        return Works(nodes=await Query.database.all(titled))


def create_app() -> FastAPI:
    """Make the app on the database of ``DATABASE_URL``."""
    Query.database = Database(os.environ["DATABASE_URL"])  # noqa: TID251 - it is told like the other peers
    router: GraphQLRouter[Any, Any] = GraphQLRouter(
        strawberry.Schema(Query), context_getter=lambda: {"loaders": Loaders(Query.database)}, graphql_ide=None
    )
    app = FastAPI()
    app.include_router(router, prefix="/graphql")
    return app
