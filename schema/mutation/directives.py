"""The directives of mutations: they concern the whole operation, as its transaction does."""

from typing import Annotated

import strawberry
from graphql import DirectiveLocation, OperationDefinitionNode


@strawberry.directive(
    locations=[DirectiveLocation.MUTATION],
    name="dryRun",
    description="Tries the whole operation and stores nothing of it: the answer is what it would be.",
)
def dry_run() -> None:
    """Do nothing: ``schema.mutation.editor`` looks for it."""


@strawberry.directive(
    locations=[DirectiveLocation.MUTATION],
    name="idempotent",
    description="Makes the operation safe to send again: within 24 hours the same key of the same caller gives the "
    "first answer. What had problems or errors is run again.",
)
def idempotent(key: Annotated[str, strawberry.argument(description="A text of your own, such as a UUID.")]) -> None:
    """Do nothing: ``schema.mutation.idempotency`` looks for it."""


def is_dry_run(operation: OperationDefinitionNode) -> bool:
    """Whether nothing of an operation is to be stored."""
    return any(directive.name.value == "dryRun" for directive in operation.directives or ())
