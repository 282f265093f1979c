"""Writes of keys. Each is logged, so that every process that serves learns of it as it does of content."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from schema.bases import now, table_of
from schema.instants import utc_now
from schema.keys import digest_of, new_key, prefix_of
from schema.tables import Key
from schema.vocabulary import ChangeAction, Scope
from schema.writes.errors import Invalid
from schema.writes.log import Visibility, log
from schema.writes.public import write
from schema.writes.rows import insert_into
from schema.writes.validation import validate

ORIGIN = re.compile(r"https?://[a-z0-9.:\[\]-]+")
MAX_ORIGINS = 100


@write
def create_key(
    session: Session,
    name: str,
    scopes: Collection[Scope] = (),
    origins: Collection[str] = (),
    points: int | None = None,
    expires_at: datetime | None = None,
) -> str:
    """Make a key and return it: nothing can tell it again.

    Args:
        session: the open transaction.
        name: what people call it.
        scopes: what it may do, besides reading what is published.
        origins: whose pages may send it, and frame cards that name it.
        points: how many points it may spend a minute; None is as many as any key.
        expires_at: when it ends; None is never.

    Raises:
        Invalid: it has no name, ends in the past, or an origin is none that browsers send.
    """
    if not name.strip():
        raise Invalid("keys: the name is empty")
    if points is not None and points < 1:
        raise Invalid("keys: points must be 1 at least")
    if expires_at is not None and expires_at <= utc_now():
        raise Invalid("keys: the end lies in the past")
    if len(origins) > MAX_ORIGINS:
        raise Invalid(f"keys: there are more than {MAX_ORIGINS} origins")
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            raise Invalid(f"keys: {origin!r} is no origin such as https://example.org")
    text = new_key()
    key = {
        "prefix": prefix_of(text),
        "digest": digest_of(text),
        "name": name.strip(),
        "scopes": [scope.value for scope in Scope if scope in scopes],
        "origins": sorted(set(origins)),
        "points": points,
        "expires_at": expires_at,
    }
    session.execute(insert_into(Key), {**validate(Key, key), "created_at": now()})
    log(session, Key, ChangeAction.CREATED, str(key["prefix"]), visibility=Visibility.HIDDEN)
    return text


@write
def revoke_key(session: Session, prefix: str) -> str:
    """End a key for good, and return its name; one that has been revoked before stays so.

    Raises:
        Invalid: there is no such key.
    """
    keys = table_of(Key)
    name = session.execute(sa.select(keys.c.name).where(keys.c.prefix == prefix)).scalar()
    if name is None:
        raise Invalid(f"there is no key {prefix!r}")
    current = (keys.c.prefix == prefix) & keys.c.revoked_at.is_(None)
    revoked = session.execute(sa.update(keys).where(current).values(revoked_at=now()).returning(keys.c.prefix))
    log(session, Key, ChangeAction.UPDATED, *revoked.scalars(), visibility=Visibility.HIDDEN)
    return str(name)


def record_use(session: Session, days: Mapping[str, date]) -> None:
    """Write on which day keys were used last, which is no change that anybody has to hear of."""
    keys = table_of(Key)
    for prefix, day in days.items():
        earlier = keys.c.last_used_on.is_(None) | (keys.c.last_used_on < day)
        session.execute(sa.update(keys).where(keys.c.prefix == prefix, earlier).values(last_used_on=day))
