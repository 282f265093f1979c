"""The schema as its clients hold it in hand: the committed SDL, its descriptions, and the names that never change."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    parse,
    print_type,
    specified_directives,
)
from graphql.language import (
    DefinitionNode,
    EnumTypeDefinitionNode,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    print_ast,
)

from api.app import sdl
from api.commands import schema_diff
from schema.kinds import KINDS

ROOT = Path(__file__).parents[2]
CONTRACT = Path(__file__).with_name("contract.graphql")
PAGE = {"first": "Int", "after": "String", "last": "Int", "before": "String"}
SCHEMA = build_schema(sdl())
OWN = {name: type_ for name, type_ in SCHEMA.type_map.items() if print_type(type_) and not name.startswith("__")}
CONNECTIONS = sorted(name for name in OWN if name.endswith("Connection"))


def test_the_committed_sdl_is_the_schemas() -> None:
    committed = (ROOT / "schema.graphql").read_text()
    assert committed == sdl(), "schema.graphql is out of date: run `make schema`"


# Descriptions


def described(schema: GraphQLSchema) -> Iterator[tuple[str, str | None]]:
    """Yield the coordinate and the description of every definition that can have one."""
    for directive in schema.directives:
        if directive.name not in {each.name for each in specified_directives}:
            yield f"@{directive.name}", directive.description
    for name, type_ in OWN.items():
        if name in {"String", "Int", "Boolean", "ID", "Float"}:
            continue
        yield name, type_.description
        yield from described_parts(type_)


def described_parts(type_: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    """Yield them for a type's values, fields and arguments."""
    if isinstance(type_, GraphQLEnumType):
        for value in type_.values:
            yield f"{type_.name}.{value}", type_.values[value].description
    elif isinstance(type_, GraphQLInputObjectType):
        for field in type_.fields:
            yield f"{type_.name}.{field}", type_.fields[field].description
    elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for name, output in type_.fields.items():
            yield f"{type_.name}.{name}", output.description
            for argument in output.args:
                yield f"{type_.name}.{name}({argument}:)", output.args[argument].description


def test_everything_is_described_in_a_sentence() -> None:
    poor = [place for place, text in described(SCHEMA) if not text or not text.strip().endswith((".", "!", "?", "..."))]
    assert poor == []


def test_the_walk_over_descriptions_meets_types_fields_arguments_inputs_and_enum_values() -> None:
    met = {place for place, _ in described(SCHEMA)}
    assert met >= {"Date", "Issue", "Issue.title", "Query.issue(slug:)", "IssueFilter.slug", "WorkKind.FILM"}


# The contract


def contract(*kinds: type[DefinitionNode]) -> list[Any]:
    """Return the contract's definitions of some kinds."""
    document = parse(CONTRACT.read_text(), no_location=True)
    return [pytest.param(node, id=node.name.value) for node in document.definitions if isinstance(node, kinds)]  # type: ignore[attr-defined]


@pytest.mark.parametrize("node", contract(ScalarTypeDefinitionNode))
def test_a_scalar_of_the_contract_exists(node: ScalarTypeDefinitionNode) -> None:
    assert node.name.value in OWN


@pytest.mark.parametrize("node", contract(EnumTypeDefinitionNode))
def test_an_enum_of_the_contract_has_exactly_its_values_but_kinds_and_orders_are_added(
    node: EnumTypeDefinitionNode,
) -> None:
    type_ = OWN[node.name.value]
    assert isinstance(type_, GraphQLEnumType)
    values = {value.name.value for value in node.values or ()}
    if node.name.value.endswith("Order"):  # it is only ever sent: nobody has to know them all
        assert set(type_.values) >= values
    else:
        assert set(type_.values) == values | (set(KINDS) if node.name.value == "WorkKind" else set())


