"""The root fields of mutations: each declares who may use it, its input, and what its payload holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

import strawberry
from graphql import GraphQLField
from sqlmodel import Session

from schema import writes
from schema.engine.fields import ENTITY, STRAWBERRY_DEFINITION
from schema.mutation.conflicts import EXPECTED_VERSION, base_of
from schema.mutation.edit import Edit
from schema.mutation.inputs import DerivedInput, Given, derived
from schema.mutation.problems import Problem, ProblemCode, Problems
from schema.mutation.reading import Reading
from schema.rows import Model, Row
from schema.text import slugify
from schema.vocabulary import Scope
from schema.writes.reach import model_of
from schema.writes.slugs import slug_owner

SCOPES = "scopes"
"""The key in a field's metadata of the scopes of which whoever uses it needs one."""
ID = (strawberry.ID, "The id of what is changed.")
INPUT = "What it takes. In an update, what is left out stays as it is, and null clears."
STANDS, MADE = "As it stands after it; null where there is none.", "What was made or done; null where nothing was."
PROBLEMS = "Why nothing of the operation was stored; empty where all of it was."
Run = Callable[[Edit, Any, Problems], Mapping[str, Any]]


Prepare = Callable[[Reading, Row, Row], Row]


def as_it_is(_: Reading, row: Row, _stored: Row) -> Row:
    """Return what was read, to be saved."""
    return row


@dataclass(frozen=True)
class Editable:
    """Something that is edited for itself.

    Args:
        type: its type in answers.
        save: the function that saves it.
        prepare: returns what is saved, of what was read and the stored row; it adds to the problems.
        more: fields of its input that are not derived.
    """

    type: Any
    save: Callable[[Session, Row], writes.Saved]
    prepare: Prepare = as_it_is
    more: tuple[Given, ...] = ()

    @property
    def given(self) -> DerivedInput:
        """What may be given of it."""
        given = derived(self.type)
        return replace(given, fields=(*given.fields, *self.more))

    @property
    def name(self) -> str:
        """What a payload calls it."""
        return str(self.type.__name__).lower()

    @property
    def model(self) -> Model:
        """Its table."""
        return model_of(getattr(self.type, ENTITY).table.name)


def creates(editable: Editable, description: str) -> Any:
    """Declare the field that makes something new."""
    given = editable.given
    name = f"Create{editable.type.__name__}"

    def run(edit: Edit, value: Any, problems: Problems) -> Mapping[str, Any]:
        reading = edit.reading(problems)
        row = editable.prepare(reading, given.read(reading, value, is_new=True), {})
        if problems.found:
            return {editable.name: None}
        row["slug"] = new_slug(edit, editable, row, problems)
        row_id = edit.attempt(problems, lambda: editable.save(edit.session, row))
        return {editable.name: row_id and edit.shown(editable.model, row_id)}

    input_type = given.type(f"{name}Input", is_new=True)
    return mutation(name, description, (Scope.WRITE_CONTENT,), input_type, {editable.name: editable.type}, run)


def updates(editable: Editable, description: str) -> Any:
    """Declare the field that changes something."""
    given = editable.given
    name = f"Update{editable.type.__name__}"

    def run(edit: Edit, value: Any, problems: Problems) -> Mapping[str, Any]:
        row_id = value.id
        stored = edit.changeable(editable.model, row_id, problems)
        if stored is None:
            return {editable.name: None}
        base = base_of(edit, editable.model, stored, value.expected_version)
        reading = edit.reading(problems, row_id, base.document if base else None)
        row = editable.prepare(reading, given.read(reading, value, is_new=False), stored)
        row = base.merge(edit, row, problems) if base else row
        if "slug" in row:
            refuse_taken(edit, editable, row["slug"], row_id, problems)
        edit.attempt(problems, lambda: editable.save(edit.session, {"id": row_id, **row}))
        return {editable.name: edit.shown(editable.model, row_id)}

    input_type = given.type(f"{name}Input", is_new=False, first={"id": ID, "expected_version": EXPECTED_VERSION})
    scopes = (Scope.WRITE_CONTENT, Scope.PUBLISH)
    return mutation(name, description, scopes, input_type, {editable.name: editable.type}, run)


def mutation(
    name: str, description: str, scopes: tuple[Scope, ...], input_type: Any, payload: Mapping[str, Any], run: Run
) -> Any:
    """Declare a root field.

    Args:
        name: the name of its payload's type, without ``Payload``.
        description: what it does.
        scopes: of which whoever uses it needs one.
        input_type: the type of its one argument.
        payload: the types of what it answers with besides problems.
        run: writes; returns the values of the payload, and adds to the problems.
    """
    payload_type = make_payload(name, payload)

    def resolve(info: strawberry.Info[Edit, None], input: Any) -> Any:  # noqa: A002 - its name in the API
        problems = Problems(str(info.path.key), "input")
        values = run(info.context, input, problems)
        info.context.has_problems |= bool(problems.found)
        return payload_type(**values, problems=problems.found)

    argument = Annotated[input_type, strawberry.argument(description=INPUT)]
    resolve.__annotations__ |= {"input": argument, "return": payload_type}
    return strawberry.field(resolver=resolve, description=description, metadata={SCOPES: scopes})


def make_payload(name: str, members: Mapping[str, Any]) -> Any:
    """Make the type of a payload."""
    types = {**{key: type_ | None for key, type_ in members.items()}, "problems": list[Problem]}
    texts = {key: STANDS if hasattr(type_, ENTITY) else MADE for key, type_ in members.items()}
    texts["problems"] = PROBLEMS
    fields = {key: strawberry.field(description=text) for key, text in texts.items()}
    made = type(f"{name}Payload", (), {"__annotations__": types, **fields})
    return strawberry.type(made, description="What became of it.")


def scopes_of(definition: GraphQLField) -> tuple[Scope, ...]:
    """Return the scopes of which whoever uses a root field needs one."""
    scopes: tuple[Scope, ...] = definition.extensions[STRAWBERRY_DEFINITION].metadata[SCOPES]
    return scopes


def new_slug(edit: Edit, editable: Editable, row: Row, problems: Problems) -> str:
    """Return the slug of something new: the given one, else one that is made of its name and that nobody has."""
    if given := row.get("slug"):
        refuse_taken(edit, editable, given, None, problems)
        return str(given)
    stem = slugify(str(row.get("title") or row.get("name")))
    slug, number = stem, 1
    while slug_owner(edit.session, editable.model, slug):
        number += 1
        slug = f"{stem}-{number}"
    return slug


def refuse_taken(edit: Edit, editable: Editable, slug: str, row_id: str | None, problems: Problems) -> None:
    """Add a problem where a slug belongs to something else; of what was deleted, it may be given to its return."""
    owner = slug_owner(edit.session, editable.model, slug)
    if owner in {None, row_id} or (row_id is None and edit.is_gone(editable.model, str(owner))):
        return
    with problems.at("slug"):
        holder = None if edit.is_gone(editable.model, str(owner)) else owner
        problems.add_taken(
            ProblemCode.SLUG_TAKEN, f"The slug belongs to another {editable.name}, now or formerly.", holder
        )
