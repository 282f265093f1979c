"""What stands in a form: texts by the names of fields, as a browser sends them and as a page shows them.

A form is read in document order, so that moving a section moves all that is in it: the names of its fields are paths
without numbers, and ``sections[]`` begins the next section. So nothing has to be numbered anew.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from api.admin.forms.fields import Field, Kind

Texts = dict[str, Any]
"""Texts by names; a group is a dictionary of its own, a list has one for each item, a box that is ticked is ``on``."""
ITEM = "[]"
LABEL = ":label"
"""What follows the name of a reference, for the words that people know it by."""
ID = "id"
YES, NO = "yes", "no"
"""What stands in a field that asks a question."""


def read_form(sent: Iterable[tuple[str, str]], fields: Sequence[Field]) -> Texts:
    """Return the texts of a form that was sent; names that are none of its fields are left out.

    Args:
        sent: names and values in document order.
        fields: the form's fields.
    """
    root: Texts = {}
    places: dict[str, Texts] = {"": root}
    for name, value in sent:
        path = name.removesuffix(ITEM)
        owner, _, last = path.rpartition(".")
        place = places.get(owner) if owner in places else _group(places, owner)
        if place is None:
            continue
        if name.endswith(ITEM):
            places = {key: each for key, each in places.items() if not key.startswith(f"{path}.")}
            places[path] = {ID: value}
            items = place.setdefault(last, [])
            if isinstance(items, list):
                items.append(places[path])
        else:
            place[last] = value.replace("\r\n", "\n")
    return known_texts(fields, root)


def _group(places: dict[str, Texts], path: str) -> Texts | None:
    """Begin the group at a path, where its owner has begun."""
    owner, _, last = path.rpartition(".")
    place = places.get(owner) if owner in places else _group(places, owner) if owner else None
    if place is None:
        return None
    group = place.setdefault(last, {})
    if not isinstance(group, dict):
        return None
    places[path] = group
    return group


def known_texts(fields: Sequence[Field], texts: Texts) -> Texts:
    """Return texts as fields want them: every one has a value, though it may be empty."""
    known: Texts = {}
    for field in fields:
        value = texts.get(field.name)
        match field.kind:
            case Kind.GROUP | Kind.DETAILS:
                known[field.name] = known_texts(field.fields, value if isinstance(value, dict) else {})
            case Kind.LIST:
                known[field.name] = [
                    {ID: str(item.get(ID) or ""), **known_texts(field.fields, item)}
                    for item in (value if isinstance(value, list) else [])
                ]
            case Kind.REFERENCE:
                known[field.name] = _text(value).strip()
                known[field.name + LABEL] = _text(texts.get(field.name + LABEL))
            case _:
                known[field.name] = _text(value)
    return known


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def detail_name(texts: Texts) -> str:
    """Return the name of the group of details that a work of its kind has; empty where there is no kind."""
    first, *others = str(texts.get("kind", "")).lower().split("_")
    return first + "".join(map(str.capitalize, others))


def blank_item(field: Field) -> Texts:
    """Return what stands in a new item of a list."""
    return {ID: "", **known_texts(field.fields, {})}


def without_blanks(fields: Sequence[Field], texts: Texts) -> Texts:
    """Return the texts of a form without the new items of lists of which nothing was given."""
    kept = dict(texts)
    for field in fields:
        value = texts[field.name]
        if field.kind in {Kind.GROUP, Kind.DETAILS}:
            kept[field.name] = without_blanks(field.fields, value)
        elif field.kind is Kind.LIST:
            items = [{**item, **without_blanks(field.fields, item)} for item in value]
            kept[field.name] = [item for item in items if item[ID] or not is_blank(field.fields, item)]
    return kept


def is_blank(fields: Sequence[Field], texts: Texts) -> bool:
    """Whether nothing was given: a choice and a box say nothing by themselves, since they stand at something."""
    return all(_is_blank(field, texts.get(field.name)) for field in fields)


def _is_blank(field: Field, value: Any) -> bool:
    if field.kind in {Kind.GROUP, Kind.DETAILS}:
        return is_blank(field.fields, value or {})
    return not value or field.kind in {Kind.CHOICE, Kind.BOOLEAN}
