"""The results of stored operations, as types. Printed by ``make schema``: do not edit."""

from typing import Literal, NotRequired, TypedDict

from api.website.stored_operations import OperationResult, StoredOperations

Access = Literal[
    "SUBSCRIPTION",
    "FREE",
    "RENT",
    "BUY",
    "CINEMA",
    "CLOSED_BETA",
    "OPEN_BETA",
]
AppStage = Literal[
    "CLOSED_BETA",
    "OPEN_BETA",
    "RELEASED",
    "DISCONTINUED",
]
AvailabilityStatus = Literal[
    "UPCOMING",
    "OPEN",
    "ENDED",
]
CreditRole = Literal[
    "DIRECTOR",
    "WRITER",
    "PRODUCER",
    "CREATOR",
    "ACTOR",
    "HOST",
    "NARRATOR",
    "AUTHOR",
    "COMPOSER",
    "PERFORMER",
    "SELF",
]
Freshness = Literal[
    "FRESH",
    "STALE",
    "UNVERIFIED",
]
OrganizationKind = Literal[
    "STUDIO",
    "PLATFORM",
    "BRAND",
    "LABEL",
    "UNION",
    "ASSOCIATION",
    "PUBLISHER",
    "COMPANY",
    "FESTIVAL",
]
Precision = Literal[
    "EXACT",
    "ABOUT",
    "MORE_THAN",
    "LESS_THAN",
]
PricePeriod = Literal[
    "ONCE",
    "MONTH",
    "YEAR",
]
RecommendationRole = Literal[
    "PICK",
    "SUBJECT",
    "REFERENCE",
]
SearchType = Literal[
    "ISSUE",
    "SECTION",
    "WORK",
    "PERSON",
    "ORGANIZATION",
    "COLUMN",
]
WorkKind = Literal[
    "FILM",
    "SERIES",
    "EPISODE",
    "AD",
    "APP",
    "AI_MODEL",
    "BOOK",
    "ALBUM",
    "PODCAST",
    "ARTICLE",
]


class MastheadLogo(TypedDict):
    """``logo`` in ``fragments/masthead.graphql``."""

    url: str
    sized: str
    alt: str
    width: int | None
    height: int | None
    dominantColor: str | None


class Masthead(TypedDict):
    """The result of ``fragments/masthead.graphql``."""

    name: str
    tagline: str | None
    language: str
    timeZone: str
    url: str | None
    accentColor: str | None
    logo: MastheadLogo | None


class AboutPagePublicationAbout(TypedDict):
    """``publication.about`` in ``about_page.graphql``."""

    html: str


class AboutPagePublication(Masthead):
    """``publication`` in ``about_page.graphql``."""

    about: AboutPagePublicationAbout | None


class AboutPageColumns(TypedDict):
    """``columns`` in ``about_page.graphql``."""

    slug: str
    name: str
    description: str | None


class AboutPageIssues(TypedDict):
    """``issues`` in ``about_page.graphql``."""

    totalCount: int


class AboutPage(TypedDict):
    """The result of ``about_page.graphql``."""

    publication: AboutPagePublication
    columns: list[AboutPageColumns]
    issues: AboutPageIssues


class FeedPublicationLogo(TypedDict):
    """``logo`` in ``fragments/feed_publication.graphql``."""

    url: str
    sized: str
    alt: str
    width: int | None
    height: int | None
    dominantColor: str | None


class FeedPublication(TypedDict):
    """The result of ``fragments/feed_publication.graphql``."""

    id: str
    name: str
    tagline: str | None
    language: str
    timeZone: str
    accentColor: str | None
    logo: FeedPublicationLogo | None


class SectionAnchorColumn(TypedDict):
    """``column`` in ``fragments/section_anchor.graphql``."""

    slug: str
    name: str
    description: str | None


class SectionAnchor(TypedDict):
    """The result of ``fragments/section_anchor.graphql``."""

    heading: str | None
    column: SectionAnchorColumn | None
    position: int


class FeedSectionBody(TypedDict):
    """``body`` in ``fragments/feed_section.graphql``."""

    html: str
    text: str


class FeedSectionRecommendationsWork(TypedDict):
    """``recommendations.work`` in ``fragments/feed_section.graphql``."""

    kind: WorkKind
    title: str
    year: int | None


class FeedSectionRecommendations(TypedDict):
    """``recommendations`` in ``fragments/feed_section.graphql``."""

    role: RecommendationRole
    reason: str | None
    url: str
    work: FeedSectionRecommendationsWork


class FeedSectionSourcesPublication(TypedDict):
    """``sources.publication`` in ``fragments/feed_section.graphql``."""

    name: str


class FeedSectionSources(TypedDict):
    """``sources`` in ``fragments/feed_section.graphql``."""

    url: str | None
    title: str | None
    publication: FeedSectionSourcesPublication | None


class Figure(TypedDict):
    """The result of ``fragments/figure.graphql``."""

    label: str
    value: str
    upperValue: str | None
    unit: str
    precision: Precision


class FeedSection(SectionAnchor):
    """The result of ``fragments/feed_section.graphql``."""

    id: str
    body: FeedSectionBody
    recommendations: list[FeedSectionRecommendations]
    sources: list[FeedSectionSources]
    keyFigures: list[Figure]


class FeedIssueAuthors(TypedDict):
    """``authors`` in ``fragments/feed_issue.graphql``."""

    name: str


class FeedIssueCover(TypedDict):
    """``cover`` in ``fragments/feed_issue.graphql``."""

    url: str
    alt: str
    width: int | None
    height: int | None


class FeedIssue(TypedDict):
    """The result of ``fragments/feed_issue.graphql``."""

    id: str
    url: str
    title: str
    standfirst: str | None
    language: str
    publishedAt: str | None
    updatedAt: str
    authors: list[FeedIssueAuthors]
    cover: FeedIssueCover | None


class ColumnFeedColumnPageNodesIssue(FeedIssue):
    """``column.page.nodes.issue`` in ``column_feed.graphql``."""

    sections: list[SectionAnchor]


class ColumnFeedColumnPageNodes(FeedSection):
    """``column.page.nodes`` in ``column_feed.graphql``."""

    issue: ColumnFeedColumnPageNodesIssue


class FeedPageInfo(TypedDict):
    """The result of ``fragments/feed_page_info.graphql``."""

    hasNextPage: bool
    hasPreviousPage: bool
    startCursor: str | None
    endCursor: str | None


class ColumnFeedColumnPage(TypedDict):
    """``column.page`` in ``column_feed.graphql``."""

    nodes: list[ColumnFeedColumnPageNodes]
    pageInfo: FeedPageInfo


class ColumnFeedColumn(TypedDict):
    """``column`` in ``column_feed.graphql``."""

    id: str
    slug: str
    name: str
    description: str | None
    page: ColumnFeedColumnPage


class ColumnFeed(TypedDict):
    """The result of ``column_feed.graphql``."""

    publication: FeedPublication
    column: ColumnFeedColumn | None


class ArchivedSectionIssue(TypedDict):
    """``issue`` in ``fragments/archived_section.graphql``."""

    slug: str
    number: int | None
    title: str
    language: str
    publishedAt: str | None
    url: str
    sections: list[SectionAnchor]


class ArchivedSectionRecommendationsWork(TypedDict):
    """``recommendations.work`` in ``fragments/archived_section.graphql``."""

    slug: str
    kind: WorkKind
    title: str
    year: int | None


