"""Generated operations: valid GraphQL from a walk over the schema's types, with the values of their variables.

Fields never conflict by construction: within one document a response key always stands for the same field with the
same arguments and type, whatever the selection it is used in.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
)
from hypothesis import strategies as st

from tests.schema.engine.pools import Pools
from tests.schema.engine.twin import GraphQLRequest

DEEPEST, DEEPEST_INPUT = 6, 2
HEAVIEST = 400
"""About how many objects a selection may be answered for: nested lists multiply."""
PYTHON_FIELDS = (
    "__schema { queryType { name } mutationType { name } }",
    '__type(name: "Film") { kind name interfaces { name } }',
    '__type(name: "WorkOrder") { enumValues { name } }',
)
ABSENT = object()
SOURCES = ("IMDB", "NETFLIX")
"""Of other catalogues only the first is one that names in pools may be from."""


@dataclass(frozen=True)
class RequestSet:
    """Requests with one document, which differ in the values of its variables."""

    requests: list[GraphQLRequest]

    def __repr__(self) -> str:
        """Return all that is needed to send them by hand."""
        first = self.requests[0]
        variables = "\n".join(json.dumps(request.variables) for request in self.requests)
        return f"\n{first.text}\noperation {first.operation}, with each of these variables:\n{variables}\n"


@dataclass
class Variable:
    """A variable of the operation: its type, its default as GraphQL text, and the values it may have."""

    type: str
    default: str | None
    values: st.SearchStrategy[Any]


@dataclass
class Fragment:
    """A named fragment, where in the walk it was written, and its text."""

    name: str
    on: GraphQLNamedType
    depth: int
    weight: int
    text: str


@dataclass
class Writer:
    """Writes one document; every choice is drawn, so that a failing document can be made smaller."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    schema: GraphQLSchema
    pools: Pools
    left: int = 0
    variables: list[Variable] = field(default_factory=list)
    fragments: list[Fragment] = field(default_factory=list)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: int = 0
    inside: int = 0
    """How many input objects are around what is written."""

    def document(self) -> RequestSet:
        """Write the document and choose the values of two requests."""
        root = self.schema.query_type
        assert root is not None
        self.left = self.draw(st.integers(10, 60))
        body = self.selection(root, 0, 1)
        declared = ", ".join(
            f"$v{number}: {variable.type}" + (f" = {variable.default}" if variable.default is not None else "")
            for number, variable in enumerate(self.variables, 1)
        )
        name = self.draw(st.sampled_from(["", "Content"]))
        text = f"query {name}{f'({declared})' if declared else ''} {body}"
        parts = [text, *(f"fragment {one.name} on {one.on.name} {one.text}" for one in self.fragments)]
        if name and self.chance(8):
            parts.append("query Other { __typename }")
        requests = [GraphQLRequest("\n".join(parts), self.values(), name or None) for _ in range(2)]
        return RequestSet(requests)

    def values(self) -> dict[str, Any]:
        """Choose a request's values of the variables."""
        drawn = {f"v{number}": self.draw(variable.values) for number, variable in enumerate(self.variables, 1)}
        return {name: value for name, value in drawn.items() if value is not ABSENT}

    def chance(self, one_in: int) -> bool:
        """Decide something that holds one time in so many; shrinks to no."""
        return bool(self.draw(st.integers(0, one_in - 1)) == one_in - 1)

    # Selections

    def selection(self, type_: GraphQLNamedType, depth: int, weight: int) -> str:
        """Write a selection set."""
        parts: list[str] = []
        for _ in range(self.draw(st.integers(1, 5))):
            self.left -= 1
            parts.append(self.item(type_, depth, weight))
        return "{ " + " ".join(parts) + " }"

    def item(self, type_: GraphQLNamedType, depth: int, weight: int) -> str:
        """Write a field or a fragment."""
        what = self.draw(st.integers(0, 11))
        if what == 0:
            return f"{self.alias('__typename', '', 'String!')}{self.directives()}"
        if what == 8 and type_ is self.schema.query_type:
            return self.by_python()
        if what in {9, 10} and self.left > 0:
            return self.inline(type_, depth, weight)
        if what == 11 and self.left > 0:
            return self.spread(type_, depth, weight)
        return self.field(type_, depth, weight)

    def by_python(self) -> str:
        """Write a root field that is not content."""
        chosen = self.draw(st.sampled_from(PYTHON_FIELDS))
        self.aliases += 1
        return f"python{self.aliases}: {chosen}"

    def inline(self, type_: GraphQLNamedType, depth: int, weight: int) -> str:
        """Write an inline fragment, sometimes without a type."""
        if self.chance(4):
            return f"...{self.directives()} {self.selection(type_, depth, weight)}"
        on = self.draw(st.sampled_from(overlapping(self.schema, type_)))
        return f"... on {on.name}{self.directives()} {self.selection(on, depth, weight)}"

    def spread(self, type_: GraphQLNamedType, depth: int, weight: int) -> str:
        """Write a named fragment, or use one again where that is no heavier than at its first place."""
        fitting = overlapping(self.schema, type_)
        known = [
            fragment
            for fragment in self.fragments
            if fragment.on in fitting and fragment.depth >= depth and fragment.weight >= weight
        ]
        if known and self.chance(2):
            return f"...{self.draw(st.sampled_from(known)).name}{self.directives()}"
        on = self.draw(st.sampled_from(fitting))
        text = self.selection(on, depth, weight)
        self.fragments.append(Fragment(f"F{len(self.fragments) + 1}", on, depth, weight, text))
        return f"...{self.fragments[-1].name}{self.directives()}"

    def directives(self) -> str:
        """Write `@include` and `@skip`, mostly neither."""
        written = ""
        for name in ("include", "skip"):
            if self.chance(16):
                condition = self.draw(st.sampled_from(["true", "false", "$"]))
                if condition == "$":
                    default = self.draw(st.sampled_from([None, "true", "false"]))
                    nullable = default is not None and self.chance(8)
                    type_ = "Boolean" if nullable else "Boolean!"
                    condition = self.declare(type_, default, st.booleans(), nullable=nullable)
                written += f" @{name}(if: {condition})"
        return written

    # Fields

    def field(self, type_: Any, depth: int, weight: int) -> str:
        """Write a field, with its arguments and selection."""
        light = depth < DEEPEST and weight <= HEAVIEST and self.left > 0
        fields: dict[str, GraphQLField] = type_.fields
        composite = {name for name, field in fields.items() if is_composite_type(get_named_type(field.type))}
        deep = [name for name in fields if name in composite and light]
        flat = [name for name in fields if name not in composite]
        # Lists thrice: what stands in rows is where most can go wrong.
        deep += 2 * [name for name in deep if is_list(fields[name].type)]
        choices = deep if deep and (not flat or self.draw(st.booleans())) else flat
        if not choices:
            return f"{self.alias('__typename', '', 'String!')}"
        name = self.draw(st.sampled_from(choices))
        definition = fields[name]
        arguments = self.arguments(name, definition)
        start = f"{self.alias(name, arguments, str(definition.type))}{self.directives()}"
        named = get_named_type(definition.type)
        if not is_composite_type(named):
            return start
        many = is_list_type(get_nullable_type(definition.type))
        return f"{start} {self.selection(named, depth + 1, weight * 4 if many else weight)}"

    def alias(self, name: str, arguments: str, type_: str) -> str:
        """Write a field's name and arguments under a response key that is free for them."""
        signature = (name, arguments, type_)
        if self.chance(8) or self.keys.get(name, signature) != signature:
            same = [key for key, other in self.keys.items() if other == signature and key != name]
            if same and self.chance(2):
                key = same[0]
            else:
                self.aliases += 1
                key = f"a{self.aliases}"
        else:
            key = name
        self.keys[key] = signature
        return f"{name}{arguments}" if key == name else f"{key}: {name}{arguments}"

    # Arguments

    def arguments(self, name: str, definition: GraphQLField) -> str:
        """Write a field's arguments; of those that exclude each other mostly one."""
        written = []
        optional = {key: argument for key, argument in definition.args.items() if not is_non_null_type(argument.type)}
        exclusive = name in {"issue", "work"} and len(optional) == 2
        chosen = self.draw(st.sampled_from(sorted(optional))) if exclusive else None
        for key, argument in definition.args.items():
            if key in optional:
                wanted = not self.chance(40) if key == chosen else self.chance(40) if exclusive else self.chance(4)
                if not wanted:
                    continue
            written.append(f"{key}: {self.argument(name, key, definition, argument)}")
        return f"({', '.join(written)})" if written else ""

    def argument(self, name: str, key: str, definition: GraphQLField, argument: GraphQLArgument) -> str:
        """Write one argument's value."""
        return self.value(argument.type, self.pools.of(key, get_named_type(definition.type).name), key)

    def value(self, type_: Any, pool: st.SearchStrategy[Any], key: str) -> str:
        """Write a value: a variable, or a literal that may hold variables."""
        if self.chance(3):
            return self.variable(type_, pool, key)
        if not is_non_null_type(type_) and self.chance(12):
            return "null"
        bare: Any = get_nullable_type(type_)
        if is_list_type(bare):
            if self.chance(6):
                return literal(bare.of_type, self.draw(self.json(bare.of_type, pool)))
            return (
                "[" + ", ".join(self.value(bare.of_type, pool, key) for _ in range(self.draw(st.integers(0, 3)))) + "]"
            )
        if is_input_object_type(bare):
            self.inside += 1
            parts = [
                f"{name}: {self.value(field.type, self.pools.of(name, bare.name), name)}"
                for name, field in bare.fields.items()
                if is_non_null_type(field.type) or (self.may_nest(field.type) and self.chance(3))
            ]
            self.inside -= 1
            return "{" + ", ".join(parts) + "}"
        return literal(bare, self.draw(self.leaves(bare, pool)))

    def variable(self, type_: Any, pool: st.SearchStrategy[Any], key: str) -> str:
        """Declare a variable that may stand at a place of this type."""
        bare = get_nullable_type(type_)
        strategy = self.json(bare, pool)
        default = literal(bare, self.draw(strategy)) if self.chance(2) else None
        if is_non_null_type(type_):
            stated = str(bare) if default is not None and self.chance(3) else str(type_)
        else:
            stated = f"{bare}!" if self.chance(3) else str(bare)
        return self.declare(stated, default, strategy, nullable=not stated.endswith("!"))

    def declare(self, type_: str, default: str | None, values: st.SearchStrategy[Any], *, nullable: bool) -> str:
        """Declare a variable; return a reference to it."""
        others: list[Any] = [ABSENT] if nullable or default is not None else []
        others += [None] if nullable else []
        all_values = st.one_of(values, values, st.sampled_from(others)) if others else values
        self.variables.append(Variable(type_, default, all_values))
        return f"$v{len(self.variables)}"

    def json(self, type_: Any, pool: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        """Return the values of a type, as JSON."""
        bare: Any = get_nullable_type(type_)
        if is_list_type(bare):
            return st.lists(self.json(bare.of_type, pool), max_size=3)
        if is_input_object_type(bare):
            self.inside += 1
            fields = {
                name: self.json(each.type, self.pools.of(name, bare.name))
                for name, each in bare.fields.items()
                if self.may_nest(each.type)
            }
            self.inside -= 1
            needed = {name: fields.pop(name) for name, each in bare.fields.items() if is_non_null_type(each.type)}
            return st.fixed_dictionaries(needed, optional={name: st.none() | each for name, each in fields.items()})
        return self.leaves(bare, pool)

    def may_nest(self, type_: Any) -> bool:
        """Whether an input object may have a field of this type: filters hold filters, one deeper than is allowed."""
        return self.inside <= DEEPEST_INPUT or not is_input_object_type(get_named_type(type_))

    def leaves(self, type_: Any, pool: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        """Return the values of a scalar or enum."""
        if type_.name == "ExternalSource":
            return st.sampled_from(SOURCES)
        return st.sampled_from(list(type_.values)) if is_enum_type(type_) else pool


@cache
def overlapping(schema: GraphQLSchema, type_: GraphQLNamedType) -> list[GraphQLNamedType]:
    """List the types that a fragment inside a type can be on: itself first."""

    def concrete(type_: Any) -> set[str]:
        return {kind.name for kind in schema.get_possible_types(type_)} if is_abstract_type(type_) else {type_.name}

    composite = (other for _, other in sorted(schema.type_map.items()) if is_composite_type(other))
    return [type_, *(other for other in composite if other is not type_ and concrete(other) & concrete(type_))]


def is_list(type_: Any) -> bool:
    """Whether a field has several objects, as a list or a connection."""
    return is_list_type(get_nullable_type(type_)) or get_named_type(type_).name.endswith("Connection")


def literal(type_: Any, value: Any) -> str:
    """Write a JSON value of a type as GraphQL text."""
    bare: Any = get_nullable_type(type_)
    if value is None:
        return "null"
    if is_list_type(bare):
        return "[" + ", ".join(literal(bare.of_type, item) for item in value) + "]"
    if is_input_object_type(bare):
        return "{" + ", ".join(f"{name}: {literal(bare.fields[name].type, item)}" for name, item in value.items()) + "}"
    if isinstance(value, str) and not is_enum_type(bare):
        return json.dumps(value.encode(errors="replace").decode())
    return str(value) if is_enum_type(bare) else json.dumps(value)


def requests(schema: GraphQLSchema, pools: Pools) -> st.SearchStrategy[RequestSet]:
    """Return the strategy of documents with two requests each."""

    @st.composite
    def written(draw: Any) -> RequestSet:
        return Writer(draw, schema, pools).document()

    return written()
