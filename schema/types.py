"""The GraphQL types over the tables; each field is declared as the engine reads it."""

from datetime import date, datetime

import sqlalchemy as sa

from schema import tables
from schema.engine.arguments import is_any_of
from schema.engine.fields import (
    connection,
    embed,
    entity_type,
    expression,
    gathered,
    many,
    many_of,
    one,
    scalar,
    value_type,
)
from schema.engine.relay import Connection, Edge, Node
from schema.engine.specs import Argument
from schema.engine.sql.json_text import AmongSelected
from schema.enums import (
    Basis,
    CreditRole,
    IssueOrder,
    IssueStatus,
    OrganizationKind,
    RecommendationOrder,
    RecommendationRole,
    WorkKind,
    WorkOrder,
)
from schema.facets import (
    IssueFacets,
    OrganizationFacets,
    PersonFacets,
    RecommendationFacets,
    SectionFacets,
    WorkFacets,
)
from schema.filters import IssueFilter, PersonFilter, RecommendationFilter, SectionFilter, WorkFilter
from schema.interfaces import Maker, Searchable
from schema.lists import (
    VERSION,
    current_status,
    page_url,
    select_linked,
    select_makers,
    select_recommendations_of,
    select_sections_about,
    select_works_of,
)
from schema.offers import AVAILABILITY, Availability, list_offers
from schema.orders import BY_NAME, ISSUE_ORDERS, NEWEST_FIRST, RECOMMENDATION_ORDERS, WORK_ORDERS, count_picks
from schema.related.types import RelatedEdge, related
from schema.values import Body, ExternalId, Image, KeyFigure, Link


@entity_type(tables.Issue, prefix="iss")
class Issue(Searchable):
    """One issue of the magazine: what was sent to its readers on one day."""

    slug: str = scalar("The issue's name in addresses.", json_safe=True)
    number: int | None = scalar("Its number, where the magazine counts its issues.")
    title: str = scalar("Its title.")
    standfirst: str | None = scalar("A sentence or two that say what it holds.", size=200)
    language: str = scalar("The language it is written in, as a BCP 47 tag.")
    status: IssueStatus = expression("Where it stands between draft and reader.", current_status)
    published_at: datetime | None = scalar("From when on readers see it; null for a draft without a date.")
    published_at_basis: Basis | None = scalar("Whether the publication date was stated or worked out.")
    updated_at: datetime = scalar("When it was last changed.")
    version: int = scalar(VERSION)
    replaces: "Issue | None" = one(
        "The published issue whose place this working copy takes when it is published.",
        on=lambda issue, original: original.id == issue.replaces_id,
    )
    replaces_at: datetime | None = scalar("When it takes that place by itself; null where nobody has scheduled it.")
    replaces_problem: str | None = scalar(
        "Why it could not take that place when it was due: `publishIssue` tells all of it. Then it stays a draft."
    )
    authors: list["Person"] = many(
        "Who wrote it, in order.",
        through=tables.IssueAuthor,
        on=lambda issue, person, link: (link.issue_id == issue.id) & (person.id == link.person_id),
        size=3,
        order=lambda person, link: link.position,
    )
    cover: Image | None = embed("Its cover picture.", "cover_", null_unless="url")
    word_count: int = scalar("How many words it has.")
    reading_minutes: int = scalar("How many minutes it takes to read, rounded up.")
    sections: list["Section"] = many(
        "Its sections, in order.",
        on=lambda issue, section: section.issue_id == issue.id,
        order=lambda section: section.position,
    )
    recommendations: list["Recommendation"] = many(
        "All its recommendations in reading order, without the sections between.",
        on=lambda issue, recommendation: recommendation.issue_id == issue.id,
        size=30,
        order=lambda recommendation: (recommendation.sort_key.desc(), recommendation.id),
        arguments={
            "roles": Argument(
                list[RecommendationRole] | None,
                "Only those with any of these roles.",
                lambda recommendation, roles: is_any_of(recommendation.role, roles),
            )
        },
    )
    previous: "Issue | None" = one(
        "The issue before this one, that is the next older.",
        on=lambda issue, other: sa.tuple_(other.sort_key, other.id) < sa.tuple_(issue.sort_key, issue.id),
        order=lambda other: (other.sort_key.desc(), other.id.desc()),
    )
    next: "Issue | None" = one(
        "The issue after this one, that is the next newer.",
        on=lambda issue, other: sa.tuple_(other.sort_key, other.id) > sa.tuple_(issue.sort_key, issue.id),
        order=lambda other: (other.sort_key.asc(), other.id.asc()),
    )
    url: str = expression("The issue's page for readers.", page_url("/issues/"))
    embed_url: str = expression("The issue as a card, to be framed by other sites.", page_url("/embed/issues/"))


