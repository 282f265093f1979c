"""The keys that may be sent, read as a whole: processes that serve keep them in memory."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from schema.bases import table_of
from schema.context import ApiKey
from schema.engine.sql.json_text import (
    Coalesced,
    Concat,
    Escaped,
    Instant,
    JoinedAggregate,
    Quoted,
    json_array,
    json_object,
)
from schema.tables import Change, DatabaseIdentity, Key
from schema.vocabulary import Scope


@dataclass(frozen=True)
class StoredKey:
    """A key as it is stored: what it may do, and what proves that a text is the key."""

    digest: str = field(repr=False)
    key: ApiKey


def select_state() -> "sa.Select[Any]":
    """Select a text that is another one after every change of the keys, and of everything else that is logged."""
    return sa.select(_state())


def select_keys() -> "sa.Select[Any]":
    """Select the state, and the keys that are not revoked, as ``parse_keys`` reads them."""
    keys = table_of(Key)
    key = json_object(
        [
            ("prefix", Quoted(keys.c.prefix)),
            ("digest", Quoted(keys.c.digest)),
            ("name", Escaped(keys.c.name)),
            ("scopes", keys.c.scopes),
            ("origins", keys.c.origins),
            ("points", Coalesced([sa.cast(keys.c.points, sa.Text)], "null")),
            ("expires_at", Coalesced([Quoted(Instant(keys.c.expires_at))], "null")),
        ]
    )
    current = sa.select(json_array(JoinedAggregate(key, [keys.c.prefix]))).where(keys.c.revoked_at.is_(None))
    return sa.select(_state().label("state"), current.scalar_subquery().label("keys"))


def parse_keys(json: bytes) -> dict[str, StoredKey]:
    """Return the keys that ``select_keys`` selected, by their public letters."""
    return {each["prefix"]: _stored_key(**each) for each in orjson.loads(json)}


def _stored_key(  # noqa: PLR0913 - the members of an object
    *,
    prefix: str,
    digest: str,
    name: str,
    scopes: list[str],
    origins: list[str],
    points: int | None,
    expires_at: str | None,
) -> StoredKey:
    end = datetime.fromisoformat(expires_at) if expires_at else None
    return StoredKey(
        digest, ApiKey(prefix, name, frozenset(Scope[scope] for scope in scopes), frozenset(origins), points, end)
    )


def _state() -> Concat:
    """Return the expression of the state: the log goes back where a database is put in the place of another."""
    identity = sa.select(table_of(DatabaseIdentity).c.identity).scalar_subquery()
    last = sa.select(sa.func.coalesce(sa.func.max(table_of(Change).c.sequence), 0)).scalar_subquery()
    return Concat(identity, "@", sa.cast(last, sa.Text))
