"""Inputs mirror answers: what can be read can be written back, field by field; the walk meets what is added later."""

from typing import Any

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from schema.kinds import KINDS
from tests.schema.mutation.editing import Editing
from tests.schema.mutation.mirror import (
    OWN,
    SCHEMA,
    as_input,
    detail_key,
    example,
    mirrored,
    output_type,
    says,
    selection,
    updates,
)

UPDATES = updates()
LISTS = {
    "updateIssue": "issues(first: 50) {{ nodes {{ {} }} }}",
    "updateWork": "works(first: 100) {{ nodes {{ {} }} }}",
    "updatePerson": "people(first: 100) {{ nodes {{ {} }} }}",
    "updateOrganization": "organizations(first: 100) {{ nodes {{ {} }} }}",
    "updateColumn": "columns {{ {} }}",
    "updatePublication": "publication {{ {} }}",
}
FIELDS = {update: set(type_.fields) - OWN for update, (type_, _) in UPDATES.items()}


def payload_name(update: str) -> str:
    """Return what a payload calls its object."""
    return update.removeprefix("update").lower()


async def objects(sample: Editing, update: str) -> list[dict[str, Any]]:
    """Read all objects of the sample that an update could be of, as the input mirrors them."""
    input_type, output = UPDATES[update]
    found = await sample.ask(f"{{ {LISTS[update].format(selection(input_type, output))} }}")
    (value,) = found.values()
    listed: list[dict[str, Any]] = value.get("nodes", [value]) if isinstance(value, dict) else value
    return listed


async def one_object(sample: Editing, update: str) -> tuple[dict[str, Any], dict[str, str], str]:
    """Read one of them: it, its id as an input has it, and the selection that reads it from a payload.

    Of works it is a film, whose details name no organisation.
    """
    input_type, output = UPDATES[update]
    found = await objects(sample, update)
    before = next(each for each in found if update != "updateWork" or each["kind"] == "FILM")
    own = {"id": before["id"]} if "id" in input_type.fields else {}
    return before, own, f"{payload_name(update)} {{ {selection(input_type, output)} }}"


def test_every_update_is_walked() -> None:
    assert set(UPDATES) == set(LISTS)


@pytest.mark.parametrize("update", UPDATES)
async def test_reading_an_object_and_writing_it_back_changes_nothing(sample: Editing, update: str) -> None:
    input_type, _ = UPDATES[update]
    before = sample.digest()
    for answer in await objects(sample, update):
        await sample.edit(update, **as_input(input_type, answer))
    assert sample.digest() == before


@pytest.mark.parametrize("update", UPDATES)
async def test_null_clears_each_field_or_it_has_to_be_there_and_the_others_stay(sample: Editing, update: str) -> None:
    before, own, read = await one_object(sample, update)
    for name in FIELDS[update] - {"details"}:
        payload = await sample.try_out(update, read, **own, **{name: None})
        after = payload[payload_name(update)]
        if payload["problems"]:
            assert [(each["code"], each["path"]) for each in payload["problems"]] == [
                ("REQUIRED", [update, "input", name])
            ]
            assert after == before
        else:
            assert after[name] in (None, [], "fr", "Europe/Paris", before[name])
            assert {key for key in after if after[key] != before[key]} <= {name}


@pytest.mark.parametrize("update", UPDATES)
async def test_each_field_is_set_and_the_others_stay(sample: Editing, update: str) -> None:
    input_type, output = UPDATES[update]
    before, own, read = await one_object(sample, update)
    for name in FIELDS[update] - {"details", "kind"}:
        value = example(name, input_type.fields[name].type, output)
        payload = await sample.try_out(update, read, **own, **{name: value})
        assert payload["problems"] == []
        after = payload[payload_name(update)]
        assert says(after[name], value), (name, after[name], value)
        assert {key for key in after if after[key] != before[key]} <= {name, "year"}


