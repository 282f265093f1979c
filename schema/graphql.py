"""The GraphQL schema: the roots, all kinds of work, the scalars."""

from strawberry.schema.config import StrawberryConfig

from schema.engine.execution import EngineSchema
from schema.kinds import KINDS
from schema.query import Query
from schema.subscription import Subscription
from schema.values import SCALARS


def build_schema() -> EngineSchema:
    """Build the schema; whoever serves it attaches an engine."""
    return EngineSchema(
        query=Query,
        subscription=Subscription,
        types=[kind.type for kind in KINDS.values()],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
