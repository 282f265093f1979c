"""The documents in which content travels: importers produce them, load reads them and export writes them.

Names are the API's, in camelCase, so that a file reads like an answer. ``id`` may be left out of a file that a person
writes; export always writes it, so that links to a recommendation survive a restore.
"""

from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.alias_generators import to_camel

from schema.colors import COLOR
from schema.engine.id_pattern import ID_CHARACTERS, MAX_ID_LENGTH
from schema.ids import MAX_SLUG_LENGTH, SLUG_CHARACTERS
from schema.pictures import FOLDER, NAME
from schema.text import clean
from schema.vocabulary import (
    Access,
    Basis,
    CreditRole,
    OrganizationKind,
    Precision,
    PricePeriod,
    RecommendationRole,
    StoredStatus,
    WorkKind,
)
from seed.files.snapshot import Snapshot

Slug = Annotated[str, StringConstraints(pattern=f"^{SLUG_CHARACTERS}+$", max_length=MAX_SLUG_LENGTH)]
Id = Annotated[str, StringConstraints(pattern=f"^{ID_CHARACTERS}+$", max_length=MAX_ID_LENGTH)]
Text = Annotated[str, AfterValidator(clean)]
Name = Annotated[str, AfterValidator(clean), StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s\"<>]+$", max_length=2000)]
Color = Annotated[str, StringConstraints(pattern=rf"^{COLOR.pattern}$")]


PictureUrl = Annotated[
    str, StringConstraints(pattern=rf"^(?:https?://[^\s\"<>]+|{FOLDER}{NAME.pattern})$", max_length=2000)
]


def _part(value: object) -> object:
    """Return a part of a whole as it is stored: a decimal number between 0 and 1 with at most two places, as text."""
    with suppress(TypeError, ValueError):
        number = round(float(value), 2)  # type: ignore[arg-type] # what is no number is refused
        if 0 <= number <= 1:
            return str(number)
    raise ValueError("write a number between 0 and 1")


Part = Annotated[str, BeforeValidator(_part)]


def _decimal(value: str) -> str:
    """Return the value if it is a plain decimal number, such as ``8000000000`` or ``9.99``."""
    if not Decimal(value).is_finite() or "e" in value.lower():
        raise ValueError("write a plain decimal number")
    return value


Amount = Annotated[str, AfterValidator(_decimal)]
Digests = dict[str, str]


class ContentModel(BaseModel):
    """Base of all documents and their parts; unknown keys are refused, so that typing mistakes are seen."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


AnyContent = TypeVar("AnyContent", bound=ContentModel)


class Image(ContentModel):
    """A picture and its text alternative; one that is kept here has the address that ``liane pictures add`` prints.

    ``focalX`` and ``focalY`` say where what matters in it is, from 0 (left, top) to 1: there it is cut around.
    """

    url: PictureUrl
    alt: Text
    width: int | None = Field(default=None, gt=0)
    height: int | None = Field(default=None, gt=0)
    credit: Text | None = None
    focal_x: Part | None = None
    focal_y: Part | None = None

    @model_validator(mode="after")
    def _focus_is_whole(self) -> Self:
        if (self.focal_x is None) != (self.focal_y is None):
            raise ValueError("write both focalX and focalY, or none")
        return self


class SluggedModel(ContentModel):
    """Base of the documents with a slug, which have one file each.

    ``exported``, in the documents below, tells what a file was when export wrote it, so that what was edited in it can
    be told from what was edited elsewhere since: a digest of each field, in an issue a snapshot.
    """

    id: Id | None = None
    slug: Slug
    former_slugs: list[Slug] = []


class Publication(ContentModel):
    """The publication, in ``publication.yaml``."""

    name: Name
    tagline: Text | None = None
    language: str = "fr"
    time_zone: str = "Europe/Paris"
    url: Url | None = None
    accent_color: Color | None = None
    logo: Image | None = None
    about: Text | None = None
    subscribing: Text | None = None
    availability_fresh_days: int = 30
    exported: Digests | None = None


class Column(SluggedModel):
    """A column, in ``columns/SLUG.yaml``."""

    name: Name
    description: Text | None = None
    exported: Digests | None = None


class Organization(SluggedModel):
    """An organisation, in ``organizations/SLUG.yaml``."""

    name: Name
    kind: OrganizationKind
    aliases: list[Name] = []
    summary: Text | None = None
    url: Url | None = None
    exported: Digests | None = None


class Affiliation(ContentModel):
    """A person's position at an organisation (its slug)."""

    organization: Slug
    title: Name


