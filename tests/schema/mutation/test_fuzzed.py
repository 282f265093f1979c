"""Whatever a mutation is given, the answer is its data or a coded error, and no failure of ours."""

import random

import pytest

from tests.contracts.fuzzed_inputs import MutationFuzzer
from tests.contracts.fuzzing import TEXTS
from tests.schema.mutation.editing import Editing
from tests.schema.mutation.mirror import SCHEMA, SLUGS

pytestmark = pytest.mark.long
REQUESTS, SEED = 400, 13
EXPECTED = {"BAD_USER_INPUT", "FORBIDDEN", "GRAPHQL_VALIDATION_FAILED"}


async def test_no_input_makes_a_mutation_fail(sample: Editing) -> None:
    texts = [text for text in TEXTS if text != "\ud800"]  # which no JSON can hold
    texts += [*SLUGS.values(), *(f"a-{number}" for number in range(9)), "A title", "9.5", "fr"]
    fuzzer = MutationFuzzer(SCHEMA, random.Random(SEED), texts)  # noqa: S311 - the same at every run
    problems, stored = set(), 0
    for _ in range(REQUESTS):
        request = fuzzer.request()
        answer = await sample.answer(request["query"], request["variables"])
        codes = {each["extensions"]["code"] for each in answer.get("errors", ())}
        assert codes <= EXPECTED, (answer, request)
        found = [each for field in (answer["data"] or {}).values() for each in field["problems"]]
        problems |= {each["code"] for each in found}
        stored += bool(answer["data"]) and not found
    assert problems >= {"INVALID", "REQUIRED", "NOT_FOUND"}
    assert stored > REQUESTS / 50
