"""What every kind of work is and can do. A new kind needs no line here."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_enum_type, is_leaf_type
from sqlmodel import Session

from schema import db, writes
from schema.bases import table_of
from schema.column_types import JsonColumn
from schema.engine.fields import entity_of, python_name, spec_of
from schema.engine.specs import ExpressionField, ScalarField, ToOneField
from schema.graphql import build_schema
from schema.kinds import KINDS, Kind
from schema.text import fold
from schema.visibility import DRAFT
from schema.vocabulary import WorkKind
from seed.files.export import export_directory
from seed.files.load import load_directory
from tests.databases import Databases
from tests.reader import reading

SCHEMA = build_schema().core
TEXT = 'L’été – « 100 % » & "quotes" \\ 🦜'
every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)


def graphql_type(kind: Kind) -> GraphQLObjectType:
    """Return a kind's type as graphql-core has it."""
    (type_,) = [
        type_
        for type_ in SCHEMA.get_possible_types(SCHEMA.type_map["Work"])  # type: ignore[arg-type]
        if entity_of(type_).kind == kind.name
    ]
    return type_


def own_fields(kind: Kind) -> dict[str, GraphQLField]:
    """Return the fields that only this kind has, by name."""
    shared = SCHEMA.type_map["Work"].fields  # type: ignore[attr-defined]
    return {name: field for name, field in graphql_type(kind).fields.items() if name not in shared}


def own_columns(kind: Kind) -> dict[str, sa.Column[Any]]:
    """Return the columns of the kind's own table, by name."""
    return {column.name: column for column in table_of(kind.row).c if not column.primary_key}


def column_of(kind: Kind, field: GraphQLField) -> str | None:
    """Return the column that a field shows or follows; None for an expression."""
    spec = spec_of(field)
    name = python_name(field)
    if isinstance(spec, ScalarField):
        return spec.column or name
    return f"{name}_id" if isinstance(spec, ToOneField) and f"{name}_id" in own_columns(kind) else None


# The registry


def test_every_value_of_work_kind_has_its_kind() -> None:
    assert list(KINDS) == [kind.name for kind in KINDS.values()]
    assert set(KINDS) == set(WorkKind)
    assert len({kind.row for kind in KINDS.values()}) == len({kind.type for kind in KINDS.values()}) == len(KINDS)


@every_kind
def test_a_kind_has_a_table_that_shares_the_works_id(kind: Kind) -> None:
    id_ = table_of(kind.row).c.id
    assert id_.primary_key
    (key,) = id_.foreign_keys
    assert key.target_fullname == "works.id"
    assert key.ondelete == "CASCADE"


@every_kind
def test_a_kind_has_a_type_that_is_a_work_and_a_node(kind: Kind) -> None:
    type_ = graphql_type(kind)
    assert {interface.name for interface in type_.interfaces} == {"Work", "Node", "Searchable"}
    entity = entity_of(type_)
    assert entity.extension is table_of(kind.row)
    assert entity.prefix == "wrk"


@every_kind
def test_a_kinds_fields_and_columns_are_each_others(kind: Kind) -> None:
    columns = {column_of(kind, field) for field in own_fields(kind).values()}
    assert columns - {None} == set(own_columns(kind))
    expressions = [spec_of(field) for field in own_fields(kind).values() if column_of(kind, field) is None]
    assert all(isinstance(spec, ExpressionField) for spec in expressions)


@every_kind
def test_a_field_of_a_kind_is_null_only_where_its_column_may_be(kind: Kind) -> None:
    for field in own_fields(kind).values():
        if column := column_of(kind, field):
            assert str(field.type).endswith("!") == (not own_columns(kind)[column].nullable)


@every_kind
def test_a_kinds_fields_are_its_details(kind: Kind) -> None:
    fields = {python_name(field): get_named_type(field.type) for field in own_fields(kind).values()}
    assert sorted(detail.name for detail in kind.details) == sorted(fields)
    for detail in kind.details:
        type_ = fields[detail.name]
        if is_enum_type(type_):
            assert set(detail.values) == set(type_.values)
        assert detail.discontinued is None or detail.discontinued in detail.values


@every_kind
def test_a_kinds_hints_are_plain_words_and_its_type_is_named_as_schema_org_does(kind: Kind) -> None:
    assert all(hint.strip() == hint for hint in kind.hints)
    assert kind.schema_org.type.isalpha()
    assert kind.schema_org.type[0].isupper()


