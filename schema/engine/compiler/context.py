"""The state of one compilation: table aliases, parameters, argument readers, cost and errors."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import sqlalchemy as sa
from graphql import GraphQLError, GraphQLObjectType

from schema.engine.arguments import ArgumentReader, ArgumentValue, Values
from schema.engine.compiler.operation import FieldNodes, Operation, SelectedField
from schema.engine.cost import CostCounter
from schema.engine.errors import Path, Refused
from schema.engine.finishing import Finisher
from schema.engine.read_scope import VisibilityRule
from schema.engine.sql.rows import Row, TableAlias


@dataclass(frozen=True)
class Parameter:
    """A parameter of the statement: ``read`` takes its value from what the argument reader at ``reader`` reads.

    Without a ``reader``, ``read`` takes the value from the request's environment.
    """

    name: str
    read: Callable[[Any], Any]
    reader: int | None


@dataclass
class CompilerContext:
    """What the functions that compile an operation share: the request, and what they have collected so far."""

    operation: Operation
    rule: VisibilityRule
    dialect: str
    environment_types: Mapping[str, Any]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    argument_readers: list[ArgumentReader] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    errors: list[GraphQLError] = field(default_factory=list)
    cost: CostCounter = field(default_factory=CostCounter)
    nesting: int = 0
    finishers: list[Finisher] = field(default_factory=list)
    is_daily: bool = False
    """Whether what is read depends on the day."""
    finding: int = 0
    """The argument reader of the connection over found rows that is compiled."""
    env: "Environment" = field(init=False)

    def __post_init__(self) -> None:
        """Create the environment that conditions and expressions refer to."""
        self.env = Environment(self)

    def alias(self, table: sa.Table) -> TableAlias:
        """Return a table under a new alias."""
        return TableAlias(table, self.numbers)

    def visibility(self, row: Row) -> list[sa.ColumnElement[bool]]:
        """Return the condition under which the viewer may see a row, if there is one."""
        condition = self.rule(row, self.env)
        return [] if condition is None else [condition]

    def collect_fields(self, type_: GraphQLObjectType, nodes: FieldNodes, path: Path) -> dict[str, FieldNodes]:
        """Collect the fields selected inside a field for a concrete type, as the operation does.

        Raises:
            Refused: a directive's argument is null.
        """
        return self.operation.collect_fields(type_, nodes, path)

    def refuse(self, refused: Refused) -> None:
        """Add a refusal to the errors, unless it is there: a field may be compiled once for each concrete type."""
        error = refused.as_graphql()
        if error not in self.errors:
            self.errors.append(error)

    def arguments(self, selected: SelectedField, prepare: Callable[[Values], Values] = dict) -> "Arguments":
        """Read a field's arguments for this request, and keep the reader for the requests to come."""
        node = selected.nodes[0].node
        reader = ArgumentReader(selected.definition, node, selected.path, prepare)
        values = reader.read(self.operation.variables)
        if not reader.has_variables():
            reader = ArgumentReader(selected.definition, node, selected.path, prepare, values)
        self.argument_readers.append(reader)
        return Arguments(self, values, len(self.argument_readers) - 1)

    def parameter(self, type_: Any, read: Callable[[Any], Any], reader: int | None) -> sa.BindParameter[Any]:
        """Add a parameter to the statement."""
        name = f"p{len(self.parameters) + 1}"
        self.parameters.append(Parameter(name, read, reader))
        return sa.bindparam(name, None, type_=type_)


class Environment:
    """The request's own parameters, as conditions and expressions refer to them: ``env.now``, ``env.base_url``.

    Each is one parameter of the statement, however often it is used; the engine declares their types.
    """

    def __init__(self, ctx: CompilerContext) -> None:
        self._ctx = ctx
        self._of_the_day: dict[str, sa.BindParameter[Any]] = {}

    def of_the_day(self, name: str, type_: Any, read: Callable[[datetime], Any]) -> sa.BindParameter[Any]:
        """Return a parameter that ``read`` makes of the request's time, and that is the same all through a day.

        Answers that depend on it are right until a day ends somewhere.
        """
        self._ctx.is_daily = True
        if name not in self._of_the_day:
            self._of_the_day[name] = self._ctx.parameter(type_, lambda values: read(values["now"]), None)
        return self._of_the_day[name]

    def visible(self, row: Any) -> list[sa.ColumnElement[bool]]:
        """Return the condition under which the viewer may see a row that a condition looks at."""
        return self._ctx.visibility(row)

    def __getattr__(self, name: str) -> sa.BindParameter[Any]:
        """Add the parameter at its first use; from then on it is an attribute."""
        ctx = self._ctx
        if name not in ctx.environment_types:
            raise AttributeError(name)
        parameter = ctx.parameter(ctx.environment_types[name], lambda values: values[name], None)
        setattr(self, name, parameter)
        return parameter


@dataclass
class Arguments:
    """The arguments of one field: their values in this request, and the place of their reader."""

    ctx: CompilerContext
    values: Values
    reader: int

    def given(self) -> dict[str, ArgumentValue]:
        """Return those that are given and not null."""
        return {key: self.value(key) for key, value in self.values.items() if value is not None}

    def value(self, *keys: str) -> ArgumentValue:
        """Return the value at a path, as conditions refer to it."""
        value: Any = self.values
        for key in keys:
            value = value[key]
        return ArgumentValue(lambda type_, read: self.ctx.parameter(type_, read, self.reader), value, keys)
