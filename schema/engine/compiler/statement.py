"""Statements: a planned operation compiled for one database, ready to run for every request of the same shape."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from graphql import GraphQLError
from graphql.execution.values import VariableValues

from schema.engine.arguments import ArgumentReader, Values
from schema.engine.compiler.planner import Parameter, Planned
from schema.engine.cost import CostTerm
from schema.engine.sql.json_text import Concat

Converter = Callable[[Any], Any] | None


@dataclass(frozen=True)
class Statement:
    """One SQL statement whose only row holds a piece of JSON text for each of ``keys`` that is not ``ready`` before.

    ``sql`` is None where an operation reads nothing. ``places`` tells which of ``binds`` stands at each place of it: on
    SQLite one may stand at several. ``nulled``: a refusal reached the root, so ``data`` is null.
    """

    sql: str | None
    keys: list[str]
    ready: dict[str, str]
    python: list[str]
    argument_readers: list[ArgumentReader]
    binds: list[tuple[Parameter, Converter]]
    places: list[int]
    errors: list[GraphQLError]
    cost: Sequence[CostTerm]
    data_is_null: bool

    def content(self, texts: Iterable[bytes]) -> dict[str, orjson.Fragment]:
        """Give the JSON text of each key, from those that the statement gave."""
        read = iter(texts)
        return {key: orjson.Fragment(self.ready[key] if key in self.ready else next(read)) for key in self.keys}

    def arguments(self, variables: VariableValues) -> list[Values]:
        """Read the arguments of all fields from a request.

        Raises:
            Refused: one cannot be answered; plan this request again to learn what becomes null.
        """
        return [
            source.read(variables) if source.constant is None else source.constant for source in self.argument_readers
        ]

    def bind(self, values: Sequence[Values], environment: Mapping[str, Any]) -> list[Any]:
        """Give the parameters' values, in the statement's order, from the arguments of all fields."""
        bound = []
        for parameter, convert in self.binds:
            value = parameter.read(environment if parameter.reader is None else values[parameter.reader])
            bound.append(convert(value) if convert else value)
        return [bound[place] for place in self.places]


def compile_statement(planned: Planned, dialect: sa.Dialect) -> Statement:
    """Compile a plan to the SQL of one database."""
    ready = {key: text for key, column in planned.columns.items() if (text := ready_text(column)) is not None}
    columns = [column for key, column in planned.columns.items() if key not in ready]
    sql = None
    binds: list[tuple[Parameter, Converter]] = []
    places: list[int] = []
    if columns and not planned.data_is_null:
        labelled = [column.label(f"r{number}") for number, column in enumerate(columns, 1)]
        # Lists that a condition holds (``column.in_([...])``) are written out as one parameter for each value.
        compiled = sa.select(*labelled).compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        sql = str(compiled)
        parameters = {parameter.name: parameter for parameter in planned.parameters}
        names = compiled.positiontup or []
        distinct = list(dict.fromkeys(names))
        places = [distinct.index(name) for name in names]
        for name in distinct:
            parameter = parameters.get(name) or constant(name, compiled.params[name])
            binds.append((parameter, converter(compiled.binds.get(name), dialect)))
    keys = list(planned.columns)
    return Statement(
        sql,
        keys,
        ready,
        planned.python,
        planned.argument_readers,
        binds,
        places,
        planned.errors,
        planned.cost,
        planned.data_is_null,
    )


def ready_text(column: sa.ColumnElement[Any]) -> str | None:
    """Give the JSON text of a column that needs no database."""
    if isinstance(column, Concat) and all(isinstance(piece, str) for piece in column.pieces):
        return "".join(map(str, column.pieces))
    return None


def constant(name: str, value: Any) -> Parameter:
    """Give the parameter that a literal value in a condition or an order became."""
    return Parameter(name, lambda _: value, None)


def converter(bound: sa.BindParameter[Any] | None, dialect: sa.Dialect) -> Converter:
    """Give the function that makes a value what the driver takes, if its type has one."""
    return None if bound is None else bound.type.dialect_impl(dialect).bind_processor(dialect)
