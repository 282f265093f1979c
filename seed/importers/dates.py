"""The date that a file name carries."""

import re
from datetime import date
from pathlib import PurePath

DATE = re.compile(r"(?<![0-9A-Za-z])(?:(\d{4})([-_.])(\d{2})\2(\d{2})|(\d{4})(\d{2})(\d{2}))(?![0-9A-Za-z])")
# E-mail newsletters are not older than e-mail; other eight digits are a number, not a day.
YEARS = range(1971, 2100)


def date_in_name(filename: str) -> date | None:
    """Give the one date of a file name, ``2023-07-21`` or ``20230721``; None for no date and for two different ones."""
    days = {day for found in DATE.finditer(PurePath(filename).stem) if (day := _day(found))}
    return days.pop() if len(days) == 1 else None


def _day(found: re.Match[str]) -> date | None:
    year, month, day = (int(found[long] or found[short]) for long, short in ((1, 5), (3, 6), (4, 7)))
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