async def test_a_work_of_each_kind_is_made_with_its_details_and_keeps_those_that_are_left_out(sample: Editing) -> None:
    for kind, declared in KINDS.items():
        details_type = SCHEMA.type_map[f"{declared.type.__name__}DetailsInput"]
        assert isinstance(details_type, GraphQLInputObjectType)
        output = output_type(details_type.name)
        given = {name: example(name, field.type, output) for name, field in details_type.fields.items()}
        read = f"work {{ id ... on {output.name} {{ {selection(details_type, output)} }} }}"
        made = await sample.edit("createWork", read, kind=kind, title="Une œuvre", details={detail_key(kind): given})
        work = made["work"]
        assert says({name: work[name] for name in given}, given)
        for name in given:
            others = {
                other: mirrored(get_named_type(field.type), work[other])
                for other, field in details_type.fields.items()
                if other != name
            }
            after = await sample.try_out("updateWork", read, id=work["id"], details={detail_key(kind): others})
            assert after["work"] == work
            cleared = await sample.try_out("updateWork", read, id=work["id"], details={detail_key(kind): {name: None}})
            assert cleared["work"][name] in (None, False)


async def test_details_of_another_kind_are_a_problem(sample: Editing) -> None:
    payload = await sample.attempt("createWork", kind="BOOK", title="x", details={"film": {"runtimeMinutes": 90}})
    (problem,) = payload["problems"]
    assert problem["path"] == ["createWork", "input", "details", "film"]
    assert problem["message"] == "The work is of the kind BOOK."


async def test_what_only_writes_can_refuse_has_its_place_too(sample: Editing) -> None:
    work = (await sample.ask('{ work(slug: "black-mirror") { id parts { id } } }'))["work"]
    payload = await sample.attempt("updateWork", id=work["id"], partOf={"id": work["parts"][0]["id"]})
    (problem,) = payload["problems"]
    assert problem["path"] == ["updateWork", "input", "partOf"]
    assert problem["message"] == "A work cannot be a part of itself or of its own part."


async def test_another_works_name_in_a_catalogue_is_taken(sample: Editing) -> None:
    work = (await sample.ask('{ work(slug: "the-deepest-breath") { id } }'))["work"]
    name = {"scheme": "imdb", "value": "tt1"}
    await sample.edit("updateWork", id=work["id"], externalIds=[name])
    payload = await sample.attempt("createWork", kind="FILM", title="x", externalIds=[name])
    (problem,) = payload["problems"]
    assert (problem["code"], problem["path"]) == ("NAME_TAKEN", ["createWork", "input", "externalIds", "0"])
    assert problem["holder"] == {"id": work["id"]}


@pytest.mark.parametrize(("given", "missing"), [({"scheme": "imdb"}, {"value"}), ({}, {"scheme", "value"})])
async def test_of_half_a_name_in_a_catalogue_the_other_half_is_asked_for(
    sample: Editing, given: dict[str, str], missing: set[str]
) -> None:
    payload = await sample.attempt("createWork", kind="FILM", title="x", externalIds=[given])
    paths = [problem["path"] for problem in payload["problems"]]
    assert {path[-1] for path in paths} == missing
    assert {tuple(path[:-1]) for path in paths} == {("createWork", "input", "externalIds", "0")}


async def test_the_address_of_a_picture_that_is_kept_here_is_written_back_in_any_size(sample: Editing) -> None:
    work = (await sample.ask('{ work(slug: "the-deepest-breath") { id } }'))["work"]
    picture = f"/pictures/{'0' * 32}-1200x800"
    await sample.edit("updateWork", id=work["id"], image={"url": picture, "alt": "The sea."})
    before = sample.digest()
    asked = '{ work(slug: "the-deepest-breath") { image { url(width: 320) alt } } }'
    image = (await sample.ask(asked))["work"]["image"]
    assert image["url"].startswith(f"https://liane.example{picture}/")
    await sample.edit("updateWork", id=work["id"], image=image)
    assert sample.digest() == before


async def test_a_name_in_a_known_catalogue_is_kept_in_one_form(sample: Editing) -> None:
    name = {"source": "ISBN", "id": "2-07-036002-4"}
    made = await sample.edit(
        "createWork", "work { externalIds { scheme value } }", kind="BOOK", title="x", externalIds=[name]
    )
    assert made["work"]["externalIds"] == [{"scheme": "isbn", "value": "9782070360024"}]
    wrong = {"source": "ISBN", "id": "2-07-036002-5"}
    payload = await sample.attempt("createWork", kind="BOOK", title="y", externalIds=[wrong])
    (problem,) = payload["problems"]
    assert problem["path"] == ["createWork", "input", "externalIds", "0"]
    assert "9782070360024" in problem["message"]
