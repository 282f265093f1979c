"""The planner: a validated query operation becomes one SQL statement whose columns are the root fields' JSON text.

The walk follows the specification's execution (https://spec.graphql.org/September2025/#sec-Executing-Operations):
fields are collected and merged for each concrete type, and each becomes an SQL expression of the row it is read from.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import sqlalchemy as sa
from graphql import (
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLField,
    GraphQLList,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues

from schema.engine.arguments import ArgumentReader, ArgumentValue, Values
from schema.engine.compiler import connection as pages
from schema.engine.compiler import json_objects as objects
from schema.engine.compiler import relations
from schema.engine.cost import CostCounter, CostTerm
from schema.engine.errors import BAD_USER_INPUT, Path, Refused
from schema.engine.fields import (
    ByIdField,
    ConnectionField,
    EmbeddedField,
    ExpressionField,
    ScalarField,
    ToManyField,
    ToOneField,
    python_name,
    spec_of,
)
from schema.engine.sql.json_text import Concat, print_value
from schema.engine.sql.rows import ColumnRef, PrefixedRow, Row, TableAlias

Rule = Callable[[Row, Any], "sa.ColumnElement[bool] | None"]
"""The condition under which a viewer may see a row, or None for always: ``rule(row, env)``."""
Fields = list[FieldDetails]
DERIVED_TABLE_EVERY = 6
"""How many relations may nest without ``as_derived_table``: six keeps 60 nested lists within SQLite's limit."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of the statement: ``read`` takes it from the arguments of source ``source`` (or the environment)."""

    name: str
    read: Callable[[Any], Any]
    reader: int | None


@dataclass
class Planned:
    """A statement before it is compiled for a database."""

    columns: dict[str, sa.ColumnElement[Any]]
    python: list[str]
    argument_readers: list[ArgumentReader]
    parameters: list[Parameter]
    errors: list[GraphQLError]
    cost: Sequence[CostTerm]
    data_is_null: bool = False


@dataclass
class Operation:
    """What is planned: the operation, its document's fragments and this request's variables."""

    schema: GraphQLSchema
    node: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    variables: VariableValues


