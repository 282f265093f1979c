"""A month as a grid of weeks: what appears on which day, as the publication counts its days."""

import re
from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

MONTH = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Month:
    """A month.

    Args:
        year: its year.
        number: 1 to 12.
    """

    year: int
    number: int

    @classmethod
    def read(cls, text: str, today: date) -> "Month":
        """Return the month that a text such as ``2026-12`` names, else that of a day."""
        if not MONTH.fullmatch(text):
            return cls(today.year, today.month)
        year, number = text.split("-")
        return cls(int(year), int(number))

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def following(self) -> "Month":
        """The month after it."""
        later = self.first + timedelta(days=31)
        return Month(later.year, later.month)

    @property
    def previous(self) -> "Month":
        """The month before it."""
        earlier = self.first - timedelta(days=1)
        return Month(earlier.year, earlier.month)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.following.first - timedelta(days=1)

    def weeks(self, first_weekday: int, items: Mapping[str, Sequence[Any]]) -> list[list[tuple[date, Sequence[Any]]]]:
        """Return its weeks, whole ones: each day with what is on it; days of other months are there too.

        Args:
            first_weekday: the day that weeks begin with, 0 for Monday.
            items: what is on days, by the days as ``2026-12-24``.
        """
        weeks = Calendar(first_weekday).monthdatescalendar(self.year, self.number)
        return [[(day, items.get(day.isoformat(), ())) for day in week] for week in weeks]
