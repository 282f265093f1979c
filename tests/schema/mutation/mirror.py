"""Inputs and answers as mirrors of each other: how to read what an input can say, and the input that says it."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_list_type,
)

from schema.graphql import build_schema
from schema.kinds import KINDS

SCHEMA = build_schema().core
OWN = frozenset({"id", "expectedVersion"})
OTHER_WAYS = {"ExternalIdInput": {"source", "id"}}
"""What of an input says in another way what its other fields say."""
TEXTS = {
    "accentColor": "#0b3d2c",
    "slug": "a-new-slug",
    "scheme": "imdb",
    "rel": "official",
    "url": "https://example.org/page",
    "website": "https://example.org/",
    "country": "FR",
    "currency": "EUR",
    "language": "en",
    "timeZone": "Africa/Abidjan",
    "amount": "9.99",
    "value": "12",
    "upperValue": "15.5",
}
"""Texts that have a form, by the names of their fields."""
SLUGS = {
    "Person": "laura-mcgann",
    "Organization": "netflix",
    "Column": "un-format-a-la-loupe",
    "Work": "the-deepest-breath",
}
"""Something of the sample of each type."""


def output_type(name: str) -> Any:
    """Return the type of answers that an input mirrors: ``UpdateIssueInput`` is of ``Issue``."""
    stem = name.removesuffix("Input").removeprefix("Update").removeprefix("Create").removesuffix("Details")
    return SCHEMA.type_map[stem]


def input_fields(input_type: GraphQLInputObjectType) -> Iterator[tuple[str, Any]]:
    """Yield the names of an input's fields that answers have too, and their types."""
    others = OTHER_WAYS.get(input_type.name, set())
    for name, field in input_type.fields.items():
        if name not in {"expectedVersion", "details", *others}:
            yield name, field.type


def selection(input_type: GraphQLInputObjectType, output: Any) -> str:
    """Return the selection that reads all that an input can say."""
    selected = []
    for name, type_ in input_fields(input_type):
        named = get_named_type(type_)
        if named.name == "Ref":
            selected.append(f"{name} {{ id }}")
        elif isinstance(named, GraphQLInputObjectType):
            selected.append(f"{name} {{ {selection(named, get_named_type(output.fields[name].type))} }}")
        elif get_named_type(output.fields[name].type).name == "Body":
            selected.append(f"{name} {{ markdown }}")
        else:
            selected.append(name)
    if "details" in input_type.fields:
        selected.append("kind")
        for kind in KINDS.values():
            details = SCHEMA.type_map[f"{kind.type.__name__}DetailsInput"]
            assert isinstance(details, GraphQLInputObjectType)
            inner = selection(details, SCHEMA.type_map[kind.type.__name__])
            inner = " ".join(aliased(kind.name, part) for part in split_fields(inner))
            selected.append(f"... on {kind.type.__name__} {{ {inner} }}")
    return " ".join(selected)


def split_fields(text: str) -> list[str]:
    """Split a flat selection into its fields, each with its own selection."""
    return text.replace(" {", "{").replace("{ id }", "{id}").split(" ")


def aliased(kind: str, field: str) -> str:
    """Give a field of one kind a name that no other kind has."""
    name = field.partition("{")[0]
    return f"{kind}_{name}: {field}"


def as_input(input_type: GraphQLInputObjectType, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the input that says what an answer says."""
    value: dict[str, Any] = {}
    for name, type_ in input_fields(input_type):
        value[name] = mirrored(get_named_type(type_), answer[name])
    if "details" in input_type.fields:
        kind = answer["kind"]
        own = {key.removeprefix(f"{kind}_"): each for key, each in answer.items() if key.startswith(f"{kind}_")}
        details = {name: {"id": each["id"]} if isinstance(each, dict) else each for name, each in own.items()}
        value["details"] = {detail_key(kind): details}
    return value


def detail_key(kind: str) -> str:
    """Return the field of ``WorkDetailsInput`` for a kind."""
    first, *others = kind.lower().split("_")
    return first + "".join(other.capitalize() for other in others)


def mirrored(named: Any, answer: Any) -> Any:
    """Return a value of an answer as an input gives it."""
    if isinstance(answer, list):
        return [mirrored(named, each) for each in answer]
    if not isinstance(answer, dict):
        return answer
    if named.name == "Ref":
        return {"id": answer["id"]}
    return as_input(named, answer) if isinstance(named, GraphQLInputObjectType) else answer["markdown"]


def example(name: str, type_: Any, output: Any) -> Any:
    """Return a value for a field of an input, which no row of the sample has."""
    named = get_named_type(type_)
    if is_list_type(get_nullable_type(type_)):
        return [example(name, named, output)]
    if named.name == "Ref":
        return {"slug": SLUGS[get_named_type(output.fields[name].type).name]}
    if isinstance(named, GraphQLInputObjectType):
        inner = get_named_type(output.fields[name].type)
        others = OWN | OTHER_WAYS.get(named.name, set())
        return {key: example(key, each.type, inner) for key, each in named.fields.items() if key not in others}
    if is_enum_type(named):
        return list(named.values)[-1]
    if named.name == "String" and get_named_type(output.fields[name].type).name == "Body":
        return "Some *words*."
    by_type = {"Int": 7, "Float": 0.25, "Boolean": True, "Date": "2024-02-29", "DateTime": "2024-02-29T08:00:00Z"}
    return by_type.get(named.name, TEXTS.get(name, f"Some {name}"))


def says(answer: Any, given: Any) -> bool:
    """Whether an answer says what was given, references aside, which are given in one of several ways."""
    if isinstance(given, list):
        return isinstance(answer, list) and len(answer) == len(given) and all(map(says, answer, given))
    if isinstance(given, dict):
        return isinstance(answer, dict) and (
            "slug" in given or all(says(answer[key], value) for key, value in given.items())
        )
    return bool((answer["markdown"] if isinstance(answer, dict) else answer) == given)


def updates() -> dict[str, tuple[GraphQLInputObjectType, GraphQLObjectType]]:
    """Return the inputs of all updates, each with the type of answers that it mirrors."""
    root = SCHEMA.mutation_type
    assert root is not None
    found = {}
    for name, field in root.fields.items():
        if name.startswith("update"):
            input_type = get_named_type(field.args["input"].type)
            assert isinstance(input_type, GraphQLInputObjectType)
            found[name] = (input_type, output_type(input_type.name))
    return found
