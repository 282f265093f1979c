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

from schema.engine.arguments import Given, Source, Values
from schema.engine.compiler import connection as pages
from schema.engine.compiler import json_objects as objects
from schema.engine.compiler import relations
from schema.engine.errors import BAD_USER_INPUT, Path, Refused
from schema.engine.fields import ById, Embed, Expression, Many, One, Page, Scalar, python_name, word_of
from schema.engine.limits import Objects, Term
from schema.engine.sql.json_text import Concat, print_value
from schema.engine.sql.rows import Cell, From, Prefixed, Row

Rule = Callable[[Row, Any], "sa.ColumnElement[bool] | None"]
"""The condition under which a viewer may see a row, or None for always: ``rule(row, env)``."""
Fields = list[FieldDetails]
ISOLATED_EVERY = 6
"""How many relations may nest before ``isolated`` is needed. Six keeps 60 levels of lists under SQLite's limit."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of the statement: ``read`` takes it from the arguments of source ``source`` (or the environment)."""

    name: str
    read: Callable[[Any], Any]
    source: int | None


@dataclass
class Planned:
    """A statement before it is compiled for a database."""

    columns: dict[str, sa.ColumnElement[Any]]
    python: list[str]
    sources: list[Source]
    parameters: list[Parameter]
    errors: list[GraphQLError]
    objects: Sequence[Term]
    nulled: bool = False


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
    sources: list[Source] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    errors: list[GraphQLError] = field(default_factory=list)
    env: "Environment" = field(init=False)
    objects: Objects = field(default_factory=Objects)
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
        nulled = False
        try:
            for key, details in self.collect_root(root).items():
                name = details[0].node.name.value
                if name == "__typename":
                    columns[key] = Concat(f'"{root.name}"')
                elif word_of(root.fields.get(name)) is None:
                    python.append(key)
                else:
                    columns[key] = self.field(None, root, details, (key,))
        except Refused as refused:
            self.refuse(refused)
            nulled = True
        return self.planned(columns, python, nulled=nulled)

    def expand(self, type_: GraphQLNamedType, details: Fields, path: Path) -> Planned:
        """Plan the selection of a field whose objects Python has found: ``ids`` of the environment, in order.

        Raises:
            Refused: an argument inside cannot be answered, and nothing between it and the field is nullable.
        """
        return self.planned({"found": relations.expanded(self, type_, details, path)}, [])

    def planned(self, columns: dict[str, sa.ColumnElement[Any]], python: list[str], *, nulled: bool = False) -> Planned:
        """Give what was planned."""
        return Planned(columns, python, self.sources, self.parameters, self.errors, self.objects.terms, nulled)

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
        word = word_of(definition)
        match word:
            case Scalar():
                value = getattr(row, word.column or python_name(definition))
                return self.printed(value, definition, plain=word.plain)
            case Expression():
                return self.printed(word.sql(row, self.env), definition)
            case Embed():
                return self.embedded(row, word, definition, details, path)
        self.nesting += 1
        try:
            related = self.related(row, word, definition, details, path)
        finally:
            self.nesting -= 1
        deep = self.dialect == "sqlite" and self.nesting % ISOLATED_EVERY == ISOLATED_EVERY - 1
        return isolated(related) if deep else related

    def related(
        self, row: Any, word: Any, definition: GraphQLField, details: Fields, path: Path
    ) -> sa.ColumnElement[Any]:
        """Give other rows' objects as JSON text."""
        match word:
            case One():
                return relations.one(self, row, word, definition, details, path)
            case Many():
                return relations.many(self, row, word, definition, details, path)
            case Page():
                return pages.page(self, row, word, definition, details, path)
            case ById():
                return relations.by_id(self, word, definition, details, path)
        raise TypeError(f"{details[0].node.name.value} is not content")

    def printed(
        self, value: sa.ColumnElement[Any], definition: GraphQLField, *, plain: bool = False
    ) -> sa.ColumnElement[Any]:
        """Print a column or expression as its GraphQL type."""
        named = get_named_type(definition.type)
        nullable = value.nullable if isinstance(value, Cell) else not is_non_null_type(definition.type)
        raw = isinstance(get_nullable_type(definition.type), GraphQLList)
        return print_value(value, nullable=nullable, safe=plain or is_enum_type(named) or named.name == "ID", raw=raw)

    def embedded(
        self, row: Any, word: Embed, definition: GraphQLField, details: Fields, path: Path
    ) -> sa.ColumnElement[Any]:
        """Give an object made of the row's own columns."""
        inner = Prefixed(row, word.prefix)
        type_ = get_named_type(definition.type)
        assert isinstance(type_, GraphQLObjectType)
        found = objects.single(self, inner, type_, details, path)
        if word.present is None:
            return found
        return sa.case((getattr(inner, word.present).is_not(None), found), else_=Concat("null"))

    # Rows

    def source(self, table: sa.Table) -> From:
        """Give a table under a fresh name."""
        return From(table, self.numbers)

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
        source = Source(definition, details[0].node, path, prepare)
        values = source.read(self.operation.variables)
        if not source.has_variables():
            source = Source(definition, details[0].node, path, prepare, values)
        self.sources.append(source)
        return Arguments(self, values, len(self.sources) - 1)

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
    source: int

    def given(self, *keys: str) -> Given:
        """Give the argument at a place as conditions see it."""
        value: Any = self.values
        for key in keys:
            value = value[key]
        return Given(lambda type_, read: self.planner.parameter(type_, read, self.source), value, keys)


def isolated(value: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Give the same value from a subquery in FROM, so that deep selections pass on SQLite.

    SQLite adds up the depth of the expressions around a nested SELECT, each counted with all that is inside of it, and
    refuses a sum above 1,000: about 20 levels. A subquery in FROM is not part of the expression around it.
    """
    inner = sa.select(value.label("json")).subquery()
    return sa.select(inner.c.json).scalar_subquery()