class ArchivedSectionRecommendations(TypedDict):
    """``recommendations`` in ``fragments/archived_section.graphql``."""

    id: str
    role: RecommendationRole
    reason: str | None
    work: ArchivedSectionRecommendationsWork


class ArchivedSection(SectionAnchor):
    """The result of ``fragments/archived_section.graphql``."""

    issue: ArchivedSectionIssue
    recommendations: list[ArchivedSectionRecommendations]


class ColumnPageColumnSections(TypedDict):
    """``column.sections`` in ``column_page.graphql``."""

    totalCount: int
    nodes: list[ArchivedSection]
    pageInfo: FeedPageInfo


class ColumnPageColumn(TypedDict):
    """``column`` in ``column_page.graphql``."""

    slug: str
    name: str
    description: str | None
    url: str
    sections: ColumnPageColumnSections


class ColumnPage(TypedDict):
    """The result of ``column_page.graphql``."""

    publication: Masthead
    column: ColumnPageColumn | None


class CardPublication(TypedDict):
    """The result of ``fragments/card_publication.graphql``."""

    name: str
    language: str
    timeZone: str
    accentColor: str | None


class ColumnShareColumn(TypedDict):
    """``column`` in ``column_share.graphql``."""

    slug: str
    name: str


class ColumnShare(TypedDict):
    """The result of ``column_share.graphql``."""

    publication: CardPublication
    column: ColumnShareColumn | None


class FrontPageLatestIssueSectionsColumn(TypedDict):
    """``latestIssue.sections.column`` in ``front_page.graphql``."""

    name: str


class FrontPageLatestIssueSections(TypedDict):
    """``latestIssue.sections`` in ``front_page.graphql``."""

    heading: str | None
    column: FrontPageLatestIssueSectionsColumn | None


class CardDetails(TypedDict):
    """The result of ``fragments/card_details.graphql``."""

    kind: WorkKind
    app_stage: NotRequired[AppStage | None]


class Picture(TypedDict):
    """The result of ``fragments/picture.graphql``."""

    url: str
    srcset: str | None
    placeholder: str | None
    alt: str
    width: int | None
    height: int | None
    credit: str | None


class WorkCardCreditsPerson(TypedDict):
    """``credits.person`` in ``fragments/work_card.graphql``."""

    slug: str
    name: str


class WorkCardCredits(TypedDict):
    """``credits`` in ``fragments/work_card.graphql``."""

    role: CreditRole
    person: WorkCardCreditsPerson


class AvailabilityPlatform(TypedDict):
    """``platform`` in ``fragments/availability.graphql``."""

    slug: str
    name: str


class Price(TypedDict):
    """The result of ``fragments/price.graphql``."""

    amount: str
    currency: str
    period: PricePeriod | None
    approximate: bool


Availability = TypedDict(
    "Availability",
    {
        "platform": AvailabilityPlatform | None,
        "country": str | None,
        "access": Access,
        "from": str | None,
        "until": str | None,
        "url": str | None,
        "price": Price | None,
    },
)
"""The result of ``fragments/availability.graphql``."""


class WorkCardPartOf(TypedDict):
    """``partOf`` in ``fragments/work_card.graphql``."""

    slug: str
    title: str


class WorkCard(CardDetails):
    """The result of ``fragments/work_card.graphql``."""

    slug: str
    title: str
    originalTitle: str | None
    year: int | None
    summary: str | None
    url: str
    image: Picture | None
    credits: list[WorkCardCredits]
    availability: list[Availability]
    partOf: WorkCardPartOf | None


class FrontPageLatestIssueRecommendations(TypedDict):
    """``latestIssue.recommendations`` in ``front_page.graphql``."""

    id: str
    role: RecommendationRole
    reason: str | None
    url: str
    work: WorkCard


class FrontPageLatestIssue(TypedDict):
    """``latestIssue`` in ``front_page.graphql``."""

    slug: str
    number: int | None
    title: str
    standfirst: str | None
    language: str
    publishedAt: str | None
    readingMinutes: int
    sections: list[FrontPageLatestIssueSections]
    recommendations: list[FrontPageLatestIssueRecommendations]


class FrontPageIssuesNodes(TypedDict):
    """``issues.nodes`` in ``front_page.graphql``."""

    slug: str
    number: int | None
    title: str
    language: str
    publishedAt: str | None


class FrontPageIssues(TypedDict):
    """``issues`` in ``front_page.graphql``."""

    nodes: list[FrontPageIssuesNodes]


class FrontPageColumns(TypedDict):
    """``columns`` in ``front_page.graphql``."""

    slug: str
    name: str
    description: str | None


class FrontPage(TypedDict):
    """The result of ``front_page.graphql``."""

    publication: Masthead
    latestIssue: FrontPageLatestIssue | None
    issues: FrontPageIssues
    columns: list[FrontPageColumns]


class FrontSharePublication(CardPublication):
    """``publication`` in ``front_share.graphql``."""

    tagline: str | None


class FrontShareLatestIssueRecommendationsWork(TypedDict):
    """``latestIssue.recommendations.work`` in ``front_share.graphql``."""

    title: str
    kind: WorkKind


class FrontShareLatestIssueRecommendations(TypedDict):
    """``latestIssue.recommendations`` in ``front_share.graphql``."""

    role: RecommendationRole
    work: FrontShareLatestIssueRecommendationsWork


class FrontShareLatestIssue(TypedDict):
    """``latestIssue`` in ``front_share.graphql``."""

    recommendations: list[FrontShareLatestIssueRecommendations]


class FrontShare(TypedDict):
    """The result of ``front_share.graphql``."""

    publication: FrontSharePublication
    latestIssue: FrontShareLatestIssue | None


class IssueCardIssueRecommendationsWork(TypedDict):
    """``issue.recommendations.work`` in ``issue_card.graphql``."""

    title: str


class IssueCardIssueRecommendations(TypedDict):
    """``issue.recommendations`` in ``issue_card.graphql``."""

    work: IssueCardIssueRecommendationsWork


class IssueCardIssue(TypedDict):
    """``issue`` in ``issue_card.graphql``."""

    slug: str
    number: int | None
    title: str
    standfirst: str | None
    language: str
    publishedAt: str | None
    readingMinutes: int
    url: str
    recommendations: list[IssueCardIssueRecommendations]


class IssueCard(TypedDict):
    """The result of ``issue_card.graphql``."""

    publication: CardPublication
    issue: IssueCardIssue | None


class IssueOEmbedPublication(TypedDict):
    """``publication`` in ``issue_oembed.graphql``."""

    name: str


class IssueOEmbedIssueAuthors(TypedDict):
    """``issue.authors`` in ``issue_oembed.graphql``."""

    name: str


class Thumbnail(TypedDict):
    """The result of ``fragments/thumbnail.graphql``."""

    url: str
    width: int | None
    height: int | None


class IssueOEmbedIssue(TypedDict):
    """``issue`` in ``issue_oembed.graphql``."""

    slug: str
    title: str
    language: str
    authors: list[IssueOEmbedIssueAuthors]
    cover: Thumbnail | None


class IssueOEmbed(TypedDict):
    """The result of ``issue_oembed.graphql``."""

    publication: IssueOEmbedPublication
    issue: IssueOEmbedIssue | None


class IssueOnPageAuthors(TypedDict):
    """``authors`` in ``fragments/issue_on_page.graphql``."""

    slug: str
    name: str


class IssueOnPageSectionsBody(TypedDict):
    """``sections.body`` in ``fragments/issue_on_page.graphql``."""

    html: str


class IssueOnPageSectionsRecommendationsRecommendedBy(TypedDict):
    """``sections.recommendations.recommendedBy`` in ``fragments/issue_on_page.graphql``."""

    slug: str
    name: str


