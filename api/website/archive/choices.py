"""What a list of the archive can be narrowed to: what was chosen, and addresses with one choice more or less."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from api.website.urls import address


class Choice(NamedTuple):
    """A value that a list can be narrowed to.

    Attributes:
        name: as it is shown.
        address: of the list with it; of the list without it where it is chosen.
        number: how many there would be.
        is_chosen: whether it is.
    """

    name: str
    address: str
    number: int
    is_chosen: bool


@dataclass(frozen=True)
class Choices:
    """What was chosen in the address of a list.

    Attributes:
        path: of the list.
        values: by their parameters, as addresses have them; None is no choice.
        names: of what was chosen, as they are shown.
    """

    path: str
    values: Mapping[str, str | None]
    names: Mapping[str, str]

    @property
    def number(self) -> int:
        """How many choices there are."""
        return sum(value is not None for value in self.values.values())

    @property
    def taken_away(self) -> list[tuple[str, str]]:
        """The name of each choice, and the address of the list without it."""
        return [(self.names[name], self._with(name, None)) for name, value in self.values.items() if value is not None]

    def of(self, parameter: str, counted: Iterable[tuple[str, str, int]]) -> list[Choice]:
        """Return the choices of a parameter.

        Args:
            parameter: the parameter.
            counted: names, values and numbers.
        """
        chosen = self.values[parameter]
        return [
            Choice(name, self._with(parameter, None if value == chosen else value), count, value == chosen)
            for name, value, count in counted
        ]

    def is_kept_from_robots(self, choice: Choice) -> bool:
        """Whether a link leads to a list of two choices or more: there are endless ones, and all are in others."""
        return self.number + (-1 if choice.is_chosen else 1) > 1

    def _with(self, parameter: str, value: str | None) -> str:
        return address(self.path, **{**self.values, parameter: value})
