"""What operations cost their clients, and the paying, which comes before the running."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from graphql import OperationType
from strawberry.types.execution import ExecutionResult

from api.budgets.budgets import OverBudget, spend
from schema.context import RequestContext
from schema.engine.engine import PreparedOperation
from schema.engine.execution import EngineSchema
from schema.engine.subscriptions import event_cost

MUTATION_POINTS = 10
"""What a mutation costs: what it reads is known only when it has written."""
Results = AsyncGenerator[ExecutionResult, None]


async def results_paid_for(
    schema: EngineSchema, prepared: PreparedOperation, variables: dict[str, Any] | None, context: RequestContext
) -> Results:
    """Pay for an operation of any type, and return its results; see ``EngineSchema.results``.

    A subscription is paid for one event at a time, each before it comes; without points for the next it ends.

    Raises:
        OverBudget: there is not enough left.
        RequestErrors: the operation is refused.
    """
    type_ = prepared.operation.operation
    if type_ is OperationType.SUBSCRIPTION:
        points = event_cost(schema.engine, prepared, variables, context).objects
        await spend(points)
        return _events(await schema.results(prepared, variables, context), points)
    await pay(schema, prepared, context)
    return await schema.results(prepared, variables, context)


async def pay(
    schema: EngineSchema, prepared: PreparedOperation, context: RequestContext, *, versioned: bool = False
) -> None:
    """Pay for an operation with one result; ``versioned`` says that its content version is read too.

    Raises:
        OverBudget: there is not enough left.
        RequestErrors: the operation costs more than any may.
    """
    if prepared.operation.operation is OperationType.QUERY:
        points = schema.engine.cost(prepared, context.read_scope, versioned=versioned).objects
    else:
        points = MUTATION_POINTS
    await spend(points)


async def _events(results: Results, points: int) -> Results:
    async with aclosing(results):
        async for result in results:
            yield result
            try:
                await spend(points)
            except OverBudget as refused:
                yield ExecutionResult(data=None, errors=refused.errors)
                return