class IssueOnPageSectionsRecommendations(TypedDict):
    """``sections.recommendations`` in ``fragments/issue_on_page.graphql``."""

    id: str
    role: RecommendationRole
    reason: str | None
    url: str
    recommendedBy: IssueOnPageSectionsRecommendationsRecommendedBy | None
    work: WorkCard


class IssueOnPageSectionsSourcesPublication(TypedDict):
    """``sections.sources.publication`` in ``fragments/issue_on_page.graphql``."""

    slug: str
    name: str


class IssueOnPageSectionsSources(TypedDict):
    """``sections.sources`` in ``fragments/issue_on_page.graphql``."""

    url: str | None
    title: str | None
    publication: IssueOnPageSectionsSourcesPublication | None


class IssueOnPageSections(SectionAnchor):
    """``sections`` in ``fragments/issue_on_page.graphql``."""

    body: IssueOnPageSectionsBody
    recommendations: list[IssueOnPageSectionsRecommendations]
    sources: list[IssueOnPageSectionsSources]
    keyFigures: list[Figure]


class IssueOnPagePrevious(TypedDict):
    """``previous`` in ``fragments/issue_on_page.graphql``."""

    slug: str
    title: str
    language: str


class IssueOnPageNext(TypedDict):
    """``next`` in ``fragments/issue_on_page.graphql``."""

    slug: str
    title: str
    language: str


class IssueOnPage(TypedDict):
    """The result of ``fragments/issue_on_page.graphql``."""

    slug: str
    number: int | None
    title: str
    standfirst: str | None
    language: str
    publishedAt: str | None
    updatedAt: str
    authors: list[IssueOnPageAuthors]
    cover: Picture | None
    wordCount: int
    readingMinutes: int
    url: str
    sections: list[IssueOnPageSections]
    previous: IssueOnPagePrevious | None
    next: IssueOnPageNext | None


class IssuePage(TypedDict):
    """The result of ``issue_page.graphql``."""

    publication: Masthead
    issue: IssueOnPage | None


class IssueShareIssueRecommendationsWork(TypedDict):
    """``issue.recommendations.work`` in ``issue_share.graphql``."""

    title: str
    kind: WorkKind


class IssueShareIssueRecommendations(TypedDict):
    """``issue.recommendations`` in ``issue_share.graphql``."""

    role: RecommendationRole
    work: IssueShareIssueRecommendationsWork


class IssueShareIssue(TypedDict):
    """``issue`` in ``issue_share.graphql``."""

    slug: str
    number: int | None
    title: str
    language: str
    publishedAt: str | None
    recommendations: list[IssueShareIssueRecommendations]


class IssueShare(TypedDict):
    """The result of ``issue_share.graphql``."""

    publication: CardPublication
    issue: IssueShareIssue | None


class ArchivedIssue(TypedDict):
    """The result of ``fragments/archived_issue.graphql``."""

    slug: str
    number: int | None
    title: str
    standfirst: str | None
    language: str
    publishedAt: str | None
    readingMinutes: int
    url: str


class IssuesArchiveIssuesNodesRecommendationsWork(TypedDict):
    """``issues.nodes.recommendations.work`` in ``issues_archive.graphql``."""

    title: str


class IssuesArchiveIssuesNodesRecommendations(TypedDict):
    """``issues.nodes.recommendations`` in ``issues_archive.graphql``."""

    work: IssuesArchiveIssuesNodesRecommendationsWork


class IssuesArchiveIssuesNodes(ArchivedIssue):
    """``issues.nodes`` in ``issues_archive.graphql``."""

    recommendations: list[IssuesArchiveIssuesNodesRecommendations]


class IssuesArchiveIssuesFacetsYear(TypedDict):
    """``issues.facets.year`` in ``issues_archive.graphql``."""

    year: int
    count: int


class IssuesArchiveIssuesFacets(TypedDict):
    """``issues.facets`` in ``issues_archive.graphql``."""

    year: list[IssuesArchiveIssuesFacetsYear]


class IssuesArchiveIssuesNarrowerKind(TypedDict):
    """``issues.narrower.kind`` in ``issues_archive.graphql``."""

    kind: WorkKind
    count: int


class IssuesArchiveIssuesNarrowerRole(TypedDict):
    """``issues.narrower.role`` in ``issues_archive.graphql``."""

    role: RecommendationRole
    count: int


class IssuesArchiveIssuesNarrowerColumnColumn(TypedDict):
    """``issues.narrower.column.column`` in ``issues_archive.graphql``."""

    slug: str
    name: str


class IssuesArchiveIssuesNarrowerColumn(TypedDict):
    """``issues.narrower.column`` in ``issues_archive.graphql``."""

    column: IssuesArchiveIssuesNarrowerColumnColumn
    count: int


class IssuesArchiveIssuesNarrowerAuthorPerson(TypedDict):
    """``issues.narrower.author.person`` in ``issues_archive.graphql``."""

    slug: str
    name: str


class IssuesArchiveIssuesNarrowerAuthor(TypedDict):
    """``issues.narrower.author`` in ``issues_archive.graphql``."""

    person: IssuesArchiveIssuesNarrowerAuthorPerson
    count: int


class IssuesArchiveIssuesNarrower(TypedDict):
    """``issues.narrower`` in ``issues_archive.graphql``."""

    kind: list[IssuesArchiveIssuesNarrowerKind]
    role: list[IssuesArchiveIssuesNarrowerRole]
    column: list[IssuesArchiveIssuesNarrowerColumn]
    author: list[IssuesArchiveIssuesNarrowerAuthor]


class IssuesArchiveIssues(TypedDict):
    """``issues`` in ``issues_archive.graphql``."""

    totalCount: int
    nodes: list[IssuesArchiveIssuesNodes]
    pageInfo: FeedPageInfo
    facets: IssuesArchiveIssuesFacets
    narrower: NotRequired[IssuesArchiveIssuesNarrower]


class IssuesArchiveColumn(TypedDict):
    """``column`` in ``issues_archive.graphql``."""

    slug: str
    name: str


class IssuesArchivePerson(TypedDict):
    """``person`` in ``issues_archive.graphql``."""

    slug: str
    name: str


class IssuesArchive(TypedDict):
    """The result of ``issues_archive.graphql``."""

    publication: Masthead
    issues: IssuesArchiveIssues
    column: IssuesArchiveColumn | None
    person: IssuesArchivePerson | None


class IssuesFeedPageNodes(FeedIssue):
    """``page.nodes`` in ``issues_feed.graphql``."""

    sections: list[FeedSection]


class IssuesFeedPage(TypedDict):
    """``page`` in ``issues_feed.graphql``."""

    nodes: list[IssuesFeedPageNodes]
    pageInfo: FeedPageInfo


class IssuesFeed(TypedDict):
    """The result of ``issues_feed.graphql``."""

    publication: FeedPublication
    page: IssuesFeedPage


class LatestIssueLatestIssueSectionsColumn(TypedDict):
    """``latestIssue.sections.column`` in ``latest_issue.graphql``."""

    name: str


class LatestIssueLatestIssueSectionsRecommendationsWorkCreditsPerson(TypedDict):
    """``latestIssue.sections.recommendations.work.credits.person`` in ``latest_issue.graphql``."""

    name: str


class LatestIssueLatestIssueSectionsRecommendationsWorkCredits(TypedDict):
    """``latestIssue.sections.recommendations.work.credits`` in ``latest_issue.graphql``."""

    role: CreditRole
    person: LatestIssueLatestIssueSectionsRecommendationsWorkCreditsPerson


