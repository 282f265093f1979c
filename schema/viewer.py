"""Who is asking, as GraphQL shows it."""

from datetime import datetime

import strawberry

from schema.context import RequestContext
from schema.enums import Scope


@strawberry.type(description="Who is asking. Without a key everybody is anonymous, and reads what is published.")
class Viewer:
    """Who is asking, as GraphQL shows it."""

    name: str | None = strawberry.field(description="The name of the key; null without one.")
    scopes: list[Scope] = strawberry.field(
        description="What they may do besides reading what is published. A scope shows nothing by itself."
    )
    expires_at: datetime | None = strawberry.field(description="When the key ends; null where it does not.")


def current_viewer(info: strawberry.Info[RequestContext, None]) -> Viewer:
    """Return who is asking."""
    identity = info.context.identity
    expires_at = identity.key.expires_at if identity.key else None
    return Viewer(
        name=identity.name, scopes=[scope for scope in Scope if scope in identity.scopes], expires_at=expires_at
    )