def test_a_label_a_button_and_a_hint_announce_one_kind_each() -> None:
    for announced in ("hints", "labels", "bare_labels", "buttons"):
        texts = [text for kind in KINDS.values() for text in {*map(fold, getattr(kind, announced))}]
        assert len(set(texts)) == len(texts), announced


@every_kind
def test_the_addresses_of_a_kind_tell_an_id(kind: Kind) -> None:
    assert all("id" in re.compile(site.address).groupindex for site in kind.sites)


# A work of every kind, there and back


OTHERS = {"organizations": "org_other", "people": "per_other", "works": "wrk_other"}
BY_TYPE: dict[type, Callable[[int], Any]] = {
    bool: lambda _: True,
    int: lambda place: 100 + place,
    list: lambda place: [TEXT, str(place)],
    date: lambda place: date(2023, 7, 1 + place),
    datetime: lambda place: datetime(2023, 7, 21, 6, place, tzinfo=UTC),
}


def value(column: sa.Column[Any], field: GraphQLField, place: int) -> Any:
    """Return a value that a column can hold and that is not its default."""
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return OTHERS[key.column.table.name]
    named = get_named_type(field.type)
    if is_enum_type(named):
        return list(named.values)[-1]
    type_ = list if isinstance(column.type, JsonColumn) else column.type.python_type
    make = BY_TYPE.get(type_)
    return make(place) if make else f"{TEXT} {place}"


def details(kind: Kind) -> dict[str, Any]:
    """Return a value for every column of a kind's own table."""
    fields = {column_of(kind, field): field for field in own_fields(kind).values()}
    return {name: value(column, fields[name], place) for place, (name, column) in enumerate(own_columns(kind).items())}


def save_works(session: Session) -> None:
    """Write a work of every kind with everything that only its kind has."""
    writes.save_organization(session, {"id": "org_other", "slug": "other", "name": TEXT, "kind": "COMPANY"})
    writes.save_person(session, {"id": "per_other", "slug": "other", "name": TEXT})
    writes.save_work(session, {"id": "wrk_other", "slug": "other", "kind": "BOOK", "title": TEXT})
    for kind in KINDS.values():
        work = {"slug": slug(kind), "kind": kind.name, "title": f"{TEXT} {kind.name}", "details": details(kind)}
        writes.save_work(session, work)


def slug(kind: Kind) -> str:
    """Return the slug of a kind's work."""
    return kind.name.lower().replace("_", "-")


def selection(kind: Kind) -> str:
    """Select everything that only this kind has; of other objects their id."""
    return " ".join(
        name if is_leaf_type(get_named_type(field.type)) else f"{name} {{ id }}"
        for name, field in own_fields(kind).items()
        if column_of(kind, field)
    )


def expected(kind: Kind) -> dict[str, Any]:
    """Return the details as an answer must have them."""
    stored = details(kind)
    answer = {}
    for name, field in own_fields(kind).items():
        if column := column_of(kind, field):
            detail = stored[column]
            if isinstance(detail, datetime):
                detail = detail.strftime("%Y-%m-%dT%H:%M:%SZ")
            elif isinstance(detail, date):
                detail = detail.isoformat()
            answer[name] = {"id": detail} if isinstance(spec_of(field), ToOneField) else detail
    return answer


async def answers(url: str) -> dict[str, Any]:
    """Read a work of every kind in one operation."""
    fields = [
        f'k{place}: work(slug: "{slug(kind)}") {{ __typename kind title ... on {graphql_type(kind).name} '
        f"{{ __typename {selection(kind)} }} }}"
        for place, kind in enumerate(KINDS.values())
    ]
    async with reading(url) as reader:
        data = await reader.ask(f"{{ {' '.join(fields)} }}", DRAFT)
    return {kind.name: data[f"k{place}"] for place, kind in enumerate(KINDS.values())}


async def test_a_work_of_every_kind_is_saved_read_exported_and_loaded_with_all_that_its_kind_has(
    database_url: str, databases: Databases, tmp_path: Path
) -> None:
    all_of_it = {
        kind.name: {
            "__typename": graphql_type(kind).name,
            "kind": kind.name,
            "title": f"{TEXT} {kind.name}",
            **expected(kind),
        }
        for kind in KINDS.values()
    }
    engine = db.connect(database_url)
    with db.write_transaction(engine) as session:
        save_works(session)
    assert await answers(database_url) == all_of_it

    with Session(engine) as session:
        export_directory(session, tmp_path)
    engine.dispose()
    other = databases.create(databases.migrated)
    engine = db.connect(other)
    with db.write_transaction(engine) as session:
        load_directory(session, tmp_path)
    engine.dispose()
    assert await answers(other) == all_of_it
    databases.drop(other)