class LatestIssueLatestIssueSectionsRecommendationsWorkOrganizations(TypedDict):
    """``latestIssue.sections.recommendations.work.organizations`` in ``latest_issue.graphql``."""

    name: str
    kind: OrganizationKind


class LatestIssueLatestIssueSectionsRecommendationsWorkAvailabilityPlatform(TypedDict):
    """``latestIssue.sections.recommendations.work.availability.platform`` in ``latest_issue.graphql``."""

    name: str


LatestIssueLatestIssueSectionsRecommendationsWorkAvailability = TypedDict(
    "LatestIssueLatestIssueSectionsRecommendationsWorkAvailability",
    {
        "platform": LatestIssueLatestIssueSectionsRecommendationsWorkAvailabilityPlatform | None,
        "country": str | None,
        "access": Access,
        "from": str | None,
    },
)
"""``latestIssue.sections.recommendations.work.availability`` in ``latest_issue.graphql``."""


class LatestIssueLatestIssueSectionsRecommendationsWork(TypedDict):
    """``latestIssue.sections.recommendations.work`` in ``latest_issue.graphql``."""

    __typename: str
    title: str
    year: int | None
    credits: list[LatestIssueLatestIssueSectionsRecommendationsWorkCredits]
    organizations: list[LatestIssueLatestIssueSectionsRecommendationsWorkOrganizations]
    availability: list[LatestIssueLatestIssueSectionsRecommendationsWorkAvailability]
    isDocumentary: NotRequired[bool]
    stage: NotRequired[AppStage | None]
    openSource: NotRequired[bool | None]


class LatestIssueLatestIssueSectionsRecommendations(TypedDict):
    """``latestIssue.sections.recommendations`` in ``latest_issue.graphql``."""

    role: RecommendationRole
    reason: str | None
    work: LatestIssueLatestIssueSectionsRecommendationsWork


class LatestIssueLatestIssueSections(TypedDict):
    """``latestIssue.sections`` in ``latest_issue.graphql``."""

    heading: str | None
    column: LatestIssueLatestIssueSectionsColumn | None
    recommendations: list[LatestIssueLatestIssueSectionsRecommendations]


class LatestIssueLatestIssue(TypedDict):
    """``latestIssue`` in ``latest_issue.graphql``."""

    title: str
    publishedAt: str | None
    readingMinutes: int
    sections: list[LatestIssueLatestIssueSections]


class LatestIssue(TypedDict):
    """The result of ``latest_issue.graphql``."""

    latestIssue: LatestIssueLatestIssue | None


class LlmsPublication(TypedDict):
    """``publication`` in ``llms.graphql``."""

    name: str
    tagline: str | None
    language: str


class LlmsIssuesNodes(TypedDict):
    """``issues.nodes`` in ``llms.graphql``."""

    slug: str
    title: str
    standfirst: str | None


class LlmsIssues(TypedDict):
    """``issues`` in ``llms.graphql``."""

    nodes: list[LlmsIssuesNodes]


class LlmsColumns(TypedDict):
    """``columns`` in ``llms.graphql``."""

    slug: str
    name: str
    description: str | None


class Llms(TypedDict):
    """The result of ``llms.graphql``."""

    publication: LlmsPublication
    issues: LlmsIssues
    columns: list[LlmsColumns]


class ManifestPublication(TypedDict):
    """``publication`` in ``manifest.graphql``."""

    name: str
    tagline: str | None
    language: str
    accentColor: str | None


class Manifest(TypedDict):
    """The result of ``manifest.graphql``."""

    publication: ManifestPublication


class NotFoundLatestIssueRecommendationsWork(TypedDict):
    """``latestIssue.recommendations.work`` in ``not_found.graphql``."""

    slug: str
    title: str


class NotFoundLatestIssueRecommendations(TypedDict):
    """``latestIssue.recommendations`` in ``not_found.graphql``."""

    work: NotFoundLatestIssueRecommendationsWork


class NotFoundLatestIssue(TypedDict):
    """``latestIssue`` in ``not_found.graphql``."""

    slug: str
    title: str
    language: str
    recommendations: list[NotFoundLatestIssueRecommendations]


class NotFoundIssuesNodes(TypedDict):
    """``issues.nodes`` in ``not_found.graphql``."""

    slug: str
    title: str


class NotFoundIssues(TypedDict):
    """``issues`` in ``not_found.graphql``."""

    nodes: list[NotFoundIssuesNodes]


class NotFound(TypedDict):
    """The result of ``not_found.graphql``."""

    publication: Masthead
    latestIssue: NotFoundLatestIssue | None
    issues: NotFoundIssues


class OrganizationPageOrganizationPeopleNodesAffiliationsOrganization(TypedDict):
    """``organization.people.nodes.affiliations.organization`` in ``organization_page.graphql``."""

    slug: str


class OrganizationPageOrganizationPeopleNodesAffiliations(TypedDict):
    """``organization.people.nodes.affiliations`` in ``organization_page.graphql``."""

    title: str
    organization: OrganizationPageOrganizationPeopleNodesAffiliationsOrganization


class OrganizationPageOrganizationPeopleNodes(TypedDict):
    """``organization.people.nodes`` in ``organization_page.graphql``."""

    slug: str
    name: str
    affiliations: list[OrganizationPageOrganizationPeopleNodesAffiliations]


class OrganizationPageOrganizationPeople(TypedDict):
    """``organization.people`` in ``organization_page.graphql``."""

    nodes: list[OrganizationPageOrganizationPeopleNodes]


class WorkTile(TypedDict):
    """The result of ``fragments/work_tile.graphql``."""

    slug: str
    kind: WorkKind
    title: str
    year: int | None
    url: str
    image: Picture | None


class ArchivedMentionIssue(TypedDict):
    """``issue`` in ``fragments/archived_mention.graphql``."""

    slug: str
    title: str
    language: str
    publishedAt: str | None
    sections: list[SectionAnchor]


class ArchivedMention(TypedDict):
    """The result of ``fragments/archived_mention.graphql``."""

    id: str
    role: RecommendationRole
    reason: str | None
    issue: ArchivedMentionIssue
    section: SectionAnchor


class ArchivedWorkRecommendations(TypedDict):
    """``recommendations`` in ``fragments/archived_work.graphql``."""

    totalCount: int
    nodes: list[ArchivedMention]


class ArchivedWork(WorkTile):
    """The result of ``fragments/archived_work.graphql``."""

    recommendations: ArchivedWorkRecommendations


class OrganizationPageOrganizationWorks(TypedDict):
    """``organization.works`` in ``organization_page.graphql``."""

    totalCount: int
    nodes: list[ArchivedWork]
    pageInfo: FeedPageInfo


class OrganizationPageOrganizationAvailable(TypedDict):
    """``organization.available`` in ``organization_page.graphql``."""

    totalCount: int
    nodes: list[WorkTile]
    pageInfo: FeedPageInfo


class OrganizationPageOrganizationSections(TypedDict):
    """``organization.sections`` in ``organization_page.graphql``."""

    totalCount: int
    nodes: list[ArchivedSection]
    pageInfo: FeedPageInfo


class OrganizationPageOrganization(TypedDict):
    """``organization`` in ``organization_page.graphql``."""

    slug: str
    name: str
    kind: OrganizationKind
    aliases: list[str]
    summary: str | None
    website: str | None
    url: str
    people: OrganizationPageOrganizationPeople
    works: OrganizationPageOrganizationWorks
    available: OrganizationPageOrganizationAvailable
    sections: OrganizationPageOrganizationSections


