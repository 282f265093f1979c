"""The slow twin: graphql-core executing the same schema with plain resolvers over rows in memory.

It answers as the engine has to, and shares nothing with it but the schema: visibility row by row, Relay's paging by
sorting and slicing, refusals by a walk over the operation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson
from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    OperationDefinitionNode,
    execute_sync,
    get_named_type,
    get_operation_ast,
    is_abstract_type,
    is_interface_type,
    is_object_type,
)
from graphql.execution.values import VariableValues, get_variable_values

from tests.schema.engine.twin_fields import FIELDS
from tests.schema.engine.twin_refusals import Chain, Problem, Refusals, path_of
from tests.schema.engine.twin_rows import Field, Paged, Row, View, typed
from tests.shared_schema import own_schema

CONNECTION = {"edges", "nodes", "pageInfo", "totalCount"}
PAGE_ARGUMENTS = ("first", "after", "last", "before", "orderBy")


@dataclass(frozen=True)
class GraphQLRequest:
    """One request: a document, its operation's name and the values of its variables."""

    text: str
    variables: Mapping[str, Any]
    operation: str | None = None


@dataclass(frozen=True)
class ExpectedResult:
    """The result that the engine must have: ``data`` as JSON text, and its errors.

    ``problems`` are the errors by the place that became null (None: ``data``). Each place in ``certain`` must have one;
    an error of another place may be missing, since something around it became null too. ``statements`` are the numbers
    of statements that reading it may take.
    """

    data: str
    problems: Mapping[Any, list[Problem]]
    certain: set[Any]
    statements: set[int]


class Twin:
    """The twin of an engine over one database's rows."""

    def __init__(self, tables: Mapping[str, list[Row]]) -> None:
        self.tables = typed(tables)
        self.schema = content_schema()
        for type_ in readable_types(self.schema):
            if is_interface_type(type_):
                type_.resolve_type = lambda row, *_: row["__typename"]
            elif is_object_type(type_):
                self._set_resolvers(type_)

    def answer(
        self, request: GraphQLRequest, document: DocumentNode, public: Any, now: Any, base_url: str
    ) -> ExpectedResult:
        """Answer a request as a viewer."""
        operation = cast("OperationDefinitionNode", get_operation_ast(document, request.operation))
        variables = get_variable_values(self.schema, operation.variable_definitions or (), dict(request.variables))
        if isinstance(variables, list):
            return ExpectedResult("null", {None: [("BAD_USER_INPUT", None)]}, {None}, {0})
        refusals = self._refusals(document, operation, variables)
        if refusals.root:
            return ExpectedResult("null", refusals.problems(), refusals.certain(), {0})
        view = View(self.tables, public, now, base_url)
        result = execute_sync(
            self.schema,
            document,
            context_value=(view, refusals.null_chains),
            variable_values=dict(request.variables),
            operation_name=request.operation,
        )
        # Arguments that cannot be coerced are refused by graphql-core before a resolver is request.
        places = {path_of(chain) for chain in refusals.null_chains}
        for error in result.errors or []:
            assert tuple(key for key in error.path or [] if isinstance(key, str)) in places, error
        data = orjson.dumps(result.data).decode()
        return ExpectedResult(data, refusals.problems(), refusals.certain(), refusals.statements)

    def _refusals(
        self, document: DocumentNode, operation: OperationDefinitionNode, variables: VariableValues
    ) -> Refusals:
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        refusals = Refusals(self.schema, operation, fragments, variables)
        refusals.walk()
        return refusals

    def _set_resolvers(self, type_: GraphQLObjectType) -> None:
        type_.is_type_of = None
        for name, definition in type_.fields.items():
            definition.resolve = resolver(field_of(type_, name))


SEARCH = ("search", "suggest")
FILTERED = (
    "IssueFilter",
    "OrganizationFilter",
    "PersonFilter",
    "RecommendationFilter",
    "SectionFilter",
    "WorkFilter",
)
"""Search has tests of its own, and so has what filters by its words, and what is related."""


def content_schema() -> GraphQLSchema:
    """Return the schema without what this twin does not answer: search, and what is no content."""
    schema = readable_schema()
    assert schema.query_type is not None
    for name in SEARCH:
        del schema.query_type.fields[name]
    for name in FILTERED:
        del schema.type_map[name].fields["text"]  # type: ignore[attr-defined]
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            type_.fields.pop("related", None)
    return schema


