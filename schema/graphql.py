"""The schema as a whole: the roots, all kinds of work, the scalars."""

import sqlalchemy as sa
from strawberry.schema.config import StrawberryConfig

from schema.columns import UtcDateTime
from schema.engine.execution import EngineSchema
from schema.kinds import KINDS
from schema.query import Query
from schema.subscription import Subscription
from schema.values import SCALARS

ENVIRONMENT = {"now": UtcDateTime(), "base_url": sa.Text()}
"""What expressions may use of a request, and its SQL types."""


def build_schema() -> EngineSchema:
    """Make the schema; its ``engine`` is set by whoever serves it."""
    return EngineSchema(
        query=Query,
        subscription=Subscription,
        types=[kind.type for kind in KINDS.values()],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
