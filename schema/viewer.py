"""Who is asking, as GraphQL shows it."""

from datetime import datetime

import strawberry

from schema.context import RequestContext
from schema.enums import Scope


@strawberry.type(
    description="How many points may be spent. A point is an object that an operation can read, paid before it runs."
)
class Budget:
    """How many points may be spent."""

    points_per_minute: int = strawberry.field(
        description="How many come back in a minute, and how many there are at most."
    )
    remaining: int = strawberry.field(description="How many are left, with this operation paid for.")
    resets_at: datetime = strawberry.field(description="When all have come back, if nothing is spent until then.")


async def current_budget(info: strawberry.Info[RequestContext, None]) -> Budget | None:
    """Return how the budget of who is asking stands."""
    if info.context.read_budget is None:
        return None
    status = await info.context.read_budget()
    return Budget(points_per_minute=status.points_per_minute, remaining=status.remaining, resets_at=status.resets_at)


@strawberry.type(description="Who is asking. Without a key everybody is anonymous, and reads what is published.")
class Viewer:
    """Who is asking, as GraphQL shows it."""

    name: str | None = strawberry.field(description="The name of the key; null without one.")
    scopes: list[Scope] = strawberry.field(
        description="What they may do besides reading what is published. A scope shows nothing by itself."
    )
    expires_at: datetime | None = strawberry.field(description="When the key ends; null where it does not.")
    budget: Budget | None = strawberry.field(
        resolver=current_budget,
        description="The points of the key, without one those of the address; null where none are counted.",
    )


def current_viewer(info: strawberry.Info[RequestContext, None]) -> Viewer:
    """Return who is asking."""
    identity = info.context.identity
    expires_at = identity.key.expires_at if identity.key else None
    return Viewer(
        name=identity.name, scopes=[scope for scope in Scope if scope in identity.scopes], expires_at=expires_at
    )
