"""The filters of lists. Each field of a filter is a list of alternatives; the fields combine by AND."""

from datetime import date

import sqlalchemy as sa
import strawberry

from schema import tables
from schema.conditions import (
    in_languages,
    is_credit,
    is_credited,
    is_in_column,
    is_position,
    is_said,
    published_within,
    select_appeared,
    select_in_columns,
    select_in_languages,
    select_kinds,
    select_linked_to,
    select_named,
    select_named_elsewhere,
    select_of_years,
    select_published,
    select_tagged,
    within,
)
from schema.engine.arguments import is_any_of
from schema.engine.fields import (
    alternatives,
    any_of,
    checked,
    condition,
    condition_now,
    input_type,
    negation,
    of_row,
    one_row,
)
from schema.engine.sql.json_text import AmongSelected
from schema.enums import Access, CreditRole, ExternalSource, IssueStatus, OrganizationKind, RecommendationRole, WorkKind
from schema.external import read_external_id
from schema.lists import current_status
from schema.offers import meets
from schema.search.documents import Kind
from schema.search.filtering import HasWords, Words, has_words, issue_has_words
from schema.slugs import slug_in
from schema.values import CountryCode


@input_type
class DateRange:
    """The days from one to another, both included; without an end it is open there."""

    from_date: date | None = strawberry.field(description="The first day.", default=strawberry.UNSET, name="from")
    to: date | None = strawberry.field(description="The last day.", default=strawberry.UNSET)


@input_type
class IntRange:
    """The numbers from one to another, both included; without an end it is open there."""

    from_number: int | None = strawberry.field(description="The first.", default=strawberry.UNSET, name="from")
    to: int | None = strawberry.field(description="The last.", default=strawberry.UNSET)


@input_type
class ExternalIdInput:
    """The name of a work in somebody else's catalogue: `source` and `id`, or any catalogue's `scheme` and `value`."""

    source: ExternalSource | None = strawberry.field(description="Whose catalogue.", default=strawberry.UNSET)
    id: str | None = strawberry.field(
        description="The name there, such as `tt16428256`; its form is checked.", default=strawberry.UNSET
    )
    scheme: str | None = strawberry.field(
        description="Whose catalogue, such as `imdb`, `tmdb` or `wikidata`.", default=strawberry.UNSET
    )
    value: str | None = strawberry.field(
        description="The name there, such as `tt16428256`, as it is stored.", default=strawberry.UNSET
    )


IN_COUNTRY = (
    "Offered in any of these countries, today there. This and the next four fields ask together for one offer, which "
    "has to be open on the day. An offer whose country is not stated is in none."
)
VERIFIED_SINCE = "Of which someone made sure on this day or later: the same offer."
OFFER = one_row(tables.Availability, "work_id", meets)
CREDIT = one_row(tables.Credit, "work_id", is_credit, "person")
CREDITED = one_row(tables.Credit, "person_id", is_credited)
APPEARANCE = one_row(tables.Recommendation, "work_id", is_said)
SECTION_OF_ISSUE = one_row(tables.Section, "issue_id", is_in_column)
POSITION = one_row(tables.Affiliation, "person_id", is_position, "organization")
WORK_IN_ISSUE = one_row(tables.Recommendation, "issue_id", is_said, "work")
WORK_IN_SECTION = one_row(tables.Recommendation, "section_id", is_said, "work")


