"""The fields that make keys and end them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import strawberry
from sqlmodel import Session

from schema import tables, writes
from schema.api_keys import POINTS, Key, key_from
from schema.bases import table_of
from schema.enums import Scope
from schema.keys import PREFIX, prefix_of
from schema.mutation.edit import Edit
from schema.mutation.problems import Problems
from schema.vocabulary import ChangeAction


@strawberry.input(description="A key that is to be made.")
class CreateKeyInput:
    """What ``createKey`` takes."""

    name: str = strawberry.field(description="What people call it.")
    scopes: list[Scope] = strawberry.field(description="What it may do besides reading what is published.")
    origins: strawberry.Maybe[list[str] | None] = strawberry.field(
        description="Whose pages may send it, such as `https://example.org`; any where none is listed."
    )
    expires_at: strawberry.Maybe[datetime | None] = strawberry.field(description="When it ends; left out, never.")
    points_per_minute: strawberry.Maybe[int | None] = strawberry.field(description=POINTS)


@strawberry.input(description="A key that is to be ended.")
class RevokeKeyInput:
    """What ``revokeKey`` takes."""

    prefix: str = strawberry.field(description="Its 8 public letters.")


def create(edit: Edit, value: CreateKeyInput, problems: Problems) -> Mapping[str, Any]:
    """Make a key; nothing can tell its secret again."""
    edit.has_secret = True
    origins = value.origins.value if value.origins else None
    expires_at = value.expires_at.value if value.expires_at else None
    points = value.points_per_minute.value if value.points_per_minute else None
    secrets: list[str] = []

    def write() -> writes.Saved:
        secrets.append(writes.create_key(edit.session, value.name, value.scopes, origins or (), points, expires_at))
        return writes.Saved(str(prefix_of(secrets[0])), ChangeAction.CREATED)

    prefix = edit.attempt(problems, write)
    return {"key": prefix and key_of(edit.session, prefix), "secret": secrets[0] if prefix else None}


def revoke(edit: Edit, value: RevokeKeyInput, problems: Problems) -> Mapping[str, Any]:
    """End a key for good; one that was ended before stays so."""
    if not PREFIX.fullmatch(value.prefix) or key_of(edit.session, value.prefix) is None:
        with problems.at("prefix"):
            problems.add_missing("There is no key with these letters.")
        return {"key": None}
    writes.revoke_key(edit.session, value.prefix)
    return {"key": key_of(edit.session, value.prefix)}


def key_of(session: Session, prefix: str) -> Key | None:
    """Return a key by its public letters."""
    keys = table_of(tables.Key)
    row = session.execute(sa.select(keys).where(keys.c.prefix == prefix)).mappings().first()
    return key_from(dict(row)) if row else None
