"""Mutations with inputs that fit their types, but for some of the values: most come as far as the content."""

import random
from collections.abc import Sequence
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_list_type,
    is_required_input_field,
)

IDS = [*("iss_ypijndeb7q4bgvgo", "pub_1", "per_nobody", "sec_none", "wrk_\0", "x" * 500, "")]
DATES = ["2023-07-21", "0001-01-01", "9999-12-31", "2023-02-30", "x"]
INSTANTS = ["2023-07-21T06:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2023-07-21"]
DIRECTIVES = [
    *("", "", "", "", "", "", "@dryRun", "@dryRun(if: false)", "@dryRun(if: null)", "@dryRun(if: $dry)"),
    *('@idempotent(key: "a")', "@idempotent(key: $key)", "@idempotent(key: null)", '@dryRun @idempotent(key: "")'),
    *("@dryRun(if: $dry) @idempotent(key: $key)", "@idempotent(key: $key) @dryRun(if: $dry)", "@dryRun @dryRun"),
]
"""What a mutation may say of itself, and should not."""
DECLARED = {
    "dry": [
        "$dry: Boolean",
        "$dry: Boolean = true",
        "$dry: Boolean = null",
        "$dry: Boolean!",
        "$dry: Boolean! = false",
    ],
    "key": ["$key: String!", '$key: String! = "b"', '$key: String = "b"', "$key: String"],
}


class MutationFuzzer:
    """Makes mutations.

    Args:
        schema: whose mutations they are.
        chance: decides all that is made.
        texts: texts that values are chosen from.
        ids: ids that values are chosen from.
    """

    def __init__(
        self, schema: GraphQLSchema, chance: random.Random, texts: Sequence[str], ids: Sequence[str] = IDS
    ) -> None:
        assert schema.mutation_type is not None
        self._fields = schema.mutation_type.fields
        self._chance = chance
        self._texts = texts
        self._ids = ids

    def request(self) -> dict[str, Any]:
        """Make the parameters of a request."""
        names = self._chance.choices([*self._fields], k=self._chance.choice([1, 1, 1, 2, 3]))
        types = [self._fields[name].args["input"].type for name in names]
        declared = ", ".join(f"$input{number}: {type_}" for number, type_ in enumerate(types))
        fields = " ".join(
            f"f{number}: {name}(input: $input{number}) {{ __typename problems {{ code message path }} }}"
            for number, name in enumerate(names)
        )
        directives = self._chance.choice(DIRECTIVES)
        variables = {f"input{number}": self._value("input", type_) for number, type_ in enumerate(types)}
        for name in (name for name in DECLARED if f"${name}" in directives):
            declared += f", {self._chance.choice(DECLARED[name])}"
            fitting = [True, False] if name == "dry" else ["a", "b", ""]
            if self._chance.random() < 0.8:
                variables[name] = self._chance.choice([*fitting, *fitting, None, 1])
        return {"query": f"mutation({declared}) {directives} {{ {fields} }}", "variables": variables}

    def input_of(self, name: str) -> Any:
        """Make the input of one mutation."""
        return self._value("input", self._fields[name].args["input"].type)

    def _value(self, name: str, type_: Any, depth: int = 0) -> Any:
        chance, named = self._chance, get_named_type(type_)
        if is_list_type(get_nullable_type(type_)):
            return [self._value(name, named, depth + 1) for _ in range(chance.choice([0, 1, 1, 2]))]
        if isinstance(named, GraphQLInputObjectType):
            return self._object(named, depth)
        if is_enum_type(named):
            return chance.choice([*named.values])
        known: dict[str, Sequence[Any]] = {
            "ID": self._ids,
            "Int": [0, 1, 7, -1, 2**31 - 1],
            "Float": [0.5, -1, 1e308],
            "Boolean": [True, False],
            "Date": DATES,
            "DateTime": INSTANTS,
        }
        return chance.choice(known.get(named.name, self._texts))

    def _object(self, type_: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        chance = self._chance
        if type_.is_one_of:
            names = chance.sample([*type_.fields], chance.choice([1] * 19 + [2]))
        else:
            likely = 0.3 if depth < 3 else 0.1
            names = [
                name
                for name, field in type_.fields.items()
                if chance.random() < (0.97 if is_required_input_field(field) else likely)
            ]
        is_null = [not type_.is_one_of and chance.random() < 0.05 for _ in names]
        return {
            name: None if null else self._value(name, type_.fields[name].type, depth + 1)
            for name, null in zip(names, is_null, strict=True)
        }