class OrganizationPage(TypedDict):
    """The result of ``organization_page.graphql``."""

    publication: Masthead
    organization: OrganizationPageOrganization | None


class OrganizationShareOrganization(TypedDict):
    """``organization`` in ``organization_share.graphql``."""

    slug: str
    name: str
    summary: str | None


class OrganizationShare(TypedDict):
    """The result of ``organization_share.graphql``."""

    publication: CardPublication
    organization: OrganizationShareOrganization | None


class PersonPagePersonAffiliationsOrganization(TypedDict):
    """``person.affiliations.organization`` in ``person_page.graphql``."""

    slug: str
    name: str
    url: str


class PersonPagePersonAffiliations(TypedDict):
    """``person.affiliations`` in ``person_page.graphql``."""

    title: str
    organization: PersonPagePersonAffiliationsOrganization


class PersonPagePersonWorksNodesCreditsPerson(TypedDict):
    """``person.works.nodes.credits.person`` in ``person_page.graphql``."""

    slug: str


class PersonPagePersonWorksNodesCredits(TypedDict):
    """``person.works.nodes.credits`` in ``person_page.graphql``."""

    role: CreditRole
    person: PersonPagePersonWorksNodesCreditsPerson


class PersonPagePersonWorksNodes(ArchivedWork):
    """``person.works.nodes`` in ``person_page.graphql``."""

    credits: list[PersonPagePersonWorksNodesCredits]


class PersonPagePersonWorks(TypedDict):
    """``person.works`` in ``person_page.graphql``."""

    totalCount: int
    nodes: list[PersonPagePersonWorksNodes]
    pageInfo: FeedPageInfo


class PersonPagePersonIssues(TypedDict):
    """``person.issues`` in ``person_page.graphql``."""

    totalCount: int
    nodes: list[ArchivedIssue]
    pageInfo: FeedPageInfo


class PersonPagePersonRecommendationsNodes(ArchivedMention):
    """``person.recommendations.nodes`` in ``person_page.graphql``."""

    work: WorkTile


class PersonPagePersonRecommendations(TypedDict):
    """``person.recommendations`` in ``person_page.graphql``."""

    totalCount: int
    nodes: list[PersonPagePersonRecommendationsNodes]
    pageInfo: FeedPageInfo


class PersonPagePersonSections(TypedDict):
    """``person.sections`` in ``person_page.graphql``."""

    totalCount: int
    nodes: list[ArchivedSection]
    pageInfo: FeedPageInfo


class PersonPagePerson(TypedDict):
    """``person`` in ``person_page.graphql``."""

    slug: str
    name: str
    aliases: list[str]
    summary: str | None
    url: str
    affiliations: list[PersonPagePersonAffiliations]
    works: PersonPagePersonWorks
    issues: PersonPagePersonIssues
    recommendations: PersonPagePersonRecommendations
    sections: PersonPagePersonSections


class PersonPage(TypedDict):
    """The result of ``person_page.graphql``."""

    publication: Masthead
    person: PersonPagePerson | None


class PersonSharePerson(TypedDict):
    """``person`` in ``person_share.graphql``."""

    slug: str
    name: str
    summary: str | None


class PersonShare(TypedDict):
    """The result of ``person_share.graphql``."""

    publication: CardPublication
    person: PersonSharePerson | None


class PublicationSharePublication(CardPublication):
    """``publication`` in ``publication_share.graphql``."""

    tagline: str | None


class PublicationShare(TypedDict):
    """The result of ``publication_share.graphql``."""

    publication: PublicationSharePublication


class RecommendationCardNodeIssue(TypedDict):
    """``node.issue`` in ``recommendation_card.graphql``."""

    title: str
    language: str
    publishedAt: str | None


class RecommendationCardNode(TypedDict):
    """``node`` in ``recommendation_card.graphql``."""

    id: str
    role: RecommendationRole
    reason: str | None
    url: str
    issue: RecommendationCardNodeIssue
    work: WorkCard


class RecommendationCard(TypedDict):
    """The result of ``recommendation_card.graphql``."""

    publication: CardPublication
    node: RecommendationCardNode | None


class RecommendationOEmbedPublication(TypedDict):
    """``publication`` in ``recommendation_oembed.graphql``."""

    name: str


class RecommendationOEmbedNodeRecommendedBy(TypedDict):
    """``node.recommendedBy`` in ``recommendation_oembed.graphql``."""

    name: str


class RecommendationOEmbedNodeIssueAuthors(TypedDict):
    """``node.issue.authors`` in ``recommendation_oembed.graphql``."""

    name: str


class RecommendationOEmbedNodeIssue(TypedDict):
    """``node.issue`` in ``recommendation_oembed.graphql``."""

    language: str
    authors: list[RecommendationOEmbedNodeIssueAuthors]


class RecommendationOEmbedNodeWork(TypedDict):
    """``node.work`` in ``recommendation_oembed.graphql``."""

    title: str
    image: Thumbnail | None


class RecommendationOEmbedNode(TypedDict):
    """``node`` in ``recommendation_oembed.graphql``."""

    id: str
    role: RecommendationRole
    recommendedBy: RecommendationOEmbedNodeRecommendedBy | None
    issue: RecommendationOEmbedNodeIssue
    work: RecommendationOEmbedNodeWork


class RecommendationOEmbed(TypedDict):
    """The result of ``recommendation_oembed.graphql``."""

    publication: RecommendationOEmbedPublication
    node: RecommendationOEmbedNode | None


class RecommendationPageNodeRecommendedBy(TypedDict):
    """``node.recommendedBy`` in ``recommendation_page.graphql``."""

    slug: str
    name: str


class RecommendationPageNodeIssueAuthors(TypedDict):
    """``node.issue.authors`` in ``recommendation_page.graphql``."""

    name: str


class RecommendationPageNodeIssueRecommendationsWork(TypedDict):
    """``node.issue.recommendations.work`` in ``recommendation_page.graphql``."""

    slug: str
    title: str
    kind: WorkKind


class RecommendationPageNodeIssueRecommendations(TypedDict):
    """``node.issue.recommendations`` in ``recommendation_page.graphql``."""

    id: str
    work: RecommendationPageNodeIssueRecommendationsWork


class RecommendationPageNodeIssue(TypedDict):
    """``node.issue`` in ``recommendation_page.graphql``."""

    slug: str
    number: int | None
    title: str
    language: str
    publishedAt: str | None
    updatedAt: str
    url: str
    authors: list[RecommendationPageNodeIssueAuthors]
    sections: list[SectionAnchor]
    recommendations: list[RecommendationPageNodeIssueRecommendations]


class RecommendationPageNode(TypedDict):
    """``node`` in ``recommendation_page.graphql``."""

    id: str
    role: RecommendationRole
    reason: str | None
    url: str
    recommendedBy: RecommendationPageNodeRecommendedBy | None
    work: WorkCard
    section: SectionAnchor
    issue: RecommendationPageNodeIssue


class RecommendationPage(TypedDict):
    """The result of ``recommendation_page.graphql``."""

    publication: Masthead
    node: RecommendationPageNode | None


class RecommendationShareNodeIssue(TypedDict):
    """``node.issue`` in ``recommendation_share.graphql``."""

    language: str


class RecommendationShareNodeWork(TypedDict):
    """``node.work`` in ``recommendation_share.graphql``."""

    title: str
    kind: WorkKind
    year: int | None