def readable_schema() -> GraphQLSchema:
    """Return the schema without what is no content: resolvers read revisions and keys, which have their own tests."""
    schema = own_schema().core
    assert schema.query_type is not None
    for name in ("keys", "revisions"):
        del schema.query_type.fields[name]
    return schema


def readable_types(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    """Return the types that queries lead to; those that only mutations answer with are no content."""
    found: dict[str, GraphQLNamedType] = {}
    waiting: list[GraphQLNamedType] = [schema.type_map["Query"]]
    while waiting:
        type_ = waiting.pop()
        if type_.name in found or type_.name.startswith("__"):
            continue
        found[type_.name] = type_
        waiting += schema.get_possible_types(type_) if is_abstract_type(type_) else ()
        waiting += [get_named_type(field.type) for field in getattr(type_, "fields", {}).values()]
    return list(found.values())


def field_of(type_: GraphQLObjectType, name: str) -> Field:
    """Return the twin's definition of a field.

    Raises:
        LookupError: there is none.
    """
    if type_.name.endswith(("Connection", "Edge")) or type_.name == "PageInfo":
        return lambda view, row: row[name]
    for owner in (type_, *type_.interfaces):
        if (owner.name, name) in FIELDS:
            return FIELDS[owner.name, name]
    raise LookupError(f"the twin does not know what {type_.name}.{name} is: define it in twin_fields.FIELDS")


def resolver(field: Field) -> Any:
    """Return a resolver: null where something inside is refused, a page where the field is a connection."""

    def resolve(row: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        view, null_chains = info.context
        chain = chain_of(info)
        if chain in null_chains:
            return None
        paging = {name: arguments.pop(name, None) for name in PAGE_ARGUMENTS}
        value = field(view, row, **arguments)
        if isinstance(value, Paged) and info.field_name != "facets":
            return connection(view, value, **paging)
        if info.parent_type.name.endswith("Facets"):
            return value[: 20 if paging["first"] is None else paging["first"]]
        return [None] * len(value) if (*chain, "[]") in null_chains else value

    return resolve


def chain_of(info: GraphQLResolveInfo[Any]) -> Chain:
    """Return a field's place in the operation: the concrete types and response keys from the root."""
    chain = []
    path: Any = info.path
    while path is not None:
        if isinstance(path.key, str):
            chain.append((path.typename, path.key))
        path = path.prev
    return tuple(reversed(chain))


def connection(  # noqa: PLR0913 - Relay has so many
    view: View,
    paged: Paged,
    *,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
    orderBy: str | None,  # noqa: N803
) -> Row:
    """Return a connection, by sorting and slicing."""
    order = str(orderBy) if orderBy is not None else next(iter(paged.orders))
    key, descending = paged.orders[order]

    def place(row: Row) -> tuple[str, str]:
        return key(view, row, paged.wanted), row["id"]

    def earlier(one: tuple[str, str], other: tuple[str, str]) -> bool:
        return one > other if descending else one < other

    def cursor(row: Row) -> str:
        return ":".join((order, *place(row))).encode().hex()

    rows = sorted(paged.rows, key=place, reverse=descending)
    passed = [bool(after and not earlier(position(after), place(row))) for row in rows]
    ahead = [bool(before and not earlier(place(row), position(before))) for row in rows]
    window = [row for row, *outside in zip(rows, passed, ahead, strict=True) if not any(outside)]
    size = last if last is not None else 20 if first is None else first
    shown = window[-size:] if last is not None else window[:size]
    cut = len(window) > size
    return {
        "edges": [{"cursor": cursor(row), "node": row, "roles": paged.roles(row)} for row in shown],
        "nodes": shown,
        "pageInfo": {
            "hasNextPage": any(ahead) or (cut and last is None),
            "hasPreviousPage": any(passed) or (cut and last is not None),
            "startCursor": cursor(shown[0]) if shown else None,
            "endCursor": cursor(shown[-1]) if shown else None,
        },
        "totalCount": len(rows),
        "facets": paged,
    }


def position(cursor: str) -> tuple[str, str]:
    """Return the place of a good cursor."""
    _, _, rest = bytes.fromhex(cursor).decode().partition(":")
    key, _, id_ = rest.rpartition(":")
    return key, id_
