"""Strawberry's schema with the engine behind it: content comes from one statement, the rest stays Strawberry's."""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from graphql import GraphQLError, GraphQLSchema, is_non_null_type
from graphql import OperationType as CoreOperationType
from graphql.execution import ExecutionResult as CoreResult
from graphql.execution import execute
from graphql.utilities.print_schema import print_schema_definition
from strawberry import Schema
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from schema.engine.compiler.operation import Operation
from schema.engine.compiler.statement import Statement
from schema.engine.context import EngineContext
from schema.engine.engine import Engine, Json, ObjectRefField, PreparedOperation
from schema.engine.errors import BAD_USER_INPUT, RequestErrors, error_with_code, internal_error, mask_errors
from schema.engine.introspection import IntrospectionCache, question_of
from schema.engine.notation import in_graphql_notation
from schema.engine.object_refs import ObjectRef, ObjectRefs
from schema.engine.subscriptions import subscribe

log = logging.getLogger("liane.engine")
SUBSCRIPTION_IN_ONE_RESPONSE = (
    "A subscription has many answers: ask over a WebSocket (graphql-transport-ws), or accept text/event-stream."
)

Mutate = Callable[[PreparedOperation, Mapping[str, Any] | None, Any], Awaitable[Any]]
"""Runs a mutation, and returns its data; it raises ``RequestErrors`` where it was refused or failed."""


class OperationResult(NamedTuple):
    """The result of a query: ``data`` by response key, its errors, and the content version, if it was read too.

    ``content_only``: no Python resolver took part, so it depends on nothing but content, read scope and arguments; and
    where it ``is_daily`` on the day.
    """

    data: Mapping[str, Any] | None
    errors: Sequence[GraphQLError]
    version: str | None
    content_only: bool
    is_daily: bool = False


class ContentExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor, with content from the engine."""

    def execute_field(self, parent_type: Any, source: Any, field_details_list: Any, path: Any, *rest: Any) -> Any:
        """Return a root field of a query from the content that the engine has read."""
        if path.prev is None and isinstance(source, dict) and path.key in source:
            return source[path.key]
        return super().execute_field(parent_type, source, field_details_list, path, *rest)

    def collect_subfields(self, return_type: Any, field_details_list: Any) -> Any:
        """Collect what is selected inside a field; a directive's argument that is null is the client's mistake."""
        try:
            return super().collect_subfields(return_type, field_details_list)
        except GraphQLError as error:
            raise error_with_code(in_graphql_notation(error.message), BAD_USER_INPUT) from None

    def complete_value(
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, *rest: Any
    ) -> Any:
        """Read the objects that a resolver returned references to."""
        if isinstance(result, ObjectRef | ObjectRefs):
            return self._read_refs(return_type, field_details_list, path, result)
        return super().complete_value(return_type, field_details_list, info, path, result, *rest)

    async def _read_refs(self, type_: Any, nodes: Any, path: Any, refs: ObjectRef | ObjectRefs) -> Any:
        field, environment = self.field_of_refs(type_, nodes, path), self.environment_of(refs)
        try:
            statement, text = await self.engine.run_refs(field, self.context_value.read_scope, environment)
        except RequestErrors as refused:
            raise refused.errors[0] from None
        return self.completed(type_, path, refs, statement, text)

    @property
    def engine(self) -> Engine:
        """The engine that reads."""
        return self.schema._strawberry_schema.engine  # type: ignore[attr-defined, no-any-return]  # noqa: SLF001 - set by Strawberry

    def field_of_refs(self, type_: Any, nodes: Any, path: Any) -> ObjectRefField:
        """Return the field whose resolver returned references."""
        operation = Operation(self.schema, self.operation, self.fragment_definitions, self.variable_values)
        return ObjectRefField(operation, type_, nodes, tuple(path.as_list()))

    def environment_of(self, refs: ObjectRef | ObjectRefs) -> Mapping[str, Any]:
        """Return the values of the parameters with which the objects are read."""
        ids = [refs.id] if isinstance(refs, ObjectRef) else list(refs.ids)
        return {**self.context_value.environment, **refs.environment, "ids": ids}

    def completed(self, type_: Any, path: Any, refs: ObjectRef | ObjectRefs, statement: Statement, text: Any) -> Any:
        """Return what the statement has read as the value of the field.

        Raises:
            LookupError: there is no such object to be seen, and the field cannot be null.
        """
        self.collected_errors.errors.extend(statement.errors)
        if isinstance(refs, ObjectRefs):
            return orjson.Fragment(text)
        if len(text) > len("[]"):
            return orjson.Fragment(text[1:-1])
        if is_non_null_type(type_):
            raise LookupError(f"{refs} is hidden, but {path.as_list()} cannot be null")
        return None


class EngineSchema(Schema):
    """A Strawberry schema that executes queries through ``engine``, which is set once the database is known.

    What runs mutations is set as ``mutate``, where they are answered.

    The context value of every operation is an ``EngineContext``.

    Args:
        description: what strangers are told of the schema, in Markdown.
        options: those of ``strawberry.Schema``.
    """

    engine: Engine
    mutate: Mutate

    def __init__(self, description: str | None = None, **options: Any) -> None:
        super().__init__(execution_context_class=ContentExecutor, **options)
        self._schema.description = description
        self._sdl: str | None = None
        self._introspections = IntrospectionCache()

    def as_str(self) -> str:
        """Return the schema in SDL, its own description first, which Strawberry leaves out.

        It is printed once, which takes a tenth of a second.
        """
        if self._sdl is None:
            definition = print_schema_definition(self._schema)
            self._sdl = f"{definition}\n\n{super().as_str()}" if definition else super().as_str()
        return self._sdl

    @property
    def core(self) -> GraphQLSchema:
        """The schema as graphql-core sees it."""
        return self._schema

    def attach(self, engine: Engine) -> None:
        """Set the engine that reads content."""
        self.engine = engine

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Log nothing: ``mask_errors`` logs what is not the client's mistake."""

    async def execute(  # noqa: PLR0913, PLR0917 - the signature is Strawberry's
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
        operation_extensions: dict[str, Any] | None = None,
    ) -> ExecutionResult:
        """Execute an operation; see ``strawberry.Schema.execute``."""
        assert context_value is not None
        try:
            prepared = self.engine.prepare(query or "", variable_values, operation_name)
        except RequestErrors as refused:
            return ExecutionResult(data=None, errors=refused.errors)
        operation_type = OperationType(prepared.operation.operation.value)
        if allowed_operation_types is not None and operation_type not in set(allowed_operation_types):
            raise InvalidOperationTypeError(operation_type)
        if operation_type is OperationType.SUBSCRIPTION:
            return ExecutionResult(data=None, errors=[error_with_code(SUBSCRIPTION_IN_ONE_RESPONSE, BAD_USER_INPUT)])
        try:
            if operation_type is OperationType.MUTATION:
                return ExecutionResult(await self.mutate(prepared, variable_values, context_value), None)
            answer = await self.answer(prepared, variable_values, context_value)
        except RequestErrors as refused:
            return ExecutionResult(data=None, errors=refused.errors)
        return ExecutionResult(data=answer.data, errors=list(answer.errors) or None)  # type: ignore[arg-type]

    async def stream(  # noqa: PLR0913, PLR0917 - the signature is Strawberry's
        self,
        query: str | None,
        variable_values: dict[str, Any] | None = None,
        context_value: Any | None = None,
        root_value: Any | None = None,
        operation_name: str | None = None,
        operation_extensions: dict[str, Any] | None = None,
        allowed_operation_types: Iterable[OperationType] | None = None,
    ) -> AsyncGenerator[ExecutionResult, None]:
        """Return the results of any operation: those of a subscription as they come, the single one of another.

        See ``strawberry.Schema.stream``. A subscription has begun when this returns.
        """
        assert context_value is not None
        allowed = set(allowed_operation_types or OperationType)
        try:
            prepared = self.engine.prepare(query or "", variable_values, operation_name)
            operation_type = OperationType(prepared.operation.operation.value)
            if operation_type not in allowed:
                raise RequestErrors(
                    [error_with_code(f"A {operation_type.value} is not answered this way.", BAD_USER_INPUT)]
                )
            return await self.results(prepared, variable_values, context_value)
        except RequestErrors as refused:
            return single_result(PreExecutionError(data=None, errors=refused.errors))

    async def results(
        self, prepared: PreparedOperation, variables: dict[str, Any] | None, context: EngineContext
    ) -> AsyncGenerator[ExecutionResult, None]:
        """Return the results of an operation of any type; a subscription has begun when this returns.

        Raises:
            RequestErrors: the operation is refused.
        """
        operation_type = prepared.operation.operation
        if operation_type is CoreOperationType.SUBSCRIPTION:
            return await subscribe(self.engine, prepared, variables, context)
        if operation_type is CoreOperationType.QUERY:
            answer = await self.answer(prepared, variables, context)
            return single_result(ExecutionResult(answer.data, list(answer.errors) or None))  # type: ignore[arg-type]
        return single_result(ExecutionResult(await self.mutate(prepared, variables, context), None))

    async def answer(
        self,
        prepared: PreparedOperation,
        variables: Mapping[str, Any] | None,
        context: EngineContext,
        *,
        versioned: bool = False,
    ) -> OperationResult:
        """Execute a query.

        Args:
            prepared: the operation.
            variables: its variables as the client sent them.
            context: the request's context.
            versioned: whether to read the content version too.

        Raises:
            RequestErrors: there is no result; an internal error is logged and masked.
        """
        try:
            statement, content, version = await self.engine.run(
                prepared, context.read_scope, context.environment, versioned=versioned
            )
            if content is None or not statement.python_keys:
                return OperationResult(
                    content, statement.errors, version, content_only=True, is_daily=statement.is_daily
                )
            data, errors = await self._merge(prepared, statement, content, variables, context)
            return OperationResult(data, errors, version, content_only=False)
        except RequestErrors:
            raise
        except Exception:
            log.exception("a query failed")
            raise RequestErrors([internal_error(context.request_id)]) from None

    async def _merge(
        self,
        prepared: PreparedOperation,
        statement: Statement,
        content: Json,
        variables: Mapping[str, Any] | None,
        context: EngineContext,
    ) -> tuple[Mapping[str, Any] | None, list[GraphQLError]]:
        """Execute with graphql-core what is not content (introspection, resolvers), and merge both in order."""
        assert prepared.document.ast is not None
        name = prepared.operation.name.value if prepared.operation.name else None
        question = question_of(prepared.document.text, name, variables) if statement.only_introspects else None
        if question and (answer := self._introspections.get(question)):
            return answer, []
        result: Any = execute(
            self._schema,
            prepared.document.ast,
            root_value=content,
            context_value=context,
            variable_values=dict(variables or {}),
            operation_name=name,
            executor_class=ContentExecutor,
        )
        if not isinstance(result, CoreResult):
            result = await result
        if question and result.data is not None and not result.errors:
            return self._introspections.keep(question, result.data), []
        return result.data, [*statement.errors, *(mask_errors(result.errors, context.request_id) or [])]


async def single_result(result: ExecutionResult) -> AsyncGenerator[ExecutionResult, None]:
    """Yield a single result, where a stream of results is expected."""
    yield result
