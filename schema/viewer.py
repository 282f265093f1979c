"""Who is asking, as GraphQL shows it."""

import strawberry

from schema.context import RequestContext


@strawberry.type(description="Who is asking.")
class Viewer:
    """Who is asking, as GraphQL shows it."""

    name: str | None = strawberry.field(description="The name of the key in use; null for an anonymous request.")
    scopes: list[str] = strawberry.field(description="What the key allows, such as `read:drafts`.")


def current_viewer(info: strawberry.Info[RequestContext, None]) -> Viewer:
    """Return who is asking."""
    identity = info.context.identity
    return Viewer(name=identity.name, scopes=sorted(scope.value for scope in identity.scopes))
