"""What values may be, where the types of the inputs do not say it: by the column that they are stored in."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from schema.colors import COLOR, NO_COLOR
from schema.ids import SLUG_PATTERN
from schema.instants import zone
from schema.mutation.problems import ProblemCode
from schema.pictures import FOLDER, size_in

ADDRESS = re.compile(r"https?://[^\s\"<>]+")
LONGEST, LONGEST_NAME, LONGEST_ADDRESS = 100_000, 500, 2_000
POSITIVE = re.compile(r"(\w+) > 0")


class Flaw(NamedTuple):
    """What is wrong with a value."""

    message: str
    code: ProblemCode = ProblemCode.INVALID


def flaw(table: sa.Table, column: str, value: Any) -> Flaw | None:
    """Return what is wrong with a value for a column, or None where nothing is."""
    if isinstance(value, list):
        return next((found for each in value if (found := flaw_of_text(table.c[column], each))), None)
    if isinstance(value, str):
        return flaw_of_text(table.c[column], value)
    if isinstance(value, int) and column in positive_columns(table) and value < 1:
        return Flaw("This is a number above 0.")
    if isinstance(value, float) and not 0 <= value <= 1:
        return Flaw("This is a number from 0 to 1.")
    return None


def flaw_of_text(column: "sa.Column[Any]", text: str) -> Flaw | None:
    """Return what is wrong with a text."""
    if not text.strip() and not column.nullable and column.default is None:
        return Flaw("There has to be a text.", ProblemCode.REQUIRED)
    name = f"{column.table.name}.{column.name}"
    longest = next((length for ending, length in LENGTHS.items() if name.endswith(ending)), LONGEST)
    if len(text) > longest:
        return Flaw(f"The text is longer than {longest} characters.", ProblemCode.TOO_LONG)
    for ending, (is_right, message) in FORMS.items():
        if name.endswith(ending) and not is_right(text):
            return Flaw(message)
    return None


def is_address(text: str) -> bool:
    """Whether a text is the address of a page, or of a picture that is kept here."""
    return bool(ADDRESS.fullmatch(text)) or (text.startswith(FOLDER) and size_in(text.removeprefix(FOLDER)) is not None)


def is_decimal(text: str) -> bool:
    """Whether a text is a plain decimal number."""
    with suppress(InvalidOperation):
        return Decimal(text).is_finite() and not set("eE_ ") & set(text)
    return False


def is_zone(text: str) -> bool:
    """Whether a text is a time zone."""
    return zone(text) is not UTC or text == "UTC"


LENGTHS = {"url": LONGEST_ADDRESS, "title": LONGEST_NAME, "name": LONGEST_NAME}
"""How long texts may be, by the ends of their columns' names."""
FORMS: dict[str, tuple[Callable[[str], object], str]] = {
    "slug": (SLUG_PATTERN.fullmatch, "A slug takes a to z, 0 to 9 and hyphens, at most 120."),
    "scheme": (SLUG_PATTERN.fullmatch, "This takes a to z, 0 to 9 and hyphens, such as `imdb`."),
    "rel": (SLUG_PATTERN.fullmatch, "This takes a to z, 0 to 9 and hyphens, such as `official`."),
    "url": (is_address, "An address begins with https:// or http://."),
    "country": (re.compile(r"[A-Z]{2}").fullmatch, "A country is its ISO 3166-1 code, such as FR."),
    "currency": (re.compile(r"[A-Z]{3}").fullmatch, "A currency is its ISO 4217 code, such as EUR."),
    "language": (re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*").fullmatch, "A language is a BCP 47 tag, such as fr."),
    "color": (COLOR.fullmatch, NO_COLOR),
    "amount": (is_decimal, "An amount is a decimal number, such as 9.99."),
    "key_figures.value": (is_decimal, "A value is a decimal number, such as 9.99."),
    "upper_value": (is_decimal, "A value is a decimal number, such as 9.99."),
    "time_zone": (is_zone, "A time zone has an IANA name, such as Europe/Paris."),
}
"""The forms of texts, by the ends of their columns' names."""


@cache
def positive_columns(table: sa.Table) -> frozenset[str]:
    """Return the columns that the table's own rules hold above 0, and the sizes of pictures."""
    rules = [str(each.sqltext) for each in table.constraints if isinstance(each, sa.CheckConstraint)]
    sizes = {column.name for column in table.c if column.name.endswith(("_width", "_height"))}
    return frozenset(found[1] for rule in rules if (found := POSITIVE.fullmatch(rule))) | sizes
