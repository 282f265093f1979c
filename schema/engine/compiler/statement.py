"""Statements: a plan compiled for one database, ready to run for every request that has the same plan key."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from graphql import GraphQLError
from graphql.execution.values import VariableValues

from schema.engine.arguments import ArgumentReader, Values
from schema.engine.compiler.context import Parameter
from schema.engine.compiler.planner import Plan
from schema.engine.cost import CostTerm
from schema.engine.finishing import Finisher
from schema.engine.sql.json_text import Concat

Converter = Callable[[Any], Any] | None


@dataclass(frozen=True)
class Statement:
    """One SQL statement whose only row holds the JSON text of each of ``keys`` that is not in ``constants``.

    ``sql`` is None where an operation reads nothing. ``positions`` are the places in ``parameters`` of what each
    placeholder stands for: on SQLite a parameter may have several. ``python_keys`` are the root fields that Python
    resolves. ``data_is_null``: a refusal reached the root. ``only_introspects``: it asks for nothing but the schema.
    ``is_daily``: what it reads depends on the day.
    """

    sql: str | None
    keys: list[str]
    constants: dict[str, str]
    python_keys: list[str]
    argument_readers: list[ArgumentReader]
    parameters: list[tuple[Parameter, Converter]]
    positions: list[int]
    errors: list[GraphQLError]
    cost: Sequence[CostTerm]
    data_is_null: bool
    only_introspects: bool
    document_weight: int
    finishers: Sequence[Finisher] = ()
    is_daily: bool = False

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes, with the document that its argument readers refer to."""
        return self.document_weight + 2 * len(self.sql or "")

    def fragments(self, texts: Iterable[bytes]) -> dict[str, orjson.Fragment]:
        """Return the JSON text of each key, from the texts of the statement's row."""
        read = iter(texts)
        return {key: orjson.Fragment(self.constants[key] if key in self.constants else next(read)) for key in self.keys}

    def read_arguments(self, variables: VariableValues) -> list[Values]:
        """Read the arguments of all fields from a request.

        Raises:
            Refused: one cannot be answered; plan this request again to learn what becomes null.
        """
        return [
            reader.read(variables) if reader.constant is None else reader.constant for reader in self.argument_readers
        ]

    def bind(self, arguments: Sequence[Values], environment: Mapping[str, Any]) -> list[Any]:
        """Return the values of the statement's placeholders, in order."""
        values = []
        for parameter, convert in self.parameters:
            value = parameter.read(environment if parameter.reader is None else arguments[parameter.reader])
            values.append(convert(value) if convert else value)
        return [values[position] for position in self.positions]


def compile_statement(plan: Plan, dialect: sa.Dialect, document_weight: int = 0) -> Statement:
    """Compile a plan to the SQL of one database; the document that was planned is kept as long as the statement is."""
    constants = {key: text for key, column in plan.columns.items() if (text := constant_text(column)) is not None}
    columns = [column for key, column in plan.columns.items() if key not in constants]
    sql = None
    parameters: list[tuple[Parameter, Converter]] = []
    positions: list[int] = []
    if columns and not plan.data_is_null:
        labelled = [column.label(f"r{number}") for number, column in enumerate(columns, 1)]
        # Lists that a condition holds (``column.in_([...])``) are written out as one parameter for each value.
        compiled = sa.select(*labelled).compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        sql = str(compiled)
        planned = {parameter.name: parameter for parameter in plan.parameters}
        names = compiled.positiontup or []
        distinct = list(dict.fromkeys(names))
        positions = [distinct.index(name) for name in names]
        for name in distinct:
            parameter = planned.get(name) or literal_parameter(name, compiled.params[name])
            parameters.append((parameter, converter(compiled.binds.get(name), dialect)))
    return Statement(
        sql,
        list(plan.columns),
        constants,
        plan.python_keys,
        plan.argument_readers,
        parameters,
        positions,
        plan.errors,
        plan.cost,
        plan.data_is_null,
        plan.only_introspects,
        document_weight,
        plan.finishers,
        plan.is_daily,
    )


class PreparedSelect:
    """A SELECT that is no operation's, compiled once for a database: at each run it takes the values of its parameters.

    Args:
        select: it; what differs from run to run is an ``sa.bindparam``.
        dialect: the database's.
    """

    def __init__(self, select: "sa.Select[Any]", dialect: sa.Dialect) -> None:
        compiled = select.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        self.sql = str(compiled)
        names = compiled.positiontup or ()
        self._parameters = [(name, converter(compiled.binds.get(name), dialect)) for name in names]
        self._values = compiled.params

    def values(self, **given: Any) -> list[Any]:
        """Return the values of its placeholders, as the driver takes them."""
        values = self._values | given
        return [convert(values[name]) if convert else values[name] for name, convert in self._parameters]


def compile_select(select: "sa.Select[Any]", dialect: sa.Dialect) -> tuple[str, list[Any]]:
    """Return the SQL of a SELECT that is no operation's, and the values of its placeholders."""
    prepared = PreparedSelect(select, dialect)
    return prepared.sql, prepared.values()


def constant_text(column: sa.ColumnElement[Any]) -> str | None:
    """Return the JSON text of a column that needs no database, or None for any other."""
    if isinstance(column, Concat) and all(isinstance(piece, str) for piece in column.pieces):
        return "".join(map(str, column.pieces))
    return None


def literal_parameter(name: str, value: Any) -> Parameter:
    """Return the parameter that a literal value in a condition or an order became."""
    return Parameter(name, lambda _: value, None)


def converter(bound: sa.BindParameter[Any] | None, dialect: sa.Dialect) -> Converter:
    """Return the function that converts a value to what the driver takes, or None if its type needs none."""
    return None if bound is None else bound.type.dialect_impl(dialect).bind_processor(dialect)
