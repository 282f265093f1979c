"""Arguments: read once per request, turned into the statement's parameters.

What the statement looks like depends on which arguments are given, and of what they hold only on page sizes, booleans
and enum values; so a plan can be kept for all requests whose variables have the same shape.
"""

import enum
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from graphql import FieldNode, GraphQLError, GraphQLField, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues, get_argument_values

from schema.engine.errors import BAD_USER_INPUT, Path, Refused
from schema.engine.sql.json_text import AnyOf, ListParameter

Values = Mapping[str, Any]
LARGEST_PAGE = 100


def shape(value: Any) -> Hashable:
    """Tell which parts of a variable's value a statement may depend on.

    That is what is there, booleans and enum values, and numbers that may be page sizes: databases plan for them.
    """
    if value is None or isinstance(value, bool | enum.Enum):
        return value
    if isinstance(value, int) and 1 <= value <= LARGEST_PAGE:
        return value
    if isinstance(value, Mapping):
        return tuple((key, shape(item)) for key, item in value.items())
    return list if isinstance(value, list) else str


def shapes(variables: VariableValues) -> Hashable:
    """Give the shapes of all variables of a request: what keeps plans apart."""
    coerced = variables.coerced
    return tuple((name, shape(value)) for name, value in coerced.items()) if coerced else ()


@dataclass(frozen=True)
class Source:
    """The arguments of one field of the operation, checked and made ready by ``prepare``."""

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
            return self.prepare(values)
        except GraphQLError as error:
            raise Refused(BAD_USER_INPUT, error.message, self.path) from error
        except Refused as refused:
            raise refused.at(self.path) from refused

    def has_variables(self) -> bool:
        """Tell whether the arguments depend on the operation's variables."""
        found: list[VariableNode] = []

        class Finder(Visitor):
            def enter_variable(self, node: VariableNode, *_: Any) -> None:
                found.append(node)

        for argument in self.node.arguments or ():
            visit(argument, Finder())
        return bool(found)


def refuse_unstorable(value: Any) -> None:
    """Refuse text that no database row can hold, before it becomes a database error: NUL and lone surrogates."""
    if isinstance(value, str):
        if "\x00" in value or (not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value)):
            raise Refused(BAD_USER_INPUT, "The text holds a character no text can hold: NUL or half a surrogate pair.")
    elif isinstance(value, Mapping):
        for item in value.values():
            refuse_unstorable(item)
    elif isinstance(value, list):
        for item in value:
            refuse_unstorable(item)


def plain(value: Any) -> Any:
    """Give the database's form of a coerced value: enum members become their values."""
    if isinstance(value, enum.Enum):
        return value.value
    return [plain(item) for item in value] if isinstance(value, list) else value


class Given:
    """An argument's value as conditions see it: a parameter of the statement, by its place in the arguments."""

    def __init__(self, bind: Callable[[Any, Callable[[Values], Any]], Any], value: Any, keys: tuple[str, ...]) -> None:
        """Take the way to make a parameter, the value of the request that is being planned, and the place."""
        self._bind = bind
        self._value = value
        self._keys = keys

    def __getitem__(self, key: str) -> "Given":
        """Give a field of an input object."""
        return Given(self._bind, self._value[key], (*self._keys, key))

    def given(self) -> list[tuple[str, "Given"]]:
        """List the fields of an input object that are given and not null."""
        return [(key, self[key]) for key, value in self._value.items() if value is not None]

    def value(self, type_: Any = None) -> sa.ColumnElement[Any]:
        """Give the value as a parameter (of text, unless said otherwise)."""
        return self._parameter(type_ or sa.Text())  # type: ignore[no-any-return]

    def contains(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Give the condition that the column's value is in this list."""
        item = sa.Integer() if isinstance(column.type, sa.Integer) else sa.Text()
        return AnyOf(column, self._parameter(ListParameter(item)))

    def _parameter(self, type_: Any) -> Any:
        keys = self._keys

        def read(values: Values) -> Any:  # holds the keys alone: a kept plan must not keep its planner
            found: Any = values
            for key in keys:
                found = found[key]
            return plain(found)

        return self._bind(type_, read)
