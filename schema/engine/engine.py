"""The engine: from a request's text to the JSON text of its content, read by one SQL statement."""

from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from cachetools import LRUCache
from graphql import GraphQLOutputType, GraphQLSchema, OperationDefinitionNode, get_named_type
from graphql.execution.values import VariableValues, get_variable_values

from schema.engine.arguments import Values, plan_key
from schema.engine.compiler.context import CompilerContext
from schema.engine.compiler.field_count import check_field_count, check_refs_count
from schema.engine.compiler.operation import FieldNodes, Operation
from schema.engine.compiler.planner import Plan, plan_query, plan_refs
from schema.engine.compiler.statement import Statement, compile_select, compile_statement
from schema.engine.cost import Cost, Price, cost_error, evaluate_cost, evaluate_price
from schema.engine.database.protocol import Database, DatabaseAway, DatabaseBusy
from schema.engine.documents import AST_BYTES, TOO_DEEP, ParsedDocument, parse_document
from schema.engine.errors import (
    AWAY,
    BAD_USER_INPUT,
    BUSY,
    OVERLOADED,
    QUERY_LIMIT,
    TIMEOUT,
    UNAVAILABLE,
    Path,
    Refused,
    RequestErrors,
    Shed,
    error_with_code,
)
from schema.engine.finishing import finish
from schema.engine.limits import Limits, variables_error
from schema.engine.notation import in_graphql_notation, printed
from schema.engine.object_refs import SharedReads
from schema.engine.read_scope import ReadScope

DOCUMENT_BYTES = 64_000_000
STATEMENT_BYTES = 64_000_000
"""About how much memory cached documents and statements may take: clients decide how large each of them is."""
LONGEST_REFUSED = 4_000
"""Documents that are refused are cached only up to this length: their clients are not those that come again."""
LONGEST_BOUND = 50_000
"""Longer statements are not kept with their operation, for caches of operations count them and do not weigh them."""
LONGEST_NAME = 100
VERSION = "@version"  # no response key can be called so
TOO_MANY_BYTES = "The answer has more than {} bytes; ask for smaller pages or less."
EMPTY_QUERY = "{ __typename }"
NO_VARIABLES = VariableValues({}, {})
NOTHING = Cost(0, 0)
Json = Mapping[str, orjson.Fragment]
Foresee = Callable[[datetime, str, Sequence[Any], float], Awaitable[Sequence[bytes]]]
"""Runs a statement as ``Database.fetch`` does, on the content as it will be at an instant to come."""


class BoundStatement(NamedTuple):
    """A query's statement, the arguments of its fields in a request, and what it costs with them."""

    statement: Statement
    arguments: list[Values]
    cost: Cost


class PreparedOperation(NamedTuple):
    """An operation of a document with a request's variables.

    ``bound`` holds its statement, by read scope and whether the version is read too.
    """

    document: ParsedDocument
    operation: OperationDefinitionNode
    variables: VariableValues
    bound: dict[tuple[str, bool], BoundStatement]


@dataclass(frozen=True)
class ObjectRefField:
    """A field of a mutation or a subscription whose resolver returns references to objects."""

    operation: Operation
    type: GraphQLOutputType
    nodes: FieldNodes
    path: Path


class StatementResult(NamedTuple):
    """What a query's statement returned.

    ``content`` is the JSON text of each root field by response key, or None when ``data`` is null; ``version`` is the
    content version of the same snapshot, if it was read too.
    """

    statement: Statement
    content: Json | None
    version: str | None


