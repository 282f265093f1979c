"""Translations of what pages and cards say, from one table of strings; dates and numbers from CLDR."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_currency, format_decimal

from api.website.local_time import local_date
from api.website.paths import TEMPLATES
from api.website.results import Figure, Price
from api.website.typography.french import NO_BREAK
from api.website.typography.typeset import typeset
from schema.kinds import KINDS, Gender
from schema.text import fold

LANGUAGES = ("fr", "en")
DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
MILLION = 1_000_000
MILLIONS = re.compile(r"illi(on|ard)s?$")
VOWELS = set("aeiouyh")


class Translator:
    """Translates into one language.

    Args:
        language: ``fr`` or ``en``.
        strings: the strings of the language by their names.
    """

    def __init__(self, language: str, strings: Mapping[str, str]) -> None:
        self.language = language
        self.locale = Locale(language)
        self._strings = strings

    def __contains__(self, name: str) -> bool:
        """Whether there is a string of a name."""
        return name in self._strings

    def __call__(self, name: str, /, *, of: str | None = None, **values: Any) -> str:
        """Return a string of the table, formatted with values.

        Args:
            name: the string's name.
            of: the kind of the work that it speaks of, with whose gender it agrees.
            values: what it has in braces.
        """
        return self._form(name, of).format(**values)

    def label(self, group: str, value: str, *, of: str | None = None) -> str:
        """Return the label of a vocabulary's value; one that the table does not know becomes a plain word.

        Args:
            group: the vocabulary.
            value: its value.
            of: the kind of the work that it speaks of, with whose gender it agrees.
        """
        name = f"{group}.{value}"
        return self._form(name, of) if name in self._strings else value.replace("_", " ").capitalize()

    def _form(self, name: str, kind: str | None) -> str:
        agreeing = self._strings.get(f"{name}.{KINDS[kind].gender}") if kind in KINDS else None
        return agreeing or self._strings[name]

    def count(self, name: str, number: int) -> str:
        """Return a string for a number of things: in the form that CLDR has for it, ``name.one`` or ``name.other``."""
        return self(f"{name}.{self.locale.plural_form(number)}", count=_number(str(number), self.locale))

    def day(self, iso_date: str) -> str:
        """Format a day that is written ``YYYY-MM-DD``."""
        return self._date(date.fromisoformat(iso_date))

    def local_day(self, instant: str, time_zone: str) -> str:
        """Format the day of an instant in a time zone."""
        return self._date(local_date(datetime.fromisoformat(instant), time_zone))

    def number(self, value: str) -> str:
        """Format a decimal number, millions and more in words where that is exact; return anything else as it is."""
        return _number(value, self.locale) if DECIMAL.fullmatch(value) else value

    def figure(self, figure: Figure) -> str:
        """Format the value of a key figure: its precision, and both ends of a range."""
        value = self.number(figure["value"])
        if figure["upperValue"]:
            value = self("range", low=value, high=self.number(figure["upperValue"]))
        return self.label("precision", figure["precision"]).format(value=value)

    def unit(self, figure: Figure) -> str:
        """Return a key figure's unit as it follows the value: French has millions *of* something."""
        unit = str(figure["unit"])
        if self.language == "fr" and MILLIONS.search(self.figure(figure)):
            return f"d’{unit}" if fold(unit)[:1] in VOWELS else f"de {unit}"
        return unit

    def kind_in_sentence(self, kind: str) -> str:
        """Return the label of a kind within a sentence: no capital, unless it is an abbreviation (``AI model``)."""
        word = self.label("kind", kind)
        return word if word[1:2].isupper() else word[:1].lower() + word[1:]

    def price(self, price: Price) -> str:
        """Format a price."""
        amount = price["amount"]
        if DECIMAL.fullmatch(amount):
            number, pattern = Decimal(amount), self.locale.currency_formats["standard"].pattern
            whole = pattern.replace("0.00", "0") if number == number.to_integral_value() else pattern
            amount = format_currency(number, price["currency"], whole, locale=self.locale, currency_digits=False)
        else:
            amount = f"{amount} {price['currency']}"
        text = self.label("period", price["period"] or "ONCE").format(amount=amount)
        return self.label("precision", "ABOUT").format(value=text) if price["approximate"] else text

    def country(self, code: str) -> str:
        """Return a country's name."""
        return str(self.locale.territories.get(code, code))

    def territorial_locale(self, tag: str) -> str:
        """Return a language tag as Open Graph has it, with the likeliest territory where it names none: ``fr_FR``."""
        try:
            locale = Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            locale = self.locale
        likely = get_global("likely_subtags").get(locale.language, "")
        return f"{locale.language}_{locale.territory or likely.rpartition('_')[2]}"

    def join_names(self, names: list[str]) -> str:
        """Join names as a sentence does."""
        *before, last = names
        return self("and", before=", ".join(before), last=last) if before else last

    def typeset(self, text: str) -> str:
        """Return a plain text as a printer would set it; what stands in a page is set with the page."""
        return typeset(text, self.language)

    def _date(self, day: date) -> str:
        text = format_date(day, "long", locale=self.locale)
        return re.sub(r"^1 ", "1er ", text) if self.language == "fr" else text


def translator(tag: str) -> Translator:
    """Return the translator for a language tag: French for French, English for all others."""
    return _translator(language_of(tag))


def language_of(tag: str) -> str:
    """Return the language that is spoken to who wants that of a tag."""
    primary = tag.lower().partition("-")[0]
    return primary if primary in LANGUAGES else "en"


@cache
def _translator(language: str) -> Translator:
    return Translator(language, _table()[language])


@lru_cache(1_000)
def _number(value: str, locale: Locale) -> str:
    """Format a decimal number. CLDR's patterns take a tenth of a millisecond, and pages repeat the same numbers."""
    number = Decimal(value)
    if abs(number) >= MILLION and _exact(number):
        short = format_compact_decimal(number, format_type="long", locale=locale, fraction_digits=2)
        return short.replace(" ", NO_BREAK)
    return format_decimal(number, locale=locale)


def _exact(number: Decimal) -> bool:
    """Whether a number is exact with two decimals of a million (a billion, and so on)."""
    groups = (len(str(abs(int(number)))) - 1) // 3
    return number * 100 % Decimal(1000) ** groups == 0


@cache
def _table() -> dict[str, dict[str, str]]:
    table = read_strings(TEMPLATES / "strings.yaml")
    for language, texts in table.items():
        texts |= {f"kind.{kind.name}": kind.display_name.text(language) for kind in KINDS.values()}
        texts |= {f"kinds.{kind.name}": kind.plural.text(language) for kind in KINDS.values()}
    return table


def read_strings(file: Path) -> dict[str, dict[str, str]]:
    """Return the strings of a file by language and name."""
    strings = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        language: dict(form for name, texts in strings.items() for form in _forms(name, texts[language]))
        for language in LANGUAGES
    }


def strings_of(language: str) -> Mapping[str, str]:
    """Return all strings of pages and cards in a language."""
    return _table()[language]


def _forms(name: str, text: str | Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield a string's forms by their names: ``name`` alone and, where it agrees with a gender, ``name.feminine``."""
    if isinstance(text, str):
        yield name, text
    else:
        yield name, text[Gender.MASCULINE]
        yield from ((f"{name}.{gender}", form) for gender, form in text.items())
