"""Slugs: each names one thing for ever. An old slug stays with its target, redirects, and is never given to another."""

import re
from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.ids import ID
from schema.tables import Slug
from schema.writes.errors import Invalid, NotFound, SlugTaken
from schema.writes.rows import Model, Values, free_id

SHAPE = re.compile(r"[a-z0-9-]{1,120}")  # without anything that JSON escapes: slugs are printed as they are


def find_id(session: Session, model: Model, slug: str) -> str:
    """Give the id of what has this slug, or had it once.

    Raises:
        NotFound: nothing has it.
    """
    there = table_of(model).c.id
    named = _named(model, slug).where(table_of(Slug).c.target_id.in_(sa.select(there)))
    holder = session.execute(named).scalar()
    if holder is None:
        raise NotFound(model.__name__, slug)
    return str(holder)


def slug_owner(session: Session, model: Model, slug: str) -> str | None:
    """Give the id that a slug is reserved for, even when what it named was deleted."""
    return session.execute(_named(model, slug)).scalar()


def _named(model: Model, slug: str) -> sa.Select[str]:
    table = table_of(Slug)
    return sa.select(table.c.target_id).where(table.c.type == model.__name__, table.c.slug == slug)


def resolve_id(session: Session, model: Model, values: Values, former: Iterable[str] = ()) -> str:
    """Give the id to write under: the stated one, else that of the slug, else that of a former slug, else a new one.

    What was deleted comes back under its old id when its slug is used again.

    Raises:
        Invalid: neither an id nor a slug is given, or the id has not the form of one.
    """
    if stated := values.get("id"):
        if not ID.fullmatch(stated):
            raise Invalid(f"{stated!r} is not an id")
        return str(stated)
    slug = values.get("slug")
    if slug is None:
        raise Invalid(f"{table_of(model).name}: slug is missing")
    holders = (slug_owner(session, model, each) for each in (slug, *former))
    return next((holder for holder in holders if holder), None) or free_id(session, model, slug)


def set_slugs(session: Session, model: Model, target: str, slug: str, former: Iterable[str] = ()) -> bool:
    """Make ``slug`` the target's current one and keep the others; tell whether anything changed.

    Raises:
        Invalid: a slug has not the form of one.
        SlugTaken: a slug belongs to something else.
    """
    former = list(former)
    for each in (slug, *former):
        if not SHAPE.fullmatch(each):
            raise Invalid(f"{each!r} is not a slug: it takes a to z, 0 to 9 and hyphens, at most 120")
    table = table_of(Slug)
    mine = sa.and_(table.c.type == model.__name__, table.c.target_id == target)
    columns = (table.c.slug, table.c.current, table.c.position)
    rows = session.execute(
        sa.select(*columns, table.c.target_id)
        .where(table.c.type == model.__name__, sa.or_(table.c.target_id == target, table.c.slug.in_([slug, *former])))
        .order_by(table.c.position)
    ).all()
    if other := next((row.slug for row in rows if row.target_id != target), None):
        raise SlugTaken(model.__name__, other)
    stored = [tuple(row[:-1]) for row in rows]
    kept = [each for each in dict.fromkeys([*(row[0] for row in stored), *former]) if each != slug]
    wanted = [(each, each == slug, position) for position, each in enumerate([*kept, slug], 1)]
    if stored == wanted:
        return False
    if stored:
        session.execute(sa.delete(table).where(mine))
    names = [column.name for column in columns]
    named = {"type": model.__name__, "target_id": target}
    session.execute(sa.insert(table), [{**named, **dict(zip(names, row, strict=True))} for row in wanted])
    return True


def reserve_slugs(session: Session, model: Model, target: str) -> None:
    """Keep the slugs of what is deleted reserved for it."""
    table = table_of(Slug)
    mine = sa.and_(table.c.type == model.__name__, table.c.target_id == target)
    session.execute(sa.update(table).where(mine).values(current=False))
