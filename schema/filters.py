"""The filters of lists. Each field of a filter is a list of alternatives; the fields combine by AND."""

from datetime import date
from typing import Any

import sqlalchemy as sa
import strawberry

from schema import tables
from schema.bases import table_of
from schema.engine.arguments import is_any_of
from schema.engine.fields import alternatives, any_of, condition, condition_now, input_type, negation, of_row, one_row
from schema.engine.specs import Asked
from schema.engine.sql.json_text import AmongSelected
from schema.enums import Access, CreditRole, ExternalSource, IssueStatus, OrganizationKind, RecommendationRole, WorkKind
from schema.lists import current_status
from schema.offers import meets
from schema.search.documents import Kind
from schema.search.filtering import has_words, issue_has_words
from schema.slugs import select_with_slugs, slug_in
from schema.text import tag_slug
from schema.values import CountryCode


def _select_tagged(names: Any) -> "sa.Select[Any]":
    """Select the works with any of the tags, which are the same however they are spelt (``writes.save_work``)."""
    links, tags = table_of(tables.WorkTag), table_of(tables.Tag)
    named = is_any_of(tags.c.slug, names.each(tag_slug))
    return sa.select(links.c.work_id).join(tags, tags.c.id == links.c.tag_id).where(named)


def _select_kinds(kinds: Any) -> "sa.Select[Any]":
    works = table_of(tables.Work)
    return sa.select(works.c.id).where(is_any_of(works.c.kind, kinds))


def _select_made_by(slugs: Any) -> "sa.Select[Any]":
    links = table_of(tables.WorkOrganization)
    return sa.select(links.c.work_id).where(links.c.organization_id.in_(select_with_slugs("Organization", slugs)))


def _select_in_columns(slugs: Any) -> "sa.Select[Any]":
    sections = table_of(tables.Section)
    return sa.select(sections.c.id).where(sections.c.column_id.in_(select_with_slugs("Column", slugs)))


def is_credit(credit: Any, asked: Asked, env: Any) -> list[sa.ColumnElement[bool]]:
    """Return the conditions that one credit is what the fields of a filter ask for together."""
    del env
    where: list[sa.ColumnElement[bool]] = []
    if "person" in asked:
        where.append(credit.person_id.in_(select_with_slugs("Person", asked["person"])))
    if "creditRole" in asked:
        where.append(is_any_of(credit.role, asked["creditRole"]))
    return where


def published_within(issue: Any, days: Any) -> sa.ColumnElement[bool]:
    """Return the condition that an issue's day is within a range."""
    bounds = {key: day.each(date.isoformat).parameter() for key, day in days.items()}
    conditions = [issue.published_on.is_not(None)]
    if "from" in bounds:
        conditions.append(issue.published_on >= bounds["from"])
    if "to" in bounds:
        conditions.append(issue.published_on <= bounds["to"])
    return sa.and_(*conditions)


@input_type
class DateRange:
    """The days from one to another, both included; without an end it is open there."""

    from_date: date | None = strawberry.field(description="The first day.", default=strawberry.UNSET, name="from")
    to: date | None = strawberry.field(description="The last day.", default=strawberry.UNSET)


IN_COUNTRY = (
    "Offered in any of these countries, today there. This and the next four fields ask together for one offer, which "
    "has to be open on the day. An offer whose country is not stated is in none."
)
VERIFIED_SINCE = "Of which someone made sure on this day or later: the same offer."
OFFER = one_row(tables.Availability, "work_id", meets)
CREDIT = one_row(tables.Credit, "work_id", is_credit, "person")


@input_type
class IssueFilter:
    """Which issues."""

    slug: list[str] | None = condition("With any of these slugs, current or old.", slug_in("Issue"))
    number: list[int] | None = any_of("With any of these numbers.", "number")
    language: list[str] | None = condition(
        "In any of these languages (BCP 47 tags, in any case).",
        lambda issue, tags: is_any_of(sa.func.lower(issue.language), tags.each(str.lower)),
    )
    published: DateRange | None = condition(
        "Dated within these days, as the publication counts them.", published_within
    )
    status: list[IssueStatus] | None = condition_now(
        "In any of these states; readers see none but published ones.",
        lambda issue, states, env: is_any_of(current_status(issue, env), states),
    )
    text: str | None = condition(
        "With all of these words in title and standfirst, or in one of their sections, as `search` has them.",
        issue_has_words,
    )


