"""Arguments: read once per request, turned into the statement's parameters.

The text of the statement depends on which arguments are given, and of their values only on page sizes, booleans and
enum values. So a plan is cached for all requests whose variables have the same plan key.
"""

import enum
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from graphql import FieldNode, GraphQLError, GraphQLField, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues, get_argument_values

from schema.engine.errors import BAD_USER_INPUT, Path, Refused
from schema.engine.notation import in_graphql_notation
from schema.engine.sql.json_text import AnyOf, ListParameter

Values = Mapping[str, Any]
LARGEST_PAGE = 100


def plan_key(variables: VariableValues) -> Hashable:
    """Return what a statement may depend on of a request's variables: plans are cached by it."""
    coerced = variables.coerced
    return tuple((name, _value_key(value)) for name, value in coerced.items()) if coerced else ()


def _value_key(value: Any) -> Hashable:
    """Return what a statement may depend on of one value.

    That is what is given (an empty text may count as not given), booleans and enum values, and numbers that may be page
    sizes: databases plan for them. Of lists only those of objects matter, which are filters.
    """
    if value is None or isinstance(value, bool | enum.Enum):
        return value
    if value == "":
        return ""
    if isinstance(value, int) and 1 <= value <= LARGEST_PAGE:
        return value
    if isinstance(value, Mapping):
        return tuple((key, _value_key(item)) for key, item in value.items())
    if isinstance(value, list):
        return tuple(map(_value_key, value)) if any(isinstance(item, Mapping) for item in value) else list
    return str


@dataclass(frozen=True)
class ArgumentReader:
    """Reads the arguments of one field from a request; ``prepare`` checks them and resolves their defaults.

    ``constant`` are the values of a field whose arguments have no variables.
    """

    definition: GraphQLField
    node: FieldNode
    path: Path
    prepare: Callable[[Values], Values]
    constant: Values | None = None

    def read(self, variables: VariableValues) -> Values:
        """Coerce and check the arguments.

        Raises:
            Refused: with the field's path.
        """
        try:
            values = get_argument_values(self.definition, self.node, variables)
            refuse_unstorable(values)
            refuse_long_lists(values)
            return self.prepare(values)
        except GraphQLError as error:
            raise Refused(BAD_USER_INPUT, in_graphql_notation(error.message), self.path) from error
        except Refused as refused:
            raise refused.at(self.path) from refused

    def has_variables(self) -> bool:
        """Whether the arguments depend on the operation's variables."""
        variables: list[VariableNode] = []

        class VariableCollector(Visitor):
            def enter_variable(self, node: VariableNode, *_: Any) -> None:
                variables.append(node)

        for argument in self.node.arguments or ():
            visit(argument, VariableCollector())
        return bool(variables)


def refuse_unstorable(value: Any) -> None:
    """Refuse text that no database row can hold, before it becomes a database error: NUL and lone surrogates."""
    if isinstance(value, str):
        try:
            storable = "\x00" not in value and (value.isascii() or bool(value.encode()))
        except UnicodeEncodeError:
            storable = False
        if not storable:
            raise Refused(BAD_USER_INPUT, "The text holds a character no text can hold: NUL or half a surrogate pair.")
    elif isinstance(value, Mapping):
        for item in value.values():
            refuse_unstorable(item)
    elif isinstance(value, list):
        for item in value:
            refuse_unstorable(item)


def refuse_long_lists(value: Any) -> None:
    """Refuse lists of more values than a page has rows."""
    if isinstance(value, list) and len(value) > LARGEST_PAGE:
        raise Refused(BAD_USER_INPUT, f"A list of values holds at most {LARGEST_PAGE}.")
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key != "ids":  # which says so itself
                refuse_long_lists(item)
    elif isinstance(value, list):
        for item in value:
            refuse_long_lists(item)


def database_value(value: Any) -> Any:
    """Return a coerced value as the database takes it: enum members become their values."""
    if isinstance(value, enum.Enum):
        return value.value
    return [database_value(item) for item in value] if isinstance(value, list) else value


class ArgumentValue:
    """An argument's value, or a part of it, as conditions see it: it becomes a parameter of the statement."""

    def __init__(
        self,
        bind: Callable[[Any, Callable[[Values], Any]], Any],
        value: Any,
        keys: tuple[str | int, ...],
        convert: Callable[[Any], Any] = database_value,
    ) -> None:
        """Take a function that makes a parameter, the value in the request that is planned, and the path to it.

        The parameter is what ``convert`` makes of each request's value.
        """
        self._bind = bind
        self._value = value
        self._keys = keys
        self._convert = convert

    def __getitem__(self, key: str) -> "ArgumentValue":
        """Return the value of a field of an input object."""
        return ArgumentValue(self._bind, self._value[key], (*self._keys, key))

    def items(self) -> list[tuple[str, "ArgumentValue"]]:
        """List the fields of an input object that are given and not null."""
        return [(key, self[key]) for key, value in self._value.items() if value is not None]

    def each_item(self) -> list["ArgumentValue"]:
        """List the items of a list of input objects."""
        return [ArgumentValue(self._bind, item, (*self._keys, index)) for index, item in enumerate(self._value)]

    def each(self, change: Callable[[str], str]) -> "ArgumentValue":
        """Return the value changed, or where it is a list each of its items."""

        def convert(value: Any) -> Any:
            return [*map(change, value)] if isinstance(value, list) else change(value)

        return ArgumentValue(self._bind, self._value, self._keys, convert)

    def converted(self, convert: Callable[[Any], Any]) -> "ArgumentValue":
        """Return what a function makes of the value."""
        return ArgumentValue(self._bind, self._value, self._keys, convert)

    def parameter(self, type_: Any = None) -> sa.ColumnElement[Any]:
        """Add a parameter with the value to the statement; its type is text, unless another is named."""
        keys, convert = self._keys, self._convert

        def read(values: Values) -> Any:  # closes over these alone: a cached statement must not keep its planner
            value: Any = values
            for key in keys:
                value = value[key]
            return convert(value)

        return self._bind(type_ or sa.Text(), read)  # type: ignore[no-any-return]


def is_any_of(column: sa.ColumnElement[Any], values: ArgumentValue) -> sa.ColumnElement[bool]:
    """Return the condition that a column's value is in a list."""
    item_type = sa.Integer() if isinstance(column.type, sa.Integer) else sa.Text()
    return AnyOf(column, values.parameter(ListParameter(item_type)))
