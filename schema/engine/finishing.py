"""Finishing an answer: what a statement prints as raw material is completed here, and only where it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

Shape = Mapping[str, tuple[str, "Shape | None"]]
"""The selected fields of an object by their response keys: their names, and what is selected of objects."""
TYPENAME = "__typename"


@dataclass(frozen=True)
class Finisher:
    """Completes the values at a path of response keys, from the arguments that two readers read.

    ``type_names`` are those of the objects by the names of the fields that hold them; its own stands under "".
    """

    path: tuple[str, ...]
    finish: Callable[[Any, Mapping[str, Any], Mapping[str, Any]], Any]
    found: int
    own: int
    shape: Shape
    type_names: Mapping[str, str]

    def complete(self, answer: Any, arguments: Sequence[Mapping[str, Any]]) -> None:
        """Put what is made of the raw values into their places."""
        *above, last = self.path
        for holder in _at(answer, above):
            raw = holder.get(last)
            if raw is not None:
                made = self.finish(raw, arguments[self.found], arguments[self.own])
                holder[last] = self._shaped(made, "", self.shape)

    def _shaped(self, value: Any, name: str, shape: "Shape | None") -> Any:
        if isinstance(value, list):
            return [self._shaped(each, name, shape) for each in value]
        if shape is None:
            return value
        return {
            key: self.type_names[name] if field == TYPENAME else self._shaped(value[field], field, inner)
            for key, (field, inner) in shape.items()
        }


def _at(value: Any, path: Sequence[str]) -> list[Any]:
    """Return the objects at a path, through all lists on the way."""
    found = [value]
    for key in path:
        found = [each[key] for each in _flat(found) if each is not None and key in each]
    return [each for each in _flat(found) if each is not None]


def _flat(values: Sequence[Any]) -> list[Any]:
    flat: list[Any] = []
    for value in values:
        flat += _flat(value) if isinstance(value, list) else [value]
    return flat


def finish(
    finishers: Sequence[Finisher], content: dict[str, orjson.Fragment], arguments: Sequence[Mapping[str, Any]]
) -> dict[str, orjson.Fragment]:
    """Complete the root fields that hold raw material; all others keep the bytes that the database printed."""
    for key in {finisher.path[0] for finisher in finishers}:
        answer = {key: orjson.loads(orjson.dumps(content[key]))}
        for finisher in finishers:
            if finisher.path[0] == key:
                finisher.complete(answer, arguments)
        content[key] = orjson.Fragment(orjson.dumps(answer[key]))
    return content
