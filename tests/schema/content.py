"""Shortcuts to write and read content in tests of the write side."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema import writes
from schema.bases import table_of
from schema.rows import Model, Row
from schema.tables import Change, Slug

JULY = datetime(2023, 7, 21, 6, tzinfo=UTC)
JUNE = datetime(2023, 6, 23, 6, tzinfo=UTC)


def work(session: Session, slug: str, **values: Any) -> str:
    """Write a film, unless another kind is given; return its id."""
    return writes.save_work(session, {"slug": slug, "kind": "FILM", "title": slug.title(), **values}).id


def person(session: Session, slug: str, **values: Any) -> str:
    """Write a person; return their id."""
    return writes.save_person(session, {"slug": slug, "name": slug.title(), **values}).id


def organization(session: Session, slug: str, **values: Any) -> str:
    """Write a company; return its id."""
    named = {"slug": slug, "name": slug.title(), "kind": "COMPANY"}
    return writes.save_organization(session, named | values).id


def column(session: Session, slug: str) -> str:
    """Write a column; return its id."""
    return writes.save_column(session, {"slug": slug, "name": slug.title()}).id


def issue(session: Session, slug: str = "issue", **values: Any) -> str:
    """Write an issue; return its id."""
    return writes.save_issue(session, {"slug": slug, "title": slug.title(), **values}).id


def published(session: Session, slug: str = "issue", at: datetime = JULY, **values: Any) -> str:
    """Write a published issue; return its id."""
    return issue(session, slug, status="PUBLISHED", published_at=at, **values)


def pick(work_id: str, **values: Any) -> Row:
    """A recommendation of a work."""
    return {"work_id": work_id, "role": "PICK", **values}


def get_row(session: Session, model: Model, row_id: str) -> Row:
    """Return an existing row."""
    table = table_of(model)
    return dict(session.execute(sa.select(table).where(table.c.id == row_id)).mappings().one())


def get_rows(session: Session, model: Model, *order: str) -> list[Row]:
    """Return a whole table, by position unless another order is given."""
    return [
        dict(row) for row in session.execute(sa.select(table_of(model)).order_by(*order or ["position"])).mappings()
    ]


def changes(session: Session) -> list[tuple[str, str]]:
    """Return the entries of the change log since the previous call."""
    log = table_of(Change)
    news = sa.select(log).where(log.c.sequence > session.info.get("read", 0)).order_by(log.c.sequence)
    lines = session.execute(news).all()
    session.info["read"] = lines[-1].sequence if lines else session.info.get("read", 0)
    return [(line.type, line.action) for line in lines]


def slugs(session: Session, target: str) -> list[tuple[str, bool]]:
    """Return the slugs of a target in order, each with whether it is the current one."""
    return [(row["slug"], row["current"]) for row in get_rows(session, Slug) if row["target_id"] == target]


def all_rows(session: Session) -> dict[str, list[Row]]:
    """Return all rows of all tables."""
    tables = [mapper.class_ for mapper in Change._sa_registry.mappers]
    return {
        model.__tablename__: [dict(row) for row in session.execute(sa.select(table_of(model))).mappings()]
        for model in tables
    }
