"""Who asks, and what they may see. The one visibility rule of the house."""

from dataclasses import dataclass
from typing import Any

import strawberry

from schema.engine.engine import ReadScope

READ_DRAFTS = "read:drafts"


def published(row: Any, env: Any) -> Any:
    """The public's rule: a row is there from its ``visible_from`` on; rows without one are seen with their owner."""
    visible_from = getattr(row, "visible_from", None)
    return None if visible_from is None else visible_from <= env.now


def everything(row: Any, env: Any) -> Any:
    """The rule of those who may read drafts: none."""
    del row, env  # nothing of them decides


PUBLIC = ReadScope("public", published)
EDITORIAL = ReadScope("editorial", everything)


@dataclass(frozen=True)
class Identity:
    """The holder of a request: a key's name and scopes, or nobody in particular."""

    name: str | None = None
    scopes: frozenset[str] = frozenset()

    @property
    def read_scope(self) -> ReadScope:
        """What this viewer may see."""
        return EDITORIAL if READ_DRAFTS in self.scopes else PUBLIC


ANONYMOUS = Identity()


@strawberry.type(description="Who is asking.")
class Viewer:
    """Who is asking, as GraphQL shows it."""

    name: str | None = strawberry.field(description="The name of the key in use; null for an anonymous request.")
    scopes: list[str] = strawberry.field(description="What the key allows, such as `read:drafts`.")


def current_viewer(info: strawberry.Info) -> Viewer:
    """Tell who is asking; the request's context holds its ``identity``."""
    identity: Identity = info.context["identity"]
    return Viewer(name=identity.name, scopes=sorted(identity.scopes))
