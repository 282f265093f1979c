"""The tables that all kinds of work share, with every rule the database can hold.

Models have no Python relationships: ``schema.engine`` compiles reads to SQL and writes go through ``schema.writes``.
Content rows have ``visible_from`` (UTC; null = never shown to the public), derived from the issues that lead to them.
Ids are texts with a prefix for their type (``iss_...``), see ``schema.ids``.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from schema.bases import ContentRow, OwnedRow, Timestamped, Versioned, check, key, now, one_of, reference
from schema.column_types import JsonColumn, UtcDateTime
from schema.vocabulary import (
    Access,
    Basis,
    ChangeAction,
    CreditRole,
    ImportAction,
    ImportState,
    NewsletterFormat,
    OrganizationKind,
    Precision,
    PricePeriod,
    RecommendationRole,
    RevisionAction,
    StoredStatus,
    WorkKind,
)

PUBLISHED = sa.text("status = 'PUBLISHED'")


class Publication(Timestamped, Versioned, table=True):
    """The one magazine of this installation."""

    __tablename__ = "publication"
    __table_args__ = (
        check("single", "id = 'pub_1'"),
        check("logo_has_alt", "logo_url IS NULL OR logo_alt IS NOT NULL"),
        check("logo_focal_whole", "(logo_focal_x IS NULL) = (logo_focal_y IS NULL)"),
        check("availability_fresh_days_positive", "availability_fresh_days > 0"),
    )

    id: str = key(primary_key=True, default="pub_1")
    name: str
    tagline: str | None = None
    language: str = "fr"
    time_zone: str = "Europe/Paris"
    url: str | None = None
    logo_url: str | None = None
    logo_alt: str | None = None
    logo_width: int | None = None
    logo_height: int | None = None
    logo_credit: str | None = None
    logo_focal_x: str | None = None
    logo_focal_y: str | None = None
    about_markdown: str | None = None
    about_html: str | None = None
    about_text: str | None = None
    subscribing_markdown: str | None = None
    subscribing_html: str | None = None
    subscribing_text: str | None = None
    availability_fresh_days: int = 30
    accent_color: str | None = None


class Issue(ContentRow, Versioned, table=True):
    """One issue. ``sort_key`` orders by publication date, then number; ``identity`` recognises a repeated import.

    ``published_on`` is the day of publication where the publication counts its days, ``2023-07-21``.
    ``imported`` is a snapshot of the last import, so that the next one can tell which edits were made since.
    ``replaces_id`` is the issue whose place a working copy takes, made of its ``replaces_version``. It is no foreign
    key: those say what readers see together, and a copy whose original is gone is a draft like any other. From
    ``replaces_at`` on a server lets it take that place by itself, in the name of ``replaces_by``, who scheduled it;
    ``replaces_problem`` is why that could not be.
    """

    __tablename__ = "issues"
    __table_args__ = (
        one_of("status", StoredStatus),
        one_of("published_at_basis", Basis),
        check("published_is_dated", "status <> 'PUBLISHED' OR published_at IS NOT NULL"),
        check("number_positive", "number > 0"),
        check("cover_has_alt", "cover_url IS NULL OR cover_alt IS NOT NULL"),
        check("cover_focal_whole", "(cover_focal_x IS NULL) = (cover_focal_y IS NULL)"),
        sa.Index("ix_issues_order", "sort_key", "id"),
        # What falls due is found by this index, and lists, which are read in another order, cannot use it.
        sa.Index("ix_issues_visible", "visible_from", sqlite_where=PUBLISHED, postgresql_where=PUBLISHED),
    )

    slug: str = key(unique=True)
    number: int | None = Field(default=None, unique=True)
    title: str
    standfirst: str | None = None
    language: str = "fr"
    status: str = StoredStatus.DRAFT
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    published_at_basis: str | None = None
    published_on: str | None = key(default=None, index=True)
    cover_url: str | None = None
    cover_alt: str | None = None
    cover_width: int | None = None
    cover_height: int | None = None
    cover_credit: str | None = None
    cover_focal_x: str | None = None
    cover_focal_y: str | None = None
    word_count: int = 0
    reading_minutes: int = 0
    sort_key: str = key(default="")
    identity: str | None = key(default=None, unique=True)
    replaces_id: str | None = key(default=None, index=True)
    replaces_version: int | None = None
    replaces_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    replaces_by: str | None = None
    replaces_problem: str | None = None
    imported: dict[str, Any] | None = Field(default=None, sa_type=JsonColumn)


class Column(ContentRow, Versioned, table=True):
    """A recurring section of the magazine; ``name_key`` is how an importer recognises it."""

    __tablename__ = "columns"

    slug: str = key(unique=True)
    name: str
    name_key: str = key(unique=True)
    description: str | None = None


class Section(ContentRow, table=True):
    """One part of an issue. HTML and plain text are derived from the Markdown when it is written."""

    __tablename__ = "sections"
    __table_args__ = (
        sa.UniqueConstraint("issue_id", "position"),
        check("position_positive", "position > 0"),
        sa.Index("ix_sections_column_order", "column_id", "sort_key", "id"),
    )

    issue_id: str = reference("issues", cascade=True, index=False)
    position: int
    column_id: str | None = reference("columns", default=None, index=False)
    heading: str | None = None
    body_markdown: str = ""
    body_html: str = ""
    body_text: str = ""
    word_count: int = 0
    sort_key: str = key(default="")


class Recommendation(ContentRow, table=True):
    """The edge from a section to a work, with the editor's role and reason for it."""

    __tablename__ = "recommendations"
    __table_args__ = (
        sa.UniqueConstraint("section_id", "position"),
        sa.UniqueConstraint("section_id", "work_id"),
        check("position_positive", "position > 0"),
        one_of("role", RecommendationRole),
        sa.Index("ix_recommendations_order", "sort_key", "id"),
        # What works are ordered by is in this alone.
        sa.Index("ix_recommendations_work_order", "work_id", "sort_key", "id", "visible_from", "role", "issue_id"),
        sa.Index("ix_recommendations_issue_order", "issue_id", "sort_key", "id"),
    )

    section_id: str = reference("sections", cascade=True, index=False)
    issue_id: str = reference("issues", cascade=True, index=False)
    work_id: str = reference("works", index=False)
    position: int
    role: str
    reason: str | None = None
    recommended_by_id: str | None = reference("people", default=None)
    sort_key: str = key(default="")