@value_type
class IssueConnection(Connection[Issue]):
    """A page of a list, and the way to the next one."""

    facets: IssueFacets = scalar("What the whole list holds, counted.")


@entity_type(tables.Column, prefix="col")
class Column(Searchable):
    """A section that recurs from issue to issue under one name."""

    slug: str = scalar("The column's name in addresses.", json_safe=True)
    name: str = scalar("What it is called.")
    description: str | None = scalar("What one finds there.", size=200)
    sections: "SectionConnection" = connection(
        "Its history: the sections that appeared under this name, the newest first.",
        on=lambda column, section: section.column_id == column.id,
        orders=NEWEST_FIRST,
        filter=SectionFilter,
    )
    version: int = scalar(VERSION)
    url: str = expression("The column's page for readers.", page_url("/columns/"))


@entity_type(tables.Section, prefix="sec")
class Section(Searchable):
    """One part of an issue: a text, and the works it recommends or names."""

    heading: str | None = scalar("Its heading; null where it has none of its own, but for the name of its column.")
    position: int = scalar("Its place in the issue, from 1.")
    column: "Column | None" = one(
        "The column it belongs to, if any.", on=lambda section, column: column.id == section.column_id
    )
    issue: "Issue" = one("The issue it is part of.", on=lambda section, issue: issue.id == section.issue_id)
    body: Body = embed("Its text.", "body_")
    word_count: int = scalar("How many words its text has.")
    recommendations: list["Recommendation"] = many(
        "The works it recommends, examines or names, in order.",
        on=lambda section, recommendation: recommendation.section_id == section.id,
        order=lambda recommendation: recommendation.position,
    )
    people: list["Person"] = many(
        "Who it names, in order.",
        through=tables.SectionPerson,
        on=lambda section, person, link: (link.section_id == section.id) & (person.id == link.person_id),
        size=5,
        order=lambda person, link: link.position,
    )
    organizations: list["Organization"] = many(
        "Which organisations it names, in order.",
        through=tables.SectionOrganization,
        on=lambda section, body, link: (link.section_id == section.id) & (body.id == link.organization_id),
        size=5,
        order=lambda body, link: link.position,
    )
    sources: list["Source"] = many(
        "What it cites, in order.",
        on=lambda section, source: source.section_id == section.id,
        size=5,
        order=lambda source: source.position,
    )
    key_figures: list[KeyFigure] = many(
        "The figures it states, in order.",
        on=lambda section, figure: figure.section_id == section.id,
        size=5,
        order=lambda figure: figure.position,
    )


@value_type
class SectionConnection(Connection[Section]):
    """A page of a list, and the way to the next one."""

    facets: SectionFacets = scalar("What the whole list holds, counted.")


@entity_type(tables.Recommendation, prefix="rec")
class Recommendation(Node):
    """What a section says of one work: the edge between the two."""

    section: "Section" = one(
        "The section it stands in.", on=lambda recommendation, section: section.id == recommendation.section_id
    )
    issue: "Issue" = one(
        "The issue it stands in.", on=lambda recommendation, issue: issue.id == recommendation.issue_id
    )
    work: "Work" = one("The work.", on=lambda recommendation, work: work.id == recommendation.work_id)
    role: RecommendationRole = scalar("Whether the work is recommended, examined or only named.")
    reason: str | None = scalar("Why it stands here, in a sentence.", size=200)
    position: int = scalar("Its place in the section, from 1.")
    recommended_by: "Person | None" = one(
        "Whose recommendation it is, where that is not simply the magazine's.",
        on=lambda recommendation, person: person.id == recommendation.recommended_by_id,
    )
    url: str = expression("The recommendation's page for readers.", page_url("/recommendations/", "id"))
    embed_url: str = expression(
        "The recommendation as a card, to be framed by other sites.", page_url("/embed/recommendations/", "id")
    )


@value_type
class RecommendationConnection(Connection[Recommendation]):
    """A page of a list, and the way to the next one."""

    facets: RecommendationFacets = scalar("What the whole list holds, counted.")


