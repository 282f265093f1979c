"""Where, how and between which days works can be had; and what that is on a day."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Annotated, Any

import sqlalchemy as sa
import strawberry

from schema import tables
from schema.bases import table_of
from schema.column_types import UtcDateTime
from schema.countries import days_at
from schema.engine.arguments import is_any_of
from schema.engine.fields import embed, entity_type, expression, one, scalar
from schema.engine.specs import Argument, Asked, Listing
from schema.engine.sql.json_text import AnyOf, DaysBefore, ListParameter
from schema.enums import Access, AvailabilityStatus, Basis, Freshness
from schema.slugs import select_with_slugs
from schema.values import CountryCode, Price

LONGEST_FRESH = 36_500
"""More days count as so many."""
ONE_DAY = timedelta(days=1)


def today_in(country: Any, env: Any) -> sa.ColumnElement[Any]:
    """Return the expression of today in a country; where it is null, or nobody lives there, in UTC."""
    countries = ListParameter(sa.Text())
    return sa.case(
        (
            AnyOf(country, env.of_the_day("ahead", countries, lambda now: days_at(now).ahead)),
            env.of_the_day("tomorrow", sa.Date(), lambda now: days_at(now).day + ONE_DAY),
        ),
        (
            AnyOf(country, env.of_the_day("behind", countries, lambda now: days_at(now).behind)),
            env.of_the_day("yesterday", sa.Date(), lambda now: days_at(now).day - ONE_DAY),
        ),
        else_=env.of_the_day("today", sa.Date(), lambda now: days_at(now).day),
    )


def status_on(offer: Any, day: Any) -> sa.ColumnElement[str]:
    """Return the expression of where an offer's window stands on a day; an end that is not known is open."""
    upcoming, ended, is_open = (
        sa.literal_column(f"'{each}'", sa.Text())
        for each in (AvailabilityStatus.UPCOMING, AvailabilityStatus.ENDED, AvailabilityStatus.OPEN)
    )
    return sa.case((offer.from_date > day, upcoming), (offer.until_date < day, ended), else_=is_open)


def is_open_on(offer: Any, day: Any) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that an offer is open on a day, its last one included."""
    begun = sa.or_(offer.from_date.is_(None), offer.from_date <= day)
    return [begun, sa.or_(offer.until_date.is_(None), offer.until_date >= day)]


def freshness_of(offer: Any, env: Any) -> sa.ColumnElement[str]:
    """Return the expression of how long ago somebody made sure of an offer; days are those of UTC."""
    since = fresh_since(env.of_the_day("midnight", UtcDateTime(), lambda now: midnight(now.date())))
    unverified, fresh, stale = (
        sa.literal_column(f"'{each}'", sa.Text()) for each in (Freshness.UNVERIFIED, Freshness.FRESH, Freshness.STALE)
    )
    return sa.case((offer.verified_at.is_(None), unverified), (offer.verified_at >= since, fresh), else_=stale)


def fresh_since(midnight: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return the expression of the instant from which on somebody made sure of what is fresh on a day that begins."""
    publication = table_of(tables.Publication)
    stored, unset = publication.c.availability_fresh_days, tables.Publication.model_fields["availability_fresh_days"]
    days = sa.case((stored < LONGEST_FRESH, stored), else_=sa.literal_column(str(LONGEST_FRESH)))
    number = sa.func.coalesce(sa.select(days).scalar_subquery(), sa.literal_column(str(unset.default)))
    return DaysBefore(midnight, number)


def midnight(day: date) -> datetime:
    """Return when a day begins in UTC."""
    return datetime.combine(day, time(), UTC)


def list_offers(offer: Any, asked: Asked, env: Any) -> Listing:
    """Return what the arguments of ``Work.availability`` make of it."""
    where: list[sa.ColumnElement[bool]] = []
    order: list[sa.ColumnElement[Any]] = []
    country = offer.country
    if "country" in asked:
        country = asked["country"].parameter()
        where.append(sa.or_(offer.country == country, offer.country.is_(None)))
        order.append(sa.case((offer.country.is_(None), sa.literal_column("1")), else_=sa.literal_column("0")))

    @cache
    def day() -> sa.ColumnElement[Any]:
        return asked["asOf"].parameter(sa.Date()) if "asOf" in asked else today_in(country, env)

    if "access" in asked:
        where.append(is_any_of(offer.access, asked["access"]))
    if "platform" in asked:
        where.append(offer.platform_id.in_(select_with_slugs("Organization", asked["platform"])))
    if "status" in asked:
        where.append(is_any_of(status_on(offer, day()), asked["status"]))
    return Listing(where, order, {"day": day})


def meets(offer: Any, asked: Asked, env: Any) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that one offer is what the fields of a filter ask for together, open on the day."""
    where: list[sa.ColumnElement[bool]] = []
    if "availableIn" in asked:
        where.append(is_any_of(offer.country, asked["availableIn"]))
    if "access" in asked:
        where.append(is_any_of(offer.access, asked["access"]))
    if "platform" in asked:
        where.append(offer.platform_id.in_(select_with_slugs("Organization", asked["platform"])))
    if "verifiedSince" in asked:
        where.append(offer.verified_at >= asked["verifiedSince"].converted(midnight).parameter(UtcDateTime()))
    day = asked["asOf"].parameter(sa.Date()) if "asOf" in asked else today_in(offer.country, env)
    return [*where, *is_open_on(offer, day)]


@entity_type(tables.Availability)
class Availability:
    """Where, how and between which days a work can be had."""

    platform: Annotated["Organization", strawberry.lazy("schema.types")] | None = one(  # type: ignore[name-defined]  # noqa: F821
        "Where; null where the work is its own platform or none is stated.",
        on=lambda availability, body: body.id == availability.platform_id,
    )
    country: str | None = scalar("The country's ISO 3166-1 code; null means not stated, not everywhere.")
    access: Access = scalar("How one gets at it.")
    from_date: date | None = scalar("From which day on.", name="from")
    from_basis: Basis | None = scalar("Whether the first day was stated or worked out.")
    until: date | None = scalar("Until which day, included.", column="until_date")
    until_basis: Basis | None = scalar("Whether the last day was stated or worked out.")
    url: str | None = scalar("The work's page there.")
    verified_at: datetime | None = scalar("When someone last made sure of this.")
    price: Price | None = embed("What it costs there.", "price_", null_unless="amount")
    status: AvailabilityStatus = expression(
        "Where its window stands on the day `asOf`; an end that is not known is open.",
        lambda offer, _: status_on(offer, offer.day),
    )
    freshness: Freshness = expression("How long ago someone last made sure of this.", freshness_of)
    as_of: date = expression(
        "The day `status` is about: the one that was asked for, else today in the country that was asked for, else "
        "today in its own country, or in UTC where none is stated.",
        lambda offer, _: offer.day,
    )


AVAILABILITY = {
    "country": Argument(CountryCode | None, "Only those in this country, then those whose country is not stated."),
    "access": Argument(list[Access] | None, "Only with any of these ways to get at it."),
    "platform": Argument(list[str] | None, "Only on any of these platforms (their slugs)."),
    "status": Argument(list[AvailabilityStatus] | None, "Only those whose window stands so on the day."),
    "as_of": Argument(date | None, "The day; today in the country when left out."),
}