class Work(ContentRow, Versioned, table=True):
    """A work of any kind; columns that only one kind has stand in that kind's own table, under the same id."""

    __tablename__ = "works"
    __table_args__ = (
        one_of("kind", WorkKind),
        one_of("release_date_basis", Basis),
        check("not_part_of_itself", "part_of_id <> id"),
        check("image_has_alt", "image_url IS NULL OR image_alt IS NOT NULL"),
        check("image_focal_whole", "(image_focal_x IS NULL) = (image_focal_y IS NULL)"),
        sa.Index("ix_works_title_order", "title_key", "id"),
        sa.Index("ix_works_release_order", "release_key", "id"),
        sa.Index("ix_works_kind_order", "kind", "title_key", "id"),
        # What facets count is in these alone.
        sa.Index("ix_works_kind_visible", "kind", "visible_from"),
        sa.Index("ix_works_visible", "id", "visible_from"),
        sa.Index("ix_works_kind_year", "kind", "year", "visible_from"),
    )

    slug: str = key(unique=True)
    kind: str
    title: str
    title_key: str = key(default="")
    original_title: str | None = None
    aliases: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    release_date: date | None = None
    release_date_basis: str | None = None
    year: int | None = None
    release_key: str = key(default="")
    summary: str | None = None
    image_url: str | None = None
    image_alt: str | None = None
    image_width: int | None = None
    image_height: int | None = None
    image_credit: str | None = None
    image_focal_x: str | None = None
    image_focal_y: str | None = None
    part_of_id: str | None = reference("works", default=None)


class Person(ContentRow, Versioned, table=True):
    """A person whom the magazine mentions."""

    __tablename__ = "people"
    __table_args__ = (sa.Index("ix_people_order", "name_key", "id"),)

    slug: str = key(unique=True)
    name: str
    name_key: str = key(default="")
    aliases: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    summary: str | None = None


class Organization(ContentRow, Versioned, table=True):
    """A studio, platform, brand, union or any other body that the magazine mentions."""

    __tablename__ = "organizations"
    __table_args__ = (one_of("kind", OrganizationKind), sa.Index("ix_organizations_order", "name_key", "id"))

    slug: str = key(unique=True)
    name: str
    name_key: str = key(default="")
    kind: str
    aliases: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    summary: str | None = None
    url: str | None = None


class Affiliation(OwnedRow, table=True):
    """A person's position in an organisation."""

    __tablename__ = "affiliations"
    __table_args__ = (sa.UniqueConstraint("person_id", "position"),)

    person_id: str = reference("people", cascade=True, index=False)
    organization_id: str = reference("organizations")
    title: str


