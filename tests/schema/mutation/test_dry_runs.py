"""Whatever a mutation is given, a dry run answers what the run will, byte for byte but for what is now."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type

from schema.bases import table_of
from schema.documents import DOCUMENTED
from tests.contracts.fuzzed_inputs import MutationFuzzer
from tests.contracts.fuzzing import TEXTS
from tests.schema.mutation.editing import Editing
from tests.schema.mutation.mirror import SCHEMA, SLUGS, selection

pytestmark = pytest.mark.long
REQUESTS, SEED = 150, 7
BY_CHANCE = ("createKey", "createPreviewLink")
"""Their answers hold secrets, or signatures of instants."""
INSTANT = re.compile(r'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"')
PROBLEMS = """problems { __typename code message path ... on NotFound { id } ... on Taken { holder { id } }
  ... on StillUsed { recommendations { id } } ... on Conflict { version differences { label before after } } }"""


def members(payload: GraphQLObjectType) -> Iterator[str]:
    """Yield what a payload tells, each object with all that an input can say of it."""
    for name, field in payload.fields.items():
        type_ = get_named_type(field.type)
        update = SCHEMA.type_map.get(f"Update{type_.name}Input")
        if isinstance(update, GraphQLInputObjectType):
            yield f"{name} {{ {selection(update, type_)} }}"
        elif not hasattr(type_, "fields"):
            yield name


def operation(name: str, directive: str) -> str:
    """Return the operation of a mutation that reads all of its payload."""
    assert SCHEMA.mutation_type is not None
    field = SCHEMA.mutation_type.fields[name]
    payload = get_named_type(field.type)
    assert isinstance(payload, GraphQLObjectType)
    read = f"{' '.join(members(payload))} {PROBLEMS}"
    return f"mutation($input: {field.args['input'].type}) {directive} {{ {name}(input: $input) {{ {read} }} }}"


def ids_of(magazine: Editing) -> list[str]:
    """Return the ids of some of everything that there is, and of what there is not."""
    content = magazine.content()
    return [row["id"] for model in DOCUMENTED for row in content[table_of(model).name][:4]] + ["per_nobody", "x"]


def timeless(answer: Any) -> str:
    """Return an answer as JSON, without the instants that are now."""
    now = datetime.now(UTC)

    def is_now(found: re.Match[str]) -> str:
        return '"now"' if abs(datetime.fromisoformat(found[1]) - now) < timedelta(hours=1) else found[0]

    return INSTANT.sub(is_now, orjson.dumps(answer).decode())


async def test_a_dry_run_of_generated_inputs_answers_what_the_run_does(sample: Editing) -> None:
    assert SCHEMA.mutation_type is not None
    chance = random.Random(SEED)  # noqa: S311 - the same at every run
    texts = [text for text in TEXTS if text != "\ud800"]  # which no JSON can hold
    texts += [*SLUGS.values(), *(f"a-{number}" for number in range(9)), "A title", "9.5", "fr", "2031-01-15T06:30"]
    fuzzer = MutationFuzzer(SCHEMA, chance, texts, ids_of(sample))
    names = sorted(SCHEMA.mutation_type.fields.keys() - {*BY_CHANCE})
    before, stored = sample.digest(), set()
    for number in range(REQUESTS):
        name = names[number % len(names)]
        value = {"input": fuzzer.input_of(name)}
        tried = await sample.answer(operation(name, "@dryRun"), value)
        assert sample.digest() == before, (name, value)
        done = await sample.answer(operation(name, ""), value)
        assert timeless(done) == timeless(tried), (name, value)
        after = sample.digest()
        if after != before:
            assert done["data"][name]["problems"] == [], (name, value)
            stored.add(name)
        before = after
    assert len(stored) > 4, stored
