"""Shows how an operation is answered: its plan, field by field, and its SQL."""

import re
from typing import cast

from graphql import (
    FieldNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    visit,
)

from schema.context import ENVIRONMENT
from schema.engine.compiler.statement import Statement
from schema.engine.cost import evaluate_cost
from schema.engine.database.postgres import Postgres
from schema.engine.database.sqlite import Sqlite
from schema.engine.engine import Engine, PreparedOperation
from schema.engine.errors import RequestErrors
from schema.engine.fields import (
    ByIdField,
    ConnectionField,
    EmbeddedField,
    ExpressionField,
    ScalarField,
    ToManyField,
    ToOneField,
    entity_of,
    python_name,
    spec_of,
)
from schema.errors import LianeError
from schema.graphql import build_schema
from schema.visibility import PUBLIC

KEYWORDS: dict[type, str] = {
    ScalarField: "scalar",
    ExpressionField: "expression",
    EmbeddedField: "embed",
    ToOneField: "one",
    ToManyField: "many",
    ConnectionField: "page",
    ByIdField: "byid",
}
CLAUSES = {"FROM", "WHERE", "ORDER BY", "LIMIT"}
PIECE = re.compile(r"'(?:[^']|'')*'|\(SELECT\b|\b(?:FROM|WHERE|ORDER BY|LIMIT)\b|[()]|[^'()]")


class ExplainError(LianeError):
    """The text is no operation of this schema; the message says why."""


def plan(text: str) -> str:
    """Give an operation's fields, each with what it is and where it is read from."""
    lines: list[str] = []
    schema = build_schema().core
    info = TypeInfo(schema)

    class Lister(Visitor):
        def __init__(self) -> None:
            super().__init__()
            self.depth = 0

        def enter_field(self, node: FieldNode, *_: object) -> None:
            lines.append(
                f"{'  ' * self.depth}{node.name.value:<{24 - 2 * self.depth}} {_described(info, schema)}".rstrip()
            )
            self.depth += 1

        def leave_field(self, *_: object) -> None:
            self.depth -= 1

    visit(parse(text), TypeInfoVisitor(info, Lister()))
    return "\n".join(lines)


def sql(text: str, dialect: str) -> str:
    """Give the one statement that an anonymous viewer's operation becomes on a database, laid out to be read."""
    return laid_out(_planned(text, dialect)[1].sql or "")


def objects(text: str) -> int:
    """Give how many objects an operation can return, with its variables as they are when none are given."""
    prepared, statement = _planned(text, "postgresql")
    return evaluate_cost(statement.cost, statement.read_arguments(prepared.variables))


def _planned(text: str, dialect: str) -> tuple[PreparedOperation, Statement]:
    database = Postgres("postgresql://") if dialect == "postgresql" else Sqlite(lambda: None)
    engine = Engine(build_schema().core, database, ENVIRONMENT)
    try:
        prepared = engine.prepare(text, None, None)
        return prepared, engine.statement(prepared, PUBLIC)
    except RequestErrors as refused:
        raise ExplainError(str(refused)) from refused


def laid_out(statement: str) -> str:
    """Break a statement at its subqueries and clauses, and indent them. For reading only."""
    lines = [""]
    subqueries: list[int] = []  # the depth of parentheses that each open subquery stands at
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


def _described(info: TypeInfo, schema: GraphQLSchema) -> str:
    definition, parent = info.get_field_def(), info.get_parent_type()
    spec = spec_of(definition)
    if definition is None or parent is None or spec is None or parent.name.endswith(("Connection", "Edge", "PageInfo")):
        return ""
    target = get_named_type(definition.type)
    name = KEYWORDS[type(spec)]
    if name in {"scalar", "expression", "embed"}:
        return f"{name} {getattr(spec, 'column', None) or getattr(spec, 'prefix', None) or python_name(definition)}"
    return f"{name} {_table(schema, target.name)}"


def _table(schema: GraphQLSchema, name: str) -> str:
    listed = schema.type_map[name]
    if isinstance(listed, GraphQLObjectType) and "nodes" in listed.fields:
        listed = cast("GraphQLNamedType", get_named_type(listed.fields["nodes"].type))
    return str(entity_of(listed).table.name)
