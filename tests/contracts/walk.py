"""Every path of a schema as operations: each field of each type, with each of its arguments, and what lies behind it.

Nothing is listed by hand but values for arguments. The operations for ``Type.field`` go the shortest way to the type,
through lists where there are some, take the field, and select all fields of what it gives and the values of theirs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)

Values = Mapping[str, Sequence[Any]]
Composite = GraphQLObjectType | GraphQLInterfaceType
WITH_TEXT = "RELEVANCE"
"""The order that takes a filter with words."""
CURSORS = frozenset({"after", "before"})
LARGEST_LISTS = {"related": 20, "suggest": 20}
"""How much a list takes that is no page, by the field."""


@dataclass(frozen=True)
class Step:
    """An operation, with each set of variables it is to be asked with.

    ``connection``: it is one that can be read from both ends.
    """

    place: str
    document: str
    variables: tuple[dict[str, Any], ...]
    connection: bool


class Unknown(LookupError):
    """The walk does not know what an argument could hold."""


@dataclass(frozen=True)
class Walk:
    """A walk over ``schema``; ``values`` has what arguments hold, by their names."""

    schema: GraphQLSchema
    values: Values

    def steps(self) -> Iterator[Step]:
        """Yield the operations for every field that leads to an object, from every type that has it.

        Raises:
            Unknown: an argument has no values.
        """
        for type_, (before, after) in self.ways().items():
            for name, field in own_fields(type_).items():
                if not is_leaf_type(get_named_type(field.type)):
                    place = f"{type_.name}.{name}"
                    for number, arguments in enumerate(self.arguments(place, field)):
                        # The first goes further than the others, which only differ in which objects they find.
                        inner = f"{{ {self.selection(get_named_type(field.type), int(number == 0))} }}"
                        yield step(place, name, field, arguments, (before, inner, after))

    def with_cursors(self, place: str, cursors: Sequence[str]) -> Iterator[Step]:
        """Return the operations of a connection that start and end at cursors."""
        type_name, _, name = place.partition(".")
        type_, before, after = next((type_, *way) for type_, way in self.ways().items() if type_.name == type_name)
        field = type_.fields[name]
        inner = f"{{ {self.selection(get_named_type(field.type), 0)} }}"
        for argument in sorted(CURSORS & set(field.args)):
            yield step(place, name, field, [{argument: cursor} for cursor in cursors], (before, inner, after))

    def ways(self) -> dict[Composite, tuple[str, str]]:
        """Return by type the opening and the closing of an operation that selects its objects."""
        root = self.schema.query_type
        assert root is not None
        ways: dict[Composite, tuple[str, str]] = {}
        tried = count()
        heap: list[tuple[int, int, Composite, tuple[str, str]]] = [(0, next(tried), root, ("{ ", " }"))]
        while heap:
            single, _, type_, (before, after) = heappop(heap)
            if type_ not in ways:
                ways[type_] = (before, after)
                for opening, target, many in self.doors(type_):
                    way = (f"{before}{opening} {{ ", f" }}{after}")
                    heappush(heap, (single + (not many), next(tried), target, way))
        return ways

    def doors(self, type_: Composite) -> Iterator[tuple[str, Composite, bool]]:
        """Return the fields that lead from a type to others without arguments, and whether they reach all objects."""
        for name, field in type_.fields.items():
            target = get_named_type(field.type)
            if isinstance(target, Composite) and not has_required(field):
                yield f"{name}{page_of(name, field)}", target, is_many(field) or is_page(type_)
        if isinstance(type_, GraphQLInterfaceType):
            for object_type in self.schema.get_possible_types(type_):
                yield f"... on {object_type.name}", object_type, True

    def selection(self, type_: GraphQLNamedType, depth: int) -> str:
        """Select all fields of a type, and ``depth`` levels of objects behind it; a page is no level of its own."""
        assert isinstance(type_, Composite)
        selected = ["__typename", *self.members(type_, type_.fields, depth, "")]
        for other in subtypes(self.schema, type_):
            fields = {name: field for name, field in own_fields(other).items() if name not in type_.fields}
            members = self.members(other, fields, depth, f"{other.name}_")
            if members:
                selected.append(f"... on {other.name} {{ {' '.join(members)} }}")
        return " ".join(selected)

    def members(self, type_: Composite, fields: Mapping[str, GraphQLField], depth: int, prefix: str) -> list[str]:
        """Select some fields of a type, each under its name with a prefix."""
        selected = []
        for name, field in fields.items():
            target = get_named_type(field.type)
            label = f"{prefix}{name}: {name}" if prefix else name
            page = page_of(name, field)
            if is_leaf_type(target):
                selected.append(label)
            elif (depth > 0 or is_page(type_)) and not has_required(field):
                deeper = depth if is_page(type_) else depth - 1
                selected.append(f"{label}{page} {{ {self.selection(target, deeper)} }}")
        return selected

    # Arguments

    def arguments(self, place: str, field: GraphQLField) -> Iterator[list[dict[str, Any]]]:
        """Give, argument by argument, the sets of arguments to ask a field with."""
        required = {name: self.of_argument(place, name, each)[0] for name, each in needed(field).items()}
        if not has_required(field):
            yield [{}]
        for name, argument in field.args.items():
            values = self.of_argument(place, name, argument) if name not in CURSORS else []
            if asked := [{**required, name: value} for value in values if value != WITH_TEXT]:
                yield asked
            if WITH_TEXT in values:
                yield [{**required, name: WITH_TEXT, "filter": {"text": text}} for text in self.values["text"]]

    def of_argument(self, place: str, name: str, argument: GraphQLArgument) -> Sequence[Any]:
        """Return the values to try for an argument."""
        type_ = get_nullable_type(argument.type)
        if isinstance(type_, GraphQLInputObjectType) and name not in self.values:
            return [
                {key: value}
                for key, field in type_.fields.items()
                for value in self.of_field(f"{place}({name}.{key}:)", key, field.type)
            ]
        found = self.of_type(f"{place}({name}:)", name, argument.type)
        return [list(found)] if is_list_type(type_) and name not in self.values else found

    def of_field(self, place: str, name: str, type_: Any) -> Sequence[Any]:
        """Return the values to try for a field of an input object: of a list, all of them at once."""
        found = self.of_type(place, name, type_)
        return [[*found]] if is_list_type(get_nullable_type(type_)) else found

    def of_type(self, place: str, name: str, type_: Any) -> Sequence[Any]:
        """Return the values of an enum, else those that are known for the name.

        Raises:
            Unknown: there are none.
        """
        named = get_named_type(type_)
        if is_enum_type(named):
            return list(named.values)
        if name not in self.values:
            raise Unknown(f"say in tests/contracts/secrets.py what {place} can hold, so that the walk goes there too")
        return self.values[name]


def step(
    place: str, name: str, field: GraphQLField, arguments: list[dict[str, Any]], around: tuple[str, str, str]
) -> Step:
    """Make the operation that asks a field with some arguments (all sets name the same)."""
    before, inner, after = around
    names = list(arguments[0])
    declared = ", ".join(f"${each}: {field.args[each].type}" for each in names)
    passed = [f"{each}: ${each}" for each in names]
    if "first" in field.args and not {"first", "last"} & set(names):
        passed.append(f"first: {LARGEST_LISTS.get(name, 100)}")
    call = f"{name}({', '.join(passed)})" if passed else name
    document = f"query{f'({declared})' if declared else ''} {before}{call} {inner}{after}"
    return Step(
        place,
        document,
        tuple(arguments),
        get_named_type(field.type).name.endswith("Connection") and "last" in field.args,
    )


def page_of(name: str, field: GraphQLField) -> str:
    """Return the arguments with which a list gives as much as it may."""
    return f"(first: {LARGEST_LISTS.get(name, 100)})" if "first" in field.args else ""


def own_fields(type_: Composite) -> dict[str, GraphQLField]:
    """Return the fields of a type that it does not have from an interface, which is walked itself."""
    inherited = {name for interface in type_.interfaces for name in interface.fields}
    return {name: field for name, field in type_.fields.items() if name not in inherited}


def subtypes(schema: GraphQLSchema, type_: Composite) -> list[Composite]:
    """List the interfaces and objects that implement an interface."""
    if not isinstance(type_, GraphQLInterfaceType):
        return []
    found = schema.get_implementations(type_)
    return [*found.interfaces, *found.objects]


def is_page(type_: GraphQLNamedType) -> bool:
    """Whether a type belongs to a Relay connection rather than to the content."""
    return type_.name.endswith(("Connection", "Edge")) or type_.name == "PageInfo"


def is_many(field: GraphQLField) -> bool:
    """Whether a field gives a list or a connection."""
    return is_list_type(get_nullable_type(field.type)) or get_named_type(field.type).name.endswith("Connection")


def needed(field: GraphQLField) -> dict[str, GraphQLArgument]:
    """Return the required arguments."""
    return {name: argument for name, argument in field.args.items() if is_required_argument(argument)}


def has_required(field: GraphQLField) -> bool:
    """Whether a field has required arguments."""
    return bool(needed(field)) or alternatives(field)


def alternatives(field: GraphQLField) -> bool:
    """Whether a field takes one of several arguments, none of them required by its type."""
    return bool(field.args) and not is_many(field) and not needed(field)
