"""Subscriptions: a stream of what happened becomes a stream of answers, each read as in a query.

https://spec.graphql.org/September2025/#sec-Subscription
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

import orjson
from graphql import GraphQLError, is_non_null_type
from graphql.execution import ExecutionResult as CoreResult
from graphql.execution import create_source_event_stream
from graphql.execution.collect_fields import collect_fields
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.execution import ExecutionResult

from schema.engine.compiler.planner import Operation
from schema.engine.context import EngineContext
from schema.engine.engine import Engine, ObjectRefField, PreparedOperation
from schema.engine.errors import RequestErrors, mask_errors
from schema.engine.references import ObjectRef


async def subscribe(
    engine: Engine, prepared: PreparedOperation, variables: Mapping[str, Any] | None, context: EngineContext
) -> AsyncGenerator[ExecutionResult, None]:
    """Begin a subscription: when this returns, nothing that happens from now on is missed.

    Args:
        engine: reads what is told of.
        prepared: the operation; its field's resolver gives an asynchronous iterator of ``ObjectRef``.
        variables: its variables as they came.
        context: the request's context, see ``EngineSchema``.

    Returns:
        The answers, one for each event that the viewer may see. An error of the source ends them.

    Raises:
        RequestErrors: the subscription is refused.
    """
    assert prepared.document.ast is not None
    executor: Any = StrawberryGraphQLCoreExecutionContext.build(
        engine.schema,
        prepared.document.ast,
        context_value=context,
        raw_variable_values=dict(variables or {}),
        operation_name=prepared.operation.name.value if prepared.operation.name else None,
    )
    field = _field(engine, executor)
    try:
        engine.bind_refs(field, context.read_scope, {**context.environment, "ids": []})
    except GraphQLError as refused:
        raise RequestErrors([refused]) from None
    source: Any = create_source_event_stream(executor)
    source = await source if executor.is_awaitable(source) else source
    if isinstance(source, CoreResult):
        raise RequestErrors(mask_errors(source.errors, context.request_id) or [])
    return _answers(engine, field, context, source)


def _field(engine: Engine, executor: Any) -> ObjectRefField:
    """Give the only root field of a subscription (validation saw to that)."""
    operation = Operation(engine.schema, executor.operation, executor.fragment_definitions, executor.variable_values)
    root = engine.schema.subscription_type
    assert root is not None
    collected = collect_fields(
        engine.schema, executor.fragments, executor.variable_values, root, executor.operation
    ).grouped_field_set
    ((key, details),) = collected.items()
    return ObjectRefField(operation, root.fields[details[0].node.name.value].type, details, (key,))


async def _answers(
    engine: Engine, field: ObjectRefField, context: EngineContext, source: AsyncGenerator[ObjectRef, None]
) -> AsyncGenerator[ExecutionResult, None]:
    async with aclosing(source):
        try:
            async for found in source:
                answer = await _answer(engine, field, context, found)
                if answer is not None:
                    yield answer
        except Exception as error:  # noqa: BLE001 - whatever the source ends with, the subscriber is told
            yield ExecutionResult(data=None, errors=_shown(error, context))


async def _answer(
    engine: Engine, field: ObjectRefField, context: EngineContext, found: ObjectRef
) -> ExecutionResult | None:
    """Give the answer for one event; None when the viewer may not see the object and null is no answer either."""
    environment = {**context.environment, **getattr(found, "environment", {}), "ids": [found.id]}
    try:
        statement, text = await engine.run_refs(
            field, context.read_scope, environment, getattr(found, "shared_reads", None)
        )
    except RequestErrors as refused:
        return ExecutionResult(data=None, errors=refused.errors)
    except Exception as error:  # noqa: BLE001 - the next event may go well
        return ExecutionResult(data=None, errors=_shown(error, context))
    if text == b"[]" and is_non_null_type(field.type):
        return None
    json = orjson.Fragment(text[1:-1] or b"null")
    return ExecutionResult(data={str(field.path[0]): json}, errors=statement.errors or None)


def _shown(error: Exception, context: EngineContext) -> list[GraphQLError] | None:
    """Give what the client is told of an error."""
    return mask_errors(
        [error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)],
        context.request_id,
    )
