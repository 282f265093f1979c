"""Countries, and which day it is in each of them.

A country's day is that of its main time zone, which the time zone database does not tell for those that have several.
"""

from datetime import date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

MAIN_ZONES = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UM": "Pacific/Wake",
    "US": "America/New_York",
}
"""Where most of the people live of the countries whose zones differ in time."""
NOWHERE = frozenset({"AQ", "BV", "HM", "TF"})
"""Where nobody lives: their day is that of UTC, and so is that of an offer without a country."""


class Days(NamedTuple):
    """The day of UTC, and the countries whose day is already the next, or still the one before."""

    day: date
    ahead: list[str]
    behind: list[str]


@cache
def countries() -> frozenset[str]:
    """Return the codes of ISO 3166-1."""
    return frozenset(line.split("\t")[0] for line in _read("iso3166.tab"))


@cache
def zones() -> dict[str, ZoneInfo]:
    """Return the main time zone of each country where people live."""
    names: dict[str, str] = {}
    for line in _read("zone.tab"):
        country, _, zone = line.split("\t")[:3]
        names.setdefault(country, zone.strip())
    return {country: ZoneInfo(zone) for country, zone in {**names, **MAIN_ZONES}.items() if country not in NOWHERE}


def days_at(instant: datetime) -> Days:
    """Return which day it is where, at an instant in UTC.

    Offsets from UTC are whole quarters of an hour: no day begins within one.
    """
    return _days_in_quarter(instant.replace(minute=instant.minute - instant.minute % 15, second=0, microsecond=0))


@lru_cache(maxsize=16)
def _days_in_quarter(begin: datetime) -> Days:
    today = begin.date()
    days = {country: begin.astimezone(zone).date() for country, zone in zones().items()}
    ahead = sorted(country for country, day in days.items() if day > today)
    return Days(today, ahead, sorted(country for country, day in days.items() if day < today))


def _read(name: str) -> list[str]:
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
