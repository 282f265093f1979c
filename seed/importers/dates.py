"""Dates in file names and in lines of text."""

import re
from datetime import date
from pathlib import PurePath

from schema.text import fold

DATE = re.compile(r"(?<![0-9A-Za-z])(?:(\d{4})([-_.])(\d{2})\2(\d{2})|(\d{4})(\d{2})(\d{2}))(?![0-9A-Za-z])")
# E-mail newsletters are not older than e-mail: any other eight digits are a number, not a day.
YEARS = range(1971, 2100)

FRENCH = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre"
ENGLISH = "january february march april may june july august september october november december"
MONTHS = {name: number for names in (FRENCH, ENGLISH) for number, name in enumerate(names.split(), 1)}
MONTHS |= {name[:3]: number for number, name in enumerate(ENGLISH.split(), 1)}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
IN_WORDS = re.compile(
    rf"(?<!\w)(?:(?P<d1>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?P<m1>{MONTH})\.?,?\s+(?P<y1>\d{{4}})"
    rf"|(?P<m2>{MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})|(?P<d4>\d{2})\.(?P<m4>\d{2})\.(?P<y4>\d{4}))(?!\w)"
)


def date_in_words(text: str) -> date | None:
    """Return the one date that a line states in full, in French or English or as ``2023-07-21``; else None."""
    days = {day for match in IN_WORDS.finditer(fold(text)) if (day := _stated(match))}
    return days.pop() if len(days) == 1 else None


def date_in_name(filename: str) -> date | None:
    """Return the one date in a file name, ``2023-07-21`` or ``20230721``; None for no date or two different ones."""
    days = {day for match in DATE.finditer(PurePath(filename).stem) if (day := _digits(match))}
    return days.pop() if len(days) == 1 else None


def _stated(match: re.Match[str]) -> date | None:
    form = next(number for number in "1234" if match[f"y{number}"])
    month = match[f"m{form}"]
    return _valid_date(int(match[f"y{form}"]), MONTHS.get(month) or int(month), int(match[f"d{form}"]))


def _digits(match: re.Match[str]) -> date | None:
    year, month, day = (int(match[long] or match[short]) for long, short in ((1, 5), (3, 6), (4, 7)))
    return _valid_date(year, month, day)


def _valid_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if year in YEARS else None
    except ValueError:
        return None
