"""The engine: from a request's text to its result. Content comes from one SQL statement, the rest from graphql-core."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa
from cachetools import LRUCache
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLOutputType,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    get_named_type,
    parse,
    specified_rules,
    validate,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues, get_variable_values
from graphql.validation import recommended_rules

from schema.engine.arguments import Values, plan_key, refuse_unstorable
from schema.engine.compiler.planner import Operation, Planner, Rule
from schema.engine.compiler.statement import Statement, compile_statement
from schema.engine.cost import cost_error, evaluate_cost
from schema.engine.database import Database
from schema.engine.errors import (
    BAD_USER_INPUT,
    PARSE_FAILED,
    QUERY_LIMIT,
    TIMEOUT,
    VALIDATION_FAILED,
    Path,
    Refused,
    RequestErrors,
    error_with_code,
    with_json_names,
)
from schema.engine.limits import Limits, size_errors
from schema.engine.references import SharedReads

DOCUMENTS = 1_000
STATEMENTS = 1_000
RULES = (*specified_rules, *recommended_rules)
TOO_DEEP = "The operation is nested too deeply; ask for less at once."
VERSION = "@version"  # no response key can be called so
NOTHING = "{ __typename }"
NO_VARIABLES = VariableValues({}, {})
Json = Mapping[str, orjson.Fragment]


@dataclass(frozen=True)
class ParsedDocument:
    """A text that was parsed and validated; ``errors`` when it cannot be executed."""

    text: str
    ast: DocumentNode | None
    errors: list[GraphQLError]
    operations: dict[str | None, OperationDefinitionNode] = field(init=False)

    def __post_init__(self) -> None:
        """List the operations by name; an only one is also found without."""
        definitions = self.ast.definitions if self.ast else ()
        found = [node for node in definitions if isinstance(node, OperationDefinitionNode)]
        named: dict[str | None, OperationDefinitionNode] = {node.name.value: node for node in found if node.name}
        object.__setattr__(self, "operations", {**named, None: found[0]} if len(found) == 1 else named)


@dataclass(frozen=True)
class ReadScope:
    """Which rows a viewer may see; ``name`` tells plans apart."""

    name: str
    rule: Rule


class PreparedOperation(NamedTuple):
    """An operation of a document with a request's variables, and by access what was planned for it."""

    document: ParsedDocument
    operation: OperationDefinitionNode
    variables: VariableValues
    ready: dict[tuple[str, bool], tuple[Statement, list[Values]]]


@dataclass(frozen=True)
class ObjectRefField:
    """A field of a mutation or a subscription whose objects Python found by their ids."""

    operation: Operation
    type: GraphQLOutputType
    details: list[FieldDetails]
    path: Path


class QueryResult(NamedTuple):
    """What a query's statement gave.

    ``content`` is the JSON text of each root field by response key, or None when ``data`` is null; ``version`` the
    content version of the same snapshot, where it was asked for.
    """

    statement: Statement
    content: Json | None
    version: str | None