class Engine:
    """Plans and runs the content of operations on one schema and one database.

    Statements are cached by document, operation, read scope and plan key. Both caches are bounded by the memory that
    their values take, and drop the least recently used.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        database: Database,
        environment_types: Mapping[str, Any],
        version: Callable[[Any, ReadScope], sa.ColumnElement[str]] | None = None,
        *,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        introspection: bool = True,
    ) -> None:
        """Take the schema whose types are declared with ``schema.engine.fields``.

        Args:
            schema: the schema.
            database: where statements run.
            environment_types: the names of the request's own parameters (such as the time), and their SQL types.
            version: returns the expression of the content version for a read scope, ``version(env, read_scope)``.
            limits: the limits of one operation.
            introspection: whether the schema can be introspected and errors suggest its names.
        """
        self.schema = schema
        self.database = database
        self.environment_types = environment_types
        self.limits = limits
        self.introspection = introspection
        self._version = version
        self.foresee: Foresee | None = None
        self.statements_run = 0
        self.own_documents: dict[str, ParsedDocument | None] = {}
        self.documents: LRUCache[str, ParsedDocument] = LRUCache(DOCUMENT_BYTES, _weight)
        self.statements: LRUCache[Hashable, Statement] = LRUCache(STATEMENT_BYTES, _weight)

    def add_own_documents(self, texts: Iterable[str]) -> None:
        """Take texts of the server's own, which are parsed and validated when first asked for, and kept.

        Their operations are held to the default limits: those that a server sets for its clients do not concern them.
        """
        self.own_documents.update(dict.fromkeys(texts))

    def document(self, text: str) -> ParsedDocument:
        """Parse and validate a text, unless it is cached."""
        if text in self.own_documents:
            return self.own_documents[text] or self._parse_own(text)
        try:
            return self.documents[text]
        except KeyError:
            document = self._parse(text)
            if not document.errors or len(text) <= LONGEST_REFUSED:
                _keep(self.documents, text, document)
            return document

    def _parse_own(self, text: str) -> ParsedDocument:
        document = parse_document(text, self.schema, Limits(), introspection=self.introspection)
        self.own_documents[text] = document
        return document

    def _parse(self, text: str) -> ParsedDocument:
        return parse_document(text, self.schema, self.limits, introspection=self.introspection)

    def prepare(self, text: str, variables: Mapping[str, Any] | None, operation_name: str | None) -> PreparedOperation:
        """Find the operation and coerce its variables.

        Raises:
            RequestErrors: the request cannot be executed at all.
        """
        document = self.document(text)
        if document.errors or document.ast is None:
            raise RequestErrors(document.errors)
        operation = document.operations.get(operation_name or None)
        if operation is None:
            raise RequestErrors([error_with_code(_no_operation(operation_name), BAD_USER_INPUT)])
        if variables and (error := variables_error(variables, document.limits)):
            raise RequestErrors([error])
        if not operation.variable_definitions:
            return PreparedOperation(document, operation, NO_VARIABLES, {})
        coerced = get_variable_values(
            self.schema,
            operation.variable_definitions,
            dict(variables or {}),
            max_errors=document.limits.errors,
            hide_suggestions=not self.introspection,
        )
        if isinstance(coerced, list):
            errors = [error_with_code(in_graphql_notation(error.message), BAD_USER_INPUT) for error in coerced]
            raise RequestErrors(errors)
        return PreparedOperation(document, operation, coerced, {})

    # Queries

    async def run(
        self,
        prepared: PreparedOperation,
        read_scope: ReadScope,
        environment: Mapping[str, Any],
        *,
        versioned: bool = False,
    ) -> StatementResult:
        """Read a query's content; with ``versioned``, the same statement reads the content version."""
        statement, arguments, _ = self._bound(prepared, read_scope, versioned)
        if statement.data_is_null:
            return StatementResult(statement, None, None)
        values = statement.bind(arguments, environment)
        at = environment["now"] if read_scope.is_ahead else None
        texts = await self._fetch(statement.sql, values, prepared.document.limits, at) if statement.sql else ()
        content = statement.fragments(texts)
        if statement.finishers:
            content = finish(statement.finishers, content, arguments)
        return StatementResult(statement, content, texts[-1].decode() if versioned and texts else None)

    async def version(self, read_scope: ReadScope, environment: Mapping[str, Any]) -> str | None:
        """Read the content version alone."""
        prepared = self.prepare(EMPTY_QUERY, None, None)
        return (await self.run(prepared, read_scope, environment, versioned=True)).version

    def version_statement(self, read_scope: ReadScope) -> Statement:
        """Return the statement that reads the content version alone."""
        return self.statement(self.prepare(EMPTY_QUERY, None, None), read_scope, versioned=True)

    def cost(self, prepared: PreparedOperation, read_scope: ReadScope, *, versioned: bool = False) -> Cost:
        """Return what a query costs that is within its limits; nothing where a refusal leaves nothing to be read.

        ``versioned`` plans what ``run`` will run; the cost is the same.

        Raises:
            RequestErrors: it is not.
        """
        return self._bound(prepared, read_scope, versioned).cost

    def price(self, prepared: PreparedOperation, read_scope: ReadScope) -> Price:
        """Return what a query would cost, however much that is; nothing where it would not be read.

        Raises:
            RequestErrors: it has too many fields to be planned.
        """
        operation = Operation(self.schema, prepared.operation, prepared.document.fragments, prepared.variables)
        ctx = self._compiler_context(operation, read_scope)
        plan = self._plan_query(ctx, prepared.document.limits)
        if plan.data_is_null:
            return Price(0, (), 0)
        return evaluate_price(
            ctx.cost,
            [
                reader.read(prepared.variables) if reader.constant is None else reader.constant
                for reader in ctx.argument_readers
            ],
        )

    def is_daily(self, prepared: PreparedOperation, read_scope: ReadScope) -> bool:
        """Whether what a query reads depends on the day besides.

        Raises:
            RequestErrors: it has too many fields to be planned.
        """
        return self.statement(prepared, read_scope, versioned=True).is_daily

    def _bound(self, prepared: PreparedOperation, read_scope: ReadScope, versioned: bool) -> BoundStatement:  # noqa: FBT001
        """Return a query's statement with the arguments of its fields, and keep both with the prepared operation."""
        key = (read_scope.name, versioned)
        if key in prepared.bound:
            return prepared.bound[key]
        bound = self._bind_arguments(prepared, read_scope, versioned=versioned)
        if len(bound.statement.sql or "") <= LONGEST_BOUND:
            prepared.bound[key] = bound
        return bound

    def _bind_arguments(self, prepared: PreparedOperation, read_scope: ReadScope, *, versioned: bool) -> BoundStatement:
        statement = self.statement(prepared, read_scope, versioned=versioned)
        try:
            arguments, cost = read_arguments(statement, prepared.variables, prepared.document.limits)
        except Refused:
            statement = self.plan(prepared, read_scope, versioned=versioned)
            if statement.data_is_null:
                return BoundStatement(statement, [], NOTHING)
            arguments, cost = read_arguments(statement, prepared.variables, prepared.document.limits)
        return BoundStatement(statement, arguments, NOTHING if statement.data_is_null else cost)

    def statement(self, prepared: PreparedOperation, read_scope: ReadScope, *, versioned: bool = False) -> Statement:
        """Return a query's statement, planned now or cached; with ``versioned``, its last text is the version."""
        operation = prepared.operation.name.value if prepared.operation.name else None
        key = (prepared.document.text, operation, read_scope.name, versioned, plan_key(prepared.variables))
        try:
            return self.statements[key]
        except KeyError:
            statement = self.plan(prepared, read_scope, versioned=versioned)
            if not statement.errors:
                _keep(self.statements, key, statement)
            return statement

    def plan(self, prepared: PreparedOperation, read_scope: ReadScope, *, versioned: bool = False) -> Statement:
        """Plan a query for its variables as they are: what is refused is null, and its error is in ``errors``."""
        operation = Operation(self.schema, prepared.operation, prepared.document.fragments, prepared.variables)
        ctx = self._compiler_context(operation, read_scope)
        plan = self._plan_query(ctx, prepared.document.limits)
        if versioned and self._version:
            plan.columns[VERSION] = self._version(ctx.env, read_scope)
        try:
            statement = compile_statement(plan, self.database.dialect, prepared.document.weight)
        except RecursionError:
            raise RequestErrors([error_with_code(TOO_DEEP, QUERY_LIMIT)]) from None
        return replace(statement, keys=[key for key in statement.keys if key != VERSION])

    def _plan_query(self, ctx: CompilerContext, limits: Limits) -> Plan:
        try:
            check_field_count(ctx.operation, limits.unfolded_fields)
            return plan_query(ctx)
        except RecursionError:
            raise RequestErrors([error_with_code(TOO_DEEP, QUERY_LIMIT)]) from None

    async def read(self, select: "sa.Select[Any]", at: datetime | None = None) -> Sequence[bytes]:
        """Run a SELECT of the server's own, within the default limits; return the texts of its row.

        Args:
            select: what is read.
            at: the instant to come as of which it is read, if not now.

        Raises:
            RequestErrors: it cannot be answered.
        """
        return await self._fetch(*compile_select(select, self.database.dialect), Limits(), at)

    # References

    async def run_refs(
        self,
        field: ObjectRefField,
        read_scope: ReadScope,
        environment: Mapping[str, Any],
        shared_reads: SharedReads | None = None,
    ) -> tuple[Statement, bytes]:
        """Read the objects with the environment's ``ids``: a JSON array in their order, without those that are hidden.

        With ``shared_reads`` the statement runs once for all that read the same.

        Raises:
            GraphQLError: a refusal in the selection makes the field itself null.
            RequestErrors: the operation costs more than its limit, or takes too long.
        """
        statement, values = self.bind_refs(field, read_scope, environment)
        at = environment["now"] if read_scope.is_ahead else None
        sql, fetch = str(statement.sql), partial(self._fetch, at=at)
        (json,) = await (shared_reads.get(sql, values, fetch) if shared_reads else fetch(sql, values))
        return statement, json

    def bind_refs(
        self,
        field: ObjectRefField,
        read_scope: ReadScope,
        environment: Mapping[str, Any],
        limits: Limits | None = None,
    ) -> tuple[Statement, list[Any]]:
        """Return the statement of a field with references, and the values of its placeholders.

        Raises:
            GraphQLError: a refusal in the selection makes the field itself null.
            RequestErrors: the operation costs more than its limit.
        """
        statement, arguments, _ = self._bound_refs(field, read_scope, limits or self.limits)
        return statement, statement.bind(arguments, environment)

    def statement_of_refs(self, field: ObjectRefField, read_scope: ReadScope) -> Statement:
        """Return the statement that reads the objects that a field refers to.

        Raises:
            GraphQLError: a refusal in the selection makes the field itself null.
            RequestErrors: the operation costs more than its limit.
        """
        return self._bound_refs(field, read_scope, self.limits).statement

    def cost_of_refs(self, field: ObjectRefField, read_scope: ReadScope, limits: Limits | None = None) -> Cost:
        """Return what one object costs that a field refers to.

        Raises:
            GraphQLError: a refusal in the selection makes the field itself null.
            RequestErrors: it costs more than its limit.
        """
        return self._bound_refs(field, read_scope, limits or self.limits).cost

    def _bound_refs(self, field: ObjectRefField, read_scope: ReadScope, limits: Limits) -> BoundStatement:
        node = field.operation.node
        text = node.loc.source.body if node.loc else id(node)
        keys = tuple(name for name in field.path if isinstance(name, str))
        key = (text, node.name and node.name.value, keys, read_scope.name, plan_key(field.operation.variables))
        statement = self.statements.get(key) or self._plan_refs(field, read_scope)
        try:
            arguments, cost = read_arguments(statement, field.operation.variables, limits)
        except Refused:
            statement = self._plan_refs(field, read_scope)
            arguments, cost = read_arguments(statement, field.operation.variables, limits)
        if not statement.errors:
            _keep(self.statements, key, statement)
        return BoundStatement(statement, arguments, cost)

    def _plan_refs(self, field: ObjectRefField, read_scope: ReadScope) -> Statement:
        ctx = self._compiler_context(field.operation, read_scope)
        try:
            check_refs_count(field.operation, get_named_type(field.type), field.nodes, self.limits.unfolded_fields)
            plan = plan_refs(ctx, get_named_type(field.type), field.nodes, field.path)
        except Refused as refused:
            raise refused.as_graphql() from refused
        node = field.operation.node
        return compile_statement(plan, self.database.dialect, AST_BYTES * len(node.loc.source.body) if node.loc else 0)

    # Both

    def shed(self) -> None:
        """Refuse at once what would be refused once it were planned.

        Raises:
            Shed: too many statements wait.
        """
        try:
            self.database.shed()
        except DatabaseBusy:
            raise Shed([error_with_code(BUSY, OVERLOADED)]) from None

    def _compiler_context(self, operation: Operation, read_scope: ReadScope) -> CompilerContext:
        return CompilerContext(operation, read_scope.rule, self.database.dialect.name, self.environment_types)

    async def _fetch(
        self, sql: str, values: Sequence[Any], limits: Limits | None = None, at: datetime | None = None
    ) -> Sequence[bytes]:
        """Run a statement within the time limit; a row above the limit of bytes goes no further."""
        limits = limits or self.limits
        fetch = partial(self.foresee, at) if at and self.foresee else self.database.fetch
        self.statements_run += 1
        try:
            row = await fetch(sql, values, limits.seconds)
        except TimeoutError:
            raise timeout(limits) from None
        except DatabaseAway:
            raise RequestErrors([error_with_code(AWAY, UNAVAILABLE)]) from None
        except DatabaseBusy:
            raise RequestErrors([error_with_code(BUSY, OVERLOADED)]) from None
        check_length(sum(map(len, row)), limits)
        return row


