"""What a kind of work declares: all that the product knows of it and of no other kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from sqlmodel import SQLModel

from schema.vocabulary import CreditRole, WorkKind

COUNTRY = r"^/(?:[a-z]{2}(?:-[A-Za-z]{2})?/)?"
"""The beginning of a path, with a country or a language where the site has one: ``/fr/``, ``/fr-CA/``."""
ON_SCREEN: dict[str, str] = {CreditRole.DIRECTOR: "director", CreditRole.ACTOR: "actor", CreditRole.COMPOSER: "musicBy"}
"""The credits that schema.org has properties for on films, programmes and games."""


@dataclass(frozen=True)
class Localized:
    """A text in each language of the website."""

    fr: str
    en: str

    def text(self, language: str) -> str:
        """Return the text in one language."""
        return str(getattr(self, language))


class Gender(StrEnum):
    """The gender of a kind's name in French, with which words for its works agree."""

    MASCULINE = "masculine"
    FEMININE = "feminine"


class Unit(StrEnum):
    """What a number counts, where it is shown with its unit."""

    MINUTES = "minutes"
    SECONDS = "seconds"


class Activity(StrEnum):
    """What people do with a work. Kinds that share one stand under each other's labels: "Watching" may be a series."""

    WATCHING = "watching"
    LISTENING = "listening"
    READING = "reading"


@dataclass(frozen=True)
class Detail:
    """A field that only this kind has, as the work's page shows it and schema.org calls it.

    Text, numbers, dates and lists are shown as they are, a boolean as yes or no, a person, an organisation or a work
    by name.

    Args:
        name: the name of the field in the kind's GraphQL class.
        label: what stands before the value.
        values: the texts of an enumeration's or a boolean's values; a value without one is not shown.
        unit: what a number counts.
        property: the property that schema.org has for it.
        discontinued: the value at which the work can no longer be had anywhere; cards read such a detail too.
        before_dates: whether it stands before the dates rather than after them.
    """

    name: str
    label: Localized
    values: Mapping[Any, Localized] = field(default_factory=dict)
    unit: Unit | None = None
    property: str | None = None
    discontinued: str | None = None
    before_dates: bool = False


@dataclass(frozen=True)
class SchemaOrg:
    """The kind's type at schema.org, with what only some types have.

    ``credits`` are properties by role, where the type has one of its own. ``part_of`` is the property for the work that
    a work is part of, and that work's type.
    """

    type: str
    credits: Mapping[str, str] = field(default_factory=dict)
    part_of: tuple[str, str] | None = ("isPartOf", "CreativeWork")


class Site(NamedTuple):
    """Addresses of somebody else's site that name works of the kind.

    Args:
        domain: the site's domain; subdomains count too.
        address: a regular expression for the path and query, with the group ``id``.
        scheme: what ids of this site are called among a work's external ids.
        sure: false where works of other kinds have such addresses too, and the words near a link decide.
        by_subdomain: whether an id is unique within a subdomain only, which is then put before it.
    """

    domain: str
    address: str
    scheme: str
    sure: bool = True
    by_subdomain: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of work. What has a default may be left out.

    Args:
        name: its value in ``WorkKind``.
        row: its table, whose ids are those of the works.
        type: its GraphQL type.
        display_name: its name for readers.
        gender: the gender of its French name: "Recommandé", "Recommandée".
        plural: the name of several of it.
        schema_org: its type at schema.org.
        details: the fields that only this kind has, in the order in which they are shown.
        hints: words for such a work in a text ("the novel ..."), from which importers tell its kind.
        labels: what newsletters put before a title of this kind: "Reading: ...".
        bare_labels: labels that announce a title even without a sign between: "Reading Emma".
        buttons: what stands on buttons that lead to such a work: "Buy the book".
        activities: what people do with it; kinds that share one stand under each other's labels.
        sites: sites whose addresses name works of this kind.
        poster: its figure on drawn posters, as SVG of 200 by 170 in a Jinja template: ``p`` is the poster, with the
            colours ``ground``, ``figure`` and ``accent``, and ``g`` its sixteen numbers from 0 to 15.
    """

    name: WorkKind
    row: type[SQLModel]
    type: Any
    display_name: Localized
    gender: Gender
    plural: Localized
    schema_org: SchemaOrg
    details: tuple[Detail, ...] = ()
    hints: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    bare_labels: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    sites: tuple[Site, ...] = ()
    poster: str = ""


def listed(texts: str) -> tuple[str, ...]:
    """Split a list that is written with commas, over as many lines as it takes."""
    return tuple(text.strip() for text in texts.split(","))