class Engine:
    """Plans and runs the content of operations on one schema and one database.

    ``environment`` names the request's own parameters (such as the time) and their SQL types. Plans are kept for each
    document, operation, access and shape of variables, the least recently used ones are forgotten.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        database: Database,
        environment: Mapping[str, Any],
        version: Callable[[Any], sa.ColumnElement[str]] | None = None,
        *,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        introspection: bool = True,
    ) -> None:
        """Take the schema whose types are declared with ``schema.engine.fields``.

        Args:
            schema: the schema.
            database: where statements run.
            environment: the request's own parameters and their SQL types.
            version: gives the expression of the content version (``version(env)``), for who asks for it.
            limits: what one operation may ask for.
            introspection: whether the schema answers for itself and errors suggest its names.
        """
        self.schema = schema
        self.database = database
        self.environment = environment
        self.limits = limits
        self.hide_suggestions = not introspection
        self._version = version
        self._rules = RULES if introspection else (*RULES, NoSchemaIntrospectionCustomRule)
        self.documents: LRUCache[str, ParsedDocument] = LRUCache(DOCUMENTS)
        self.statements: LRUCache[Hashable, Statement] = LRUCache(STATEMENTS)

    def document(self, text: str) -> ParsedDocument:
        """Parse and validate a text, or remember having done so."""
        try:
            return self.documents[text]
        except KeyError:
            known = self.documents[text] = self._read(text)
            return known

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
            raise RequestErrors([error_with_code(_which_operation(operation_name), BAD_USER_INPUT)])
        if not operation.variable_definitions:
            return PreparedOperation(document, operation, NO_VARIABLES, {})
        coerced = get_variable_values(
            self.schema,
            operation.variable_definitions,
            dict(variables or {}),
            max_errors=self.limits.errors,
            hide_suggestions=self.hide_suggestions,
        )
        if isinstance(coerced, list):
            raise RequestErrors([error_with_code(with_json_names(error.message), BAD_USER_INPUT) for error in coerced])
        return PreparedOperation(document, operation, coerced, {})

    def statement(self, prepared: PreparedOperation, read_scope: ReadScope, *, versioned: bool = False) -> Statement:
        """Give the statement for a query, planned now or before; its last text is the version, if it is asked for."""
        operation = prepared.operation.name.value if prepared.operation.name else None
        key = (prepared.document.text, operation, read_scope.name, versioned, plan_key(prepared.variables))
        try:
            return self.statements[key]
        except KeyError:
            planned = self.plan(prepared, read_scope, versioned=versioned)
            if not planned.errors:
                self.statements[key] = planned
            return planned

    def plan(self, prepared: PreparedOperation, read_scope: ReadScope, *, versioned: bool = False) -> Statement:
        """Plan a query with its variables as they are: what is refused stands in ``errors`` and is null."""
        assert prepared.document.ast is not None
        fragments = {
            node.name.value: node
            for node in prepared.document.ast.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        operation = Operation(self.schema, prepared.operation, fragments, prepared.variables)
        planner = Planner(operation, read_scope.rule, self.database.dialect.name, self.environment)
        try:
            planned = planner.plan()
            if versioned and self._version:
                planned.columns[VERSION] = self._version(planner.env)
            statement = compile_statement(planned, self.database.dialect)
            return replace(statement, keys=[key for key in statement.keys if key != VERSION])
        except RecursionError:
            raise RequestErrors([error_with_code(TOO_DEEP, QUERY_LIMIT)]) from None

    async def run_refs(
        self,
        field: ObjectRefField,
        read_scope: ReadScope,
        environment: Mapping[str, Any],
        shared_reads: SharedReads | None = None,
    ) -> tuple[Statement, bytes]:
        """Read the objects whose ``ids`` the environment names: a JSON array in their order, without the hidden.

        With ``readings`` the statement is run once for all who ask the same.

        Raises:
            GraphQLError: what is refused in the selection nulls the field itself.
            RequestErrors: it can return more objects than it may, or takes too long.
        """
        statement, values = self.bind_refs(field, read_scope, environment)
        sql = str(statement.sql)
        (json,) = await (shared_reads.get(sql, values, self._fetch) if shared_reads else self._fetch(sql, values))
        return statement, json

    def bind_refs(
        self, field: ObjectRefField, read_scope: ReadScope, environment: Mapping[str, Any]
    ) -> tuple[Statement, list[Any]]:
        """Give the statement of such a field, and its parameters' values.

        Raises:
            GraphQLError: what is refused in the selection nulls the field itself.
            RequestErrors: it can return more objects than it may.
        """
        node = field.operation.node
        text = node.loc.source.body if node.loc else id(node)
        place = tuple(name for name in field.path if isinstance(name, str))
        key = (text, node.name and node.name.value, place, read_scope.name, plan_key(field.operation.variables))
        statement = self.statements.get(key) or self._plan_refs(field, read_scope)
        try:
            arguments = self._arguments(statement, field.operation.variables)
        except Refused:
            statement = self._plan_refs(field, read_scope)
            arguments = self._arguments(statement, field.operation.variables)
        if not statement.errors:
            self.statements[key] = statement
        return statement, statement.bind(arguments, environment)

    def _plan_refs(self, field: ObjectRefField, read_scope: ReadScope) -> Statement:
        planner = Planner(field.operation, read_scope.rule, self.database.dialect.name, self.environment)
        try:
            planned = planner.expand(get_named_type(field.type), field.details, field.path)
        except Refused as refused:
            raise refused.as_graphql() from refused
        return compile_statement(planned, self.database.dialect)

    async def run(
        self,
        prepared: PreparedOperation,
        read_scope: ReadScope,
        environment: Mapping[str, Any],
        *,
        versioned: bool = False,
    ) -> QueryResult:
        """Run a query's content, and with ``versioned`` read the content version in the same statement."""
        try:
            statement, arguments = prepared.ready[read_scope.name, versioned]
        except KeyError:
            statement, arguments = self._make_ready(prepared, read_scope, versioned=versioned)
        if statement.data_is_null:
            return QueryResult(statement, None, None)
        texts = await self._fetch(statement.sql, statement.bind(arguments, environment)) if statement.sql else ()
        return QueryResult(statement, statement.content(texts), texts[-1].decode() if versioned and texts else None)

    def _make_ready(
        self, prepared: PreparedOperation, read_scope: ReadScope, *, versioned: bool
    ) -> tuple[Statement, list[Values]]:
        """Give a query's statement and the arguments of its fields, and keep them with the request."""
        statement = self.statement(prepared, read_scope, versioned=versioned)
        try:
            arguments = self._arguments(statement, prepared.variables)
        except Refused:
            statement = self.plan(prepared, read_scope, versioned=versioned)
            arguments = [] if statement.data_is_null else self._arguments(statement, prepared.variables)
        prepared.ready[read_scope.name, versioned] = statement, arguments
        return statement, arguments

    async def version(self, read_scope: ReadScope, environment: Mapping[str, Any]) -> str | None:
        """Read the content version alone."""
        return (await self.run(self.prepare(NOTHING, None, None), read_scope, environment, versioned=True)).version

    def _arguments(self, statement: Statement, variables: VariableValues) -> list[Values]:
        """Give the arguments of a statement's fields, unless it can return more objects than it may."""
        arguments = statement.arguments(variables)
        objects = evaluate_cost(statement.cost, arguments)
        if objects > self.limits.objects:
            raise RequestErrors([cost_error(objects, self.limits.objects)])
        return arguments

    async def _fetch(self, sql: str, values: Sequence[Any]) -> Sequence[bytes]:
        """Run a statement, and end it when its time is up."""
        try:
            return await self.database.fetch(sql, values, self.limits.seconds)
        except TimeoutError:
            message = (
                f"The operation took longer than {self.limits.seconds:g} seconds and was ended; ask for less at once."
            )
            raise RequestErrors([error_with_code(message, TIMEOUT)]) from None

    def _read(self, text: str) -> ParsedDocument:
        try:
            refuse_unstorable(text)
            ast = parse(text, max_lexical_tokens=self.limits.tokens, max_comments=self.limits.tokens)
            if errors := size_errors(ast, self.limits):
                return ParsedDocument(text, None, errors)
        except GraphQLError as error:
            return ParsedDocument(text, None, [with_code(error, QUERY_LIMIT if aborted(error) else PARSE_FAILED)])
        except RecursionError:
            return ParsedDocument(text, None, [error_with_code(TOO_DEEP, QUERY_LIMIT)])
        except Refused as refused:
            return ParsedDocument(text, None, [error_with_code(refused.message, PARSE_FAILED)])
        errors = validate(
            self.schema, ast, self._rules, max_errors=self.limits.errors, hide_suggestions=self.hide_suggestions
        )
        return ParsedDocument(
            text, ast, [with_code(error, QUERY_LIMIT if aborted(error) else VALIDATION_FAILED) for error in errors]
        )


def aborted(error: GraphQLError) -> bool:
    """Tell whether graphql-core gave up at a limit: every such message ends like this."""
    return error.message.endswith("aborted.")


def with_code(error: GraphQLError, code: str) -> GraphQLError:
    """Give the same error with a code."""
    return GraphQLError(
        with_json_names(error.message),
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        extensions={"code": code},
    )


def _which_operation(name: str | None) -> str:
    if name:
        return f"The document has no operation named {name!r}."
    return "The document has several operations; say which one with `operationName`."
