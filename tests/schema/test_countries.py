"""Which day it is where."""

from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

from schema.countries import MAIN_ZONES, NOWHERE, countries, days_at, zones

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_every_country_has_a_zone_but_where_nobody_lives() -> None:
    assert countries() - zones().keys() == NOWHERE
    assert zones().keys() <= countries()


def test_countries_whose_zones_differ_are_told_by_hand() -> None:
    of_country: dict[str, set[str]] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            of_country.setdefault(country, set()).add(zone)
    for country in of_country.keys() - MAIN_ZONES.keys() - NOWHERE:
        for instant in (NOON, NOON + timedelta(days=184)):
            assert len({instant.astimezone(ZoneInfo(zone)).utcoffset() for zone in of_country[country]}) == 1, country


def test_days_begin_where_clocks_say_so() -> None:
    for country, zone, first in (
        ("BE", "Europe/Brussels", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("BR", "America/Sao_Paulo", datetime(2026, 7, 1, 3, tzinfo=UTC)),
        ("KI", "Pacific/Tarawa", datetime(2026, 6, 30, 12, tzinfo=UTC)),
        ("US", "America/New_York", datetime(2026, 7, 1, 4, tzinfo=UTC)),
        ("NP", "Asia/Kathmandu", datetime(2026, 6, 30, 18, 15, tzinfo=UTC)),
    ):
        for instant, day in ((first - timedelta(seconds=1), date(2026, 6, 30)), (first, date(2026, 7, 1))):
            days = days_at(instant)
            away = (country in days.ahead) - (country in days.behind)
            assert days.day + timedelta(days=away) == day == instant.astimezone(ZoneInfo(zone)).date()
