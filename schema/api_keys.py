"""Keys of the API as GraphQL shows them, without their secrets, and the root field that lists them."""

from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa
import strawberry

from schema import tables
from schema.bases import table_of
from schema.context import RequestContext, denied
from schema.engine.sql.json_text import (
    Coalesced,
    Escaped,
    Instant,
    JoinedAggregate,
    Quoted,
    json_array,
    json_object,
)
from schema.enums import Scope
from schema.rows import Values

POINTS = "How many points it may spend a minute; null is as many as any key."


@strawberry.type(description="A key of the API, without its secret.")
class Key:
    """A key, as GraphQL shows it."""

    prefix: str = strawberry.field(description="Its 8 public letters, which name it.")
    name: str = strawberry.field(description="What people call it.")
    scopes: list[Scope] = strawberry.field(description="What it may do besides reading what is published.")
    origins: list[str] = strawberry.field(description="Whose pages may send it; any where it lists none.")
    points_per_minute: int | None = strawberry.field(description=POINTS)
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime | None = strawberry.field(description="When it ends; null where it does not.")
    revoked_at: datetime | None = strawberry.field(description="When it was ended; null where it was not.")
    last_used_on: date | None = strawberry.field(description="On which day it was used last.")


def key_from(row: Values) -> Key:
    """Return the key of a row."""
    known = {name: row[name] for name in row if name not in {"digest", "points", "scopes"}}
    return Key(**known, points_per_minute=row["points"], scopes=[Scope[name] for name in row["scopes"]])


def select_list() -> "sa.Select[Any]":
    """Select all keys as a JSON array, the newest first; what proves a key is left out."""
    keys = table_of(tables.Key)
    instants = {name: Quoted(Instant(keys.c[name])) for name in ("expires_at", "revoked_at")}
    day = Quoted(sa.cast(keys.c.last_used_on, sa.Text))
    or_null = {**instants, "last_used_on": day, "points": sa.cast(keys.c.points, sa.Text)}
    key = json_object(
        [
            ("prefix", Quoted(keys.c.prefix)),
            ("name", Escaped(keys.c.name)),
            ("scopes", keys.c.scopes),
            ("origins", keys.c.origins),
            ("created_at", Quoted(Instant(keys.c.created_at))),
            *((name, Coalesced([value], "null")) for name, value in or_null.items()),
        ]
    )
    return sa.select(json_array(JoinedAggregate(key, [keys.c.created_at.desc(), keys.c.prefix]))).select_from(keys)


async def list_keys(info: strawberry.Info[RequestContext, None]) -> list[Key]:
    """Return all keys.

    Raises:
        GraphQLError: whoever asks has not the scope ``ADMIN``.
    """
    if error := denied(info.context.identity, [Scope.ADMIN]):
        raise error
    (found,) = await info.schema.engine.read(select_list())  # type: ignore[attr-defined]
    return [key_from(with_times(row)) for row in orjson.loads(found)]


def with_times(row: Values) -> Values:
    """Return a row as JSON has it with its instants and its day."""
    instants = {name: row[name] and datetime.fromisoformat(row[name]) for name in row if name.endswith("_at")}
    return {**row, **instants, "last_used_on": row["last_used_on"] and date.fromisoformat(row["last_used_on"])}