@input_type
class IssueFilter:
    """Which issues."""

    slug: list[str] | None = condition("With any of these slugs, current or old.", slug_in("Issue"))
    number: list[int] | None = any_of("With any of these numbers.", "number")
    language: list[str] | None = condition("In any of these languages (BCP 47 tags, in any case).", in_languages)
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
    author: list[str] | None = condition(
        "By any of these people (their slugs), alone or with others.",
        lambda issue, slugs: AmongSelected(
            issue.id, select_linked_to(tables.IssueAuthor, "issue_id", "person_id", "Person", slugs)
        ),
    )
    column: list[str] | None = of_row("With a section in any of these columns (their slugs).", SECTION_OF_ISSUE)
    person: list[str] | None = condition(
        "With a section that names any of these people (their slugs).",
        lambda issue, slugs: AmongSelected(issue.id, select_named(tables.SectionPerson, "person_id", "Person", slugs)),
    )
    organization: list[str] | None = condition(
        "With a section that names any of these organisations (their slugs).",
        lambda issue, slugs: AmongSelected(
            issue.id, select_named(tables.SectionOrganization, "organization_id", "Organization", slugs)
        ),
    )
    work: list[str] | None = of_row(
        "Recommending, examining or naming any of these works (their slugs). This and the next two fields ask together "
        "for one recommendation.",
        WORK_IN_ISSUE,
    )
    kind: list[WorkKind] | None = of_row("The same of a work of any of these kinds.", WORK_IN_ISSUE)
    role: list[RecommendationRole] | None = of_row("The same in any of these roles.", WORK_IN_ISSUE)
    any_of: "list[IssueFilter] | None" = alternatives()
    not_: "IssueFilter | None" = negation()