class Credit(OwnedRow, table=True):
    """A person's part in a work."""

    __tablename__ = "credits"
    __table_args__ = (
        sa.UniqueConstraint("work_id", "position"),
        # All of a credit that counts of people read: the works of one, and the people of all works.
        sa.Index("ix_credits_person_work", "person_id", "work_id", "role"),
        one_of("role", CreditRole),
        check("position_positive", "position > 0"),
    )

    work_id: str = reference("works", cascade=True, index=False)
    person_id: str = reference("people", index=False)
    role: str


class Availability(OwnedRow, table=True):
    """Where, how and between which days a work is available; a null country means not stated, not everywhere."""

    __tablename__ = "availability"
    __table_args__ = (
        sa.UniqueConstraint("work_id", "position"),
        one_of("access", Access),
        one_of("from_basis", Basis),
        one_of("until_basis", Basis),
        one_of("price_period", PricePeriod),
        check("country_iso", "length(country) = 2 AND country = upper(country)"),
        check("dates_in_order", "from_date <= until_date"),
        check("price_whole", "(price_amount IS NULL) = (price_currency IS NULL)"),
        # What can be had in a country is found in this alone.
        sa.Index("ix_availability_country", "country", "access", "work_id", "from_date", "until_date", "platform_id"),
    )

    work_id: str = reference("works", cascade=True, index=False)
    platform_id: str | None = reference("organizations", default=None)
    country: str | None = None
    access: str
    from_date: date | None = None
    from_basis: str | None = None
    until_date: date | None = None
    until_basis: str | None = None
    url: str | None = None
    verified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    price_amount: str | None = None
    price_currency: str | None = None
    price_period: str | None = None
    price_approximate: bool = False


class ExternalId(OwnedRow, table=True):
    """A work's identifier in somebody else's catalogue."""

    __tablename__ = "external_ids"
    __table_args__ = (sa.UniqueConstraint("work_id", "position"), sa.UniqueConstraint("scheme", "value"))

    work_id: str = reference("works", cascade=True, index=False)
    scheme: str = key()
    value: str = key()


class Link(OwnedRow, table=True):
    """A page about a work."""

    __tablename__ = "links"
    __table_args__ = (sa.UniqueConstraint("work_id", "position"),)

    work_id: str = reference("works", cascade=True, index=False)
    rel: str
    url: str
    title: str | None = None


class Source(OwnedRow, table=True):
    """A citation of a section."""

    __tablename__ = "sources"
    __table_args__ = (
        sa.UniqueConstraint("section_id", "position"),
        check("says_something", "coalesce(publication_id, url, title) IS NOT NULL"),
    )

    section_id: str = reference("sections", cascade=True, index=False)
    publication_id: str | None = reference("organizations", default=None)
    url: str | None = None
    title: str | None = None


class KeyFigure(OwnedRow, table=True):
    """A figure that a section states: decimal strings with a unit, never floats."""

    __tablename__ = "key_figures"
    __table_args__ = (sa.UniqueConstraint("section_id", "position"), one_of("precision", Precision))

    section_id: str = reference("sections", cascade=True, index=False)
    label: str
    value: str
    upper_value: str | None = None
    unit: str
    precision: str = Precision.EXACT


class Tag(Timestamped, table=True):
    """A keyword to find works by."""

    __tablename__ = "tags"

    id: str = key(primary_key=True)
    slug: str = key(unique=True)
    name: str


class WorkTag(SQLModel, table=True):
    """A tag of a work, in the editor's order."""

    __tablename__ = "work_tags"
    __table_args__ = (
        sa.UniqueConstraint("work_id", "position"),
        sa.Index("ix_work_tags_tag_work", "tag_id", "work_id"),
    )

    work_id: str = reference("works", cascade=True, primary_key=True, index=False)
    tag_id: str = reference("tags", primary_key=True, index=False)
    position: int


class WorkOrganization(SQLModel, table=True):
    """An organisation behind a work."""

    __tablename__ = "work_organizations"
    __table_args__ = (sa.UniqueConstraint("work_id", "position"),)

    work_id: str = reference("works", cascade=True, primary_key=True, index=False)
    organization_id: str = reference("organizations", primary_key=True)
    position: int


