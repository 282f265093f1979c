"""The directives of mutations: they concern the whole operation, as its transaction does."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry
from graphql import DirectiveLocation, GraphQLError, GraphQLSchema
from graphql.execution.values import get_directive_values

from schema.engine.engine import PreparedOperation
from schema.engine.errors import BAD_USER_INPUT, RequestErrors, error_with_code
from schema.engine.notation import in_graphql_notation


@strawberry.directive(
    locations=[DirectiveLocation.MUTATION],
    name="dryRun",
    description="Tries the whole operation and stores nothing of it: the answer is what it would be.",
)
def dry_run(
    *,
    if_: Annotated[
        bool, strawberry.argument(name="if", description="False runs it in earnest: one document for both.")
    ] = True,
) -> None:
    """Do nothing: ``schema.mutation.editor`` looks for it."""


@strawberry.directive(
    locations=[DirectiveLocation.MUTATION],
    name="idempotent",
    description="Makes the operation safe to send again: within 24 hours the same key of the same caller gives the "
    "first answer. What had problems or errors is run again.",
)
def idempotent(key: Annotated[str, strawberry.argument(description="A text of your own, such as a UUID.")]) -> None:
    """Do nothing: ``schema.mutation.idempotency`` looks for it."""


def is_dry_run(schema: GraphQLSchema, prepared: PreparedOperation) -> bool:
    """Whether nothing of an operation is to be stored."""
    given = arguments_of("dryRun", schema, prepared)
    return given is not None and given["if"]


def arguments_of(name: str, schema: GraphQLSchema, prepared: PreparedOperation) -> Mapping[str, Any] | None:
    """Return the arguments of an operation's directive, or None where it does not have it.

    Raises:
        RequestErrors: a variable that may be null is null where the argument may not be.
    """
    directive = schema.get_directive(name)
    assert directive is not None  # noqa: S101 - the schema declares it
    try:
        return get_directive_values(directive, prepared.operation, prepared.variables)
    except GraphQLError as error:
        raise RequestErrors([error_with_code(in_graphql_notation(error.message), BAD_USER_INPUT)]) from None
