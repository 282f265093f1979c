"""Rules that pages, cards and feeds share: what counts as recommended, what may be a link, what has ended."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, TypeVar

from markupsafe import Markup

from api.website.detail_fields import DETAIL_FIELDS
from api.website.results import Availability, RecommendationRole, SectionAnchor, WorkCard
from schema.ids import RECOMMENDATION_ID_PATTERN, SLUG_PATTERN
from schema.text import fold

RECOMMENDED = {"PICK", "SUBJECT"}
FIRST_PARAGRAPH = re.compile(r"<p>(?:<(?:em|strong|i|b|a [^>]*)>)*[^\W\d_].*?</p>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
FEWEST_LETTERS_BESIDE = 200
LENGTHS = {"longest": 110, "long": 55}
"""The classes of long headings, and how many letters they have at least."""


class WithRole(TypedDict):
    """A recommendation, of which at least the role is selected."""

    role: RecommendationRole


class WithName(TypedDict):
    """Somebody, of whom at least the name is selected."""

    name: str


Recommendation = TypeVar("Recommendation", bound=WithRole)


def as_slug(text: str) -> str:
    """Return a slug from a URL; an empty one, which nothing has, for what cannot be a slug."""
    return text if SLUG_PATTERN.fullmatch(text) else ""


def as_recommendation_id(text: str) -> str:
    """Return a recommendation's id from a URL; one that none has for what cannot be an id."""
    return text if RECOMMENDATION_ID_PATTERN.fullmatch(text) else "rec_"


def is_recommended(recommendation: WithRole) -> bool:
    """Whether a work is recommended or examined, rather than only named in passing."""
    return recommendation["role"] in RECOMMENDED


def order_for_cover(recommendations: Iterable[Recommendation]) -> list[Recommendation]:
    """Return what is recommended in the order of the cover: what the editors picked, then what they examined."""
    return sorted(filter(is_recommended, recommendations), key=lambda recommendation: recommendation["role"])


def headings(section: SectionAnchor) -> tuple[str | None, str | None]:
    """Return what stands above a section, and the column's name above that where it says something else."""
    heading, column = section["heading"], section["column"]["name"] if section["column"] else None
    if heading and column and fold(heading) != fold(column):
        return heading, column
    return column or heading, None


def opens_with_a_letter(html: str) -> bool:
    """Whether a text begins with a letter, in a paragraph that is long enough for a large one."""
    paragraph = FIRST_PARAGRAPH.match(html)
    return paragraph is not None and len(TAG.sub("", paragraph[0])) > FEWEST_LETTERS_BESIDE


def length_class(title: str) -> Markup:
    """Return the class of a heading by the length of its words: long ones are set in smaller letters."""
    name = next((name for name, letters in LENGTHS.items() if len(title) > letters), "")
    return Markup(' class="{}"').format(name) if name else Markup("")


def is_web(url: str | None) -> bool:
    """Whether a URL may become a link: http or https, and nothing that a browser would execute."""
    return bool(url) and str(url).lower().startswith(("https://", "http://"))


def has_ended(availability: Availability, today: date) -> bool:
    """Whether the last day of an availability is over."""
    return bool(availability["until"]) and date.fromisoformat(str(availability["until"])) < today


def is_unavailable(work: WorkCard, today: date) -> bool:
    """Whether a work is known to be available nowhere: every availability has ended, or it was discontinued."""
    availability = work["availability"]
    ended = bool(availability) and all(has_ended(entry, today) for entry in availability)
    return ended or is_discontinued(work)


def is_discontinued(work: Mapping[str, Any]) -> bool:
    """Whether a detail of a work says that nobody offers it any more."""
    ends = ((work.get(field.key), field.detail.discontinued) for field in DETAIL_FIELDS[work["kind"]])
    return any(value is not None and value == end for value, end in ends)


def offers(availability: Sequence[Availability]) -> list[Mapping[str, Any]]:
    """Merge availabilities that differ in their country alone, in order; each offer has its ``countries``."""
    merged: dict[str, dict[str, Any]] = {}
    for entry in availability:
        common = {name: value for name, value in entry.items() if name != "country"}
        offer = merged.setdefault(f"{entry['country'] is None} {common}", {**common, "countries": []})
        if entry["country"]:
            offer["countries"].append(entry["country"])
    return [*merged.values()]
