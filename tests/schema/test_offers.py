"""Where and when works can be had: days are days in the country that is asked about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from schema import db, writes
from schema.visibility import EDITORIAL, View
from schema.vocabulary import Access
from tests.reader import NOW, Reader, reading

MINUTE = timedelta(minutes=1)
LAST = date(2026, 7, 1)
MIDNIGHTS = {
    "BE": datetime(2026, 7, 1, 22, tzinfo=UTC),
    "BR": datetime(2026, 7, 2, 3, tzinfo=UTC),
    "KI": datetime(2026, 7, 1, 12, tzinfo=UTC),
    "US": datetime(2026, 7, 2, 4, tzinfo=UTC),
}
"""When the last day ends there."""
OFFERS = "query ($country: CountryCode) { work(slug: %s) { availability(country: $country) { country status asOf } } }"
OFFERED = "query ($filter: WorkFilter) { works(filter: $filter) { nodes { slug } totalCount } }"


def offer(country: str | None = None, access: Access = Access.FREE, **values: Any) -> dict[str, Any]:
    """Return the columns of an offer."""
    return {"country": country, "access": access, **values}


@pytest.fixture
def offers(engine: sa.Engine) -> Any:
    """Write a work with some offers."""

    def write(slug: str, *offers: dict[str, Any]) -> None:
        with db.write_transaction(engine) as session:
            work = {"slug": slug, "kind": "FILM", "title": slug, "availability": list(offers)}
            writes.save_work(session, work)

    return write


def at(instant: datetime) -> View:
    """Return an editor's view at an instant."""
    return View(EDITORIAL, instant)


async def offered(reader: Reader, view: View | None = None, /, **asked: Any) -> set[str]:
    """Return the slugs of the works that a filter finds."""
    found = (await reader.ask(OFFERED, view or at(NOW), filter=asked))["works"]
    assert found["totalCount"] == len(found["nodes"])
    return {each["slug"] for each in found["nodes"]}


@pytest.mark.parametrize("country", MIDNIGHTS)
async def test_an_offer_ends_with_its_last_day_where_it_is(country: str, database_url: str, offers: Any) -> None:
    offers("ends", offer(country, from_date=LAST, until_date=LAST))
    for instant, status, day in (
        (MIDNIGHTS[country] - timedelta(days=1) - MINUTE, "UPCOMING", LAST - timedelta(days=1)),
        (MIDNIGHTS[country] - timedelta(days=1) + MINUTE, "OPEN", LAST),
        (MIDNIGHTS[country] - MINUTE, "OPEN", LAST),
        (MIDNIGHTS[country] + MINUTE, "ENDED", LAST + timedelta(days=1)),
    ):
        async with reading(database_url) as reader:
            for asked in (None, country):
                data = await reader.ask(OFFERS % '"ends"', at(instant), country=asked)
                assert data["work"]["availability"] == [{"country": country, "status": status, "asOf": str(day)}]
            found = await offered(reader, at(instant), availableIn=[country])
            assert found == ({"ends"} if status == "OPEN" else set())


async def test_ends_that_are_not_known_are_open(database_url: str, offers: Any) -> None:
    day = NOW.date()
    offers("always", offer("FR"))
    offers("from", offer("FR", from_date=day))
    offers("until", offer("FR", until_date=day))
    offers("later", offer("FR", from_date=day + timedelta(days=1)))
    async with reading(database_url) as reader:
        assert await offered(reader, availableIn=["FR"]) == {"always", "from", "until"}
        assert await offered(reader, availableIn=["FR"], asOf="2023-09-02") == {"always", "from", "later"}


async def test_a_country_that_is_not_stated_is_none(database_url: str, offers: Any) -> None:
    offers("somewhere", offer(None, position=1), offer("FR", position=2))
    offers("nowhere", offer(None))
    async with reading(database_url) as reader:
        assert await offered(reader, availableIn=["FR"]) == {"somewhere"}
        assert await offered(reader, access=["FREE"]) == {"somewhere", "nowhere"}
        data = await reader.ask(OFFERS % '"somewhere"', at(NOW), country="FR")
        assert [each["country"] for each in data["work"]["availability"]] == ["FR", None]
        data = await reader.ask(OFFERS % '"somewhere"', at(NOW), country="MX")
        assert [each["country"] for each in data["work"]["availability"]] == [None]


async def test_one_offer_meets_all_that_is_asked_for(database_url: str, offers: Any) -> None:
    offers("two", offer("FR", Access.RENT, verified_at=NOW), offer("MX", Access.FREE, position=2))
    async with reading(database_url) as reader:
        assert await offered(reader, availableIn=["FR"], access=["RENT"], verifiedSince="2023-09-01") == {"two"}
        assert await offered(reader, availableIn=["FR"], access=["FREE"]) == set()
        assert await offered(reader, availableIn=["MX"], verifiedSince="2023-09-01") == set()
        assert await offered(reader, **{"not": {"availableIn": ["FR"], "access": ["FREE"]}}) == {"two"}
        assert reader.database.statements == 4


async def test_offers_say_how_long_ago_someone_made_sure(database_url: str, offers: Any) -> None:
    ages = {"FRESH": 30, "STALE": 31, "UNVERIFIED": None}
    for number, (name, days) in enumerate(ages.items()):
        offers(f"w{number}", offer(verified_at=None if days is None else NOW - timedelta(days=days)))
        async with reading(database_url) as reader:
            data = await reader.ask(f'{{ work(slug: "w{number}") {{ availability {{ freshness }} }} }}', at(NOW))
        assert data["work"]["availability"] == [{"freshness": name}]


async def test_the_publication_says_for_how_long_offers_are_fresh(
    database_url: str, engine: sa.Engine, offers: Any
) -> None:
    offers("week", offer(verified_at=NOW - timedelta(days=7)))
    query = '{ publication { availabilityFreshDays } work(slug: "week") { availability { freshness } } }'
    for days, name in ((6, "STALE"), (7, "FRESH"), (2**31 - 1, "FRESH")):
        with db.write_transaction(engine) as session:
            writes.save_publication(session, {"name": "Liane", "availability_fresh_days": days})
        async with reading(database_url) as reader:
            data = await reader.ask(query, at(NOW))
        assert data["publication"] == {"availabilityFreshDays": days}
        assert data["work"]["availability"] == [{"freshness": name}]


async def test_a_country_that_there_is_not_is_refused(database_url: str) -> None:
    async with reading(database_url) as reader:
        for code in ("mx", "XX", "", "MEX"):
            answer = await reader.body(OFFERED, filter={"availableIn": [code]})
            assert b"such as MX" in answer