class IssueAuthor(SQLModel, table=True):
    """An author of an issue."""

    __tablename__ = "issue_authors"
    __table_args__ = (sa.UniqueConstraint("issue_id", "position"),)

    issue_id: str = reference("issues", cascade=True, primary_key=True, index=False)
    person_id: str = reference("people", primary_key=True)
    position: int


class SectionPerson(SQLModel, table=True):
    """A person whom a section mentions."""

    __tablename__ = "section_people"
    __table_args__ = (sa.UniqueConstraint("section_id", "position"),)

    section_id: str = reference("sections", cascade=True, primary_key=True, index=False)
    person_id: str = reference("people", primary_key=True)
    position: int


class SectionOrganization(SQLModel, table=True):
    """An organisation that a section mentions."""

    __tablename__ = "section_organizations"
    __table_args__ = (sa.UniqueConstraint("section_id", "position"),)

    section_id: str = reference("sections", cascade=True, primary_key=True, index=False)
    organization_id: str = reference("organizations", primary_key=True)
    position: int


class Picture(SQLModel, table=True):
    """What is known of a picture file that is kept here; the id is its name, see ``schema.pictures``."""

    __tablename__ = "pictures"

    id: str = key(primary_key=True)
    format: str
    bytes: int
    width: int
    height: int
    dominant_color: str
    placeholder: str | None = None
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class PictureSource(SQLModel, table=True):
    """From where on the web a picture was fetched, so that it is fetched once."""

    __tablename__ = "picture_sources"

    address: str = key(primary_key=True)
    picture_id: str = reference("pictures")


class Slug(SQLModel, table=True):
    """Every slug that was ever used, by type: lookups go through this table, old ones redirect and are never reused."""

    __tablename__ = "slugs"
    __table_args__ = (
        check("shape", "length(slug) > 0"),
        sa.Index(
            "uq_slugs_current",
            "type",
            "target_id",
            unique=True,
            postgresql_where=sa.text("current"),
            sqlite_where=sa.text("current"),
        ),
    )

    type: str = key(primary_key=True)
    slug: str = key(primary_key=True)
    target_id: str = key(index=True)
    current: bool = True
    position: int = 1


APPEARANCES = sa.text("type = 'Issue' AND action = 'PUBLISHED'")


class Change(SQLModel, table=True):
    """One entry of the change log; content versions name the last one, or the last that is ``public``.

    Entries are numbered in the order of commits, each after the last one, which is therefore never deleted. ``batch``
    is the number of the first entry of the same transaction, ``actor`` who wrote it: null for who has the machine
    itself, and for what the clock did. ``seen`` tells whether the public saw the target before the change or sees it
    after, and ``public`` whether it does so now or from a scheduled instant on.
    """

    __tablename__ = "changes"
    __table_args__ = (
        one_of("action", ChangeAction),
        sa.Index(
            "ix_changes_appearances",
            "sequence",
            "target_id",
            postgresql_where=APPEARANCES,
            sqlite_where=APPEARANCES,
        ),
        sa.Index(
            "ix_changes_public", "sequence", postgresql_where=sa.text("public"), sqlite_where=sa.text("public = 1")
        ),
    )

    sequence: int = Field(
        sa_type=sa.BigInteger().with_variant(sa.Integer, "sqlite"),
        primary_key=True,
        sa_column_kwargs={"autoincrement": False},
    )
    batch: int = Field(sa_type=sa.BigInteger)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    actor: str | None = None
    type: str
    target_id: str = key(index=True)
    action: str
    seen: bool
    public: bool


class Revision(SQLModel, table=True):
    """What a row and its lists were at a version: the compressed ``document``, by whom, when and how it came about.

    Where the same editor saved within minutes what no reader saw, ``continues`` is the version which that began with;
    lists show the last of these alone. ``review_at`` is when it is looked whether the revision before is still needed:
    null where there is none, or where that stays.
    """

    __tablename__ = "revisions"
    __table_args__ = (one_of("action", RevisionAction),)

    type: str = key(primary_key=True)
    target_id: str = key(primary_key=True)
    version: int = Field(primary_key=True)
    continues: int | None = None
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str | None = None
    action: str
    document: bytes
    review_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)