def check_length(length: int, limits: Limits) -> None:
    """Check how long an answer is.

    Raises:
        RequestErrors: it is too long.
    """
    if length > limits.answer_bytes:
        raise RequestErrors([error_with_code(TOO_MANY_BYTES.format(limits.answer_bytes), QUERY_LIMIT)])


def timeout(limits: Limits) -> RequestErrors:
    """Return the error of an operation that takes too long."""
    message = f"The operation took longer than {limits.seconds:g} seconds and was ended; ask for less at once."
    return RequestErrors([error_with_code(message, TIMEOUT)])


def read_arguments(statement: Statement, variables: VariableValues, limits: Limits) -> tuple[list[Values], Cost]:
    """Return the arguments of a statement's fields, and what it costs with them.

    Raises:
        RequestErrors: it costs more than its limit.
    """
    arguments = statement.read_arguments(variables)
    cost = evaluate_cost(statement.cost, arguments)
    if error := cost_error(cost, limits):
        raise RequestErrors([error])
    return arguments, cost


def _weight(value: ParsedDocument | Statement) -> int:
    return value.weight


def _keep(cache: LRUCache[Any, Any], key: Hashable, value: ParsedDocument | Statement) -> None:
    """Cache a value, unless it alone is more than the cache may hold."""
    if value.weight <= cache.maxsize:
        cache[key] = value


def _no_operation(name: str | None) -> str:
    if name:
        return f"The document has no operation named {printed(name[:LONGEST_NAME])}."
    return "The document has several operations; say which one with `operationName`."