@dataclass
class Planner:
    """The state of one planning: aliases, parameters and refusals are counted here."""

    operation: Operation
    rule: Rule
    dialect: str
    environment: Mapping[str, Any]
    numbers: Any = field(default_factory=lambda: count(1))
    argument_readers: list[ArgumentReader] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    errors: list[GraphQLError] = field(default_factory=list)
    env: "Environment" = field(init=False)
    cost: CostCounter = field(default_factory=CostCounter)
    nesting: int = 0

    def __post_init__(self) -> None:
        """Make what conditions may use of the request."""
        self.env = Environment(self)

    def plan(self) -> Planned:
        """Plan all root fields that are content; the others are named in ``python``."""
        root = self.operation.schema.query_type
        assert root is not None
        columns: dict[str, sa.ColumnElement[Any]] = {}
        python: list[str] = []
        data_is_null = False
        try:
            for key, details in self.collect_root(root).items():
                name = details[0].node.name.value
                if name == "__typename":
                    columns[key] = Concat(f'"{root.name}"')
                elif spec_of(root.fields.get(name)) is None:
                    python.append(key)
                else:
                    columns[key] = self.field(None, root, details, (key,))
        except Refused as refused:
            self.refuse(refused)
            data_is_null = True
        return self._plan(columns, python, data_is_null=data_is_null)

    def expand(self, type_: GraphQLNamedType, details: Fields, path: Path) -> Planned:
        """Plan the selection of a field whose objects Python has found: ``ids`` of the environment, in order.

        Raises:
            Refused: an argument inside cannot be answered, and nothing between it and the field is nullable.
        """
        return self._plan({"refs": relations.expanded(self, type_, details, path)}, [])

    def _plan(
        self, columns: dict[str, sa.ColumnElement[Any]], python: list[str], *, data_is_null: bool = False
    ) -> Planned:
        """Give what was planned."""
        return Planned(
            columns, python, self.argument_readers, self.parameters, self.errors, self.cost.terms, data_is_null
        )

    # Fields

    def field(self, row: Any, parent: GraphQLObjectType, details: Fields, path: Path) -> sa.ColumnElement[Any]:
        """Give a field's value as JSON text; what was refused inside becomes null here, where the type allows it."""
        definition = parent.fields[details[0].node.name.value]
        try:
            return self.value(row, definition, details, path)
        except Refused as refused:
            if is_non_null_type(definition.type):
                raise
            self.refuse(refused)
            return Concat("null")

    def refuse(self, refused: Refused) -> None:
        """Put a refusal among the errors, once: a field may be planned for each concrete type apart."""
        error = refused.as_graphql()
        if error not in self.errors:
            self.errors.append(error)

    def value(self, row: Any, definition: GraphQLField, details: Fields, path: Path) -> sa.ColumnElement[Any]:
        """Give a field's value as JSON text, whatever its word."""
        spec = spec_of(definition)
        match spec:
            case ScalarField():
                value = getattr(row, spec.column or python_name(definition))
                return self.printed(value, definition, json_safe=spec.json_safe)
            case ExpressionField():
                return self.printed(spec.sql(row, self.env), definition)
            case EmbeddedField():
                return self.embedded(row, spec, definition, details, path)
        self.nesting += 1
        try:
            related = self.related(row, spec, definition, details, path)
        finally:
            self.nesting -= 1
        deep = self.dialect == "sqlite" and self.nesting % DERIVED_TABLE_EVERY == DERIVED_TABLE_EVERY - 1
        return as_derived_table(related) if deep else related

    def related(
        self, row: Any, spec: Any, definition: GraphQLField, details: Fields, path: Path
    ) -> sa.ColumnElement[Any]:
        """Give other rows' objects as JSON text."""
        match spec:
            case ToOneField():
                return relations.one(self, row, spec, definition, details, path)
            case ToManyField():
                return relations.many(self, row, spec, definition, details, path)
            case ConnectionField():
                return pages.page(self, row, spec, definition, details, path)
            case ByIdField():
                return relations.by_id(self, spec, definition, details, path)
        raise TypeError(f"{details[0].node.name.value} is not content")

    def printed(
        self, value: sa.ColumnElement[Any], definition: GraphQLField, *, json_safe: bool = False
    ) -> sa.ColumnElement[Any]:
        """Print a column or expression as its GraphQL type."""
        named = get_named_type(definition.type)
        nullable = value.nullable if isinstance(value, ColumnRef) else not is_non_null_type(definition.type)
        raw = isinstance(get_nullable_type(definition.type), GraphQLList)
        return print_value(
            value, nullable=nullable, safe=json_safe or is_enum_type(named) or named.name == "ID", raw=raw
        )

    def embedded(
        self, row: Any, spec: EmbeddedField, definition: GraphQLField, details: Fields, path: Path
    ) -> sa.ColumnElement[Any]:
        """Give an object made of the row's own columns."""
        inner = PrefixedRow(row, spec.prefix)
        type_ = get_named_type(definition.type)
        assert isinstance(type_, GraphQLObjectType)
        found = objects.single(self, inner, type_, details, path)
        if spec.null_unless is None:
            return found
        return sa.case((getattr(inner, spec.null_unless).is_not(None), found), else_=Concat("null"))

    # Rows

    def alias(self, table: sa.Table) -> TableAlias:
        """Give a table under a fresh name."""
        return TableAlias(table, self.numbers)

    def visible(self, row: Row) -> list[sa.ColumnElement[bool]]:
        """Give the condition, if any, under which the viewer may see the row."""
        rule = self.rule(row, self.env)
        return [] if rule is None else [rule]

    # Selections

    def collect_root(self, type_: GraphQLObjectType) -> dict[str, Fields]:
        """Collect the operation's root fields by response key.

        Raises:
            Refused: a directive's argument is null.
        """
        operation = self.operation
        try:
            return collect_fields(
                operation.schema, self.fragments, operation.variables, type_, operation.node
            ).grouped_field_set
        except GraphQLError as error:
            raise Refused(BAD_USER_INPUT, error.message) from error

    def collect(self, type_: GraphQLObjectType, details: Fields, path: Path) -> dict[str, Fields]:
        """Collect the fields that a selection has for a concrete type, merged, by response key.

        Raises:
            Refused: a directive's argument is null.
        """
        operation = self.operation
        try:
            return collect_subfields(
                operation.schema, self.fragments, operation.variables, operation.node, type_, details
            ).grouped_field_set
        except GraphQLError as error:
            raise Refused(BAD_USER_INPUT, error.message, path) from error

    @property
    def fragments(self) -> dict[str, FragmentDetails]:
        """The fragments as graphql-core's collection wants them."""
        return {name: FragmentDetails(node) for name, node in self.operation.fragments.items()}

    # Parameters

    def arguments(
        self, definition: GraphQLField, details: Fields, path: Path, prepare: Callable[[Values], Values] = dict
    ) -> "Arguments":
        """Read a field's arguments for this request, and keep how to read them for the next."""
        source = ArgumentReader(definition, details[0].node, path, prepare)
        values = source.read(self.operation.variables)
        if not source.has_variables():
            source = ArgumentReader(definition, details[0].node, path, prepare, values)
        self.argument_readers.append(source)
        return Arguments(self, values, len(self.argument_readers) - 1)

    def parameter(self, type_: Any, read: Callable[[Any], Any], source: int | None) -> sa.BindParameter[Any]:
        """Make a parameter of the statement."""
        name = f"p{len(self.parameters) + 1}"
        self.parameters.append(Parameter(name, read, source))
        return sa.bindparam(name, None, type_=type_)


class Environment:
    """What conditions and expressions may use of the request: ``env.now``, ``env.base_url``.

    Each is one parameter, wherever it stands; their types are declared with the engine.
    """

    def __init__(self, planner: Planner) -> None:
        self._planner = planner

    def __getattr__(self, name: str) -> sa.BindParameter[Any]:
        """Give the parameter of that name, from now on without asking here."""
        planner = self._planner
        if name not in planner.environment:
            raise AttributeError(name)
        parameter = planner.parameter(planner.environment[name], lambda values: values[name], None)
        setattr(self, name, parameter)
        return parameter


@dataclass
class Arguments:
    """One field's arguments: their values in this request, and the parameters made of them."""

    planner: Planner
    values: Values
    reader: int

    def value(self, *keys: str) -> ArgumentValue:
        """Give the argument at a place as conditions see it."""
        value: Any = self.values
        for key in keys:
            value = value[key]
        return ArgumentValue(lambda type_, read: self.planner.parameter(type_, read, self.reader), value, keys)


def as_derived_table(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Give the same value from a subquery in FROM, so that deep selections pass on SQLite.

    SQLite adds up the depth of the expressions around a nested SELECT, each counted with all that is inside of it, and
    refuses a sum above 1,000: about 20 levels. A subquery in FROM is not part of the expression around it.
    """
    inner = sa.select(value.label("json")).subquery()
    return sa.select(inner.c.json).scalar_subquery()