@entity_type(tables.Work, prefix="wrk", kinds="kind")
class Work(Searchable):
    """Anything that can be recommended: a film, a series, an ad, an app, a book... Each kind adds fields of its own."""

    slug: str = scalar("The work's name in addresses.", json_safe=True)
    kind: WorkKind = scalar("What it is; the same as its type, as a value to filter by.")
    title: str = scalar("The title the magazine's readers know it by.")
    original_title: str | None = scalar("Its title in its own language, where that is another.")
    aliases: list[str] = scalar("Other names it goes by.")
    release_date: date | None = scalar("The day it came out.")
    release_date_basis: Basis | None = scalar("Whether the release date was stated or worked out.")
    year: int | None = scalar("The year it came out, where known.")
    summary: str | None = scalar("What it is, in a sentence.", size=200)
    tags: list[str] = many(
        "Words to find it by, in the editor's order.",
        through=tables.WorkTag,
        of=tables.Tag,
        value="name",
        on=lambda work, tag, link: (link.work_id == work.id) & (tag.id == link.tag_id),
        size=3,
        order=lambda tag, link: link.position,
    )
    image: Image | None = embed("A poster, a cover or an icon.", "image_", null_unless="url")
    credits: list["Credit"] = many(
        "Who made it or appears in it, in order.",
        on=lambda work, credit: credit.work_id == work.id,
        size=5,
        order=lambda credit: credit.position,
    )
    organizations: list["Organization"] = many(
        "The organisations behind it, in order.",
        through=tables.WorkOrganization,
        on=lambda work, body, link: (link.work_id == work.id) & (body.id == link.organization_id),
        size=3,
        order=lambda body, link: link.position,
    )
    makers: list[Maker] = gathered(
        "By whom it is: those who created it or are its authors; where there are none, who directed it; else its "
        "performers or hosts; else the organisations behind it. Its `credits` say all.",
        select_makers,
        size=3,
    )
    availability: list[Availability] = many(
        "Where, how and from when it can be had, in the editor's order.",
        on=lambda work, availability: availability.work_id == work.id,
        size=5,
        order=lambda availability: availability.position,
        arguments=AVAILABILITY,
        asked=list_offers,
    )
    external_ids: list[ExternalId] = many(
        "Its names in other catalogues.",
        on=lambda work, external: external.work_id == work.id,
        size=5,
        order=lambda external: external.position,
    )
    links: list[Link] = many(
        "Pages about it.", on=lambda work, link: link.work_id == work.id, size=5, order=lambda link: link.position
    )
    part_of: "Work | None" = one(
        "The whole it is a part of: an episode's series, a spot's campaign.",
        on=lambda work, whole: whole.id == work.part_of_id,
    )
    parts: list["Work"] = many(
        "Its parts, the earliest release first.",
        on=lambda work, part: part.part_of_id == work.id,
        order=lambda part: (part.release_key, part.title_key, part.id),
    )
    recommendations: "RecommendationConnection" = connection(
        "Where the magazine recommended, examined or named it.",
        on=lambda work, recommendation: recommendation.work_id == work.id,
        orders=RECOMMENDATION_ORDERS,
        order_by=RecommendationOrder,
        filter=RecommendationFilter,
    )
    related: list[RelatedEdge] = related()
    pick_count: int = expression("In how many issues it was picked.", count_picks)
    version: int = scalar(VERSION)
    url: str = expression("The work's page for readers.", page_url("/works/"))
    embed_url: str = expression("The work as a card, to be framed by other sites.", page_url("/embed/works/"))


@value_type
class WorkEdge(Edge[Work]):
    """An item of a page and its place in the list."""

    roles: list[CreditRole] | None = scalar(
        "In the list of a person's works what they did for it, in the order of its credits; null in any other list."
    )


@value_type
class WorkConnection(Connection[Work]):
    """A page of a list, and the way to the next one."""

    edges: list[WorkEdge] = scalar("The items of the page with their cursors.")  # type: ignore[assignment]
    facets: WorkFacets = scalar("What the whole list holds, counted.")


CREDITED_FOR = many_of(
    tables.Credit,
    "role",
    on=lambda credited, credit: (credit.person_id == credited[0].id) & (credit.work_id == credited[1].id),
    order=lambda credit: credit.position,
)
"""The roles of a person in a work of theirs."""


@entity_type(tables.Credit)
class Credit:
    """What a person did for a work."""

    role: CreditRole = scalar("What they did.")
    person: "Person" = one("Who.", on=lambda credit, person: person.id == credit.person_id)
    position: int = scalar("The credit's place in the work's list, from 1.")


