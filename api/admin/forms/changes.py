"""What a button does to the lists of a form where no script does it: the form is sent, and shown again."""

from collections.abc import Sequence
from typing import Any

from api.admin.forms.fields import Field, Kind
from api.admin.forms.texts import Texts, blank_item

ADD, REMOVE, UP, DOWN = "add", "remove", "up", "down"
SORT, VERIFIED = "sort", "verified"
ORDER = ("country", "from", "until")
"""What lists are sorted by that can be; what does not say a country comes last."""
VERIFIED_AT = "verifiedAt"


def change(fields: Sequence[Field], texts: Texts, wanted: str, now: str = "") -> None:
    """Change a list of a form; what is wanted of a place that there is not changes nothing.

    Args:
        fields: the form's fields.
        texts: its texts.
        wanted: what a button says: ``add:sections``, ``remove:sections.2``, ``up:sections.2.sources.1``,
            ``sort:availability``, ``verified:availability`` of all items or ``verified:availability.1`` of one.
        now: the present, as a form says it.
    """
    action, _, path = wanted.partition(":")
    *outer, last = path.split(".")
    if action in {SORT, VERIFIED}:
        _change_items(fields, texts, action, path, now)
        return
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


def _change_items(fields: Sequence[Field], texts: Texts, action: str, path: str, now: str) -> None:
    """Sort the items of a list, or say of one or of all that somebody has just made sure of them."""
    name, _, place = path.partition(".")
    _, items = find(fields, texts, [name])
    if not isinstance(items, list) or not all(VERIFIED_AT in item for item in items):
        return
    if action == SORT:
        items.sort(key=lambda item: (not item[ORDER[0]], *(str(item[each]).upper() for each in ORDER)))
        return
    for index, item in enumerate(items):
        if not place or place == str(index):
            item[VERIFIED_AT] = now


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
