"""What a button does to the lists of a form where no script does it: the form is sent, and shown again."""

from collections.abc import Sequence
from typing import Any

from api.admin.forms.fields import Field, Kind
from api.admin.forms.texts import Texts, blank_item

ADD, REMOVE, UP, DOWN = "add", "remove", "up", "down"


def change(fields: Sequence[Field], texts: Texts, wanted: str) -> None:
    """Change a list of a form; what is wanted of a place that there is not changes nothing.

    Args:
        fields: the form's fields.
        texts: its texts.
        wanted: what a button says: ``add:sections``, ``remove:sections.2``, ``up:sections.2.sources.1``.
    """
    action, _, path = wanted.partition(":")
    *outer, last = path.split(".")
    if action == ADD:
        field, items = find(fields, texts, [*outer, last])
        if field is not None and isinstance(items, list):
            items.append(blank_item(field))
        return
    _, items = find(fields, texts, outer)
    if not isinstance(items, list) or not last.isdigit() or int(last) >= len(items):
        return
    place = int(last)
    if action == REMOVE:
        del items[place]
    elif action in {UP, DOWN}:
        there = max(0, min(len(items) - 1, place + (1 if action == DOWN else -1)))
        items.insert(there, items.pop(place))


def find(fields: Sequence[Field], texts: Texts, path: Sequence[str]) -> tuple[Field | None, Any]:
    """Return the field at a path and what stands in it; None where there is none."""
    found: Field | None = None
    value: Any = texts
    for part in path:
        if part.isdigit() and isinstance(value, list):
            if int(part) >= len(value):
                return None, None
            value = value[int(part)]
            continue
        within = found.fields if found else fields
        found = next((each for each in within if each.name == part), None)
        if found is None or not isinstance(value, dict):
            return None, None
        value = value.get(part)
    return (found, value) if found and found.kind in {Kind.LIST, Kind.GROUP} else (None, value)