class DatabaseIdentity(SQLModel, table=True):
    """The one row that tells this database from every other: a random text, made when it was migrated or restored."""

    __tablename__ = "database_identity"
    __table_args__ = (check("single", "id = 1"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    identity: str
    signing_secret: str
    """What preview links are signed with; a restored database keeps it, and so do its links."""


class PreviewGeneration(SQLModel, table=True):
    """How often the preview links of an issue were taken back: those that were made before are none any more.

    It is no column of the issue, and no foreign key, so that nobody gets them back who deletes and restores that.
    """

    __tablename__ = "preview_generations"

    issue_id: str = key(primary_key=True)
    generation: int


class Key(SQLModel, table=True):
    """A key of the API, known by its public letters. Its secret is not kept: ``digest`` is the SHA-256 of the key."""

    __tablename__ = "keys"

    prefix: str = key(primary_key=True)
    digest: str
    name: str
    scopes: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    origins: list[str] = Field(default_factory=list, sa_type=JsonColumn)
    points: int | None = None
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_used_on: date | None = None


class Idempotency(SQLModel, table=True):
    """The answer to a mutation that its caller may send again under a key; ``digest`` is that of the request."""

    __tablename__ = "idempotency"

    actor: str = key(primary_key=True)
    key: str = key(primary_key=True)
    digest: str
    answer: bytes
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)


NOT_DONE = sa.text("state IN ('WAITING', 'RUNNING')")


class Import(SQLModel, table=True):
    """A file that an editor gave to be imported: a letter, or an archive.

    The letters of an archive are rows of their own, with its id as ``batch_id``; ``letters`` is how many they are, and
    ``fields`` what it says of each. Who imports a file has claimed it, under a name and until an instant; ``attempts``
    counts how often that was done. ``candidates`` and ``warnings`` count those in the ``report``. The ``data`` are
    compressed, and dropped some time after the import.
    """

    __tablename__ = "imports"
    __table_args__ = (
        one_of("format", NewsletterFormat),
        one_of("state", ImportState),
        one_of("action", ImportAction),
        check("claimed_while_running", "(state = 'RUNNING') = (claimed_until IS NOT NULL)"),
        # What waits is found by this index, however many were imported before.
        sa.Index("ix_imports_waiting", "created_at", sqlite_where=NOT_DONE, postgresql_where=NOT_DONE),
        sa.Index("ix_imports_order", "created_at", "id"),
        sa.Index("ix_imports_batch", "batch_id", "position", "state"),
    )

    id: str = key(primary_key=True)
    batch_id: str | None = key(default=None)
    position: int = 1
    name: str
    format: str = NewsletterFormat.AUTO
    letters: int | None = None
    state: str = ImportState.WAITING
    attempts: int = 0
    claimed_by: str | None = None
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    action: str | None = None
    issue_id: str | None = key(default=None, index=True)
    message: str | None = None
    candidates: int = 0
    warnings: int = 0
    actor: str | None = None
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    fields: dict[str, Any] | None = Field(default=None, sa_type=JsonColumn)
    report: dict[str, Any] | None = Field(default=None, sa_type=JsonColumn)
    data: bytes | None = None


class Embed(SQLModel, table=True):
    """How often a site was seen to show a card, and when: no more is kept of who looks at it.

    ``host`` is the site, empty of those that do not say where they are; ``card`` is a card's address below ``/embed/``.
    """

    __tablename__ = "embeds"

    host: str = key(primary_key=True)
    card: str = key(primary_key=True)
    views: int
    first_on: date
    seen_on: date = Field(index=True)


class CheckedLink(SQLModel, table=True):
    """A link of what readers see, and what its server said when it was last asked.

    ``places`` are the ids of what it stands in. ``failed_days`` counts the days on which it failed since it was last
    well; ``failed_on`` is the last of these. ``reason`` says why, by a word for each kind of failure.
    """

    __tablename__ = "checked_links"

    url: str = key(primary_key=True)
    places: list[str] = Field(sa_type=JsonColumn)
    checked_at: datetime = Field(sa_type=UtcDateTime)
    well_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failed_on: date | None = None
    failed_days: int = Field(default=0, index=True)
    status: int | None = None
    reason: str | None = None


class LinkCheck(SQLModel, table=True):
    """The check of links that is asked for, under way, or was the last: one row, which is always there.

    ``wanted_by`` is who asked for it, as history names them; None is a command. It is under way, or waits, from
    ``wanted_at`` until ``finished_at``; both are None before the first. ``links`` are how many are to be asked, once
    that is known. Who is at it has claimed it, under a name and until an instant.
    """

    __tablename__ = "link_checks"
    __table_args__ = (check("single", "id = 1"),)

    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    wanted_by: str | None = None
    wanted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    began_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    links: int | None = None
    asked: int = 0
    failed: int = 0
    claimed_by: str | None = None
    claimed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
