"""Slugs: each names one thing for ever. An old slug stays with its target, redirects, and is never given to another."""

from collections.abc import Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import table_of
from schema.engine.id_pattern import ID_PATTERN
from schema.ids import SLUG_PATTERN
from schema.rows import Model, Values, fetch_row
from schema.tables import Slug
from schema.writes.errors import Invalid, NotFound, SlugTaken
from schema.writes.new_ids import free_id
from schema.writes.rows import insert_into


def find_id(session: Session, model: Model, slug: str) -> str:
    """Return the id of the row that has this slug or once had it.

    Raises:
        NotFound: no row has it.
    """
    target = slug_owner(session, model, slug)
    if target is None or fetch_row(session, model, target) is None:
        raise NotFound(model.__name__, slug)
    return target


def slug_owner(session: Session, model: Model, slug: str) -> str | None:
    """Return the id that a slug is reserved for, even when its row was deleted."""
    return session.execute(_select_target(), {"model": model.__name__, "slug": slug}).scalar()


@cache
def _select_target() -> sa.Select[str]:
    table = table_of(Slug)
    of_slug = (table.c.type == sa.bindparam("model"), table.c.slug == sa.bindparam("slug"))
    return sa.select(table.c.target_id).where(*of_slug)


def resolve_id(session: Session, model: Model, values: Values, former: Iterable[str] = ()) -> str:
    """Return the id to write under: the stated one, else the owner of the slug or of a former slug, else a new one.

    A deleted row comes back under its old id when its slug is used again.

    Raises:
        Invalid: neither an id nor a slug is given, or the id is malformed.
    """
    if stated := values.get("id"):
        if not ID_PATTERN.fullmatch(stated):
            raise Invalid(f"{stated!r} is not an id")
        return str(stated)
    slug = values.get("slug")
    if slug is None:
        raise Invalid(f"{table_of(model).name}: slug is missing")
    owners = (slug_owner(session, model, candidate) for candidate in (slug, *former))
    return next((owner for owner in owners if owner), None) or free_id(session, model, slug)


def set_slugs(
    session: Session, model: Model, target: str, stored_slug: str | None, slug: str, former: Iterable[str] = ()
) -> bool:
    """Make ``slug`` the target's current one and keep all earlier and ``former`` ones. Return whether anything changed.

    Args:
        session: the open transaction.
        model: the target's table.
        target: its id.
        stored_slug: that of its row as it is; None where there is no row.
        slug: that of its row as it will be.
        former: others that lead to it.

    Raises:
        Invalid: a slug is malformed.
        SlugTaken: a slug belongs to another target.
    """
    former = list(former)
    if slug == stored_slug and not former:
        return False
    for candidate in (slug, *former):
        if not SLUG_PATTERN.fullmatch(candidate):
            raise Invalid(f"{candidate!r} is not a slug: it takes a to z, 0 to 9 and hyphens, at most 120")
    table = table_of(Slug)
    of_target = sa.and_(table.c.type == model.__name__, table.c.target_id == target)
    wanted_names = {"model": model.__name__, "target": target, "slugs": [slug, *former]}
    rows = session.execute(_select_slugs(), wanted_names).all()
    if taken := next((row.slug for row in rows if row.target_id != target), None):
        raise SlugTaken(model.__name__, taken)
    stored = [tuple(row[:-1]) for row in rows]
    earlier = [name for name in dict.fromkeys([*(row[0] for row in stored), *former]) if name != slug]
    wanted = [(name, name == slug, position) for position, name in enumerate([*earlier, slug], 1)]
    if stored == wanted:
        return False
    if stored:
        session.execute(sa.delete(table).where(of_target))
    owner = {"type": model.__name__, "target_id": target}
    names = ("slug", "current", "position")
    session.execute(insert_into(Slug), [{**owner, **dict(zip(names, row, strict=True))} for row in wanted])
    return True


@cache
def _select_slugs() -> "sa.CompoundSelect[Any]":
    """Select a target's slugs, and whose any of some slugs is: for an ``OR`` SQLite would read all of the type."""
    table = table_of(Slug)
    of_type = sa.select(table.c.slug, table.c.current, table.c.position, table.c.target_id).where(
        table.c.type == sa.bindparam("model")
    )
    own = of_type.where(table.c.target_id == sa.bindparam("target"))
    named = of_type.where(table.c.slug.in_(sa.bindparam("slugs", expanding=True)))
    return sa.union(own, named).order_by("position")


def reserve_slugs(session: Session, model: Model, target: str) -> None:
    """Keep the slugs of a deleted row reserved for it; none of them is current."""
    table = table_of(Slug)
    of_target = sa.and_(table.c.type == model.__name__, table.c.target_id == target)
    session.execute(sa.update(table).where(of_target).values(current=False))
