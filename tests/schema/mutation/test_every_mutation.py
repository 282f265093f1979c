"""What holds for every mutation that there is, and for those to come."""

from collections.abc import Mapping
from itertools import chain, combinations
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    get_named_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
)

from schema.mutation.fields import scopes_of
from schema.vocabulary import Scope
from tests.schema.mutation.editing import Editing, operation_of
from tests.schema.mutation.mirror import OWN, SCHEMA, example, output_type, selection

ROOT = SCHEMA.mutation_type
assert ROOT is not None
FIELDS = list(ROOT.fields)
WRITING = [
    name
    for name in FIELDS
    if "version" in getattr(SCHEMA.type_map.get(name.removeprefix("create").removeprefix("update")), "fields", ())
]
SUBSETS = list(chain.from_iterable(combinations(Scope, count) for count in range(len(Scope) + 1)))


def input_type_of(name: str) -> GraphQLInputObjectType:
    """Return the type of a mutation's input."""
    assert ROOT is not None
    type_ = get_named_type(ROOT.fields[name].args["input"].type)
    assert isinstance(type_, GraphQLInputObjectType)
    return type_


def least(type_: GraphQLInputObjectType) -> dict[str, Any]:
    """Return an input with what it must have, whether or not there is such a thing."""
    return {name: some(field.type) for name, field in type_.fields.items() if is_required_input_field(field)}


def some(type_: Any) -> Any:
    named = get_named_type(type_)
    value: Any = least(named) if isinstance(named, GraphQLInputObjectType) else "wrk_nothing"
    value = next(iter(named.values)) if is_enum_type(named) else {"Int": 1, "Base64": "AAAA"}.get(named.name, value)
    return [value] if is_list_type(type_.of_type) else value


@pytest.mark.parametrize("name", FIELDS)
async def test_each_subset_of_scopes_is_let_through_or_refused_before_the_transaction(
    empty: Editing, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ROOT is not None
    begun: list[str] = []

    def run(*_: object) -> tuple[None, bool]:
        begun.append(name)
        return None, False

    monkeypatch.setattr(empty.editor, "_run", run)
    enough = scopes_of(ROOT.fields[name])
    assert enough
    for scopes in SUBSETS:
        begun.clear()
        answer = await empty.answer(operation_of(name), {"input": least(input_type_of(name))}, scopes)
        codes = [each["extensions"]["code"] for each in answer.get("errors", ())]
        if set(enough) & set(scopes):
            assert (codes, begun) == ([], [name])
        else:
            assert (codes, begun, answer["data"]) == (["FORBIDDEN"], [], None)


@pytest.mark.parametrize("name", FIELDS)
async def test_what_there_is_not_is_a_problem_and_no_error(empty: Editing, name: str) -> None:
    if "id" in input_type_of(name).fields:
        payload = await empty.attempt(name, **least(input_type_of(name)))
        assert {each["code"] for each in payload["problems"]} == {"NOT_FOUND"}


@pytest.mark.parametrize("name", FIELDS)
async def test_a_null_where_something_may_be_left_out_is_no_failure(empty: Editing, name: str) -> None:
    type_ = input_type_of(name)
    nullable = [key for key, field in type_.fields.items() if not is_non_null_type(field.type)]
    for each in () if type_.is_one_of else nullable:
        answer = await empty.answer(operation_of(name), {"input": {**least(type_), each: None}})
        assert "errors" not in answer, (each, answer)


async def visible(sample: Editing) -> Mapping[str, str]:
    """Return the id of something visible of each sort that can be changed or deleted."""
    data = await sample.ask(
        """{ Issue: latestIssue { id } Work: work(slug: "joan-is-awful") { id } columns { id }
             Person: person(slug: "laura-mcgann") { id } Organization: organization(slug: "netflix") { id } }"""
    )
    data["Column"] = data.pop("columns")[0]
    return {name: each["id"] for name, each in data.items()}


async def test_what_readers_see_is_neither_changed_nor_deleted_without_the_scope_publish(sample: Editing) -> None:
    before = sample.digest()
    for name, row_id in (await visible(sample)).items():
        for field in (f"update{name}", "deleteContent"):
            answer = await sample.answer(operation_of(field), {"input": {"id": row_id}}, [Scope.WRITE_CONTENT])
            assert [each["extensions"]["code"] for each in answer["errors"]] == ["FORBIDDEN"]
    assert sample.digest() == before


def full_input(name: str, ids: Mapping[str, str]) -> dict[str, Any]:
    """Return an input that gives all that there is to be given."""
    type_ = input_type_of(name)
    output = output_type(type_.name)
    value = {key: example(key, each.type, output) for key, each in type_.fields.items() if key not in OWN | {"details"}}
    return {**value, **({"id": ids[output.name]} if "id" in type_.fields else {})}


def instants_aside(value: Any) -> Any:
    """Return an answer without what the clock decides."""
    if isinstance(value, dict):
        return {key: instants_aside(each) for key, each in value.items() if key != "updatedAt"}
    return [instants_aside(each) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", WRITING)
async def test_a_dry_run_answers_what_the_run_will_and_stores_nothing(sample: Editing, name: str) -> None:
    output = output_type(input_type_of(name).name)
    field = output.name.lower()
    value = full_input(name, await visible(sample))
    read = f"{field} {{ version {selection(input_type_of(name), output)} }}"
    before = sample.digest()
    tried = await sample.try_out(name, read, **value)
    assert tried["problems"] == []
    assert sample.digest() == before
    assert instants_aside(await sample.edit(name, read, **value)) == instants_aside(tried)
    assert sample.digest() != before