class RecommendationShareNode(TypedDict):
    """``node`` in ``recommendation_share.graphql``."""

    id: str
    role: RecommendationRole
    issue: RecommendationShareNodeIssue
    work: RecommendationShareNodeWork


class RecommendationShare(TypedDict):
    """The result of ``recommendation_share.graphql``."""

    publication: CardPublication
    node: RecommendationShareNode | None


class SearchPageSearchCounts(TypedDict):
    """``search.counts`` in ``search_page.graphql``."""

    type: SearchType
    count: int


class FoundColumn(TypedDict):
    """``column`` in ``fragments/found.graphql``."""

    slug: str
    name: str
    description: str | None


class FoundIssue(TypedDict):
    """``issue`` in ``fragments/found.graphql``."""

    slug: str
    title: str
    language: str
    publishedAt: str | None
    sections: list[SectionAnchor]


class Found(TypedDict):
    """The result of ``fragments/found.graphql``."""

    __typename: str
    slug: NotRequired[str]
    title: NotRequired[str]
    language: NotRequired[str]
    publishedAt: NotRequired[str | None]
    heading: NotRequired[str | None]
    column: NotRequired[FoundColumn | None]
    position: NotRequired[int]
    issue: NotRequired[FoundIssue]
    kind: NotRequired[WorkKind]
    year: NotRequired[int | None]
    name: NotRequired[str]


class SearchPageSearchEdgesFragments(TypedDict):
    """``search.edges.fragments`` in ``search_page.graphql``."""

    html: str


class SearchPageSearchEdges(TypedDict):
    """``search.edges`` in ``search_page.graphql``."""

    node: Found
    fragments: list[SearchPageSearchEdgesFragments]


class SearchPageSearch(TypedDict):
    """``search`` in ``search_page.graphql``."""

    totalCount: int
    counts: list[SearchPageSearchCounts]
    correction: str | None
    pageInfo: FeedPageInfo
    edges: list[SearchPageSearchEdges]


class SearchPage(TypedDict):
    """The result of ``search_page.graphql``."""

    publication: Masthead
    search: SearchPageSearch


class SubscribePagePublicationSubscribing(TypedDict):
    """``publication.subscribing`` in ``subscribe_page.graphql``."""

    html: str


class SubscribePagePublication(Masthead):
    """``publication`` in ``subscribe_page.graphql``."""

    subscribing: SubscribePagePublicationSubscribing | None


class SubscribePageColumns(TypedDict):
    """``columns`` in ``subscribe_page.graphql``."""

    slug: str
    name: str


class SubscribePage(TypedDict):
    """The result of ``subscribe_page.graphql``."""

    publication: SubscribePagePublication
    columns: list[SubscribePageColumns]


class SuggestionsPublication(TypedDict):
    """``publication`` in ``suggestions.graphql``."""

    language: str
    timeZone: str


class SuggestionsSuggest(TypedDict):
    """``suggest`` in ``suggestions.graphql``."""

    text: str
    node: Found


class Suggestions(TypedDict):
    """The result of ``suggestions.graphql``."""

    publication: SuggestionsPublication
    suggest: list[SuggestionsSuggest]


class TimeZonePublication(TypedDict):
    """``publication`` in ``time_zone.graphql``."""

    timeZone: str


class TimeZone(TypedDict):
    """The result of ``time_zone.graphql``."""

    publication: TimeZonePublication


class WorkCardBySlugWorkRecommendationsNodesIssue(TypedDict):
    """``work.recommendations.nodes.issue`` in ``work_card.graphql``."""

    title: str
    language: str
    publishedAt: str | None


class WorkCardBySlugWorkRecommendationsNodes(TypedDict):
    """``work.recommendations.nodes`` in ``work_card.graphql``."""

    role: RecommendationRole
    reason: str | None
    issue: WorkCardBySlugWorkRecommendationsNodesIssue


class WorkCardBySlugWorkRecommendations(TypedDict):
    """``work.recommendations`` in ``work_card.graphql``."""

    nodes: list[WorkCardBySlugWorkRecommendationsNodes]


class WorkCardBySlugWork(WorkCard):
    """``work`` in ``work_card.graphql``."""

    recommendations: WorkCardBySlugWorkRecommendations


class WorkCardBySlug(TypedDict):
    """The result of ``work_card.graphql``."""

    publication: CardPublication
    work: WorkCardBySlugWork | None


class WorkOEmbedPublication(TypedDict):
    """``publication`` in ``work_oembed.graphql``."""

    name: str
    language: str


class WorkOEmbedWorkRecommendationsNodes(TypedDict):
    """``work.recommendations.nodes`` in ``work_oembed.graphql``."""

    role: RecommendationRole


class WorkOEmbedWorkRecommendations(TypedDict):
    """``work.recommendations`` in ``work_oembed.graphql``."""

    nodes: list[WorkOEmbedWorkRecommendationsNodes]


class WorkOEmbedWork(TypedDict):
    """``work`` in ``work_oembed.graphql``."""

    slug: str
    title: str
    image: Thumbnail | None
    recommendations: WorkOEmbedWorkRecommendations


class WorkOEmbed(TypedDict):
    """The result of ``work_oembed.graphql``."""

    publication: WorkOEmbedPublication
    work: WorkOEmbedWork | None


class WorkPageWorkAdBrand(TypedDict):
    """``work.ad_brand`` in ``work_page.graphql``."""

    slug: str
    name: str


class WorkPageWorkAppDeveloper(TypedDict):
    """``work.app_developer`` in ``work_page.graphql``."""

    slug: str
    name: str


class WorkPageWorkAiModelDeveloper(TypedDict):
    """``work.ai_model_developer`` in ``work_page.graphql``."""

    slug: str
    name: str


class WorkPageWorkBookPublisher(TypedDict):
    """``work.book_publisher`` in ``work_page.graphql``."""

    slug: str
    name: str


class WorkPageWorkAlbumLabel(TypedDict):
    """``work.album_label`` in ``work_page.graphql``."""

    slug: str
    name: str


class WorkPageWorkArticlePublication(TypedDict):
    """``work.article_publication`` in ``work_page.graphql``."""

    slug: str
    name: str


class WorkPageWorkInCountry(Availability):
    """``work.inCountry`` in ``work_page.graphql``."""

    status: AvailabilityStatus
    freshness: Freshness
    verifiedAt: str | None


class WorkPageWorkOrganizations(TypedDict):
    """``work.organizations`` in ``work_page.graphql``."""

    slug: str
    name: str


class WorkPageWorkLinks(TypedDict):
    """``work.links`` in ``work_page.graphql``."""

    rel: str
    url: str
    title: str | None


class WorkPageWorkExternalIds(TypedDict):
    """``work.externalIds`` in ``work_page.graphql``."""

    scheme: str
    value: str


class WorkPageWorkParts(TypedDict):
    """``work.parts`` in ``work_page.graphql``."""

    slug: str
    title: str
    year: int | None


class WorkPageWorkRelatedReasonsPerson(TypedDict):
    """``work.related.reasons.person`` in ``work_page.graphql``."""

    name: str


class WorkPageWorkRelatedReasonsWhole(TypedDict):
    """``work.related.reasons.whole`` in ``work_page.graphql``."""

    title: str


class WorkPageWorkRelatedReasonsColumn(TypedDict):
    """``work.related.reasons.column`` in ``work_page.graphql``."""

    name: str


class WorkPageWorkRelatedReasonsOrganization(TypedDict):
    """``work.related.reasons.organization`` in ``work_page.graphql``."""

    name: str


