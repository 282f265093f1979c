"""The directives of mutations: they concern the whole operation, as its transaction does."""

import strawberry
from graphql import DirectiveLocation, OperationDefinitionNode


@strawberry.directive(
    locations=[DirectiveLocation.MUTATION],
    name="dryRun",
    description="Tries the whole operation and stores nothing of it: the answer is what it would be.",
)
def dry_run() -> None:
    """Do nothing: ``schema.mutation.editor`` looks for it."""


def is_dry_run(operation: OperationDefinitionNode) -> bool:
    """Whether nothing of an operation is to be stored."""
    return any(directive.name.value == "dryRun" for directive in operation.directives or ())