@entity_type(tables.Person, prefix="per")
class Person(Maker):
    """Someone who made a work, appears in it, or is named by the magazine."""

    slug: str = scalar("The person's name in addresses.", json_safe=True)
    name: str = scalar("Their name.")
    aliases: list[str] = scalar("Other names they go by.")
    summary: str | None = scalar("Who they are, in a sentence.", size=200)
    affiliations: list["Affiliation"] = many(
        "What they are to organisations.",
        on=lambda person, affiliation: affiliation.person_id == person.id,
        size=3,
        order=lambda affiliation: affiliation.position,
    )
    works: "WorkConnection" = connection(
        "The works they are credited for.",
        on=lambda person, work: AmongSelected(work.id, select_linked(tables.Credit, "work_id", person_id=person.id)),
        reads=10,
        orders=WORK_ORDERS,
        order_by=WorkOrder,
        filter=WorkFilter,
        edges={"roles": CREDITED_FOR},
    )
    sections: "SectionConnection" = connection(
        "The sections that name them, the newest first.",
        on=lambda person, section: AmongSelected(
            section.id, select_linked(tables.SectionPerson, "section_id", person_id=person.id)
        ),
        reads=10,
        orders=NEWEST_FIRST,
        filter=SectionFilter,
    )
    issues: "IssueConnection" = connection(
        "The issues they wrote, alone or with others.",
        on=lambda person, issue: AmongSelected(
            issue.id, select_linked(tables.IssueAuthor, "issue_id", person_id=person.id)
        ),
        reads=100,
        orders=ISSUE_ORDERS,
        order_by=IssueOrder,
        filter=IssueFilter,
    )
    recommendations: "RecommendationConnection" = connection(
        "What was recommended in their name.",
        on=lambda person, recommendation: AmongSelected(
            recommendation.id, select_linked(tables.Recommendation, "id", recommended_by_id=person.id)
        ),
        reads=100,
        orders=RECOMMENDATION_ORDERS,
        order_by=RecommendationOrder,
        filter=RecommendationFilter,
    )
    version: int = scalar(VERSION)
    url: str = expression("The person's page for readers.", page_url("/people/"))


@value_type
class PersonConnection(Connection[Person]):
    """A page of a list, and the way to the next one."""

    facets: PersonFacets = scalar("What the whole list holds, counted.")


@entity_type(tables.Affiliation)
class Affiliation:
    """What a person is to an organisation."""

    title: str = scalar("Their title or function there.")
    organization: "Organization" = one(
        "The organisation.", on=lambda affiliation, body: body.id == affiliation.organization_id
    )


@entity_type(tables.Organization, prefix="org")
class Organization(Maker):
    """A studio, platform, brand, union or any other body that is behind a work or named by the magazine."""

    slug: str = scalar("The organisation's name in addresses.", json_safe=True)
    name: str = scalar("Its name.")
    kind: OrganizationKind = scalar("What it is, seen from the works.")
    organization_kind: OrganizationKind = expression(
        "The same as `kind`, by a name that can be selected beside the `kind` of works.", lambda body, _: body.kind
    )
    aliases: list[str] = scalar("Other names it goes by.")
    summary: str | None = scalar("What it is, in a sentence.", size=200)
    website: str | None = scalar("Its own site.", column="url")
    works: "WorkConnection" = connection(
        "The works it is behind.",
        on=lambda body, work: AmongSelected(
            work.id, select_linked(tables.WorkOrganization, "work_id", organization_id=body.id)
        ),
        reads=100,
        orders=WORK_ORDERS,
        order_by=WorkOrder,
        filter=WorkFilter,
    )
    available_works: "WorkConnection" = connection(
        "The works that can, could or will be had there.",
        on=lambda body, work: AmongSelected(
            work.id, select_linked(tables.Availability, "work_id", platform_id=body.id).distinct()
        ),
        reads=100,
        orders=WORK_ORDERS,
        order_by=WorkOrder,
        filter=WorkFilter,
    )
    people: "PersonConnection" = connection(
        "The people who have a position there, by name.",
        on=lambda body, person: AmongSelected(
            person.id, select_linked(tables.Affiliation, "person_id", organization_id=body.id)
        ),
        reads=10,
        orders=BY_NAME,
        filter=PersonFilter,
    )
    sections: "SectionConnection" = connection(
        "The sections that name it or cite it, the newest first.",
        on=lambda body, section: AmongSelected(section.id, select_sections_about(body)),
        reads=100,
        orders=NEWEST_FIRST,
        filter=SectionFilter,
    )
    recommendations: "RecommendationConnection" = connection(
        "Where the magazine recommended, examined or named the works that it is behind.",
        on=lambda body, recommendation: AmongSelected(
            recommendation.id, select_recommendations_of(select_works_of(body))
        ),
        reads=100,
        orders=RECOMMENDATION_ORDERS,
        order_by=RecommendationOrder,
        filter=RecommendationFilter,
    )
    version: int = scalar(VERSION)
    url: str = expression("The organisation's page for readers.", page_url("/organizations/"))


@value_type
class OrganizationConnection(Connection[Organization]):
    """A page of a list, and the way to the next one."""

    facets: OrganizationFacets = scalar("What the whole list holds, counted.")


@entity_type(tables.Source)
class Source:
    """What a section cites."""

    publication: "Organization | None" = one(
        "Who published it.", on=lambda source, body: body.id == source.publication_id
    )
    url: str | None = scalar("Where it can be read.")
    title: str | None = scalar("What it is called, or what it is.")