@input_type
class WorkFilter:
    """Which works."""

    kind: list[WorkKind] | None = any_of("Of any of these kinds.", "kind")
    slug: list[str] | None = condition("With any of these slugs, current or old.", slug_in("Work"))
    year: list[int] | None = any_of("That came out in any of these years.", "year")
    tag: list[str] | None = condition(
        "With any of these tags; case, accents and signs do not matter.",
        lambda work, names: work.id.in_(_select_tagged(names)),
    )
    text: str | None = condition(
        "With all of these words in their names, summary, tags, credits or year, as `search` has them.",
        has_words(Kind.WORK),
    )
    available_in: list[CountryCode] | None = of_row(IN_COUNTRY, OFFER)
    access: list[Access] | None = of_row("In any of these ways: of the same offer.", OFFER)
    platform: list[str] | None = of_row("On any of these platforms (their slugs): of the same offer.", OFFER)
    as_of: date | None = of_row("Open on this day rather than today: the same offer.", OFFER)
    verified_since: date | None = of_row(VERIFIED_SINCE, OFFER)
    person: list[str] | None = of_row("That any of these people are credited for (their slugs).", CREDIT)
    credit_role: list[CreditRole] | None = of_row("With `person`: in any of these roles.", CREDIT)
    any_of: "list[WorkFilter] | None" = alternatives()
    not_: "WorkFilter | None" = negation()


@input_type
class RecommendationFilter:
    """Which recommendations."""

    role: list[RecommendationRole] | None = any_of("With any of these roles.", "role")
    kind: list[WorkKind] | None = condition(
        "Of works of any of these kinds.",
        lambda recommendation, kinds: recommendation.work_id.in_(_select_kinds(kinds)),
    )
    column: list[str] | None = condition(
        "In sections of any of these columns (their slugs).",
        lambda recommendation, slugs: recommendation.section_id.in_(_select_in_columns(slugs)),
    )
    issue: list[str] | None = condition("In any of these issues (their slugs).", slug_in("Issue", "issue_id"))
    work: list[str] | None = condition("Of any of these works (their slugs).", slug_in("Work", "work_id"))
    person: list[str] | None = of_row(
        "Of works that any of these people are credited for (their slugs).", CREDIT, "work_id"
    )
    credit_role: list[CreditRole] | None = of_row("With `person`: in any of these roles.", CREDIT, "work_id")
    organization: list[str] | None = condition(
        "Of works that any of these organisations are behind (their slugs).",
        lambda recommendation, slugs: AmongSelected(recommendation.work_id, _select_made_by(slugs)),
    )
    available_in: list[CountryCode] | None = of_row(IN_COUNTRY, OFFER, "work_id")
    access: list[Access] | None = of_row("In any of these ways: of the same offer.", OFFER, "work_id")
    platform: list[str] | None = of_row("On any of these platforms (their slugs): of the same offer.", OFFER, "work_id")
    as_of: date | None = of_row("Open on this day rather than today: the same offer.", OFFER, "work_id")
    verified_since: date | None = of_row(VERIFIED_SINCE, OFFER, "work_id")
    any_of: "list[RecommendationFilter] | None" = alternatives()
    not_: "RecommendationFilter | None" = negation()


@input_type
class PersonFilter:
    """Which people."""

    slug: list[str] | None = condition("With any of these slugs, current or old.", slug_in("Person"))
    text: str | None = condition(
        "With all of these words in their names, summary or affiliations, as `search` has them.",
        has_words(Kind.PERSON),
    )


@input_type
class OrganizationFilter:
    """Which organisations."""

    kind: list[OrganizationKind] | None = any_of("Of any of these kinds.", "kind")
    slug: list[str] | None = condition("With any of these slugs, current or old.", slug_in("Organization"))
    text: str | None = condition(
        "With all of these words in their names or summary, as `search` has them.",
        has_words(Kind.ORGANIZATION),
    )


@input_type
class ExternalIdInput:
    """The name of a work in somebody else's catalogue: `source` and `id`, or any catalogue's `scheme` and `value`."""

    source: ExternalSource | None = strawberry.field(description="Whose catalogue.", default=strawberry.UNSET)
    id: str | None = strawberry.field(
        description="The name there, such as `tt16428256`; its form is checked.",
        default=strawberry.UNSET,
    )
    scheme: str | None = strawberry.field(
        description="Whose catalogue, such as `imdb`, `tmdb` or `wikidata`.", default=strawberry.UNSET
    )
    value: str | None = strawberry.field(
        description="The name there, such as `tt16428256`, as it is stored.", default=strawberry.UNSET
    )
