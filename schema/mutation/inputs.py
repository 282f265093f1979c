"""The inputs of mutations, derived from the types of answers: what can be read of an object's own can be written.

A field of a type is given as it is read: a column as its value, a text as Markdown, a row that it refers to as a
``Ref``, a list of its own rows as inputs. So a new kind of work or a new field has its input without a line.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
import strawberry
from strawberry.utils.str_converters import to_camel_case

from schema.engine.errors import Refused
from schema.engine.fields import ENTITY, SPEC, input_type
from schema.engine.specs import EmbeddedField, Entity, ExpressionField, ScalarField, ToManyField, ToOneField
from schema.external import read_external_id
from schema.filters import ExternalIdInput
from schema.mutation.given_columns import (
    default_of,
    fields_of,
    has_id,
    inner_type,
    list_of,
    must_be_given,
    names_of,
    optional,
    owns,
    python_type,
    target_of,
)
from schema.mutation.reading import Reading, Ref
from schema.rows import Row
from schema.types import Work
from schema.values import Body, ExternalId, Image
from schema.writes.matching import NEW
from schema.writes.reach import model_of

NOT_GIVEN = frozenset(
    {"id", "version", "position", "status", "published_at", "published_at_basis", "updated_at", "word_count"}
    | {"reading_minutes", "replaces", "replaces_at", "replaces_problem", "issues.recommendations"}
)
"""What follows from other things, or has a mutation of its own; and a list that is given section by section."""
ITEM_ID = {
    "Section": "The id of a stored one, which keeps what is left out; without it is a new one.",
    "Recommendation": "The id of a stored one, which keeps what is left out; without it, it is that of the same work.",
}
MARKDOWN = "Markdown; a link to `work:the-deepest-breath` leads to the page of that work."
IN_INPUTS: Mapping[tuple[type, str], str] = {
    (Image, "url"): "Where the picture is: the `url` that `POST /pictures` answers, or an address elsewhere.",
}
"""What is said of a field where it is given, if that is not what is said where it is read."""
Read = Callable[[Reading, Any], Row]


@dataclass(frozen=True)
class Given:
    """A field of an input: its type, and how its value becomes column values and lists, as writes take them."""

    name: str
    graphql_name: str | None
    type: Any
    description: str
    is_required: bool
    read: Read


@dataclass(frozen=True)
class DerivedInput:
    """What may be given of the objects of a type."""

    name: str
    description: str
    table: sa.Table
    fields: tuple[Given, ...]

    def read(self, reading: Reading, value: Any, *, is_new: bool) -> Row:
        """Return the column values and lists of an input; what was left out is left out of them."""
        row: Row = {}
        for field in self.fields:
            given = getattr(value, field.name)
            with reading.problems.at(field.graphql_name or to_camel_case(field.name)):
                if given is None or given is strawberry.UNSET:
                    if is_new and field.is_required:
                        reading.add_required()
                else:
                    row |= field.read(reading, given.value if isinstance(given, strawberry.Some) else given)
        return row

    def type(self, name: str, *, is_new: bool, first: Mapping[str, Any] | None = None) -> Any:
        """Make the GraphQL type; what is required is so in its type where ``is_new``."""
        own = dict(first or {})
        types = {key: type_ for key, (type_, _) in own.items()}
        members = {key: strawberry.field(description=text) for key, (_, text) in own.items()}
        for field in self.fields:
            types[field.name] = field.type if is_new and field.is_required else optional(field.type)
            members[field.name] = strawberry.field(description=field.description, name=field.graphql_name)
        return input_type(type(name, (), {"__doc__": self.description, "__annotations__": types, **members}))


@cache
def derived(type_: type) -> DerivedInput:
    """Return what may be given of the objects of a type; of a kind of work, of what only it has."""
    entity: Entity = getattr(type_, ENTITY)
    table = entity.table if entity.extension is None else entity.extension
    shared = names_of(Work) if entity.extension is not None else frozenset[str]()
    fields = tuple(given_fields(type_, table, without=shared))
    return DerivedInput(type_.__name__, inspect.cleandoc(type_.__doc__ or ""), table, fields)


def given_fields(
    type_: type, table: sa.Table, prefix: str = "", without: frozenset[str] = frozenset()
) -> Iterator[Given]:
    """Yield the fields of a type whose values are stored in a table, or in the lists of its rows."""
    for field in fields_of(type_):
        spec, name = field.metadata.get(SPEC), field.python_name
        if name in NOT_GIVEN | without or f"{table.name}.{name}" in NOT_GIVEN:
            continue
        if found := _given(spec, field, table, prefix):
            type_given, read, column = found
            is_required = column is not None and must_be_given(field, column)
            is_text = type_given is str and isinstance(spec, EmbeddedField)
            description = MARKDOWN if is_text else IN_INPUTS.get((type_, name), field.description)
            yield Given(name, field.graphql_name, type_given, description, is_required, read)


def _given(spec: Any, field: Any, table: sa.Table, prefix: str) -> tuple[Any, Read, "sa.Column[Any] | None"] | None:
    """Return the type of a field's input, the reading of its value, and the column where it is one column's."""
    name = field.python_name
    match spec:
        case ScalarField():
            column = table.c.get(prefix + (spec.column or name))
        case ExpressionField() if prefix:
            column = table.c.get(prefix + name)
        case EmbeddedField():
            return _embedded(spec, field, table)
        case ToOneField():
            column = table.c.get(f"{name}_id")
            return None if column is None or owns(column) else (Ref, _reference(column), column)
        case ToManyField():
            return _list(spec, field, table)
        case _:
            return None
    return None if column is None else (python_type(field.type), _plain(column), column)


def _plain(column: "sa.Column[Any]") -> Read:
    """Return the reading of a column's value; null is its default."""

    def read(reading: Reading, value: Any) -> Row:
        if value is None:
            value = default_of(column)
            if value is None and not column.nullable:
                reading.add_required()
        else:
            value = reading.own_address(value) if column.name.endswith("_url") else value
            reading.check_value(column, value)
        return {column.name: str(round(value, 2)) if isinstance(value, float) else value}

    return read


