"""The GraphQL schema: the roots, all kinds of work, the scalars."""

from strawberry.schema.config import StrawberryConfig

from schema.engine.execution import EngineSchema
from schema.kinds import KINDS
from schema.mutation.directives import dry_run, idempotent
from schema.mutation.problems import PROBLEM_TYPES
from schema.mutation.root import Mutation
from schema.query import Query
from schema.related.types import REASON_TYPES
from schema.subscription import Subscription
from schema.values import SCALARS

DESCRIPTION = """\
A magazine of recommendations: its issues, their sections, and the works that they recommend, with the people and
organisations behind them.

Begin with `latestIssue`, and follow whatever interests you. Lists that may be long are Relay connections: ask for
`first`, and go on with `after`. Reading what is published takes no key; what is not published is as if it did not
exist. An error says in its message what to do, and in `extensions.code` what it is.
"""


def build_schema() -> EngineSchema:
    """Build the schema; whoever serves it attaches an engine."""
    return EngineSchema(
        description=DESCRIPTION.strip(),
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[*(kind.type for kind in KINDS.values()), *PROBLEM_TYPES, *REASON_TYPES.values()],
        directives=[dry_run, idempotent],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
