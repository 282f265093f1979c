"""How an operation is answered: its plan, field by field, its SQL and its cost."""

import re
from pathlib import Path
from typing import cast

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    visit,
)

from schema.context import ENVIRONMENT
from schema.engine.cost import Cost, evaluate_cost
from schema.engine.database.postgres import Postgres
from schema.engine.database.sqlite import Sqlite
from schema.engine.engine import Engine, PreparedOperation
from schema.engine.errors import RequestErrors
from schema.engine.fields import entity_of, python_name, spec_of
from schema.engine.mutations import payload_cost, payload_fields
from schema.engine.specs import (
    ByIdField,
    ConnectionField,
    EmbeddedField,
    ExpressionField,
    FacetField,
    FinishedField,
    FoundField,
    GatheredField,
    RankedField,
    ReferredField,
    ScalarField,
    ToManyField,
    ToOneField,
)
from schema.errors import LianeError
from schema.graphql import build_schema
from schema.visibility import PUBLIC, SHOWN

KEYWORDS: dict[type, str] = {
    ScalarField: "scalar",
    ExpressionField: "expression",
    EmbeddedField: "embed",
    ToOneField: "one",
    ToManyField: "many",
    ConnectionField: "page",
    GatheredField: "gathered",
    FoundField: "found",
    RankedField: "ranked",
    ReferredField: "referred",
    FinishedField: "finished",
    FacetField: "facet",
    ByIdField: "byid",
}
CLAUSES = {"FROM", "WHERE", "ORDER BY", "LIMIT"}
PIECE = re.compile(r"'(?:[^']|'')*'|\(SELECT\b|\b(?:FROM|WHERE|ORDER BY|LIMIT)\b|[()]|[^'()]")


class ExplainError(LianeError):
    """A text that is not an operation of this schema; the message says why."""


def plan(text: str) -> str:
    """List an operation's fields, each with the kind of field it is and the column or table it is read from."""
    lines: list[str] = []
    schema = build_schema().core
    info = TypeInfo(schema)

    class FieldLister(Visitor):
        def __init__(self) -> None:
            super().__init__()
            self.depth = 0

        def enter_field(self, node: FieldNode, *_: object) -> None:
            lines.append(
                f"{'  ' * self.depth}{node.name.value:<{24 - 2 * self.depth}} {_describe(info, schema)}".rstrip()
            )
            self.depth += 1

        def leave_field(self, *_: object) -> None:
            self.depth -= 1

    visit(parse(text), TypeInfoVisitor(info, FieldLister()))
    return "\n".join(lines)


def sql(text: str, dialect: str) -> str:
    """Return the statement that the operation of an anonymous viewer compiles to, laid out for reading.

    Of a mutation these are the statements that read its payloads.
    """
    engine, prepared = _prepare(text, dialect)
    try:
        if prepared.operation.operation is OperationType.MUTATION:
            fields = payload_fields(engine, prepared)
            return "\n\n".join(format_sql(engine.statement_of_refs(field, SHOWN).sql or "") for field in fields)
        return format_sql(engine.statement(prepared, PUBLIC).sql or "")
    except RequestErrors as refused:
        raise ExplainError(str(refused)) from refused


def cost(text: str) -> Cost:
    """Return what an operation costs when no variables are given; of a mutation, what its payloads cost."""
    engine, prepared = _prepare(text, "postgresql")
    try:
        if prepared.operation.operation is OperationType.MUTATION:
            return payload_cost(engine, prepared, SHOWN)
        statement = engine.statement(prepared, PUBLIC)
    except RequestErrors as refused:
        raise ExplainError(str(refused)) from refused
    return evaluate_cost(statement.cost, statement.read_arguments(prepared.variables))


def _prepare(text: str, dialect: str) -> tuple[Engine, PreparedOperation]:
    database = Postgres("postgresql://") if dialect == "postgresql" else Sqlite(Path(), lambda _: None)
    engine = Engine(build_schema().core, database, ENVIRONMENT)
    try:
        return engine, engine.prepare(text, None, None)
    except RequestErrors as refused:
        raise ExplainError(str(refused)) from refused


def format_sql(statement: str) -> str:
    """Break a statement into lines at its subqueries and clauses, and indent them; for reading only."""
    lines = [""]
    subqueries: list[int] = []  # the depth of parentheses of each open subquery
    depth = 0
    for piece in PIECE.findall(" ".join(statement.split())):
        depth += piece.startswith("(")
        if piece == "(SELECT":
            subqueries.append(depth)
        if piece == "(SELECT" or (piece in CLAUSES and subqueries and subqueries[-1] == depth):
            lines.append("  " * len(subqueries))
        lines[-1] += piece
        if piece == ")":
            if subqueries and subqueries[-1] == depth:
                subqueries.pop()
            depth -= 1
    return "\n".join(line.rstrip() for line in lines)


def _describe(info: TypeInfo, schema: GraphQLSchema) -> str:
    definition, parent = info.get_field_def(), info.get_parent_type()
    spec = spec_of(definition)
    if definition is None or parent is None or spec is None or parent.name.endswith(("Connection", "Edge", "PageInfo")):
        return ""
    target = get_named_type(definition.type)
    name = KEYWORDS[type(spec)]
    if name in {"gathered", "found", "ranked", "referred", "finished"}:
        return name
    if name in {"scalar", "expression", "embed", "facet"}:
        return f"{name} {getattr(spec, 'column', None) or getattr(spec, 'prefix', None) or python_name(definition)}"
    return f"{name} {_table(schema, target.name)}"


def _table(schema: GraphQLSchema, name: str) -> str:
    type_ = schema.type_map[name]
    if isinstance(type_, GraphQLObjectType) and "nodes" in type_.fields:  # a connection
        type_ = cast("GraphQLNamedType", get_named_type(type_.fields["nodes"].type))
    return str(entity_of(type_).table.name)