@input_type
class WorkFilter:
    """Which works."""

    kind: list[WorkKind] | None = any_of("Of any of these kinds.", "kind")
    slug: list[str] | None = condition("With any of these slugs, current or old.", slug_in("Work"))
    year: list[int] | None = any_of("That came out in any of these years.", "year")
    years: IntRange | None = condition(
        "That came out within these years.", lambda work, years: within(work.year, years, sa.Integer())
    )
    released: DateRange | None = condition(
        "That came out within these days; of many works only the year is known.",
        lambda work, days: within(work.release_date, days, sa.Date()),
    )
    tag: list[str] | None = condition(
        "With any of these tags; case, accents and signs do not matter.",
        lambda work, names: work.id.in_(select_tagged(names)),
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
    organization: list[str] | None = condition(
        "That any of these organisations are behind (their slugs).",
        lambda work, slugs: AmongSelected(
            work.id, select_linked_to(tables.WorkOrganization, "work_id", "organization_id", "Organization", slugs)
        ),
    )
    part_of: list[str] | None = condition(
        "That are part of any of these works (their slugs).", slug_in("Work", "part_of_id")
    )
    column: list[str] | None = of_row(
        "That were recommended, examined or named in any of these columns (their slugs). This and the next two fields "
        "ask together for one recommendation.",
        APPEARANCE,
    )
    role: list[RecommendationRole] | None = of_row("The same in any of these roles.", APPEARANCE)
    recommended: DateRange | None = of_row(
        "The same in an issue dated within these days, as the publication counts them.", APPEARANCE
    )
    external_id: list[ExternalIdInput] | None = checked(
        "With any of these names in somebody else's catalogue, whose forms are checked as `work(externalId:)` does.",
        lambda work, names: work.id.in_(select_named_elsewhere(names)),
        read_external_id,
    )
    any_of: "list[WorkFilter] | None" = alternatives()
    not_: "WorkFilter | None" = negation()


@input_type
class RecommendationFilter:
    """Which recommendations."""

    role: list[RecommendationRole] | None = any_of("With any of these roles.", "role")
    kind: list[WorkKind] | None = condition(
        "Of works of any of these kinds.",
        lambda recommendation, kinds: recommendation.work_id.in_(select_kinds(kinds)),
    )
    column: list[str] | None = condition(
        "In sections of any of these columns (their slugs).",
        lambda recommendation, slugs: recommendation.section_id.in_(select_in_columns(slugs)),
    )
    issue: list[str] | None = condition("In any of these issues (their slugs).", slug_in("Issue", "issue_id"))
    work: list[str] | None = condition("Of any of these works (their slugs).", slug_in("Work", "work_id"))
    text: str | None = condition(
        "In sections with all of these words, as `search` has them.",
        lambda recommendation, text: HasWords(recommendation.section_id, Kind.SECTION, text.parameter(Words("b"))),
    )
    published: DateRange | None = condition(
        "In issues dated within these days, as the publication counts them.",
        lambda recommendation, days: recommendation.issue_id.in_(select_published(days)),
    )
    language: list[str] | None = condition(
        "In issues in any of these languages (BCP 47 tags, in any case).",
        lambda recommendation, tags: recommendation.issue_id.in_(select_in_languages(tags)),
    )
    years: IntRange | None = condition(
        "Of works that came out within these years.",
        lambda recommendation, years: recommendation.work_id.in_(select_of_years(years)),
    )
    tag: list[str] | None = condition(
        "Of works with any of these tags; case, accents and signs do not matter.",
        lambda recommendation, names: recommendation.work_id.in_(select_tagged(names)),
    )
    person: list[str] | None = of_row("Of works that credit any of these people (their slugs).", CREDIT, "work_id")
    credit_role: list[CreditRole] | None = of_row("With `person`: in any of these roles.", CREDIT, "work_id")
    organization: list[str] | None = condition(
        "Of works that any of these organisations are behind (their slugs).",
        lambda recommendation, slugs: AmongSelected(
            recommendation.work_id,
            select_linked_to(tables.WorkOrganization, "work_id", "organization_id", "Organization", slugs),
        ),
    )
    recommended_by: list[str] | None = condition(
        "In the name of any of these people (their slugs).", slug_in("Person", "recommended_by_id")
    )
    available_in: list[CountryCode] | None = of_row(IN_COUNTRY, OFFER, "work_id")
    access: list[Access] | None = of_row("In any of these ways: of the same offer.", OFFER, "work_id")
    platform: list[str] | None = of_row("On any of these platforms (their slugs): of the same offer.", OFFER, "work_id")
    as_of: date | None = of_row("Open on this day rather than today: the same offer.", OFFER, "work_id")
    verified_since: date | None = of_row(VERIFIED_SINCE, OFFER, "work_id")
    any_of: "list[RecommendationFilter] | None" = alternatives()
    not_: "RecommendationFilter | None" = negation()


@input_type
class SectionFilter:
    """Which sections."""

    column: list[str] | None = condition("In any of these columns (their slugs).", slug_in("Column", "column_id"))
    text: str | None = condition("With all of these words, as `search` has them.", has_words(Kind.SECTION, "b"))
    published: DateRange | None = condition(
        "In issues dated within these days, as the publication counts them.",
        lambda section, days: section.issue_id.in_(select_published(days)),
    )
    work: list[str] | None = of_row(
        "Recommending, examining or naming any of these works (their slugs). This and the next two fields ask together "
        "for one recommendation.",
        WORK_IN_SECTION,
    )
    kind: list[WorkKind] | None = of_row("The same of a work of any of these kinds.", WORK_IN_SECTION)
    role: list[RecommendationRole] | None = of_row("The same in any of these roles.", WORK_IN_SECTION)


@input_type
class PersonFilter:
    """Which people."""

    slug: list[str] | None = condition("With any of these slugs, current or old.", slug_in("Person"))
    text: str | None = condition(
        "With all of these words in their names, summary or affiliations, as `search` has them.",
        has_words(Kind.PERSON),
    )
    role: list[CreditRole] | None = of_row("Credited for a work in any of these roles.", CREDITED)
    organization: list[str] | None = of_row("With a position in any of these organisations (their slugs).", POSITION)
    column: list[str] | None = condition_now(
        "Named in sections of any of these columns (their slugs).",
        lambda person, slugs, env: person.id.in_(select_appeared(tables.SectionPerson, "person_id", slugs, env)),
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
    column: list[str] | None = condition_now(
        "Named in sections of any of these columns (their slugs).",
        lambda body, slugs, env: body.id.in_(
            select_appeared(tables.SectionOrganization, "organization_id", slugs, env)
        ),
    )
