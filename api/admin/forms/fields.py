"""The fields of a form, derived from the input of a mutation and the type of answers that it mirrors."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

OWN = frozenset({"id", "expectedVersion"})
"""What an input says of the object as a whole, which no field asks for."""
REFERENCE = "ref"
"""What the only field of an item of a list of references is called."""
COLUMNS = ("country", "platform", "access", "from", "until", "verifiedAt")
"""What has a column where items are the rows of a table."""
LONG = frozenset({"standfirst", "summary", "reason", "tagline", "description"})
"""Texts of more than a line, which are no Markdown."""


class Kind(Enum):
    """What a field asks for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    MARKDOWN = "markdown"
    TEXTS = "texts"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    YES_OR_NO = "yes_or_no"
    DATE = "date"
    INSTANT = "instant"
    CHOICE = "choice"
    REFERENCE = "reference"
    GROUP = "group"
    LIST = "list"
    DETAILS = "details"


@dataclass(frozen=True)
class Field:
    """A field of a form.

    Args:
        name: its name in the input.
        kind: what it asks for.
        is_required: whether something new needs it.
        is_needed: whether it has to be given wherever its group or item is.
        vocabulary: the name of the enum whose value is chosen.
        choices: its values.
        target: the type of what a reference leads to.
        fields: of a group, or of the items of a list; of details, a group for each kind of work.
        has_ids: whether the items of a list are stored under ids of their own.
    """

    name: str
    kind: Kind
    is_required: bool = False
    vocabulary: str = ""
    choices: tuple[str, ...] = ()
    target: str = ""
    fields: tuple["Field", ...] = ()
    has_ids: bool = False
    is_needed: bool = False

    @property
    def is_list_of_references(self) -> bool:
        """Whether its items are nothing but references."""
        return self.kind is Kind.LIST and [each.name for each in self.fields] == [REFERENCE]

    @property
    def is_table(self) -> bool:
        """Whether its items are the rows of a table: what is where, from when to when."""
        return self.kind is Kind.LIST and {"country", "from", "until"} <= {each.name for each in self.fields}

    @property
    def columns(self) -> tuple["Field", ...]:
        """The fields of a table's items that have a column each; the others stand below, folded away."""
        named = {each.name: each for each in self.fields}
        return tuple(named[name] for name in COLUMNS if name in named)

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture with its words."""
        return self.kind is Kind.GROUP and {"url", "alt", "focalX"} <= {each.name for each in self.fields}


def form_fields(schema: GraphQLSchema, input_name: str, type_name: str) -> tuple[Field, ...]:
    """Return the fields of the form for an input.

    Args:
        schema: the schema.
        input_name: the name of the input.
        type_name: the name of the type of answers that it mirrors.
    """
    return tuple(_fields(schema, schema.type_map[input_name], schema.type_map[type_name]))


def _fields(schema: GraphQLSchema, input_type: Any, output: Any) -> Iterator[Field]:
    for name, field in input_type.fields.items():
        if name in OWN or (name != "details" and name not in output.fields):
            continue
        if name == "details":
            kinds = tuple(_details(schema, field.type))
            yield Field(name, Kind.DETAILS, fields=kinds)
        else:
            asked = _field(schema, name, field.type, output.fields[name].type)
            yield replace(asked, is_needed=is_non_null_type(field.type))


def _details(schema: GraphQLSchema, type_: Any) -> Iterator[Field]:
    """Yield a group for each kind of work, with what only works of this kind have."""
    for name, field in get_named_type(type_).fields.items():
        input_type = get_named_type(field.type)
        output = schema.type_map[input_type.name.removesuffix("DetailsInput")]
        yield Field(name, Kind.GROUP, fields=tuple(_fields(schema, input_type, output)))


def _field(schema: GraphQLSchema, name: str, type_: Any, output: Any) -> Field:
    """Return the field for one member of an input.

    Args:
        schema: the schema.
        name: the member's name.
        type_: its type in the input.
        output: its type in answers.
    """
    named, target = get_named_type(type_), get_named_type(output)
    is_required = is_non_null_type(output)
    if is_list_type(get_nullable_type(type_)):
        return _list(schema, name, named, target)
    if named.name == "Ref":
        return Field(name, Kind.REFERENCE, is_required, target=target.name)
    if isinstance(named, GraphQLInputObjectType):
        return Field(name, Kind.GROUP, is_required, fields=tuple(_fields(schema, named, target)))
    if isinstance(named, GraphQLEnumType):
        return Field(name, Kind.CHOICE, is_required, vocabulary=named.name, choices=tuple(named.values))
    kinds = {"Int": Kind.INTEGER, "Float": Kind.NUMBER, "Date": Kind.DATE, "DateTime": Kind.INSTANT}
    kinds["Boolean"] = Kind.BOOLEAN if is_required else Kind.YES_OR_NO
    text = Kind.MARKDOWN if target.name == "Body" else Kind.LONG_TEXT if name in LONG else Kind.TEXT
    return Field(name, kinds.get(named.name, text), is_required)


def _list(schema: GraphQLSchema, name: str, named: Any, target: Any) -> Field:
    if named.name == "Ref":
        return Field(name, Kind.LIST, fields=(Field(REFERENCE, Kind.REFERENCE, target=target.name),))
    if isinstance(named, GraphQLInputObjectType):
        fields = tuple(_fields(schema, named, target))
        return Field(name, Kind.LIST, fields=fields, has_ids="id" in named.fields and "id" in target.fields)
    return Field(name, Kind.TEXTS)
