"""What a list of the archive can be narrowed to: what was chosen, and addresses with one choice more or less."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from api.website.urls import address

Counted = tuple[str, str, int]
"""A name, the value in addresses, and how many there are."""


class Choice(NamedTuple):
    """A value that a list can be narrowed to.

    Attributes:
        name: as it is shown.
        address: of the list with it.
        number: how many there would be.
    """

    name: str
    address: str
    number: int


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
        return [
            (self.names[name], self.address(name, None)) for name, value in self.values.items() if value is not None
        ]

    def of(self, parameter: str, counted: Iterable[Counted]) -> list[Choice]:
        """Return the choices of a parameter that were not made.

        Args:
            parameter: the parameter.
            counted: its values.
        """
        return [
            Choice(name, self.address(parameter, value), count)
            for name, value, count in counted
            if value != self.values[parameter]
        ]

    def address(self, parameter: str, value: str | None) -> str:
        """Return the address of the list with another value of a parameter, or without one."""
        return address(self.path, **{**self.values, parameter: value})
