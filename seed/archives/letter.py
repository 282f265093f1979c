"""A letter as its archive holds it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol


class Letter(NamedTuple):
    """The content of a letter, its file's name, and what its archive says of it: its format and its fields."""

    name: str
    data: bytes
    format: str | None = None
    fields: Mapping[str, Any] | None = None


class Archive(Protocol):
    """What holds letters."""

    @property
    def names(self) -> Sequence[str]:
        """Return the names of its letters, in order."""
        ...

    @property
    def passed_over(self) -> Sequence[str]:
        """Return the names of what else is in it."""
        ...

    def read(self, name: str) -> Letter:
        """Return the letter with this name.

        Raises:
            Unreadable: it cannot be read.
        """
        ...