class Person(SluggedModel):
    """A person, in ``people/SLUG.yaml``."""

    name: Name
    aliases: list[Name] = []
    summary: Text | None = None
    affiliations: list[Affiliation] = []
    exported: Digests | None = None


class Credit(ContentModel):
    """The role of a person (their slug) in a work."""

    role: CreditRole
    person: Slug


class Price(ContentModel):
    """A price; the amount is a decimal string, never a float."""

    amount: Amount
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    period: PricePeriod | None = None
    approximate: bool = False


class Availability(ContentModel):
    """Where, how and between which days a work is available; ``platform`` is an organisation's slug."""

    platform: Slug | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    access: Access
    from_: date | None = Field(default=None, alias="from")
    from_basis: Basis | None = None
    until: date | None = None
    until_basis: Basis | None = None
    url: Url | None = None
    verified_at: datetime | None = None
    price: Price | None = None


class ExternalId(ContentModel):
    """The work's id in an outside catalogue, such as ``imdb`` / ``tt1375666``."""

    scheme: Slug
    value: Name


class Link(ContentModel):
    """A link to a page about the work."""

    rel: Slug
    url: Url
    title: Text | None = None


class Work(SluggedModel):
    """A work, in ``works/SLUG.yaml``; ``details`` holds the fields that only this kind has."""

    kind: WorkKind
    title: Name
    original_title: Name | None = None
    aliases: list[Name] = []
    release_date: date | None = None
    release_date_basis: Basis | None = None
    year: int | None = None
    summary: Text | None = None
    tags: list[Name] = []
    image: Image | None = None
    part_of: Slug | None = None
    details: dict[str, Any] = {}
    credits: list[Credit] = []
    organizations: list[Slug] = []
    availability: list[Availability] = []
    external_ids: list[ExternalId] = []
    links: list[Link] = []
    exported: Digests | None = None


CatalogueDocument = Publication | Column | Organization | Person | Work
"""What issues refer to."""


class Recommendation(ContentModel):
    """A recommendation of a work (its slug)."""

    id: Id | None = None
    work: Slug
    role: RecommendationRole
    reason: Text | None = None
    recommended_by: Slug | None = None


class Source(ContentModel):
    """A source that a section cites; ``publication`` is an organisation's slug."""

    publication: Slug | None = None
    url: Url | None = None
    title: Text | None = None


class KeyFigure(ContentModel):
    """A measured value, as a decimal string with its unit; ``upperValue`` closes a range."""

    label: Name
    value: Amount
    upper_value: Amount | None = None
    unit: Name
    precision: Precision = Precision.EXACT


class Section(ContentModel):
    """A section of an issue; its Markdown stands below the front matter."""

    id: Id | None = None
    heading: Name | None = None
    column: Slug | None = None
    recommendations: list[Recommendation] = []
    people: list[Slug] = []
    organizations: list[Slug] = []
    sources: list[Source] = []
    key_figures: list[KeyFigure] = []
    body: Text = Field(default="", exclude=True)


class Issue(SluggedModel):
    """An issue, in ``issues/SLUG.md``: YAML front matter, then each section's Markdown below ``<!-- section N -->``.

    ``imported`` is the snapshot of the last import; only export writes it, so that a restore keeps it. So it is with
    ``updated_at``, where that is not the day of publication.
    """

    number: int | None = Field(default=None, gt=0)
    title: Name
    standfirst: Text | None = None
    language: str = "fr"
    status: StoredStatus = StoredStatus.DRAFT
    published_at: datetime | None = None
    published_at_basis: Basis | None = None
    updated_at: AwareDatetime | None = None
    authors: list[Slug] = []
    cover: Image | None = None
    identity: Text | None = None
    sections: list[Section] = []
    imported: Snapshot | None = None
    exported: Snapshot | None = None