class WorkPageWorkRelatedReasonsPlatform(TypedDict):
    """``work.related.reasons.platform`` in ``work_page.graphql``."""

    name: str


class WorkPageWorkRelatedReasons(TypedDict):
    """``work.related.reasons`` in ``work_page.graphql``."""

    __typename: str
    person: NotRequired[WorkPageWorkRelatedReasonsPerson]
    role: NotRequired[CreditRole]
    otherRole: NotRequired[CreditRole]
    whole: NotRequired[WorkPageWorkRelatedReasonsWhole]
    tags: NotRequired[list[str]]
    column: NotRequired[WorkPageWorkRelatedReasonsColumn]
    organization: NotRequired[WorkPageWorkRelatedReasonsOrganization]
    platform: NotRequired[WorkPageWorkRelatedReasonsPlatform]
    words: NotRequired[list[str]]


class WorkPageWorkRelated(TypedDict):
    """``work.related`` in ``work_page.graphql``."""

    node: WorkTile
    reasons: list[WorkPageWorkRelatedReasons]


class WorkPageWorkRecommendationsNodesIssue(TypedDict):
    """``work.recommendations.nodes.issue`` in ``work_page.graphql``."""

    slug: str
    title: str
    language: str
    publishedAt: str | None
    sections: list[SectionAnchor]


class WorkPageWorkRecommendationsNodes(TypedDict):
    """``work.recommendations.nodes`` in ``work_page.graphql``."""

    id: str
    role: RecommendationRole
    reason: str | None
    issue: WorkPageWorkRecommendationsNodesIssue
    section: SectionAnchor


class WorkPageWorkRecommendations(TypedDict):
    """``work.recommendations`` in ``work_page.graphql``."""

    totalCount: int
    nodes: list[WorkPageWorkRecommendationsNodes]


class WorkPageWork(WorkCard):
    """``work`` in ``work_page.graphql``."""

    film_isDocumentary: NotRequired[bool]
    film_runtimeMinutes: NotRequired[int | None]
    series_seasons: NotRequired[int | None]
    episode_seasonNumber: NotRequired[int | None]
    episode_episodeNumber: NotRequired[int | None]
    ad_durationSeconds: NotRequired[int | None]
    ad_episodeNumber: NotRequired[int | None]
    ad_brand: NotRequired[WorkPageWorkAdBrand | None]
    ad_campaign: NotRequired[str | None]
    app_developer: NotRequired[WorkPageWorkAppDeveloper | None]
    ai_model_developer: NotRequired[WorkPageWorkAiModelDeveloper | None]
    ai_model_openSource: NotRequired[bool | None]
    book_publisher: NotRequired[WorkPageWorkBookPublisher | None]
    book_pageCount: NotRequired[int | None]
    album_label: NotRequired[WorkPageWorkAlbumLabel | None]
    album_trackCount: NotRequired[int | None]
    podcast_episodeCount: NotRequired[int | None]
    article_publication: NotRequired[WorkPageWorkArticlePublication | None]
    inCountry: NotRequired[list[WorkPageWorkInCountry]]
    aliases: list[str]
    releaseDate: str | None
    tags: list[str]
    organizations: list[WorkPageWorkOrganizations]
    links: list[WorkPageWorkLinks]
    externalIds: list[WorkPageWorkExternalIds]
    parts: list[WorkPageWorkParts]
    related: list[WorkPageWorkRelated]
    recommendations: WorkPageWorkRecommendations


class WorkPage(TypedDict):
    """The result of ``work_page.graphql``."""

    publication: Masthead
    work: WorkPageWork | None


class WorkShareWork(TypedDict):
    """``work`` in ``work_share.graphql``."""

    slug: str
    title: str
    kind: WorkKind
    year: int | None


class WorkShare(TypedDict):
    """The result of ``work_share.graphql``."""

    publication: CardPublication
    work: WorkShareWork | None


class WorksArchiveWorksFacetsKind(TypedDict):
    """``works.facets.kind`` in ``works_archive.graphql``."""

    kind: WorkKind
    count: int


class WorksArchiveWorksFacetsYear(TypedDict):
    """``works.facets.year`` in ``works_archive.graphql``."""

    year: int
    count: int


class WorksArchiveWorksFacetsColumnColumn(TypedDict):
    """``works.facets.column.column`` in ``works_archive.graphql``."""

    slug: str
    name: str


class WorksArchiveWorksFacetsColumn(TypedDict):
    """``works.facets.column`` in ``works_archive.graphql``."""

    column: WorksArchiveWorksFacetsColumnColumn
    count: int


class WorksArchiveWorksFacetsPlatformOrganization(TypedDict):
    """``works.facets.platform.organization`` in ``works_archive.graphql``."""

    slug: str
    name: str


class WorksArchiveWorksFacetsPlatform(TypedDict):
    """``works.facets.platform`` in ``works_archive.graphql``."""

    organization: WorksArchiveWorksFacetsPlatformOrganization
    count: int


class WorksArchiveWorksFacetsTag(TypedDict):
    """``works.facets.tag`` in ``works_archive.graphql``."""

    tag: str
    count: int


class WorksArchiveWorksFacets(TypedDict):
    """``works.facets`` in ``works_archive.graphql``."""

    kind: list[WorksArchiveWorksFacetsKind]
    year: list[WorksArchiveWorksFacetsYear]
    column: list[WorksArchiveWorksFacetsColumn]
    platform: list[WorksArchiveWorksFacetsPlatform]
    tag: list[WorksArchiveWorksFacetsTag]


class WorksArchiveWorks(TypedDict):
    """``works`` in ``works_archive.graphql``."""

    totalCount: NotRequired[int]
    nodes: list[WorkTile]
    pageInfo: FeedPageInfo
    facets: NotRequired[WorksArchiveWorksFacets]


class WorksArchiveColumn(TypedDict):
    """``column`` in ``works_archive.graphql``."""

    slug: str
    name: str


class WorksArchiveOrganization(TypedDict):
    """``organization`` in ``works_archive.graphql``."""

    slug: str
    name: str


class WorksArchiveTaggedNodes(TypedDict):
    """``tagged.nodes`` in ``works_archive.graphql``."""

    tags: list[str]


class WorksArchiveTagged(TypedDict):
    """``tagged`` in ``works_archive.graphql``."""

    nodes: list[WorksArchiveTaggedNodes]


class WorksArchive(TypedDict):
    """The result of ``works_archive.graphql``."""

    publication: Masthead
    works: WorksArchiveWorks
    column: WorksArchiveColumn | None
    organization: WorksArchiveOrganization | None
    tagged: NotRequired[WorksArchiveTagged]


