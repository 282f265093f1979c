"""Subscriptions: a stream of events becomes a stream of results, each read as in a query.

https://spec.graphql.org/September2025/#sec-Subscription
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLError, is_non_null_type
from graphql.execution import ExecutionResult as CoreResult
from graphql.execution import create_source_event_stream
from graphql.execution.collect_fields import collect_fields
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.execution import ExecutionResult

from schema.engine.compiler.operation import Operation, field_name
from schema.engine.context import EngineContext
from schema.engine.cost import Cost
from schema.engine.engine import Engine, ObjectRefField, PreparedOperation
from schema.engine.errors import RequestErrors, mask_errors
from schema.engine.object_refs import ObjectRef


class SourceInterrupted(Exception):
    """A subscription stops before its end, as its server or its database does: there is more at the next attempt."""


@dataclass
class EventResult(ExecutionResult):
    """The result for an event, with the id of the event, if it has one."""

    event_id: str | None = None


async def subscribe(
    engine: Engine, prepared: PreparedOperation, variables: Mapping[str, Any] | None, context: EngineContext
) -> AsyncGenerator[ExecutionResult, None]:
    """Begin a subscription: once this returns, no event is missed.

    Args:
        engine: reads the objects of the events.
        prepared: the operation; its field's resolver returns an asynchronous iterator of ``ObjectRef``.
        variables: its variables as the client sent them.
        context: the request's context, see ``EngineSchema``.

    Returns:
        The results, one for each event that the viewer may see. An error of the event source ends them; where it is
        interrupted, or an event cannot be read at the moment, ``SourceInterrupted`` is raised.

    Raises:
        RequestErrors: the subscription is refused.
    """
    executor = _executor(engine, prepared, variables, context)
    field = _field(engine, executor)
    _event_cost(engine, field, context)
    events: Any = create_source_event_stream(executor)
    events = await events if executor.is_awaitable(events) else events
    if isinstance(events, CoreResult):
        raise RequestErrors(mask_errors(events.errors, context.request_id) or [])
    return _results(engine, field, context, events)


def event_cost(
    engine: Engine, prepared: PreparedOperation, variables: Mapping[str, Any] | None, context: EngineContext
) -> Cost:
    """Return what each result of a subscription costs.

    Raises:
        RequestErrors: the subscription is refused.
    """
    return _event_cost(engine, _field(engine, _executor(engine, prepared, variables, context)), context)


def _event_cost(engine: Engine, field: ObjectRefField, context: EngineContext) -> Cost:
    try:
        return engine.cost_of_refs(field, context.read_scope)
    except GraphQLError as refused:
        raise RequestErrors([refused]) from None


def _executor(
    engine: Engine, prepared: PreparedOperation, variables: Mapping[str, Any] | None, context: EngineContext
) -> Any:
    assert prepared.document.ast is not None
    return StrawberryGraphQLCoreExecutionContext.build(
        engine.schema,
        prepared.document.ast,
        context_value=context,
        raw_variable_values=dict(variables or {}),
        operation_name=prepared.operation.name.value if prepared.operation.name else None,
    )


def _field(engine: Engine, executor: Any) -> ObjectRefField:
    """Return the only root field of a subscription; validation has refused any other number."""
    operation = Operation(engine.schema, executor.operation, executor.fragment_definitions, executor.variable_values)
    root = engine.schema.subscription_type
    assert root is not None
    collected = collect_fields(
        engine.schema, executor.fragments, executor.variable_values, root, executor.operation
    ).grouped_field_set
    ((key, nodes),) = collected.items()
    return ObjectRefField(operation, root.fields[field_name(nodes)].type, nodes, (key,))


async def _results(
    engine: Engine, field: ObjectRefField, context: EngineContext, events: AsyncGenerator[ObjectRef, None]
) -> AsyncGenerator[ExecutionResult, None]:
    async with aclosing(events):
        try:
            async for event in events:
                result = await _result(engine, field, context, event)
                if result is not None:
                    yield result
        except SourceInterrupted:
            raise
        except Exception as error:  # noqa: BLE001 - whatever ends the events, the subscriber gets an error
            yield ExecutionResult(data=None, errors=_masked(error, context))


async def _result(
    engine: Engine, field: ObjectRefField, context: EngineContext, event: ObjectRef
) -> ExecutionResult | None:
    """Return the result for one event, or None if the viewer may not see the object and the field cannot be null."""
    environment = {**context.environment, **event.environment, "ids": [event.id]}
    try:
        statement, text = await engine.run_refs(
            field, context.read_scope, environment, getattr(event, "shared_reads", None)
        )
    except RequestErrors as refused:
        if refused.is_temporary:  # the client tries again, and then asks for what it has missed
            raise SourceInterrupted from None
        return ExecutionResult(data=None, errors=refused.errors)
    except Exception as error:  # noqa: BLE001 - the next event may go well
        return ExecutionResult(data=None, errors=_masked(error, context))
    if text == b"[]" and is_non_null_type(field.type):
        return None
    json = orjson.Fragment(text[1:-1] or b"null")
    data = {str(field.path[0]): json}
    return EventResult(data=data, errors=statement.errors or None, event_id=getattr(event, "event_id", None))


def _masked(error: Exception, context: EngineContext) -> list[GraphQLError] | None:
    """Return an error as the client sees it."""
    return mask_errors(
        [error if isinstance(error, GraphQLError) else GraphQLError(str(error), original_error=error)],
        context.request_id,
    )