def _markdown(column: "sa.Column[Any]") -> Read:
    """Return the reading of a text, whose links to works have to lead to one."""
    read_text = _plain(column)

    def read(reading: Reading, value: Any) -> Row:
        reading.check_links(value or "")
        return read_text(reading, value)

    return read


def _reference(column: "sa.Column[Any]") -> Read:
    """Return the reading of a reference to a row of another table."""
    model = target_of(column)

    def read(reading: Reading, ref: Any) -> Row:
        if ref is None and not column.nullable:
            reading.add_required()
        return {column.name: None if ref is None else reading.refer(model, ref)}

    return read


def _embedded(spec: EmbeddedField, field: Any, table: sa.Table) -> tuple[Any, Read, "sa.Column[Any] | None"]:
    """Read a text as Markdown, and any other object of the same row as an input of its own."""
    type_ = inner_type(field.type)
    if type_ is Body:
        return str, _markdown(table.c[f"{spec.prefix}markdown"]), None
    group = DerivedInput(
        type_.__name__, inspect.cleandoc(type_.__doc__), table, tuple(given_fields(type_, table, spec.prefix))
    )

    def read(reading: Reading, value: Any) -> Row:
        if value is not None:
            return {**empty, **group.read(reading, value, is_new=True)}
        return empty

    empty = {each.name: default_of(each) for each in table.c if each.name.startswith(spec.prefix)}
    return group_type(type_, group), read, None


def _list(spec: ToManyField, field: Any, table: sa.Table) -> tuple[Any, Read, None] | None:
    """Read a list: of texts, of references, or of rows that belong to this one."""
    name = field.python_name
    if spec.value and spec.of is not None:
        column = spec.of.c[spec.value]
        return list[str], lambda reading, values: {name: _texts(reading, column, values or [])}, None
    child = inner_type(field.type)
    child_table = getattr(child, ENTITY).table
    if spec.through is not None:
        return list[Ref], lambda reading, refs: {name: _ids(reading, child_table, refs or [])}, None
    if not any(owns(column) and column.references(table.c.id) for column in child_table.c):
        return None

    def read(reading: Reading, values: Any) -> Row:
        return {name: _items(reading, child, values or [])}

    return list_of(item_type(child)), read, None


def _texts(reading: Reading, column: "sa.Column[Any]", values: list[str]) -> list[str]:
    for index, value in enumerate(values):
        with reading.problems.at(index):
            reading.check_value(column, value)
    return values


def _ids(reading: Reading, table: sa.Table, refs: list[Any]) -> list[str | None]:
    ids = []
    for index, ref in enumerate(refs):
        with reading.problems.at(index):
            ids.append(reading.refer(model_of(table.name), ref))
    return ids


def _items(reading: Reading, type_: type, values: list[Any]) -> list[Row]:
    """Read rows in order; those with an id continue stored ones, the others are new."""
    items, rows = derived(type_), []
    for index, value in enumerate(values):
        with reading.problems.at(index):
            own = _own_id(reading, items.table, value) if has_id(type_) else {}
            stated = _as_stored(reading, value) if type_ is ExternalId else value
            rows.append(own | items.read(reading, stated, is_new=not own.get("id")))
    return rows


def _as_stored(reading: Reading, value: Any) -> Any:
    """Return a name in somebody else's catalogue by its scheme and value."""
    if not (value.source or value.id):
        return value
    try:
        return SimpleNamespace(**read_external_id({key: given or None for key, given in vars(value).items()}))
    except Refused as refused:
        reading.problems.add(refused.message)
        return SimpleNamespace(scheme="-", value="-")


def _own_id(reading: Reading, table: sa.Table, value: Any) -> Row:
    """Return the id of a stored row, which has to be one of what is written, or that the row is new."""
    row_id = value.id.value if value.id else None
    if row_id is None:
        return {NEW: True}
    if row_id not in reading.owned(table):
        with reading.problems.at("id"):
            reading.problems.add_missing("There is none with this id here.", row_id)
    return {"id": row_id}


@cache
def item_type(type_: type) -> Any:
    """Make the input of an item of a list; one that has an id may be left as it is."""
    if type_ is ExternalId:
        return ExternalIdInput
    own = {"id": (optional(strawberry.ID), ITEM_ID[type_.__name__])} if has_id(type_) else {}
    return derived(type_).type(f"{type_.__name__}Input", is_new=not has_id(type_), first=own)


GROUPS: dict[type, Any] = {}


def group_type(type_: type, group: DerivedInput) -> Any:
    """Make the input of an object that is made of columns, once for all tables that have such columns."""
    if type_ not in GROUPS:
        GROUPS[type_] = group.type(f"{type_.__name__}Input", is_new=True)
    return GROUPS[type_]
