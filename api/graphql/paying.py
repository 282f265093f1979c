"""What operations cost their clients, and the paying, which comes before the running."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from graphql import OperationType
from strawberry.types.execution import ExecutionResult

from api.budgets.budgets import OverBudget, spend
from schema.context import RequestContext
from schema.engine.engine import Engine, PreparedOperation
from schema.engine.execution import EngineSchema
from schema.engine.mutations import payload_cost
from schema.engine.read_scope import ReadScope
from schema.engine.subscriptions import event_cost
from schema.visibility import payload_scope

MUTATION_POINTS = 10
"""What a mutation costs besides what it reads."""
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
    await spend(points_of(schema.engine, prepared, context.read_scope, versioned=versioned))


def points_of(engine: Engine, prepared: PreparedOperation, read_scope: ReadScope, *, versioned: bool = False) -> int:
    """Return what an operation with one result costs.

    Raises:
        RequestErrors: it costs more than any may.
    """
    if prepared.operation.operation is OperationType.QUERY:
        return engine.cost(prepared, read_scope, versioned=versioned).objects
    return MUTATION_POINTS + payload_cost(engine, prepared, payload_scope(read_scope)).objects


def cost_extension(engine: Engine, prepared: PreparedOperation, read_scope: ReadScope) -> Mapping[str, Any]:
    """Return the extension that tells what an operation cost, and what one may."""
    limits = prepared.document.limits
    if prepared.operation.operation is not OperationType.QUERY:
        limits = limits.of_payloads
    return {"cost": {"cost": points_of(engine, prepared, read_scope), "limit": limits.objects}}


def price_extension(engine: Engine, prepared: PreparedOperation, read_scope: ReadScope) -> Mapping[str, Any]:
    """Return the extension that tells what an operation would cost, above its limit too, and most of it for what.

    Raises:
        RequestErrors: it would not be run, for another reason than its cost.
    """
    limit = prepared.document.limits.objects
    if prepared.operation.operation is not OperationType.QUERY:
        cost = cost_extension(engine, prepared, read_scope)["cost"]
        return {"cost": {**cost, "dearest": None}}
    price = engine.price(prepared, read_scope)
    dearest = {"path": price.dearest, "cost": price.dearest_objects} if price.dearest_objects else None
    return {"cost": {"cost": price.objects, "limit": limit, "dearest": dearest}}


async def _events(results: Results, points: int) -> Results:
    async with aclosing(results):
        async for result in results:
            yield result
            try:
                await spend(points)
            except OverBudget as refused:
                yield ExecutionResult(data=None, errors=refused.errors)
                return
