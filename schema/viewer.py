"""Who is asking, as GraphQL shows it."""

import strawberry

from schema.context import RequestContext


@strawberry.type(
    description="Who is asking. There are no keys yet: everybody is anonymous, and reads what is published."
)
class Viewer:
    """Who is asking, as GraphQL shows it."""

    name: str | None = strawberry.field(description="A name; null for who is anonymous, as everybody is today.")
    scopes: list[str] = strawberry.field(description="What else they may do: nothing today, so the list is empty.")


def current_viewer(info: strawberry.Info[RequestContext, None]) -> Viewer:
    """Return who is asking."""
    identity = info.context.identity
    return Viewer(name=identity.name, scopes=sorted(scope.value for scope in identity.scopes))
