"""The details that each kind of work declares, as stored operations select them and under which keys they answer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from strawberry.types.base import get_object_definition, has_object_definition
from strawberry.utils.str_converters import to_camel_case

from schema.kinds import KINDS, Detail, Kind


@dataclass(frozen=True)
class DetailField:
    """A detail in the answer of a stored operation.

    ``key`` names the kind too: fields of two kinds may have one name and different types, which one selection cannot
    hold. ``type`` is the name of the field's type, an object type's or a Python class's, whether in a list or nullable.
    """

    detail: Detail
    key: str
    selection: str
    type: str


def _detail_fields(kind: Kind) -> tuple[DetailField, ...]:
    fields = {field.python_name: field for field in get_object_definition(kind.type, strict=True).fields}
    return tuple(_detail_field(kind, detail, fields[detail.name]) for detail in kind.details)


def _detail_field(kind: Kind, detail: Detail, field: Any) -> DetailField:
    name = field.graphql_name or to_camel_case(field.python_name)
    key = f"{kind.name.lower()}_{name}"
    type_ = field.type
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    if not has_object_definition(type_):
        return DetailField(detail, key, f"{key}: {name}", getattr(type_, "__name__", ""))
    definition = get_object_definition(type_, strict=True)
    has_name = any(subfield.python_name == "name" for subfield in definition.fields)
    selection = f"{key}: {name} {{ slug {'name' if has_name else 'name: title'} }}"
    return DetailField(detail, key, selection, definition.name)


DETAIL_FIELDS = {kind.name: _detail_fields(kind) for kind in KINDS.values()}


def _fragment(name: str, of: Callable[[Detail], bool]) -> str:
    """Return a fragment over works with some of every kind's details."""
    lines = [f"fragment {name} on Work {{", "  kind"]
    for kind in KINDS.values():
        selections = " ".join(field.selection for field in DETAIL_FIELDS[kind.name] if of(field.detail))
        if selections:
            lines.append(f"  ... on {get_object_definition(kind.type, strict=True).name} {{ {selections} }}")
    return "\n".join([*lines, "}"]) + "\n"


WORK_DETAILS = _fragment("WorkDetails", lambda detail: True)
CARD_DETAILS = _fragment("CardDetails", lambda detail: detail.discontinued is not None)
