"""What pages, cards and feeds hold to: what counts as recommended, what may be a link, what is no longer there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.website.detail_fields import DETAIL_FIELDS
from schema.ids import RECOMMENDATION_ID, SLUG

RECOMMENDED = {"PICK", "SUBJECT"}


def as_slug(text: str) -> str:
    """Take a slug from an address; what cannot be one becomes empty, which is nobody's slug."""
    return text if SLUG.fullmatch(text) else ""


def as_recommendation_id(text: str) -> str:
    """Take a recommendation's id from an address; what cannot be one becomes an id that none has."""
    return text if RECOMMENDATION_ID.fullmatch(text) else "rec_"


def is_recommended(recommendation: Mapping[str, Any]) -> bool:
    """Tell whether a work is recommended or examined there, rather than only named in passing."""
    return recommendation["role"] in RECOMMENDED


def is_web(url: str | None) -> bool:
    """Tell whether an address may become a link: http or https, and nothing that a browser would execute."""
    return bool(url) and str(url).lower().startswith(("https://", "http://"))


def has_ended(availability: Mapping[str, Any], today: date) -> bool:
    """Tell whether the last day of an availability is over."""
    return bool(availability["until"]) and date.fromisoformat(availability["until"]) < today


def is_gone(work: Mapping[str, Any], today: date) -> bool:
    """Tell whether a work is known to be available nowhere: every availability is over, or it was stopped."""
    everywhere = work["availability"]
    over = bool(everywhere) and all(has_ended(each, today) for each in everywhere)
    return over or is_discontinued(work)


def is_discontinued(work: Mapping[str, Any]) -> bool:
    """Whether a detail of a work says that nobody offers it any more."""
    ends = ((work.get(field.key), field.detail.discontinued) for field in DETAIL_FIELDS[work["kind"]])
    return any(value is not None and value == end for value, end in ends)


def offers(work: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give a work's availability with the ``countries`` of what is alike in all else put together, in order."""
    grouped: dict[str, dict[str, Any]] = {}
    for each in work["availability"]:
        alike = {name: value for name, value in each.items() if name != "country"}
        offer = grouped.setdefault(f"{each['country'] is None} {alike}", {**alike, "countries": []})
        if each["country"]:
            offer["countries"].append(each["country"])
    return list(grouped.values())