@pytest.mark.parametrize("node", contract(ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode))
def test_a_type_of_the_contract_has_its_interfaces_fields_and_arguments(
    node: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode,
) -> None:
    type_ = OWN[node.name.value]
    assert isinstance(
        type_, GraphQLInterfaceType if isinstance(node, InterfaceTypeDefinitionNode) else GraphQLObjectType
    )
    assert {each.name for each in type_.interfaces} >= {each.name.value for each in node.interfaces or ()}
    for field in node.fields or ():
        has = type_.fields[field.name.value]
        place = f"{type_.name}.{field.name.value}"
        assert (place, str(has.type)) == (place, print_ast(field.type))
        promised = {argument.name.value: print_ast(argument.type) for argument in field.arguments or ()}
        taken = {name: str(argument.type) for name, argument in has.args.items()}
        assert (place, promised) == (place, {name: taken.get(name) for name in promised})
        required = {name for name, type_text in taken.items() if type_text.endswith("!")}
        assert required <= set(promised), f"{place} wants arguments that the contract does not know"


@pytest.mark.parametrize("node", contract(InputObjectTypeDefinitionNode))
def test_an_input_of_the_contract_has_its_fields_and_requires_no_more(node: InputObjectTypeDefinitionNode) -> None:
    type_ = OWN[node.name.value]
    assert isinstance(type_, GraphQLInputObjectType)
    promised = {field.name.value: print_ast(field.type) for field in node.fields or ()}
    taken = {name: str(field.type) for name, field in type_.fields.items()}
    for name, text in promised.items():  # what was required may have become optional
        assert taken.get(name) in {text, text.removesuffix("!")}, name
    assert {name for name, text in taken.items() if text.endswith("!")} <= set(promised)


# Relay

RANKED = "SearchConnection"
"""The results of a search: of any type, the best first, and read from there on."""


@pytest.mark.parametrize("name", [each for each in CONNECTIONS if each != RANKED])
def test_a_connection_has_relays_shape(name: str) -> None:
    node = name.removesuffix("Connection")
    connection, edge = OWN[name], OWN[f"{node}Edge"]
    assert isinstance(connection, GraphQLObjectType)
    assert isinstance(edge, GraphQLObjectType)
    assert {key: str(field.type) for key, field in connection.fields.items() if key != "facets"} == {
        "edges": f"[{node}Edge!]!",
        "nodes": f"[{node}!]!",
        "pageInfo": "PageInfo!",
        "totalCount": "Int!",
    }
    of_edges = {key: str(field.type) for key, field in edge.fields.items() if key != "roles"}
    assert of_edges == {"cursor": "String!", "node": f"{node}!"}


def pages() -> list[str]:
    """List the places of all fields that give a connection."""
    return [
        f"{name}.{field}"
        for name, type_ in OWN.items()
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
        for field, definition in type_.fields.items()
        if get_named_type(definition.type).name in CONNECTIONS
    ]


@pytest.mark.parametrize("place", pages())
def test_a_field_that_gives_a_connection_takes_relays_arguments(place: str) -> None:
    name, _, field = place.partition(".")
    type_ = OWN[name]
    assert isinstance(type_, GraphQLObjectType | GraphQLInterfaceType)
    definition = type_.fields[field]
    assert str(definition.type).endswith("Connection!")
    page = PAGE if definition.type.of_type.name != RANKED else {key: PAGE[key] for key in ("first", "after")}
    assert page.items() <= {key: str(argument.type) for key, argument in definition.args.items()}.items()


# The report on what a change breaks


def test_the_report_tells_what_breaks_clients_and_what_may_surprise_them() -> None:
    old = "type Query { issue(slug: String): Int gone: Int } enum Kind { FILM }"
    new = "type Query { issue(slug: String!): Int } enum Kind { FILM BOOK }"
    assert schema_diff.report(old, new) == [
        "breaks: Field Query.gone was removed.",
        "breaks: Argument Query.issue(slug:) has changed type from String to String!.",
        "may surprise: Enum value Kind.BOOK was added.",
    ]


def test_the_report_has_nothing_to_say_of_additions() -> None:
    assert schema_diff.report("type Query { a: Int }", "type Query { a: Int b: Int }") == []
