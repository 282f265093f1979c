"""From something stored to the texts of its form: what of it is read, and how it stands in the fields."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.admin.forms.fields import REFERENCE, Field, Kind
from api.admin.forms.texts import ID, LABEL, NO, YES, Texts

NAMES = {"Work": "title", "Issue": "title", "Person": "name", "Organization": "name", "Column": "name"}
"""The field that has the words by which people know something, by its type."""


def selection(fields: Sequence[Field]) -> str:
    """Return the selection that reads all that a form shows."""
    return " ".join(map(_selected, fields))


def _selected(field: Field) -> str:  # noqa: PLR0911 - one for each kind
    match field.kind:
        case Kind.MARKDOWN:
            return f"{field.name} {{ markdown }}"
        case Kind.REFERENCE:
            return f"{field.name} {_reference(field)}"
        case Kind.GROUP:
            return f"{field.name} {{ {selection(field.fields)} }}"
        case Kind.DETAILS:
            return f"kind {' '.join(map(_details, field.fields))}"
        case Kind.LIST if field.is_list_of_references:
            return f"{field.name} {_reference(field.fields[0])}"
        case Kind.LIST:
            return f"{field.name} {{ {'id ' if field.has_ids else ''}{selection(field.fields)} }}"
        case _:
            return field.name


def _reference(field: Field) -> str:
    """Return the selection of what a reference leads to; an interface has its fields like any type."""
    return f"{{ slug label: {NAMES[field.target]} }}"


def _details(kind: Field) -> str:
    """Return the selection of what one kind of work has, under names that no other kind's fields have."""
    aliased = (f"{kind.name}_{each.name}: {_selected(each)}" for each in kind.fields)
    return f"... on {kind.name[:1].upper()}{kind.name[1:]} {{ {' '.join(aliased)} }}"


def stored_texts(fields: Sequence[Field], stored: Mapping[str, Any]) -> Texts:
    """Return the texts of a form that says what is stored; ``stored`` is an answer to its selection."""
    texts: Texts = {}
    for field in fields:
        if field.kind is Kind.DETAILS:
            texts[field.name] = {kind.name: stored_texts(kind.fields, _own(kind, stored)) for kind in field.fields}
        elif field.kind is Kind.REFERENCE:
            texts |= _reference_texts(field.name, stored[field.name])
        else:
            texts[field.name] = _text(field, stored[field.name])
    return texts


def _own(kind: Field, stored: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: stored.get(f"{kind.name}_{each.name}") for each in kind.fields}


def _text(field: Field, value: Any) -> Any:  # noqa: PLR0911 - one for each kind
    match field.kind:
        case Kind.GROUP:
            return stored_texts(field.fields, value or dict.fromkeys(each.name for each in field.fields))
        case Kind.LIST if field.is_list_of_references:
            return [{ID: "", **_reference_texts(REFERENCE, each)} for each in value]
        case Kind.LIST:
            return [{ID: each.get(ID, ""), **stored_texts(field.fields, each)} for each in value or []]
        case Kind.TEXTS:
            return "\n".join(value or [])
        case Kind.BOOLEAN:
            return "on" if value else ""
        case Kind.YES_OR_NO:
            return "" if value is None else YES if value else NO
        case Kind.MARKDOWN:
            return value["markdown"] if value else ""
        case Kind.NUMBER:
            return "" if value is None else f"{value:g}"
        case _:
            return "" if value is None else str(value)


def _reference_texts(name: str, value: Mapping[str, Any] | None) -> Texts:
    return {name: value["slug"] if value else "", name + LABEL: value["label"] if value else ""}
