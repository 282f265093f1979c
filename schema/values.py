"""The GraphQL types that refer to no other: bodies, images, prices, figures, links, external ids; and the scalars."""

import re
from base64 import b64decode
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, NewType

import sqlalchemy as sa
import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from schema import tables
from schema.countries import countries
from schema.engine.fields import entity_type, expression, scalar, value_type
from schema.engine.notation import printed
from schema.enums import Precision, PricePeriod
from schema.images import FORMAT, SIZE, image_srcset, image_url, known_of_file, read_size, text
from schema.instants import instant_text
from schema.pictures import FOLDER

RFC_3339 = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
SOURCE = 'src="'
LINK = '<a href="'
"""How sanitised HTML writes a link."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def absolute(html: Any, env: Any, before: str, folder: str) -> Any:
    """Return the expression of HTML whose addresses in a folder of ours are whole."""
    return sa.func.replace(html, text(before + folder), text(before) + env.base_url + text(folder))


def absolute_links(html: Any, env: Any) -> Any:
    """Return the expression of HTML whose links to pages of ours are whole: ``/people/ada`` is below our address.

    One to another host that leaves the protocol to the page (``//a.example``) stays as it is.
    """
    ours = absolute(html, env, LINK, "/")
    return sa.func.replace(ours, text(LINK) + env.base_url + text("//"), text(f"{LINK}//"))


@value_type
class Body:
    """A text, in three forms of the same words."""

    html: str = expression(
        "Sanitised HTML: no scripts, no styles, links marked as unfollowed.",
        lambda body, env: absolute_links(absolute(body.html, env, SOURCE, FOLDER), env),
        size=3_000,
    )
    text: str = scalar("The bare words; paragraphs are separated by a blank line.", size=2_500)
    markdown: str = scalar("CommonMark, as the editor wrote it.", size=2_500)


@value_type
class Image:
    """A picture, with the words that stand for it."""

    url: str = expression(
        "Where the picture is. Of one that is kept here, an address in the size and format that is asked for; any "
        "other has one address alone.",
        image_url,
        arguments=SIZE,
        prepare=read_size,
        size=100,
    )
    srcset: str | None = expression(
        "The addresses in all its widths, for an `img`'s `srcset`; null of one that is kept elsewhere.",
        image_srcset,
        arguments={"format": FORMAT},
        size=900,
    )
    alt: str = scalar("What can be seen on it, for those who do not see it.")
    width: int | None = scalar("Its width in pixels, where known.")
    height: int | None = scalar("Its height in pixels, where known.")
    credit: str | None = scalar("Whose picture it is.")
    focal_x: float | None = scalar("Where what matters in it is, from 0 (left) to 1 (right); null where not stated.")
    focal_y: float | None = scalar("The same from 0 (top) to 1 (bottom).")
    placeholder: str | None = expression(
        "A few blurred pixels as a `data:` address, to be shown until it is there; null of one that is kept elsewhere, "
        "or that one can see through.",
        known_of_file("placeholder"),
        size=200,
    )
    dominant_color: str | None = expression(
        "The colour that most of it has, as `#rrggbb`; null of one that is kept elsewhere.",
        known_of_file("dominant_color"),
        size=10,
    )


@value_type
class Price:
    """What something costs."""

    amount: str = scalar("The amount as a decimal number in text, such as `9.99`; never rounded.")
    currency: str = scalar("The currency's ISO 4217 code, such as `EUR`.")
    period: PricePeriod | None = scalar("What one payment covers; null where it is not stated.")
    approximate: bool = scalar("Whether the text gives the amount as about this much.")


@entity_type(tables.Link)
class Link:
    """A page about a work."""

    rel: str = scalar("What the page is to the work, such as `official` or `trailer`.")
    url: str = scalar("Where the page is.")
    title: str | None = scalar("What the page is called.")


@entity_type(tables.ExternalId)
class ExternalId:
    """The name of a work in somebody else's catalogue."""

    scheme: str = scalar("Whose catalogue, such as `imdb`, `tmdb` or `wikidata`.")
    value: str = scalar("The name there, such as `tt16428256`.")


@entity_type(tables.KeyFigure)
class KeyFigure:
    """A measured value that a section states."""

    label: str = scalar("What was measured.")
    value: str = scalar("The value as a decimal number in text; the lower end of a range.")
    upper_value: str | None = scalar("The upper end, where the text gives a range.")
    unit: str = scalar("What is counted or measured in, in the language of the issue.")
    precision: Precision = scalar("How exactly the text states it.")


def _parse_date(value: object) -> date:
    with suppress(ValueError):
        if isinstance(value, str) and DAY.fullmatch(value):
            return date.fromisoformat(value)
    raise GraphQLError(f"A Date is a day of the calendar, written YYYY-MM-DD; found: {printed(value)}.")


def _parse_datetime(value: object) -> datetime:
    with suppress(ValueError, OverflowError):
        if isinstance(value, str) and (instant := datetime.fromisoformat(value)).tzinfo is not None:
            return instant.astimezone(UTC)
    raise GraphQLError(f"A DateTime is an instant, written 2023-07-21T06:00:00Z; found: {printed(value)}.")


Base64 = NewType("Base64", bytes)


def _parse_base64(value: object) -> Base64:
    with suppress(ValueError):
        if isinstance(value, str):
            return Base64(b64decode(value, validate=True))
    raise GraphQLError(f"Base64 is a text of RFC 4648; found: {printed(value)}.")


CountryCode = NewType("CountryCode", str)


def _parse_country(value: object) -> CountryCode:
    if isinstance(value, str) and value in countries():
        return CountryCode(value)
    raise GraphQLError(f"A CountryCode is a code of ISO 3166-1 in capitals, such as MX; found: {printed(value)}.")


SCALARS: dict[object, ScalarDefinition] = {
    Base64: strawberry.scalar(
        name="Base64",
        description="Bytes, written in Base64.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc4648#section-4",
        parse_value=_parse_base64,
    ),
    CountryCode: strawberry.scalar(
        name="CountryCode",
        description="A country by its code of ISO 3166-1: two capital letters, such as `MX`.",
        specified_by_url="https://www.iso.org/iso-3166-country-codes.html",
        parse_value=_parse_country,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day, written `YYYY-MM-DD`.",
        specified_by_url=RFC_3339,
        serialize=date.isoformat,
        parse_value=_parse_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC and whole seconds, written `2023-07-21T06:00:00Z`.",
        specified_by_url=RFC_3339,
        serialize=instant_text,
        parse_value=_parse_datetime,
    ),
}
