"""Dates in file names, in lines of text and in the fields of a file."""

import datetime as dt
import re
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import PurePath

from schema.text import fold

DATE = re.compile(r"(?<![0-9A-Za-z])(?:(\d{4})([-_.])(\d{2})\2(\d{2})|(\d{4})(\d{2})(\d{2}))(?![0-9A-Za-z])")
# E-mail newsletters are not older than e-mail: any other eight digits are a number, not a day.
YEARS = range(1971, 2100)

MONTH_NAMES = {
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "en": "january february march april may june july august september october november december",
    "de": "januar februar marz april mai juni juli august september oktober november dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "pt": "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
}
SHORT_MONTHS = {
    1: "jan janv janner ene gen", 2: "feb fev fevr febr", 3: "mar mars marz mrz mrt", 4: "apr avr abr",
    5: "may mai mag", 6: "jun juin giu", 7: "jul juil lug", 8: "aug aout ago", 9: "sep sept set",
    10: "oct okt ott out", 11: "nov", 12: "dec dez dic",
}  # fmt: skip
MONTHS = {name: number for names in MONTH_NAMES.values() for number, name in enumerate(names.split(), 1)}
MONTHS |= {name: number for number, names in SHORT_MONTHS.items() for name in names.split()} | {"setiembre": 9}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
IN_WORDS = re.compile(
    rf"(?<!\w)(?:(?P<d1>\d{{1,2}})(?:er|st|nd|rd|th|o|a|°|\.)?[\s-]+(?:(?:of|de|del)\s+)?(?P<m1>{MONTH})\.?,?[\s-]+"
    rf"(?:(?:de|del)\s+)?(?P<y1>\d{{4}})"
    rf"|(?P<m2>{MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})|(?P<d4>\d{1,2})\.\s?(?P<m4>\d{1,2})\.\s?(?P<y4>\d{4})"
    r"|(?P<y5>\d{4})\s?[\u5e74\ub144]\s?(?P<m5>\d{1,2})\s?[\u6708\uc6d4]\s?(?P<d5>\d{1,2})\s?[\u65e5\uc77c])"
    r"(?!\w)"
)
MONTH_AND_YEAR = re.compile(rf"(?<!\w)(?:{MONTH})\.?,?\s+(?:(?:de|del|of)\s+)?(?:19|20)\d\d(?!\w)")
SLASHED = re.compile(r"(?<!\d)(\d{1,2})([/-])(\d{1,2})\2(\d{4})(?!\d)")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?!\d)")
EPOCH = re.compile(r"\s*(\d{9,10}|\d{12,13})\s*")
MONTH_FIRST = {"en", "en-us"}
LONGEST_FIELD = 80


def date_in_words(text: str) -> date | None:
    """Return the one date that a line states in full, such as ``14 mars 2024`` or ``2023-07-21``; else None."""
    days = {day for match in IN_WORDS.finditer(fold(text)) if (day := _stated(match))}
    return days.pop() if len(days) == 1 else None


def date_in_name(filename: str) -> date | None:
    """Return the one date in a file name, ``2023-07-21`` or ``20230721``; None for no date or two different ones."""
    days = {day for match in DATE.finditer(PurePath(filename).stem) if (day := _digits(match))}
    return days.pop() if len(days) == 1 else None


def date_in_field(text: str, language: str | None = None) -> date | None:
    """Return the date of a field that holds nothing else, however it is written.

    ``03/04/2024`` is the third of April, but in American English the fourth of March; where ``language`` does not tell
    which of two days is meant, none is.
    """
    text = text[:LONGEST_FIELD]
    return date_in_words(text) or next((day for day in _field_dates(text, language) if day and day.year in YEARS), None)


def states_month(text: str) -> bool:
    """Whether a line names a month and its year."""
    return bool(MONTH_AND_YEAR.search(fold(text)))


def _field_dates(text: str, language: str | None) -> Iterator[date | None]:
    yield _iso(text)
    if match := SLASHED.search(text):
        yield _slashed(int(match[1]), int(match[3]), int(match[4]), language)
    if match := YEAR_FIRST.search(text):
        yield _valid_date(int(match[1]), int(match[2]), int(match[3]))
    if match := EPOCH.fullmatch(text):
        yield dt.datetime.fromtimestamp(int(match[1][:-3] if len(match[1]) > 10 else match[1]), dt.UTC).date()  # noqa: PLR2004
    yield _mail_date(text)


def _iso(text: str) -> date | None:
    try:
        return dt.datetime.fromisoformat(text.strip()).date()
    except ValueError:
        return None


def _mail_date(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError):
        return None


def _slashed(first: int, second: int, year: int, language: str | None) -> date | None:
    day_first, month_first = _valid_date(year, second, first), _valid_date(year, first, second)
    if day_first is None or month_first is None or day_first == month_first:
        return day_first or month_first
    if language is None:
        return None
    return month_first if language.replace("_", "-").lower() in MONTH_FIRST else day_first


def _stated(match: re.Match[str]) -> date | None:
    form = next(number for number in "12345" if match[f"y{number}"])
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