class Operations(StoredOperations):
    """The stored operations as methods."""

    async def about_page(self) -> OperationResult[AboutPage]:
        """Run ``about_page.graphql``."""
        return await self.run("about_page")

    async def column_feed(
        self, *, slug: str, after: str | None = None, last: int | None = None, before: str | None = None
    ) -> OperationResult[ColumnFeed]:
        """Run ``column_feed.graphql``."""
        return await self.run("column_feed", slug=slug, after=after, last=last, before=before)

    async def column_page(
        self,
        *,
        slug: str,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> OperationResult[ColumnPage]:
        """Run ``column_page.graphql``."""
        return await self.run("column_page", slug=slug, first=first, after=after, last=last, before=before)

    async def column_share(self, *, slug: str) -> OperationResult[ColumnShare]:
        """Run ``column_share.graphql``."""
        return await self.run("column_share", slug=slug)

    async def front_page(self) -> OperationResult[FrontPage]:
        """Run ``front_page.graphql``."""
        return await self.run("front_page")

    async def front_share(self) -> OperationResult[FrontShare]:
        """Run ``front_share.graphql``."""
        return await self.run("front_share")

    async def issue_card(self, *, slug: str) -> OperationResult[IssueCard]:
        """Run ``issue_card.graphql``."""
        return await self.run("issue_card", slug=slug)

    async def issue_oembed(self, *, slug: str) -> OperationResult[IssueOEmbed]:
        """Run ``issue_oembed.graphql``."""
        return await self.run("issue_oembed", slug=slug)

    async def issue_page(self, *, slug: str) -> OperationResult[IssuePage]:
        """Run ``issue_page.graphql``."""
        return await self.run("issue_page", slug=slug)

    async def issue_share(self, *, slug: str) -> OperationResult[IssueShare]:
        """Run ``issue_share.graphql``."""
        return await self.run("issue_share", slug=slug)

    async def issues_archive(
        self,
        *,
        column_slug: str,
        author_slug: str,
        counted: bool,
        published: dict[str, str] | None = None,
        kind: str | None = None,
        role: str | None = None,
        column: str | None = None,
        author: str | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> OperationResult[IssuesArchive]:
        """Run ``issues_archive.graphql``."""
        return await self.run(
            "issues_archive",
            published=published,
            kind=kind,
            role=role,
            column=column,
            columnSlug=column_slug,
            author=author,
            authorSlug=author_slug,
            first=first,
            after=after,
            last=last,
            before=before,
            counted=counted,
        )

    async def issues_feed(
        self, *, after: str | None = None, last: int | None = None, before: str | None = None
    ) -> OperationResult[IssuesFeed]:
        """Run ``issues_feed.graphql``."""
        return await self.run("issues_feed", after=after, last=last, before=before)

    async def latest_issue(self) -> OperationResult[LatestIssue]:
        """Run ``latest_issue.graphql``."""
        return await self.run("latest_issue")

    async def llms(self) -> OperationResult[Llms]:
        """Run ``llms.graphql``."""
        return await self.run("llms")

    async def manifest(self) -> OperationResult[Manifest]:
        """Run ``manifest.graphql``."""
        return await self.run("manifest")

    async def not_found(self) -> OperationResult[NotFound]:
        """Run ``not_found.graphql``."""
        return await self.run("not_found")

    async def organization_page(
        self,
        *,
        slug: str,
        works_after: str | None = None,
        works_last: int | None = None,
        works_before: str | None = None,
        available_after: str | None = None,
        available_last: int | None = None,
        available_before: str | None = None,
        sections_after: str | None = None,
        sections_last: int | None = None,
        sections_before: str | None = None,
    ) -> OperationResult[OrganizationPage]:
        """Run ``organization_page.graphql``."""
        return await self.run(
            "organization_page",
            slug=slug,
            worksAfter=works_after,
            worksLast=works_last,
            worksBefore=works_before,
            availableAfter=available_after,
            availableLast=available_last,
            availableBefore=available_before,
            sectionsAfter=sections_after,
            sectionsLast=sections_last,
            sectionsBefore=sections_before,
        )

    async def organization_share(self, *, slug: str) -> OperationResult[OrganizationShare]:
        """Run ``organization_share.graphql``."""
        return await self.run("organization_share", slug=slug)

    async def person_page(
        self,
        *,
        slug: str,
        works_after: str | None = None,
        works_last: int | None = None,
        works_before: str | None = None,
        issues_after: str | None = None,
        issues_last: int | None = None,
        issues_before: str | None = None,
        recommendations_after: str | None = None,
        recommendations_last: int | None = None,
        recommendations_before: str | None = None,
        sections_after: str | None = None,
        sections_last: int | None = None,
        sections_before: str | None = None,
    ) -> OperationResult[PersonPage]:
        """Run ``person_page.graphql``."""
        return await self.run(
            "person_page",
            slug=slug,
            worksAfter=works_after,
            worksLast=works_last,
            worksBefore=works_before,
            issuesAfter=issues_after,
            issuesLast=issues_last,
            issuesBefore=issues_before,
            recommendationsAfter=recommendations_after,
            recommendationsLast=recommendations_last,
            recommendationsBefore=recommendations_before,
            sectionsAfter=sections_after,
            sectionsLast=sections_last,
            sectionsBefore=sections_before,
        )

    async def person_share(self, *, slug: str) -> OperationResult[PersonShare]:
        """Run ``person_share.graphql``."""
        return await self.run("person_share", slug=slug)

    async def publication_share(self) -> OperationResult[PublicationShare]:
        """Run ``publication_share.graphql``."""
        return await self.run("publication_share")

    async def recommendation_card(self, *, id: str) -> OperationResult[RecommendationCard]:
        """Run ``recommendation_card.graphql``."""
        return await self.run("recommendation_card", id=id)

    async def recommendation_oembed(self, *, id: str) -> OperationResult[RecommendationOEmbed]:
        """Run ``recommendation_oembed.graphql``."""
        return await self.run("recommendation_oembed", id=id)

    async def recommendation_page(self, *, id: str) -> OperationResult[RecommendationPage]:
        """Run ``recommendation_page.graphql``."""
        return await self.run("recommendation_page", id=id)

    async def recommendation_share(self, *, id: str) -> OperationResult[RecommendationShare]:
        """Run ``recommendation_share.graphql``."""
        return await self.run("recommendation_share", id=id)

    async def search_page(
        self, *, text: str, types: str | None = None, first: int | None = None, after: str | None = None
    ) -> OperationResult[SearchPage]:
        """Run ``search_page.graphql``."""
        return await self.run("search_page", text=text, types=types, first=first, after=after)

    async def subscribe_page(self) -> OperationResult[SubscribePage]:
        """Run ``subscribe_page.graphql``."""
        return await self.run("subscribe_page")

    async def suggestions(self, *, prefix: str) -> OperationResult[Suggestions]:
        """Run ``suggestions.graphql``."""
        return await self.run("suggestions", prefix=prefix)

    async def time_zone(self) -> OperationResult[TimeZone]:
        """Run ``time_zone.graphql``."""
        return await self.run("time_zone")

    async def work_card(self, *, slug: str) -> OperationResult[WorkCardBySlug]:
        """Run ``work_card.graphql``."""
        return await self.run("work_card", slug=slug)

    async def work_oembed(self, *, slug: str) -> OperationResult[WorkOEmbed]:
        """Run ``work_oembed.graphql``."""
        return await self.run("work_oembed", slug=slug)

    async def work_page(self, *, slug: str, chosen: bool, country: str | None = None) -> OperationResult[WorkPage]:
        """Run ``work_page.graphql``."""
        return await self.run("work_page", slug=slug, country=country, chosen=chosen)

    async def work_share(self, *, slug: str) -> OperationResult[WorkShare]:
        """Run ``work_share.graphql``."""
        return await self.run("work_share", slug=slug)

    async def works_archive(
        self,
        *,
        column_slug: str,
        platform_slug: str,
        counted: bool,
        tagged: bool,
        kind: str | None = None,
        tag: str | None = None,
        year: int | None = None,
        column: str | None = None,
        platform: str | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> OperationResult[WorksArchive]:
        """Run ``works_archive.graphql``."""
        return await self.run(
            "works_archive",
            kind=kind,
            tag=tag,
            year=year,
            column=column,
            platform=platform,
            columnSlug=column_slug,
            platformSlug=platform_slug,
            first=first,
            after=after,
            last=last,
            before=before,
            counted=counted,
            tagged=tagged,
        )
