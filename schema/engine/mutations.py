"""Mutations: graphql-core runs one in the thread of its transaction, which reads its payloads before it ends."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

import orjson
from graphql import GraphQLError, get_named_type, is_leaf_type
from graphql.execution import ExecutionResult as CoreResult
from graphql.execution import execute

from schema.engine.compiler.operation import FieldNodes, Operation, field_name
from schema.engine.context import EngineContext
from schema.engine.cost import Cost, cost_error
from schema.engine.engine import Engine, ObjectRefField, PreparedOperation, check_length, timeout
from schema.engine.errors import Path, Refused, RequestErrors, mask_errors
from schema.engine.execution import ContentExecutor, EngineSchema
from schema.engine.fields import has_table, possible_types
from schema.engine.limits import Limits
from schema.engine.object_refs import ObjectRef, ObjectRefs
from schema.engine.read_scope import ReadScope


class MutationContext(EngineContext, Protocol):
    """The context value of a mutation, as far as the engine is concerned."""

    def read(self, sql: str, values: Sequence[Any], seconds: float) -> Sequence[Any]:
        """Run a statement of the engine's in the transaction; return its row.

        Raises:
            TimeoutError: it took longer than some seconds.
        """
        ...


class MutationExecutor(ContentExecutor):
    """graphql-core's executor, with content that is read where it was written."""

    def _read_refs(self, type_: Any, nodes: Any, path: Any, refs: ObjectRef | ObjectRefs) -> Any:
        context: MutationContext = self.context_value
        limits = self.engine.limits.of_payloads
        field, environment = self.field_of_refs(type_, nodes, path), self.environment_of(refs)
        try:
            statement, values = self.engine.bind_refs(field, context.read_scope, environment, limits)
            text = read(context, str(statement.sql), values, limits)
        except RequestErrors as refused:
            raise refused.errors[0] from None
        return self.completed(type_, path, refs, statement, text)


def read(context: MutationContext, sql: str, values: Sequence[Any], limits: Limits) -> str:
    """Read the objects of a payload: a JSON array.

    Raises:
        RequestErrors: it takes too long, or is too long.
    """
    try:
        (text,) = context.read(sql, values, limits.seconds)
    except TimeoutError:
        raise timeout(limits) from None
    check_length(len(text), limits)
    return str(text)


def execute_mutation(
    schema: EngineSchema,
    prepared: PreparedOperation,
    variables: Mapping[str, Any] | None,
    context: EngineContext,
) -> bytes:
    """Execute a mutation, and return its data as JSON.

    Where it reads any content, the context is a ``MutationContext``.

    Raises:
        RequestErrors: a field failed. Nothing of the operation may be stored then, so there is no data either.
    """
    assert prepared.document.ast is not None
    result = execute(
        schema.core,
        prepared.document.ast,
        context_value=context,
        variable_values=dict(variables or {}),
        operation_name=prepared.operation.name.value if prepared.operation.name else None,
        executor_class=MutationExecutor,
    )
    assert isinstance(result, CoreResult)
    if errors := mask_errors(result.errors, context.request_id):
        raise RequestErrors(errors)
    return orjson.dumps(result.data)


def payload_cost(engine: Engine, prepared: PreparedOperation, read_scope: ReadScope) -> Cost:
    """Return what a mutation reads at most.

    Raises:
        RequestErrors: it is more than a mutation may read.
    """
    limits = engine.limits.of_payloads
    try:
        costs = [engine.cost_of_refs(field, read_scope, limits) for field in payload_fields(engine, prepared)]
    except GraphQLError as refused:
        raise RequestErrors([refused]) from None
    except Refused as refused:
        raise RequestErrors([refused.as_graphql()]) from None
    cost = Cost(sum(each.objects for each in costs), sum(each.bytes for each in costs))
    if error := cost_error(cost, limits):
        raise RequestErrors([error])
    return cost


def payload_fields(engine: Engine, prepared: PreparedOperation) -> Iterator[ObjectRefField]:
    """Yield the fields of a mutation's payloads whose objects are rows of tables."""
    root = engine.schema.mutation_type
    assert root is not None
    operation = Operation(engine.schema, prepared.operation, prepared.document.fragments, prepared.variables)

    def walk(type_: Any, fields: Mapping[str, FieldNodes], path: Path) -> Iterator[ObjectRefField]:
        for key, nodes in fields.items():
            definition = type_.fields.get(field_name(nodes))
            if definition is None or is_leaf_type(get_named_type(definition.type)):
                continue  # ``__typename`` has no definition here
            inner = (*path, key)
            types = possible_types(engine.schema, get_named_type(definition.type))
            if all(map(has_table, types)):
                yield ObjectRefField(operation, definition.type, nodes, inner)
                continue
            for each in types:
                yield from walk(each, operation.collect_fields(each, nodes, inner), inner)

    return walk(root, operation.collect_root_fields(root), ())
